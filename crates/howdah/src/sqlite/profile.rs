//! A look at every cell: tables and ranges of their rowids shared out to threads, put together in order.
//!
//! A table is cut by its rowids alone, never by the number of threads, so the same file gives the same profile on any
//! machine. Each part is read by one scan on a connection of the snapshot.

use super::cells::{COLUMNS_MAX, Cell, CellRow, ScanSpec, rowid_expression, rowid_span, scan};
use super::entries::{IndexSpec, summed_up};
use super::parse::json_valid_columns;
use super::profile_column::ColumnTally;
use super::snapshot::Snapshot;
use crate::catalog::profile::TableProfile;
use crate::catalog::schema::{Catalog, Table};
use crate::error::{Error, Result};
use crate::report::event::{Stage, Watch};
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Bytes of rows after which a new chunk begins. A chunk is a transaction: 32 MB take a fraction of a second, so that
/// the cost of a commit vanishes, little is done twice after a crash, and workers end close to one another.
const CHUNK_BYTES: u64 = 32 << 20;

/// Rows after which a new chunk begins, for narrow rows, whose cost lies in their number.
const CHUNK_ROWS: u64 = 250_000;

/// Rows and bytes between two marks, from which chunks are put together; small against a chunk, so that chunks come
/// out even though the parts of a table are read apart.
const MARK_ROWS: u64 = 8_192;
const MARK_BYTES: u64 = 1 << 20;

/// Most parts of a table: enough to keep many threads busy to the end, where the rowids lie unevenly too.
const PARTS_MAX: u128 = 64;

/// Rowids in a part at least, for a part costs a statement.
const PART_ROWIDS_MIN: u128 = 8_192;

/// Rows between two looks at the flag that stops a run, and between two reports of progress.
const REPORT_ROWS: u64 = 4_096;

/// Looks at every stored cell of the tables at these positions of the catalogue, with up to `jobs` threads, each with
/// a reader of its own (so no more than the snapshot has do any good).
///
/// Returns a profile for each table of the catalogue, in its order; tables that were not asked for look empty.
/// Fails with [`crate::error::Kind::Source`] when rows cannot be read, [`crate::error::Kind::Interrupted`] when the
/// user stops.
pub fn profile(
    snapshot: &Snapshot,
    catalog: &Catalog,
    tables: &[usize],
    jobs: usize,
    watch: Watch<'_>,
) -> Result<Vec<TableProfile>> {
    let mut parts = Vec::new();
    {
        let reader = snapshot.reader()?;
        for &at in tables {
            let table = catalog.tables.get(at).ok_or_else(|| Error::bug("no such table in the catalogue"))?;
            parts.extend(parts_of(reader.connection(), catalog, at, table)?);
        }
    }
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done: Vec<Mutex<Option<PartTally>>> = parts.iter().map(|_| Mutex::new(None)).collect();
    let work = || -> Result<()> {
        let reader = snapshot.reader()?;
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else { break };
            let tally = part.read(reader.connection(), &catalog.tables[part.table], watch)?;
            // Nobody else holds the lock of this part.
            *done[at].lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(tally);
        }
        Ok(())
    };
    let outcome = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.clamp(1, parts.len().max(1)))
            .map(|_| {
                scope.spawn(|| {
                    let outcome = work();
                    stop.fetch_or(outcome.is_err(), Ordering::Relaxed);
                    outcome
                })
            })
            .collect();
        // All are waited for, and the first error is the answer.
        let ended: Vec<Result<()>> = workers
            .into_iter()
            .map(|worker| {
                worker.join().unwrap_or_else(|_| Err(Error::bug("a thread that profiled rows stopped")))
            })
            .collect();
        ended.into_iter().collect::<Result<()>>()
    });
    outcome?;

    let mut whole: Vec<TableTally> = catalog.tables.iter().map(TableTally::new).collect();
    for (part, tally) in parts.iter().zip(done) {
        let tally = tally.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        whole[part.table].add(tally.ok_or_else(|| Error::bug("a part of a table was not profiled"))?);
    }
    Ok(whole.into_iter().map(TableTally::finish).collect())
}

/// A part of a table: some of its columns in a range of its rowids.
struct Part {
    table: usize,
    /// Positions of the columns.
    columns: Vec<usize>,
    /// Number of the pass over the table's rows, from 0; only the first counts them.
    pass: usize,
    /// The rows have rowids that can be read.
    rowids: bool,
    /// Indexes whose entries are summed up, with the position among `columns` of each column of the table.
    indexes: Arc<(Vec<IndexSpec>, Vec<usize>)>,
    range: Option<(i64, i64)>,
}

