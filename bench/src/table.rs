//! A measurement as a table for people. Owns widths and units: seconds, and megabytes of a million bytes.

use crate::dataset::Kind;
use crate::limit::Limit;
use crate::processor::Used;
use crate::program::{Migration, StageSeconds};
use crate::rounds::{Direction, Measurement, Middle};
use std::fmt::{self, Display, Write};

/// More processors than this busy with something else, and the seconds are no figures to keep.
const OTHERS_MAX: f64 = 0.15;

/// Renders a measurement: what, where, each run, the medians.
pub fn render(measurement: &Measurement) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, measurement);
    out
}

fn write(out: &mut String, measurement: &Measurement) -> fmt::Result {
    let Measurement { dataset, machine, rounds, medians, .. } = measurement;
    let what = match dataset.kind {
        Kind::Library => "resources",
        Kind::Events => "events",
        Kind::Blobs => "files",
    };
    writeln!(
        out,
        "{}{}, {} {what}: {} rows, {} as SQLite, {} as binary COPY",
        dataset.kind.name(),
        match measurement.direction {
            Direction::ToPostgresql => "",
            Direction::ToSqlite => " on the way back",
        },
        grouped(dataset.rows),
        grouped(measurement.rows),
        megabytes(measurement.sqlite_bytes),
        megabytes(measurement.copy_bytes)
    )?;
    writeln!(
        out,
        "{} processors ({}), {} of memory, PostgreSQL {}{}",
        machine.processors,
        machine.processor,
        megabytes(machine.memory_bytes),
        machine.postgresql,
        measurement.howdah.iter().map(|version| format!(", {version}")).collect::<String>()
    )?;
    writeln!(out)?;
    line(out, "", ["seconds", "ratio", "memory", "private", "cpu", "cores", "others"])?;
    for (number, round) in rounds.iter().enumerate() {
        let name = |what: &str| format!("{} {what}", number + 1);
        let Limit { seconds: limit, used, .. } = &round.limit;
        Figures::of(*limit, 1.0, None, *used).line(out, &name("limit"))?;
        let runs = [("howdah", &round.proven), ("howdah --no-verify", &round.unproven)];
        for (what, run) in runs.into_iter().filter_map(|(what, run)| Some((what, run.as_ref()?))) {
            let Migration { seconds, peak_bytes, private_peak_bytes, used, .. } = *run;
            let memory = Some((peak_bytes, private_peak_bytes));
            Figures::of(seconds, seconds / *limit, memory, used).line(out, &name(what))?;
        }
    }
    writeln!(out)?;
    let middles = [
        ("limit", Some(&medians.limit)),
        ("howdah", medians.proven.as_ref()),
        ("howdah --no-verify", medians.unproven.as_ref()),
    ];
    let middles: Vec<(&str, &Middle)> =
        middles.into_iter().filter_map(|(what, middle)| Some((what, middle?))).collect();
    for (what, middle) in &middles {
        let figures = Figures {
            seconds: middle.seconds,
            ratio: middle.ratio,
            memory: middle.peak_bytes.zip(middle.private_peak_bytes),
            processor_seconds: middle.processor_seconds,
            cores: middle.processors,
            others: middle.others,
        };
        figures.line(out, &format!("median {what}"))?;
    }
    writeln!(out, "(of the memory, the largest of all runs)\n")?;
    if middles.iter().any(|(_, middle)| middle.others > OTHERS_MAX) {
        writeln!(out, "The machine was busy with something else: only the cpu column can be relied on.\n")?;
    }
    for (what, middle) in &middles {
        let ((least, most), (low, high)) = (middle.seconds_range, middle.ratio_range);
        writeln!(
            out,
            "{what}: {least:.2} to {most:.2} s, ratio {low:.2} to {high:.2}, cpu ratio {:.2}",
            middle.processor_ratio
        )?;
        writeln!(out, "  median seconds a stage: {}", stages(&middle.stages))?;
    }
    let differs = rounds.iter().filter_map(|round| round.proven.as_ref()).map(|run| &run.differs_from_limit);
    for difference in differs.into_iter().take(1).flatten() {
        writeln!(out, "not the limit's structure: {difference}")?;
    }
    Ok(())
}

/// A line of the table.
struct Figures {
    seconds: f64,
    ratio: f64,
    /// In all, and private.
    memory: Option<(u64, u64)>,
    processor_seconds: f64,
    /// Processors busy on average, with the run and with something else.
    cores: f64,
    others: f64,
}

impl Figures {
    fn of(seconds: f64, ratio: f64, memory: Option<(u64, u64)>, used: Used) -> Figures {
        let (processor_seconds, others) = (used.total(), used.others_seconds / seconds);
        Figures { seconds, ratio, memory, processor_seconds, cores: processor_seconds / seconds, others }
    }

    fn line(&self, out: &mut String, what: &str) -> fmt::Result {
        let memory = |bytes: Option<u64>| bytes.map(megabytes).unwrap_or_default();
        let two_digits = |number: f64| format!("{number:.2}");
        let cells = [
            two_digits(self.seconds),
            two_digits(self.ratio),
            memory(self.memory.map(|(all, _)| all)),
            memory(self.memory.map(|(_, private)| private)),
            two_digits(self.processor_seconds),
            two_digits(self.cores),
            two_digits(self.others),
        ];
        line(out, what, cells.each_ref().map(String::as_str))
    }
}

fn line(out: &mut String, what: &str, cells: [&str; 7]) -> fmt::Result {
    let [seconds, ratio, memory, private, processor, cores, others] = cells;
    let times = format!("{seconds:>9}{ratio:>7}{memory:>10}{private:>10}{processor:>8}{cores:>7}{others:>8}");
    writeln!(out, "{what:<26}{times}")
}

fn stages(stages: &[StageSeconds]) -> String {
    let words: Vec<String> =
        stages.iter().map(|line| format!("{} {:.2}", line.stage.replace('_', " "), line.seconds)).collect();
    words.join(", ")
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped((bytes + 500_000) / 1_000_000))
}

/// A number with a comma after each three digits.
fn grouped(number: u64) -> impl Display {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{grouped, megabytes};

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown: Vec<String> = [0, 999, 1_000, 1_303_000].map(|n| grouped(n).to_string()).into();
        assert_eq!(shown, ["0", "999", "1,000", "1,303,000"]);
        assert_eq!(megabytes(441_600_000), "442 MB");
    }
}
