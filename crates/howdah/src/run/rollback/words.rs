//! A rollback in words: what a person should know, why it is refused, what comes next. Pure but for the working
//! directory.

use super::changes::Now;
use crate::error::{Error, Kind};
use crate::report::rollback::{Done, FileState, Refusal, RollbackReport, Side};
use crate::whole_file::Fixed;
use std::path::{Path, PathBuf};

/// What a person should know before going on. `chose`: the way forward left out tables.
pub(super) fn notes(now: &Now, place: &Path, chose: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if now.file == FileState::Missing {
        notes.push(format!("The old file {} is not there: nothing has to be moved away.", place.display()));
        if chose {
            notes.push(
                "Tables that were not carried to PostgreSQL (--only, --exclude) will be empty: their rows were in that file.".into(),
            );
        }
    }
    if !now.left_out.is_empty() {
        let names: Vec<String> = now.left_out.iter().map(|name| format!("\"{name}\"")).collect();
        notes.push(format!(
            "These tables were not carried to PostgreSQL: {}. Their rows come from the old file.",
            names.join(", ")
        ));
    }
    if !now.elsewhere.is_empty() {
        notes.push(format!(
            "These tables are in schemas that were not carried into, and stay on PostgreSQL alone: {}.",
            now.elsewhere.join(", ")
        ));
    }
    notes
}

/// Why going on is refused, if it is.
pub(super) fn refusal(now: &Now, place: &Path, elsewhere: &str) -> Option<Refusal> {
    if !now.altered.is_empty() {
        let names: Vec<String> = now.altered.iter().map(|name| format!("\"{name}\"")).collect();
        return Some(Refusal {
            message: "a table on PostgreSQL is not as it was carried".into(),
            detail: format!(
                "Of these, each was dropped or renamed, or one of its columns was, or has another type: {}.",
                names.join(", ")
            ),
            hint: "Give the tables their columns back under their names and types.".into(),
        });
    }
    let (message, detail) = match now.file {
        FileState::Written => (
            "the SQLite file was written after the move",
            format!(
                "{} holds other rows or declarations than those that were carried, and the new file would not have them.",
                place.display()
            ),
        ),
        FileState::Unknown => (
            "the SQLite file was written after the move, and nobody can tell what",
            format!("The journal keeps no digest of what {} held when it was carried.", place.display()),
        ),
        FileState::Untouched | FileState::SameRows | FileState::Missing => return None,
    };
    Some(Refusal {
        message: message.into(),
        detail,
        hint: format!(
            "To keep what PostgreSQL has, move the file away and run the command again. To keep what the file has, point the \
             application at it. To bring the two together, carry PostgreSQL into a file of another name: {elsewhere}"
        ),
    })
}

/// A file that keeps its name whatever a rollback does.
pub(super) fn immovable(fixed: Fixed, elsewhere: &str) -> Refusal {
    Refusal {
        message: "the old file cannot be moved away".into(),
        detail: fixed.why,
        hint: format!("{} Or carry PostgreSQL into a file of another name: {elsewhere}", fixed.remedy),
    }
}

/// A look by a role that could not go on.
pub(super) fn would_fail(error: &Error) -> String {
    let parts = [
        Some(format!("This role could not roll back: {}.", error.message)),
        error.detail.clone(),
        error.hint.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The refusal as an error that shows what changed on both sides.
pub(super) fn refused(refused: &Refusal, report: &RollbackReport) -> Error {
    let mut detail = refused.detail.clone();
    for side in [Side::File, Side::Postgres, Side::Both] {
        let schema = report.schema_changes.iter().filter(|one| one.side == side);
        let lines: Vec<String> =
            schema.map(|one| one.what.clone()).chain(report.change_lines(side)).collect();
        if !lines.is_empty() {
            detail.push_str(&format!("\nChanged {}:\n  {}", side.words(), lines.join("\n  ")));
        }
    }
    Error::new(Kind::Unsafe, refused.message.clone()).detail(detail).hint(refused.hint.clone())
}

/// What comes next.
pub(super) fn next(report: &mut RollbackReport, done: &Done, check: &str, forward: &str, go_on: &str) {
    let next = &mut report.next;
    if !done.in_place && !done.rehearsed {
        next.push("The file was not put in place, since it is not equal. The old one is as it was.".into());
        return;
    }
    if done.rehearsed {
        next.push(
            "Nothing was moved: this was a rehearsal, and the file that it made is removed again.".into(),
        );
        if let Some(old) = &done.old_file {
            next.push(format!("A rollback would move the old file to {old}."));
        }
        next.push(format!("Roll back: {go_on}"));
        return;
    }
    next.push(format!("Change the application's configuration to: {}", done.configuration));
    next.push(format!("It was: {}", done.configuration_was));
    if let Some(old) = &done.old_file {
        next.push(format!("The file from before the move is {old}."));
    }
    next.push(format!("Check it again at any time: {check}"));
    next.push(format!("The way forward again: {forward}"));
}

/// A path from the root, links left as they are.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
