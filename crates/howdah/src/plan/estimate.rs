//! A rough estimate of a run's time and space, from the rows, bytes and indexes of a plan.
//!
//! The constants are what a small machine with a local server does; a network or a slow disk makes them larger. An
//! estimate says "about", and is never used to decide anything.

use super::model::Plan;
use crate::catalog::map::TableMap;
use crate::report::figures::{bytes, seconds};

/// Bytes that PostgreSQL adds to a row: a header of 23 bytes, aligned to 24, and a line pointer of 4
/// (<https://www.postgresql.org/docs/current/storage-page-layout.html>).
const ROW_OVERHEAD: u64 = 28;

/// Bytes of one entry of a B-tree over a short key: a header of 8, a pointer of 4, the key, and a tenth of free space.
const INDEX_ENTRY: u64 = 30;

/// Bytes that SQLite adds to a row: a pointer of 2, sizes and rowid of 1 to 9 each, a header with a byte a column
/// (<https://sqlite.org/fileformat.html#b_tree_pages>); and what an entry of an index over a short key takes.
const FILE_ROW_OVERHEAD: u64 = 12;
const FILE_INDEX_ENTRY: u64 = 16;

/// Rows and bytes that are read, encoded, sent and stored a second.
const COPY_ROWS: f64 = 250_000.0;
const COPY_BYTES: f64 = 40_000_000.0;

/// Index entries that are sorted and written a second.
const INDEX_ROWS: f64 = 1_000_000.0;

/// The proof reads both sides again; it takes about this share of the copy's time.
const PROOF_SHARE: f64 = 0.7;

/// A run's estimated cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Disk space in the target, indexes included.
    pub bytes: u64,
    /// Time with the proof.
    pub seconds: f64,
}

/// The estimate for a plan.
pub fn of(plan: &Plan) -> Estimate {
    let mut estimate = Estimate { bytes: 0, seconds: 1.0 };
    for table in &plan.tables {
        let indexes = indexes(plan, table);
        estimate.bytes += table.bytes + table.rows * (ROW_OVERHEAD + indexes * INDEX_ENTRY);
        let copy = (table.rows as f64 / COPY_ROWS).max(table.bytes as f64 / COPY_BYTES);
        estimate.seconds += copy * (1.0 + PROOF_SHARE) + (table.rows * indexes) as f64 / INDEX_ROWS;
    }
    estimate
}

/// About how many bytes the plan's rows and their indexes take in a SQLite file.
pub fn of_file(plan: &Plan) -> u64 {
    let bytes = |table: &TableMap| {
        table.bytes + table.rows * (FILE_ROW_OVERHEAD + indexes(plan, table) * FILE_INDEX_ENTRY)
    };
    plan.tables.iter().map(bytes).sum()
}

/// Indexes of a table, those of its keys included.
fn indexes(plan: &Plan, table: &TableMap) -> u64 {
    let statements = plan.phases.keys.iter().chain(&plan.phases.indexes);
    statements.filter(|statement| statement.table == table.target).count() as u64
}

/// The estimate in a sentence.
pub fn sentence(estimate: Estimate) -> String {
    format!(
        "Estimate: about {} with the proof, and {} of disk space in the target.",
        match round(estimate.seconds) {
            // Digits behind the point would look measured.
            few if few < 60.0 => format!("{few:.0} s"),
            many => seconds(many),
        },
        bytes(estimate.bytes),
    )
}

/// Rounded so that it does not look measured: to whole seconds, above ten to tens.
fn round(seconds: f64) -> f64 {
    let step = if seconds < 10.0 { 1.0 } else { 10.0 };
    ((seconds / step).ceil() * step).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_does_not_look_measured() {
        assert_eq!(round(0.2), 1.0);
        assert_eq!(round(7.3), 8.0);
        assert_eq!(round(61.0), 70.0);
    }
}
