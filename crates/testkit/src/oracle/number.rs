//! Decimal numbers of any length, as text.

/// One text for every spelling of a number: sign, digits without leading or trailing zeros, `e`, exponent; such as
/// `-125e-2` for `-1.250`. `NaN`, `Infinity` and `-Infinity` stand for themselves; zero is `0`, whatever its sign.
pub(super) fn canonical(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    match rest.to_ascii_lowercase().as_str() {
        "nan" => return Some("NaN".to_owned()),
        "inf" | "infinity" => return Some(format!("{sign}Infinity")),
        _ => {}
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let from_first = digits.trim_start_matches('0');
    let significant = from_first.trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = (from_first.len() - significant.len()) as i64;
    let exponent = exponent.checked_sub(fraction.len() as i64)?.checked_add(dropped)?;
    Some(format!("{sign}{significant}e{exponent}"))
}

/// The double nearest to a canonical number.
pub(super) fn to_f64(canonical: &str) -> Option<f64> {
    canonical.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{canonical, to_f64};

    #[test]
    fn spellings_of_one_number_are_one_text() {
        for same in ["-1.25", "-01.2500", "-125e-2", "-0.0125E2"] {
            assert_eq!(canonical(same).as_deref(), Some("-125e-2"), "{same}");
        }
        for zero in ["0", "-0.0", "0e5", "000"] {
            assert_eq!(canonical(zero).as_deref(), Some("0"), "{zero}");
        }
        assert_eq!(canonical("-inf").as_deref(), Some("-Infinity"));
        assert_ne!(canonical("9007199254740993"), canonical("9007199254740992"));
        for no in ["", "-", ".", "1e", "0x10", "1_000", "12abc", " 1"] {
            assert_eq!(canonical(no), None, "{no:?}");
        }
    }

    #[test]
    fn a_canonical_number_reads_as_a_double() {
        assert_eq!(canonical("0.1").and_then(|text| to_f64(&text)), Some(0.1));
        assert_eq!(canonical("1e300").and_then(|text| to_f64(&text)), Some(1e300));
    }
}
