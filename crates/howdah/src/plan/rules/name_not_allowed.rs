//! Finding `name-not-allowed`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A name that PostgreSQL does not allow is replaced.
pub const RULE: Rule = Rule {
    id: "name-not-allowed",
    level: Level::Changes,
    summary: "A name that PostgreSQL does not allow is replaced.",
    explanation: "An empty name, a NUL in a name, and columns named like PostgreSQL's system columns (tableoid, \
          xmin, cmin, xmax, cmax, ctid) are refused \
          (https://www.postgresql.org/docs/current/ddl-system-columns.html).",
    remedy: "Use the proposed name, or rename the object in the source.",
};

/// What was found.
pub(in crate::plan) fn finding(what: &str, object: &str, name: &str, proposed: &str) -> Finding {
    RULE.finding(format!("{what} name \"{}\" is not allowed: \"{proposed}\"", name.escape_default()))
        .on(object)
}
