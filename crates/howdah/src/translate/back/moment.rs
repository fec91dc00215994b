//! Dates and times: constants in the form of cells, and what is taken out of a cell.

use super::kind::Kind;
use super::value::Value;
use super::{Result, Stored, Untranslatable};
use crate::row::datetime::calendar::{date_from_days, days_from_date};

/// A constant as `DateStyle = ISO` writes it, in the form of a cell. What no cell but one in PostgreSQL's own words can
/// hold is [`Stored::MomentText`].
pub(super) fn constant(text: &str, kind: &Kind) -> Option<(String, Stored)> {
    let stored = match kind {
        Kind::Date => Stored::Date,
        Kind::Time => Stored::Time,
        Kind::Timestamp => Stored::Timestamp,
        Kind::TimestampTz => Stored::TimestampTz,
        _ => return None,
    };
    if matches!(text, "infinity" | "-infinity") && *kind != Kind::Time || text == "24:00:00" {
        return Some((text.to_owned(), Stored::MomentText));
    }
    match kind {
        Kind::Date => is_date(text).then(|| (text.to_owned(), stored)),
        Kind::Time => time(text).map(|time| (time, stored)),
        _ => {
            let (date, rest) = text.split_once(' ')?;
            if !is_date(date) {
                return None;
            }
            if *kind == Kind::Timestamp {
                return Some((format!("{date} {}", time(rest)?), stored));
            }
            let at = rest.rfind(['+', '-'])?;
            let clock = time(&rest[..at])?;
            let offset = offset(&rest[at..])?;
            Some((format!("{}+00:00", in_utc(date, &clock, offset)?), stored))
        }
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && numbers(text, '-').is_some_and(|parts| {
            parts[0] > 0 && days_from_date(parts[0], parts[1] as u32, parts[2] as u32).is_some()
        })
}

fn numbers(text: &str, between: char) -> Option<Vec<i32>> {
    text.split(between).map(|part| part.parse().ok()).collect()
}

/// `13:00:00.5`, its fraction without zeros at the end.
fn time(text: &str) -> Option<String> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let parts = numbers(clock, ':')?;
    let well = clock.len() == 8 && parts.len() == 3 && parts[0] < 24 && parts[1] < 60 && parts[2] < 60;
    if !well || !fraction.bytes().all(|byte| byte.is_ascii_digit()) || fraction.len() > 6 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { clock.to_owned() } else { format!("{clock}.{fraction}") })
}

/// Seconds of `+05:30`.
fn offset(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let parts = numbers(&text[1..], ':')?;
    let seconds = parts.iter().chain([&0, &0]).take(3).fold(0, |sum, part| sum * 60 + i64::from(*part));
    (parts.len() <= 3).then_some(sign * seconds)
}

fn in_utc(date: &str, clock: &str, offset: i64) -> Option<String> {
    let parts = numbers(date, '-')?;
    let days = i64::from(days_from_date(parts[0], parts[1] as u32, parts[2] as u32)?);
    let (whole, fraction) = match clock.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (clock, String::new()),
    };
    let parts = numbers(whole, ':')?;
    let seconds = days * 86_400 + i64::from(parts[0] * 3600 + parts[1] * 60 + parts[2]) - offset;
    let (year, month, day) = date_from_days(i32::try_from(seconds.div_euclid(86_400)).ok()?);
    if !(1..=9999).contains(&year) {
        return None;
    }
    let second = seconds.rem_euclid(86_400);
    Some(format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}{fraction}",
        second / 3600,
        second / 60 % 60,
        second % 60
    ))
}

