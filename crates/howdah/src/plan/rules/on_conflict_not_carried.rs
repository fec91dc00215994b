//! Finding `on-conflict-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A constraint's ON CONFLICT clause has no counterpart.
pub const RULE: Rule = Rule {
    id: "on-conflict-not-carried",
    level: Level::Loss,
    summary: "A constraint's ON CONFLICT clause has no counterpart.",
    explanation: "SQLite can replace or ignore conflicting rows by declaration \
          (https://sqlite.org/lang_conflict.html); PostgreSQL says it in each INSERT.",
    remedy: "Let the application write INSERT … ON CONFLICT.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, columns: &str, clause: &str) -> Finding {
    RULE.finding(format!("{clause} of key ({columns}) is not carried")).on(table)
}
