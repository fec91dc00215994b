//! Finding `meaning-differs`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A translated object does not mean exactly what it meant on SQLite.
pub const RULE: Rule = Rule {
    id: "meaning-differs",
    level: Level::Changes,
    summary: "A translated object does not mean exactly what it meant on SQLite.",
    explanation: "The message names the difference. The object's own SQL is kept in the target for the way back.",
    remedy: "Compare the object's answers on both sides, and change it by hand where the difference matters.",
};

/// What was found.
pub(in crate::plan) fn finding(object: &str, kind: &str, difference: &str, words: &str) -> Finding {
    RULE.finding(format!("{kind}: {difference}")).detail(words).on(object)
}
