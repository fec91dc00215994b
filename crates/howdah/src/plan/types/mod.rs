//! Types: for each column the best logical type that holds every value, with its format and the reason in words.
//!
//! A family (boolean, number, text, …) answers one question, [`hold`]: can this type hold every value of that column,
//! in which format, and do different values stay different? [`choose`] asks it for the types that the declaration
//! suggests and falls back to what the values are; [`groups`] asks it for columns that foreign keys join. All
//! evidence comes from the profile; no cell is seen here.

mod boolean;
mod bytes;
mod choose;
pub(super) mod groups;
mod json;
mod moment;
mod number;
mod reason;
mod text;
mod uuid;

pub(super) use choose::choose;
pub(super) use moment::{CURRENT_SPELLING, zone_assumed};

use super::options::Options;
use crate::catalog::map::{Affinity, FlawPolicy};
use crate::catalog::profile::ColumnProfile;
use crate::catalog::schema::Column;
use crate::report::figures;
use crate::report::finding::Finding;
use crate::row::format::Format;
use crate::row::logical::LogicalType;
use crate::sqlite::types::DeclaredClass;

/// A column whose type is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub table: &'a str,
    pub column: &'a Column,
    pub profile: &'a ColumnProfile,
    pub class: DeclaredClass,
    pub affinity: Affinity,
    /// In a primary key, unique constraint, unique index, or joined by a foreign key: different values must stay
    /// different.
    pub keyed: bool,
    /// A CHECK constraint calls `json_valid` on it.
    pub json_checked: bool,
    /// The highest id that a row has or the sequence has given, when the column is the INTEGER PRIMARY KEY.
    pub highest_id: Option<i64>,
    /// The type that the user chose.
    pub wanted: Option<LogicalType>,
    pub options: &'a Options,
}

impl Subject<'_> {
    /// Whether there is no value to decide by.
    pub fn is_empty(&self) -> bool {
        self.profile.values() == 0
    }

    /// INTEGER and REAL cells.
    pub fn numbers(&self) -> u64 {
        self.profile.integers + self.profile.reals
    }

    /// Whether some texts cannot be `text` at all, as the user wants them kept as bytes.
    pub fn flawed_to_bytes(&self) -> bool {
        self.flawed_under(FlawPolicy::Bytea)
    }

    /// Whether some texts have a flaw for which the policy is this one.
    pub fn flawed_under(&self, policy: FlawPolicy) -> bool {
        (self.profile.nul.count > 0 && self.options.on_nul == policy)
            || (self.profile.bad_utf8.count > 0 && self.options.on_bad_utf8 == policy)
    }

    /// Whether some texts have a flaw.
    pub fn flawed(&self) -> bool {
        self.profile.nul.count + self.profile.bad_utf8.count > 0
    }
}

/// How a type holds a column's values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    /// Spelling of the majority.
    pub format: Format,
    /// Values that SQLite tells apart stay apart.
    pub distinct: bool,
}

/// The type of one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub logical: LogicalType,
    pub format: Format,
    pub distinct: bool,
    pub reason: String,
    /// Findings about this column, not yet the plan's: a foreign key may change the choice.
    pub findings: Vec<Finding>,
}

/// Whether a type holds every value of the column; if not, what stands against it, in words.
pub(super) fn hold(subject: &Subject, logical: LogicalType) -> Result<Held, String> {
    match logical {
        LogicalType::Bool => boolean::hold(subject),
        LogicalType::Int2 => number::hold_integer(subject, i64::from(i16::MIN), i64::from(i16::MAX)),
        LogicalType::Int4 => number::hold_integer(subject, i64::from(i32::MIN), i64::from(i32::MAX)),
        LogicalType::Int8 => number::hold_integer(subject, i64::MIN, i64::MAX),
        LogicalType::Float8 => number::hold_float(subject),
        LogicalType::Numeric { precision, scale } => number::hold_numeric(subject, precision, scale),
        LogicalType::Text { max_chars } => text::hold(subject, max_chars),
        LogicalType::Bytea => Ok(bytes::hold(subject)),
        LogicalType::Uuid => uuid::hold(subject),
        LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
            moment::hold(subject, logical)
        }
        LogicalType::Json | LogicalType::Jsonb => json::hold(subject, logical),
    }
}

/// Says which storage classes stand against a type.
fn misfit(cells: &[(u64, &str)]) -> String {
    let parts: Vec<String> = cells
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", figures::count(*count)))
        .collect();
    parts.join(", ")
}
