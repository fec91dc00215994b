//! Finding `boolean-holds-other-values`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column declared as a truth value holds other values, and keeps a wider type.
pub const RULE: Rule = Rule {
    id: "boolean-holds-other-values",
    level: Level::Changes,
    summary: "A column declared as a truth value holds other values, and keeps a wider type.",
    explanation: "Only 0 and 1, or one pair of truth words, become `boolean`; every other value would be lost.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses boolean.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("declared as a truth value, holds other values too: {chosen}"))
        .on(table)
        .column(column)
}
