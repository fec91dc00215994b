//! Finding `object-unreadable`.

use super::{Rule, SqlOf};
use crate::report::finding::{Finding, Level};

/// An object's declaration could not be read.
pub const RULE: Rule = Rule {
    id: "object-unreadable",
    level: Level::Loss,
    summary: "An object's declaration could not be read.",
    explanation: "The rows are carried as far as they can be read; what the declaration says beyond that is not.",
    remedy: "Look at the object in the source.",
};

/// What was found.
pub(in crate::plan) fn finding(object: &str, reason: &str, sql: Option<&str>) -> Finding {
    RULE.finding(reason).on(object).sql_of(sql)
}
