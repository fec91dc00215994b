//! Compares two SQLite files: declarations, every cell's class and bytes, rowids, settings, searches.
//!
//! Shares no code with the engine, and asks SQLite for as little as it can: the class by `typeof`, the bytes by a cast to
//! BLOB, and of a REAL its 64 bits. (`quote` would end a text at a NUL, and say 0.0 for -0.0.)

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is known to differ.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Tables whose rowids need not be the same, lower case.
    pub any_rowids: BTreeSet<String>,
    /// Columns (table, column; lower case) that are not compared.
    pub ignored_columns: BTreeSet<(String, String)>,
    /// Tables that are not compared, lower case. The index of a search need not be named: it is compared by what the
    /// search finds.
    pub ignored_tables: BTreeSet<String>,
}

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub struct Answer {
    /// Differences, in words.
    pub differences: Vec<String>,
    /// Cells.
    pub cells: u64,
    /// Tables.
    pub tables: u64,
}

impl Answer {
    fn no(&mut self, words: String) {
        if self.differences.len() < 40 {
            self.differences.push(words);
        }
    }
}

/// One cell: its class, its bytes, and of a number the 64 bits.
type Cell = (String, Option<Vec<u8>>, Option<u64>);

/// Compares two files.
///
/// # Panics
/// When a file cannot be opened.
pub fn compare(one: &Path, other: &Path, options: &Options) -> Answer {
    let (one, other) = (open(one), open(other));
    let mut answer = Answer::default();
    for pragma in ["encoding", "user_version", "application_id", "page_size", "auto_vacuum", "journal_mode"] {
        let (a, b) = (setting(&one, pragma), setting(&other, pragma));
        if a != b {
            answer.no(format!("{pragma}: {a}, then {b}"));
        }
    }
    let sql = "SELECT type, name, tbl_name, sql, (rootpage > 0) FROM sqlite_master ORDER BY rowid";
    let (schema, again) = (rows(&one, sql), rows(&other, sql));
    match (&schema, &again) {
        (Ok(schema), Ok(again)) => {
            for (at, (a, b)) in pairs(schema, again).enumerate() {
                if a != b {
                    answer.no(format!("entry {at} of the schema: {}, then {}", show(a), show(b)));
                }
            }
        }
        _ => answer.no(format!("the schema: {schema:?}, then {again:?}")),
    }
    let names = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table' ORDER BY rowid";
    let mut statement = one.prepare(names).expect("the schema was read");
    let tables = statement.query_map([], |row| {
        let bytes = |at: usize| -> rusqlite::Result<Vec<u8>> {
            Ok(row.get_ref(at)?.as_bytes().map(<[u8]>::to_vec).unwrap_or_default())
        };
        Ok((bytes(0)?, bytes(1)?))
    });
    let tables: Vec<(String, String)> = tables
        .expect("the schema was read")
        .map(|row| row.expect("two texts"))
        .map(|(name, sql)| {
            (String::from_utf8_lossy(&name).into_owned(), String::from_utf8_lossy(&sql).into_owned())
        })
        .collect();
    drop(statement);
    let searches: BTreeMap<String, &str> =
        tables.iter().filter_map(|(name, sql)| Some((name.to_lowercase(), search_module(sql)?))).collect();
    for (name, sql) in &tables {
        let lower = name.to_lowercase();
        if options.ignored_tables.contains(&lower) || is_index_of_search(&lower, &searches) {
            continue;
        }
        answer.tables += 1;
        match search_module(sql) {
            Some(module) => search(&one, &other, name, module, &mut answer),
            None if is_virtual(sql) => {}
            None => table(&one, &other, name, options, &mut answer),
        }
    }
    answer
}

fn open(path: &Path) -> Connection {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    // A schema that SQLite refuses can still be compared.
    connection.execute_batch("PRAGMA writable_schema = ON").expect("a setting");
    connection
}

fn setting(connection: &Connection, pragma: &str) -> String {
    let value = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => format!("{other:?}"),
        })
    });
    value.unwrap_or_else(|e| e.to_string())
}

fn is_virtual(sql: &str) -> bool {
    let mut words = sql.split_whitespace().map(str::to_lowercase);
    words.next().as_deref() == Some("create") && words.next().as_deref() == Some("virtual")
}

fn search_module(sql: &str) -> Option<&'static str> {
    if !is_virtual(sql) {
        return None;
    }
    let lower = sql.to_lowercase();
    let behind = &lower[lower.find(" using")? + 6..];
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || "\"'`[".contains(c));
    ["fts3", "fts4", "fts5"].into_iter().find(|module| behind.starts_with(module))
}

