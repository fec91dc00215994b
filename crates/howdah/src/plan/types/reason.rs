//! The words that say why.

use super::Subject;
use crate::catalog::profile::ColumnProfile;
use crate::report::figures::{count, counted};
use crate::row::format::{BooleanSpelling, Format};
use crate::row::logical::LogicalType;

/// The declaration: "declared BOOLEAN", "no declared type".
pub(super) fn declared(subject: &Subject) -> String {
    match subject.column.declared.as_str() {
        "" => "no declared type".to_owned(),
        declared => format!("declared {declared}"),
    }
}

/// How the values fit: "all 12 values fit uuid", or that there are none.
pub(super) fn values(profile: &ColumnProfile, logical: LogicalType, format: &Format) -> String {
    let (subject, verb) = match (profile.values(), profile.nulls) {
        (0, 0) => return format!("no rows: {logical}"),
        (0, nulls) => return format!("{} and nothing else: {logical}", counted(nulls, "NULL", "NULLs")),
        (1, _) => ("the one value".to_owned(), "fits"),
        (values, _) => (format!("all {} values", count(values)), "fit"),
    };
    match format {
        Format::Boolean { spelling: BooleanSpelling::Integer } => format!("{subject} in {{0,1}}"),
        Format::Boolean { spelling: BooleanSpelling::Words { yes, no } } if profile.integers == 0 => {
            format!("{subject} in {{'{yes}','{no}'}} or the like")
        }
        _ => format!("{subject} {verb} {logical}"),
    }
}

/// The storage classes of a column: "3 INTEGER, 1 TEXT".
pub(super) fn classes(profile: &ColumnProfile) -> String {
    super::misfit(&[
        (profile.integers, "INTEGER"),
        (profile.reals, "REAL"),
        (profile.texts, "TEXT"),
        (profile.blobs, "BLOB"),
    ])
}
