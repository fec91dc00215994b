//! Finding `search-columns-share-weight`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// Columns of a full-text search share a weight.
pub const RULE: Rule = Rule {
    id: "search-columns-share-weight",
    level: Level::Note,
    summary: "Columns of a full-text search share a weight.",
    explanation: "A tsvector knows four weights \
          (<https://www.postgresql.org/docs/current/textsearch-controls.html#TEXTSEARCH-PARSING-DOCUMENTS>): the first \
          three columns have A, B and C, all others D. A query for one of these others searches all of them.",
    remedy: "Nothing, unless queries name single columns from the fourth on.",
};

/// What was found.
pub(in crate::plan) fn finding(search: &Search) -> Finding {
    let shared: Vec<&str> = search
        .columns
        .iter()
        .filter(|column| column.indexed)
        .skip(3)
        .map(|column| column.name.as_str())
        .collect();
    RULE.finding(format!("columns {} share one weight", shared.join(", "))).on(&search.name)
}
