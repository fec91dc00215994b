//! Finding `name-truncated`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A name is longer than 63 bytes and is cut.
pub const RULE: Rule = Rule {
    id: "name-truncated",
    level: Level::Changes,
    summary: "A name is longer than 63 bytes and is cut.",
    explanation: "PostgreSQL keeps 63 bytes of an identifier (https://www.postgresql.org/docs/current/limits.html) \
          and cuts the same name in every statement, so that the application's statements still work.",
    remedy: "Nothing needs to be done, or rename the object in the source.",
};

/// What was found.
pub(in crate::plan) fn finding(what: &str, object: &str, name: &str, proposed: &str) -> Finding {
    RULE.finding(format!("{what} name of {} bytes is cut: \"{proposed}\"", name.len())).on(object)
}
