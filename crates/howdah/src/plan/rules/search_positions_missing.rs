//! Finding `search-positions-missing`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// The index of a full-text search holds no positions.
pub const RULE: Rule = Rule {
    id: "search-positions-missing",
    level: Level::Changes,
    summary: "The index of a full-text search holds no positions.",
    explanation: "With detail=column or detail=none (<https://sqlite.org/fts5.html#the_detail_option>) SQLite itself refuses phrases; in \
          the target a phrase finds nothing but single words, and with detail=none no column can be named.",
    remedy: "Nothing, unless the application begins to search for phrases.",
};

/// What was found.
pub(in crate::plan) fn finding(search: &Search) -> Finding {
    RULE.finding("the index holds no positions of words").on(&search.name)
}
