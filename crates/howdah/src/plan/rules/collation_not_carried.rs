//! Finding `collation-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A column's collation becomes comparison by bytes.
pub const RULE: Rule = Rule {
    id: "collation-not-carried",
    level: Level::Changes,
    summary: "A column's collation becomes comparison by bytes.",
    explanation: "NOCASE, RTRIM and an application's own collations have no exact counterpart in PostgreSQL; text \
          is compared by its bytes. Keys over such a column tell more values apart than before.",
    remedy: "Compare with lower(column) where case must not matter, and index that expression.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, collation: &str, keyed: bool) -> Finding {
    RULE.finding(format!(
        "collation {collation} becomes comparison by bytes{}",
        if keyed { ", also in keys" } else { "" }
    ))
    .on(table)
    .column(column)
}
