//! Constants in the form of cells.

use super::kind::{Kind, Modifier, mismatch};
use super::value::{Constant, Value};
use super::{Result, Stored, Untranslatable, array, moment};
use crate::sqlite::emit::literal;
use std::fmt::Write;

/// Digits of a decimal that a double gives back, whatever the decimal is (DBL_DIG of C).
const DIGITS_MAX: usize = 15;

/// A literal of a type: `'…'::type`.
pub(super) fn typed(text: &str, kind: &Kind, modifier: Modifier) -> Result<Value> {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let value = match kind {
        Kind::Unknown => Value::new(literal(text), Kind::Unknown, Stored::Text),
        Kind::Bool => {
            let truth = truth(trimmed).ok_or_else(|| no_constant(text, kind))?;
            return Ok(bool(truth));
        }
        Kind::Int | Kind::Numeric => return number(trimmed, kind.clone(), modifier),
        Kind::Float4 | Kind::Float8 => return float(trimmed, kind.clone()),
        Kind::Text | Kind::JsonText => {
            let cut: String = match modifier.length {
                Some(length) => text.chars().take(usize::try_from(length).unwrap_or(usize::MAX)).collect(),
                None => text.to_owned(),
            };
            let mut value = Value::new(literal(&cut), Kind::Text, Stored::Text);
            value.ascii = cut.is_ascii();
            value.constant = Some(Constant::Text(cut));
            return Ok(value);
        }
        Kind::Bpchar => {
            let length = modifier.length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
            let padding = length.saturating_sub(text.chars().count());
            if modifier.length.is_some() && text.chars().count() > length {
                return Err(no_constant(text, kind));
            }
            Value::new(literal(&format!("{text}{}", " ".repeat(padding))), Kind::Bpchar, Stored::PaddedText)
        }
        Kind::Bytea => {
            let digits = text.strip_prefix("\\x").ok_or_else(|| no_constant(text, kind))?;
            if digits.len() % 2 != 0 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(no_constant(text, kind));
            }
            Value::new(format!("x'{digits}'"), Kind::Bytea, Stored::Blob)
        }
        Kind::Uuid => {
            let uuid = crate::row::uuid::Uuid::parse(trimmed.to_ascii_lowercase().as_bytes())
                .ok_or_else(|| no_constant(text, kind))?;
            let mut plain = String::with_capacity(36);
            for (at, byte) in uuid.bytes.iter().enumerate() {
                if matches!(at, 4 | 6 | 8 | 10) {
                    plain.push('-');
                }
                let _ = write!(plain, "{byte:02x}");
            }
            Value { ascii: true, ..Value::new(literal(&plain), Kind::Uuid, Stored::Uuid) }
        }
        Kind::Date | Kind::Time | Kind::Timestamp | Kind::TimestampTz => {
            let (form, stored) = moment::constant(trimmed, kind).ok_or_else(|| no_constant(text, kind))?;
            let digits = trimmed
                .split_once('.')
                .map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count() as u64);
            if modifier.length.is_some_and(|length| length < digits) {
                // PostgreSQL rounds it.
                return Err(no_constant(text, kind));
            }
            Value::new(literal(&form), kind.clone(), stored)
        }
        Kind::Json | Kind::Jsonb => Value::new(literal(text), kind.clone(), Stored::Json),
        Kind::Array(element) => {
            let form = array::constant(text, element).ok_or_else(|| no_constant(text, kind))?;
            Value::new(literal(&form), kind.clone(), Stored::Array)
        }
        Kind::Interval | Kind::Named(_) => Value::new(literal(text), kind.clone(), Stored::Other),
    };
    Ok(Value { constant: Some(Constant::Text(text.to_owned())), ..value })
}

/// `true` or `false`.
pub(super) fn bool(truth: bool) -> Value {
    Value { constant: Some(Constant::Bool(truth)), ..Value::bool(if truth { "1" } else { "0" }) }
}

/// What `boolin` reads (<https://www.postgresql.org/docs/current/datatype-boolean.html>).
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some(true),
        "f" | "false" | "n" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Digits, with or without a sign, point and exponent.
pub(super) fn number(text: &str, kind: Kind, modifier: Modifier) -> Result<Value> {
    let wrong = || no_constant(text, &kind);
    if kind == Kind::Numeric && matches!(text, "NaN" | "Infinity" | "-Infinity") {
        let constant = Some(Constant::Text(text.to_owned()));
        return Ok(Value { constant, ..Value::new(literal(text), kind, Stored::NumberText) });
    }
    let decimal = Decimal::parse(text).ok_or_else(wrong)?;
    // PostgreSQL rounds to the modifier's scale; what needs that is not followed.
    if modifier.scale.is_some_and(|scale| scale < decimal.scale()) || kind == Kind::Int && decimal.scale() > 0
    {
        return Err(wrong());
    }
    let (sql, stored) = match decimal.sql() {
        Some(sql) if decimal.scale() == 0 => (sql, Stored::Integer),
        Some(sql) => (sql, Stored::Number),
        None if kind == Kind::Int => return Err(wrong()),
        None => (literal(text), Stored::NumberText),
    };
    let stored = if kind == Kind::Numeric && stored == Stored::Integer { Stored::Number } else { stored };
    Ok(Value { constant: Some(Constant::Number(text.to_owned())), ..Value::new(sql, kind, stored) })
}

