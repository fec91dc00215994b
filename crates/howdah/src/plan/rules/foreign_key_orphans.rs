//! Finding `foreign-key-orphans`.

use super::Rule;
use crate::plan::options::Orphans;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};
use crate::sqlite::orphans::OrphanSet;

/// Rows refer to parents that do not exist.
pub const RULE: Rule = Rule {
    id: "foreign-key-orphans",
    level: Level::Changes,
    summary: "Rows refer to parents that do not exist.",
    explanation: "SQLite enforces foreign keys only where a connection asks for it. By default all rows are kept \
          and the constraint stays NOT VALID: new rows are checked, the old ones are not.",
    remedy: "Choose with --orphans fail | not-valid | quarantine | null | drop.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    columns: &str,
    parent: &str,
    orphans: &OrphanSet,
    policy: Orphans,
) -> Finding {
    let outcome = match policy {
        Orphans::NotValid => "all rows are kept, and the constraint stays NOT VALID",
        Orphans::Fail => "nothing is written",
        Orphans::Quarantine => "these rows go to howdah.rejected",
        Orphans::Null => "the referring columns become NULL, their originals are kept",
        Orphans::Drop => "these rows are left out",
    };
    let mut finding = RULE
        .finding(format!(
            "{} without a parent in {parent} by ({columns}): {outcome}",
            counted(orphans.rows, "row", "rows")
        ))
        .on(table)
        .rows(orphans.examples.iter().cloned());
    finding.level = match policy {
        Orphans::NotValid => Level::Changes,
        Orphans::Fail => Level::Blocks,
        Orphans::Quarantine | Orphans::Null | Orphans::Drop => Level::Loss,
    };
    finding
}
