//! Finding `key-spellings-differ`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A key or unique column spells its values in several ways, so it stays `text`.
pub const RULE: Rule = Rule {
    id: "key-spellings-differ",
    level: Level::Changes,
    summary: "A key or unique column spells its values in several ways, so it stays `text`.",
    explanation: "Two spellings of one UUID or one instant are two keys in SQLite and would be one in PostgreSQL. \
          A key or unique column, and every column joined to it by a foreign key, gets the better type \
          only when all its values have one spelling.",
    remedy: "Nothing needs to be done. After the spellings are made alike, a new run chooses the better type.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    wanted: LogicalType,
    chosen: LogicalType,
) -> Finding {
    RULE.finding(format!("in a key, and not all values are spelled alike, so not {wanted}: {chosen}"))
        .on(table)
        .column(column)
}
