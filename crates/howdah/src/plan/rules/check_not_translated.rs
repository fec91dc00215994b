//! Finding `check-not-translated`.

use super::Rule;
use crate::catalog::schema::Check;
use crate::report::finding::{Finding, Level};
use crate::translate::Refusal;

/// A CHECK constraint is not translated.
pub const RULE: Rule = Rule {
    id: "check-not-translated",
    level: Level::Loss,
    summary: "A CHECK constraint is not translated.",
    explanation: "The expression stands in the finding and in untranslated.sql with the reason, and is kept in the target for the way \
          back.",
    remedy: "Add the constraint by hand: ALTER TABLE … ADD CHECK (…) NOT VALID, then VALIDATE CONSTRAINT.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, check: &Check, refusal: &Refusal) -> Finding {
    RULE.finding(match &check.name {
        Some(name) => format!("CHECK constraint {name} is not translated"),
        None => "CHECK constraint is not translated".to_owned(),
    })
    .detail(&refusal.reason)
    .on(table)
    .sql(format!("CHECK ({})", check.expression))
}
