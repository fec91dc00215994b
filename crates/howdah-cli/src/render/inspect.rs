//! What is in a SQLite file, as text: facts, tables with rows and sizes, features, troubles.

use howdah::catalog::profile::TableProfile;
use howdah::catalog::schema::{Catalog, Table, TableKind};
use howdah::report::figures::{Flush, Grid, bytes, count, counted, visible};
use howdah::report::text::wrapped;
use howdah::run::Inspection;

/// The text, ended by a line break.
pub fn text(inspection: &Inspection) -> String {
    let catalog = &inspection.catalog;
    let mut grid = Grid::new([Flush::Left, Flush::Left]);
    grid.row(["file", &visible(&inspection.place.place)]);
    grid.row(["format", &inspection.place.engine]);
    if let Some(size) = inspection.place.bytes {
        grid.row(["size", &bytes(size)]);
    }
    // The facts of the file include those properties of the catalogue that a person wants to see.
    let facts = if inspection.place.facts.is_empty() { &catalog.properties } else { &inspection.place.facts };
    for (name, value) in facts {
        grid.row([visible(name), visible(value)]);
    }
    let mut out = grid.render("");
    out.push_str(&format!("\nTables\n{}", tables(catalog, &inspection.profiles)));
    let features = features(catalog);
    if !features.is_empty() {
        out.push_str("\nFeatures\n");
        for line in features {
            out.push_str(&wrapped(&line, "  "));
        }
    }
    out.push_str("\nTroubles\n");
    let troubles = troubles(inspection);
    if troubles.is_empty() {
        out.push_str("  None seen.\n");
    }
    for line in troubles {
        out.push_str(&wrapped(&line, "  "));
    }
    out
}

fn troubles(inspection: &Inspection) -> Vec<String> {
    let catalog = &inspection.catalog;
    let mut lines: Vec<String> = inspection.notes.iter().map(|line| visible(line)).collect();
    let unread = catalog.troubles.iter();
    lines.extend(unread.map(|(object, reason)| format!("{}: {}", visible(object), visible(reason))));
    for (table, profile) in catalog.tables.iter().zip(&inspection.profiles) {
        lines.extend(flaws(table, profile));
    }
    lines.extend(inspection.orphans.iter().map(|(table, parent, rows)| {
        format!(
            "{}: {} whose parent in {} is missing.",
            visible(table),
            counted(*rows, "row", "rows"),
            visible(parent)
        )
    }));
    lines
}

fn tables(catalog: &Catalog, profiles: &[TableProfile]) -> String {
    use Flush::{Left, Right};
    let mut grid = Grid::new([Left, Right, Right, Right, Left]);
    grid.row(["name", "rows", "bytes", "columns", "kind"]);
    for (at, table) in catalog.tables.iter().enumerate() {
        let profile = profiles.get(at).filter(|_| table.is_data());
        grid.row([
            visible(&table.name),
            profile.map_or("-".to_owned(), |profile| count(profile.rows)),
            profile.map_or("-".to_owned(), |profile| bytes(profile.bytes)),
            count(table.columns.len() as u64),
            kind(table),
        ]);
    }
    let mut out = grid.render("  ");
    let all = || {
        catalog.tables.iter().zip(profiles).filter(|(table, _)| table.is_data()).map(|(_, profile)| profile)
    };
    out.push_str(&format!(
        "  {}, {}, {}.\n",
        counted(all().count() as u64, "table with data", "tables with data"),
        counted(all().map(|profile| profile.rows).sum(), "row", "rows"),
        bytes(all().map(|profile| profile.bytes).sum()),
    ));
    out
}

fn kind(table: &Table) -> String {
    let kind = match &table.kind {
        TableKind::Ordinary => "table".to_owned(),
        TableKind::WithoutRowid => "table without rowid".to_owned(),
        TableKind::Virtual { module } => format!("virtual table of {}", visible(module)),
        TableKind::RTree => "R*Tree".to_owned(),
        TableKind::Content { of } => format!("rows of {}", visible(of)),
        TableKind::Shadow => "storage of a virtual table".to_owned(),
        TableKind::Internal => "SQLite's own".to_owned(),
    };
    if table.strict { format!("{kind}, STRICT") } else { kind }
}

