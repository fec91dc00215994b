//! `uuid`: texts in six spellings, BLOBs of sixteen bytes.

use super::{Held, Subject, misfit};
use crate::row::format::{Format, UuidSpelling};
use crate::sqlite::types::DeclaredClass;

pub(super) fn hold(subject: &Subject) -> Result<Held, String> {
    let profile = subject.profile;
    let others = misfit(&[
        (profile.integers, "INTEGER"),
        (profile.reals, "REAL"),
        (profile.texts.saturating_sub(profile.uuids.cells()), "TEXT that is no UUID"),
        (profile.blobs - profile.blobs_16.min(profile.blobs), "BLOB of another length than 16"),
    ]);
    if !others.is_empty() {
        return Err(others);
    }
    let (spelling, restored) = match profile.uuids.best_spelling() {
        _ if profile.values() == 0 => (unseen(subject), 0),
        Some((spelling, restored)) if restored >= profile.blobs => (spelling, restored),
        _ if profile.blobs > 0 => (UuidSpelling::Bytes, profile.blobs),
        // Every text mixes the case of its digits, so that each is kept as an original.
        _ => (UuidSpelling::Hyphens, 0),
    };
    Ok(Held { format: Format::Uuid { spelling }, distinct: restored == profile.values() })
}

/// How new values are likely to be spelled.
fn unseen(subject: &Subject) -> UuidSpelling {
    match subject.class {
        DeclaredClass::Char { length: 32 } => UuidSpelling::Hex,
        _ => UuidSpelling::Hyphens,
    }
}
