//! The program `bench`: makes benchmark databases, measures how fast this machine's PostgreSQL can take them (the
//! limit), or give them and SQLite take them, and howdah against that. What the words mean and how to read the figures is in docs/benchmarks.md.
//!
//! This file owns the command line and what is printed; each part of the work has its module.

mod back;
mod chance;
mod dataset;
mod fault;
mod generate;
mod limit;
mod machine;
mod processor;
mod program;
mod rounds;
mod server;
mod stock;
mod table;
mod watch;

use clap::{Args, Parser, Subcommand};
use dataset::{Dataset, Kind};
use fault::{Context, Fault, Result};
use program::Program;
use rounds::{Direction, Measurement, Wanted};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use stock::Stock;

/// Makes benchmark databases, and measures howdah against what the machine can do
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Make a SQLite database; the same options give the same rows
    Gen {
        #[command(flatten)]
        data: Data,
        /// The file to make; it must not exist
        out: PathBuf,
    },
    /// Measure the limit only: rows that stand ready, handed over, and keys and indexes
    Limit {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        manner: Manner,
    },
    /// Measure the limit and `howdah migrate` with its proof, by turns
    Run {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        manner: Manner,
        /// The program; without this, the one beside this program
        #[arg(long, value_name = "PATH")]
        howdah: Option<PathBuf>,
        /// Measure `howdah migrate --no-verify` in each round, too
        #[arg(long)]
        no_verify: bool,
        /// Fail (exit 1) when the median ratio with the proof is larger
        #[arg(long, value_name = "RATIO")]
        ratio_max: Option<f64>,
        /// Fail (exit 1) when a run with the proof used more memory, in MB of a million bytes
        #[arg(long, value_name = "MB")]
        peak_max: Option<u64>,
        /// More words for `howdah migrate`, after `--`
        #[arg(last = true, value_name = "WORDS")]
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
struct Data {
    /// The kind of data
    kind: Kind,
    /// Resources, events or files [default: 100000, 5000000 or 5000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    rows: Option<u64>,
    /// Where the random values begin
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Size of each file's body, for blobs
    #[arg(long, default_value_t = 102_400)]
    blob_bytes: usize,
}

#[derive(Debug, Args)]
struct Manner {
    /// The way back: from PostgreSQL into a SQLite file
    #[arg(long)]
    back: bool,
    /// How many rounds
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Where databases and binary files are kept for the next time [default: target/bench]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print one JSON document instead of a table
    #[arg(long)]
    json: bool,
}

impl Data {
    fn dataset(&self) -> Dataset {
        let rows = self.rows.unwrap_or(self.kind.default_rows());
        Dataset { kind: self.kind, rows, seed: self.seed, blob_bytes: self.blob_bytes }
    }
}

fn main() -> ExitCode {
    match run(Command::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Gen { data, out } => {
            generate::generate(&data.dataset(), &out)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Limit { data, manner } => {
            measure(&data.dataset(), &manner, None, false)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Run { data, manner, howdah, no_verify, ratio_max, peak_max, words } => {
            let path = howdah.map_or_else(program::beside_this, Ok)?;
            let path = fs::canonicalize(&path).context(format!(
                "no program at {} (cargo build --release --bin howdah makes one)",
                path.display()
            ))?;
            let measurement = measure(&data.dataset(), &manner, Some((path, words)), no_verify)?;
            judge(&measurement, ratio_max, peak_max)
        }
    }
}

fn measure(
    dataset: &Dataset,
    manner: &Manner,
    program: Option<(PathBuf, Vec<String>)>,
    unproven: bool,
) -> Result<Measurement> {
    let home = home(manner.dir.as_deref())?;
    let server = server::start();
    eprintln!("rows: in {}", home.join(dataset.directory()).display());
    let stock = Stock::take(dataset, &home, &server)?;
    let scratch = home.join(format!("run-{}", std::process::id()));
    let program = program.map(|(path, words)| Program { path, words, scratch: scratch.clone() });
    let direction = if manner.back { Direction::ToSqlite } else { Direction::ToPostgresql };
    let program = program.as_ref();
    let wanted = Wanted { direction, rounds: manner.runs, program, unproven, scratch: &scratch };
    let measurement = rounds::measure(&server, dataset, &stock, wanted, |line| eprintln!("{line}"))?;
    if manner.json {
        println!("{}", serde_json::to_string_pretty(&measurement)?);
    } else {
        print!("{}", table::render(&measurement));
    }
    Ok(measurement)
}

/// Where the rows are kept: what the user says, or in the build's own directory.
fn home(chosen: Option<&Path>) -> Result<PathBuf> {
    let target = || std::env::var_os("CARGO_TARGET_DIR").map_or(PathBuf::from("target"), PathBuf::from);
    let home = chosen.map_or_else(|| target().join("bench"), Path::to_owned);
    fs::create_dir_all(&home).context(format!("cannot make {}", home.display()))?;
    // The program under test gets whole paths: where it runs is not its affair.
    fs::canonicalize(&home).map_err(Fault::from)
}

/// Says whether the wanted figures were reached.
fn judge(measurement: &Measurement, ratio_max: Option<f64>, peak_max: Option<u64>) -> Result<ExitCode> {
    let Some(proven) = &measurement.medians.proven else {
        return Err(Fault::new("no migration with the proof was measured"));
    };
    let mut code = ExitCode::SUCCESS;
    if let Some(most) = ratio_max.filter(|most| proven.ratio > *most) {
        eprintln!("too slow: {:.2} times the limit, and {most:.2} is wanted at most", proven.ratio);
        code = ExitCode::from(1);
    }
    let peak = proven.peak_bytes.unwrap_or(0).div_ceil(1_000_000);
    if let Some(most) = peak_max.filter(|most| peak > *most) {
        eprintln!("too much memory: {peak} MB, and {most} MB is wanted at most");
        code = ExitCode::from(1);
    }
    Ok(code)
}
