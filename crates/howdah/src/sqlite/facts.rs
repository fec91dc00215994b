//! Pragmas as plain rows: what SQLite itself says of its schema (<https://sqlite.org/pragma.html>).
//!
//! No judgement here; [`super::inspect`] makes the catalogue of it. Names travel as bound parameters of the pragmas'
//! table-valued forms, so that any name is possible.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, Row};

/// A row of `sqlite_schema`.
pub struct SchemaRow {
    pub kind: String,
    pub name: String,
    pub table: String,
    pub sql: Option<String>,
    /// A name or text was not valid UTF-8.
    pub damaged: bool,
}

/// A row of `PRAGMA table_list`.
pub struct TableRow {
    pub name: String,
    /// `table`, `view`, `shadow` or `virtual`.
    pub kind: String,
    pub without_rowid: bool,
    pub strict: bool,
}

/// A row of `PRAGMA table_xinfo`.
pub struct ColumnRow {
    pub name: String,
    pub declared: String,
    pub not_null: bool,
    pub default: Option<String>,
    /// Position in the primary key from 1, 0 for other columns.
    pub key: usize,
    /// 0 ordinary, 1 hidden, 2 generated virtual, 3 generated stored.
    pub hidden: i64,
}

/// A row of `PRAGMA index_list`.
pub struct IndexRow {
    pub name: String,
    pub unique: bool,
    /// `c` CREATE INDEX, `u` UNIQUE, `pk` PRIMARY KEY.
    pub origin: String,
}

/// A key row of `PRAGMA index_xinfo`.
pub struct IndexColumnRow {
    /// Position in the table, -2 for an expression.
    pub column: i64,
    pub descending: bool,
    pub collation: Option<String>,
}

/// A row of `PRAGMA foreign_key_list`.
pub struct ForeignKeyRow {
    pub id: i64,
    pub parent: String,
    pub from: String,
    pub to: Option<String>,
    pub on_update: String,
    pub on_delete: String,
}

/// `sqlite_schema` in the order of creation.
pub fn schema(connection: &Connection) -> Result<Vec<SchemaRow>> {
    rows(connection, "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid", [], |row| {
        let mut damaged = false;
        let mut text = |at: usize| -> Result<Option<String>> {
            Ok(match row.get_ref(at)? {
                ValueRef::Text(bytes) => {
                    let text = String::from_utf8_lossy(bytes);
                    damaged |= matches!(text, std::borrow::Cow::Owned(_));
                    Some(text.into_owned())
                }
                _ => None,
            })
        };
        let (kind, name, table, sql) = (text(0)?, text(1)?, text(2)?, text(3)?);
        Ok(SchemaRow {
            kind: kind.unwrap_or_default(),
            name: name.unwrap_or_default(),
            table: table.unwrap_or_default(),
            sql,
            damaged,
        })
    })
}

/// `PRAGMA table_list` of the main schema.
pub fn tables(connection: &Connection) -> Result<Vec<TableRow>> {
    let sql = "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'";
    rows(connection, sql, [], |row| {
        Ok(TableRow { name: row.get(0)?, kind: row.get(1)?, without_rowid: row.get(2)?, strict: row.get(3)? })
    })
}

/// Whether a table was declared WITHOUT ROWID.
pub fn is_without_rowid(connection: &Connection, table: &str) -> Result<bool> {
    let sql = "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'";
    Ok(rows(connection, sql, [table], |row| row.get(0))?.contains(&true))
}

/// `PRAGMA table_xinfo`.
pub fn columns(connection: &Connection, table: &str) -> Result<Vec<ColumnRow>> {
    let sql =
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid";
    rows(connection, sql, [table], |row| {
        Ok(ColumnRow {
            name: row.get(0)?,
            declared: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            not_null: row.get(2)?,
            default: row.get(3)?,
            key: row.get::<_, u32>(4)? as usize,
            hidden: row.get(5)?,
        })
    })
}

/// `PRAGMA index_list` in the order of creation (the pragma lists the newest first).
pub fn indexes(connection: &Connection, table: &str) -> Result<Vec<IndexRow>> {
    let sql = "SELECT name, \"unique\", origin FROM pragma_index_list(?1) ORDER BY seq DESC";
    rows(connection, sql, [table], |row| {
        Ok(IndexRow { name: row.get(0)?, unique: row.get(1)?, origin: row.get(2)? })
    })
}

/// The key columns of `PRAGMA index_xinfo`.
pub fn index_columns(connection: &Connection, index: &str) -> Result<Vec<IndexColumnRow>> {
    let sql = "SELECT cid, \"desc\", coll FROM pragma_index_xinfo(?1) WHERE \"key\" ORDER BY seqno";
    rows(connection, sql, [index], |row| {
        Ok(IndexColumnRow { column: row.get(0)?, descending: row.get(1)?, collation: row.get(2)? })
    })
}

/// Collations in the b-tree of a table WITHOUT ROWID: of its key, and of the columns that stand beside it.
pub fn key_collations(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT x.coll FROM pragma_index_list(?1) i, pragma_index_xinfo(i.name) x \
               WHERE i.origin = 'pk' AND x.coll IS NOT NULL";
    rows(connection, sql, [table], |row| row.get(0))
}

/// `PRAGMA foreign_key_list` in the order of declaration (the pragma numbers the last one 0).
pub fn foreign_keys(connection: &Connection, table: &str) -> Result<Vec<ForeignKeyRow>> {
    let sql = "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?1) \
               ORDER BY id DESC, seq";
    rows(connection, sql, [table], |row| {
        Ok(ForeignKeyRow {
            id: row.get(0)?,
            parent: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            on_update: row.get(4)?,
            on_delete: row.get(5)?,
        })
    })
}

/// The high-water marks in `sqlite_sequence` (<https://sqlite.org/autoinc.html>). Applications may write that table,
/// so a mark that is no integer is left out.
pub fn sequences(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let sql =
        "SELECT name, seq FROM main.sqlite_sequence WHERE typeof(seq) = 'integer' AND typeof(name) = 'text'";
    rows(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Facts of the whole file that do not depend on when it was looked at, in a fixed order.
pub fn properties(connection: &Connection) -> Result<Vec<(String, String)>> {
    let names = ["encoding", "user_version", "application_id", "page_size", "auto_vacuum", "journal_mode"];
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        // The names are these constants.
        let value = connection.query_row(&format!("PRAGMA main.{name}"), [], |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                _ => String::new(),
            })
        })?;
        found.push((name.to_owned(), value));
    }
    Ok(found)
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare(sql)?;
    statement.query_map(parameters, read)?.collect()
}
