//! Finding `json-not-valid`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column declared as JSON holds text that is not JSON, and keeps a plainer type.
pub const RULE: Rule = Rule {
    id: "json-not-valid",
    level: Level::Changes,
    summary: "A column declared as JSON holds text that is not JSON, and keeps a plainer type.",
    explanation: "SQLite's JSON functions accept JSON5 and its JSONB is a BLOB; PostgreSQL accepts only JSON as \
          RFC 8259 defines it.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses jsonb.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    problems: &[(String, String)],
    chosen: LogicalType,
) -> Finding {
    RULE.finding(format!("declared as JSON, holds other values too: {chosen}"))
        .on(table)
        .column(column)
        .rows(problems.iter().map(|(row, problem)| format!("{row}: {problem}")))
}
