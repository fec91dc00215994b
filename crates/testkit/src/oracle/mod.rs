//! An independent judge: do a SQLite file and a PostgreSQL schema hold the same cells?
//!
//! Owns the comparison of whole tables as multisets of rows, so it needs neither keys nor order. It shares no code
//! with the engine it judges, and takes other roads on purpose: it asks PostgreSQL for text where the engine uses
//! binary forms, and it brings SQLite's cells to the target's meaning by rules of its own ([`cell`]). It says
//! nothing about keys, indexes or sequences. Everything is held in memory: for tests only.

mod cell;
mod md5;
mod moment;
mod number;
mod rows;
mod target;

use cell::Cell;
use postgres::Client;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// More differences than these in one table are only counted.
const DIFFERENCES_SHOWN: usize = 20;

/// What the comparison may pass over or find under another name.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Tables, as SQLite names them, that are not looked at; also tables that only PostgreSQL has.
    pub ignore_tables: Vec<String>,
    /// Columns that are not looked at: table and column, as SQLite names them, or as PostgreSQL does where only
    /// PostgreSQL has the column.
    pub ignore_columns: Vec<(String, String)>,
    /// PostgreSQL's name of a table, where it is not SQLite's.
    pub table_names: BTreeMap<String, String>,
    /// PostgreSQL's name of a column (SQLite's table and column), where it is not SQLite's.
    pub column_names: BTreeMap<(String, String), String>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct OracleReport {
    /// One sentence each; empty when everything is equal.
    pub differences: Vec<String>,
    /// Cells of SQLite that were held against PostgreSQL.
    pub cells_compared: u64,
    /// The tables that both sides have.
    pub tables: Vec<TableReport>,
}

/// One compared table.
#[derive(Debug, Clone)]
pub struct TableReport {
    /// SQLite's name.
    pub name: String,
    /// Rows in SQLite.
    pub sqlite_rows: u64,
    /// Rows in PostgreSQL.
    pub postgres_rows: u64,
}

impl OracleReport {
    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }

    /// # Panics
    /// When anything differs, with all of it.
    #[track_caller]
    pub fn assert_equal(&self) {
        assert!(self.is_equal(), "the databases differ:\n{}", self.differences.join("\n"));
    }
}

/// Compares every cell of the user's tables in a SQLite file with the tables of the same names in a schema.
/// Of virtual tables only full-text search with its own content and R*Trees are looked at; shadow tables, `sqlite_…` tables and generated columns are not looked at. The file (with
/// its `-wal` or `-journal`) is copied first, so that looking changes nothing.
///
/// # Panics
/// When one side cannot be read at all.
pub fn compare(sqlite: &Path, client: &mut Client, schema: &str) -> OracleReport {
    compare_with(sqlite, client, schema, &Options::default())
}

