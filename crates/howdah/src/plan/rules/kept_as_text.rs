//! Finding `kept-as-text`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Values of a type that SQLite has no cells for are kept as the text that PostgreSQL writes.
pub const RULE: Rule = Rule {
    id: "kept-as-text",
    level: Level::Note,
    summary: "Values of a type that SQLite has no cells for are kept as the text that PostgreSQL writes.",
    explanation: "PostgreSQL reads the text back as the same value; SQLite compares and orders it as text.",
    remedy: "Nothing needs to be done.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, declared: &str) -> Finding {
    RULE.finding(format!("values of {declared} are kept as text")).on(table).column(column)
}
