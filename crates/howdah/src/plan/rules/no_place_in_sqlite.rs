//! Finding `no-place-in-sqlite`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// An object of the PostgreSQL database has no place in a SQLite file.
pub const RULE: Rule = Rule {
    id: "no-place-in-sqlite",
    level: Level::Loss,
    summary: "An object of the PostgreSQL database has no place in a SQLite file.",
    explanation: "SQLite has no functions, triggers in the languages of PostgreSQL, free sequences, policies, rules, exclusion constraints, foreign tables or extensions. The SQL stands in the finding and in untranslated.sql.",
    remedy: "Keep its SQL, and let the application do what it did.",
};

/// What was found.
pub(in crate::plan) fn finding(kind: &str, name: &str, sql: Option<&str>) -> Finding {
    let finding = RULE.finding(format!("{kind} has no place in SQLite")).on(name);
    match sql {
        Some(sql) => finding.sql(sql),
        None => finding,
    }
}
