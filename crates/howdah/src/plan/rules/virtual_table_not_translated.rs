//! Finding `virtual-table-not-translated`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Table;
use crate::report::finding::{Finding, Level};

/// A virtual table's rows are not carried.
pub const RULE: Rule = Rule {
    id: "virtual-table-not-translated",
    level: Level::Loss,
    summary: "A virtual table's rows are not carried.",
    explanation: "A virtual table is a program that looks like a table (https://sqlite.org/vtab.html); its own storage, the \
          shadow tables, means nothing to PostgreSQL and is not copied.",
    remedy: "Write its rows to an ordinary table with the program that knows the module, and migrate again; \
          untranslated.sql names what PostgreSQL has in its place, where something is near.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &Table, module: &str, reason: &str, shadows: &[&str]) -> Finding {
    let finding = RULE
        .finding(format!("virtual table of module {module} is not carried: {reason}"))
        .on(&table.name)
        .sql_of(table.sql.as_deref());
    if shadows.is_empty() {
        return finding;
    }
    finding.detail(format!("Its shadow tables are not copied: {}.", shadows.join(", ")))
}
