//! Stand-ins for collations that only the application knows.
//!
//! A table WITHOUT ROWID is a b-tree in the order of its key, and SQLite does not plan a scan of it without the
//! collations of its key and of its other columns ("no query solution"). Reading a b-tree from its first entry to its
//! last compares nothing, so that any order serves while it is read. Whatever does compare must not see a stand-in: it
//! goes with the scan.
//!
//! SQLite lists an unknown collation among its own once it has met it, and gives the index up for as long as it
//! remembers the schema. So what is unknown is what SQLite does not bring, and the schema is read anew.

use super::facts;
use rusqlite::{Connection, Result};

/// The collations that SQLite brings (<https://sqlite.org/datatype3.html#collating_sequences>).
const BUILT_IN: [&str; 3] = ["BINARY", "NOCASE", "RTRIM"];

/// Stand-ins of one connection, removed when the value is dropped. No statement may be open then.
#[derive(Debug)]
pub struct StandIns<'c> {
    connection: &'c Connection,
    names: Vec<String>,
}

impl<'c> StandIns<'c> {
    /// Registers what a scan of the table lacks, which is nothing for nearly every table.
    pub fn for_scan(connection: &'c Connection, table: &str) -> Result<StandIns<'c>> {
        let mut stand_ins = StandIns { connection, names: Vec::new() };
        if !facts::is_without_rowid(connection, table)? {
            return Ok(stand_ins);
        }
        for name in facts::key_collations(connection, table)? {
            let is = |known: &str| known.eq_ignore_ascii_case(&name);
            if BUILT_IN.iter().any(|known| is(known)) || stand_ins.names.iter().any(|known| is(known)) {
                continue;
            }
            connection.create_collation(name.as_str(), |one: &str, other: &str| one.cmp(other))?;
            stand_ins.names.push(name);
        }
        if !stand_ins.names.is_empty() {
            connection.execute_batch("PRAGMA writable_schema = RESET")?;
        }
        Ok(stand_ins)
    }
}

impl Drop for StandIns<'_> {
    fn drop(&mut self) {
        for name in &self.names {
            // It can fail only while a statement is open; then the connection itself has failed before.
            let _ = self.connection.remove_collation(name.as_str());
        }
    }
}
