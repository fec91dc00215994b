//! Finding `collation-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Text of a column is compared by its bytes where SQLite folded it.
pub const RULE: Rule = Rule {
    id: "collation-not-carried",
    level: Level::Changes,
    summary: "Text of a column is compared by its bytes where SQLite folded it.",
    explanation: "NOCASE folds the 26 letters of ASCII and RTRIM overlooks spaces at the end; PostgreSQL has no such \
          collation (those of ICU fold other letters too). Keys and indexes over such a column stand over the folded \
          text, so that it stays unique and is found as before; a plain comparison in the application's own SQL tells \
          more values apart. A collation of the application's own is not known.",
    remedy: "Compare lower(column COLLATE \"C\") for NOCASE, rtrim(column, ' ') for RTRIM; the indexes serve that.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, collation: &str, keyed: bool) -> Finding {
    RULE.finding(format!(
        "collation {collation}: text is compared by its bytes{}",
        if keyed { "; its keys stand over the folded text as well" } else { "" }
    ))
    .on(table)
    .column(column)
}
