//! Finding `object-not-built`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// The server refused a view, a trigger or a CHECK constraint.
pub const RULE: Rule = Rule {
    id: "object-not-built",
    level: Level::Loss,
    summary: "The server refused a view, a trigger or a CHECK constraint.",
    explanation: "The rows are whole without it. The server's reason stands in the finding with the statement.",
    remedy: "Change the statement by hand, and make the object.",
};

/// What was found.
pub(crate) fn finding(table: &str, kind: &str, name: &str, reason: &str, sql: &str) -> Finding {
    RULE.finding(format!("the server refused {kind} {name}")).detail(reason).on(table).sql(sql)
}
