//! Finding `orphans-not-changeable`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Rows without a parent cannot be treated as --orphans asks.
pub const RULE: Rule = Rule {
    id: "orphans-not-changeable",
    level: Level::Blocks,
    summary: "Rows without a parent cannot be treated as --orphans asks.",
    explanation: "Rows are found again by their rowid, which a WITHOUT ROWID table does not have; and a column \
          that is NOT NULL or in the primary key cannot become NULL.",
    remedy: "Choose --orphans not-valid, or put the rows right.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, columns: &str, reason: &str) -> Finding {
    RULE.finding(format!("orphans by ({columns}) cannot be changed: {reason}")).on(table)
}
