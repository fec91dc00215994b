//! Decimal text taken apart, without a copy: sign, digits and where the point stands.
//!
//! Shared by the encoder of `numeric`, which writes groups of four digits, and by JSON, which writes the number as
//! `numeric_out` prints it. Both ask the same question first: is it within the limits of `numeric`
//! (<https://www.postgresql.org/docs/current/datatype-numeric.html>)?

use crate::row::misfit::Misfit;

/// Most digits before the point that a `numeric` can have.
pub const INTEGER_DIGITS_MAX: i64 = 131_072;
/// Most digits after the point that a `numeric` can have.
pub const FRACTION_DIGITS_MAX: i64 = 16_383;
/// `numeric_in` refuses exponents beyond this (`INT_MAX / 2`).
const EXPONENT_MAX: i64 = i32::MAX as i64 / 2;

/// A decimal number as it was written: `[+-]digits[.digits][e[+-]digits]`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    /// A minus sign stood in front (also of zero).
    pub negative: bool,
    /// The digits before the point.
    integer: &'a [u8],
    /// The digits after the point.
    fraction: &'a [u8],
    /// Number of digits before the point once the exponent is applied; may be negative or beyond the digits.
    point: i64,
    /// Index of the first digit that is not zero; equals the number of digits when the value is zero.
    first: usize,
    /// Digits after the point as written, with the exponent applied; never negative.
    pub scale: i64,
}

impl<'a> Decimal<'a> {
    /// Takes plain decimal text apart. Spaces, hexadecimal digits, `_`, `NaN` and `Infinity` are not decimal text.
    pub fn parse(text: &'a [u8]) -> Option<Decimal<'a>> {
        let (negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let (integer, rest) = split_digits(rest);
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => split_digits(rest),
            rest => (&rest[..0], rest),
        };
        if integer.is_empty() && fraction.is_empty() {
            return None;
        }
        let exponent = match rest {
            [] => 0,
            [b'e' | b'E', rest @ ..] => parse_exponent(rest)?,
            _ => return None,
        };
        Some(Decimal::of(negative, integer, fraction, exponent))
    }

    /// The number whose digits are `integer` and, behind the point, `fraction`, times ten to the `exponent`.
    pub fn of(negative: bool, integer: &'a [u8], fraction: &'a [u8], exponent: i64) -> Decimal<'a> {
        let first = match integer.iter().position(|&digit| digit != b'0') {
            Some(first) => first,
            None => {
                integer.len() + fraction.iter().position(|&digit| digit != b'0').unwrap_or(fraction.len())
            }
        };
        Decimal {
            negative,
            integer,
            fraction,
            point: integer.len() as i64 + exponent,
            first,
            scale: (fraction.len() as i64 - exponent).max(0),
        }
    }

    /// Number of digits written.
    fn len(&self) -> usize {
        self.integer.len() + self.fraction.len()
    }

    /// Whether every digit is zero.
    pub fn is_zero(&self) -> bool {
        self.first == self.len()
    }

    /// Digits before the point without leading zeros, with the exponent applied; zero or negative for a value
    /// below one (then: minus the zeros that follow the point).
    pub fn integer_digits(&self) -> i64 {
        self.point - self.first as i64
    }

    /// Digits after the point without trailing zeros, with the exponent applied.
    pub fn fraction_digits_needed(&self) -> i64 {
        match self.last() {
            Some(last) => (last as i64 + 1 - self.point).max(0),
            None => 0,
        }
    }

    /// Index of the last digit that is not zero.
    fn last(&self) -> Option<usize> {
        let nonzero = |digit: &u8| *digit != b'0';
        match self.fraction.iter().rposition(nonzero) {
            Some(last) => Some(self.integer.len() + last),
            None => self.integer.iter().rposition(nonzero),
        }
    }

    /// Whether `numeric` without a modifier holds the number with the scale it was written with.
    pub fn check_limits(&self) -> Result<(), Misfit> {
        if self.scale > FRACTION_DIGITS_MAX {
            return Err(Misfit::TooManyFractionDigits);
        }
        if !self.is_zero() && self.integer_digits() > INTEGER_DIGITS_MAX {
            return Err(Misfit::TooManyIntegerDigits);
        }
        Ok(())
    }

    /// The digit whose weight is ten to the `exponent`, 0 to 9.
    fn digit_at(&self, exponent: i64) -> u8 {
        let index = self.point - 1 - exponent;
        match usize::try_from(index) {
            Ok(index) if index < self.integer.len() => self.integer[index] - b'0',
            Ok(index) if index < self.len() => self.fraction[index - self.integer.len()] - b'0',
            _ => 0,
        }
    }

    /// Appends the base-10000 digits from the highest to the lowest that is not zero, each as two bytes, and returns
    /// their number and the weight of the first. Call [`Decimal::check_limits`] before: it bounds both.
    pub fn write_groups(&self, out: &mut Vec<u8>) -> (u16, i16) {
        let Some(last) = self.last() else { return (0, 0) };
        let high = (self.integer_digits() - 1).div_euclid(4);
        let low = (self.point - 1 - last as i64).div_euclid(4);
        for group in (low..=high).rev() {
            let exponent = group * 4;
            let value =
                (0..4).rev().fold(0u16, |value, k| value * 10 + u16::from(self.digit_at(exponent + k)));
            out.extend_from_slice(&value.to_be_bytes());
        }
        ((high - low + 1) as u16, high as i16)
    }

    /// Appends the number as `numeric_out` prints it: no exponent, no leading zeros, no minus before zero, and
    /// `scale` digits after the point.
    pub fn write_plain(&self, out: &mut Vec<u8>) {
        if self.negative && !self.is_zero() {
            out.push(b'-');
        }
        let digits = if self.is_zero() { 0 } else { self.integer_digits() };
        if digits <= 0 {
            out.push(b'0');
        } else {
            out.extend((0..digits).rev().map(|exponent| b'0' + self.digit_at(exponent)));
        }
        if self.scale > 0 {
            out.push(b'.');
            out.extend((1..=self.scale).map(|place| b'0' + self.digit_at(-place)));
        }
    }
}

fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The exponent behind `e`; an exponent that `numeric_in` would refuse is no decimal text here either.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut exponent = 0i64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        exponent = exponent * 10 + i64::from(byte - b'0');
        if exponent >= EXPONENT_MAX {
            return None;
        }
    }
    Some(if negative { -exponent } else { exponent })
}
