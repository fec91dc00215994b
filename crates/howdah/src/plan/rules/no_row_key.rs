//! Finding `no-row-key`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A table has no key that tells its rows apart.
pub const RULE: Rule = Rule {
    id: "no-row-key",
    level: Level::Note,
    summary: "A table has no key that tells its rows apart.",
    explanation: "Without a primary key or a unique key free of NULLs, rows are told apart by their rowid, kept in \
          schema howdah, or by their whole content.",
    remedy: "Nothing needs to be done. A primary key would make the table easier to work with.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, by_rowid: bool) -> Finding {
    RULE.finding(if by_rowid {
        "no key: rows are told apart by their rowid"
    } else {
        "no key: rows are compared by their whole content"
    })
    .on(table)
}
