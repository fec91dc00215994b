//! `json` and `jsonb`.

use super::{Held, Subject, misfit};
use crate::row::format::Format;
use crate::row::logical::LogicalType;

/// A `jsonb` array or object holds less than 256 MB (`JENTRY_OFFLENMASK`,
/// <https://www.postgresql.org/docs/current/datatype-json.html>).
const JSONB_BYTES_MAX: u64 = 255 * 1024 * 1024;

pub(super) fn hold(subject: &Subject, logical: LogicalType) -> Result<Held, String> {
    let profile = subject.profile;
    let fitting = if logical == LogicalType::Jsonb { profile.json.fits_jsonb } else { profile.json.valid };
    // `json` keeps the text as it was written, and there is none.
    let binary = if logical == LogicalType::Jsonb { profile.json.binary_fits_jsonb } else { 0 };
    // NUMERIC affinity makes numbers of JSON numbers (https://sqlite.org/datatype3.html#type_affinity).
    let others = misfit(&[
        (profile.reals_infinite, "infinite REAL"),
        (profile.blobs.saturating_sub(binary), "BLOB that it cannot hold"),
        (profile.texts.saturating_sub(fitting), "TEXT that it cannot hold"),
    ]);
    if !others.is_empty() {
        return Err(others);
    }
    if logical == LogicalType::Jsonb && profile.text_bytes_max > JSONB_BYTES_MAX {
        return Err(format!("a document of {} bytes", profile.text_bytes_max));
    }
    let format = match logical {
        LogicalType::Jsonb => {
            let style = profile.json.style.clone().unwrap_or_default();
            if binary > profile.texts { Format::JsonBinary { style } } else { Format::Json { style } }
        }
        _ => Format::Text,
    };
    // `jsonb` makes documents equal that differ in spelling, and `json` has no equality at all.
    Ok(Held { format, distinct: profile.values() == 0 })
}
