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
    no_constraint: Option<&str>,
) -> Finding {
    let outcome = match (no_constraint, policy) {
        (Some(reason), Orphans::NotValid) => format!("all rows are kept, without a constraint: {reason}"),
        (Some(reason), policy) => format!(
            "all rows are kept; --orphans {} has no effect, since the target gets no such constraint: {reason}",
            policy.word()
        ),
        (None, Orphans::NotValid) => "all rows are kept, and the constraint stays NOT VALID".to_owned(),
        (None, Orphans::Fail) => "nothing is written".to_owned(),
        (None, Orphans::Quarantine) => "these rows go to howdah.rejected".to_owned(),
        (None, Orphans::Null) => "the referring columns become NULL, their originals are kept".to_owned(),
        (None, Orphans::Drop) => "these rows are left out".to_owned(),
    };
    let mut finding = RULE
        .finding(format!(
            "{} without a parent in {parent} by ({columns}): {outcome}",
            counted(orphans.rows, "row", "rows")
        ))
        .on(table)
        .rows(orphans.examples.iter().cloned());
    if no_constraint.is_some() {
        finding.hint = Some("Put the key right in the source, or delete it there; --orphans acts on rows that a constraint of the target would refuse.".into());
    }
    finding.level = match policy {
        _ if no_constraint.is_some() => Level::Changes,
        Orphans::NotValid => Level::Changes,
        Orphans::Fail => Level::Blocks,
        Orphans::Quarantine | Orphans::Null | Orphans::Drop => Level::Loss,
    };
    finding
}
