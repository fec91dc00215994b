//! Finding `search-tokenizer-differs`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// A tokenizer is not known here.
pub const RULE: Rule = Rule {
    id: "search-tokenizer-differs",
    level: Level::Changes,
    summary: "A tokenizer is not known here.",
    explanation: "Text is cut into words as SQLite's unicode61 does it (<https://sqlite.org/fts5.html#unicode61_tokenizer>), so that \
          some queries find other rows.",
    remedy: "Compare some of the application's queries.",
};

/// What was found.
pub(in crate::plan) fn finding(search: &Search, reason: &str) -> Finding {
    RULE.finding(reason.to_owned()).on(&search.name)
}

/// What was found on the way to SQLite.
pub(in crate::plan) fn in_sqlite(table: &str, what: &str) -> Finding {
    RULE.finding(format!("{what} has no tokenizer of SQLite's: words are found as they are written"))
        .on(table)
}
