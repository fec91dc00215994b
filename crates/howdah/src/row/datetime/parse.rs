//! ISO 8601 text taken apart into what it means and how it is spelled.
//!
//! `YYYY-MM-DD`, a time of day, or both with a space or `T` between; `HH:MM[:SS[.f]]` with one to nine digits of
//! fraction; behind it no zone, `Z`, `±HH:MM`, `±HHMM`, `±HH` or ` UTC`. Nothing else: what is not recognised stays
//! text, so being strict loses nothing.

use crate::row::datetime::calendar::{DAY, MINUTE, SECOND, days_from_date};
use crate::row::format::{Between, Clock, MomentText, ZoneText};

/// PostgreSQL takes zones below 16 hours (`MAX_TZDISP_HOUR`).
const OFFSET_HOURS_MAX: i16 = 15;

/// What a text means, and how it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The spelling, with a concrete clock: `Minutes`, `Seconds` or `Fraction` (1 to 9).
    pub spelling: MomentText,
    /// The date in days since 2000-01-01.
    pub date: Option<i32>,
    /// Microseconds since midnight, 0 for a date alone; a whole day only for the time `24:00:00`.
    pub micros_of_day: i64,
    /// There is no fraction, or all its digits are zero.
    pub fraction_zero: bool,
    /// There is a fraction and its last digit is zero.
    pub trailing_zero: bool,
    /// Minutes east of UTC, where a zone is spelled.
    pub offset_minutes: Option<i16>,
    /// There are digits other than zero beyond the microseconds; `micros_of_day` is without them. The encoder
    /// refuses such a moment; a caller that keeps the original elsewhere may clear this flag.
    pub sub_micro: bool,
    /// Value and spelling together give the very text back.
    pub exact: bool,
}

/// Reads a date, a time or both; `None` when the text is not spelled so or names no moment of the years 0001 to 9999.
pub fn parse_moment(text: &[u8]) -> Option<Moment> {
    // The shortest is `HH:MM`, the longest `YYYY-MM-DD HH:MM:SS.fffffffff+HH:MM`.
    if !(5..=35).contains(&text.len()) || !text[0].is_ascii_digit() {
        return None;
    }
    let mut moment = Moment {
        spelling: MomentText { date: false, between: None, clock: None, zone: ZoneText::None },
        date: None,
        micros_of_day: 0,
        fraction_zero: true,
        trailing_zero: false,
        offset_minutes: None,
        sub_micro: false,
        exact: true,
    };
    let mut rest = text;
    if text[2] != b':' {
        let (date, behind) = text.split_first_chunk::<10>()?;
        moment.date = Some(parse_date(date)?);
        moment.spelling.date = true;
        moment.spelling.between = match behind {
            [] => return Some(moment),
            [b' ', ..] => Some(Between::Space),
            [b'T', ..] => Some(Between::T),
            _ => return None,
        };
        rest = &behind[1..];
    }
    rest = parse_clock(rest, &mut moment)?;
    parse_zone(rest, &mut moment)?;
    moment.exact &= !moment.sub_micro;
    Some(moment)
}

fn two(text: &[u8]) -> Option<u32> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
            Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
        }
        _ => None,
    }
}

fn parse_date(text: &[u8; 10]) -> Option<i32> {
    if text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let year = two(&text[0..2])? * 100 + two(&text[2..4])?;
    days_from_date(year as i32, two(&text[5..7])?, two(&text[8..10])?)
}

/// Reads `HH:MM[:SS[.f]]` and returns what stands behind.
fn parse_clock<'a>(text: &'a [u8], moment: &mut Moment) -> Option<&'a [u8]> {
    let (clock, mut rest) = text.split_first_chunk::<5>()?;
    let (hour, minute) = (two(clock)?, two(&clock[3..])?);
    if clock[2] != b':' || hour > 24 || minute > 59 {
        return None;
    }
    let mut micros = i64::from(hour * 60 + minute) * MINUTE;
    let mut spelled = Clock::Minutes;
    if let [b':', behind @ ..] = rest {
        let second = two(behind)?;
        if second > 59 {
            return None;
        }
        micros += i64::from(second) * SECOND;
        spelled = Clock::Seconds;
        rest = &behind[2..];
        if let [b'.', behind @ ..] = rest {
            let digits = behind.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(behind.len());
            if !(1..=9).contains(&digits) {
                return None;
            }
            let (fraction, behind) = behind.split_at(digits);
            let nanos = (0..9).fold(0i64, |sum, place| {
                sum * 10 + fraction.get(place).map_or(0, |&byte| i64::from(byte - b'0'))
            });
            micros += nanos / 1000;
            moment.sub_micro = nanos % 1000 != 0;
            moment.fraction_zero = nanos == 0;
            moment.trailing_zero = fraction[digits - 1] == b'0';
            spelled = Clock::Fraction(digits as u8);
            rest = behind;
        }
    }
    // The end of the day has a spelling of its own, for a time of day alone.
    if micros > DAY || (micros == DAY && (moment.date.is_some() || moment.sub_micro)) || micros < 0 {
        return None;
    }
    if hour == 24 && micros != DAY {
        return None;
    }
    moment.micros_of_day = micros;
    moment.spelling.clock = Some(spelled);
    Some(rest)
}

fn parse_zone(text: &[u8], moment: &mut Moment) -> Option<()> {
    let (zone, offset) = match text {
        [] => return Some(()),
        b"Z" => (ZoneText::Z, 0),
        b" UTC" => (ZoneText::SpaceUtc, 0),
        [sign @ (b'+' | b'-'), digits @ ..] => {
            let hours = two(digits)? as i16;
            let (minutes, spell): (i16, fn(i16) -> ZoneText) = match digits {
                [_, _] => (0, ZoneText::Hours),
                [_, _, b':', minutes @ ..] if minutes.len() == 2 => (two(minutes)? as i16, ZoneText::Colon),
                [_, _, minutes @ ..] if minutes.len() == 2 => (two(minutes)? as i16, ZoneText::Plain),
                _ => return None,
            };
            if hours > OFFSET_HOURS_MAX || minutes > 59 {
                return None;
            }
            let offset = hours * 60 + minutes;
            let offset = if *sign == b'-' { -offset } else { offset };
            // Minus zero would be written with a plus.
            moment.exact &= offset != 0 || *sign == b'+';
            (spell(offset), offset)
        }
        _ => return None,
    };
    moment.spelling.zone = zone;
    moment.offset_minutes = Some(offset);
    Some(())
}
