//! Finding `index-left-empty`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// On the way back, an index could not be built.
pub const RULE: Rule = Rule {
    id: "index-left-empty",
    level: Level::Loss,
    summary: "On the way back, an index needs a function or collation that only the application has; it is empty.",
    explanation: "The index is declared as it was, and SQLite reads wrong answers from one that is empty.",
    remedy: "Run REINDEX in the application, which has the function or collation, before the file is used.",
};

/// What was found.
pub(crate) fn finding(table: &str, name: &str, reason: &str) -> Finding {
    RULE.finding(format!("the index {name} is empty until the application rebuilds it"))
        .detail(format!("SQLite said: {reason}."))
        .on(table)
}
