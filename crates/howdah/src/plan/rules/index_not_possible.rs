//! Finding `index-not-possible`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Index;
use crate::report::finding::{Finding, Level};

/// PostgreSQL cannot hold an index that SQLite had.
pub const RULE: Rule = Rule {
    id: "index-not-possible",
    level: Level::Loss,
    summary: "PostgreSQL cannot hold an index that SQLite had.",
    explanation: "An entry of a btree index holds at most 2,704 bytes and 32 columns \
          (https://www.postgresql.org/docs/current/btree.html), and `json` has no order.",
    remedy: "An index over a hash, such as CREATE INDEX … (md5(column)), serves equality.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, index: &Index, reason: &str) -> Finding {
    RULE.finding(format!("index on {table} is not made: {reason}"))
        .on(&index.name)
        .sql_of(index.sql.as_deref())
}
