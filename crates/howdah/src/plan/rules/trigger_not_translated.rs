//! Finding `trigger-not-translated`.

use super::Rule;
use crate::catalog::schema::Object;
use crate::report::finding::{Finding, Level};
use crate::translate::Refusal;

/// A trigger is not translated.
pub const RULE: Rule = Rule {
    id: "trigger-not-translated",
    level: Level::Loss,
    summary: "A trigger is not translated.",
    explanation: "The declaration stands in the finding and in untranslated.sql with the reason, and is kept in the target for the \
          way back.",
    remedy: "Write the trigger by hand, in PostgreSQL's words.",
};

/// What was found.
pub(in crate::plan) fn finding(object: &Object, refusal: &Refusal) -> Finding {
    RULE.finding(format!("trigger on {} is not translated", object.table))
        .detail(&refusal.reason)
        .on(&object.name)
        .sql(&object.sql)
}
