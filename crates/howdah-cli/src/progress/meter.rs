//! How far one stage is and how fast it goes. Pure arithmetic: the clock is passed in.

use howdah::report::event::Stage;
use howdah::report::figures::{bytes, count, seconds};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Speed is measured over this long a past: short enough to follow a change, long enough to be calm.
const WINDOW: Duration = Duration::from_secs(15);

/// Samples are kept at least this far apart, so that the window holds few of them.
const SAMPLE: Duration = Duration::from_millis(500);

/// Time left is not guessed before this much time has passed.
const GUESS_AFTER: Duration = Duration::from_secs(2);

/// A stage's figures.
#[derive(Debug, Clone)]
pub struct Meter {
    stage: Stage,
    started: Instant,
    total: Amount,
    done: Amount,
    samples: VecDeque<(Instant, Amount)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Amount {
    rows: u64,
    bytes: u64,
}

/// Whether a stage's work is rows and bytes; that of the others is steps, counted as bytes, or bytes alone.
fn carries_rows(stage: Stage) -> bool {
    matches!(stage, Stage::Profile | Stage::Copy | Stage::Verify)
}

/// Whether a stage's work is bytes alone.
fn carries_bytes(stage: Stage) -> bool {
    stage == Stage::Backup
}

impl Meter {
    /// A stage begins; totals are 0 when unknown.
    pub fn new(stage: Stage, rows: u64, bytes: u64, now: Instant) -> Meter {
        Meter {
            stage,
            started: now,
            total: Amount { rows, bytes },
            done: Amount::default(),
            samples: VecDeque::from([(now, Amount::default())]),
        }
    }

    /// Work was done.
    pub fn add(&mut self, rows: u64, bytes: u64, now: Instant) {
        self.done.rows += rows;
        self.done.bytes += bytes;
        if self.samples.back().is_none_or(|(at, _)| now.duration_since(*at) >= SAMPLE) {
            self.samples.push_back((now, self.done));
        }
        while self.samples.len() > 1 && now.duration_since(self.samples[1].0) >= WINDOW {
            self.samples.pop_front();
        }
    }

    /// How much of the work is done, from 0 to 1; `None` when the total is unknown. Of rows and bytes the one that is
    /// less far counts: rows differ in width, and bytes are counted differently on the two sides.
    pub fn fraction(&self) -> Option<f64> {
        let of = |done: u64, total: u64| (total > 0).then(|| (done as f64 / total as f64).min(1.0));
        let parts = [of(self.done.bytes, self.total.bytes), of(self.done.rows, self.total.rows)];
        parts.into_iter().flatten().min_by(f64::total_cmp)
    }

    /// Rows and bytes a second over the recent past.
    fn rates(&self, now: Instant) -> (f64, f64) {
        let Some((since, before)) = self.samples.front() else { return (0.0, 0.0) };
        let elapsed = now.duration_since(*since).as_secs_f64();
        if elapsed <= 0.0 {
            return (0.0, 0.0);
        }
        ((self.done.rows - before.rows) as f64 / elapsed, (self.done.bytes - before.bytes) as f64 / elapsed)
    }

    /// Seconds left at the recent speed.
    fn left(&self, now: Instant) -> Option<f64> {
        let (rows_rate, bytes_rate) = self.rates(now);
        if now.duration_since(self.started) < GUESS_AFTER {
            return None;
        }
        let left = |total: u64, done: u64, rate: f64| {
            (total > 0 && rate > 0.0).then(|| total.saturating_sub(done) as f64 / rate)
        };
        left(self.total.bytes, self.done.bytes, bytes_rate).or(left(
            self.total.rows,
            self.done.rows,
            rows_rate,
        ))
    }

