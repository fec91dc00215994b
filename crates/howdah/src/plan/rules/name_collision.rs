//! Finding `name-collision`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Two names become one after folding or cutting, so one is renamed.
pub const RULE: Rule = Rule {
    id: "name-collision",
    level: Level::Changes,
    summary: "Two names become one after folding or cutting, so one is renamed.",
    explanation: "Tables, indexes and the indexes behind keys share one space of names in a PostgreSQL schema; \
          names differ in SQLite by more than in PostgreSQL after --names lower or snake, or after 63 \
          bytes. On the way back, schemas become one, and SQLite does not tell names apart by ASCII case.",
    remedy: "Use the proposed name, or rename the object in the source.",
};

/// What was found.
pub(in crate::plan) fn finding(what: &str, object: &str, name: &str, proposed: &str) -> Finding {
    RULE.finding(format!("{what} name \"{name}\" is taken: \"{proposed}\"")).on(object)
}

/// What was found on the way to SQLite.
pub(in crate::plan) fn in_sqlite(what: &str, object: &str, name: &str) -> Finding {
    RULE.finding(format!("{what} is named \"{name}\" in SQLite")).on(object)
}
