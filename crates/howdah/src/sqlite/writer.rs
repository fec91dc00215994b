//! Writes rows into a new file: each cell in the column's format or as its original was, under the rowid that was kept.
//!
//! What is kept beside a table's rows comes before the rows themselves ([`Batch`] without rows), so that a row is
//! written whole, once. The writer notes what it used of that: the proof expects the file to need exactly it.

use super::cells::Cell;
use super::decode::{Decoder, Otherwise, RESPELLED, Unheld};
use super::failure::unwritten;
use super::insert::{Inserter, kept_cell};
use super::kept::{Kept, KeptOriginal};
use super::new_file::NewFile;
use crate::catalog::key::KeyReader;
use crate::catalog::map::{EditAction, RowEdit, RowKey, RowidMap, TableMap};
use crate::catalog::transfer::{Batch, Batches, Chunk, RowWriter, Written};
use crate::catalog::words;
use crate::error::{Error, Kind, Result};
use crate::report::figures::counted;
use crate::row::batch::{Fields, RowBatch};
use crate::row::digest::{TableDigest, hash, short};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What the writer used of what was kept beside one table's rows.
#[derive(Debug, Clone, Default)]
pub struct Used {
    /// [`TableMap::number`].
    pub table: i32,
    /// Originals that cells have back.
    pub originals: TableDigest,
    /// How many of them were kept.
    pub restored: u64,
    /// Originals that the target's value no longer means.
    pub stale: u64,
    /// Rowids as the file has them.
    pub rowids: TableDigest,
    /// Rejected rows that are back.
    pub rejected: TableDigest,
    /// How many rows.
    pub rejected_rows: u64,
    /// Rejected rows whose place another row has taken.
    pub rejected_left: u64,
    /// The choices that were made row by row, with the rowids that these rows have in the file.
    pub edits: Vec<RowEdit>,
    /// Cells that stand apart from the others of their column (its position in [`TableMap::columns`]).
    pub otherwise: BTreeMap<(usize, Otherwise), Places>,
}

/// Cells of one sort: how many, and the rows of the first.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// How many.
    pub cells: u64,
    /// The first rows, in words.
    pub rows: Vec<String>,
}

/// Rows that are named.
const NAMED: usize = 10;

impl Places {
    fn add(&mut self, row: impl FnOnce() -> String) {
        self.cells += 1;
        if self.rows.len() < NAMED {
            self.rows.push(row());
        }
    }
}

/// What a writer used, table by table, for whoever outlives it.
pub type Notes = Arc<Mutex<Vec<Used>>>;

/// Writes into one new file.
pub struct SqliteWriter<'f> {
    file: &'f mut NewFile,
    kept: Kept,
    notes: Notes,
    /// Tables whose rows come from elsewhere: read, and not written.
    elsewhere: Vec<String>,
    /// Tables that have more columns than when they were carried: how many fields their rows had then.
    grown: BTreeMap<i32, usize>,
}

impl<'f> SqliteWriter<'f> {
    /// A writer; `elsewhere` names tables whose rows are in the file already, and `grown` by their number tables that
    /// have more columns than when they were carried, with the fields that their rows had then.
    pub fn new(
        file: &'f mut NewFile,
        elsewhere: Vec<String>,
        grown: BTreeMap<i32, usize>,
        notes: Notes,
    ) -> Result<SqliteWriter<'f>> {
        Ok(SqliteWriter { file, kept: Kept::new()?, notes, elsewhere, grown })
    }
}

impl RowWriter for SqliteWriter<'_> {
    fn write_chunk(&mut self, table: &TableMap, _: Chunk, batches: &mut dyn Batches) -> Result<Written> {
        let mut written = Written::default();
        let mut batch = Batch::default();
        if self.elsewhere.contains(&table.lite) {
            while batches.next(&mut batch)? {
                written.rows += u64::from(batch.rows.rows());
            }
            return Ok(written);
        }
        self.kept.clear()?;
        let connection = self.file.connection();
        let doing = |cause| unwritten("writing rows", cause).table(&table.lite);
        connection.execute_batch("BEGIN").map_err(doing)?;
        let mut restorer = Restorer::new(self.file, table)?;
        restorer.fields_then = self.grown.get(&table.number).copied();
        let mut begun = false;
        while batches.next(&mut batch)? {
            self.kept.add_originals(&batch.originals)?;
            self.kept.add_rowids(&batch.rowids)?;
            self.kept.add_rejected(&batch.rejected)?;
            written.originals += u64::from(batch.originals.rows());
            written.bytes += batch.rows.len() as u64;
            written.rows += u64::from(batch.rows.rows());
            if !batch.rows.is_empty() {
                restorer.begin(&mut self.kept, &mut begun)?;
                restorer.rows(&batch.rows, &mut self.kept)?;
            }
        }
        restorer.begin(&mut self.kept, &mut begun)?;
        restorer.end(&mut self.kept)?;
        let used = restorer.used;
        connection.execute_batch("COMMIT").map_err(doing)?;
        written.rejected = used.rejected_rows;
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(used);
        Ok(written)
    }
}

