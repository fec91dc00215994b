//! A measurement: rounds of the limit and of the program, by turns, and their medians.
//!
//! Machines differ, and the same machine differs from minute to minute; so what counts is the ratio within a round,
//! whose runs lie seconds apart. Owns the order of the runs and the arithmetic; prints nothing but one line a run.

use crate::back::Back;
use crate::dataset::Dataset;
use crate::fault::{Fault, Result};
use crate::limit::{self, Limit};
use crate::machine::Machine;
use crate::program::{Migration, Program, StageSeconds};
use crate::stock::Stock;
use serde::Serialize;
use std::path::Path;
use testkit::server::Server;

/// Version of the JSON form of [`Measurement`].
const VERSION: u32 = 2;

/// All that was measured.
#[derive(Debug, Serialize)]
pub struct Measurement {
    /// [`VERSION`].
    pub version: u32,
    /// From where to where.
    pub direction: Direction,
    /// What was carried.
    pub dataset: Dataset,
    /// Rows in all tables.
    pub rows: u64,
    /// Size of the SQLite file.
    pub sqlite_bytes: u64,
    /// Size of the same rows as binary COPY files.
    pub copy_bytes: u64,
    /// Where it was measured.
    pub machine: Machine,
    /// What `howdah --version` says; `None` when only the limit was measured.
    pub howdah: Option<String>,
    /// In order of time.
    pub rounds: Vec<Round>,
    /// The middle of the rounds.
    pub medians: Medians,
}

/// One round.
#[derive(Debug, Serialize)]
pub struct Round {
    /// First the limit.
    pub limit: Limit,
    /// Then a migration with the proof.
    pub proven: Option<Migration>,
    /// Then one without.
    pub unproven: Option<Migration>,
}

/// Medians over all rounds. The ratio is the median of the rounds' ratios, not the ratio of the medians.
#[derive(Debug, Serialize)]
pub struct Medians {
    /// Of the limit's runs.
    pub limit: Middle,
    /// Of the migrations with the proof.
    pub proven: Option<Middle>,
    /// Of the migrations without.
    pub unproven: Option<Middle>,
}

/// The median of runs of one sort.
#[derive(Debug, Serialize)]
pub struct Middle {
    /// Seconds in all.
    pub seconds: f64,
    /// Of the fastest run and of the slowest.
    pub seconds_range: (f64, f64),
    /// Seconds in the limit's seconds of the same round.
    pub ratio: f64,
    /// The smallest and the largest.
    pub ratio_range: (f64, f64),
    /// The largest of all runs' peaks, and of the private parts' peaks; `None` for the limit.
    pub peak_bytes: Option<u64>,
    /// See [`Migration::private_peak_bytes`].
    pub private_peak_bytes: Option<u64>,
    /// Processor seconds, client and server together.
    pub processor_seconds: f64,
    /// The same in the limit's of the same round: hardly moved by what else the machine does.
    pub processor_ratio: f64,
    /// Processors busy on average, client and server together.
    pub processors: f64,
    /// Processors busy on average with something else. Far from 0, the seconds are those of a machine at work.
    pub others: f64,
    /// Seconds a stage.
    pub stages: Vec<StageSeconds>,
}

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// SQLite's file into PostgreSQL.
    ToPostgresql,
    /// The database that was carried there, back into a file.
    ToSqlite,
}

/// What the rounds consist of.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// From where to where.
    pub direction: Direction,
    /// How many rounds.
    pub rounds: u32,
    /// The program, unless only the limit is measured.
    pub program: Option<&'a Program>,
    /// Also without the proof.
    pub unproven: bool,
    /// A directory for files that a run needs or makes; it may be made and removed.
    pub scratch: &'a Path,
}

/// Measures. `tell` gets a line for each run that ended.
pub fn measure(
    server: &Server,
    dataset: &Dataset,
    stock: &Stock,
    wanted: Wanted,
    tell: impl Fn(&str),
) -> Result<Measurement> {
    let howdah = wanted.program.map(|program| program.version()).transpose()?;
    let machine = Machine::look(server)?;
    stock.warm()?;
    let back = match wanted.direction {
        Direction::ToPostgresql => None,
        Direction::ToSqlite => Some(Back::prepare(server, dataset, stock, wanted.program, wanted.scratch)?),
    };
    let mut rounds = Vec::new();
    for number in 1..=wanted.rounds {
        let told = |what: &str, seconds: f64| tell(&format!("round {number}: {what} {seconds:.2} s"));
        let limit = match &back {
            Some(back) => back.limit()?,
            None => limit::measure(server, dataset, stock)?,
        };
        told("limit", limit.seconds);
        let migrate = |program: &Program, proof: bool, what: &str| -> Result<Migration> {
            let migration = match &back {
                Some(back) => back.migrate(program, proof)?,
                None => program.measure(server, dataset, stock, proof)?,
            };
            told(what, migration.seconds);
            Ok(migration)
        };
        let proven =
            wanted.program.map(|program| migrate(program, true, "howdah with the proof")).transpose()?;
        let unproven = match wanted.program {
            Some(program) if wanted.unproven => Some(migrate(program, false, "howdah without the proof")?),
            _ => None,
        };
        rounds.push(Round { limit, proven, unproven });
    }
    let medians =
        Medians::of(&rounds).ok_or_else(|| Fault::new("without a round there is nothing to say"))?;
    Ok(Measurement {
        version: VERSION,
        direction: wanted.direction,
        dataset: dataset.clone(),
        rows: stock.rows(),
        sqlite_bytes: stock.sqlite_bytes,
        copy_bytes: stock.bytes(),
        machine,
        howdah,
        rounds,
        medians,
    })
}