/// Whether a table holds the index of a search, which may be laid out otherwise and find the same.
fn is_index_of_search(name: &str, searches: &BTreeMap<String, &str>) -> bool {
    searches.iter().any(|(search, module)| {
        let suffixes: &[&str] = match *module {
            "fts5" => &["_data", "_idx", "_docsize"],
            _ => &["_segments", "_segdir", "_docsize", "_stat"],
        };
        suffixes.iter().any(|suffix| name == format!("{search}{suffix}"))
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What a search holds and finds: its rows, and every word with its places.
fn search(one: &Connection, other: &Connection, name: &str, module: &str, answer: &mut Answer) {
    let table = quoted(name);
    let (vocabulary, columns) = match module {
        "fts5" => (format!("fts5vocab(main, {table}, instance)"), "term, doc, col, offset"),
        _ => (format!("fts4aux(main, {table})"), "term, col, documents, occurrences"),
    };
    let words = |connection: &Connection| {
        connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.words; CREATE VIRTUAL TABLE temp.words USING {vocabulary}"
        ))?;
        rows(connection, &format!("SELECT {columns} FROM temp.words"))
    };
    compare_rows(&format!("search {name}, words"), words(one), words(other), answer);
    let sql = format!("SELECT rowid, * FROM {table} ORDER BY rowid");
    compare_rows(&format!("search {name}, rows"), rows(one, &sql), rows(other, &sql), answer);
}

fn compare_rows(
    what: &str,
    one: rusqlite::Result<Vec<Vec<Cell>>>,
    other: rusqlite::Result<Vec<Vec<Cell>>>,
    answer: &mut Answer,
) {
    match (one, other) {
        (Ok(mut one), Ok(mut other)) => {
            one.sort();
            other.sort();
            answer.cells += one.iter().map(|row| row.len() as u64).sum::<u64>();
            if one.len() != other.len() {
                answer.no(format!("{what}: {} rows, then {}", one.len(), other.len()));
            }
            let differing = pairs(&one, &other).filter(|(a, b)| a != b).take(3);
            for (a, b) in differing {
                answer.no(format!("{what}: {}, then {}", show(a), show(b)));
            }
        }
        // What SQLite cannot read of either file is the same in both.
        (Err(one), Err(other)) if one.to_string() == other.to_string() => {}
        (one, other) => answer.no(format!("{what}: {:?}, then {:?}", one.err(), other.err())),
    }
}

fn table(one: &Connection, other: &Connection, name: &str, options: &Options, answer: &mut Answer) {
    let lower = name.to_lowercase();
    let mut columns: Vec<String> = Vec::new();
    let xinfo = "SELECT name, hidden FROM pragma_table_xinfo(?1) ORDER BY cid";
    let mut statement = one.prepare(xinfo).expect("the pragma exists");
    let listed = statement.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)));
    let listed: Vec<(String, i64)> =
        listed.expect("the pragma answers").map(|row| row.expect("a name")).collect();
    let ignored = |column: &str| options.ignored_columns.contains(&(lower.clone(), column.to_lowercase()));
    for (column, hidden) in &listed {
        // A virtual column that needs what only the application has cannot be read of either file.
        let sql = format!("SELECT t.{} FROM {} AS t", quoted(column), quoted(name));
        if (*hidden == 0 || one.prepare(&sql).is_ok()) && !ignored(column) {
            columns.push(column.clone());
        }
    }
    let without: bool = one
        .query_row("SELECT max(wr) FROM pragma_table_list(?1) WHERE schema = 'main'", [name], |row| {
            row.get(0)
        })
        .unwrap_or(false);
    let rowid = ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|rowid| !listed.iter().any(|(column, _)| column.eq_ignore_ascii_case(rowid)))
        .filter(|_| !without && !options.any_rowids.contains(&lower) && !lower.starts_with("sqlite_"));
    // SQLite gives at most 2,000 columns in a result.
    for part in columns.chunks(300).map(<[String]>::to_vec).chain(columns.is_empty().then(Vec::new)) {
        let mut asked: Vec<String> = rowid.into_iter().map(str::to_owned).collect();
        asked.extend(part.iter().map(|column| format!("t.{}", quoted(column))));
        if asked.is_empty() {
            continue;
        }
        let sql = format!("SELECT {} FROM {} AS t NOT INDEXED", asked.join(", "), quoted(name));
        compare_rows(&format!("table {name}"), rows(one, &sql), rows(other, &sql), answer);
    }
}

/// Every row of a query, each cell by class and bytes.
fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<Vec<Cell>>> {
    let count = connection.prepare(sql)?.column_count();
    let names: Vec<String> = (0..count).map(|at| format!("c{at}")).collect();
    let asked: Vec<String> =
        names.iter().map(|name| format!("typeof({name}), CAST({name} AS BLOB), {name}")).collect();
    // A common table expression that is not folded into the query: each cell is computed once.
    let wrapped =
        format!("WITH q({}) AS MATERIALIZED ({sql}) SELECT {} FROM q", names.join(", "), asked.join(", "));
    let mut statement = connection.prepare(&wrapped)?;
    let mut found = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let cell = |at: usize| {
            let class: String = row.get(3 * at)?;
            let bytes = match row.get_ref(3 * at + 1)? {
                ValueRef::Blob(bytes) => Some(bytes.to_vec()),
                _ => None,
            };
            let number = match row.get_ref(3 * at + 2)? {
                ValueRef::Real(real) => Some(real.to_bits()),
                ValueRef::Integer(integer) => Some(integer as u64),
                _ => None,
            };
            rusqlite::Result::Ok((class, bytes, number))
        };
        found.push((0..count).map(cell).collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found)
}

fn pairs<'r>(
    one: &'r [Vec<Cell>],
    other: &'r [Vec<Cell>],
) -> impl Iterator<Item = (Option<&'r Vec<Cell>>, Option<&'r Vec<Cell>>)> {
    (0..one.len().max(other.len())).map(|at| (one.get(at), other.get(at)))
}

fn show(row: Option<&Vec<Cell>>) -> String {
    let Some(row) = row else { return "nothing".into() };
    let cell = |(class, bytes, number): &Cell| match (bytes, number) {
        (_, Some(bits)) if class == "real" => format!("real {:?}", f64::from_bits(*bits)),
        (_, Some(integer)) => format!("integer {}", *integer as i64),
        (Some(bytes), _) => {
            let shown: String = String::from_utf8_lossy(bytes).chars().take(120).collect();
            format!("{class} of {} bytes {shown:?}", bytes.len())
        }
        _ => class.clone(),
    };
    row.iter().map(cell).collect::<Vec<_>>().join(" | ")
}
