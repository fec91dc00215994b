//! Finding `blob-holds-text`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A column declared BLOB holds only text and becomes `text`.
pub const RULE: Rule = Rule {
    id: "blob-holds-text",
    level: Level::Changes,
    summary: "A column declared BLOB holds only text and becomes `text`.",
    explanation: "The declaration and the values disagree; the values decide.",
    remedy: "Nothing needs to be done, or choose bytea with --type table.column=bytea.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str) -> Finding {
    RULE.finding("declared BLOB, holds only text: text").on(table).column(column)
}
