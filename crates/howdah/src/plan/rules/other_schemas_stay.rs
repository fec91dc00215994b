//! Finding `other-schemas-stay`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// Tables of schemas that were not carried into stay on PostgreSQL.
pub const RULE: Rule = Rule {
    id: "other-schemas-stay",
    level: Level::Note,
    summary: "Tables of schemas that were not carried into stay on PostgreSQL.",
    explanation: "The way back is that of one schema, the one that a SQLite database was carried into; what was made in it since comes along, what stands in others does not.",
    remedy: "A table that belongs to the application comes along when it is moved: ALTER TABLE … SET SCHEMA …. Others need nothing.",
};

/// Tables that are named at most.
const NAMED_MAX: usize = 10;

/// What was found: the tables, with their schemas.
pub(in crate::plan) fn finding(tables: &[String]) -> Finding {
    let mut names = tables.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    if tables.len() > NAMED_MAX {
        names.push_str(", …");
    }
    let count = counted(tables.len() as u64, "table stays", "tables stay");
    RULE.finding(format!("{count} on PostgreSQL, in other schemas: {names}"))
}
