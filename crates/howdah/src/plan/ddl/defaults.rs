//! Defaults: the value that SQLite would give a new row, as PostgreSQL's expression of the column's type.
//!
//! CURRENT_TIMESTAMP and its kin are text in UTC to the second in SQLite
//! (<https://sqlite.org/lang_createtable.html#the_default_clause>); the expressions here say the same moment to the second.

use super::default_value::{Now, Value, parse, real_text, stored};
use crate::plan::types::{CURRENT_SPELLING, Choice};
use crate::postgres::emit::quote_literal;
use crate::row::datetime::{
    UnixUnit, encode_instant, encode_moment, from_julian, from_unix_real, moment_from_unix, parse_moment,
    render_moment,
};
use crate::row::format::{
    BooleanSpelling, Clock, Format, MomentSpelling, MomentText, UuidSpelling, ZonePolicy, ZoneText,
};
use crate::row::logical::LogicalType;
use crate::row::number::numeric::{Modifier, numeric_from_decimal};
use crate::row::uuid::{Uuid, render};
use crate::sqlite::types::affinity;

/// The current moment in UTC, without a zone.
const NOW_UTC: &str = "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')";

/// The default's expression, `None` for NULL, or why there is none, in words.
pub(in crate::plan) fn translate(
    default: &str,
    declared: &str,
    strict: bool,
    choice: &Choice,
    zone: ZonePolicy,
) -> Result<Option<String>, String> {
    let value = parse(default).ok_or("it is an expression")?;
    let value = stored(value, affinity(declared, strict));
    if value == Value::Null {
        return Ok(None);
    }
    express(&value, choice, zone).map(Some).ok_or_else(|| format!("{} cannot hold it", choice.logical))
}

fn express(value: &Value, choice: &Choice, zone: ZonePolicy) -> Option<String> {
    let logical = choice.logical;
    match (logical, value) {
        (_, Value::Now(now)) => current(*now, logical),
        (LogicalType::Bool, Value::Integer(0)) => Some("false".to_owned()),
        (LogicalType::Bool, Value::Integer(1)) => Some("true".to_owned()),
        (LogicalType::Bool, Value::Text(word)) => truth(word, &choice.format),
        (LogicalType::Int2, Value::Integer(integer)) => {
            i16::try_from(*integer).ok().map(|fit| fit.to_string())
        }
        (LogicalType::Int4, Value::Integer(integer)) => {
            i32::try_from(*integer).ok().map(|fit| fit.to_string())
        }
        (LogicalType::Int8, Value::Integer(integer)) => Some(integer.to_string()),
        (LogicalType::Float8, Value::Integer(integer)) => Some(integer.to_string()),
        (LogicalType::Float8, Value::Real(real)) => float(*real),
        (LogicalType::Numeric { .. }, Value::Integer(integer)) => decimal(&integer.to_string(), logical),
        (LogicalType::Numeric { .. }, Value::Real(real)) => decimal(&real_text(*real), logical),
        (LogicalType::Numeric { .. }, Value::Text(text)) => decimal(text, logical),
        (LogicalType::Text { max_chars }, value) => {
            let text = as_text(value)?;
            let fits = max_chars.is_none_or(|max| text.chars().count() <= max as usize);
            (fits && !text.contains('\0')).then(|| quote_literal(&text))
        }
        (LogicalType::Bytea, Value::Blob(bytes)) => Some(bytea(bytes)),
        (LogicalType::Bytea, value) => Some(bytea(as_text(value)?.as_bytes())),
        (LogicalType::Uuid, Value::Text(text)) => uuid(Uuid::parse(text.as_bytes())?),
        (LogicalType::Uuid, Value::Blob(bytes)) => uuid(Uuid::from_blob(bytes)?),
        (LogicalType::Json | LogicalType::Jsonb, Value::Text(text)) => json(text),
        (
            LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz,
            value,
        ) => moment(value, logical, &choice.format, zone),
        _ => None,
    }
}

/// A truth word of the column's own pair, or one that PostgreSQL itself reads so.
fn truth(word: &str, format: &Format) -> Option<String> {
    if let Format::Boolean { spelling: BooleanSpelling::Words { yes, no } } = format
        && (word == yes || word == no)
    {
        return Some((word == yes).to_string());
    }
    match word.to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" => Some("true".to_owned()),
        "f" | "false" | "n" | "no" => Some("false".to_owned()),
        _ => None,
    }
}

fn float(real: f64) -> Option<String> {
    if real.is_finite() && !(real == 0.0 && real.is_sign_negative()) {
        return Some(real_text(real));
    }
    // As a number, -0.0 would lose its sign and an infinity has no spelling.
    let words = if real == 0.0 {
        "-0"
    } else if real > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    Some(format!("'{words}'::double precision"))
}

