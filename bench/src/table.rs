//! A measurement as a table for people. Owns widths and units: seconds, and megabytes of a million bytes.

use crate::dataset::Kind;
use crate::program::StageSeconds;
use crate::rounds::{Measurement, Middle};
use std::fmt::{self, Display, Write};

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
        "{}, {} {what}: {} rows, {} as SQLite, {} as binary COPY",
        dataset.kind.name(),
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
    line(out, "", ["seconds", "ratio", "memory", "private", "processors"])?;
    for (number, round) in rounds.iter().enumerate() {
        let limit = &round.limit;
        let name = |what: &str| format!("{} {what}", number + 1);
        let processors = limit.used.total() / limit.seconds;
        figures(out, &name("limit"), limit.seconds, 1.0, [None, None], processors)?;
        let runs = [("howdah", &round.proven), ("howdah --no-verify", &round.unproven)];
        for (what, run) in runs.into_iter().filter_map(|(what, run)| Some((what, run.as_ref()?))) {
            let memory = [Some(run.peak_bytes), Some(run.private_peak_bytes)];
            let processors = run.used.total() / run.seconds;
            figures(out, &name(what), run.seconds, run.seconds / limit.seconds, memory, processors)?;
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
        let memory = [middle.peak_bytes, middle.private_peak_bytes];
        figures(out, &format!("median {what}"), middle.seconds, middle.ratio, memory, middle.processors)?;
    }
    writeln!(out, "(of the memory, the largest of all runs)\n")?;
    for (what, middle) in &middles {
        let ((least, most), (low, high)) = (middle.seconds_range, middle.ratio_range);
        writeln!(out, "{what}: {least:.2} to {most:.2} s, ratio {low:.2} to {high:.2}")?;
        writeln!(out, "  median seconds a stage: {}", stages(&middle.stages))?;
    }
    let differs = rounds.iter().filter_map(|round| round.proven.as_ref()).map(|run| &run.differs_from_limit);
    for difference in differs.into_iter().take(1).flatten() {
        writeln!(out, "not the limit's structure: {difference}")?;
    }
    Ok(())
}

fn figures(
    out: &mut String,
    what: &str,
    seconds: f64,
    ratio: f64,
    memory: [Option<u64>; 2],
    processors: f64,
) -> fmt::Result {
    let [peak, private] = memory.map(|bytes| bytes.map(megabytes).unwrap_or_default());
    let (seconds, ratio) = (format!("{seconds:.2}"), format!("{ratio:.2}"));
    line(out, what, [&seconds, &ratio, &peak, &private, &format!("{processors:.2}")])
}

fn line(out: &mut String, what: &str, [seconds, ratio, peak, private, processors]: [&str; 5]) -> fmt::Result {
    writeln!(out, "{what:<28}{seconds:>9}{ratio:>8}{peak:>10}{private:>10}{processors:>12}")
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
