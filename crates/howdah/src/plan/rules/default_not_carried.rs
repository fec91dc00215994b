//! Finding `default-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A column's default is not translated.
pub const RULE: Rule = Rule {
    id: "default-not-carried",
    level: Level::Loss,
    summary: "A column's default is not translated.",
    explanation: "Literals, CURRENT_TIMESTAMP and its kin, and expressions are translated where the column's type can \
          hold what they give. What is left out stands in untranslated.sql too.",
    remedy: "Set the default by hand: ALTER TABLE … ALTER COLUMN … SET DEFAULT ….",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, default: &str, reason: &str) -> Finding {
    RULE.finding(format!("default is left out: {reason}")).on(table).column(column).sql(default)
}
