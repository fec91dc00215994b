//! Virtual tables but full-text search: which of them lose their module, what each is, and the nearest PostgreSQL.
//!
//! The rows of an R*Tree travel as a table; its index, and every other module, is handed over as SQL to be executed by
//! hand. A module that is not known is named, since its rows are not carried.

use super::draft::Draft;
use super::model::Untranslated;
use super::options::Options;
use super::rules::{
    rtree_becomes_table, search_not_carried, spatial_index_not_carried, virtual_table_not_translated,
    virtual_table_without_rows,
};
use super::target_names::TableNames;
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::postgres::emit::{qualified, quote_ident};
use crate::report::finding::Finding;
use crate::sqlite::rtree;

/// Modules that hold nothing of their own, and what they do instead (<https://sqlite.org/vtablist.html>,
/// <https://www.gaia-gis.it/fossil/libspatialite/wiki?name=VirtualSpatialIndex>).
const WITHOUT_ROWS: &[(&[&str], &str)] = &[
    (&["dbstat", "sqlite_dbpage", "sqlite_dbdata", "sqlite_dbptr"], "shows the pages of the file"),
    (&["fts5vocab", "fts4aux", "fts3tokenize"], "shows the words of a full-text search"),
    (&["sqlite_stmt", "sqlite_memstat", "memstat", "bytecode", "tables_used"], "shows what SQLite is doing"),
    (
        &["generate_series", "json_each", "json_tree", "carray", "completion", "wholenumber"],
        "computes its rows",
    ),
    (
        &[
            "csv",
            "zipfile",
            "fsdir",
            "virtualtext",
            "virtualshape",
            "virtualxl",
            "virtualdbf",
            "virtualgeojson",
            "virtualfdo",
            "fdo",
            "virtualgpkg",
            "unionvtab",
            "swarmvtab",
        ],
        "reads what stands outside of its own table",
    ),
    (
        &[
            "virtualspatialindex",
            "virtualelementary",
            "virtualknn",
            "virtualknn2",
            "virtualbbox",
            "virtualxpath",
        ],
        "searches the geometries of other tables",
    ),
];

/// All virtual tables that are not carried as they are, in the order of their declaration, with a finding each.
pub(super) fn remark(
    catalog: &Catalog,
    drafts: &[Draft],
    names: &[TableNames],
    options: &Options,
    findings: &mut Vec<Finding>,
) -> Vec<Untranslated> {
    let ground = Ground { catalog, drafts, names, options };
    catalog.tables.iter().enumerate().filter_map(|(at, table)| ground.table(at, table, findings)).collect()
}

struct Ground<'g> {
    catalog: &'g Catalog,
    drafts: &'g [Draft<'g>],
    names: &'g [TableNames],
    options: &'g Options,
}

