//! Digests of whole tables on both sides, read in parallel.

use crate::catalog::key::KeyReader;
use crate::catalog::map::TableMap;
use crate::catalog::transfer::{Batch, BatchLimits, Range, RowReader, Witness};
use crate::error::{Error, Result};
use crate::report::event::{Stage, Watch};
use crate::row::batch::{Fields, RowBatch};
use crate::row::digest::{TableDigest, hash};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Batches of a proof: nothing waits for them, so they may be small.
pub const PROOF_BATCH: BatchLimits = BatchLimits { bytes: 256 * 1024, rows: 8_192 };

/// Which side a part is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The side that was carried.
    Source,
    /// The side it was carried to.
    Target,
}

/// A part of a table on one side.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The side.
    pub side: Side,
    /// Index into the list of tables.
    pub at: usize,
    /// The table.
    pub table: &'a TableMap,
    /// The part.
    pub range: Range,
    /// Bytes expected, to start with the largest.
    pub weight: u64,
}

/// Everything that one side holds of one table.
#[derive(Debug, Clone, Default)]
pub struct SideDigest {
    /// The rows.
    pub rows: TableDigest,
    /// The originals kept beside them: on the source those that it would need, on the target those that it has.
    pub originals: TableDigest,
    /// The rowids kept beside them.
    pub rowids: TableDigest,
    /// Rows that stay behind by the user's choice.
    pub rejected: TableDigest,
    /// Rows that stay behind, kept or not. Only the source can count them.
    pub left_behind: u64,
    /// Originals of cells that are another value in the target.
    pub changed: u64,
}

impl SideDigest {
    /// Whether both sides hold the same.
    pub fn equals(&self, other: &SideDigest) -> bool {
        self.rows == other.rows
            && self.originals == other.originals
            && self.rowids == other.rowids
            && self.rejected == other.rejected
    }

    fn merge(&mut self, other: &SideDigest) {
        self.left_behind += other.left_behind;
        self.changed += other.changed;
        self.rows.merge(&other.rows);
        self.originals.merge(&other.originals);
        self.rowids.merge(&other.rowids);
        self.rejected.merge(&other.rejected);
    }
}

/// The source's digests of tables, made from rows as they are read for the copy: what was read, not what was sent.
pub struct Collected<'a> {
    tables: &'a [TableMap],
    sums: Vec<Mutex<SideDigest>>,
}

impl<'a> Collected<'a> {
    /// Nothing read yet.
    pub fn new(tables: &'a [TableMap]) -> Collected<'a> {
        Collected { tables, sums: tables.iter().map(|_| Mutex::default()).collect() }
    }

    /// One for each reader of the copy.
    pub fn witness(&self) -> impl Witness {
        DigestWitness { collected: self, chunk: None, key: Vec::new() }
    }

    /// The digests, in the order of the tables.
    pub fn finish(self) -> Vec<SideDigest> {
        self.sums
            .into_iter()
            .map(|sum| sum.into_inner().unwrap_or_else(|poison| poison.into_inner()))
            .collect()
    }
}

struct DigestWitness<'c, 'a> {
    collected: &'c Collected<'a>,
    /// The chunk under way.
    chunk: Option<(KeyReader, SideDigest)>,
    key: Vec<u8>,
}

impl Witness for DigestWitness<'_, '_> {
    fn see(&mut self, table: &TableMap, batch: &Batch) -> Result<()> {
        let (keys, digest) = self.chunk.get_or_insert_with(|| (KeyReader::of(table), SideDigest::default()));
        add(digest, batch, keys, &mut self.key)
    }