/// Restores the rows of one table.
struct Restorer<'t> {
    table: &'t TableMap,
    inserter: Inserter<'t>,
    /// The place in the table's records of each column of the map; `None` for one that is computed.
    places: Vec<Option<usize>>,
    decoders: Vec<Decoder<'t>>,
    keys: KeyReader,
    key: Vec<u8>,
    /// The key as it was when the row was carried, under which things are kept.
    key_then: Vec<u8>,
    /// Fields of a row when it was carried, where there are more now.
    fields_then: Option<usize>,
    tuple_then: Vec<u8>,
    /// Columns that became NULL in some rows by choice.
    nullable: Vec<usize>,
    /// Rows in which such a column has its value again.
    nulled: Vec<(usize, Vec<i64>)>,
    connection: &'t rusqlite::Connection,
    explicit_rowids: bool,
    /// Values without a cell, by column: all are found before the table is given up, so that all can be put right at once.
    unheld: BTreeMap<(usize, Unheld), Places>,
    used: Used,
}

impl<'t> Restorer<'t> {
    fn new(file: &'t NewFile, table: &'t TableMap) -> Result<Restorer<'t>> {
        let filling = file.blueprint().filling(&table.lite).ok_or_else(|| {
            Error::new(Kind::Source, "a table has no declaration among those that were kept")
                .table(&table.lite)
        })?;
        let place = |name: &String| filling.columns.iter().position(|(column, _)| column == name);
        let places: Vec<Option<usize>> = table.columns.iter().map(|column| place(&column.lite)).collect();
        let explicit_rowids = filling.rowids;
        let mut inserter =
            Inserter::new(file.connection(), filling, explicit_rowids, file.encoding(), &table.lite)?;
        for place in 0..filling.columns.len() {
            inserter.set(place, Cell::Null)?;
        }
        let mut nullable: Vec<usize> = Vec::new();
        for edit in &table.edits {
            if let EditAction::Null(columns) = &edit.action {
                nullable.extend(columns);
            }
        }
        Ok(Restorer {
            table,
            inserter,
            places,
            decoders: table.columns.iter().map(|column| Decoder::new(table, column)).collect(),
            keys: KeyReader::of(table),
            key: Vec::new(),
            key_then: Vec::new(),
            fields_then: None,
            tuple_then: Vec::new(),
            nullable,
            nulled: Vec::new(),
            connection: file.connection(),
            explicit_rowids,
            unheld: BTreeMap::new(),
            used: Used { table: table.number, ..Used::default() },
        })
    }

    /// Rejected rows come first: their rowids are theirs, those of the others may be any.
    fn begin(&mut self, kept: &mut Kept, begun: &mut bool) -> Result<()> {
        if std::mem::replace(begun, true) || self.keeps_rowids() {
            return Ok(());
        }
        self.rejected(kept)
    }

    /// Whether rows have the rowid that was kept for them.
    fn keeps_rowids(&self) -> bool {
        !self.explicit_rowids || self.table.rowid != RowidMap::None
    }

    fn rows(&mut self, rows: &RowBatch, kept: &mut Kept) -> Result<()> {
        let mut rest = rows.as_bytes();
        let mut row: Vec<Option<&[u8]>> = Vec::new();
        while !rest.is_empty() {
            let (count, mut fields) = Fields::of(rest).map_err(|_| malformed())?;
            row.clear();
            for _ in 0..count {
                row.push(fields.next().ok_or_else(malformed)?.map_err(|_| malformed())?);
            }
            let behind = fields.rest();
            let tuple = &rest[..rest.len() - behind.len()];
            self.row(tuple, &row, kept)?;
            rest = behind;
        }
        Ok(())
    }

    fn row(&mut self, tuple: &[u8], fields: &[Option<&[u8]>], kept: &mut Kept) -> Result<()> {
        let table = self.table;
        let with_key = table.originals || table.rowid == RowidMap::Hidden;
        if with_key {
            self.keys.read(tuple, &mut self.key).map_err(|_| malformed())?;
            self.read_key_then(tuple)?;
        }
        let (rowid, fields) = match &table.rowid {
            RowidMap::None => (None, fields),
            RowidMap::Hidden => {
                let whole = self.keys.is_whole_row();
                let hashed = if whole { short(&hash(tuple)) } else { short(&hash(&self.key)) };
                let then = match (whole, self.fields_then) {
                    (true, Some(_)) => short(&hash(&self.tuple_then)),
                    _ => hashed,
                };
                let rowid = kept.take_rowid(&then)?;
                self.note_rowid(&hashed, rowid);
                (Some(rowid), fields)
            }
            RowidMap::Column { .. } => {
                let (first, rest) = fields.split_first().ok_or_else(malformed)?;
                let rowid = first.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
                (rowid, rest)
            }
        };
        if let (RowKey::Rowid, Some(rowid)) = (&table.key, rowid) {
            for key in [&mut self.key, &mut self.key_then] {
                key.clear();
                key.extend_from_slice(&rowid.to_be_bytes());
            }
        }
        let originals = if kept.has_originals() { kept.originals(&self.key_then)? } else { Vec::new() };
        self.inserter.set_rowid(rowid)?;
        let mut nulled = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let Some(Some(place)) = self.places.get(at).copied() else { continue };
            let original = originals.iter().find(|original| usize::try_from(original.column) == Ok(at + 1));
            if let Some(original) = original {
                let cell = kept_cell(original.class, Some(&original.bytes)).ok_or_else(malformed)?;
                let holds = match field {
                    Some(canonical) => self.decoders[at].means(cell, canonical),
                    None => original.changed && self.nullable.contains(&at),
                };
                if holds {
                    self.inserter.set(place, cell)?;
                    self.note_original(original);
                    kept.take_original(original)?;
                    if field.is_none() {
                        nulled.push(at);
                    }
                    continue;
                }
                self.used.stale += 1;
            }
            let Some(canonical) = field else {
                self.inserter.set(place, Cell::Null)?;
                continue;
            };
            let decoder = &mut self.decoders[at];
            let row = || match (&table.key, rowid) {
                (RowKey::Columns(_), _) | (_, None) => words::key(table, tuple),
                (_, Some(rowid)) => format!("rowid {rowid}"),
            };
            let cell = match decoder.decode(canonical) {
                Ok(cell) => cell,
                Err(unheld) => {
                    self.unheld.entry((at, unheld)).or_default().add(row);
                    continue;
                }
            };
            self.inserter.set(place, cell)?;
            if let Some(otherwise) = decoder.otherwise() {
                self.used.otherwise.entry((at, otherwise)).or_default().add(row);
            }
            if table.originals
                && let Some((class, bytes, changed)) = decoder.stray(canonical)
            {
                let column = at as i16 + 1;
                push_original(&mut self.used, table, &self.key, column, class, &bytes, changed);
            }
        }
        // The rows are only looked through from the first value on that has no cell.
        if !self.unheld.is_empty() {
            return Ok(());
        }
        self.inserter.execute()?;
        if !nulled.is_empty() {
            let rowid = self.connection.last_insert_rowid();
            for at in nulled {
                match self.nulled.iter_mut().find(|(column, _)| *column == at) {
                    Some((_, rowids)) => rowids.push(rowid),
                    None => self.nulled.push((at, vec![rowid])),
                }
            }
        }
        Ok(())
    }

    /// The key that the row had when it was carried: only a key that is the whole row is another one now.
    fn read_key_then(&mut self, tuple: &[u8]) -> Result<()> {
        self.key_then.clear();
        let Some(fields_then) = self.fields_then.filter(|_| self.keys.is_whole_row()) else {
            self.key_then.extend_from_slice(&self.key);
            return Ok(());
        };
        let (_, mut fields) = Fields::of(tuple).map_err(|_| malformed())?;
        for _ in 0..fields_then {
            fields.next().ok_or_else(malformed)?.map_err(|_| malformed())?;
        }
        let end = tuple.len() - fields.rest().len();
        self.tuple_then.clear();
        self.tuple_then.extend_from_slice(&(fields_then as u16).to_be_bytes());
        self.tuple_then.extend_from_slice(&tuple[2..end]);
        self.keys.read(&self.tuple_then, &mut self.key_then).map_err(|_| malformed())
    }

    /// Puts the rejected rows back in.
    fn rejected(&mut self, kept: &mut Kept) -> Result<()> {
        let Restorer { table, inserter, places, used, connection, .. } = self;
        let mut back = Vec::new();
        let chosen = |rowid: &i64| {
            let mut rejects = table.edits.iter().filter(|edit| edit.action == EditAction::Reject);
            rejects.any(|edit| edit.rowids.binary_search(rowid).is_ok())
        };
        kept.rejected(|key, cells| {
            let rowid = key.try_into().ok().map(i64::from_be_bytes).filter(|_| !table.without_rowid);
            inserter.set_rowid(rowid)?;
            for place in places.iter().flatten() {
                inserter.set(*place, Cell::Null)?;
            }
            for (column, class, bytes) in cells {
                let cell = kept_cell(*class, bytes.as_deref()).ok_or_else(malformed)?;
                let at = usize::try_from(*column).map_err(|_| malformed())?.checked_sub(1);
                if let Some(Some(place)) = at.and_then(|at| places.get(at)) {
                    inserter.set(*place, cell)?;
                }
            }
            match inserter.execute() {
                Ok(()) => {}
                // Another row has its key by now.
                Err(error) if is_taken(&error) => {
                    used.rejected_left += 1;
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
            used.rejected_rows += 1;
            if rowid.is_some_and(|rowid| chosen(&rowid)) {
                back.push(connection.last_insert_rowid());
            }
            for (column, class, bytes) in cells {
                let mut tuple = RowBatch::default();
                tuple.begin_row(5);
                tuple.bytes_field(&table.number.to_be_bytes());
                tuple.bytes_field(key);
                tuple.bytes_field(&column.to_be_bytes());
                tuple.bytes_field(&class.to_be_bytes());
                match bytes {
                    Some(bytes) => tuple.bytes_field(bytes),
                    None => tuple.null(),
                }
                used.rejected.add(&hash(key), &hash(tuple.as_bytes()));
            }
            Ok(())
        })?;
        back.sort_unstable();
        used.edits.push(RowEdit { rowids: back, action: EditAction::Reject });
        Ok(())
    }

    fn end(&mut self, kept: &mut Kept) -> Result<()> {
        if let Some(((column, Unheld(why)), places)) = self.unheld.first_key_value() {
            return Err(unheld(why, places, self.unheld.len() - 1)
                .table(&self.table.lite)
                .column(&self.table.columns[*column].lite));
        }
        if self.keeps_rowids() {
            self.rejected(kept)?;
        }
        for (column, mut rowids) in std::mem::take(&mut self.nulled) {
            rowids.sort_unstable();
            self.used.edits.push(RowEdit { rowids, action: EditAction::Null(vec![column]) });
        }
        self.used.edits.retain(|edit| !edit.rowids.is_empty());
        Ok(())
    }

    fn note_rowid(&mut self, hashed: &[u8; 16], rowid: i64) {
        let mut tuple = RowBatch::default();
        tuple.begin_row(3);
        tuple.bytes_field(&self.table.number.to_be_bytes());
        tuple.bytes_field(hashed);
        tuple.bytes_field(&rowid.to_be_bytes());
        self.used.rowids.add(&hash(hashed), &hash(tuple.as_bytes()));
    }

    fn note_original(&mut self, original: &KeptOriginal) {
        self.used.restored += 1;
        let (class, bytes) = (original.class, &original.bytes);
        push_original(&mut self.used, self.table, &self.key, original.column, class, bytes, original.changed);
    }
}

fn push_original(
    used: &mut Used,
    table: &TableMap,
    key: &[u8],
    column: i16,
    class: i16,
    bytes: &[u8],
    changed: bool,
) {
    let mut tuple = RowBatch::default();
    tuple.begin_row(6);
    tuple.bytes_field(&table.number.to_be_bytes());
    tuple.bytes_field(key);
    tuple.bytes_field(&column.to_be_bytes());
    tuple.bytes_field(&class.to_be_bytes());
    tuple.bytes_field(bytes);
    tuple.bytes_field(&[u8::from(changed)]);
    used.originals.add(&hash(key), &hash(tuple.as_bytes()));
}

/// Whether a row was refused since another one has its key.
fn is_taken(error: &Error) -> bool {
    let cause = error.source.as_ref().and_then(|cause| cause.downcast_ref::<rusqlite::Error>());
    let code = cause.and_then(rusqlite::Error::sqlite_error_code);
    code == Some(rusqlite::ErrorCode::ConstraintViolation)
}

/// The error for values of a column that have no cell; `others` counts further columns with such values.
fn unheld(why: &str, places: &Places, others: usize) -> Error {
    let values = counted(places.cells, "such value is", "such values are");
    let rest = match others {
        0 => "",
        _ => " Other columns of the table hold values without a cell as well.",
    };
    let more = if places.cells > places.rows.len() as u64 { ", …" } else { "" };
    let remedy = match why == RESPELLED.0 {
        true => {
            "Write the values in PostgreSQL as SQLite prints them (42, 1.5; 12.0 in a column of REAL affinity)"
        }
        false => "Change the values in PostgreSQL (UPDATE)",
    };
    let error = Error::new(Kind::Answer, format!("a value {why}"))
        .detail(format!(
            "{values} in the column: {}{more}.{rest} SQLite has no cell for it, and nothing is ever bent to fit.",
            places.rows.join("; ")
        ))
        .hint(format!("{remedy}, and run the command again. No file was put in place."));
    match places.rows.first() {
        Some(row) => error.row(row.clone()),
        None => error,
    }
}

fn malformed() -> Error {
    Error::bug("a row does not have the layout of COPY")
}
