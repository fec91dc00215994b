//! Finding `view-not-translated`.

use super::Rule;
use crate::catalog::schema::Object;
use crate::report::finding::{Finding, Level};

/// A view is not translated yet.
pub const RULE: Rule = Rule {
    id: "view-not-translated",
    level: Level::Loss,
    summary: "A view is not translated yet.",
    explanation: "The declaration stands in the finding and is kept in the target for the way back.",
    remedy: "Write the view by hand, in PostgreSQL's words.",
};

/// What was found.
pub(in crate::plan) fn finding(object: &Object) -> Finding {
    RULE.finding("view is not translated yet").on(&object.name).sql(&object.sql)
}
