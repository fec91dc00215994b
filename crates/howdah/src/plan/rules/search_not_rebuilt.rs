//! Finding `search-not-rebuilt`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// On the way back, the index of a full-text search could not be built.
pub const RULE: Rule = Rule {
    id: "search-not-rebuilt",
    level: Level::Loss,
    summary: "On the way back, the index of a full-text search could not be built; the search finds nothing.",
    explanation: "The text is there. The index needs a tokenizer, function or table that is missing here.",
    remedy: "Run INSERT INTO search (search) VALUES ('rebuild') in the application.",
};

/// What was found.
pub(crate) fn finding(search: &str, reason: &str) -> Finding {
    RULE.finding("the index of the full-text search was not built")
        .detail(format!("SQLite said: {reason}."))
        .on(search)
}
