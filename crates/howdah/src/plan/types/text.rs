//! `text` and `varchar(n)`: texts, and numbers among them.

use super::{Held, Subject, misfit};
use crate::catalog::map::{Affinity, FlawPolicy};
use crate::row::format::Format;
use crate::row::logical::LogicalType;

/// The longest that a number is written: sign, 17 digits, point, exponent; an integer has 20 characters.
const NUMBER_CHARS_MAX: u32 = 24;
/// The longest `varchar(n)` (<https://www.postgresql.org/docs/current/datatype-character.html>).
pub(super) const VARCHAR_MAX: u32 = 10_485_760;

pub(super) fn hold(subject: &Subject, max_chars: Option<u32>) -> Result<Held, String> {
    let profile = subject.profile;
    // A BLOB becomes text only when the user says so: `\xHH…`, its original kept.
    let by_hand = max_chars.is_none() && subject.wanted == Some(LogicalType::TEXT);
    if profile.blobs > 0 && !by_hand {
        return Err(misfit(&[(profile.blobs, "BLOB")]));
    }
    if subject.flawed_to_bytes() {
        return Err("texts that are to be kept as bytes".to_owned());
    }
    if let Some(max) = max_chars {
        if !(1..=VARCHAR_MAX).contains(&max) {
            return Err(format!("a length of {max} is not possible"));
        }
        if profile.text_chars_max > u64::from(max) {
            return Err(format!("a text of {} characters", profile.text_chars_max));
        }
        if (subject.numbers() > 0 && max < NUMBER_CHARS_MAX) || subject.flawed() {
            return Err("values whose text may be longer".to_owned());
        }
    }
    Ok(Held { format: format(subject), distinct: distinct(subject) })
}

/// The format that restores most cells.
fn format(subject: &Subject) -> Format {
    let profile = subject.profile;
    if subject.numbers() == 0 {
        return Format::Text;
    }
    match subject.affinity {
        // What looks like a number was stored as one.
        Affinity::Integer | Affinity::Numeric => Format::TextOrNumber,
        Affinity::Real => Format::TextOrReal,
        // Nothing was converted: texts that look like numbers stand against numbers.
        Affinity::Text | Affinity::Blob => {
            let kept = profile.texts.saturating_sub(profile.decimal_texts);
            let number =
                kept + profile.integers + (profile.reals - profile.reals_integral.min(profile.reals));
            let real = kept + profile.reals;
            match profile.texts {
                texts if texts >= number && texts >= real => Format::Text,
                _ if number >= real => Format::TextOrNumber,
                _ => Format::TextOrReal,
            }
        }
    }
}

/// Numbers and texts stay apart when no text is written like a number; escaped texts might meet others.
pub(super) fn distinct(subject: &Subject) -> bool {
    let profile = subject.profile;
    let both = profile.texts > 0 && subject.numbers() > 0;
    let apart = !both || (profile.decimal_texts == 0 && profile.reals_infinite == 0);
    apart && profile.blobs == 0 && !subject.flawed_under(FlawPolicy::Escape)
}