    /// The figures in one line, without the stage's name.
    pub fn figures(&self, now: Instant) -> String {
        let mut parts = Vec::new();
        if let Some(fraction) = self.fraction() {
            parts.push(format!("{:.0} %", (fraction * 100.0).floor()));
        }
        if carries_rows(self.stage) {
            parts.push(match self.total.rows {
                0 => format!("{} rows", count(self.done.rows)),
                total => format!("{} of {} rows", count(self.done.rows), count(total)),
            });
            let (rows_rate, bytes_rate) = self.rates(now);
            if rows_rate > 0.0 {
                parts.push(format!("{} rows/s", count(rows_rate.round() as u64)));
                parts.push(format!("{}/s", bytes(bytes_rate.round() as u64)));
            }
        } else if carries_bytes(self.stage) {
            parts.push(format!("{} of {}", bytes(self.done.bytes), bytes(self.total.bytes)));
        } else if self.total.bytes > 0 {
            parts.push(format!("{} of {} steps", count(self.done.bytes), count(self.total.bytes)));
        }
        if let Some(left) = self.left(now) {
            // A guess has no digits behind the point.
            parts.push(match left.ceil() {
                few if few < 60.0 => format!("{few:.0} s left"),
                many => format!("{} left", seconds(many)),
            });
        }
        parts.join(", ")
    }

    /// What was done, in one line, when the stage has ended.
    pub fn summary(&self, took: f64) -> String {
        let work = match (carries_rows(self.stage), self.done) {
            (true, done) => format!("{} rows, {}, ", count(done.rows), bytes(done.bytes)),
            (false, done) if carries_bytes(self.stage) => format!("{}, ", bytes(done.bytes)),
            (false, _) => String::new(),
        };
        format!("{}: {work}{}", self.stage.words(), seconds(took))
    }

    /// Whether the end of the stage deserves a line.
    pub fn is_worth_a_line(&self, took: f64) -> bool {
        carries_rows(self.stage) || took >= 1.0
    }

    /// The stage.
    pub fn stage(&self) -> Stage {
        self.stage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_copy_shows_share_speed_and_time_left() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Copy, 1000, 100_000, start);
        for second in 1..=4 {
            meter.add(100, 10_000, start + Duration::from_secs(second));
        }
        let now = start + Duration::from_secs(4);
        assert_eq!(meter.fraction(), Some(0.4));
        assert_eq!(meter.figures(now), "40 %, 400 of 1,000 rows, 100 rows/s, 10.0 kB/s, 6 s left");
        assert_eq!(meter.summary(4.0), "copying rows: 400 rows, 40.0 kB, 4.00 s");
    }

    #[test]
    fn speed_follows_a_change_within_the_window() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Copy, 0, 0, start);
        for second in 1..=60 {
            meter.add(if second <= 30 { 1000 } else { 10 }, 1, start + Duration::from_secs(second));
        }
        let (rows, _) = meter.rates(start + Duration::from_secs(60));
        assert!((rows - 10.0).abs() < 1.0, "{rows}");
    }

    #[test]
    fn unknown_totals_give_neither_share_nor_time_left() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Profile, 0, 0, start);
        meter.add(10, 100, start + Duration::from_secs(5));
        assert_eq!(meter.fraction(), None);
        assert_eq!(meter.figures(start + Duration::from_secs(5)), "10 rows, 2 rows/s, 20 B/s");
    }

    #[test]
    fn steps_are_counted_where_no_rows_travel() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Indexes, 0, 4, start);
        meter.add(0, 1, start + Duration::from_millis(10));
        assert_eq!(meter.figures(start + Duration::from_millis(20)), "25 %, 1 of 4 steps");
    }

    #[test]
    fn bytes_are_counted_where_a_whole_file_travels() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Backup, 0, 4_000_000, start);
        meter.add(0, 1_000_000, start + Duration::from_millis(10));
        assert_eq!(meter.figures(start + Duration::from_millis(20)), "25 %, 1.00 MB of 4.00 MB");
        assert_eq!(meter.summary(0.5), "backing up: 1.00 MB, 0.50 s");
    }

    #[test]
    fn more_work_than_was_expected_is_never_more_than_all() {
        let start = Instant::now();
        let mut meter = Meter::new(Stage::Copy, 1, 10, start);
        meter.add(5, 50, start + Duration::from_secs(5));
        assert_eq!(meter.fraction(), Some(1.0));
        assert!(meter.figures(start + Duration::from_secs(5)).ends_with(", 0 s left"));
    }
}
