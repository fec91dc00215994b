//! Reads rows of a snapshot as canonical bytes, with what is kept beside them: originals, rowids, rejected rows.

use super::cells::{Cell, CellRow, ScanSpec, scan};
use super::codec::{Codec, Fidelity, Refusal};
use super::emit::ident;
use super::failure::failed;
use super::snapshot::Reader;
use crate::catalog::key::KeyReader;
use crate::catalog::map::{EditAction, FlawPolicy, RowKey, RowidMap, TableMap};
use crate::catalog::transfer::{Batch, BatchLimits, MISFIT_MARK, Range, RowReader};
use crate::error::{Error, Kind, Result};
use crate::row::batch::RowBatch;
use crate::row::digest::{hash, short};
use rusqlite::Connection;

/// One connection that reads rows.
pub struct SqliteReader {
    reader: Reader,
    /// Cells that do not fit become differences instead of errors: for proofs, whose plan may be older than the file.
    lenient: bool,
}

impl SqliteReader {
    /// A reader for copying: a cell that does not fit is an error.
    pub fn new(reader: Reader) -> SqliteReader {
        SqliteReader { reader, lenient: false }
    }

    /// A reader for proofs: a cell that does not fit is a difference.
    pub fn lenient(reader: Reader) -> SqliteReader {
        SqliteReader { reader, lenient: true }
    }
}

impl RowReader for SqliteReader {
    fn read(
        &mut self,
        table: &TableMap,
        range: Range,
        limits: BatchLimits,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        let range = match range {
            Range::All => None,
            Range::Rowids { start, end } => Some((start, end)),
            Range::Pages { .. } => return Err(Error::bug("a SQLite table has no heap pages")),
        };
        let columns: Vec<&str> = table.columns.iter().map(|column| column.lite.as_str()).collect();
        let rowids = !table.without_rowid
            && (table.rowid != RowidMap::None || table.key == RowKey::Rowid || !table.edits.is_empty());
        let spec = ScanSpec { table: &table.lite, columns: &columns, rowids, range };
        let mut encoder = Encoder::new(table, self.lenient);
        let mut batch = Batch::default();
        scan(self.reader.connection(), &spec, |row| {
            encoder.row(row, &mut batch)?;
            if batch.len() >= limits.bytes || batch.rows.rows() >= limits.rows {
                each(&mut batch)?;
                batch.clear(limits.bytes * 2);
            }
            Ok(())
        })?;
        if !batch.is_empty() || batch.rejected_rows > 0 {
            each(&mut batch)?;
        }
        Ok(())
    }
}

/// Encodes the rows of one table.
struct Encoder<'a> {
    table: &'a TableMap,
    codecs: Vec<Codec<'a>>,
    keys: KeyReader,
    lenient: bool,
    fields: u16,
    number: [u8; 4],
    key: Vec<u8>,
    kept: Vec<(usize, bool)>,
}

