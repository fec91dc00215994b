//! Finding `virtual-table-not-translated`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Table;
use crate::report::finding::{Finding, Level};

/// A virtual table is not translated yet.
pub const RULE: Rule = Rule {
    id: "virtual-table-not-translated",
    level: Level::Loss,
    summary: "A virtual table is not translated yet.",
    explanation: "A virtual table is a program that looks like a table (full-text search, R-tree, …); its own \
          storage, the shadow tables, means nothing to PostgreSQL and is not copied.",
    remedy: "Build the counterpart by hand, such as a tsvector column with a GIN index for full-text search.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &Table, module: &str, shadows: &[&str]) -> Finding {
    let finding = RULE
        .finding(format!("virtual table of module {module} is not translated yet"))
        .on(&table.name)
        .sql_of(table.sql.as_deref());
    if shadows.is_empty() {
        return finding;
    }
    finding.detail(format!("Its shadow tables are not copied: {}.", shadows.join(", ")))
}
