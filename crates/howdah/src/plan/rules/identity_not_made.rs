//! Finding `identity-not-made`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// An INTEGER PRIMARY KEY is no integer in PostgreSQL, which therefore makes no ids.
pub const RULE: Rule = Rule {
    id: "identity-not-made",
    level: Level::Loss,
    summary: "An INTEGER PRIMARY KEY is no integer in PostgreSQL, which therefore makes no ids.",
    explanation: "SQLite gives a new row its id. PostgreSQL does so for integer columns only, and this column shares \
          its type with columns that refer to it and hold other values than integers.",
    remedy: "Repair the referring values and migrate again, or let the application give the ids.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("new rows get no id by themselves: the column is {chosen}")).on(table).column(column)
}
