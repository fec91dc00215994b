//! Finding `foreign-key-types-differ`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// Columns joined by a foreign key hold values of different kinds; the whole group gets one type.
pub const RULE: Rule = Rule {
    id: "foreign-key-types-differ",
    level: Level::Changes,
    summary: "Columns joined by a foreign key hold values of different kinds; the whole group gets one type.",
    explanation: "SQLite compares with the parent column's affinity; PostgreSQL needs comparable types. The type \
          that holds every value of the group is taken.",
    remedy: "Nothing needs to be done. The columns are named in the detail.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, members: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("joined by a foreign key to columns of another type: {chosen}"))
        .on(table)
        .column(column)
        .detail(format!("The group is {members}."))
}
