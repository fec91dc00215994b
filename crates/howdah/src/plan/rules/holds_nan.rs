//! Finding `holds-nan`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A column of floating-point numbers holds NaN, which no cell of SQLite does.
pub const RULE: Rule = Rule {
    id: "holds-nan",
    level: Level::Blocks,
    summary: "A column of floating-point numbers holds NaN, which no cell of SQLite does.",
    explanation: "SQLite stores NULL in the place of a NaN (https://sqlite.org/floatingpoint.html), so that the value would be lost.",
    remedy: "Let the column become text with --on-nan text, or change the values.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str) -> Finding {
    RULE.finding("a value is not a number (NaN); SQLite would store NULL").on(table).column(column)
}