fn parts_of(connection: &Connection, catalog: &Catalog, at: usize, table: &Table) -> Result<Vec<Part>> {
    let rowids = table.has_rowid() && rowid_expression(connection, &table.name)?.is_some();
    let ranges = match rowids {
        true => ranges(rowid_span(connection, &table.name)?),
        false => vec![None],
    };
    let stored: Vec<usize> = table.stored().collect();
    // More columns than one statement can read are read in several passes; nearly every table needs one.
    let passes: Vec<Vec<usize>> = stored.chunks(COLUMNS_MAX).map(<[usize]>::to_vec).collect();
    let passes = if passes.is_empty() { vec![Vec::new()] } else { passes };
    let specs = summed_up(connection, catalog, table)?.unwrap_or_default();
    let mut places = vec![0; table.columns.len()];
    stored.iter().enumerate().for_each(|(place, &column)| places[column] = place);
    let specs = Arc::new((specs, places));
    let pass = |(number, columns): (usize, &Vec<usize>)| {
        let columns = columns.clone();
        ranges
            .iter()
            .map(|&range| {
                let (columns, indexes) = (columns.clone(), Arc::clone(&specs));
                Part { table: at, columns, pass: number, rowids, indexes, range }
            })
            .collect::<Vec<_>>()
    };
    Ok(passes.iter().enumerate().flat_map(pass).collect())
}

/// Cuts the span of a table's rowids into ranges of equal length.
fn ranges(span: Option<(i64, i64)>) -> Vec<Option<(i64, i64)>> {
    let Some((first, last)) = span else { return Vec::new() };
    let rowids = (i128::from(last) - i128::from(first) + 1).unsigned_abs();
    let parts = (rowids / PART_ROWIDS_MIN).clamp(1, PARTS_MAX);
    // Within the span, so within 64 bits.
    let start = |part: u128| first.wrapping_add((rowids * part / parts) as i64);
    (0..parts)
        .map(|part| Some((start(part), if part + 1 == parts { last } else { start(part + 1) - 1 })))
        .collect()
}

/// What was found in a part.
struct PartTally {
    columns: Vec<(usize, ColumnTally)>,
    pass: usize,
    rows: u64,
    bytes: u64,
    row_bytes_max: u64,
    rowids: Option<(i64, i64)>,
    marks: Vec<Mark>,
    /// The sum of the entries' hashes of each index.
    entry_sums: Vec<(String, u64)>,
}

/// Some consecutive rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    first_rowid: i64,
    rows: u64,
    bytes: u64,
}

impl Part {
    fn read(&self, connection: &Connection, table: &Table, watch: Watch<'_>) -> Result<PartTally> {
        let names: Vec<&str> = self.columns.iter().map(|&at| table.columns[at].name.as_str()).collect();
        let spec = ScanSpec { table: &table.name, columns: &names, rowids: self.rowids, range: self.range };
        let mut tally = PartTally {
            columns: self.columns.iter().map(|&at| (at, column_tally(table, at))).collect(),
            pass: self.pass,
            rows: 0,
            bytes: 0,
            row_bytes_max: 0,
            rowids: None,
            marks: Vec::new(),
            entry_sums: self.indexes.0.iter().map(|index| (index.name.clone(), 0)).collect(),
        };
        let (indexes, places) = &*self.indexes;
        let key: Vec<usize> = match &table.primary_key {
            Some(key) => {
                key.columns.iter().filter_map(|at| self.columns.iter().position(|own| own == at)).collect()
            }
            None => Vec::new(),
        };
        let (mut reported_rows, mut reported_bytes) = (0, 0);
        scan(connection, &spec, |row| {
            let mut bytes = 0;
            let number = tally.rows + 1;
            let place = || row_in_words(row, &key, number);
            for (at, (_, column)) in tally.columns.iter_mut().enumerate() {
                let cell = row.get(at);
                bytes += cell.bytes();
                column.add(cell, &place);
            }
            for (index, (_, sum)) in indexes.iter().zip(&mut tally.entry_sums) {
                *sum = sum.wrapping_add(index.hash_of(row.rowid(), |column| row.get(places[column])));
            }
            tally.row(row.rowid(), bytes);
            if tally.rows - reported_rows == REPORT_ROWS || tally.bytes - reported_bytes > MARK_BYTES {
                watch.check()?;
                let rows = if self.pass == 0 { tally.rows - reported_rows } else { 0 };
                watch.progress(Stage::Profile, rows, tally.bytes - reported_bytes);
                (reported_rows, reported_bytes) = (tally.rows, tally.bytes);
            }
            Ok(())
        })?;
        watch.check()?;
        let rows = if self.pass == 0 { tally.rows - reported_rows } else { 0 };
        watch.progress(Stage::Profile, rows, tally.bytes - reported_bytes);
        Ok(tally)
    }
}

fn column_tally(table: &Table, at: usize) -> ColumnTally {
    let column = &table.columns[at];
    let checked = table.checks.iter().any(|check| {
        json_valid_columns(&check.expression).iter().any(|name| name.eq_ignore_ascii_case(&column.name))
    });
    ColumnTally::new(&column.declared, checked)
}

/// Names a row without showing its content: by its rowid, else by its key, else by its number in the table's order.
fn row_in_words(row: &CellRow<'_>, key: &[usize], number: u64) -> String {
    if let Some(rowid) = row.rowid() {
        return format!("rowid {rowid}");
    }
    if key.is_empty() {
        return format!("row {number} of the table");
    }
    let values = key.iter().map(|&at| match row.get(at) {
        Cell::Null => "NULL".to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Real(_) => "real".to_owned(),
        Cell::Text(text) => format!("text of {} bytes", text.len()),
        Cell::Blob(bytes) => format!("blob of {} bytes", bytes.len()),
    });
    format!("key ({})", values.collect::<Vec<_>>().join(", "))
}

