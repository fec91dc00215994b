//! Finding `virtual-table-without-rows`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Table;
use crate::report::finding::{Finding, Level};

/// A virtual table that holds nothing of its own is not carried.
pub const RULE: Rule = Rule {
    id: "virtual-table-without-rows",
    level: Level::Note,
    summary: "A virtual table that holds nothing of its own is not carried.",
    explanation: "Some modules of SQLite only show what stands elsewhere: the pages of the file, the words of a search index, \
          a file outside of the database, or rows that they compute (https://sqlite.org/vtablist.html). Nothing is lost.",
    remedy: "Nothing needs to be done, unless the application reads it.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &Table, module: &str, shows: &str) -> Finding {
    RULE.finding(format!("virtual table of module {module} {shows}"))
        .on(&table.name)
        .sql_of(table.sql.as_deref())
}