fn decimal(text: &str, logical: LogicalType) -> Option<String> {
    numeric_from_decimal(text.as_bytes(), Modifier::of(logical), &mut Vec::new()).ok()?;
    Some(text.trim_start_matches('+').to_owned())
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(integer) => Some(integer.to_string()),
        Value::Real(real) => Some(real_text(*real)),
        Value::Null | Value::Blob(_) | Value::Now(_) => None,
    }
}

fn bytea(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("'\\x{digits}'::bytea")
}

fn uuid(uuid: Uuid) -> Option<String> {
    let mut text = Vec::new();
    render(&uuid.bytes, UuidSpelling::Hyphens, &mut text);
    Some(format!("{}::uuid", quote_literal(&String::from_utf8(text).ok()?)))
}

/// JSON that `jsonb` takes too: `\u0000` is refused there.
fn json(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let zero = value.to_string().contains("\\u0000");
    (!zero && !text.contains('\0')).then(|| quote_literal(text))
}

/// A fixed moment, written with its zone where the type has one.
fn moment(value: &Value, logical: LogicalType, format: &Format, zone: ZonePolicy) -> Option<String> {
    let mut canonical = Vec::new();
    match value {
        Value::Text(text) => {
            encode_moment(&parse_moment(text.as_bytes())?, logical, zone, &mut canonical).ok()?
        }
        value => encode_instant(instant(value, format)?, logical, &mut canonical).ok()?,
    }
    let spelling = MomentText {
        date: logical != LogicalType::Time,
        between: CURRENT_SPELLING.between.filter(|_| logical != LogicalType::Time),
        clock: (logical != LogicalType::Date).then_some(Clock::FractionTrimmed),
        zone: if logical == LogicalType::TimestampTz { ZoneText::Colon(0) } else { ZoneText::None },
    };
    let mut text = Vec::new();
    render_moment(&canonical, logical, &MomentSpelling::Text(spelling), zone, &mut text).ok()?;
    Some(format!("{}::{}", quote_literal(&String::from_utf8(text).ok()?), logical.sql()))
}

/// A number as the column's numbers are understood, in microseconds since 2000-01-01 UTC.
fn instant(value: &Value, format: &Format) -> Option<i64> {
    let Format::Moment { spelling } = format else { return None };
    match (value, spelling) {
        (Value::Integer(integer), MomentSpelling::UnixSeconds) => {
            moment_from_unix(*integer, UnixUnit::Seconds)
        }
        (Value::Integer(integer), MomentSpelling::UnixMillis) => moment_from_unix(*integer, UnixUnit::Millis),
        (Value::Integer(integer), MomentSpelling::UnixMicros) => moment_from_unix(*integer, UnixUnit::Micros),
        (Value::Integer(integer), MomentSpelling::UnixSecondsReal) => from_unix_real(*integer as f64),
        (Value::Real(real), MomentSpelling::UnixSecondsReal) => from_unix_real(*real),
        (Value::Integer(integer), MomentSpelling::JulianDay) => from_julian(*integer as f64),
        (Value::Real(real), MomentSpelling::JulianDay) => from_julian(*real),
        _ => None,
    }
}

/// The current moment as the column would hold it.
fn current(now: Now, logical: LogicalType) -> Option<String> {
    Some(match (logical, now) {
        (LogicalType::TimestampTz, Now::Timestamp) => "date_trunc('second', CURRENT_TIMESTAMP)".to_owned(),
        (LogicalType::TimestampTz, Now::Date) => {
            format!("(date_trunc('day', {NOW_UTC}) AT TIME ZONE 'UTC')")
        }
        (LogicalType::Timestamp, Now::Timestamp) => format!("date_trunc('second', {NOW_UTC})"),
        (LogicalType::Timestamp, Now::Date) => format!("date_trunc('day', {NOW_UTC})"),
        (LogicalType::Date, Now::Date) => format!("{NOW_UTC}::date"),
        (LogicalType::Time, Now::Time) => format!("date_trunc('second', {NOW_UTC})::time without time zone"),
        (LogicalType::Text { max_chars }, now) => {
            let (pattern, characters) = match now {
                Now::Timestamp => ("YYYY-MM-DD HH24:MI:SS", 19),
                Now::Date => ("YYYY-MM-DD", 10),
                Now::Time => ("HH24:MI:SS", 8),
            };
            if max_chars.is_some_and(|max| max < characters) {
                return None;
            }
            format!("to_char({NOW_UTC}, '{pattern}')")
        }
        _ => return None,
    })
}