/// [`compare`], with options.
///
/// # Panics
/// When one side cannot be read at all.
pub fn compare_with(sqlite: &Path, client: &mut Client, schema: &str, options: &Options) -> OracleReport {
    let copy = private_copy(sqlite);
    let source = Connection::open_with_flags(copy.path().join("db"), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .unwrap_or_else(|e| panic!("the oracle cannot open {}: {e}", sqlite.display()));
    // Without its collation, SQLite does not even scan a WITHOUT ROWID table. A scan never calls it.
    source
        .collation_needed(|connection, name| connection.create_collation(name, |a, b| a.cmp(b)))
        .expect("a collation can be registered");
    let mut transaction = target::begin(client);
    let theirs = target::tables(&mut transaction, schema);
    let mut report = OracleReport::default();
    let mut seen = BTreeSet::new();
    let (searches, without_text) = searches(&source);
    // Its rows are rowids and vectors, of which SQLite shows nothing.
    seen.extend(without_text);
    for table in tables(&source).into_iter().chain(searches).chain(trees(&source)) {
        let name = options.table_names.get(&table).unwrap_or(&table);
        seen.insert(name.clone());
        if options.ignore_tables.contains(&table) {
            continue;
        }
        match theirs.get(name) {
            None => report.differences.push(format!("table {table:?} is missing in PostgreSQL")),
            Some(oid) => compare_table(&source, &table, &mut transaction, *oid, options, &mut report),
        }
    }
    for name in theirs.keys().filter(|name| !seen.contains(*name) && !options.ignore_tables.contains(name)) {
        report.differences.push(format!("table {name:?} is only in PostgreSQL"));
    }
    report
}

fn compare_table(
    source: &Connection,
    table: &str,
    transaction: &mut postgres::Transaction<'_>,
    oid: u32,
    options: &Options,
    report: &mut OracleReport,
) {
    let ignored = |column: &str| options.ignore_columns.iter().any(|(t, c)| t == table && c == column);
    let (stored, generated) = columns(source, table);
    let mut theirs = target::columns(transaction, oid);
    let mut pairs = Vec::new();
    for column in stored {
        let key = (table.to_owned(), column.clone());
        let name = options.column_names.get(&key).unwrap_or(&column);
        let found = theirs.iter().position(|their| &their.name == name).map(|at| theirs.remove(at));
        match found {
            _ if ignored(&column) => {}
            Some(their) => pairs.push((column, their)),
            None => report
                .differences
                .push(format!("table {table:?}: column {column:?} is missing in PostgreSQL")),
        }
    }
    for their in theirs.iter().filter(|their| !generated.contains(&their.name) && !ignored(&their.name)) {
        report.differences.push(format!("table {table:?}: column {:?} is only in PostgreSQL", their.name));
    }

    let right = target::rows(transaction, oid, pairs.iter().map(|(_, their)| their));
    let mut left = read(source, table, &pairs);
    target::canonical_json(transaction, &mut left);
    report.cells_compared += (left.len() * pairs.len()) as u64;
    report.tables.push(TableReport {
        name: table.to_owned(),
        sqlite_rows: left.len() as u64,
        postgres_rows: right.len() as u64,
    });
    if left.len() != right.len() {
        let (ours, theirs) = (left.len(), right.len());
        report.differences.push(format!("table {table:?}: {ours} rows in SQLite, {theirs} in PostgreSQL"));
    }
    let names: Vec<&str> = pairs.iter().map(|(column, _)| column.as_str()).collect();
    let found = rows::differences(&names, left, right);
    let hidden = found.len().saturating_sub(DIFFERENCES_SHOWN);
    let shown = found.into_iter().take(DIFFERENCES_SHOWN);
    report.differences.extend(shown.map(|text| format!("table {table:?}: {text}")));
    if hidden > 0 {
        report.differences.push(format!("table {table:?}: {hidden} more rows differ"));
    }
}

/// `-wal` and `-journal` belong to the database: without them it is another one.
fn private_copy(sqlite: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("the temporary directory is writable");
    for suffix in ["", "-wal", "-journal"] {
        let mut from = sqlite.as_os_str().to_owned();
        from.push(suffix);
        if suffix.is_empty() || Path::new(&from).exists() {
            std::fs::copy(&from, dir.path().join(format!("db{suffix}")))
                .unwrap_or_else(|e| panic!("the oracle cannot copy {}: {e}", Path::new(&from).display()));
        }
    }
    dir
}

/// <https://sqlite.org/pragma.html#pragma_table_list>
fn tables(source: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name";
    let mut statement = source.prepare(sql).expect("every SQLite file has a table list");
    let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("the table list is readable");
    names.map(|name| name.expect("a table's name is text")).filter(|name| !is_internal(name)).collect()
}

/// Full-text search tables that keep their own text, and those that do not
/// (<https://sqlite.org/fts5.html#external_content_and_contentless_tables>).
fn searches(source: &Connection) -> (Vec<String>, Vec<String>) {
    let sql = "SELECT v.name, EXISTS (SELECT 1 FROM pragma_table_list c WHERE c.schema = 'main' AND c.type = 'shadow'
                 AND c.name = v.name || '_content' COLLATE NOCASE)
               FROM pragma_table_list v JOIN sqlite_schema s ON s.name = v.name
               WHERE v.schema = 'main' AND v.type = 'virtual'
                 AND (s.sql LIKE '%USING fts3%' OR s.sql LIKE '%USING fts4%' OR s.sql LIKE '%USING fts5%')
               ORDER BY 1";
    let mut statement = source.prepare(sql).expect("the table list is readable");
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("the table list is readable");
    let rows: Vec<(String, bool)> = rows.map(|row| row.expect("a name")).collect();
    let of = |wanted: bool| {
        rows.iter().filter(move |(_, own)| *own == wanted).map(|(name, _)| name.clone()).collect()
    };
    (of(true), of(false))
}

