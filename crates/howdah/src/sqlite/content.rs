//! What a database says, summed up by one hash: settings, declarations, and every stored cell with its class, bytes and
//! rowid. How the file lays it out does not count, so that a `VACUUM` that changes no rowid changes nothing, and a changed
//! bit of a value does.
//!
//! Declarations are taken in an order of their own (a `VACUUM` writes tables before indexes), tables in that of their names,
//! rows in that of their trees. The storage of virtual tables and SQLite's own tables count as tables; indexes do not, since
//! they hold nothing of their own ([`super::integrity`] compares them with their tables).

use super::cells::{COLUMNS_MAX, Cell, CellRow, ScanSpec, rowid_expression, scan};
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::error::Result;
use rusqlite::Connection;

/// Settings that say how the content is to be understood.
const SETTINGS: [&str; 3] = ["encoding", "user_version", "application_id"];

/// The hash takes its input in pieces of this size: it is slow with small ones.
const PIECE_BYTES: usize = 64 * 1024;

/// The hash of everything that the connection's main database holds, at the state that the connection sees.
///
/// Fails with [`crate::Kind::Source`] when something cannot be read.
pub fn content(connection: &Connection, catalog: &Catalog) -> Result<[u8; 32]> {
    let mut sum = Sum::default();
    for (name, value) in catalog.properties.iter().filter(|(name, _)| SETTINGS.contains(&name.as_str())) {
        sum.text(name);
        sum.text(value);
    }
    sum.schema(connection)?;
    let mut tables: Vec<&Table> = catalog.tables.iter().filter(|table| !table.is_virtual()).collect();
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    for table in tables {
        let columns: Vec<&str> = table.stored().map(|at| table.columns[at].name.as_str()).collect();
        let rowids = table.kind != TableKind::WithoutRowid && has_rowid(connection, table)?;
        sum.table(connection, &table.name, &columns, rowids)?;
    }
    Ok(sum.finish())
}

fn has_rowid(connection: &Connection, table: &Table) -> Result<bool> {
    Ok(rowid_expression(connection, &table.name)?.is_some())
}

#[derive(Default)]
struct Sum {
    hasher: blake3::Hasher,
    piece: Vec<u8>,
}

impl Sum {
    /// Adds the declarations, byte for byte.
    fn schema(&mut self, connection: &Connection) -> Result<()> {
        let columns = ["type", "name", "tbl_name", "sql"];
        let spec = ScanSpec { table: "sqlite_schema", columns: &columns, rowids: false, range: None };
        let mut entries: Vec<Vec<u8>> = Vec::new();
        scan(connection, &spec, |row| {
            let mut entry = Sum::default();
            entry.row(row);
            entries.push(entry.finish().to_vec());
            Ok(())
        })?;
        entries.sort_unstable();
        self.put(b'#', &(entries.len() as u64).to_le_bytes());
        entries.iter().for_each(|entry| self.sized(b'e', entry));
        Ok(())
    }

    /// Adds a table: its name and columns, and its rows. More columns than one scan reads are read in turn.
    fn table(&mut self, connection: &Connection, table: &str, columns: &[&str], rowids: bool) -> Result<()> {
        self.text(table);
        for columns in columns.chunks(COLUMNS_MAX) {
            columns.iter().for_each(|column| self.text(column));
            let spec = ScanSpec { table, columns, rowids, range: None };
            let mut rows = 0u64;
            scan(connection, &spec, |row| {
                rows += 1;
                self.row(row);
                Ok(())
            })?;
            self.put(b'#', &rows.to_le_bytes());
        }
        Ok(())
    }

    fn row(&mut self, row: &CellRow<'_>) {
        if let Some(rowid) = row.rowid() {
            self.put(b'r', &rowid.to_le_bytes());
        }
        for cell in row.iter() {
            match cell {
                Cell::Null => self.put(b'n', &[]),
                Cell::Integer(value) => self.put(b'i', &value.to_le_bytes()),
                Cell::Real(value) => self.put(b'f', &value.to_bits().to_le_bytes()),
                Cell::Text(bytes) => self.sized(b't', bytes),
                Cell::Blob(bytes) => self.sized(b'b', bytes),
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.sized(b's', text.as_bytes());
    }

    fn sized(&mut self, class: u8, bytes: &[u8]) {
        self.put(class, &(bytes.len() as u64).to_le_bytes());
        if bytes.len() < PIECE_BYTES {
            self.piece.extend_from_slice(bytes);
        } else {
            self.flush();
            self.hasher.update(bytes);
        }
    }

    fn put(&mut self, class: u8, bytes: &[u8]) {
        if self.piece.len() >= PIECE_BYTES {
            self.flush();
        }
        self.piece.push(class);
        self.piece.extend_from_slice(bytes);
    }

    fn flush(&mut self) {
        self.hasher.update(&self.piece);
        self.piece.clear();
    }

    fn finish(mut self) -> [u8; 32] {
        self.flush();
        *self.hasher.finalize().as_bytes()
    }
}
