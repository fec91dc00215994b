//! Finding `foreign-key-not-validated`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A foreign key is made NOT VALID, since old rows may violate it.
pub const RULE: Rule = Rule {
    id: "foreign-key-not-validated",
    level: Level::Changes,
    summary: "A foreign key is made NOT VALID, since old rows may violate it.",
    explanation: "SQLite and PostgreSQL may disagree about the old rows: they compare with different collations or \
          types, or some parent rows stay behind.",
    remedy: "Look at the rows, then run the statement in the finding.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    columns: &str,
    parent: &str,
    reason: &str,
    validate: &str,
) -> Finding {
    RULE.finding(format!("foreign key ({columns}) to {parent} stays NOT VALID: {reason}"))
        .on(table)
        .sql(validate)
}
