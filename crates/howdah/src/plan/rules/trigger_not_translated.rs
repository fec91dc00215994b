//! Finding `trigger-not-translated`.

use super::Rule;
use crate::catalog::schema::Object;
use crate::report::finding::{Finding, Level};

/// A trigger is not translated yet.
pub const RULE: Rule = Rule {
    id: "trigger-not-translated",
    level: Level::Loss,
    summary: "A trigger is not translated yet.",
    explanation: "The declaration stands in the finding and is kept in the target for the way back.",
    remedy: "Write the trigger by hand, in PostgreSQL's words.",
};

/// What was found.
pub(in crate::plan) fn finding(object: &Object) -> Finding {
    RULE.finding(format!("trigger on {} is not translated yet", object.table))
        .on(&object.name)
        .sql(&object.sql)
}