impl PartTally {
    #[inline]
    fn row(&mut self, rowid: Option<i64>, bytes: u64) {
        self.rows += 1;
        self.bytes += bytes;
        self.row_bytes_max = self.row_bytes_max.max(bytes);
        let Some(rowid) = rowid else { return };
        self.rowids = Some((self.rowids.map_or(rowid, |(first, _)| first), rowid));
        match self.marks.last_mut() {
            Some(mark) if mark.rows < MARK_ROWS && mark.bytes + bytes <= MARK_BYTES => {
                mark.rows += 1;
                mark.bytes += bytes;
            }
            _ => self.marks.push(Mark { first_rowid: rowid, rows: 1, bytes }),
        }
    }
}

/// What was found in a table so far.
struct TableTally {
    profile: TableProfile,
    columns: Vec<Option<ColumnTally>>,
    marks: Vec<Mark>,
    /// Bytes of the widest row of each pass.
    widest: Vec<u64>,
}

impl TableTally {
    /// Nothing found yet; generated and hidden columns have no tally.
    fn new(table: &Table) -> TableTally {
        let stored: Vec<usize> = table.stored().collect();
        TableTally {
            profile: TableProfile::default(),
            columns: (0..table.columns.len())
                .map(|at| stored.contains(&at).then(|| column_tally(table, at)))
                .collect(),
            marks: Vec::new(),
            widest: Vec::new(),
        }
    }

    fn add(&mut self, part: PartTally) {
        self.profile.bytes += part.bytes;
        self.widest.resize(self.widest.len().max(part.pass + 1), 0);
        self.widest[part.pass] = self.widest[part.pass].max(part.row_bytes_max);
        if part.pass == 0 {
            self.profile.rows += part.rows;
            let merged = (self.profile.rowids, part.rowids);
            self.profile.rowids = match merged {
                (Some((first, _)), Some((_, last))) => Some((first, last)),
                (one, other) => one.or(other),
            };
            self.marks.extend(part.marks);
            self.profile.entry_sums.resize(part.entry_sums.len(), Default::default());
            for (whole, (name, sum)) in self.profile.entry_sums.iter_mut().zip(part.entry_sums) {
                *whole = (name, whole.1.wrapping_add(sum));
            }
        }
        for (at, tally) in part.columns {
            if let Some(whole) = &mut self.columns[at] {
                whole.merge(tally);
            }
        }
    }

    fn finish(self) -> TableProfile {
        let mut profile = self.profile;
        // Where a row is read in several passes, the sum of the widest is no less than the widest row.
        profile.row_bytes_max = self.widest.iter().sum();
        profile.chunk_starts = chunk_starts(&self.marks);
        let columns =
            self.columns.into_iter().map(|tally| tally.map(ColumnTally::finish).unwrap_or_default());
        profile.columns = columns.collect();
        profile
    }
}

/// The rowids at which chunks begin.
fn chunk_starts(marks: &[Mark]) -> Vec<i64> {
    let mut starts = Vec::new();
    let (mut rows, mut bytes) = (0, 0);
    for mark in marks {
        if starts.is_empty() || rows + mark.rows > CHUNK_ROWS || bytes + mark.bytes > CHUNK_BYTES {
            starts.push(mark.first_rowid);
            (rows, bytes) = (0, 0);
        }
        rows += mark.rows;
        bytes += mark.bytes;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_the_span_without_overlap() {
        for (first, last) in
            [(1, 1), (1, 100_000), (-5, 20_000), (i64::MIN, i64::MAX), (i64::MAX - 20_000, i64::MAX)]
        {
            let ranges: Vec<(i64, i64)> = ranges(Some((first, last))).into_iter().flatten().collect();
            assert!(ranges.len() <= PARTS_MAX as usize);
            assert_eq!((ranges[0].0, ranges[ranges.len() - 1].1), (first, last));
            for pair in ranges.windows(2) {
                assert_eq!(pair[0].1 + 1, pair[1].0);
            }
            assert!(ranges.iter().all(|(start, end)| start <= end));
        }
        assert!(ranges(None).is_empty());
    }

    #[test]
    fn chunks_begin_by_rows_and_by_bytes() {
        let mark = |first_rowid, rows, bytes| Mark { first_rowid, rows, bytes };
        assert!(chunk_starts(&[]).is_empty());
        let narrow: Vec<Mark> = (0..100).map(|at| mark(at * 8_192, 8_192, 10_000)).collect();
        assert_eq!(chunk_starts(&narrow), [0, 30 * 8_192, 60 * 8_192, 90 * 8_192]);
        let wide = [mark(7, 1, 500 << 20), mark(8, 1, 500 << 20), mark(9, 1, 5)];
        assert_eq!(chunk_starts(&wide), [7, 8, 9]);
    }
}
