//! A plan in words: its DDL as text, and what must be said of it in one sentence. Inert; nothing is decided or printed.

use super::model::{Plan, Statement};
use crate::report::figures::counted;

/// The exact DDL in the order of execution, each statement with its semicolon, a comment in front of each phase.
pub fn ddl_text(plan: &Plan) -> String {
    let phases = &plan.phases;
    let mut text = String::new();
    for (title, statements) in [
        ("SQLite's functions that are called below, in the state schema", &phases.functions),
        ("Schemas and tables, before the rows", &phases.before),
        ("Primary keys, unique constraints and unique indexes", &phases.keys),
        ("Indexes", &phases.indexes),
        ("Identity columns and their sequences", &phases.sequences),
        ("Foreign keys", &phases.foreign_keys),
        ("CHECK constraints", &phases.checks),
        ("Validation of foreign keys and CHECK constraints", &phases.validate),
        ("Views", &phases.views),
        ("Triggers", &phases.triggers),
        ("Comments", &phases.comments),
    ] {
        append(&mut text, title, statements);
    }
    text
}

fn append(text: &mut String, title: &str, statements: &[Statement]) {
    if statements.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("-- {title}\n"));
    for statement in statements {
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
}

/// Rows without a parent that are kept beside a constraint that stays NOT VALID, with the flag that chooses otherwise;
/// `None` when there are none.
pub fn orphans_kept(plan: &Plan) -> Option<String> {
    // Rows that are changed or left behind are named one by one.
    let kept: Vec<_> =
        plan.orphans.iter().filter(|key| key.rowids.is_empty() && !key.no_constraint).collect();
    let rows: u64 = kept.iter().map(|key| key.rows).sum();
    (rows > 0).then(|| {
        format!(
            "{} without a parent in {}: all rows are kept, and these constraints stay NOT VALID (they check new rows \
             only). --orphans fail | quarantine | null | drop chooses otherwise.",
            counted(rows, "reference", "references"),
            counted(kept.len() as u64, "foreign key", "foreign keys"),
        )
    })
}