impl Medians {
    fn of(rounds: &[Round]) -> Option<Medians> {
        let limits = rounds.iter().map(|round| run_of_limit(&round.limit)).collect::<Vec<_>>();
        let migrations = |pick: fn(&Round) -> Option<&Migration>| {
            let runs = rounds.iter().filter_map(|round| Some(run_of_migration(pick(round)?, &round.limit)));
            Middle::of(&runs.collect::<Vec<_>>())
        };
        Some(Medians {
            limit: Middle::of(&limits)?,
            proven: migrations(|round| round.proven.as_ref()),
            unproven: migrations(|round| round.unproven.as_ref()),
        })
    }
}

/// What the medians need of a run of either sort.
struct Run {
    seconds: f64,
    ratio: f64,
    peak_bytes: Option<u64>,
    private_peak_bytes: Option<u64>,
    processor_seconds: f64,
    processor_ratio: f64,
    others: f64,
    stages: Vec<StageSeconds>,
}

fn run_of_limit(limit: &Limit) -> Run {
    Run {
        seconds: limit.seconds,
        ratio: 1.0,
        peak_bytes: None,
        private_peak_bytes: None,
        processor_seconds: limit.used.total(),
        processor_ratio: 1.0,
        others: limit.used.others_seconds / limit.seconds,
        stages: limit.stages.clone(),
    }
}

fn run_of_migration(migration: &Migration, limit: &Limit) -> Run {
    Run {
        seconds: migration.seconds,
        ratio: migration.seconds / limit.seconds,
        peak_bytes: Some(migration.peak_bytes),
        private_peak_bytes: Some(migration.private_peak_bytes),
        processor_seconds: migration.used.total(),
        processor_ratio: migration.used.total() / limit.used.total(),
        others: migration.used.others_seconds / migration.seconds,
        stages: migration.stages.clone(),
    }
}

impl Middle {
    /// `None` when there are no runs.
    fn of(runs: &[Run]) -> Option<Middle> {
        let first = runs.first()?;
        let all = |value: fn(&Run) -> f64| -> Vec<f64> { runs.iter().map(value).collect() };
        let stages = first.stages.iter().map(|StageSeconds { stage, .. }| {
            let seconds = runs.iter().flat_map(|run| &run.stages).filter(|line| line.stage == *stage);
            StageSeconds { stage: stage.clone(), seconds: median(seconds.map(|line| line.seconds).collect()) }
        });
        Some(Middle {
            seconds: median(all(|run| run.seconds)),
            seconds_range: range(&all(|run| run.seconds)),
            ratio: median(all(|run| run.ratio)),
            ratio_range: range(&all(|run| run.ratio)),
            peak_bytes: runs.iter().filter_map(|run| run.peak_bytes).max(),
            private_peak_bytes: runs.iter().filter_map(|run| run.private_peak_bytes).max(),
            processor_seconds: median(all(|run| run.processor_seconds)),
            processor_ratio: median(all(|run| run.processor_ratio)),
            processors: median(all(|run| run.processor_seconds / run.seconds)),
            others: median(all(|run| run.others)),
            stages: stages.collect(),
        })
    }
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

fn range(values: &[f64]) -> (f64, f64) {
    (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::{Medians, Round};
    use crate::limit::Limit;
    use crate::processor::Used;
    use crate::program::{Migration, StageSeconds};

    fn round(limit: f64, migration: f64, peak_bytes: u64) -> Round {
        let used = Used { client_seconds: 1.0, server_seconds: 2.0, others_seconds: limit / 2.0 };
        let stages = vec![StageSeconds { stage: "copy".into(), seconds: migration / 2.0 }];
        Round {
            limit: Limit::of([("copy", limit)], used),
            proven: Some(Migration {
                seconds: migration,
                peak_bytes,
                private_peak_bytes: peak_bytes / 2,
                used,
                stages,
                differs_from_limit: Vec::new(),
            }),
            unproven: None,
        }
    }

    #[test]
    fn the_ratio_is_taken_within_a_round_before_the_median() {
        // A machine that was slow in the second round: the ratio of the medians would say 3.
        let rounds = [round(2.0, 4.0, 5), round(10.0, 20.0, 9), round(1.0, 6.0, 7)];
        let medians = Medians::of(&rounds).unwrap();
        let proven = medians.proven.unwrap();
        assert_eq!((proven.seconds, proven.seconds_range), (6.0, (4.0, 20.0)));
        assert_eq!((proven.ratio, proven.ratio_range), (2.0, (2.0, 6.0)));
        assert_eq!((proven.peak_bytes, proven.private_peak_bytes), (Some(9), Some(4)));
        assert_eq!(proven.stages, [StageSeconds { stage: "copy".into(), seconds: 3.0 }]);
        assert_eq!((proven.processor_seconds, proven.processor_ratio), (3.0, 1.0));
        assert_eq!((medians.limit.seconds, medians.limit.others), (2.0, 0.5));
        assert!(medians.unproven.is_none());
    }

    #[test]
    fn the_median_of_two_runs_is_their_mean() {
        let medians = Medians::of(&[round(1.0, 2.0, 1), round(3.0, 9.0, 1)]).unwrap();
        assert_eq!(medians.limit.seconds, 2.0);
        assert_eq!(medians.proven.unwrap().ratio, 2.5);
    }
}
