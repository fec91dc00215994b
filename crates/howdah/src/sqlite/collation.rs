//! Stand-ins for collations that only the application knows.
//!
//! A table WITHOUT ROWID is a b-tree in the order of its key, and SQLite does not plan a scan of it without the key's
//! collation ("no query solution"). Reading a b-tree from its first entry to its last compares nothing, so that any
//! order serves while it is read. Whatever does compare must not see a stand-in: it goes with the scan.
//! SQLite looks for the collation when it reads the schema, so that the schema is read anew with each change.

use super::facts;
use rusqlite::{Connection, Result};

/// The collations that SQLite has (<https://sqlite.org/datatype3.html#collating_sequences>). `PRAGMA collation_list`
/// cannot be asked: it also lists those that a schema names and nobody registered.
const BUILT_IN: [&str; 3] = ["BINARY", "NOCASE", "RTRIM"];

/// It writes nothing (<https://sqlite.org/pragma.html#pragma_writable_schema>).
const READ_SCHEMA_ANEW: &str = "PRAGMA writable_schema = RESET";

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
        for index in facts::indexes(connection, table)?.iter().filter(|index| index.origin == "pk") {
            for name in
                facts::index_columns(connection, &index.name)?.into_iter().filter_map(|part| part.collation)
            {
                let is = |known: &str| known.eq_ignore_ascii_case(&name);
                if BUILT_IN.into_iter().any(is) || stand_ins.names.iter().any(|known| is(known)) {
                    continue;
                }
                connection.create_collation(name.as_str(), |one: &str, other: &str| one.cmp(other))?;
                stand_ins.names.push(name);
            }
        }
        if !stand_ins.names.is_empty() {
            connection.execute_batch(READ_SCHEMA_ANEW)?;
        }
        Ok(stand_ins)
    }
}

impl Drop for StandIns<'_> {
    fn drop(&mut self) {
        if self.names.is_empty() {
            return;
        }
        // These can fail only while a statement is open; then the scan has failed before.
        for name in &self.names {
            let _ = self.connection.remove_collation(name.as_str());
        }
        let _ = self.connection.execute_batch(READ_SCHEMA_ANEW);
    }
}
