//! Finding `weaker-in-sqlite`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A constraint, a table or a view is carried, and SQLite holds it to less.
pub const RULE: Rule = Rule {
    id: "weaker-in-sqlite",
    level: Level::Changes,
    summary: "A constraint, a table or a view is carried, and SQLite holds it to less.",
    explanation: "PostgreSQL checks at the end of a transaction, takes NULLs for equal, finds rows of other tables, or sorts a view's rows by a locale, where SQLite does not.",
    remedy: "See whether the application relies on it.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, name: &str, what: &str) -> Finding {
    RULE.finding(format!("\"{name}\" {what}")).on(table)
}
