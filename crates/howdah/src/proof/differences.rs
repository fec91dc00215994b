//! Differences by name: only the rows of buckets that differ are read again, from both sides, and compared.

use super::digests::{PROOF_BATCH, SideDigest, each_tuple};
use crate::catalog::key::KeyReader;
use crate::catalog::map::{RowidMap, TableMap};
use crate::catalog::transfer::{Range, RowReader};
use crate::catalog::words;
use crate::error::{Error, Result};
use crate::report::event::Watch;
use crate::report::run::Difference;
use crate::row::batch::Fields;
use crate::row::digest::{bucket_of, hash};
use std::collections::{BTreeMap, HashSet};

/// Differences that are named; all are counted.
const NAMED_MAX: usize = 100;

/// Bytes of candidate rows that are held at once; beyond, fewer buckets are looked at and the rest is counted as rows.
const HELD_BYTES: usize = 64 * 1024 * 1024;

/// What differs in one table: the first differences by name and the number of rows that differ.
#[derive(Debug, Default)]
pub struct Found {
    /// The first of them.
    pub named: Vec<Difference>,
    /// All of them, at least: see [`Found::complete`].
    pub rows: u64,
    /// Of these, rows that only the source has …
    pub missing: u64,
    /// … and rows that only the target has.
    pub added: u64,
    /// Every differing bucket was looked at.
    pub complete: bool,
}

/// Buckets that are looked at: of rows, originals, rowids and rejected rows.
pub type Buckets = [Vec<usize>; 4];

/// The buckets in which two sides differ.
pub fn different(one: &SideDigest, other: &SideDigest) -> Buckets {
    [
        one.rows.different_buckets(&other.rows),
        one.originals.different_buckets(&other.originals),
        one.rowids.different_buckets(&other.rowids),
        one.rejected.different_buckets(&other.rejected),
    ]
}

/// Names the differences of one table whose digests differ.
pub fn find(
    table: &TableMap,
    digests: &(SideDigest, SideDigest),
    source: &mut dyn RowReader,
    target: &mut dyn RowReader,
    watch: Watch<'_>,
) -> Result<Found> {
    find_in(table, &different(&digests.0, &digests.1), source, target, watch)
}

/// Names the differences of one table in some of its buckets.
pub fn find_in(
    table: &TableMap,
    buckets: &Buckets,
    source: &mut dyn RowReader,
    target: &mut dyn RowReader,
    watch: Watch<'_>,
) -> Result<Found> {
    let mut found = Found { complete: true, ..Found::default() };
    let [of_rows, originals, rowids, rejected] = buckets;
    if !of_rows.is_empty() {
        rows(table, of_rows, source, target, watch, &mut found)?;
    }
    for (what, different) in [
        ("the kept original", originals),
        ("the kept rowid", rowids),
        ("the row kept in howdah.rejected", rejected),
    ] {
        if !different.is_empty() && (found.rows == 0 || what == "the kept original") {
            beside(table, what, different, source, target, watch, &mut found)?;
        }
    }
    Ok(found)
}

/// Rows of one key on each side: key's bytes, then the rows.
type Candidates = BTreeMap<Vec<u8>, (Vec<Vec<u8>>, Vec<Vec<u8>>)>;

fn rows(
    table: &TableMap,
    different: &[usize],
    source: &mut dyn RowReader,
    target: &mut dyn RowReader,
    watch: Watch<'_>,
    found: &mut Found,
) -> Result<()> {
    let wanted: HashSet<usize> = different.iter().copied().collect();
    let keys = KeyReader::of(table);
    let mut candidates = Candidates::new();
    let mut held = 0usize;
    let mut complete = true;
    for is_source in [true, false] {
        let reader: &mut dyn RowReader = if is_source { &mut *source } else { &mut *target };
        let mut key = Vec::new();
        reader.read(table, Range::All, PROOF_BATCH, &mut |batch| {
            watch.check()?;
            each_tuple(&batch.rows, |tuple| {
                let row = hash(tuple);
                let bucket = keys.bucket_hash(tuple, &row, &mut key).map_err(|_| malformed())?;
                if !wanted.contains(&bucket_of(&bucket)) {
                    return Ok(());
                }
                if keys.is_whole_row() {
                    keys.read(tuple, &mut key).map_err(|_| malformed())?;
                }
                let known = candidates.contains_key(&key);
                if held > HELD_BYTES && !known {
                    complete = false;
                    return Ok(());
                }
                held += tuple.len() + key.len();
                let sides = candidates.entry(key.clone()).or_default();
                if is_source { &mut sides.0 } else { &mut sides.1 }.push(tuple.to_vec());
                Ok(())
            })
        })?;
    }
    found.complete &= complete;
    for (mine, theirs) in candidates.into_values() {
        compare(table, mine, theirs, found);
    }
    Ok(())
}

