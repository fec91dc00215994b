//! Finding `identity-exhausted`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// An id stands at the maximum, so PostgreSQL cannot make the next one.
pub const RULE: Rule = Rule {
    id: "identity-exhausted",
    level: Level::Changes,
    summary: "An id stands at the maximum, so PostgreSQL cannot make the next one.",
    explanation: "At 2^63-1 SQLite looks for an unused smaller id, or fails with AUTOINCREMENT \
          (https://sqlite.org/autoinc.html); PostgreSQL's sequence fails.",
    remedy: "Move the row with the largest id, then set the sequence with setval.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str) -> Finding {
    RULE.finding("an id stands at the maximum: no new ids can be made").on(table).column(column)
}
