//! What an FTS5 index itself knows: every token with its row, column and position, read through `fts5vocab`
//! (<https://sqlite.org/fts5.html#the_fts5vocab_virtual_table_module>).

use super::emit::{ident, literal};
use super::failure::failed;
use crate::error::Result;
use rusqlite::Connection;

/// A token in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The token.
    pub term: String,
    /// The row's rowid.
    pub row: i64,
    /// The column's name; `None` where the index does not say (`detail=none`).
    pub column: Option<String>,
    /// The position in the column, from 0; 0 where the index does not say (`detail=none` and `detail=column`).
    pub offset: i64,
}

/// A name that no application takes; it lives in the connection's temporary schema only.
const NAME: &str = "howdah_vocabulary";

/// Reads all tokens of a search, in the order of the tokens.
///
/// The table that shows them is a temporary one, which a connection that is set to queries only may not make: the
/// setting is off for that moment. The file itself is opened read-only all the time.
pub fn instances(
    connection: &Connection,
    search: &str,
    mut each: impl FnMut(Instance) -> Result<()>,
) -> Result<()> {
    let doing = |cause| failed("reading the words of a full-text index", cause).table(search);
    let query_only = |on: bool| connection.pragma_update(None, "query_only", on).map_err(doing);
    let table = format!("temp.{}", ident(NAME));
    query_only(false)?;
    let made = connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS {table}; CREATE VIRTUAL TABLE {table} USING fts5vocab(main, {}, instance)",
        literal(search)
    ));
    query_only(true)?;
    made.map_err(doing)?;
    let outcome: Result<()> = (|| {
        let sql = format!("SELECT CAST(term AS BLOB), doc, col, offset FROM {table}");
        let mut statement = connection.prepare(&sql).map_err(doing)?;
        let mut rows = statement.query([]).map_err(doing)?;
        while let Some(row) = rows.next().map_err(doing)? {
            let term: Vec<u8> = row.get(0).map_err(doing)?;
            each(Instance {
                // PostgreSQL's text has no NUL and is valid; a token with either cannot be asked for there.
                term: String::from_utf8_lossy(&term).replace('\0', "\u{fffd}"),
                row: row.get(1).map_err(doing)?,
                column: row.get(2).map_err(doing)?,
                offset: row.get::<_, Option<i64>>(3).map_err(doing)?.unwrap_or(0),
            })?;
        }
        Ok(())
    })();
    query_only(false)?;
    let dropped = connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"));
    query_only(true)?;
    outcome?;
    dropped.map_err(doing)
}
