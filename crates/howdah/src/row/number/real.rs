//! Doubles as decimal digits: the fewest that read back as the same double.

use std::io::Write;

/// Most bytes of `{:e}`: sign, 17 digits, point, `e`, sign, three digits.
const SCIENTIFIC_BYTES_MAX: usize = 32;

/// A finite double as decimal digits.
pub struct Digits {
    /// Minus in front, also of zero.
    pub negative: bool,
    digits: [u8; 17],
    len: usize,
    /// The weight of the first digit as a power of ten.
    pub exponent: i32,
}

impl Digits {
    /// The shortest digits that read back as `value`, or `None` when it is not finite.
    pub fn of(value: f64) -> Option<Digits> {
        if !value.is_finite() {
            return None;
        }
        let mut buffer = [0u8; SCIENTIFIC_BYTES_MAX];
        let mut rest = &mut buffer[..];
        write!(rest, "{:e}", value.abs()).ok()?;
        let written = SCIENTIFIC_BYTES_MAX - rest.len();
        let mark = buffer[..written].iter().position(|&byte| byte == b'e')?;
        let mut digits = [0u8; 17];
        let mut len = 0;
        for &byte in buffer[..mark].iter().filter(|byte| byte.is_ascii_digit()) {
            *digits.get_mut(len)? = byte;
            len += 1;
        }
        let exponent = std::str::from_utf8(&buffer[mark + 1..written]).ok()?.parse().ok()?;
        Some(Digits { negative: value.is_sign_negative(), digits, len, exponent })
    }

    /// The digits, the first not zero unless the value is.
    pub fn as_bytes(&self) -> &[u8] {
        &self.digits[..self.len]
    }
}

/// Appends a REAL in the shape of SQLite's `CAST(x AS TEXT)`: `1.0`, `0.1`, `1.0e+300`, `Inf`, `-Inf`.
///
/// Unlike SQLite's own, the digits are always the fewest that read back as the same double, and the sign of a
/// negative zero is written (`-0.0`). SQLite prints with 17 digits since 3.52 (<https://sqlite.org/c3ref/c_dbconfig_defensive.html>,
/// `SQLITE_DBCONFIG_FP_DIGITS`), so the exponent form begins where its `%!.17g` has it: below 1e-4 and from 1e17.
/// NaN, which a SQLite cell cannot hold, is written `NaN`.
pub fn real_to_text(value: f64, out: &mut Vec<u8>) {
    let Some(digits) = Digits::of(value) else {
        out.extend_from_slice(match value {
            value if value.is_nan() => b"NaN",
            value if value < 0.0 => b"-Inf",
            _ => b"Inf",
        });
        return;
    };
    if digits.negative {
        out.push(b'-');
    }
    let (exponent, digits) = (digits.exponent, digits.as_bytes());
    if !(-4..=16).contains(&exponent) {
        out.push(digits[0]);
        out.push(b'.');
        out.extend_from_slice(if digits.len() > 1 { &digits[1..] } else { b"0" });
        out.extend_from_slice(if exponent < 0 { b"e-" } else { b"e+" });
        let exponent = exponent.unsigned_abs();
        if exponent >= 100 {
            out.push(b'0' + (exponent / 100) as u8);
        }
        out.push(b'0' + (exponent / 10 % 10) as u8);
        out.push(b'0' + (exponent % 10) as u8);
    } else if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-1 - exponent) as usize, b'0');
        out.extend_from_slice(digits);
    } else {
        let before = exponent as usize + 1;
        if digits.len() > before {
            out.extend_from_slice(&digits[..before]);
            out.push(b'.');
            out.extend_from_slice(&digits[before..]);
        } else {
            out.extend_from_slice(digits);
            out.resize(out.len() + before - digits.len(), b'0');
            out.extend_from_slice(b".0");
        }
    }
}
