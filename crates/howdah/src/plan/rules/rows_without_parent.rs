//! Finding `rows-without-parent`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::Finding;
use crate::report::finding::Level;
use crate::sqlite::foreign_keys::{KeyCheck, Parentless};

/// On the way back, rows of the new file have no parent.
pub const RULE: Rule = Rule {
    id: "rows-without-parent",
    level: Level::Note,
    summary: "On the way back, rows of the file refer to parents that do not exist.",
    explanation: "The file was checked with PRAGMA foreign_key_check. Rows that had no parent before the move have \
          none behind it: all of them are kept on both ways.",
    remedy: "Put the rows right in the application, if it minds: SQLite checks foreign keys only when they are written.",
};

/// What was found. `valid` says of which tables PostgreSQL holds all foreign keys: a row of theirs has its parent there, and
/// in SQLite the two are spelled differently.
pub(crate) fn findings<'c>(
    check: &'c KeyCheck,
    valid: impl Fn(&str) -> bool + 'c,
) -> impl Iterator<Item = Finding> + 'c {
    let broken = check.parentless.iter().map(move |Parentless { table, parent, rows, examples }| {
        let message = format!("{} without a parent in {parent}", counted(*rows, "row", "rows"));
        let mut finding = RULE.finding(message).on(table).rows(examples.iter().cloned());
        if valid(table) {
            finding.level = Level::Changes;
            finding.detail = Some(
                "PostgreSQL finds their parents: the types there call values equal that are different texts in SQLite."
                    .to_owned(),
            );
        }
        finding
    });
    let unchecked = check.unchecked.iter().map(|(table, reason)| {
        RULE.finding("foreign keys that SQLite cannot check")
            .detail(format!("SQLite said: {reason}."))
            .on(table)
    });
    broken.chain(unchecked)
}
