//! Canonical bytes back to a cell, in a column's spelling.
//!
//! A spelling can be coarser than a value that was changed since: then the text says more rather than losing it
//! (seconds where the column has minutes, a fraction where it has seconds); a number that cannot say it is a misfit.

use crate::row::datetime::calendar::{DAY, FIRST_DAY, LAST_DAY, MINUTE, SECOND, date_from_days, in_range};
use crate::row::datetime::epoch::{UnixUnit, to_julian, to_unix, to_unix_real};
use crate::row::format::{Between, Clock, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use crate::row::logical::LogicalType;
use crate::row::misfit::Misfit;

/// A cell of SQLite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rendered {
    /// TEXT, appended to the buffer.
    Text,
    /// INTEGER.
    Integer(i64),
    /// REAL.
    Real(f64),
}

/// Renders canonical bytes of `logical` in a spelling; text is appended to `out`.
///
/// `policy` is the one the values were encoded with: text without a zone is local to its offset. Infinities, years
/// beyond 0001 to 9999, and a spelling that lacks the parts that the type needs are misfits.
pub fn render_moment(
    canonical: &[u8],
    logical: LogicalType,
    spelling: &MomentSpelling,
    policy: ZonePolicy,
    out: &mut Vec<u8>,
) -> Result<Rendered, Misfit> {
    let micros = match logical {
        LogicalType::Date => {
            let days = i32::from_be_bytes(canonical.try_into().map_err(|_| Misfit::Malformed)?);
            if !(FIRST_DAY..=LAST_DAY).contains(&days) {
                return Err(Misfit::OutOfRange);
            }
            i64::from(days) * DAY
        }
        LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
            i64::from_be_bytes(canonical.try_into().map_err(|_| Misfit::Malformed)?)
        }
        _ => return Err(Misfit::WrongParts),
    };
    let text = match spelling {
        MomentSpelling::Text(text) => text,
        _ if logical == LogicalType::Time => return Err(Misfit::WrongParts),
        number => return render_number(micros, number),
    };
    if logical == LogicalType::Time {
        return render_time(micros, text, out);
    }
    let zone = match (text.zone, logical, policy) {
        (ZoneText::None, LogicalType::TimestampTz, ZonePolicy::Offset(offset)) => offset,
        (ZoneText::None, LogicalType::TimestampTz, ZonePolicy::None) => return Err(Misfit::NoZone),
        (ZoneText::None, ..) => 0,
        (zone, LogicalType::TimestampTz, _) => offset_of(zone),
        _ => return Err(Misfit::HasZone),
    };
    let local = micros.checked_add(i64::from(zone) * MINUTE).ok_or(Misfit::OutOfRange)?;
    if !in_range(local) {
        return Err(Misfit::OutOfRange);
    }
    if !text.date {
        return Err(Misfit::WrongParts);
    }
    let (days, micros_of_day) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    write_date(days as i32, out);
    // A date alone says midnight; any other time of day has to be written.
    let clock = text.clock.or((micros_of_day != 0).then_some(Clock::Seconds));
    if let Some(clock) = clock {
        out.push(if text.between == Some(Between::T) { b'T' } else { b' ' });
        write_clock(micros_of_day, clock, out);
        write_zone(text.zone, out);
    }
    Ok(Rendered::Text)
}

fn render_number(micros: i64, spelling: &MomentSpelling) -> Result<Rendered, Misfit> {
    if !in_range(micros) {
        return Err(Misfit::OutOfRange);
    }
    let unix = |unit| to_unix(micros, unit).map(Rendered::Integer).ok_or(Misfit::TooFine);
    match spelling {
        MomentSpelling::UnixSeconds => unix(UnixUnit::Seconds),
        MomentSpelling::UnixMillis => unix(UnixUnit::Millis),
        MomentSpelling::UnixMicros => unix(UnixUnit::Micros),
        MomentSpelling::UnixSecondsReal => to_unix_real(micros).map(Rendered::Real).ok_or(Misfit::OutOfRange),
        MomentSpelling::JulianDay => to_julian(micros).map(Rendered::Real).ok_or(Misfit::OutOfRange),
        MomentSpelling::Text(_) => Err(Misfit::WrongParts),
    }
}

