//! Finding `index-not-translated`.

use super::Rule;
use super::SqlOf;
use crate::catalog::schema::Index;
use crate::report::finding::{Finding, Level};
use crate::translate::Refusal;

/// An index is not translated.
pub const RULE: Rule = Rule {
    id: "index-not-translated",
    level: Level::Loss,
    summary: "An index is not translated.",
    explanation: "Its parts, its predicate or its collation have no counterpart in PostgreSQL. The declaration stands in the finding \
          and in untranslated.sql with the reason.",
    remedy: "Make the index by hand, in PostgreSQL's words.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, index: &Index, refusal: &Refusal) -> Finding {
    RULE.finding(format!("index on {table} is not translated"))
        .detail(&refusal.reason)
        .on(&index.name)
        .sql_of(index.sql.as_deref())
}
