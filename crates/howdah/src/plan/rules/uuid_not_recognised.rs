//! Finding `uuid-not-recognised`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column declared as a UUID holds other values, and keeps a plainer type.
pub const RULE: Rule = Rule {
    id: "uuid-not-recognised",
    level: Level::Changes,
    summary: "A column declared as a UUID holds other values, and keeps a plainer type.",
    explanation: "Only a column whose values are all UUIDs becomes `uuid`.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses uuid.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, others: u64, chosen: LogicalType) -> Finding {
    RULE.finding(format!(
        "declared as a UUID, {} of another kind: {chosen}",
        counted(others, "value", "values")
    ))
    .on(table)
    .column(column)
}
