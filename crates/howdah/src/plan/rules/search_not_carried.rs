//! Finding `search-not-carried`.

use super::{Rule, SqlOf};
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// A full-text search has no counterpart.
pub const RULE: Rule = Rule {
    id: "search-not-carried",
    level: Level::Loss,
    summary: "A full-text search has no counterpart.",
    explanation: "Its text cannot be reached. The rows of its shadow tables are kept in howdah.shadow as they are, for the way back.",
    remedy: "Add a tsvector column with a GIN index to the table that should be searched: howdah.fts_vector makes vectors as SQLite \
          does.",
};

/// What was found.
pub(in crate::plan) fn finding(
    search: &Search,
    reason: &str,
    shadows: &[String],
    sql: Option<&str>,
) -> Finding {
    let finding = RULE
        .finding(format!("{} search is not carried: {reason}", search.version.word()))
        .on(&search.name)
        .sql_of(sql);
    match shadows {
        [] => finding,
        shadows => finding.detail(format!("Its shadow tables are kept as they are: {}.", shadows.join(", "))),
    }
}
