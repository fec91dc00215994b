//! Finding `storage-classes-mixed`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column holds values of other storage classes than it declares, and gets a type that holds them all.
pub const RULE: Rule = Rule {
    id: "storage-classes-mixed",
    level: Level::Changes,
    summary: "A column holds values of other storage classes than it declares, and gets a type that holds them all.",
    explanation: "SQLite types are a property of each value, PostgreSQL's of the column. Every value is kept; what \
          the column's affinity would not restore has its original in `howdah.original`.",
    remedy: "Nothing needs to be done, or choose the type with --type table.column=TYPE.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, classes: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("holds {classes}: {chosen}")).on(table).column(column)
}