impl Ground<'_> {
    fn table(&self, at: usize, table: &Table, findings: &mut Vec<Finding>) -> Option<Untranslated> {
        let module = match &table.kind {
            TableKind::RTree => return self.tree(at, table, findings),
            TableKind::Virtual { module } => module.as_str(),
            _ => return None,
        };
        if self.catalog.searches.iter().any(|search| search.name == table.name) {
            let is_left = |finding: &&Finding| {
                finding.id == search_not_carried::RULE.id && finding.object.as_deref() == Some(&table.name)
            };
            let finding = findings.iter().find(is_left)?;
            return Some(by_hand("virtual table", table, sentence(&finding.message), None));
        }
        if let Some((owner, column)) = rtree::indexed_column(self.catalog, &table.name)
            && matches!(module, "rtree" | "rtree_i32")
        {
            let owner_table = &self.catalog.tables[owner];
            let indexed = format!("{}.{}", owner_table.name, owner_table.columns[column].name);
            findings.push(spatial_index_not_carried::finding(table, &indexed));
            let reason = format!("It only indexes {indexed}, of which it can be made anew.");
            return Some(by_hand("spatial index", table, reason, self.geometry_index(table, owner, column)));
        }
        if let Some((_, shows)) = WITHOUT_ROWS.iter().find(|(modules, _)| modules.contains(&module)) {
            findings.push(virtual_table_without_rows::finding(table, module, shows));
            let reason = format!("Module {module} {shows}: nothing is lost.");
            return Some(by_hand("virtual table without rows", table, reason, near(module)));
        }
        let reason = match module {
            "geopoly" => "its polygons are in a form of SQLite's own",
            "rtree" | "rtree_i32" => "its columns cannot be read",
            _ => "howdah does not know the module",
        };
        let shadows = shadows(self.catalog, table);
        findings.push(virtual_table_not_translated::finding(table, module, reason, &shadows));
        let reason = sentence(&format!("module {module}: {reason}"));
        Some(by_hand("virtual table", table, reason, near(module)))
    }

    /// An R*Tree whose rows travel: what is left is its index.
    fn tree(&self, at: usize, table: &Table, findings: &mut Vec<Finding>) -> Option<Untranslated> {
        let draft = self.drafts.iter().position(|draft| draft.at == at)?;
        let (draft, names) = (&self.drafts[draft], &self.names[draft]);
        let coordinates = table.sql.as_deref().and_then(rtree::coordinates)?;
        findings.push(rtree_becomes_table::finding(table, coordinates));
        let column = |position: usize| names.column(draft, position).map(quote_ident);
        let bounds: Option<Vec<(String, String)>> =
            (0..coordinates / 2).map(|axis| Some((column(1 + 2 * axis)?, column(2 + 2 * axis)?))).collect();
        let nearest = bounds
            .map(|bounds| interval_index(&qualified(&self.options.schema, &names.table), table, &bounds));
        let reason =
            "Its rows are carried; PostgreSQL's index over intervals takes other operators.".to_owned();
        Some(by_hand("R*Tree index", table, reason, nearest))
    }

    /// The SQL that makes a column of PostGIS and its index of a column of a GeoPackage or SpatiaLite.
    fn geometry_index(&self, tree: &Table, owner: usize, column: usize) -> Option<String> {
        let draft = self.drafts.iter().position(|draft| draft.at == owner)?;
        let (draft, names) = (&self.drafts[draft], &self.names[draft]);
        let table = qualified(&self.options.schema, &names.table);
        let name = names.column(draft, column)?;
        let (bytes, geometry) = (quote_ident(name), quote_ident(&format!("{name}_geometry")));
        let is_package = tree.name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("rtree_"));
        let (about, wkb) = if is_package {
            (
                "-- A geometry of a GeoPackage is a header of 8 bytes, an envelope, and WKB; gpkg_geometry_columns.srs_id is its\n\
                 -- SRID for ST_SetSRID.",
                format!(
                    "substring({bytes} FROM 9 + (ARRAY[0, 32, 48, 48, 64])[1 + ((get_byte({bytes}, 3) >> 1) & 7)])"
                ),
            )
        } else {
            (
                "-- A geometry of SpatiaLite is its byte order, SRID and envelope, and WKB from the 40th byte on to the last but\n\
                 -- one. Collections hold marks of their own within: export these as WKB with SpatiaLite's ST_AsBinary.",
                format!(
                    "substring({bytes} FROM 2 FOR 1) || substring({bytes} FROM 40 FOR length({bytes}) - 40)"
                ),
            )
        };
        Some(format!(
            "CREATE EXTENSION IF NOT EXISTS postgis;\n\
             ALTER TABLE {table} ADD COLUMN {geometry} geometry;\n\
             {about}\n\
             UPDATE {table} SET {geometry} = ST_GeomFromWKB({wkb}) WHERE {bytes} IS NOT NULL;\n\
             CREATE INDEX ON {table} USING gist ({geometry});"
        ))
    }
}

