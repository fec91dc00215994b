//! Finding `default-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A column's default is not translated.
pub const RULE: Rule = Rule {
    id: "default-not-carried",
    level: Level::Loss,
    summary: "A column's default is not translated.",
    explanation: "Literals and CURRENT_TIMESTAMP, CURRENT_DATE and CURRENT_TIME are translated where the column's \
          type can hold them. Other expressions are not translated yet.",
    remedy: "Set the default by hand: ALTER TABLE … ALTER COLUMN … SET DEFAULT ….",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, default: &str, reason: &str) -> Finding {
    RULE.finding(format!("default is left out: {reason}")).on(table).column(column).sql(default)
}