/// Compares the rows of one key (usually one on each side).
fn compare(table: &TableMap, mut mine: Vec<Vec<u8>>, mut theirs: Vec<Vec<u8>>, found: &mut Found) {
    mine.sort();
    theirs.sort();
    mine.retain(|row| match theirs.binary_search(row) {
        Ok(at) => {
            theirs.remove(at);
            false
        }
        Err(_) => true,
    });
    while let (Some(one), Some(other)) = (mine.last(), theirs.last()) {
        found.rows += 1;
        if found.named.len() < NAMED_MAX {
            cells(table, one, other, found);
        }
        mine.pop();
        theirs.pop();
    }
    found.missing += mine.len() as u64;
    found.added += theirs.len() as u64;
    for (rows, what) in [(mine, "only in the source"), (theirs, "only in the target")] {
        for row in rows {
            found.rows += 1;
            name(found, words::key(table, &row), None, what.into());
        }
    }
}

fn cells(table: &TableMap, one: &[u8], other: &[u8], found: &mut Found) {
    let key = words::key(table, one);
    let (Ok((_, mine)), Ok((_, theirs))) = (Fields::of(one), Fields::of(other)) else { return };
    let shift = usize::from(matches!(table.rowid, RowidMap::Column { .. }));
    for (at, (mine, theirs)) in mine.zip(theirs).enumerate() {
        let (Ok(mine), Ok(theirs)) = (mine, theirs) else { return };
        if mine == theirs {
            continue;
        }
        match at.checked_sub(shift).and_then(|at| table.columns.get(at)) {
            Some(column) => {
                let what =
                    format!("source {}, target {}", words::kind(column, mine), words::kind(column, theirs));
                name(found, key.clone(), Some(column.lite.clone()), what);
            }
            None => name(found, key.clone(), Some("rowid".into()), "the rowid differs".into()),
        }
    }
}

/// Names what differs beside a table: its originals, rowids or rejected rows.
fn beside(
    table: &TableMap,
    what: &str,
    different: &[usize],
    source: &mut dyn RowReader,
    target: &mut dyn RowReader,
    watch: Watch<'_>,
    found: &mut Found,
) -> Result<()> {
    let wanted: HashSet<usize> = different.iter().copied().collect();
    // How often each row stands in the source less how often in the target.
    let mut balance: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    let mut held = 0usize;
    for sign in [1i64, -1] {
        let reader: &mut dyn RowReader = if sign == 1 { &mut *source } else { &mut *target };
        reader.read(table, Range::All, PROOF_BATCH, &mut |batch| {
            watch.check()?;
            let part = match what {
                "the kept original" => &batch.originals,
                "the kept rowid" => &batch.rowids,
                _ => &batch.rejected,
            };
            each_tuple(part, |tuple| {
                let (_, mut fields) = Fields::of(tuple).map_err(|_| malformed())?;
                let key = fields.nth(1).ok_or_else(malformed)?.map_err(|_| malformed())?.unwrap_or_default();
                if wanted.contains(&bucket_of(&hash(key))) && held < HELD_BYTES {
                    held += tuple.len();
                    *balance.entry(tuple.to_vec()).or_default() += sign;
                }
                Ok(())
            })
        })?;
    }
    found.complete &= held < HELD_BYTES;
    for (tuple, balance) in balance.into_iter().filter(|(_, balance)| *balance != 0) {
        found.rows += 1;
        let column = original_column(table, what, &tuple);
        let verb = if balance > 0 { "is missing in the target" } else { "is not what the source holds" };
        let key =
            Fields::of(&tuple).ok().and_then(|(_, mut fields)| fields.nth(1)?.ok().flatten().map(short_key));
        name(found, key.unwrap_or_default(), column, format!("{what} {verb}"));
    }
    Ok(())
}

fn original_column(table: &TableMap, what: &str, tuple: &[u8]) -> Option<String> {
    if what == "the kept rowid" {
        return Some("rowid".into());
    }
    let (_, mut fields) = Fields::of(tuple).ok()?;
    let number = fields.nth(2)?.ok()??;
    let number = usize::try_from(i16::from_be_bytes(*number.first_chunk::<2>()?)).ok()?;
    Some(table.columns.get(number.checked_sub(1)?)?.lite.clone())
}

fn short_key(key: &[u8]) -> String {
    format!("row key {}", crate::row::digest::hex(&key[..key.len().min(20)]))
}

fn name(found: &mut Found, key: String, column: Option<String>, what: String) {
    if found.named.len() < NAMED_MAX {
        found.named.push(Difference { key, column, what });
    }
}

fn malformed() -> Error {
    Error::bug("a batch does not have the layout of COPY")
}