/// A constant of a floating type.
pub(super) fn float(text: &str, kind: Kind) -> Result<Value> {
    let single = kind == Kind::Float4;
    let real = match text.to_ascii_lowercase().as_str() {
        "infinity" | "+infinity" | "inf" => f64::INFINITY,
        "-infinity" | "-inf" => f64::NEG_INFINITY,
        "nan" => return Err(Untranslatable::new("SQLite has no NaN.")),
        _ => {
            let decimal = Decimal::parse(text).ok_or_else(|| no_constant(text, &kind))?;
            let read = |text: &str| {
                if single { text.parse::<f32>().ok().map(f64::from) } else { text.parse::<f64>().ok() }
            };
            let real = read(text).filter(|real| real.is_finite()).ok_or_else(|| no_constant(text, &kind))?;
            if !decimal.digits.is_empty() && (real == 0.0 || !(1e-22..1e22).contains(&real.abs())) {
                // SQLite's powers of ten are rounded out there.
                return Err(no_constant(text, &kind));
            }
            real
        }
    };
    let sql = real_sql(real);
    Ok(Value { constant: Some(Constant::Number(text.to_owned())), ..Value::new(sql, kind, Stored::Real) })
}

fn real_sql(real: f64) -> String {
    if real.is_infinite() {
        return if real > 0.0 { "9e999".into() } else { "(-9e999)".into() };
    }
    if real == 0.0 && real.is_sign_negative() {
        // A sign before a zero is lost.
        return "(0.0 * -1.0)".into();
    }
    let written = format!("{real:?}");
    if written.bytes().filter(u8::is_ascii_digit).count() > DIGITS_MAX + 1
        && let Some(exact) = quotient(real)
    {
        return exact;
    }
    if real < 0.0 { format!("({written})") } else { written }
}

/// A double as an integer and a power of two, which any SQLite divides exactly; some read the 16th and 17th digit of a
/// literal otherwise than others.
fn quotient(real: f64) -> Option<String> {
    let (mut whole, mut power) = (real.abs(), 0_u32);
    while whole.fract() != 0.0 && power < 62 {
        whole *= 2.0;
        power += 1;
    }
    if whole.fract() != 0.0 || whole >= 9_007_199_254_740_992.0 {
        return None;
    }
    let sign = if real < 0.0 { "-" } else { "" };
    Some(format!("({sign}{whole:.1} / {})", 1_i64 << power))
}

/// A decimal: sign, digits without zeros at either end, and the power of ten of the last.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let digits = format!("{whole}{fraction}");
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let kept = digits.trim_end_matches('0');
        let exponent = i64::from(exponent) - fraction.len() as i64 + (digits.len() - kept.len()) as i64;
        let kept = kept.trim_start_matches('0').to_owned();
        let exponent = if kept.is_empty() { 0 } else { exponent };
        Some(Decimal { negative: negative && !kept.is_empty(), digits: kept, exponent })
    }

    /// Digits behind the point that are needed.
    fn scale(&self) -> i64 {
        (-self.exponent).max(0)
    }

    /// As an INTEGER or REAL that is the very number; else nothing.
    fn sql(&self) -> Option<String> {
        if self.digits.is_empty() {
            return Some("0".into());
        }
        let sign = if self.negative { "-" } else { "" };
        if self.exponent >= 0 && self.exponent < 20 {
            let text = format!("{sign}{}{}", self.digits, "0".repeat(self.exponent as usize));
            if let Ok(integer) = text.parse::<i64>() {
                return Some(match integer {
                    // The literal of the smallest integer is a real one's with a sign.
                    i64::MIN => "(-9223372036854775807 - 1)".into(),
                    integer if integer < 0 => format!("({integer})"),
                    integer => integer.to_string(),
                });
            }
        }
        let real: f64 = format!("{sign}{}e{}", self.digits, self.exponent).parse().ok()?;
        (self.digits.len() <= DIGITS_MAX && (1e-22..1e22).contains(&real.abs())).then(|| real_sql(real))
    }
}

pub(super) fn no_constant(text: &str, kind: &Kind) -> Untranslatable {
    let _ = text;
    mismatch("This constant", kind)
}
