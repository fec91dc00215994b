//! Finding `strict-types`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A STRICT table: PostgreSQL enforces the types of every table.
pub const RULE: Rule = Rule {
    id: "strict-types",
    level: Level::Note,
    summary: "A STRICT table: PostgreSQL enforces the types of every table.",
    explanation: "What STRICT promised (https://sqlite.org/stricttables.html), PostgreSQL keeps anyway.",
    remedy: "Nothing needs to be done.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str) -> Finding {
    RULE.finding("STRICT: PostgreSQL enforces types as well").on(table)
}
