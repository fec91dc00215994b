//! Finding `index-over-long-text`.

use super::Rule;
use crate::catalog::schema::Index;
use crate::report::finding::{Finding, Level};

/// An index over text that is too long for a btree is made in another form.
pub const RULE: Rule = Rule {
    id: "index-over-long-text",
    level: Level::Changes,
    summary: "An index over text that is too long for a btree is made in another form.",
    explanation: "An entry of a btree holds 2,704 bytes (<https://www.postgresql.org/docs/current/btree.html>). In its \
          place stands a hash index, which serves comparisons with = and no order; a unique one becomes a unique index \
          over md5(column), which keeps the column unique.",
    remedy: "Where the application sorts by the column or searches by its beginning, add an index over left(column, 600).",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, index: &Index) -> Finding {
    let form = if index.unique { "a unique index over its md5" } else { "a hash index" };
    RULE.finding(format!("index on {table} is over text longer than a btree's entries; it becomes {form}"))
        .on(&index.name)
}
