//! Finding `search-column-not-searched`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// A column of a full-text search is not searched in the target.
pub const RULE: Rule = Rule {
    id: "search-column-not-searched",
    level: Level::Loss,
    summary: "A column of a full-text search is not searched in the target.",
    explanation: "It is missing in the table that holds the text, is generated there, or holds bytes that are no text.",
    remedy: "Add its text to the expression of the vector's column by hand, where it matters.",
};

/// What was found.
pub(in crate::plan) fn finding(search: &Search, column: &str) -> Finding {
    RULE.finding(format!("column {column} has no text in the target that could be searched"))
        .on(&search.name)
        .column(column)
}
