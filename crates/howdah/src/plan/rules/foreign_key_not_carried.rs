//! Finding `foreign-key-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A foreign key cannot be made in PostgreSQL.
pub const RULE: Rule = Rule {
    id: "foreign-key-not-carried",
    level: Level::Loss,
    summary: "A foreign key cannot be made in PostgreSQL.",
    explanation: "The parent table or its columns are missing, or no primary key, unique constraint or full unique \
          index covers the parent's columns (https://sqlite.org/foreignkeys.html#fk_indexes); SQLite \
          notices only when it enforces foreign keys.",
    remedy: "The rows are carried without it. Make the parent's key unique, then add the constraint.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, columns: &str, parent: &str, reason: &str) -> Finding {
    RULE.finding(format!("foreign key ({columns}) to {parent} is left out: {reason}")).on(table)
}
