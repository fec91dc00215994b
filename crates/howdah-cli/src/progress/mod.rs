//! Progress of a run: listens to the engine's events and shows them, as bars on a terminal and as calm lines elsewhere.
//!
//! Knows nothing of what the stages do. Arithmetic is [`meter`]'s, printing is [`Printer`]'s.

mod meter;

use crate::printer::Printer;
use howdah::report::event::{Event, Stage};
use indicatif::{ProgressBar, ProgressStyle};
use meter::Meter;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lines come this far apart.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// … or when another quarter is done, but not closer than this.
const LINE_APART: Duration = Duration::from_secs(2);

/// A bar's figures are renewed this often; more would only flicker.
const BAR_EVERY: Duration = Duration::from_millis(100);

/// Shows a run's events. Shared by all threads of a run.
pub struct Progress<'a> {
    printer: &'a Printer,
    running: Mutex<Vec<Running>>,
}

/// A stage that runs.
struct Running {
    meter: Meter,
    bar: Option<ProgressBar>,
    shown: Instant,
    quarters: u32,
}

impl<'a> Progress<'a> {
    /// Shows events through this printer.
    pub fn new(printer: &'a Printer) -> Self {
        Progress { printer, running: Mutex::new(Vec::new()) }
    }

    /// Something happened.
    pub fn event(&self, event: Event) {
        match event {
            Event::StageStarted { stage, rows, bytes } => self.start(stage, rows, bytes),
            Event::Progress { stage, rows, bytes } => self.step(stage, rows, bytes),
            Event::StageEnded { stage, seconds } => self.end(stage, seconds),
            Event::Message { text } => self.printer.message(&text),
            Event::Warning { text } => self.printer.warning(&text),
            Event::Detail { text } => self.printer.detail(&text),
        }
    }

    /// The run is over, also when it failed: bars go away.
    pub fn finish(&self) {
        for running in self.lock().drain(..) {
            if let Some(bar) = running.bar {
                bar.finish_and_clear();
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Running>> {
        // What a panicking thread leaves behind are whole figures: every change below is one assignment.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self, stage: Stage, rows: u64, bytes: u64) {
        let now = Instant::now();
        let bar = self.printer.bars().map(|bars| {
            let bar = bars.add(ProgressBar::new(1000).with_style(style(rows > 0 || bytes > 0)));
            bar.set_prefix(stage.words());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if bar.is_none() {
            self.printer.detail(stage.words());
        }
        let meter = Meter::new(stage, rows, bytes, now);
        let mut running = self.lock();
        running.retain(|other| other.meter.stage() != stage);
        running.push(Running { meter, bar, shown: now, quarters: 0 });
    }

    fn step(&self, stage: Stage, rows: u64, bytes: u64) {
        let now = Instant::now();
        let mut all = self.lock();
        let Some(running) = all.iter_mut().find(|running| running.meter.stage() == stage) else { return };
        running.meter.add(rows, bytes, now);
        let since = now.duration_since(running.shown);
        if let Some(bar) = &running.bar {
            if since >= BAR_EVERY {
                running.shown = now;
                bar.set_position((running.meter.fraction().unwrap_or(0.0) * 1000.0) as u64);
                bar.set_message(running.meter.figures(now));
            }
            return;
        }
        if is_line_due(since, running.quarters, running.meter.fraction()) {
            running.shown = now;
            running.quarters = quarters(running.meter.fraction());
            let line = format!("{}: {}", stage.words(), running.meter.figures(now));
            drop(all);
            self.printer.message(&line);
        }
    }

    fn end(&self, stage: Stage, seconds: f64) {
        let mut all = self.lock();
        let Some(at) = all.iter().position(|running| running.meter.stage() == stage) else { return };
        let running = all.remove(at);
        drop(all);
        if let Some(bar) = &running.bar {
            bar.finish_and_clear();
        }
        if running.meter.is_worth_a_line(seconds) {
            self.printer.message(&running.meter.summary(seconds));
        } else {
            self.printer.detail(&running.meter.summary(seconds));
        }
    }
}

/// A bar, or a spinner alone where the total is unknown.
fn style(has_total: bool) -> ProgressStyle {
    let template = if has_total { "{spinner} {prefix} [{bar:24}] {msg}" } else { "{spinner} {prefix} {msg}" };
    // Both templates are literals above; should one be wrong, indicatif's own bar is shown.
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

fn quarters(fraction: Option<f64>) -> u32 {
    fraction.map_or(0, |fraction| (fraction * 4.0).floor() as u32)
}

/// Whether another line is due, so long after the last one, at which so many quarters were done.
fn is_line_due(since: Duration, quarters_shown: u32, fraction: Option<f64>) -> bool {
    since >= LINE_EVERY || (since >= LINE_APART && quarters(fraction) > quarters_shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_every_ten_seconds_or_with_another_quarter_but_never_in_a_flood() {
        let seconds = Duration::from_secs;
        assert!(!is_line_due(seconds(9), 0, Some(0.2)));
        assert!(is_line_due(seconds(10), 0, Some(0.2)));
        assert!(is_line_due(seconds(10), 0, None));
        assert!(is_line_due(seconds(3), 0, Some(0.25)));
        assert!(!is_line_due(seconds(1), 0, Some(0.9)));
        assert!(!is_line_due(seconds(3), 1, Some(0.4)));
    }
}
