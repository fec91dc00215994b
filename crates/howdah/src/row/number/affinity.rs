//! What SQLite's column affinities make of a value that is stored
//! (<https://sqlite.org/datatype3.html#type_affinity>).
//!
//! The rules are those of the SQLite that is built in (3.53): `sqlite3AtoF`, `applyNumericAffinity` and
//! `sqlite3VdbeIntegerAffinity` in its source. They are held against SQLite itself in the tests.

/// A number as SQLite stores it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// INTEGER.
    Integer(i64),
    /// REAL.
    Real(f64),
}

/// `sqlite3AtoF` takes digits into its mantissa until another might overflow 64 bits, and ignores the value of the rest.
const MANTISSA_FULL: u64 = (u64::MAX - 9) / 10;
/// `sqlite3AtoF` counts no further than this in an exponent.
const EXPONENT_FULL: i64 = 10_000;

/// The number that a column of NUMERIC or INTEGER affinity stores for this TEXT, or `None` when it stays TEXT.
///
/// The whole text must be a decimal literal, with spaces allowed around it. Text with a NUL is left alone (SQLite
/// would read up to the NUL).
pub fn text_as_number(text: &[u8]) -> Option<Number> {
    // Most text is not a number, and nearly all of that shows in the first byte.
    if !matches!(text.first()?, b'0'..=b'9' | b'+' | b'-' | b'.' | b' ' | b'\t'..=b'\r') {
        return None;
    }
    let literal = Literal::parse(text)?;
    if literal.integral
        && let Some(integer) = literal.as_integer()
    {
        return Some(Number::Integer(integer));
    }
    let real = literal.as_real()?;
    Some(real_as_affinity_integer(real).map_or(Number::Real(real), Number::Integer))
}

/// The REAL that a column of REAL affinity stores for this TEXT, or `None` when it stays TEXT.
pub fn text_as_real(text: &[u8]) -> Option<f64> {
    Some(match text_as_number(text)? {
        Number::Integer(integer) => integer as f64,
        Number::Real(real) => real,
    })
}

/// The INTEGER that a column of NUMERIC or INTEGER affinity stores for this REAL, or `None` when it stays REAL:
/// integral reals strictly between the least and the greatest 64-bit integer. -0.0 becomes 0.
pub fn real_as_affinity_integer(real: f64) -> Option<i64> {
    // The cast saturates, so that a real beyond the range compares with an end of the range, which is excluded.
    let integer = real as i64;
    (integer as f64 == real && integer > i64::MIN && integer < i64::MAX).then_some(integer)
}

/// A decimal literal as SQLite reads it.
struct Literal<'a> {
    negative: bool,
    /// Neither point nor exponent was written.
    integral: bool,
    /// The digits before the point.
    integer: &'a [u8],
    mantissa: u64,
    exponent: i64,
}

impl<'a> Literal<'a> {
    fn parse(text: &'a [u8]) -> Option<Literal<'a>> {
        let text = trim(text);
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let digits = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
        let (integer, mut rest) = text.split_at(digits);
        let (mut mantissa, mut exponent, mut integral) = (0u64, 0i64, true);
        for (index, &byte) in integer.iter().enumerate() {
            // The first digit is taken unasked, and a digit that fills the mantissa is the last one taken.
            if index > 0 && mantissa >= MANTISSA_FULL {
                exponent += 1;
            } else {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
            }
        }
        if let [b'.', behind @ ..] = rest {
            integral = false;
            let digits = behind.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(behind.len());
            if digits == 0 && integer.is_empty() {
                return None;
            }
            for &byte in &behind[..digits] {
                if mantissa < MANTISSA_FULL {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    exponent -= 1;
                }
            }
            rest = &behind[digits..];
        } else if integer.is_empty() {
            return None;
        }
        if let [b'e' | b'E', behind @ ..] = rest {
            integral = false;
            let (sign, behind) = match behind {
                [b'-', behind @ ..] => (-1, behind),
                [b'+', behind @ ..] => (1, behind),
                behind => (1, behind),
            };
            if behind.is_empty() || !behind.iter().all(u8::is_ascii_digit) {
                return None;
            }
            let written = behind.iter().fold(0i64, |sum, &byte| {
                if sum < EXPONENT_FULL { sum * 10 + i64::from(byte - b'0') } else { EXPONENT_FULL }
            });
            exponent += sign * written;
            rest = &[];
        }
        rest.is_empty().then_some(Literal { negative, integral, integer, mantissa, exponent })
    }

    /// The digits before the point as a 64-bit integer.
    fn as_integer(&self) -> Option<i64> {
        let mut sum = 0i64;
        for &byte in self.integer {
            let digit = i64::from(byte - b'0');
            sum = sum.checked_mul(10)?;
            sum = if self.negative { sum.checked_sub(digit)? } else { sum.checked_add(digit)? };
        }
        Some(sum)
    }

    /// The double nearest to mantissa times ten to the exponent.
    fn as_real(&self) -> Option<f64> {
        /// The powers of ten that a double holds exactly.
        const EXACT: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
            1e18, 1e19, 1e20, 1e21, 1e22,
        ];
        let power = usize::try_from(self.exponent.unsigned_abs()).ok().and_then(|power| EXACT.get(power));
        let magnitude = match power {
            // Both operands are exact, so one operation rounds once, correctly.
            Some(power) if self.mantissa < 1 << 53 && self.exponent < 0 => self.mantissa as f64 / power,
            Some(power) if self.mantissa < 1 << 53 => self.mantissa as f64 * power,
            _ => {
                use std::io::Write;
                let mut buffer = [0u8; 48];
                let mut rest = &mut buffer[..];
                write!(rest, "{}e{}", self.mantissa, self.exponent).ok()?;
                let written = 48 - rest.len();
                std::str::from_utf8(&buffer[..written]).ok()?.parse().ok()?
            }
        };
        Some(if self.negative { -magnitude } else { magnitude })
    }
}

/// Without the characters that `sqlite3Isspace` knows: space, tab, line feed, vertical tab, form feed, return.
fn trim(mut text: &[u8]) -> &[u8] {
    let space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    while let [first, rest @ ..] = text
        && space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && space(*last)
    {
        text = rest;
    }
    text
}
