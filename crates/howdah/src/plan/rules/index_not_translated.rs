//! Finding `index-not-translated`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Index;
use crate::report::finding::{Finding, Level};

/// An index is not translated yet: partial, over an expression or a generated column, or with a collation.
pub const RULE: Rule = Rule {
    id: "index-not-translated",
    level: Level::Loss,
    summary: "An index is not translated yet: partial, over an expression or a generated column, or with a \
          collation.",
    explanation: "This release makes indexes over plain columns. The declaration stands in the finding.",
    remedy: "Make the index by hand, in PostgreSQL's words.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, index: &Index, reason: &str) -> Finding {
    RULE.finding(format!("index on {table} is not made: {reason}"))
        .on(&index.name)
        .sql_of(index.sql.as_deref())
}
