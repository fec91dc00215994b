//! What was kept beside a table's rows, held ready while its rows are written: originals, rowids, rejected rows.
//!
//! It lies in a database of its own that SQLite keeps in memory as long as it is small, and then in a file that nobody
//! else sees (<https://sqlite.org/inmemorydb.html#temp_db>), so that memory stays bounded whatever was kept.

use super::failure::unwritten;
use crate::error::{Error, Result};
use crate::row::batch::{Fields, RowBatch};
use rusqlite::{Connection, OptionalExtension, params};

/// An original: the column's number from 1, the storage class, the bytes, and whether the value was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOriginal {
    id: i64,
    /// Number of the column, from 1.
    pub column: i16,
    /// SQLite's type code.
    pub class: i16,
    /// The bytes, numbers as 8 of them.
    pub bytes: Vec<u8>,
    /// The target's value is another value.
    pub changed: bool,
}

/// A cell of a rejected row, likewise; no bytes for NULL.
pub type RejectedCell = (i16, i16, Option<Vec<u8>>);

/// What is kept of one table at a time.
pub struct Kept {
    store: Connection,
    originals: u64,
    rowids: u64,
    /// The next rowid for a row that has none; `None` when there is none behind those that are kept.
    next_rowid: Option<i64>,
    /// The lowest that is taken.
    lowest: i64,
}

const TABLES: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    CREATE TABLE original (id INTEGER PRIMARY KEY, key BLOB, column_no INT, class INT, bytes BLOB, changed INT);
    CREATE INDEX by_key ON original (key);
    CREATE TABLE hidden (hash BLOB, rowid_was INT, PRIMARY KEY (hash, rowid_was)) WITHOUT ROWID;
    CREATE TABLE rejected (id INTEGER PRIMARY KEY, key BLOB, column_no INT, class INT, bytes BLOB);
    BEGIN";

impl Kept {
    /// Nothing yet.
    pub fn new() -> Result<Kept> {
        let store = Connection::open("").map_err(doing)?;
        store.execute_batch("PRAGMA journal_mode = OFF").map_err(doing)?;
        store.execute_batch(TABLES).map_err(doing)?;
        Ok(Kept { store, originals: 0, rowids: 0, next_rowid: Some(1), lowest: 1 })
    }

    /// Forgets everything, for the next table.
    pub fn clear(&mut self) -> Result<()> {
        let sql = "DELETE FROM original; DELETE FROM hidden; DELETE FROM rejected";
        self.store.execute_batch(sql).map_err(doing)?;
        (self.originals, self.rowids, self.next_rowid, self.lowest) = (0, 0, Some(1), 1);
        Ok(())
    }

    /// Adds rows of `howdah.original`.
    pub fn add_originals(&mut self, rows: &RowBatch) -> Result<()> {
        let sql = "INSERT INTO original (key, column_no, class, bytes, changed) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
        each_row(rows, |fields| {
            let [_, key, column, class, bytes, changed] = fields else { return Err(malformed()) };
            self.originals += 1;
            let changed = *changed == Some(&[1][..]);
            let row = params![key, small(*column)?, small(*class)?, bytes, changed];
            statement.execute(row).map(drop).map_err(doing)
        })
    }

