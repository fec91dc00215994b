//! Finding `value-too-large`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A value or a row is larger than PostgreSQL can hold.
pub const RULE: Rule = Rule {
    id: "value-too-large",
    level: Level::Blocks,
    summary: "A value or a row is larger than PostgreSQL can hold.",
    explanation: "PostgreSQL holds less than 1 GB in one field and in one row on its way to the table \
          (https://www.postgresql.org/docs/current/limits.html); SQLite holds up to 2 GB.",
    remedy: "Move such values out of the database, or leave the table out with --exclude.",
};

/// What was found.
pub(in crate::plan) fn value(table: &str, column: &str, bytes: u64) -> Finding {
    RULE.finding(format!("the largest value has {bytes} bytes")).on(table).column(column)
}

/// A whole row is too large.
pub(in crate::plan) fn row(table: &str, bytes: u64) -> Finding {
    RULE.finding(format!("the largest row has {bytes} bytes")).on(table)
}
