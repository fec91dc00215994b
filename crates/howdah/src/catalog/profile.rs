//! What a look at every cell found: counts, ranges and spellings a column, row-key boundaries a table.
//!
//! Profiles of parts of a table merge (`merge` is associative), so that several readers can share the work.

use crate::row::datetime::MomentTally;
use crate::row::format::JsonStyle;
use crate::row::uuid::UuidTally;
use serde::{Deserialize, Serialize};

/// What was found in one table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableProfile {
    /// Rows.
    pub rows: u64,
    /// Bytes of all stored values as SQLite keeps them (text and blob bytes, 8 a number).
    pub bytes: u64,
    /// Bytes of the widest row, by the same measure.
    pub row_bytes_max: u64,
    /// Smallest and largest rowid, for tables that have one and rows.
    pub rowids: Option<(i64, i64)>,
    /// Rowids at which a new chunk begins, ascending: `chunk_starts[0]` is the smallest rowid.
    pub chunk_starts: Vec<i64>,
    /// A column each, at the catalogue's position; generated and hidden columns keep an empty profile.
    pub columns: Vec<ColumnProfile>,
    /// What indexes over plain columns must hold: name, and the sum of the hashes of all entries. For the check of the
    /// file only; not part of what is said about it.
    #[serde(skip)]
    pub entry_sums: Vec<(String, u64)>,
}

/// What was found in one column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// NULL cells.
    pub nulls: u64,
    /// INTEGER cells.
    pub integers: u64,
    /// REAL cells.
    pub reals: u64,
    /// TEXT cells.
    pub texts: u64,
    /// BLOB cells.
    pub blobs: u64,
    /// Smallest and largest INTEGER.
    pub integer_range: Option<(i64, i64)>,
    /// INTEGER cells other than 0 and 1.
    pub integers_not_boolean: u64,
    /// INTEGER cells that a double cannot hold exactly.
    pub integers_beyond_double: u64,
    /// REAL cells that are infinite.
    pub reals_infinite: u64,
    /// REAL cells with an integral value.
    pub reals_integral: u64,
    /// Most digits before and after the point over all INTEGER and finite REAL cells in shortest form.
    pub digits: (u32, u32),
    /// Longest TEXT in bytes.
    pub text_bytes_max: u64,
    /// Longest TEXT in characters.
    pub text_chars_max: u64,
    /// Longest BLOB in bytes.
    pub blob_bytes_max: u64,
    /// BLOB cells of exactly 16 bytes.
    pub blobs_16: u64,
    /// TEXT cells that hold a NUL.
    pub nul: Flaws,
    /// TEXT cells that are not valid UTF-8 (in a UTF-16 database: hold an unpaired surrogate).
    pub bad_utf8: Flaws,
    /// Empty TEXT cells.
    pub empty_texts: u64,
    /// TEXT cells spelled as truth words: count a spelling (`t`, `f`, `true`, `FALSE`, `Y`, …), in order of first sight;
    /// `None` once a text was none of them.
    pub boolean_words: Option<Vec<(String, u64)>>,
    /// TEXT cells that are UUIDs, by spelling.
    pub uuids: UuidTally,
    /// TEXT, INTEGER and REAL cells that are moments, by spelling.
    pub moments: MomentTally,
    /// TEXT cells in which a moment has digits beyond a microsecond.
    pub moments_beyond_micros: u64,
    /// TEXT cells that are decimal numbers.
    pub decimal_texts: u64,
    /// JSON seen in TEXT cells.
    pub json: JsonProfile,
}

/// Cells with a flaw: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Flaws {
    /// How many.
    pub count: u64,
    /// The first ten: row in words ("rowid 381") and the byte offset of the flaw.
    pub examples: Vec<(String, u64)>,
}

/// JSON seen in a column's TEXT cells, and in its BLOB cells where the declaration or a CHECK says JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonProfile {
    /// Cells tested; smaller than `texts` when testing was given up after a text that is no JSON.
    pub tested: u64,
    /// Cells that PostgreSQL's `json` accepts.
    pub valid: u64,
    /// Cells that PostgreSQL's `jsonb` accepts.
    pub fits_jsonb: u64,
    /// Cells that are an object or an array.
    pub documents: u64,
    /// BLOB cells that are SQLite's JSONB.
    pub binary: u64,
    /// Of these, those that PostgreSQL's `jsonb` accepts.
    pub binary_fits_jsonb: u64,
    /// Documents that hold a key twice, and the first of their rows; counted where the declaration or a CHECK says JSON.
    pub repeated_keys: u64,
    /// Rows in words, at most ten.
    pub repeated_rows: Vec<String>,
    /// First problems: row in words, and what is wrong ("lone surrogate at byte 17").
    pub problems: Vec<(String, String)>,
    /// The writer's style learned from the first documents.
    pub style: Option<JsonStyle>,
}

impl ColumnProfile {
    /// Cells that are not NULL.
    pub fn values(&self) -> u64 {
        self.integers + self.reals + self.texts + self.blobs
    }

    /// All cells.
    pub fn cells(&self) -> u64 {
        self.nulls + self.values()
    }
}