    /// Adds rows of `howdah.rowid`.
    pub fn add_rowids(&mut self, rows: &RowBatch) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO hidden (hash, rowid_was) VALUES (?1, ?2)";
        let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
        each_row(rows, |fields| {
            let [_, hash, rowid] = fields else { return Err(malformed()) };
            let rowid = rowid.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
            let rowid = rowid.ok_or_else(malformed)?;
            self.rowids += 1;
            self.next_rowid = self.next_rowid.and_then(|next| Some(next.max(rowid.checked_add(1)?)));
            self.lowest = self.lowest.min(rowid);
            statement.execute(params![hash, rowid]).map(drop).map_err(doing)
        })
    }

    /// Adds rows of `howdah.rejected`.
    pub fn add_rejected(&mut self, rows: &RowBatch) -> Result<()> {
        let sql = "INSERT INTO rejected (key, column_no, class, bytes) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
        each_row(rows, |fields| {
            let [_, key, column, class, bytes] = fields else { return Err(malformed()) };
            let row = params![key, small(*column)?, small(*class)?, bytes];
            statement.execute(row).map(drop).map_err(doing)
        })
    }

    /// Whether any original is kept.
    pub fn has_originals(&self) -> bool {
        self.originals > 0
    }

    /// The originals of the row with this key, one a column. Of several rows with the same key each takes its own.
    pub fn originals(&self, key: &[u8]) -> Result<Vec<KeptOriginal>> {
        let sql =
            "SELECT id, column_no, class, bytes, changed FROM original WHERE key = ?1 ORDER BY column_no, id";
        let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
        let rows = statement.query_map([key], |row| {
            Ok(KeptOriginal {
                id: row.get(0)?,
                column: row.get(1)?,
                class: row.get(2)?,
                bytes: row.get(3)?,
                changed: row.get(4)?,
            })
        });
        let mut found: Vec<KeptOriginal> =
            rows.map_err(doing)?.collect::<rusqlite::Result<_>>().map_err(doing)?;
        found.dedup_by_key(|original| original.column);
        Ok(found)
    }

    /// Takes an original that a row has back.
    pub fn take_original(&self, original: &KeptOriginal) -> Result<()> {
        let mut statement = self.store.prepare_cached("DELETE FROM original WHERE id = ?1").map_err(doing)?;
        statement.execute([original.id]).map(drop).map_err(doing)
    }

    /// Takes the rowid of a row by its hash; a new one when none is kept for it: behind all that are, or before them where
    /// the greatest is taken.
    pub fn take_rowid(&mut self, hash: &[u8]) -> Result<i64> {
        let mut found = None;
        if self.rowids > 0 {
            let sql = "SELECT rowid_was FROM hidden WHERE hash = ?1 ORDER BY rowid_was LIMIT 1";
            let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
            found = statement.query_row([hash], |row| row.get::<_, i64>(0)).optional().map_err(doing)?;
        }
        if let Some(rowid) = found {
            let sql = "DELETE FROM hidden WHERE hash = ?1 AND rowid_was = ?2";
            let mut statement = self.store.prepare_cached(sql).map_err(doing)?;
            statement.execute(params![hash, rowid]).map_err(doing)?;
            return Ok(rowid);
        }
        if let Some(rowid) = self.next_rowid {
            self.next_rowid = rowid.checked_add(1);
            return Ok(rowid);
        }
        // SQLite itself takes any that is free (https://sqlite.org/autoinc.html).
        self.lowest = self.lowest.checked_sub(1).ok_or_else(|| {
            Error::new(crate::error::Kind::Target, "no rowid is left for a row that came later")
        })?;
        Ok(self.lowest)
    }

    /// Calls `each` with every rejected row: its key and its cells in order.
    pub fn rejected(&self, mut each: impl FnMut(&[u8], &[RejectedCell]) -> Result<()>) -> Result<()> {
        // A server does not give rows in the order in which they were written.
        let sql = "SELECT key, column_no, class, bytes FROM rejected ORDER BY key, column_no, id";
        let mut statement = self.store.prepare(sql).map_err(doing)?;
        let mut rows = statement.query([]).map_err(doing)?;
        let mut row_key: Vec<u8> = Vec::new();
        let mut cells: Vec<RejectedCell> = Vec::new();
        loop {
            let row = rows.next().map_err(doing)?;
            let key: Option<Vec<u8>> = row.map(|row| row.get(0)).transpose().map_err(doing)?;
            if !cells.is_empty() && key.as_ref() != Some(&row_key) {
                // Rows without a rowid have the hash of their content for a key: equal rows have equal cells.
                let first = cells[0].0;
                let rows = cells.iter().filter(|cell| cell.0 == first).count();
                cells.dedup_by_key(|cell| cell.0);
                for _ in 0..rows {
                    each(&row_key, &cells)?;
                }
                cells.clear();
            }
            let (Some(row), Some(key)) = (row, key) else { return Ok(()) };
            row_key = key;
            cells.push((row.get(1).map_err(doing)?, row.get(2).map_err(doing)?, row.get(3).map_err(doing)?));
        }
    }
}

/// Calls `each` with the fields of every row of a batch.
fn each_row(rows: &RowBatch, mut each: impl FnMut(&[Option<&[u8]>]) -> Result<()>) -> Result<()> {
    let mut rest = rows.as_bytes();
    let mut row: Vec<Option<&[u8]>> = Vec::new();
    while !rest.is_empty() {
        let (count, mut fields) = Fields::of(rest).map_err(|_| malformed())?;
        row.clear();
        for _ in 0..count {
            row.push(fields.next().ok_or_else(malformed)?.map_err(|_| malformed())?);
        }
        each(&row)?;
        rest = fields.rest();
    }
    Ok(())
}

fn small(field: Option<&[u8]>) -> Result<i16> {
    field.and_then(|bytes| bytes.try_into().ok()).map(i16::from_be_bytes).ok_or_else(malformed)
}

fn doing(cause: rusqlite::Error) -> Error {
    unwritten("holding what was kept beside the rows", cause)
}

fn malformed() -> Error {
    Error::bug("what was kept beside the rows does not have the layout of COPY")
}
