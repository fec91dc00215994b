//! Finding `key-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A primary key or unique constraint cannot be made in PostgreSQL.
pub const RULE: Rule = Rule {
    id: "key-not-carried",
    level: Level::Loss,
    summary: "A primary key or unique constraint cannot be made in PostgreSQL.",
    explanation: "The constraint would refuse the very rows that are there (values that SQLite tells apart would \
          become equal), or PostgreSQL cannot index such values \
          (https://www.postgresql.org/docs/current/btree.html: an entry holds at most 2,704 bytes, 32 \
          columns).",
    remedy: "The rows are carried without it. Make another constraint that suits the application.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    columns: &str,
    what: &str,
    reason: &str,
    digested: bool,
) -> Finding {
    let finding = RULE.finding(format!("{what} ({columns}) is left out: {reason}")).on(table);
    if !digested {
        return finding;
    }
    let mut finding = finding.hint(format!("A unique index over md5({columns}) keeps the values unique."));
    finding.level = Level::Changes;
    finding
}
