//! Maps: which column of which table becomes which, in what type and from what spelling. Inert and without direction:
//! `lite` names the SQLite side, `target` names are PostgreSQL's; either may be read and either written.

use crate::row::format::{Format, ZonePolicy};
use crate::row::logical::LogicalType;
use serde::{Deserialize, Serialize};

/// One table's map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableMap {
    /// Number of the table in its plan, from 1; it names the table in schema `howdah`.
    pub number: i32,
    /// Name in SQLite.
    pub lite: String,
    /// Schema in PostgreSQL.
    pub schema: String,
    /// Name in PostgreSQL.
    pub target: String,
    /// The SQLite table is WITHOUT ROWID.
    pub without_rowid: bool,
    /// The SQLite table is STRICT.
    pub strict: bool,
    /// Columns whose values travel, in order.
    pub columns: Vec<ColumnMap>,
    /// Generated columns, which both databases compute: they never travel, and the proof compares them.
    #[serde(default)]
    pub generated: Vec<ColumnMap>,
    /// What tells one row from another.
    pub key: RowKey,
    /// What becomes of the rowid.
    pub rowid: RowidMap,
    /// How text times without a zone are understood.
    pub zone: ZonePolicy,
    /// Exact originals are kept for cells that type and format would not restore.
    pub originals: bool,
    /// What happens to a text with a NUL.
    pub on_nul: FlawPolicy,
    /// What happens to a text that is not valid UTF-8.
    pub on_bad_utf8: FlawPolicy,
    /// Rows that the user chose to change or to leave behind, each list ascending.
    pub edits: Vec<RowEdit>,
    /// Rowids at which a new chunk begins, ascending (empty: one chunk).
    pub chunk_starts: Vec<i64>,
    /// Rows and bytes that the profile counted.
    pub rows: u64,
    /// Bytes that the profile counted.
    pub bytes: u64,
}

impl TableMap {
    /// Number of fields of a row on the wire: the columns, and the rowid in front when it is a column of the target.
    pub fn fields(&self) -> usize {
        self.columns.len() + usize::from(matches!(self.rowid, RowidMap::Column { .. }))
    }

    /// The target's columns as rows carry them, in order.
    pub fn target_columns(&self) -> impl Iterator<Item = &str> {
        let rowid = match &self.rowid {
            RowidMap::Column { name } => Some(name.as_str()),
            _ => None,
        };
        rowid.into_iter().chain(self.columns.iter().map(|column| column.target.as_str()))
    }
}

/// One column's map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnMap {
    /// Name in SQLite.
    pub lite: String,
    /// Name in PostgreSQL.
    pub target: String,
    /// Type as SQLite's declaration spells it.
    pub declared: String,
    /// Affinity of the SQLite column, with which it stores a restored cell.
    pub affinity: Affinity,
    /// Meaning and canonical bytes.
    pub logical: LogicalType,
    /// Spelling in SQLite.
    pub format: Format,
    /// Why this type, in words.
    pub reason: String,
}

impl ColumnMap {
    /// Whether the values are numbers whose display scale says nothing: `numeric` without a scale, over cells that are
    /// numbers in SQLite, which has no such scale. A number that is spelled as text keeps its own.
    pub fn is_scaleless(&self) -> bool {
        matches!(self.logical, LogicalType::Numeric { precision: None, .. })
            && self.format != Format::NumberText
    }
}

/// Affinity of a SQLite column (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Affinity {
    /// TEXT.
    Text,
    /// NUMERIC.
    Numeric,
    /// INTEGER.
    Integer,
    /// REAL.
    Real,
    /// BLOB: no conversion.
    Blob,
}

/// What tells one row of a table from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKey {
    /// The values of these columns (positions in [`TableMap::columns`]), never NULL, unique.
    Columns(Vec<usize>),
    /// The rowid, kept beside the table.
    Rowid,
    /// Nothing but the row's whole content.
    Row,
}

/// What becomes of the rowid of a SQLite table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowidMap {
    /// There is none, it is a column anyway (INTEGER PRIMARY KEY), or nobody needs it.
    None,
    /// Kept in `howdah.rowid`.
    Hidden,
    /// Kept as a column of the target, in front.
    Column {
        /// The column's name.
        name: String,
    },
}

/// Rows that the user chose to change or to leave behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowEdit {
    /// Rowids, ascending.
    pub rowids: Vec<i64>,
    /// What happens to them.
    pub action: EditAction,
}

/// What happens to a row that the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditAction {
    /// These columns (positions in [`TableMap::columns`]) become NULL; their originals are kept.
    Null(Vec<usize>),
    /// The row stays behind; its cells are kept in `howdah.rejected`.
    Reject,
    /// The row stays behind.
    Drop,
}

/// What happens to a text that PostgreSQL cannot hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlawPolicy {
    /// Nothing is written; the rows are listed.
    #[default]
    Refuse,
    /// The column becomes `bytea`.
    Bytea,
    /// The offending bytes become `\xHH` (and each backslash `\\`) in the cells that have some; originals are kept.
    Escape,
    /// The row stays behind; its original is kept in `howdah.rejected`.
    RejectRow,
}
