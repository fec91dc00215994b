//! PostgreSQL's `numeric` in binary: what `numeric_send` emits, byte for byte.
//!
//! Eight bytes of header (number of digits, weight of the first, sign, display scale; 16 bits each, big-endian), then
//! base-10000 digits without leading and trailing zero digits
//! (<https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c>, `numeric_send`).
//! With a modifier `numeric(p,s)` the encoder checks what the server would round without a word: in `COPY … BINARY`
//! `numeric(10,1)` takes 1.25 and keeps 1.3.

use std::io::Write;

use crate::row::logical::LogicalType;
use crate::row::misfit::Misfit;
use crate::row::number::decimal::{Decimal, FRACTION_DIGITS_MAX, INTEGER_DIGITS_MAX};
use crate::row::number::real::Digits;

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const MINUS_INFINITY: u16 = 0xF000;
const HEADER_BYTES: usize = 8;

/// The modifier of `numeric(precision, scale)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modifier {
    /// Total digits.
    pub precision: u16,
    /// Digits after the point; every value is sent with this scale.
    pub scale: u16,
}

impl Modifier {
    /// The modifier of a logical type; `None` for `numeric` without one and for every other type.
    pub fn of(logical: LogicalType) -> Option<Modifier> {
        match logical {
            LogicalType::Numeric { precision: Some(precision), scale } => Some(Modifier { precision, scale }),
            _ => None,
        }
    }

    /// Whether a value with these digits is held without rounding.
    fn check(self, integer_digits: i64, fraction_digits: i64) -> Result<(), Misfit> {
        if fraction_digits > i64::from(self.scale) {
            return Err(Misfit::TooManyFractionDigits);
        }
        if integer_digits > i64::from(self.precision) - i64::from(self.scale) {
            return Err(Misfit::TooManyIntegerDigits);
        }
        Ok(())
    }
}

/// Appends an integer: display scale 0, or the modifier's.
pub fn numeric_from_i64(value: i64, modifier: Option<Modifier>, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let magnitude = value.unsigned_abs();
    if let (Some(modifier), Some(log)) = (modifier, magnitude.checked_ilog10()) {
        modifier.check(i64::from(log) + 1, 0)?;
    }
    // Base-10000 digits, lowest first: 2^63 has five.
    let mut groups = [0u16; 5];
    let (mut rest, mut high) = (magnitude, 0);
    while rest > 0 {
        groups[high] = (rest % 10_000) as u16;
        rest /= 10_000;
        high += 1;
    }
    let low = groups.iter().position(|&group| group != 0).unwrap_or(high);
    let sign = if value < 0 { NEGATIVE } else { 0 };
    header((high - low) as u16, high.saturating_sub(1) as i16, sign, modifier.map_or(0, |m| m.scale), out);
    for group in groups[low..high].iter().rev() {
        out.extend_from_slice(&group.to_be_bytes());
    }
    Ok(())
}

/// Appends a REAL as the decimal number with the fewest digits that reads back as the same double; the display scale
/// is that of those digits, or the modifier's. A negative zero becomes zero.
pub fn numeric_from_f64(value: f64, modifier: Option<Modifier>, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let digits = Digits::of(value).ok_or(Misfit::NotFinite)?;
    let (head, tail) = digits.as_bytes().split_at(1);
    encode(&Decimal::of(digits.negative, head, tail, i64::from(digits.exponent)), modifier, out)
}

/// Appends plain decimal text (`-12.50`, `1e-7`). Without a modifier the display scale is the number of digits after
/// the point as written; with one, zeros behind the modifier's scale are not needed and do not count.
pub fn numeric_from_decimal(
    text: &[u8],
    modifier: Option<Modifier>,
    out: &mut Vec<u8>,
) -> Result<(), Misfit> {
    encode(&Decimal::parse(text).ok_or(Misfit::NotDecimal)?, modifier, out)
}

fn encode(decimal: &Decimal<'_>, modifier: Option<Modifier>, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let scale = match modifier {
        Some(modifier) => {
            if !decimal.is_zero() {
                modifier.check(decimal.integer_digits(), decimal.fraction_digits_needed())?;
            }
            modifier.scale
        }
        None => {
            decimal.check_limits()?;
            decimal.scale as u16
        }
    };
    let start = out.len();
    header(0, 0, if decimal.negative && !decimal.is_zero() { NEGATIVE } else { 0 }, scale, out);
    let (count, weight) = decimal.write_groups(out);
    out[start..start + 2].copy_from_slice(&count.to_be_bytes());
    out[start + 2..start + 4].copy_from_slice(&weight.to_be_bytes());
    Ok(())
}

fn header(count: u16, weight: i16, sign: u16, scale: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&scale.to_be_bytes());
}

/// A `numeric` taken apart.
#[derive(Clone, Copy)]
enum Numeric<'a> {
    Finite {
        negative: bool,
        /// Weight of the first group, as a power of 10,000.
        weight: i32,
        scale: u16,
        groups: &'a [u8],
    },
    NaN,
    Infinity,
    MinusInfinity,
}

