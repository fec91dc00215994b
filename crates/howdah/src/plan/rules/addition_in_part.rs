//! Finding `addition-in-part`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// What was added on PostgreSQL comes back in part.
pub const RULE: Rule = Rule {
    id: "addition-in-part",
    level: Level::Loss,
    summary: "A table or column that was added on PostgreSQL comes back, but not all of its declaration.",
    explanation: "Its values are carried and compared. What else was declared has no counterpart yet.",
    remedy: "Add what is missing to the SQLite file by hand.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, what: &str) -> Finding {
    let finding = RULE.finding(format!("the values are carried; {what}")).on(table);
    if column.is_empty() { finding } else { finding.column(column) }
}
