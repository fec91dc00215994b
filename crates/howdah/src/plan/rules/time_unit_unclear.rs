//! Finding `time-unit-unclear`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// Numbers in a column declared as a time fit no unit, so they stay numbers.
pub const RULE: Rule = Rule {
    id: "time-unit-unclear",
    level: Level::Changes,
    summary: "Numbers in a column declared as a time fit no unit, so they stay numbers.",
    explanation: "Unix seconds, milliseconds and microseconds are told apart by their size; a column becomes a \
          time only when all its numbers are plausible (years 1973 to 2103) in one and the same unit.",
    remedy: "Nothing needs to be done, or choose the type with --type table.column=bigint to say that it is \
          meant so.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, declared: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("declared {declared}, the numbers are in no one unit of time: {chosen}"))
        .on(table)
        .column(column)
}
