//! Finding `integrity-note`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// SQLite's own check could not check everything.
pub const RULE: Rule = Rule {
    id: "integrity-note",
    level: Level::Note,
    summary: "SQLite's own check could not check everything.",
    explanation: "An index or generated column uses a function, collation or module that an application registers \
          and this SQLite lacks; the rows themselves are sound.",
    remedy: "Nothing needs to be done.",
};

/// What was found.
pub(in crate::plan) fn finding(note: &str) -> Finding {
    RULE.finding(note)
}
