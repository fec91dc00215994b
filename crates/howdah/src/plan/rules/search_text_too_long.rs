//! Finding `search-text-too-long`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::figures;
use crate::report::finding::{Finding, Level};

/// A text is too long for PostgreSQL's full-text search to know all of it.
pub const RULE: Rule = Rule {
    id: "search-text-too-long",
    level: Level::Changes,
    summary: "A text is too long for PostgreSQL's full-text search to know all of it.",
    explanation: "A tsvector holds one megabyte, 256 places of a word and 16,383 positions \
          (<https://www.postgresql.org/docs/current/textsearch-limitations.html>). Words beyond the megabyte are not found; \
          phrases and NEAR are not found beyond the other two. No write fails for it.",
    remedy: "Split such texts into rows of their own, where this matters.",
};

/// Texts of up to so many bytes hold no more than 16,383 words of one letter.
pub(in crate::plan) const BYTES_SURE: u64 = 32_766;

/// What was found: the longest text has so many bytes.
pub(in crate::plan) fn finding(search: &Search, bytes: u64) -> Finding {
    RULE.finding(format!("the longest text has {}", figures::bytes(bytes))).on(&search.name)
}
