//! `date`, `time`, `timestamp`, `timestamptz`: texts of ISO 8601 parts, Unix times, Julian days.

use super::{Held, Subject, misfit};
use crate::catalog::profile::ColumnProfile;
use crate::row::format::{Between, Clock, Format, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use crate::row::logical::LogicalType;

/// How SQLite's CURRENT_TIMESTAMP is spelled (<https://sqlite.org/lang_createtable.html#the_default_clause>).
pub(in crate::plan) const CURRENT_SPELLING: MomentText = MomentText {
    date: true,
    between: Some(Between::Space),
    clock: Some(Clock::Seconds),
    zone: ZoneText::None,
};

/// Unix times between 1973 and 2103 are plausible, in hundreds of millions of seconds: no two units overlap.
const YEARS: (i64, i64) = (1, 42);
const SECONDS: i64 = 100_000_000;

/// The cells of a column's tally by the parts that they have.
#[derive(Debug, Default)]
struct Parts {
    days: u64,
    clocks: u64,
    stamps: u64,
    zoned: u64,
    seconds: u64,
    millis: u64,
    micros: u64,
    reals: [u64; 2],
    real_millis: u64,
}

impl Parts {
    fn of(subject: &Subject) -> Parts {
        let mut parts = Parts::default();
        for (spelling, cells) in subject.profile.moments.spellings() {
            let sum = match spelling {
                MomentSpelling::UnixSeconds => &mut parts.seconds,
                MomentSpelling::UnixMillis => &mut parts.millis,
                MomentSpelling::UnixMicros => &mut parts.micros,
                MomentSpelling::UnixSecondsReal => &mut parts.reals[0],
                MomentSpelling::JulianDay => &mut parts.reals[1],
                MomentSpelling::Text(MomentText { clock: None, .. }) => &mut parts.days,
                MomentSpelling::Text(MomentText { date: false, zone: ZoneText::None, .. }) => {
                    &mut parts.clocks
                }
                // A time of day with a zone has no counterpart here.
                MomentSpelling::Text(MomentText { date: false, .. }) => continue,
                MomentSpelling::Text(MomentText { zone: ZoneText::None, .. }) => &mut parts.stamps,
                MomentSpelling::Text(_) => &mut parts.zoned,
            };
            *sum += cells;
        }
        parts.real_millis = subject.profile.moments.real_millis();
        parts.millis -= parts.real_millis;
        parts
    }

    /// Texts that the type holds.
    fn texts(&self, subject: &Subject, logical: LogicalType) -> u64 {
        match logical {
            LogicalType::Date => self.days,
            LogicalType::Time => self.clocks,
            LogicalType::Timestamp => self.days + self.stamps,
            _ if subject.options.zone == ZonePolicy::None => self.zoned,
            _ => self.days + self.stamps + self.zoned,
        }
    }

    /// The unit of the INTEGER cells, when each lies in that unit's plausible years; 0 and 1 may be anything.
    fn unit(&self, profile: &ColumnProfile) -> Option<MomentSpelling> {
        let (low, high) = profile.integer_range?;
        let units = [
            (MomentSpelling::UnixSeconds, self.seconds, SECONDS),
            (MomentSpelling::UnixMillis, self.millis, SECONDS * 1000),
            (MomentSpelling::UnixMicros, self.micros, SECONDS * 1_000_000),
        ];
        let fits = |counted: u64, scale: i64| {
            let plausible = YEARS.0 * scale..=YEARS.1 * scale;
            // Above a 0 or 1 the range says nothing of the smallest of the others; their count does, where the
            // declaration made the profile count.
            let others = counted >= profile.integers_not_boolean || self.units() == 0;
            plausible.contains(&high) && (plausible.contains(&low) || ((low == 0 || low == 1) && others))
        };
        units.into_iter().find(|&(_, counted, scale)| fits(counted, scale)).map(|(unit, _, _)| unit)
    }

    fn units(&self) -> u64 {
        self.seconds + self.millis + self.micros
    }

    fn one_real(&self, reals: u64) -> bool {
        reals == 0 || self.reals.contains(&reals) || self.real_millis == reals
    }
}

pub(super) fn hold(subject: &Subject, logical: LogicalType) -> Result<Held, String> {
    let profile = subject.profile;
    if profile.values() == 0 {
        let spelling = MomentSpelling::Text(unseen(logical));
        return Ok(Held { format: Format::Moment { spelling }, distinct: true });
    }
    let parts = Parts::of(subject);
    let texts = parts.texts(subject, logical);
    let instants = matches!(logical, LogicalType::Timestamp | LogicalType::TimestampTz);
    let others = misfit(&[
        (profile.blobs, "BLOB"),
        (profile.moments_beyond_micros, "times with digits beyond the microsecond"),
        (profile.texts.saturating_sub(texts), "TEXT that is no such time"),
        (if instants { 0 } else { profile.integers + profile.reals }, "numbers"),
    ]);
    if !others.is_empty() {
        return Err(others);
    }
    let unit = parts.unit(profile);
    if (profile.integers > 0 && unit.is_none()) || !parts.one_real(profile.reals) {
        return Err("numbers in no one unit of time".to_owned());
    }
    let (spelling, restored) = majority(subject, unit);
    if parts.real_millis > 0 && (unit.is_none() || spelling != MomentSpelling::UnixMillis) {
        return Err("milliseconds with a fraction among other times".to_owned());
    }
    // REAL cells that are not the majority are read as seconds.
    if parts.reals[1] > 0 && spelling != MomentSpelling::JulianDay {
        return Err("Julian days among other times".to_owned());
    }
    Ok(Held { format: Format::Moment { spelling }, distinct: restored == profile.values() })
}

/// The spelling that restores most cells, and how many. Zeros and ones count to the unit of the other integers.
fn majority(subject: &Subject, unit: Option<MomentSpelling>) -> (MomentSpelling, u64) {
    let integers = subject.profile.integers;
    match (subject.profile.moments.best_spelling(), unit) {
        (Some((spelling, restored)), None) => (spelling, restored),
        (Some((spelling, restored)), Some(_)) if restored > integers => (spelling, restored),
        (_, Some(unit)) => (unit, integers),
        (None, None) => (MomentSpelling::Text(CURRENT_SPELLING), 0),
    }
}

/// How new values are likely to be spelled: as SQLite's own functions do.
fn unseen(logical: LogicalType) -> MomentText {
    match logical {
        LogicalType::Date => MomentText { between: None, clock: None, ..CURRENT_SPELLING },
        LogicalType::Time => MomentText { date: false, between: None, ..CURRENT_SPELLING },
        _ => CURRENT_SPELLING,
    }
}

/// Cells that are no value of the type.
pub(super) fn others(subject: &Subject, logical: LogicalType) -> u64 {
    let parts = Parts::of(subject);
    let numbers = match logical {
        LogicalType::Timestamp | LogicalType::TimestampTz => {
            parts.units() + parts.reals[0] + parts.reals[1] + parts.real_millis
        }
        _ => 0,
    };
    subject.profile.values().saturating_sub(parts.texts(subject, logical) + numbers)
}

/// Whether the column's texts without a zone were given the one of the zone policy.
pub(in crate::plan) fn zone_assumed(subject: &Subject) -> bool {
    let parts = Parts::of(subject);
    parts.stamps + parts.days > 0
}