/// The index over intervals: a range, a box of the plane, or a cube.
fn interval_index(target: &str, table: &Table, bounds: &[(String, String)]) -> String {
    let low: Vec<&str> = bounds.iter().map(|(low, _)| low.as_str()).collect();
    let high: Vec<&str> = bounds.iter().map(|(_, high)| high.as_str()).collect();
    // The module declares INT or REAL itself.
    let integers = table.columns.get(1).is_some_and(|column| column.declared.eq_ignore_ascii_case("INT"));
    let (extension, expression, other) = match (bounds.len(), integers) {
        (1, true) => ("", format!("int8range({}, {}, '[]')", low[0], high[0]), "int8range(1, 2, '[]')"),
        (1, false) => {
            ("", format!("numrange({}::numeric, {}::numeric, '[]')", low[0], high[0]), "numrange(1, 2, '[]')")
        }
        (2, _) => (
            "",
            format!("box(point({}, {}), point({}, {}))", low[0], low[1], high[0], high[1]),
            "box(point(1, 1), point(2, 2))",
        ),
        _ => (
            "CREATE EXTENSION IF NOT EXISTS cube;\n",
            format!("cube(ARRAY[{}]::float8[], ARRAY[{}]::float8[])", low.join(", "), high.join(", ")),
            "cube(ARRAY[…], ARRAY[…])",
        ),
    };
    let mut sql = format!(
        "{extension}CREATE INDEX ON {target} USING gist (({expression}));\n-- It serves: WHERE {expression} && {other}"
    );
    if bounds.len() == 2 {
        sql.push_str(&format!(
            "\n-- With PostGIS: CREATE INDEX ON {target} USING gist (ST_MakeEnvelope({}, {}, {}, {}));",
            low[0], low[1], high[0], high[1]
        ));
    }
    sql
}

/// What PostgreSQL has in a module's place.
fn near(module: &str) -> Option<String> {
    let sql = match module {
        "geopoly" => {
            "CREATE EXTENSION IF NOT EXISTS postgis;\n\
             -- A column of type geometry with a GiST index; SQLite's geopoly_json() gives GeoJSON, ST_GeomFromGeoJSON reads it.\n\
             -- Without PostGIS: a column of type polygon and CREATE INDEX … USING gist (column)."
        }
        "rtree" | "rtree_i32" => {
            "-- A table of its id and intervals, and CREATE INDEX … USING gist (box(point(x0, y0), point(x1, y1)))."
        }
        "dbstat" => "SELECT oid::regclass, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r';",
        "fts5vocab" | "fts4aux" => "-- SELECT * FROM ts_stat('SELECT vector FROM table');",
        "generate_series" => "-- generate_series(start, stop, step) is a function of PostgreSQL.",
        "csv" | "virtualtext" => {
            "-- COPY table FROM 'file' (FORMAT csv) reads such a file; so does the extension file_fdw."
        }
        "vec0" | "vectorlite" | "vss0" => {
            "CREATE EXTENSION IF NOT EXISTS vector;\n\
             -- A column of type vector(n), and CREATE INDEX … USING hnsw (column vector_l2_ops) of the extension pgvector."
        }
        "spellfix1" => {
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n\
             -- A table of the words, and CREATE INDEX … USING gist (word gist_trgm_ops), searched by word % 'wrod'."
        }
        _ if module.starts_with("virtual") => {
            "CREATE EXTENSION IF NOT EXISTS postgis;\n\
             -- A GiST index over a column of type geometry serves geometry && ST_MakeEnvelope(x0, y0, x1, y1, srid), and\n\
             -- ORDER BY geometry <-> point for the nearest."
        }
        _ => return None,
    };
    Some(sql.to_owned())
}

fn by_hand(kind: &str, table: &Table, reason: String, nearest: Option<String>) -> Untranslated {
    Untranslated {
        kind: kind.to_owned(),
        name: table.name.clone(),
        sql: table.sql.clone().unwrap_or_default(),
        reason,
        nearest,
    }
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|char| char.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

/// The shadow tables of a virtual table.
fn shadows<'c>(catalog: &'c Catalog, table: &Table) -> Vec<&'c str> {
    let shadows = catalog.tables.iter().filter(|shadow| shadow.kind == TableKind::Shadow);
    let owned =
        shadows.filter(|shadow| catalog.owner_of(shadow).is_some_and(|owner| owner.name == table.name));
    owned.map(|shadow| shadow.name.as_str()).collect()
}
