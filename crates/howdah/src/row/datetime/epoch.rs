//! Unix times and Julian day numbers, to and from microseconds since 2000-01-01 00:00:00 UTC.
//!
//! Integers are exact both ways. A REAL is finer or coarser than a microsecond: the way back gives *a* double, and the
//! caller compares it with the cell's and keeps the original where they differ.

use crate::row::datetime::calendar::{DAY, UNIX_SECONDS_OF_2000, in_range};
use serde::{Deserialize, Serialize};

/// The unit of an INTEGER count since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnixUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
}

impl UnixUnit {
    /// Microseconds in one.
    const fn micros(self) -> i64 {
        match self {
            UnixUnit::Seconds => 1_000_000,
            UnixUnit::Millis => 1000,
            UnixUnit::Micros => 1,
        }
    }
}

/// The unit that an INTEGER is most likely counted in, by its magnitude alone: seconds up to the year 5138, then
/// milliseconds from 1973 to 5138, then microseconds; `None` beyond. A column's numbers should agree on one.
pub fn likely_unit(value: i64) -> Option<UnixUnit> {
    match value.unsigned_abs() {
        0..100_000_000_000 => Some(UnixUnit::Seconds),
        100_000_000_000..100_000_000_000_000 => Some(UnixUnit::Millis),
        100_000_000_000_000..100_000_000_000_000_000 => Some(UnixUnit::Micros),
        _ => None,
    }
}

const UNIX_MICROS_OF_2000: i64 = UNIX_SECONDS_OF_2000 * 1_000_000;
/// 1970-01-01 00:00:00 UTC as a Julian day number.
const JULIAN_OF_UNIX: f64 = 2_440_587.5;
/// 2000-01-01 00:00:00 UTC, in milliseconds of Julian days.
const JULIAN_MILLIS_OF_2000: i64 = 211_813_444_800_000;
const DAY_MILLIS: f64 = 86_400_000.0;
/// No REAL beyond this is a moment of the years 0001 to 9999, in any unit that is asked for here.
const REAL_MAX: f64 = 1e12;

fn checked(micros: i64) -> Option<i64> {
    in_range(micros).then_some(micros)
}

/// An INTEGER Unix time in microseconds since 2000-01-01 UTC; `None` outside the years 0001 to 9999.
pub fn moment_from_unix(value: i64, unit: UnixUnit) -> Option<i64> {
    checked(value.checked_mul(unit.micros())?.checked_sub(UNIX_MICROS_OF_2000)?)
}

/// The INTEGER Unix time of an instant; `None` when it is finer than the unit or outside the years 0001 to 9999.
pub fn to_unix(micros: i64, unit: UnixUnit) -> Option<i64> {
    let unix = checked(micros)? + UNIX_MICROS_OF_2000;
    (unix % unit.micros() == 0).then_some(unix / unit.micros())
}

/// A REAL count of seconds since 1970-01-01 UTC, rounded to the microsecond.
pub fn from_unix_real(seconds: f64) -> Option<i64> {
    if seconds.is_nan() || seconds.abs() > REAL_MAX {
        return None;
    }
    // Whole seconds and the rest apart: their sum in microseconds has more digits than a double.
    let whole = seconds.floor();
    let fraction = ((seconds - whole) * 1e6).round();
    checked(whole as i64 * 1_000_000 + fraction as i64 - UNIX_MICROS_OF_2000)
}

/// The REAL Unix time of an instant: the double nearest to its decimal spelling.
pub fn to_unix_real(micros: i64) -> Option<f64> {
    let unix = checked(micros)? + UNIX_MICROS_OF_2000;
    // Up to 2^53 µs (the year 2255) the integer is exact and the division rounds once.
    Some(unix as f64 / 1e6)
}

/// Whether a REAL counts milliseconds rather than seconds, by the magnitude at which an INTEGER does ([`likely_unit`]).
pub fn is_real_millis(value: f64) -> bool {
    value.is_finite() && likely_unit(value as i64) == Some(UnixUnit::Millis)
}

/// A REAL count of milliseconds since 1970-01-01 UTC, rounded to the microsecond.
pub fn from_unix_millis_real(millis: f64) -> Option<i64> {
    if millis.is_nan() || millis.abs() > REAL_MAX * 1e3 {
        return None;
    }
    let whole = millis.floor();
    let fraction = ((millis - whole) * 1e3).round();
    checked(whole as i64 * 1000 + fraction as i64 - UNIX_MICROS_OF_2000)
}

/// The REAL count of milliseconds of an instant: the double nearest to its decimal spelling.
pub fn to_unix_millis_real(micros: i64) -> Option<f64> {
    Some((checked(micros)? + UNIX_MICROS_OF_2000) as f64 / 1e3)
}

/// A REAL Julian day number. When it is the double that SQLite writes for a whole millisecond, that millisecond is
/// meant (`julianday()` counts in them, <https://sqlite.org/lang_datefunc.html>); else the nearest microsecond.
pub fn from_julian(days: f64) -> Option<i64> {
    if days.is_nan() || days.abs() > REAL_MAX {
        return None;
    }
    let millis = (days * DAY_MILLIS).round();
    if millis / DAY_MILLIS == days {
        return checked((millis as i64).checked_sub(JULIAN_MILLIS_OF_2000)?.checked_mul(1000)?);
    }
    let unix = ((days - JULIAN_OF_UNIX) * DAY as f64).round();
    checked((unix as i64).checked_sub(UNIX_MICROS_OF_2000)?)
}

/// The REAL Julian day number of an instant: as SQLite writes it for a whole millisecond, else the nearest double.
pub fn to_julian(micros: i64) -> Option<f64> {
    let micros = checked(micros)?;
    if micros % 1000 == 0 {
        return Some((micros / 1000 + JULIAN_MILLIS_OF_2000) as f64 / DAY_MILLIS);
    }
    Some((micros + UNIX_MICROS_OF_2000) as f64 / DAY as f64 + JULIAN_OF_UNIX)
}
