//! Finding `rtree-becomes-table`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Table;
use crate::report::finding::{Finding, Level};

/// The rows of an R*Tree become an ordinary table, without the tree.
pub const RULE: Rule = Rule {
    id: "rtree-becomes-table",
    level: Level::Changes,
    summary: "The rows of an R*Tree become an ordinary table, without the tree.",
    explanation: "An R*Tree (https://sqlite.org/rtree.html) is a table of ids, intervals and auxiliary columns with an index \
          over the intervals. PostgreSQL's GiST indexes serve the same searches, with operators of their own \
          (https://www.postgresql.org/docs/current/gist.html). SQLite rounds what is written to an R*Tree to 32-bit \
          numbers; PostgreSQL keeps what it is given.",
    remedy: "Make the GiST index that stands in untranslated.sql where the application searches by overlap, and let it write \
          the operator &&.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &Table, coordinates: usize) -> Finding {
    RULE.finding(format!("R*Tree of {coordinates} coordinates becomes a table without its index"))
        .on(&table.name)
        .sql_of(table.sql.as_deref())
}
