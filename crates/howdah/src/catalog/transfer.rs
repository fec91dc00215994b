//! The protocol between a side that is read and a side that is written. Both dialects implement both traits; `copy`
//! and `proof` know nothing else of a dialect.

use super::map::TableMap;
use crate::error::Result;
use crate::row::batch::RowBatch;

/// A part of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// All rows.
    All,
    /// SQLite: rowids from `start` to `end`, both included.
    Rowids {
        /// First rowid.
        start: i64,
        /// Last rowid.
        end: i64,
    },
    /// PostgreSQL: heap pages from `start` to before `end`; `end == u32::MAX` has no end.
    Pages {
        /// First page.
        start: u32,
        /// Page behind the last.
        end: u32,
    },
}

/// Rows and what belongs beside them, in the tuple layout of COPY.
#[derive(Debug, Default)]
pub struct Batch {
    /// Rows in the order of [`TableMap::target_columns`].
    pub rows: RowBatch,
    /// Rows for `howdah.original`: see [`OriginalRow`].
    pub originals: RowBatch,
    /// Rows for `howdah.rowid`: (table int4, key hash bytea of 16 bytes, rowid int8).
    pub rowids: RowBatch,
    /// Rows for `howdah.rejected`: (table int4, row key bytea, column int2, class int2, bytes bytea), one a cell.
    pub rejected: RowBatch,
    /// Rows that were rejected.
    pub rejected_rows: u64,
    /// Bytes that the source read for these rows.
    pub source_bytes: u64,
}

/// Fields of a row of `howdah.original`, in order: table int4, row key bytea, column int2 (from 1), class int2
/// (SQLite's type codes: 1 INTEGER, 2 REAL, 3 TEXT, 4 BLOB), bytes bytea (INTEGER and REAL: 8 bytes big-endian),
/// changed boolean (true: the target's value is not the same value, the ledger lists it).
#[derive(Debug, Clone, Copy)]
pub struct OriginalRow;

impl Batch {
    /// Bytes in all parts.
    pub fn len(&self) -> usize {
        self.rows.len() + self.originals.len() + self.rowids.len() + self.rejected.len()
    }

    /// Whether nothing is in any part.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
            && self.originals.is_empty()
            && self.rowids.is_empty()
            && self.rejected.is_empty()
    }

    /// Empties all parts; see [`RowBatch::clear`].
    pub fn clear(&mut self, keep_bytes: usize) {
        for part in [&mut self.rows, &mut self.originals, &mut self.rowids, &mut self.rejected] {
            part.clear(keep_bytes);
        }
        self.rejected_rows = 0;
        self.source_bytes = 0;
    }
}

/// What stands in front of the raw bytes of a cell that its column's type cannot hold, when the reader is told to go
/// on: no canonical value begins so, and the cell shows up as a difference.
pub const MISFIT_MARK: &[u8] = b"\0howdah: not a value of the type\0";

/// Where a batch ends.
#[derive(Debug, Clone, Copy)]
pub struct BatchLimits {
    /// A batch is handed on when it has this many bytes; a row larger than that travels alone.
    pub bytes: usize,
    /// … or this many rows.
    pub rows: u32,
}

/// A side from which rows are read, at one fixed snapshot. One reader serves one thread.
pub trait RowReader: Send {
    /// Reads the part of the table in the source's own order and hands on batches. The batch is the receiver's to
    /// swap for an empty one; whatever is left in it is cleared before reading goes on.
    ///
    /// Fails with the side's kind; an error from `each` ends the reading and is returned.
    fn read(
        &mut self,
        table: &TableMap,
        range: Range,
        limits: BatchLimits,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()>;
}

/// Looks at the rows that a reader hands on for a chunk, before they travel. One witness serves one thread.
pub trait Witness: Send {
    /// The next batch of the chunk under way.
    fn see(&mut self, table: &TableMap, batch: &Batch) -> Result<()>;

    /// The chunk was read to its end.
    fn end(&mut self, table: &TableMap);
}

/// A chunk: a part of a table that is written in one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Number in the table, from 0.
    pub number: i32,
    /// Its rows.
    pub range: Range,
}

/// What a written chunk held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows.
    pub rows: u64,
    /// Bytes on the wire.
    pub bytes: u64,
    /// Rows in `howdah.original`.
    pub originals: u64,
    /// Rows that were rejected.
    pub rejected: u64,
}

/// Hands on the batches of one chunk.
pub trait Batches {
    /// Puts the next batch in the place of `batch` (whose buffers may be used again); `false` at the chunk's end.
    fn next(&mut self, batch: &mut Batch) -> Result<bool>;
}

/// A side to which rows are written. One writer serves one thread.
pub trait RowWriter: Send {
    /// Writes a chunk and its progress mark in one transaction: exactly once, also after a crash. When `batches` or
    /// the side fails, nothing of the chunk is left behind.
    fn write_chunk(&mut self, table: &TableMap, chunk: Chunk, batches: &mut dyn Batches) -> Result<Written>;
}