impl<'a> Encoder<'a> {
    fn new(table: &'a TableMap, lenient: bool) -> Encoder<'a> {
        Encoder {
            table,
            codecs: table.columns.iter().map(|column| Codec::new(table, column)).collect(),
            keys: KeyReader::of(table),
            lenient,
            fields: table.fields() as u16,
            number: table.number.to_be_bytes(),
            key: Vec::new(),
            kept: Vec::new(),
        }
    }

    fn row(&mut self, cells: &CellRow<'_>, batch: &mut Batch) -> Result<()> {
        let rowid = cells.rowid();
        // A row may be edited for several foreign keys.
        let mut nulled: Vec<&[usize]> = Vec::new();
        let table = self.table;
        if let Some(rowid) = rowid {
            for edit in &table.edits {
                if edit.rowids.binary_search(&rowid).is_err() {
                    continue;
                }
                match &edit.action {
                    EditAction::Null(columns) => nulled.push(columns),
                    EditAction::Reject => return self.reject(cells, batch),
                    EditAction::Drop => {
                        batch.rejected_rows += 1;
                        return Ok(());
                    }
                }
            }
        }
        let mark = batch.rows.mark();
        batch.rows.begin_row(self.fields);
        self.kept.clear();
        if let RowidMap::Column { .. } = table.rowid {
            batch.rows.bytes_field(&rowid.unwrap_or_default().to_be_bytes());
        }
        for (at, cell) in cells.iter().enumerate() {
            batch.source_bytes += cell.bytes();
            if matches!(cell, Cell::Null) {
                batch.rows.null();
                continue;
            }
            if nulled.iter().any(|columns| columns.contains(&at)) {
                batch.rows.null();
                self.kept.push((at, true));
                continue;
            }
            match batch.rows.field(|out| self.codecs[at].encode(cell, out)) {
                Ok(Fidelity::Exact) => {}
                Ok(Fidelity::Original) => self.kept.push((at, false)),
                Ok(Fidelity::Changed) => self.kept.push((at, true)),
                Err(refusal) if self.rejects(refusal) => {
                    batch.rows.rewind(mark);
                    return self.reject(cells, batch);
                }
                Err(_) if self.lenient => {
                    let class = class(cell).to_be_bytes();
                    batch.rows.bytes_field(&[MISFIT_MARK, &class, &raw(cell)].concat());
                }
                Err(refusal) => return Err(self.refused(rowid, at, refusal)),
            }
        }
        let beside = !self.kept.is_empty() && table.originals;
        if !beside && table.rowid != RowidMap::Hidden {
            return Ok(());
        }
        let tuple = batch.rows.since(mark);
        self.keys
            .read(tuple, &mut self.key)
            .map_err(|_| Error::bug("a row does not have the layout of COPY"))?;
        if let (RowidMap::Hidden, Some(rowid)) = (&table.rowid, rowid) {
            let hash = if self.keys.is_whole_row() { short(&hash(tuple)) } else { short(&hash(&self.key)) };
            batch.rowids.begin_row(3);
            batch.rowids.bytes_field(&self.number);
            batch.rowids.bytes_field(&hash);
            batch.rowids.bytes_field(&rowid.to_be_bytes());
        }
        if beside {
            if let (RowKey::Rowid, Some(rowid)) = (&table.key, rowid) {
                self.key.clear();
                self.key.extend_from_slice(&rowid.to_be_bytes());
            }
            for &(at, changed) in &self.kept {
                let originals = &mut batch.originals;
                originals.begin_row(6);
                originals.bytes_field(&self.number);
                originals.bytes_field(&self.key);
                originals.bytes_field(&(at as i16 + 1).to_be_bytes());
                originals.bytes_field(&class(cells.get(at)).to_be_bytes());
                push_raw(cells.get(at), originals);
                originals.bytes_field(&[u8::from(changed)]);
            }
        }
        Ok(())
    }

    fn rejects(&self, refusal: Refusal) -> bool {
        match refusal {
            Refusal::Nul(_) => self.table.on_nul == FlawPolicy::RejectRow,
            Refusal::BadUtf8(_) => self.table.on_bad_utf8 == FlawPolicy::RejectRow,
            Refusal::Misfit => false,
        }
    }

    /// Keeps a row that stays behind, a row of `howdah.rejected` a cell.
    fn reject(&mut self, cells: &CellRow<'_>, batch: &mut Batch) -> Result<()> {
        batch.rejected_rows += 1;
        self.key.clear();
        match cells.rowid() {
            Some(rowid) => self.key.extend_from_slice(&rowid.to_be_bytes()),
            None => {
                let whole: Vec<u8> = cells
                    .iter()
                    .flat_map(|cell| [class(cell).to_be_bytes().to_vec(), raw(cell)].concat())
                    .collect();
                self.key.extend_from_slice(&short(&hash(&whole)));
            }
        }
        for (at, cell) in cells.iter().enumerate() {
            let rejected = &mut batch.rejected;
            rejected.begin_row(5);
            rejected.bytes_field(&self.number);
            rejected.bytes_field(&self.key);
            rejected.bytes_field(&(at as i16 + 1).to_be_bytes());
            rejected.bytes_field(&class(cell).to_be_bytes());
            push_raw(cell, rejected);
        }
        Ok(())
    }

    fn refused(&self, rowid: Option<i64>, at: usize, refusal: Refusal) -> Error {
        let column = &self.table.columns[at];
        let error = match refusal {
            Refusal::Nul(offset) => Error::new(Kind::Answer, "a text contains a NUL byte")
                .detail(format!("The NUL stands at byte {offset}; PostgreSQL's text cannot hold it."))
                .hint("Choose how to keep it: --on-nul bytea | escape | reject-row, or fix the row."),
            Refusal::BadUtf8(offset) => Error::new(Kind::Answer, "a text is not valid UTF-8")
                .detail(format!("The text is invalid from byte {offset}; PostgreSQL's text cannot hold it."))
                .hint("Choose how to keep it: --on-bad-utf8 bytea | escape | reject-row, or fix the row."),
            Refusal::Misfit => {
                Error::new(Kind::Bug, format!("a value does not fit the planned type {}", column.logical))
                    .detail("The plan was made from a look at every cell of the same snapshot.")
                    .hint(
                        "The chunk was not written. Choose a wider type with --type, and please report this.",
                    )
            }
        };
        let error = error.table(&self.table.lite).column(&column.lite);
        match rowid {
            Some(rowid) => error.row(format!("rowid {rowid}")),
            None => error,
        }
    }
}

/// The largest id of an INTEGER PRIMARY KEY: the end of the table's b-tree, no scan.
pub fn highest_id(connection: &Connection, table: &str, column: &str) -> Result<Option<i64>> {
    let sql = format!("SELECT max({}) FROM {}", ident(column), ident(table));
    connection
        .query_row(&sql, [], |row| row.get(0))
        .map_err(|cause| failed("reading the highest id", cause).table(table))
}

/// SQLite's type code (<https://sqlite.org/c3ref/c_blob.html>).
pub(crate) fn class(cell: Cell<'_>) -> i16 {
    match cell {
        Cell::Integer(_) => 1,
        Cell::Real(_) => 2,
        Cell::Text(_) => 3,
        Cell::Blob(_) => 4,
        Cell::Null => 5,
    }
}

/// A cell's own bytes: INTEGER and REAL as 8 bytes big-endian, TEXT and BLOB as they are.
pub(crate) fn raw(cell: Cell<'_>) -> Vec<u8> {
    match cell {
        Cell::Null => Vec::new(),
        Cell::Integer(value) => value.to_be_bytes().to_vec(),
        Cell::Real(value) => value.to_bits().to_be_bytes().to_vec(),
        Cell::Text(bytes) | Cell::Blob(bytes) => bytes.to_vec(),
    }
}

fn push_raw(cell: Cell<'_>, rows: &mut RowBatch) {
    match cell {
        Cell::Null => rows.null(),
        Cell::Integer(value) => rows.bytes_field(&value.to_be_bytes()),
        Cell::Real(value) => rows.bytes_field(&value.to_bits().to_be_bytes()),
        Cell::Text(bytes) | Cell::Blob(bytes) => rows.bytes_field(bytes),
    }
}
