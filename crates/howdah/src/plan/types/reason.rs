//! The words that say why.

use super::Subject;
use crate::catalog::profile::ColumnProfile;
use crate::row::format::{BooleanSpelling, Format};
use crate::row::logical::LogicalType;

/// A number with its thousands set apart: `1,234,567`.
pub(in crate::plan) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

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
        (0, nulls) => return format!("all {} values are NULL: {logical}", count(nulls)),
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
pub(in crate::plan) fn classes(profile: &ColumnProfile) -> String {
    super::misfit(&[
        (profile.integers, "INTEGER"),
        (profile.reals, "REAL"),
        (profile.texts, "TEXT"),
        (profile.blobs, "BLOB"),
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_set_apart() {
        for (number, words) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(super::count(number), words);
        }
    }
}