    fn end(&mut self, table: &TableMap) {
        let Some((_, digest)) = self.chunk.take() else { return };
        let at = self.collected.tables.iter().position(|one| one.number == table.number);
        if let Some(sum) = at.and_then(|at| self.collected.sums.get(at)) {
            sum.lock().unwrap_or_else(|poison| poison.into_inner()).merge(&digest);
        }
    }
}

/// Reads all parts with the given workers (each a reader of the source and one of the target) and returns a pair of
/// digests a table, in the order of `tables`.
pub fn make<S: RowReader, T: RowReader>(
    tables: usize,
    mut parts: Vec<Part<'_>>,
    workers: Vec<(S, T)>,
    watch: Watch<'_>,
) -> Result<Vec<(SideDigest, SideDigest)>> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.weight));
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let sums: Vec<Mutex<(SideDigest, SideDigest)>> = (0..tables).map(|_| Mutex::default()).collect();
    let error: Mutex<Option<Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for (mut source, mut target) in workers {
            let (parts, next, failed, sums, error) = (&parts, &next, &failed, &sums, &error);
            scope.spawn(move || {
                while !failed.load(Ordering::Relaxed) {
                    let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let reader: &mut dyn RowReader = match part.side {
                        Side::Source => &mut source,
                        Side::Target => &mut target,
                    };
                    match digest_part(reader, part, watch) {
                        Ok(digest) => {
                            let mut sums = sums[part.at].lock().unwrap_or_else(|poison| poison.into_inner());
                            match part.side {
                                Side::Source => sums.0.merge(&digest),
                                Side::Target => sums.1.merge(&digest),
                            }
                        }
                        Err(failure) => {
                            failed.store(true, Ordering::Relaxed);
                            error.lock().unwrap_or_else(|poison| poison.into_inner()).get_or_insert(failure);
                            break;
                        }
                    }
                }
            });
        }
    });
    match error.into_inner().unwrap_or_else(|poison| poison.into_inner()) {
        Some(error) => Err(error),
        None => {
            Ok(sums.into_iter().map(|sums| sums.into_inner().unwrap_or_else(|p| p.into_inner())).collect())
        }
    }
}

fn digest_part(reader: &mut dyn RowReader, part: &Part<'_>, watch: Watch<'_>) -> Result<SideDigest> {
    let mut digest = SideDigest::default();
    let keys = KeyReader::of(part.table);
    let mut key = Vec::new();
    reader.read(part.table, part.range, PROOF_BATCH, &mut |batch| {
        watch.check()?;
        add(&mut digest, batch, &keys, &mut key)?;
        watch.progress(Stage::Verify, u64::from(batch.rows.rows()), batch.rows.len() as u64);
        Ok(())
    })?;
    Ok(digest)
}

fn add(digest: &mut SideDigest, batch: &Batch, keys: &KeyReader, key: &mut Vec<u8>) -> Result<()> {
    each_tuple(&batch.rows, |tuple| {
        let row = hash(tuple);
        let bucket = keys.bucket_hash(tuple, &row, key).map_err(|_| malformed())?;
        digest.rows.add(&bucket, &row);
        Ok(())
    })?;
    digest.left_behind += batch.rejected_rows;
    each_tuple(&batch.originals, |tuple| {
        // The last field says whether the value changed.
        digest.changed += u64::from(tuple.ends_with(&[1]));
        Ok(())
    })?;
    for (rows, sums) in [
        (&batch.originals, &mut digest.originals),
        (&batch.rowids, &mut digest.rowids),
        (&batch.rejected, &mut digest.rejected),
    ] {
        each_tuple(rows, |tuple| {
            let (_, mut fields) = Fields::of(tuple).map_err(|_| malformed())?;
            let key = fields.nth(1).ok_or_else(malformed)?.map_err(|_| malformed())?;
            sums.add(&hash(key.unwrap_or_default()), &hash(tuple));
            Ok(())
        })?;
    }
    Ok(())
}

/// Calls `each` with every row of a batch in tuple layout.
pub fn each_tuple(rows: &RowBatch, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut rest = rows.as_bytes();
    while !rest.is_empty() {
        let length = tuple_length(rest).ok_or_else(malformed)?;
        let (tuple, behind) = rest.split_at(length);
        each(tuple)?;
        rest = behind;
    }
    Ok(())
}

/// Bytes of the row that stands in front.
fn tuple_length(bytes: &[u8]) -> Option<usize> {
    let (count, mut rest) = bytes.split_first_chunk::<2>()?;
    let mut length = 2;
    for _ in 0..u16::from_be_bytes(*count) {
        let (field, behind) = rest.split_first_chunk::<4>()?;
        let field = usize::try_from(i32::from_be_bytes(*field)).unwrap_or(0);
        rest = behind.get(field..)?;
        length += 4 + field;
    }
    Some(length)
}

fn malformed() -> Error {
    Error::bug("a batch does not have the layout of COPY")
}
