//! The user's choices, resolved: what a flag or `howdah.toml` may say about the plan.

use crate::catalog::map::FlawPolicy;
use crate::row::format::ZonePolicy;
use crate::row::logical::LogicalType;
use serde::{Deserialize, Serialize};

/// Choices that shape a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Schema that receives the tables.
    pub schema: String,
    /// Schema that receives howdah's own tables.
    pub state_schema: String,
    /// What becomes of names.
    pub names: Names,
    /// Times without a zone.
    pub zone: ZonePolicy,
    /// Width of integers.
    pub integers: Integers,
    /// Declared JSON becomes `jsonb`, or `json` for exactness.
    pub json: JsonChoice,
    /// Every `jsonb` column gets a GIN index, not only those that the source indexes.
    pub json_index: bool,
    /// Collation of text.
    pub collation: Collation,
    /// Rowids of tables without INTEGER PRIMARY KEY.
    pub rowid: RowidChoice,
    /// Rows whose parent is missing.
    pub orphans: Orphans,
    /// Text that holds a NUL.
    pub on_nul: FlawPolicy,
    /// Text that is not valid UTF-8.
    pub on_bad_utf8: FlawPolicy,
    /// Types that the user chose: `table.column` as SQLite names them.
    pub types: Vec<TypeChoice>,
    /// Only these tables (empty: all). SQLite's names.
    pub only: Vec<String>,
    /// Not these tables.
    pub exclude: Vec<String>,
    /// Keep exact originals in the target.
    pub originals: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            schema: "public".into(),
            state_schema: "howdah".into(),
            names: Names::default(),
            zone: ZonePolicy::default(),
            integers: Integers::default(),
            json: JsonChoice::default(),
            json_index: false,
            collation: Collation::default(),
            rowid: RowidChoice::default(),
            orphans: Orphans::default(),
            on_nul: FlawPolicy::default(),
            on_bad_utf8: FlawPolicy::default(),
            types: Vec::new(),
            only: Vec::new(),
            exclude: Vec::new(),
            originals: true,
        }
    }
}

/// A type that the user chose for one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeChoice {
    /// Table in SQLite.
    pub table: String,
    /// Column in SQLite.
    pub column: String,
    /// The type.
    pub logical: LogicalType,
}

/// What becomes of names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// As they are.
    #[default]
    Keep,
    /// ASCII and Unicode lower case.
    Lower,
    /// `snake_case`.
    Snake,
}

/// Width of integer columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integers {
    /// `bigint`, as SQLite holds 64 bits.
    #[default]
    Bigint,
    /// The width that the declaration names, where every value fits.
    Declared,
}

/// What declared JSON becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonChoice {
    /// `jsonb`.
    #[default]
    Jsonb,
    /// `json`, the text as it was written.
    Exact,
}

/// Collation of text columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Collation {
    /// `"C"`: bytes, as SQLite compares.
    #[default]
    C,
    /// The database's own.
    Database,
}

/// What becomes of rowids that are not a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowidChoice {
    /// Kept in schema `howdah` where something refers to them or the table has no key.
    #[default]
    Auto,
    /// Kept in schema `howdah` for every table.
    Keep,
    /// Kept as a column where `auto` would keep them.
    Column,
    /// Not kept.
    Drop,
}

/// What happens to rows whose parent is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orphans {
    /// All rows are kept, the constraint stays NOT VALID.
    #[default]
    NotValid,
    /// Nothing is written.
    Fail,
    /// The rows go to `howdah.rejected`.
    Quarantine,
    /// The referring columns become NULL.
    Null,
    /// The rows are left out.
    Drop,
}

impl Orphans {
    /// The word that `--orphans` takes.
    pub fn word(self) -> &'static str {
        match self {
            Orphans::NotValid => "not-valid",
            Orphans::Fail => "fail",
            Orphans::Quarantine => "quarantine",
            Orphans::Null => "null",
            Orphans::Drop => "drop",
        }
    }
}
