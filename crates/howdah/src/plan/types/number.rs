//! Numbers: integers, `double precision`, `numeric`.
//!
//! The column's affinity decides what a number comes back as: NUMERIC and INTEGER affinity store an integral REAL as
//! INTEGER (<https://sqlite.org/datatype3.html#type_affinity>), REAL affinity every number as REAL.

use super::{Held, Subject, misfit};
use crate::catalog::map::Affinity;
use crate::row::format::Format;

/// Most digits of a `numeric` after the point, and a safe bound for a decimal text as a whole
/// (<https://www.postgresql.org/docs/current/datatype-numeric.html>).
const NUMERIC_TEXT_MAX: u64 = 16_383;

pub(super) fn hold_integer(subject: &Subject, least: i64, most: i64) -> Result<Held, String> {
    let profile = subject.profile;
    let others = misfit(&[(profile.reals, "REAL"), (profile.texts, "TEXT"), (profile.blobs, "BLOB")]);
    if !others.is_empty() {
        return Err(others);
    }
    if let Some((low, high)) = profile.integer_range
        && (low < least || high > most)
    {
        return Err(format!("integers from {low} to {high}"));
    }
    // A sequence at the end of a narrow type would be exhausted, though SQLite's goes on.
    if let Some(highest) = subject.highest_id.filter(|highest| most < i64::MAX && *highest >= most) {
        return Err(format!("ids up to {highest}"));
    }
    Ok(Held { format: Format::Integer, distinct: true })
}

pub(super) fn hold_float(subject: &Subject) -> Result<Held, String> {
    let profile = subject.profile;
    let others = misfit(&[
        (profile.integers_beyond_double, "integers that a double cannot hold exactly"),
        (profile.texts, "TEXT"),
        (profile.blobs, "BLOB"),
    ]);
    if others.is_empty() { Ok(Held { format: number_format(subject), distinct: true }) } else { Err(others) }
}

pub(super) fn hold_numeric(subject: &Subject, precision: Option<u16>, scale: u16) -> Result<Held, String> {
    let profile = subject.profile;
    let others = misfit(&[
        (profile.reals_infinite, "infinite REAL"),
        (profile.texts.saturating_sub(profile.decimal_texts), "TEXT that is no decimal number"),
        (profile.blobs, "BLOB"),
    ]);
    if !others.is_empty() {
        return Err(others);
    }
    if profile.texts > 0 && profile.text_bytes_max > NUMERIC_TEXT_MAX {
        return Err("decimal text of too many digits".to_owned());
    }
    if let Some(precision) = precision {
        if profile.texts > 0 {
            return Err("TEXT".to_owned());
        }
        let (before, after) = profile.digits;
        // The digits before the point are counted without the zero that stands alone there.
        if before + u32::from(scale) > u32::from(precision) || after > u32::from(scale) {
            return Err(format!("numbers with {before} digits before and {after} after the point"));
        }
    }
    let format = if profile.texts > subject.numbers() { Format::NumberText } else { Format::Number };
    // 1.0 and 1.00 are two texts and one number; 1 and 1.0 are one number to SQLite as well.
    Ok(Held { format, distinct: profile.texts == 0 })
}

/// What most numbers of the column come back as.
fn number_format(subject: &Subject) -> Format {
    let profile = subject.profile;
    match subject.affinity {
        Affinity::Real => Format::Real,
        Affinity::Integer | Affinity::Numeric => Format::Number,
        Affinity::Text | Affinity::Blob if profile.integers > profile.reals_integral => Format::Number,
        Affinity::Text | Affinity::Blob => Format::Real,
    }
}
