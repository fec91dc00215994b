//! A measurement as a table for people. Owns widths and units: seconds, and megabytes of a million bytes.

use crate::dataset::Kind;
use crate::program::{Migration, StageSeconds};
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
    line(out, "", "seconds", "ratio", "peak memory", "processors")?;
    for (number, round) in rounds.iter().enumerate() {
        let name = |what: &str| format!("{} {what}", number + 1);
        let limit = &round.limit;
        let processors = format!("{:.2}", limit.used.total() / limit.seconds);
        line(out, &name("limit"), &format!("{:.2}", limit.seconds), "1.00", "", &processors)?;
        let runs = [("howdah", &round.proven), ("howdah --no-verify", &round.unproven)];
        for (what, run) in runs.into_iter().filter_map(|(what, run)| Some((what, run.as_ref()?))) {
            let Migration { seconds, peak_bytes, used, .. } = run;
            let ratio = format!("{:.2}", seconds / limit.seconds);
            let processors = format!("{:.2}", used.total() / seconds);
            line(out, &name(what), &format!("{seconds:.2}"), &ratio, &megabytes(*peak_bytes), &processors)?;
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
        let peak = middle.peak_bytes.map(megabytes).unwrap_or_default();
        let (seconds, ratio) = (format!("{:.2}", middle.seconds), format!("{:.2}", middle.ratio));
        line(out, &format!("median {what}"), &seconds, &ratio, &peak, &format!("{:.2}", middle.processors))?;
    }
    writeln!(out)?;
    for (what, middle) in &middles {
        let spread = format!("{:.2} to {:.2} s", middle.seconds_range.0, middle.seconds_range.1);
        writeln!(out, "{what}: {spread}; median seconds a stage: {}", stages(&middle.stages))?;
    }
    let differs = rounds.iter().filter_map(|round| round.proven.as_ref()).map(|run| &run.differs_from_limit);
    for difference in differs.into_iter().take(1).flatten() {
        writeln!(out, "not the limit's structure: {difference}")?;
    }
    Ok(())
}

fn line(
    out: &mut String,
    what: &str,
    seconds: &str,
    ratio: &str,
    peak: &str,
    processors: &str,
) -> fmt::Result {
    let row = format!("{what:<28}{seconds:>9}{ratio:>8}{peak:>13}{processors:>12}");
    writeln!(out, "{}", row.trim_end())
}

fn stages(stages: &[StageSeconds]) -> String {
    let words: Vec<String> =
        stages.iter().map(|line| format!("{} {:.2}", line.stage.replace('_', " "), line.seconds)).collect();
    words.join(", ")
}

fn megabytes(bytes: impl Into<u64>) -> String {
    format!("{} MB", grouped((bytes.into() + 500_000) / 1_000_000))
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
        assert_eq!(megabytes(441_600_000u64), "442 MB");
    }
}