/// What the schema uses, a line a feature, with the number of uses.
fn features(catalog: &Catalog) -> Vec<String> {
    let data = || catalog.tables.iter().filter(|table| table.is_data());
    let sum = |each: fn(&Table) -> usize| data().map(each).sum::<usize>() as u64;
    let features = [
        (sum(|table| usize::from(table.primary_key.is_some())), "primary key", "primary keys"),
        (sum(|table| usize::from(table.autoincrement)), "AUTOINCREMENT", "AUTOINCREMENT"),
        (sum(|table| table.uniques.len()), "unique constraint", "unique constraints"),
        (sum(|table| table.indexes.len()), "index", "indexes"),
        (sum(|table| table.foreign_keys.len()), "foreign key", "foreign keys"),
        (sum(|table| table.checks.len()), "CHECK constraint", "CHECK constraints"),
        (
            sum(|table| table.columns.iter().filter(|column| column.generated.is_some()).count()),
            "generated column",
            "generated columns",
        ),
        (catalog.views.len() as u64, "view", "views"),
        (catalog.triggers.len() as u64, "trigger", "triggers"),
    ];
    features
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| counted(number, one, many))
        .collect()
}

/// Cells that PostgreSQL's text cannot hold.
fn flaws(table: &Table, profile: &TableProfile) -> Vec<String> {
    let mut lines = Vec::new();
    for (column, found) in table.columns.iter().zip(&profile.columns) {
        let place = format!("{}.{}", visible(&table.name), visible(&column.name));
        for (flaws, what) in
            [(&found.nul, "hold a NUL character"), (&found.bad_utf8, "are not valid Unicode")]
        {
            if flaws.count > 0 {
                let rows: Vec<String> = flaws
                    .examples
                    .iter()
                    .map(|(row, offset)| format!("{} (byte {offset})", visible(row)))
                    .collect();
                lines.push(format!(
                    "{place}: {} that {what}: {}.",
                    counted(flaws.count, "text", "texts"),
                    rows.join(", "),
                ));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use howdah::catalog::profile::{ColumnProfile, Flaws};
    use howdah::catalog::schema::Column;
    use howdah::report::run::PlaceReport;

    fn table(name: &str, kind: TableKind) -> Table {
        Table {
            name: name.into(),
            kind,
            strict: false,
            sql: None,
            columns: vec![Column { name: "note".into(), ..Column::default() }],
            primary_key: None,
            uniques: vec![],
            indexes: vec![],
            foreign_keys: vec![],
            checks: vec![],
            rowid_alias: None,
            autoincrement: true,
            sequence: None,
        }
    }

    #[test]
    fn tables_rows_sizes_features_and_troubles_are_shown() {
        let catalog = Catalog {
            tables: vec![
                table("orders", TableKind::Ordinary),
                table("words", TableKind::Virtual { module: "fts5".into() }),
            ],
            properties: vec![("encoding".into(), "UTF-8".into())],
            troubles: vec![("index x".into(), "no such function: f".into())],
            ..Catalog::default()
        };
        let profile = TableProfile {
            rows: 1234,
            bytes: 45_678,
            columns: vec![ColumnProfile {
                nul: Flaws { count: 2, examples: vec![("rowid 381".into(), 14)] },
                ..ColumnProfile::default()
            }],
            ..TableProfile::default()
        };
        let text = text(&Inspection {
            place: PlaceReport { place: "/srv/app.db".into(), bytes: Some(4096), ..PlaceReport::default() },
            catalog,
            profiles: vec![profile, TableProfile::default()],
            notes: vec![],
            orphans: vec![("orders".into(), "users".into(), 3)],
        });
        for part in [
            "size      4.10 kB",
            "encoding  UTF-8",
            "orders: 3 rows whose parent in users is missing.",
            "orders  1,234  45.7 kB        1  table\n",
            "words       -        -        1  virtual table of fts5",
            "1 table with data, 1,234 rows, 45.7 kB.",
            "1 AUTOINCREMENT",
            "index x: no such function: f",
            "orders.note: 2 texts that hold a NUL character: rowid 381 (byte 14).",
        ] {
            assert!(text.contains(part), "{part:?} is missing in\n{text}");
        }
    }
}