impl<'a> Numeric<'a> {
    fn of(canonical: &'a [u8]) -> Result<Numeric<'a>, Misfit> {
        let (head, groups) = canonical.split_first_chunk::<HEADER_BYTES>().ok_or(Misfit::Malformed)?;
        let field = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
        if groups.len() != usize::from(field(0)) * 2 {
            return Err(Misfit::Malformed);
        }
        let (weight, scale) = (i32::from(field(2) as i16), field(6));
        if i64::from(scale) > FRACTION_DIGITS_MAX || i64::from(weight) * 4 > INTEGER_DIGITS_MAX {
            return Err(Misfit::Malformed);
        }
        match field(4) {
            0 => Ok(Numeric::Finite { negative: false, weight, scale, groups }),
            NEGATIVE => Ok(Numeric::Finite { negative: true, weight, scale, groups }),
            NAN => Ok(Numeric::NaN),
            INFINITY => Ok(Numeric::Infinity),
            MINUS_INFINITY => Ok(Numeric::MinusInfinity),
            _ => Err(Misfit::Malformed),
        }
    }
}

/// The base-10000 digit with index `index` (0 is the first one sent), 0 outside.
fn group_at(groups: &[u8], index: i32) -> u16 {
    let at = usize::try_from(index).ok().and_then(|index| index.checked_mul(2));
    match at.and_then(|at| groups.get(at..at + 2)) {
        Some(group) => u16::from_be_bytes([group[0], group[1]]),
        None => 0,
    }
}

/// The four decimal digits of a base-10000 digit, as ASCII.
fn ascii(group: u16) -> [u8; 4] {
    [group / 1000, group / 100 % 10, group / 10 % 10, group % 10].map(|digit| b'0' + digit as u8)
}

/// Appends the value as `numeric_out` prints it, with all digits of the display scale.
pub fn numeric_to_text(canonical: &[u8], out: &mut Vec<u8>) -> Result<(), Misfit> {
    let (negative, weight, scale, groups) = match Numeric::of(canonical)? {
        Numeric::Finite { negative, weight, scale, groups } => (negative, weight, usize::from(scale), groups),
        special => {
            out.extend_from_slice(match special {
                Numeric::Infinity => b"Infinity",
                Numeric::MinusInfinity => b"-Infinity",
                _ => b"NaN",
            });
            return Ok(());
        }
    };
    if negative {
        out.push(b'-');
    }
    if weight < 0 || groups.is_empty() {
        out.push(b'0');
    } else {
        let first = ascii(group_at(groups, 0));
        let zeros = first.iter().take(3).take_while(|&&digit| digit == b'0').count();
        out.extend_from_slice(&first[zeros..]);
        for index in 1..=weight {
            out.extend_from_slice(&ascii(group_at(groups, index)));
        }
    }
    if scale > 0 {
        out.push(b'.');
        let end = out.len() + scale;
        let mut index = weight + 1;
        while out.len() < end {
            out.extend_from_slice(&ascii(group_at(groups, index)));
            index += 1;
        }
        out.truncate(end);
    }
    Ok(())
}

/// Takes the zeros at the end of the display scale away, as `trim_scale` does: of all spellings of a value the one with the
/// fewest digits. The bytes stay as many.
pub fn trim_scale(canonical: &mut [u8]) {
    let needed = match Numeric::of(canonical) {
        Ok(Numeric::Finite { weight, groups, .. }) => {
            let count = (groups.len() / 2) as i32;
            let last = ascii(group_at(groups, count - 1));
            let zeros = last.iter().rev().take_while(|&&digit| digit == b'0').count() as i32;
            // The last group is not zero, so that fewer than four of its digits are.
            ((count - 1 - weight) * 4 - zeros).max(0)
        }
        _ => return,
    };
    canonical[6..HEADER_BYTES].copy_from_slice(&(needed as u16).to_be_bytes());
}

/// Whether the value is a number: neither NaN nor an infinity.
pub fn numeric_is_finite(canonical: &[u8]) -> bool {
    matches!(Numeric::of(canonical), Ok(Numeric::Finite { .. }))
}

/// The integer that the value equals exactly, whatever its display scale; `None` when it is not one or does not fit.
pub fn numeric_to_i64_exact(canonical: &[u8]) -> Option<i64> {
    let Ok(Numeric::Finite { negative, weight, groups, .. }) = Numeric::of(canonical) else { return None };
    let count = (groups.len() / 2) as i32;
    if count == 0 {
        return Some(0);
    }
    // A last group that is not zero and lies behind the point: not an integer. 2^63 needs weight 4.
    if weight > 4 || (weight + 1..count).any(|index| group_at(groups, index) != 0) {
        return None;
    }
    let magnitude = (0..=weight).fold(0i128, |sum, index| sum * 10_000 + i128::from(group_at(groups, index)));
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// More decimal digits than ever decide how a decimal number rounds to a double (767), and a few.
const DECIDING_DIGITS: usize = 800;

/// The nearest double (ties to even). Infinities are infinite; `None` for NaN, which SQLite has not, and for bytes
/// that are not a `numeric`.
pub fn numeric_to_f64(canonical: &[u8]) -> Option<f64> {
    let (negative, weight, groups) = match Numeric::of(canonical).ok()? {
        Numeric::Finite { negative, weight, groups, .. } => (negative, weight, groups),
        Numeric::Infinity => return Some(f64::INFINITY),
        Numeric::MinusInfinity => return Some(f64::NEG_INFINITY),
        Numeric::NaN => return None,
    };
    let count = groups.len() / 2;
    let taken = count.min(DECIDING_DIGITS / 4);
    let mut exponent = (weight + 1 - taken as i32) * 4;
    // A sign, the digits, one more, `e` and an exponent of up to seven characters.
    let mut text = [0u8; DECIDING_DIGITS + 16];
    let mut rest = &mut text[..];
    rest.write_all(if negative { b"-0" } else { b"0" }).ok()?;
    for index in 0..taken {
        rest.write_all(&ascii(group_at(groups, index as i32))).ok()?;
    }
    if count > taken {
        // The digits left out are not all zero: one digit that says "a little more" decides a tie.
        rest.write_all(b"1").ok()?;
        exponent -= 1;
    }
    write!(rest, "e{exponent}").ok()?;
    let written = DECIDING_DIGITS + 16 - rest.len();
    std::str::from_utf8(&text[..written]).ok()?.parse().ok()
}