/// `EXTRACT(field FROM value)`, an exact number.
pub(super) fn extract(field: &str, value: &Value) -> Result<Value> {
    let sql = &value.sql;
    let part = |from: u32, count: u32| format!("CAST(substr({sql}, {from}, {count}) AS INTEGER)");
    let dated = matches!(value.stored, Stored::Date | Stored::Timestamp);
    let timed = value.stored == Stored::Timestamp;
    let number = match (field, value.stored) {
        ("year", _) if dated => part(1, 4),
        ("month", _) if dated => part(6, 2),
        ("day", _) if dated => part(9, 2),
        ("quarter", _) if dated => format!("(({} + 2) / 3)", part(6, 2)),
        ("doy", _) if dated => format!("CAST(strftime('%j', {sql}) AS INTEGER)"),
        ("dow", _) if dated => format!("CAST(strftime('%w', {sql}) AS INTEGER)"),
        ("isodow", _) if dated => format!("((CAST(strftime('%w', {sql}) AS INTEGER) + 6) % 7 + 1)"),
        ("decade", _) if dated => format!("({} / 10)", part(1, 4)),
        ("hour", _) if timed => part(12, 2),
        ("minute", _) if timed => part(15, 2),
        ("hour", Stored::Time) => part(1, 2),
        ("minute", Stored::Time) => part(4, 2),
        _ => {
            return Err(Untranslatable::new(format!(
                "EXTRACT of {field} from {} has no counterpart with the same meaning.",
                value.kind
            )));
        }
    };
    Ok(Value::new(number, Kind::Numeric, Stored::Number))
}

/// `date_trunc(field, timestamp)`.
pub(super) fn truncate(field: &str, value: &Value) -> Result<Value> {
    let (length, rest) = match field {
        "year" => (4, "-01-01 00:00:00"),
        "month" => (7, "-01 00:00:00"),
        "day" => (10, " 00:00:00"),
        "hour" => (13, ":00:00"),
        "minute" => (16, ":00"),
        "second" => (19, ""),
        _ => return Err(Untranslatable::new(format!("date_trunc to {field} has no counterpart."))),
    };
    if value.stored != Stored::Timestamp {
        return Err(Untranslatable::new(format!(
            "date_trunc of {} depends on the session's time zone.",
            value.kind
        )));
    }
    let sql = match rest {
        "" => format!("substr({}, 1, {length})", value.sql),
        rest => format!("(substr({}, 1, {length}) || '{rest}')", value.sql),
    };
    Ok(Value::new(sql, Kind::Timestamp, Stored::Timestamp))
}

/// A date or timestamp without a zone as the other.
pub(super) fn converted(value: &Value, kind: &Kind) -> Option<Value> {
    let (sql, stored) = match (value.stored, kind) {
        (Stored::Date, Kind::Timestamp) => (format!("({} || ' 00:00:00')", value.sql), Stored::Timestamp),
        (Stored::Timestamp, Kind::Date) => (format!("substr({}, 1, 10)", value.sql), Stored::Date),
        (Stored::Timestamp, Kind::Time) => (format!("substr({}, 12)", value.sql), Stored::Time),
        _ => return None,
    };
    Some(Value::new(sql, kind.clone(), stored))
}

/// `value AT TIME ZONE 'UTC'`.
pub(super) fn at_utc(value: &Value) -> Result<Value> {
    match value.stored {
        Stored::TimestampTz => Ok(Value::new(
            format!("substr({0}, 1, length({0}) - 6)", value.sql),
            Kind::Timestamp,
            Stored::Timestamp,
        )),
        Stored::Timestamp => {
            Ok(Value::new(format!("({} || '+00:00')", value.sql), Kind::TimestampTz, Stored::TimestampTz))
        }
        _ => Err(Untranslatable::new(format!("AT TIME ZONE of {} has no counterpart.", value.kind))),
    }
}

/// Whether a zone's name is UTC's.
pub(super) fn is_utc(zone: &str) -> bool {
    ["utc", "etc/utc", "gmt", "z", "zulu", "uct", "etc/gmt", "+00", "0", "+00:00"]
        .iter()
        .any(|name| zone.eq_ignore_ascii_case(name))
}