fn render_time(micros: i64, text: &MomentText, out: &mut Vec<u8>) -> Result<Rendered, Misfit> {
    if !(0..=DAY).contains(&micros) {
        return Err(Misfit::Malformed);
    }
    match (text.date, text.zone, text.clock) {
        (
            _,
            ZoneText::Z | ZoneText::Colon(_) | ZoneText::Plain(_) | ZoneText::Hours(_) | ZoneText::SpaceUtc,
            _,
        ) => Err(Misfit::HasZone),
        (true, ..) | (.., None) => Err(Misfit::WrongParts),
        (false, ZoneText::None, Some(clock)) => {
            write_clock(micros, clock, out);
            Ok(Rendered::Text)
        }
    }
}

/// Minutes east of UTC.
fn offset_of(zone: ZoneText) -> i16 {
    match zone {
        ZoneText::None | ZoneText::Z | ZoneText::SpaceUtc => 0,
        ZoneText::Colon(offset) | ZoneText::Plain(offset) | ZoneText::Hours(offset) => offset,
    }
}

fn push_two(value: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]);
}

fn write_date(days: i32, out: &mut Vec<u8>) {
    let (year, month, day) = date_from_days(days);
    push_two(year as u32 / 100, out);
    push_two(year as u32 % 100, out);
    out.push(b'-');
    push_two(month, out);
    out.push(b'-');
    push_two(day, out);
}

fn write_clock(micros: i64, clock: Clock, out: &mut Vec<u8>) {
    let (seconds, fraction) = ((micros / SECOND) as u32, (micros % SECOND) as u32);
    push_two(seconds / 3600, out);
    out.push(b':');
    push_two(seconds / 60 % 60, out);
    if clock == Clock::Minutes && seconds % 60 == 0 && fraction == 0 {
        return;
    }
    out.push(b':');
    push_two(seconds % 60, out);
    let digits = match clock {
        Clock::Fraction(digits) => digits.max(needed_digits(fraction)),
        Clock::FractionWhenNotZero(digits) if fraction != 0 => digits.max(needed_digits(fraction)),
        _ => needed_digits(fraction),
    };
    if digits > 0 {
        out.push(b'.');
        let mut rest = fraction;
        for place in 0..digits {
            let unit = if place < 6 { 10u32.pow(5 - u32::from(place)) } else { 1 };
            out.push(if place < 6 { b'0' + (rest / unit) as u8 } else { b'0' });
            rest %= unit;
        }
    }
}

/// Digits that a fraction in microseconds needs without trailing zeros.
fn needed_digits(fraction: u32) -> u8 {
    let (mut digits, mut rest) = (6, fraction);
    if fraction == 0 {
        return 0;
    }
    while rest % 10 == 0 {
        rest /= 10;
        digits -= 1;
    }
    digits
}

fn write_zone(zone: ZoneText, out: &mut Vec<u8>) {
    let offset = offset_of(zone);
    let (hours, minutes) = (u32::from(offset.unsigned_abs() / 60), u32::from(offset.unsigned_abs() % 60));
    match zone {
        ZoneText::None => return,
        ZoneText::Z => return out.push(b'Z'),
        ZoneText::SpaceUtc => return out.extend_from_slice(b" UTC"),
        ZoneText::Colon(_) | ZoneText::Plain(_) | ZoneText::Hours(_) => {}
    }
    out.push(if offset < 0 { b'-' } else { b'+' });
    push_two(hours, out);
    match zone {
        ZoneText::Colon(_) => out.push(b':'),
        ZoneText::Hours(_) if minutes == 0 => return,
        _ => {}
    }
    push_two(minutes, out);
}
