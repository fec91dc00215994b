//! Dates and times as picoseconds, so that no writer's fraction is cut before it is compared.

const SECOND: i128 = 1_000_000_000_000;
const DAY: i128 = 86_400 * SECOND;
/// 1970-01-01 00:00 as a Julian day (<https://sqlite.org/lang_datefunc.html>).
const UNIX_JULIAN_DAY: f64 = 2_440_587.5;
/// The Julian day of 9999-12-31 24:00, the last that SQLite knows. A double around today's Julian day is exact to
/// 40 µs only, so that such a cell is allowed 1 ms.
const JULIAN_DAY_MAX: f64 = 5_373_484.5;

/// Reads a date, or a date and time with or without a zone (without one: UTC); PostgreSQL's ` BC` too.
pub(super) fn instant(text: &str) -> Option<i128> {
    let (text, before_christ) = match text.strip_suffix(" BC") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let year_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if year_digits < 4 {
        return None;
    }
    let year: i64 = text[..year_digits].parse().ok()?;
    let year = if before_christ { 1 - year } else { year };
    let rest = text[year_digits..].strip_prefix('-')?;
    let (month, rest) = two_digits(rest)?;
    let (day, rest) = two_digits(rest.strip_prefix('-')?)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    let midnight = i128::from(days_since_1970(year, month, day)) * DAY;
    if rest.is_empty() {
        return Some(midnight);
    }
    let (time, zone) = clock(rest.strip_prefix([' ', 'T'])?)?;
    Some(midnight + time - offset(zone)?)
}

/// Reads `HH:MM[:SS[.fraction]]`.
pub(super) fn time_of_day(text: &str) -> Option<i128> {
    let (time, rest) = clock(text)?;
    rest.is_empty().then_some(time)
}

/// The instant that an integer most likely means: seconds up to the year 5138, then milliseconds, then microseconds.
pub(super) fn unix(value: i64) -> i128 {
    let power = match value.unsigned_abs() {
        0..100_000_000_000 => 12,
        100_000_000_000..100_000_000_000_000 => 9,
        _ => 6,
    };
    i128::from(value) * 10_i128.pow(power)
}

/// The instant that a real most likely means, to the millisecond for Julian days and microsecond for Unix seconds.
pub(super) fn real(value: f64) -> i128 {
    let millisecond = SECOND / 1000;
    match (0.0..JULIAN_DAY_MAX).contains(&value) {
        true => ((value - UNIX_JULIAN_DAY) * 86_400_000.0).round() as i128 * millisecond,
        false => (value * 1e6).round() as i128 * (millisecond / 1000),
    }
}

/// Whether a real means the instant: as a Julian day within 1 ms, or as Unix seconds within 1 µs.
pub(super) fn real_is(value: f64, instant: i128) -> bool {
    let as_day = ((value - UNIX_JULIAN_DAY) * 86_400e6).round() as i128 * 1_000_000;
    let as_seconds = (value * 1e6).round() as i128 * 1_000_000;
    let julian = (0.0..JULIAN_DAY_MAX).contains(&value) && (as_day - instant).abs() <= SECOND / 1000;
    julian || (as_seconds - instant).abs() <= SECOND / 1_000_000
}

fn two_digits(text: &str) -> Option<(u32, &str)> {
    let digits = text.get(..2)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((digits.parse().ok()?, &text[2..]))
}

/// The time of day and what stands behind it. 24:00:00 and a leap second are read as PostgreSQL reads them.
fn clock(text: &str) -> Option<(i128, &str)> {
    let (hour, rest) = two_digits(text)?;
    let (minute, mut rest) = two_digits(rest.strip_prefix(':')?)?;
    let mut second = 0;
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = two_digits(after)?;
        if let Some(after) = rest.strip_prefix('.') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 12 {
                return None;
            }
            fraction = format!("{:0<12}", &after[..digits]).parse().ok()?;
            rest = &after[digits..];
        }
    }
    let time = (i128::from(hour) * 3600 + i128::from(minute) * 60 + i128::from(second)) * SECOND + fraction;
    (minute < 60 && second <= 60 && time <= DAY).then_some((time, rest))
}

/// East of UTC.
fn offset(zone: &str) -> Option<i128> {
    if matches!(zone, "" | "Z" | "z" | " UTC") {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = two_digits(&zone[1..])?;
    let (minutes, rest) = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => (0, ""),
        rest => two_digits(rest)?,
    };
    let (seconds, rest) = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => (0, ""),
        rest => two_digits(rest)?,
    };
    let total = i128::from(hours) * 3600 + i128::from(minutes) * 60 + i128::from(seconds);
    rest.is_empty().then_some(sign * total * SECOND)
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The proleptic Gregorian calendar, counted in eras of 400 years that begin in March.
fn days_since_1970(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_instant_are_one_number() {
        let wanted = Some(1_700_000_000 * SECOND + SECOND / 2);
        for same in [
            "2023-11-14 22:13:20.5",
            "2023-11-14T22:13:20.500000Z",
            "2023-11-14 22:13:20.5+00",
            "2023-11-15 00:13:20.5+02:00",
            "2023-11-14T17:43:20.5-0430",
            "2023-11-14 22:13:20.5 UTC",
        ] {
            assert_eq!(instant(same), wanted, "{same}");
        }
        assert_eq!(instant("1970-01-01"), Some(0));
        assert_eq!(instant("0001-01-01 BC"), Some(-719_528 * DAY));
        assert_eq!(instant("2024-02-29 24:00"), instant("2024-03-01"));
        assert_eq!(time_of_day("01:02:03.000004"), Some(3723 * SECOND + 4_000_000));
    }

    #[test]
    fn what_is_no_time_is_not_read_as_one() {
        for no in [
            "",
            "2023-02-29",
            "2023-1-01",
            "0000-00-00",
            "now",
            "2023-11-14 25:00",
            "2023-11-14x",
            "23-01-01",
        ] {
            assert_eq!(instant(no), None, "{no:?}");
        }
        assert_eq!(time_of_day("12:00Z"), None);
    }

    #[test]
    fn numbers_mean_instants_by_their_size() {
        assert_eq!(unix(1_700_000_000), unix(1_700_000_000_000));
        assert_eq!(unix(1_700_000_000), unix(1_700_000_000_000_000));
        assert_eq!(real(2_440_588.0), DAY / 2);
        assert!(real_is(2_460_263.426_620_37, 1_700_000_060 * SECOND));
        assert!(!real_is(2_460_263.426_620_37, 1_700_000_061 * SECOND));
        assert!(real_is(1_700_000_000.5, 1_700_000_000 * SECOND + SECOND / 2));
    }
}
