//! Finding `too-many-columns`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A table has more columns than PostgreSQL can hold.
pub const RULE: Rule = Rule {
    id: "too-many-columns",
    level: Level::Blocks,
    summary: "A table has more columns than PostgreSQL can hold.",
    explanation: "A table holds at most 1,600 columns (https://www.postgresql.org/docs/current/limits.html).",
    remedy: "Split the table in the source, or leave it out with --exclude.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, columns: usize) -> Finding {
    RULE.finding(format!("{columns} columns, at most 1,600 are possible")).on(table)
}
