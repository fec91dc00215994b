//! Finding `no-stored-columns`.

use super::{Rule, SqlOf};
use crate::report::finding::{Finding, Level};

/// A table has no column whose values are stored, and is not carried.
pub const RULE: Rule = Rule {
    id: "no-stored-columns",
    level: Level::Loss,
    summary: "A table has no column whose values are stored, and is not carried.",
    explanation: "All its columns are generated or hidden.",
    remedy: "Write the table by hand if it is needed.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, sql: Option<&str>) -> Finding {
    RULE.finding("no column has stored values: the table is not carried").on(table).sql_of(sql)
}
