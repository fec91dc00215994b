//! Finding `check-violated`.

use super::Rule;
use crate::catalog::schema::Check;
use crate::report::finding::{Finding, Level};

/// Rows violate a CHECK constraint of their own table.
pub const RULE: Rule = Rule {
    id: "check-violated",
    level: Level::Changes,
    summary: "Rows violate a CHECK constraint of their own table.",
    explanation: "SQLite checks a row only when it is written, and not at all when the application switched that off. All rows are \
          carried, and the constraint stays NOT VALID: it holds for whatever is written from now on.",
    remedy: "Change the rows, then validate it: ALTER TABLE … VALIDATE CONSTRAINT ….",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, check: &Check, rows: u64, examples: &[String]) -> Finding {
    let name = check.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
    let rows_in_words = if rows == 1 { "1 row violates".to_owned() } else { format!("{rows} rows violate") };
    RULE.finding(format!("{rows_in_words} CHECK constraint{name}, which stays NOT VALID"))
        .on(table)
        .rows(examples.iter().cloned())
        .sql(format!("CHECK ({})", check.expression))
}
