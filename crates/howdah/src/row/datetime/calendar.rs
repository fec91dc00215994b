//! Days and their numbers in the proleptic Gregorian calendar.

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in a day.
pub const DAY: i64 = 24 * 60 * MINUTE;
/// 0001-01-01, in days since 2000-01-01.
pub const FIRST_DAY: i32 = -730_119;
/// 9999-12-31, in days since 2000-01-01.
pub const LAST_DAY: i32 = 2_921_939;
/// 2000-01-01 00:00:00 UTC, in seconds since 1970-01-01 00:00:00 UTC.
pub const UNIX_SECONDS_OF_2000: i64 = 946_684_800;
/// 2000-01-01 counted from 0000-03-01, where the arithmetic below starts so that a leap day ends its year.
const DAYS_TO_2000: i32 = 730_425;

/// Days in 400 years.
const ERA: i32 = 146_097;

/// The number of a date, in days since 2000-01-01, or `None` when there is no such date.
pub fn days_from_date(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=9999).contains(&year)
        || !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
    {
        return None;
    }
    // Years begin in March here: month 0 is March, and January and February belong to the year before.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month as i32 + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day as i32 - 1;
    Some(365 * year + year / 4 - year / 100 + year / 400 + day_of_year - DAYS_TO_2000)
}

/// The year, month and day of a day between [`FIRST_DAY`] and [`LAST_DAY`].
pub fn date_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + DAYS_TO_2000;
    let era = days.div_euclid(ERA);
    let day_of_era = days.rem_euclid(ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year_of_era + carry, month as u32, day as u32)
}

/// Whether an instant, in microseconds since 2000-01-01, lies in the years 0001 to 9999.
pub fn in_range(micros: i64) -> bool {
    (i64::from(FIRST_DAY) * DAY..(i64::from(LAST_DAY) + 1) * DAY).contains(&micros)
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}
