//! Finding `text-longer-than-declared`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Text is longer than its declaration allows, so the column becomes `text`.
pub const RULE: Rule = Rule {
    id: "text-longer-than-declared",
    level: Level::Changes,
    summary: "Text is longer than its declaration allows, so the column becomes `text`.",
    explanation: "SQLite does not enforce the length of VARCHAR(n); PostgreSQL would refuse the longer rows.",
    remedy: "Nothing needs to be done. After the rows are shortened, a new run chooses varchar.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, declared: u32, longest: u64) -> Finding {
    RULE.finding(format!("declared for {declared} characters, the longest text has {longest}: text"))
        .on(table)
        .column(column)
}
