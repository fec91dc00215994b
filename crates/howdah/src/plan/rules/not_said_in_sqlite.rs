//! Finding `not-said-in-sqlite`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A part of a declaration cannot be said in SQLite.
pub const RULE: Rule = Rule {
    id: "not-said-in-sqlite",
    level: Level::Loss,
    summary: "A part of a declaration cannot be said in SQLite.",
    explanation: "Rows are carried all the same. The SQL stands in the finding and in untranslated.sql with the reason.",
    remedy: "Write it by hand in SQLite's words where the application needs it.",
};

/// What was found.
pub(in crate::plan) fn finding(what: &str, object: &str, sql: Option<&str>, reason: &str) -> Finding {
    let finding = RULE.finding(what).detail(reason).on(object);
    match sql {
        Some(sql) => finding.sql(sql),
        None => finding,
    }
}
