//! Finding `check-not-translated`.

use super::Rule;
use crate::catalog::schema::Check;
use crate::report::finding::{Finding, Level};

/// A CHECK constraint is not translated yet.
pub const RULE: Rule = Rule {
    id: "check-not-translated",
    level: Level::Loss,
    summary: "A CHECK constraint is not translated yet.",
    explanation: "The expression stands in the finding and is kept in the target for the way back.",
    remedy: "Add the constraint by hand: ALTER TABLE … ADD CHECK (…) NOT VALID, then VALIDATE CONSTRAINT.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, check: &Check) -> Finding {
    RULE.finding(match &check.name {
        Some(name) => format!("CHECK constraint {name} is not translated yet"),
        None => "CHECK constraint is not translated yet".to_owned(),
    })
    .on(table)
    .sql(format!("CHECK ({})", check.expression))
}