/// R*Trees (<https://sqlite.org/rtree.html>), but those that a GeoPackage or SpatiaLite keeps beside geometries.
fn trees(source: &Connection) -> Vec<String> {
    let sql = "SELECT v.name FROM pragma_table_list v JOIN sqlite_schema s ON s.name = v.name
               WHERE v.schema = 'main' AND v.type = 'virtual' AND s.sql LIKE '%USING%rtree%(%'
                 AND NOT EXISTS (SELECT 1 FROM pragma_table_list o, pragma_table_xinfo(o.name) c, sqlite_schema r
                   WHERE o.schema = 'main' AND o.type = 'table'
                     AND (lower(v.name) = lower('rtree_' || o.name || '_' || c.name) AND lower(r.name) = 'gpkg_contents'
                       OR lower(v.name) = lower('idx_' || o.name || '_' || c.name) AND lower(r.name) = 'geometry_columns'))
               ORDER BY 1";
    let mut statement = source.prepare(sql).expect("the table list is readable");
    let names = statement.query_map([], |row| row.get(0)).expect("the table list is readable");
    names.map(|name| name.expect("a name")).collect()
}

fn is_internal(name: &str) -> bool {
    name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}

/// The stored and the generated columns (<https://sqlite.org/pragma.html#pragma_table_xinfo>).
fn columns(source: &Connection, table: &str) -> (Vec<String>, Vec<String>) {
    let mut statement =
        source.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1, 'main')").expect("the pragma exists");
    let all = statement
        .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))
        .expect("a listed table has columns");
    let mut all: Vec<(String, i64)> = all.map(|column| column.expect("a column has a name")).collect();
    // The rowid of a virtual table is a column of its own in the target.
    let is_virtual = "SELECT EXISTS (SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = ?1 AND type = 'virtual'
          AND (SELECT sql FROM sqlite_schema WHERE name = ?1) NOT LIKE '%USING%rtree%(%')";
    if source.query_row(is_virtual, [table], |row| row.get(0)).expect("the table list is readable") {
        all.insert(0, ("rowid".to_owned(), 0));
    }
    let of =
        |stored: bool| all.iter().filter(move |(_, h)| (*h == 0) == stored).map(|(n, _)| n.clone()).collect();
    (of(true), of(false))
}

fn read(source: &Connection, table: &str, pairs: &[(String, target::Column)]) -> Vec<Vec<Cell>> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let column = |(name, their): &(String, target::Column)| {
        let name = quoted(name);
        // Only SQLite itself can say what its binary JSON means.
        match their.meaning {
            cell::Meaning::Json => {
                format!("CASE typeof({name}) WHEN 'blob' THEN json({name}) ELSE {name} END")
            }
            _ => name,
        }
    };
    let list: Vec<String> = pairs.iter().map(column).collect();
    // A table of generated columns only does not exist, but every column may be ignored.
    let list = if list.is_empty() { "NULL".to_owned() } else { list.join(", ") };
    // NOT INDEXED: an index may use a collation or function that only its application knows.
    let sql = format!("SELECT {list} FROM main.{} NOT INDEXED", quoted(table));
    let mut statement = source.prepare(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let mut rows = statement.query([]).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let mut out = Vec::new();
    while let Some(row) = rows.next().unwrap_or_else(|e| panic!("{sql}: {e}")) {
        let cells = pairs.iter().enumerate().map(|(at, (_, their))| {
            let value = row.get_ref(at).expect("the column was asked for");
            Cell::from_sqlite(value, their.meaning)
        });
        out.push(cells.collect());
    }
    out
}
