//! Row keys read from a row's bytes: what names a row beside its table, and what puts it into a digest's bucket.

use super::map::{RowKey, RowidMap, TableMap};
use crate::row::batch::{Fields, Malformed};
use crate::row::digest::{self, RowHash};

/// Reads keys from rows in tuple layout of one table.
#[derive(Debug, Clone)]
pub struct KeyReader {
    /// Positions of the key's fields on the wire, ascending order of the key; empty: the whole row.
    fields: Vec<usize>,
    last: usize,
}

impl KeyReader {
    /// The reader for a table's rows.
    pub fn of(table: &TableMap) -> KeyReader {
        let shift = usize::from(matches!(table.rowid, RowidMap::Column { .. }));
        let fields = match &table.key {
            RowKey::Columns(columns) => columns.iter().map(|column| column + shift).collect(),
            RowKey::Rowid if shift == 1 => vec![0],
            RowKey::Rowid | RowKey::Row => Vec::new(),
        };
        let last = fields.iter().copied().max().unwrap_or(0);
        KeyReader { fields, last }
    }

    /// Whether the key is the whole row.
    pub fn is_whole_row(&self) -> bool {
        self.fields.is_empty()
    }

    /// Puts the key's bytes into `key`: each field as its 32-bit length and its canonical bytes. For a whole-row key,
    /// the 16-byte short hash of the row.
    pub fn read(&self, tuple: &[u8], key: &mut Vec<u8>) -> Result<(), Malformed> {
        key.clear();
        if self.fields.is_empty() {
            key.extend_from_slice(&digest::short(&digest::hash(tuple)));
            return Ok(());
        }
        if let [only] = self.fields[..] {
            let (_, mut fields) = Fields::of(tuple)?;
            let field = fields.nth(only).ok_or(Malformed)??;
            push(key, field);
            return Ok(());
        }
        let (_, fields) = Fields::of(tuple)?;
        let all: Vec<Option<&[u8]>> = fields.take(self.last + 1).collect::<Result<_, _>>()?;
        for &at in &self.fields {
            push(key, *all.get(at).ok_or(Malformed)?);
        }
        Ok(())
    }

    /// The hash that decides the row's bucket, given the row's own hash.
    pub fn bucket_hash(&self, tuple: &[u8], row: &RowHash, key: &mut Vec<u8>) -> Result<RowHash, Malformed> {
        if self.fields.is_empty() {
            return Ok(*row);
        }
        self.read(tuple, key)?;
        Ok(digest::hash(key))
    }
}

fn push(key: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        None => key.extend_from_slice(&crate::row::batch::NULL_LENGTH.to_be_bytes()),
        Some(bytes) => {
            key.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
            key.extend_from_slice(bytes);
        }
    }
}
