//! `PRAGMA foreign_key_check` of a file (<https://sqlite.org/pragma.html#pragma_foreign_key_check>): which rows of which
//! tables have no parent, as SQLite itself says.

use super::emit::literal;
use super::failure::said;
use super::mend::tolerate;
use crate::catalog::schema::Catalog;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows listed as examples.
const EXAMPLES: usize = 10;

/// Rows of one table that have no parent by one of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parentless {
    /// The table.
    pub table: String,
    /// The parent, as the key names it.
    pub parent: String,
    /// How many rows.
    pub rows: u64,
    /// The first ten, in words; none of a table without rowids.
    pub examples: Vec<String>,
}

/// What the check said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyCheck {
    /// Keys that rows break, in the order of the tables.
    pub parentless: Vec<Parentless>,
    /// Tables that SQLite could not check, with its reason: a parent that does not exist, or has no such key.
    pub unchecked: Vec<(String, String)>,
}

/// Checks every table of a file that has foreign keys, each by itself: one that cannot be checked says nothing of the
/// others. The file is opened read-only.
pub fn check(path: &Path, catalog: &Catalog) -> rusqlite::Result<KeyCheck> {
    let mut found = KeyCheck::default();
    let with_keys = || catalog.tables.iter().filter(|table| !table.foreign_keys.is_empty());
    if with_keys().next().is_none() {
        return Ok(found);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    tolerate(&connection)?;
    for table in with_keys() {
        match check_table(&connection, &table.name) {
            Ok(keys) => found.parentless.extend(keys),
            Err(cause) => found.unchecked.push((table.name.clone(), said(&cause))),
        }
    }
    Ok(found)
}

fn check_table(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Parentless>> {
    let mut statement = connection.prepare(&format!("PRAGMA main.foreign_key_check({})", literal(table)))?;
    let mut keys: BTreeMap<i64, Parentless> = BTreeMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = keys.entry(row.get(3)?).or_insert(Parentless {
            table: table.to_owned(),
            parent: row.get(2)?,
            rows: 0,
            examples: Vec::new(),
        });
        key.rows += 1;
        if let (Some(rowid), true) = (row.get::<_, Option<i64>>(1)?, key.examples.len() < EXAMPLES) {
            key.examples.push(format!("rowid {rowid}"));
        }
    }
    Ok(keys.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::super::inspect::inspect;
    use super::*;

    #[test]
    fn rows_without_a_parent_are_counted_by_key_and_a_key_that_cannot_be_checked_stops_no_other() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("keys.db");
        let connection = Connection::open(&path).expect("a new file");
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
                 CREATE TABLE mismatch (name TEXT REFERENCES parent (name));
                 CREATE TABLE child (id INTEGER PRIMARY KEY, a REFERENCES parent, b REFERENCES parent);
                 CREATE TABLE tight (k TEXT PRIMARY KEY, p REFERENCES parent) WITHOUT ROWID;
                 INSERT INTO parent VALUES (1, 'one');
                 INSERT INTO mismatch VALUES ('one');
                 INSERT INTO child VALUES (1, 1, 1), (2, 1, 7), (3, 8, 9), (4, NULL, NULL);
                 INSERT INTO tight VALUES ('x', 1), ('y', 2);",
            )
            .expect("the rows");
        let catalog = inspect(&connection).expect("the catalogue");
        drop(connection);
        let found = check(&path, &catalog).expect("checked");
        let rows: Vec<(&str, u64, usize)> =
            found.parentless.iter().map(|key| (key.table.as_str(), key.rows, key.examples.len())).collect();
        assert_eq!(rows, [("child", 2, 2), ("child", 1, 1), ("tight", 1, 0)]);
        assert_eq!(found.unchecked.len(), 1);
        assert!(found.unchecked[0].1.contains("foreign key mismatch"), "{:?}", found.unchecked);
    }
}
