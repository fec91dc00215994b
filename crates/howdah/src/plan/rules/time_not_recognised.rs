//! Finding `time-not-recognised`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column declared as a date or a time holds values that are none, and keeps a plainer type.
pub const RULE: Rule = Rule {
    id: "time-not-recognised",
    level: Level::Changes,
    summary: "A column declared as a date or a time holds values that are none, and keeps a plainer type.",
    explanation: "Empty text, `now`, `0000-00-00`, local date formats, and numbers in no known unit are not points \
          in time that PostgreSQL can hold.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses the better type.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    declared: &str,
    others: u64,
    chosen: LogicalType,
) -> Finding {
    RULE.finding(format!(
        "declared {declared}, {} of another kind: {chosen}",
        counted(others, "value", "values")
    ))
    .on(table)
    .column(column)
}
