//! The clock, as a default reads it: SQLite's `now` in UTC and milliseconds, in the form of a cell.

use super::kind::Kind;
use super::{Result, Stored, Untranslatable};

/// A moment relative to now, before it has the form of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clock {
    /// `timestamp with time zone`, or what it was cast to.
    pub kind: Kind,
    /// Modifiers of SQLite's date functions: `'+7 days'`, `'start of day'`.
    modifiers: Vec<String>,
    /// Digits of a second's fraction.
    fraction: bool,
}

impl Clock {
    pub(super) fn new(kind: Kind) -> Clock {
        let fraction = kind != Kind::Date;
        Clock { kind, modifiers: Vec::new(), fraction }
    }

    /// Cast to another type; zones are UTC.
    pub(super) fn cast(mut self, kind: &Kind, digits: Option<u64>) -> Result<Clock> {
        let moment = matches!(kind, Kind::Date | Kind::Time | Kind::Timestamp | Kind::TimestampTz);
        if !moment
            || self.kind == Kind::Time && *kind != Kind::Time
            || self.kind == Kind::Date && *kind == Kind::Time
        {
            return Err(Untranslatable::new(format!("The clock as {kind} has no counterpart in SQLite.")));
        }
        // A date is the beginning of its day.
        if (*kind == Kind::Date) != (self.kind == Kind::Date) {
            self.modifiers.push("start of day".into());
            self.fraction = false;
        }
        match digits {
            // PostgreSQL rounds to the second, SQLite cuts: half a second is within what a clock is read in.
            Some(0) => self.fraction = false,
            Some(1 | 2) => {
                return Err(Untranslatable::new(
                    "A clock in tenths of a second has no counterpart in SQLite.",
                ));
            }
            _ => {}
        }
        self.kind = kind.clone();
        Ok(self)
    }

    /// Moved by an interval as `IntervalStyle = postgres` writes it: days, hours, minutes and seconds. Months are
    /// counted otherwise in SQLite, where the 31st of January and a month is a day in March.
    pub(super) fn plus(mut self, interval: &str, negative: bool) -> Result<Clock> {
        let refuse = || {
            Untranslatable::new(format!(
                "The interval {interval} has no counterpart with the same meaning in SQLite's date functions."
            ))
        };
        if !matches!(self.kind, Kind::Timestamp | Kind::TimestampTz) {
            return Err(refuse());
        }
        let mut words = interval.split_whitespace();
        while let Some(word) = words.next() {
            if let Some((hours, rest)) = word.split_once(':') {
                let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
                let minus = hours.starts_with('-');
                let parts = [hours.trim_start_matches(['-', '+']), minutes, seconds];
                let parts: Option<Vec<i64>> = parts.iter().map(|part| part.parse().ok()).collect();
                let parts = parts.ok_or_else(refuse)?;
                let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
                self.modifiers
                    .push(format!("{:+} seconds", if minus != negative { -seconds } else { seconds }));
                continue;
            }
            let count: i64 = word.parse().map_err(|_| refuse())?;
            let count = if negative { -count } else { count };
            match words.next() {
                Some("day" | "days") => self.modifiers.push(format!("{count:+} days")),
                _ => return Err(refuse()),
            }
        }
        Ok(self)
    }

    /// A date moved by days.
    pub(super) fn days(mut self, count: i64) -> Result<Clock> {
        if self.kind != Kind::Date {
            return Err(Untranslatable::new("A moment and a number have no sum in SQLite."));
        }
        self.modifiers.push(format!("{count:+} days"));
        Ok(self)
    }

    /// `date_trunc` of the clock.
    pub(super) fn truncate(mut self, field: &str) -> Result<Clock> {
        match field {
            "day" => self.modifiers.push("start of day".into()),
            "month" => self.modifiers.push("start of month".into()),
            "year" => self.modifiers.push("start of year".into()),
            "second" => {}
            _ => return Err(Untranslatable::new(format!("date_trunc to {field} has no counterpart."))),
        }
        self.fraction = false;
        Ok(self)
    }

    /// The call that reads it, in the form of a cell; `written` is the column's type when its cells are PostgreSQL's
    /// words.
    pub(super) fn sql(&self, stored: Stored, written: &Kind) -> Result<String> {
        let (kind, zone) = match stored {
            Stored::Date => (Kind::Date, ""),
            Stored::Time => (Kind::Time, ""),
            Stored::Timestamp => (Kind::Timestamp, ""),
            Stored::TimestampTz => (Kind::TimestampTz, "+00:00"),
            Stored::MomentText if *written == Kind::TimestampTz => (Kind::TimestampTz, "+00"),
            Stored::MomentText => (written.clone(), ""),
            _ => {
                return Err(Untranslatable::new(format!("The clock has no form in a column of {written}.")));
            }
        };
        let this = self.clone().cast(&kind, None)?;
        let modifiers: String = this.modifiers.iter().map(|modifier| format!(", '{modifier}'")).collect();
        let form = match (&kind, this.fraction) {
            (Kind::Date, _) => "%Y-%m-%d",
            (Kind::Time, true) => "%H:%M:%f",
            (Kind::Time, false) => "%H:%M:%S",
            (_, true) => "%Y-%m-%d %H:%M:%f",
            (_, false) => "%Y-%m-%d %H:%M:%S",
        };
        let read = format!("strftime('{form}', 'now'{modifiers})");
        // A fraction has no zeros at its end, and none is written when it is zero.
        let read = if this.fraction && kind != Kind::Date {
            format!("rtrim(rtrim({read}, '0'), '.')")
        } else {
            read
        };
        Ok(if zone.is_empty() { read } else { format!("({read} || '{zone}')") })
    }
}
