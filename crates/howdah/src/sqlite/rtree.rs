//! R*Trees: those whose rows are an application's own, and those that only index the geometries of another table.
//!
//! An R*Tree is a table of ids, intervals and auxiliary columns (<https://sqlite.org/rtree.html>); its rows can be read
//! as those of any table, and as a rule they stand nowhere else. Only a GeoPackage
//! (<http://www.geopackage.org/spec/#extension_rtree>) and SpatiaLite name theirs after the column that they index, and can
//! make them anew from it.

use super::emit::ident;
use super::parse::Reader;
use crate::catalog::order::table_position;
use crate::catalog::schema::{Catalog, Check, Key, Table, TableKind};

/// The modules of <https://sqlite.org/rtree.html>.
const MODULES: [&str; 2] = ["rtree", "rtree_i32"];

/// How an R*Tree is named after a table and its column of geometries, and the table that says so.
const INDEX_NAMES: [(&str, &str); 2] = [("rtree_", "gpkg_contents"), ("idx_", "geometry_columns")];

/// Marks the R*Trees whose rows travel: as tables with the id as their key.
pub(super) fn mark(catalog: &mut Catalog) {
    let is_tree = |table: &Table| matches!(&table.kind, TableKind::Virtual { module } if MODULES.contains(&module.as_str()));
    let marked: Vec<usize> = (0..catalog.tables.len())
        .filter(|&at| {
            let table = &catalog.tables[at];
            // Without its module, nothing is known of its columns.
            is_tree(table) && table.columns.len() > 2 && indexed_column(catalog, &table.name).is_none()
        })
        .collect();
    for at in marked {
        let table = &mut catalog.tables[at];
        let axes = table.sql.as_deref().and_then(coordinates).unwrap_or(0) / 2;
        // The module refuses an interval whose end lies before its start.
        table.checks = (0..axes)
            .filter_map(|axis| {
                let (low, high) = (table.columns.get(1 + 2 * axis)?, table.columns.get(2 + 2 * axis)?);
                let expression = format!("{} <= {}", ident(&low.name), ident(&high.name));
                Some(Check { name: None, expression, on_conflict: None, validated: true })
            })
            .collect();
        table.kind = TableKind::RTree;
        table.rowid_alias = Some(0);
        table.columns[0].not_null = true;
        table.primary_key = Some(Key {
            name: None,
            columns: vec![0],
            collations: vec![None],
            on_conflict: None,
            deferrable: false,
        });
    }
}

/// The table and the column that an R*Tree of this name indexes, when it only does that: their positions.
pub fn indexed_column(catalog: &Catalog, name: &str) -> Option<(usize, usize)> {
    INDEX_NAMES.iter().find_map(|(prefix, registry)| {
        table_position(catalog, registry)?;
        let rest = name.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix));
        let rest = rest.map(|_| &name[prefix.len()..])?;
        catalog.tables.iter().enumerate().filter(|(_, table)| table.is_data()).find_map(|(at, table)| {
            let start = rest.get(..table.name.len())?;
            let column = rest[table.name.len()..].strip_prefix('_')?;
            let column = start.eq_ignore_ascii_case(&table.name).then(|| table.position(column))??;
            Some((at, column))
        })
    })
}

/// How many columns of an R*Tree are coordinates: all behind the id that do not begin with a plus
/// (<https://sqlite.org/rtree.html#auxiliary_columns>).
pub fn coordinates(sql: &str) -> Option<usize> {
    let mut reader = Reader::new(sql);
    reader.until_word("USING")?;
    reader.next()?;
    let mut arguments = reader.group()?;
    let (mut found, mut at_start, mut depth) = (0usize, true, 0usize);
    while let Some(token) = arguments.next() {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if at_start && token.text != "+" {
            found += 1;
        }
        at_start = depth == 0 && token.quote.is_none() && token.text == ",";
    }
    found.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::coordinates;

    #[test]
    fn coordinates_are_told_from_auxiliary_columns() {
        for (sql, expected) in [
            ("CREATE VIRTUAL TABLE b USING rtree(id, x0, x1, +a TEXT, +b DECIMAL(1, 2))", Some(2)),
            ("CREATE VIRTUAL TABLE b USING rtree_i32(id,x0,x1,y0,y1)", Some(4)),
            ("CREATE VIRTUAL TABLE b USING rtree", None),
            ("", None),
        ] {
            assert_eq!(coordinates(sql), expected, "{sql}");
        }
    }
}
