//! Dates, times and instants: PostgreSQL has types for them, SQLite has texts and numbers.
//!
//! SQLite compares moments as the texts or numbers that they are. Where a text has a column's own shape, the order of
//! the texts is the order of the moments, so that the column is compared as it is and its index serves; else the
//! column is written as text first.

use super::context::Context;
use super::literal;
use super::outcome::Refusal;
use super::value::{Constant, Rep, Value};
use crate::postgres::emit::quote_literal;
use crate::row::datetime::parse_moment;
use crate::row::format::{Between, Clock, Format, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use crate::row::logical::LogicalType;

/// The shape of what `date()` gives.
pub(super) const DATE: MomentText =
    MomentText { date: true, between: None, clock: None, zone: ZoneText::None };
/// The shape of what `time()` gives.
pub(super) const TIME: MomentText =
    MomentText { date: false, between: None, clock: Some(Clock::Seconds), zone: ZoneText::None };
/// The shape of what `datetime()` gives.
pub(super) const DATETIME: MomentText = MomentText {
    date: true,
    between: Some(Between::Space),
    clock: Some(Clock::Seconds),
    zone: ZoneText::None,
};

/// The moment as `timestamp` in the zone that the column's text is in.
fn local(value: &Value, logical: LogicalType, zone_text: ZoneText, policy: ZonePolicy) -> String {
    if logical != LogicalType::TimestampTz {
        return value.arg();
    }
    let minutes = match (zone_text, policy) {
        (ZoneText::Colon(minutes) | ZoneText::Plain(minutes) | ZoneText::Hours(minutes), _) => minutes,
        (ZoneText::None, ZonePolicy::Offset(minutes)) => minutes,
        _ => 0,
    };
    match minutes {
        0 => format!("({} AT TIME ZONE 'UTC')", value.arg()),
        minutes => format!("({} AT TIME ZONE 'UTC' + interval '{minutes} minutes')", value.arg()),
    }
}

/// A column's value as the cell that it stands for.
pub(super) fn cell(
    cx: &mut Context<'_>,
    value: &Value,
    logical: LogicalType,
    spelling: &MomentSpelling,
    policy: ZonePolicy,
) -> Result<Value, Refusal> {
    let make = |sql: String, rep: Rep| {
        let mut cell = Value::new(sql, rep).nullable(value.nullable);
        cell.affinity = value.affinity;
        cell.collation = value.collation.clone();
        cell
    };
    let instant = local(value, logical, ZoneText::Z, policy);
    let epoch = format!("extract(epoch FROM {instant})");
    Ok(match spelling {
        MomentSpelling::UnixSeconds => make(format!("{epoch}::bigint"), Rep::Int),
        MomentSpelling::UnixMillis => make(format!("({epoch} * 1000)::bigint"), Rep::Int),
        MomentSpelling::UnixMicros => make(format!("({epoch} * 1000000)::bigint"), Rep::Int),
        MomentSpelling::UnixSecondsReal => make(format!("{epoch}::double precision"), Rep::Real),
        MomentSpelling::JulianDay => {
            cx.note(
                "julian-day-rounded",
                "A Julian day is computed from microseconds; its last digits may differ.",
            );
            make(format!("({epoch}::double precision / 86400.0 + 2440587.5)"), Rep::Real)
        }
        MomentSpelling::Text(shape) => {
            let pattern = pattern(shape, logical)?;
            let moment = match logical {
                LogicalType::Time => format!("('2000-01-01'::date + {})", value.arg()),
                LogicalType::Date => format!("{}::timestamp", value.arg()),
                _ => local(value, logical, shape.zone, policy),
            };
            let mut sql = cx.call("lite_moment_text", &[moment, quote_literal(&pattern)]);
            match shape.clock {
                Some(Clock::FractionTrimmed) => sql = format!("rtrim(rtrim({sql}, '0'), '.')"),
                Some(Clock::FractionWhenNotZero(digits)) => {
                    sql = format!(
                        "replace({sql}, {}, '')",
                        quote_literal(&format!(".{}", "0".repeat(digits.into())))
                    );
                }
                _ => {}
            }
            let zone = zone_suffix(shape.zone);
            if zone.is_empty() {
                make(sql, Rep::Text)
            } else {
                let mut text = make(format!("{sql} || {}", quote_literal(&zone)), Rep::Text);
                text.atom = false;
                text
            }
        }
    })
}

fn zone_suffix(zone: ZoneText) -> String {
    let (minutes, colon) = match zone {
        ZoneText::None => return String::new(),
        ZoneText::Z => return "Z".into(),
        ZoneText::SpaceUtc => return " UTC".into(),
        ZoneText::Colon(minutes) => (minutes, ":"),
        ZoneText::Plain(minutes) => (minutes, ""),
        ZoneText::Hours(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            return format!("{sign}{:02}", minutes.unsigned_abs() / 60);
        }
    };
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{colon}{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
}

/// `to_char`'s pattern of a shape.
fn pattern(shape: &MomentText, logical: LogicalType) -> Result<String, Refusal> {
    let mut pattern = String::new();
    if shape.date {
        pattern.push_str("YYYY-MM-DD");
    }
    match shape.between {
        Some(Between::Space) => pattern.push(' '),
        Some(Between::T) => pattern.push_str("\"T\""),
        None => {}
    }
    match shape.clock {
        None => {}
        Some(Clock::Minutes) => pattern.push_str("HH24:MI"),
        Some(Clock::Seconds) => pattern.push_str("HH24:MI:SS"),
        Some(Clock::Fraction(digits) | Clock::FractionWhenNotZero(digits)) if digits <= 6 => {
            pattern.push_str(&format!("HH24:MI:SS.FF{digits}"));
        }
        Some(Clock::Fraction(digits) | Clock::FractionWhenNotZero(digits)) => {
            pattern.push_str(&format!("HH24:MI:SS.US\"{}\"", "0".repeat(usize::from(digits) - 6)));
        }
        Some(Clock::FractionTrimmed) => pattern.push_str("HH24:MI:SS.US"),
    }
    if logical == LogicalType::Time && shape.date || pattern.is_empty() {
        return Err(Refusal::new("A column's type and spelling do not fit together."));
    }
    Ok(pattern)
}

/// Whether texts of a shape stand in the order of their moments.
fn ordered(shape: &MomentText) -> bool {
    match shape.clock {
        Some(Clock::FractionTrimmed | Clock::FractionWhenNotZero(_)) => shape.zone == ZoneText::None,
        _ => true,
    }
}

/// `moment` in UTC as the column's type; `None` when the column's text is not in UTC.
fn as_column(moment: &str, logical: LogicalType, shape: &MomentText, policy: ZonePolicy) -> Option<String> {
    let utc = match (shape.zone, policy) {
        (ZoneText::None, ZonePolicy::Offset(minutes)) => minutes == 0,
        (ZoneText::Colon(minutes) | ZoneText::Plain(minutes) | ZoneText::Hours(minutes), _) => minutes == 0,
        _ => true,
    };
    match logical {
        LogicalType::Date => Some(format!("{moment}::date")),
        LogicalType::Timestamp => Some(moment.to_owned()),
        LogicalType::TimestampTz if utc => Some(format!("({moment} AT TIME ZONE 'UTC')")),
        _ => None,
    }
}

/// What stands on the other side of a comparison with a moment's column, in the column's own type.
pub(super) struct Counterpart {
    pub sql: String,
    /// The text is a day before a column with a clock: it lies before all the day's texts, and is none of them.
    pub before_the_day: bool,
}

/// The other side of a comparison in the column's own type, where the order of texts is the order of moments.
pub(super) fn counterpart(column: &Value, other: &Value) -> Option<Counterpart> {
    let Rep::Stored(logical, Format::Moment { spelling }, policy) = &column.rep else { return None };
    if let Rep::Stored(other_logical, Format::Moment { spelling: other_spelling }, other_policy) = &other.rep
    {
        let same = (other_logical, other_spelling, other_policy) == (logical, spelling, policy);
        let in_order = !matches!(spelling, MomentSpelling::Text(shape) if !ordered(shape));
        return (same && in_order).then(|| Counterpart { sql: other.arg(), before_the_day: false });
    }
    match (spelling, &other.constant) {
        (MomentSpelling::Text(shape), Some(Constant::Text(text))) => {
            if !ordered(shape) {
                return None;
            }
            literal_counterpart(text, *logical, shape, *policy)
        }
        (MomentSpelling::Text(shape), None) => {
            let (other_shape, moment) = other.moment.as_ref()?;
            if other_shape != shape || !ordered(shape) {
                return None;
            }
            let sql = as_column(moment, *logical, shape, *policy)?;
            Some(Counterpart { sql, before_the_day: false })
        }
        _ => None,
    }
}

fn literal_counterpart(
    text: &str,
    logical: LogicalType,
    shape: &MomentText,
    policy: ZonePolicy,
) -> Option<Counterpart> {
    let parsed = parse_moment(text.as_bytes())?;
    let mut canonical = Vec::new();
    let day = shape.date && shape.clock.is_some() && text.len() == DATE_CHARACTERS;
    let spelled = if day { DATE } else { *shape };
    crate::row::datetime::encode_moment(&parsed, logical, policy, &mut canonical).ok()?;
    let mut again = Vec::new();
    crate::row::datetime::render_moment(
        &canonical,
        logical,
        &MomentSpelling::Text(*shape),
        policy,
        &mut again,
    )
    .ok()?;
    if day {
        if again.len() <= text.len() || !again.starts_with(text.as_bytes()) {
            return None;
        }
    } else if again != text.as_bytes() || spelled.date != shape.date {
        return None;
    }
    // A text in the shape of the column, which PostgreSQL reads in the same way when a zone is written.
    let zone = match (logical, shape.zone, policy) {
        (LogicalType::TimestampTz, ZoneText::None, ZonePolicy::Offset(minutes)) => {
            zone_suffix(ZoneText::Colon(minutes))
        }
        (LogicalType::TimestampTz, ZoneText::None, ZonePolicy::None) => return None,
        _ => String::new(),
    };
    let sql = format!("{}::{}", quote_literal(&format!("{text}{zone}")), logical.sql());
    Some(Counterpart { sql, before_the_day: day })
}

/// Characters of `YYYY-MM-DD`.
const DATE_CHARACTERS: usize = 10;

/// A cell's value as a column of a moment's type holds it.
pub(super) fn store(
    cx: &mut Context<'_>,
    value: &Value,
    logical: LogicalType,
    spelling: &MomentSpelling,
    policy: ZonePolicy,
) -> Result<String, Refusal> {
    if let Some(same) = counterpart(&column_like(logical, spelling, policy), value)
        && !same.before_the_day
    {
        return Ok(same.sql);
    }
    let cell = cx.cell(value)?;
    let to_type = |moment: String| match logical {
        LogicalType::Date => format!("{moment}::date"),
        LogicalType::Time => format!("{moment}::time"),
        LogicalType::Timestamp => moment,
        _ => format!("({moment} AT TIME ZONE 'UTC')"),
    };
    let from_epoch = |seconds: String| to_type(format!("(to_timestamp({seconds}) AT TIME ZONE 'UTC')"));
    match (spelling, &cell.rep) {
        (_, Rep::Null) => Ok(format!("NULL::{}", logical.sql())),
        (MomentSpelling::UnixSeconds | MomentSpelling::UnixSecondsReal, _) if cell.is_number() => {
            Ok(from_epoch(cx.real(&cell)?.sql))
        }
        (MomentSpelling::UnixMillis, _) if cell.is_number() => {
            Ok(from_epoch(format!("{} / 1000.0", cx.real(&cell)?.arg())))
        }
        (MomentSpelling::UnixMicros, _) if cell.is_number() => {
            Ok(from_epoch(format!("{} / 1000000.0", cx.real(&cell)?.arg())))
        }
        (MomentSpelling::JulianDay, _) if cell.is_number() => {
            Ok(from_epoch(format!("({} - 2440587.5) * 86400.0", cx.real(&cell)?.arg())))
        }
        _ => {
            if let Some((_, moment)) = &cell.moment {
                return Ok(to_type(moment.clone()));
            }
            if let Some(Constant::Text(text)) = &cell.constant {
                return store_literal(text, logical, policy);
            }
            let text = cx.text(&cell)?;
            let moment = cx.call("lite_moment", &[text.sql]);
            let shifted = match (logical, policy) {
                (LogicalType::TimestampTz, ZonePolicy::Offset(minutes)) if minutes != 0 => {
                    cx.note(
                        "zone-of-text-assumed",
                        "A computed text is stored as a moment in UTC; the column's text is in another zone.",
                    );
                    moment
                }
                _ => moment,
            };
            Ok(to_type(shifted))
        }
    }
}

fn store_literal(text: &str, logical: LogicalType, policy: ZonePolicy) -> Result<String, Refusal> {
    let refused = || Refusal::new(format!("{} is no {}.", quote_literal(text), logical.sql()));
    let parsed = parse_moment(text.as_bytes()).ok_or_else(refused)?;
    let mut canonical = Vec::new();
    crate::row::datetime::encode_moment(&parsed, logical, policy, &mut canonical).map_err(|_| refused())?;
    let (shape, suffix) = match logical {
        LogicalType::Date => (DATE, ""),
        LogicalType::Time => (MomentText { clock: Some(Clock::FractionTrimmed), ..TIME }, ""),
        _ => (MomentText { clock: Some(Clock::FractionTrimmed), ..DATETIME }, "+00:00"),
    };
    let mut plain = Vec::new();
    let policy = ZonePolicy::Offset(0);
    crate::row::datetime::render_moment(
        &canonical,
        logical,
        &MomentSpelling::Text(shape),
        policy,
        &mut plain,
    )
    .map_err(|_| refused())?;
    let mut plain = String::from_utf8(plain).map_err(|_| refused())?;
    if logical == LogicalType::TimestampTz {
        plain.push_str(suffix);
    }
    Ok(format!("{}::{}", literal::text_value(&plain)?.sql, logical.sql()))
}

fn column_like(logical: LogicalType, spelling: &MomentSpelling, policy: ZonePolicy) -> Value {
    Value::new("", Rep::Stored(logical, Format::Moment { spelling: *spelling }, policy))
}
