//! Finding `foreign-key-not-valid`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A foreign key could not be validated: PostgreSQL found rows without a parent.
pub const RULE: Rule = Rule {
    id: "foreign-key-not-valid",
    level: Level::Loss,
    summary: "A foreign key could not be validated: PostgreSQL found rows without a parent.",
    explanation: "The constraint is there and checks new rows. SQLite's own check had not listed these rows: their \
          parents stay behind by your choice, or the engines compare such values differently.",
    remedy: "Repair the rows, then run ALTER TABLE … VALIDATE CONSTRAINT.",
};

/// What was found, while running: `reason` is the server's.
pub fn finding(table: &str, constraint: &str, reason: &str, sql: &str) -> Finding {
    RULE.finding(format!("foreign key \"{constraint}\" has rows without a parent and stays NOT VALID"))
        .on(table)
        .detail(reason)
        .sql(sql)
}
