//! Finding `rows-held-otherwise`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Rows of partitions or of a materialised view become rows of one table.
pub const RULE: Rule = Rule {
    id: "rows-held-otherwise",
    level: Level::Note,
    summary: "Rows of partitions or of a materialised view become rows of one table.",
    explanation: "A partitioned table is one table in SQLite with the rows of all its partitions; a materialised view is a table with the rows that it had; its SQL stands in the finding.",
    remedy: "Nothing needs to be done; a table that was a materialised view is not refreshed by itself.",
};

/// A partitioned table.
pub(in crate::plan) fn partitions(table: &str) -> Finding {
    RULE.finding("the partitions become one table").on(table)
}

/// A materialised view, and the statement that makes it.
pub(in crate::plan) fn materialised(table: &str, sql: Option<&str>) -> Finding {
    let finding = RULE.finding("the materialised view becomes a table with its rows").on(table);
    match sql {
        Some(sql) => finding.sql(sql),
        None => finding,
    }
}
