//! Finding `without-rowid`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A WITHOUT ROWID table becomes an ordinary table.
pub const RULE: Rule = Rule {
    id: "without-rowid",
    level: Level::Note,
    summary: "A WITHOUT ROWID table becomes an ordinary table.",
    explanation: "PostgreSQL keeps rows apart from their key; CLUSTER or INCLUDE indexes come near to WITHOUT \
          ROWID (https://sqlite.org/withoutrowid.html).",
    remedy: "Nothing needs to be done.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str) -> Finding {
    RULE.finding("WITHOUT ROWID becomes an ordinary table").on(table)
}
