//! Finding `not-null-has-nulls`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// A column declared NOT NULL holds NULLs, so NOT NULL is left out.
pub const RULE: Rule = Rule {
    id: "not-null-has-nulls",
    level: Level::Changes,
    summary: "A column declared NOT NULL holds NULLs, so NOT NULL is left out.",
    explanation: "NULLs get past the declaration when it was added or edited after the rows were written.",
    remedy: "After the NULLs are gone: ALTER TABLE … ALTER COLUMN … SET NOT NULL.",
};

/// What SQLite's own check said of a table with generated columns.
pub(in crate::plan) fn of_generated(table: &str, column: &str, said: &str) -> Finding {
    RULE.finding(format!("declared NOT NULL; SQLite's check says: {said}")).on(table).column(column)
}

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, nulls: u64) -> Finding {
    RULE.finding(format!("declared NOT NULL, holds {}", counted(nulls, "NULL", "NULLs")))
        .on(table)
        .column(column)
}
