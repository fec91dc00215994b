//! One run of the program `howdah`, watched from outside.
//!
//! Owns the command line, the clock, and what the kernel says of the process: memory at its peak, processor time. Of
//! the program's own report only the verdict and the seconds a stage are believed; that all rows arrived is counted
//! in the target.

use crate::dataset::Dataset;
use crate::fault::{Context, Fault, Result};
use crate::processor::{Meter, Used};
use crate::server::{connect, fresh_database};
use crate::stock::Stock;
use crate::watch::{Watched, watch};
use postgres::Client;
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use testkit::server::Server;

/// The program under test.
#[derive(Debug, Clone)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// More words for its command line.
    pub words: Vec<String>,
    /// A directory that is made anew for each run: its work directory and what it says.
    pub scratch: PathBuf,
}

/// One migration.
#[derive(Debug, Clone, Serialize)]
pub struct Migration {
    /// From the start of the process to its end.
    pub seconds: f64,
    /// Its largest resident memory, pages of mapped files included.
    pub peak_bytes: u64,
    /// The largest part of it, at any look, that was its own alone.
    pub private_peak_bytes: u64,
    /// Processor seconds; the client is the program.
    pub used: Used,
    /// Seconds a stage, as it reports them.
    pub stages: Vec<StageSeconds>,
    /// Where its tables differ from those of the limit: then the two do not carry quite the same.
    pub differs_from_limit: Vec<String>,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageSeconds {
    /// The stage's name.
    pub stage: String,
    /// How long it took.
    pub seconds: f64,
}

/// What is read of the report.
#[derive(Debug, Deserialize)]
struct Report {
    verdict: String,
    stages: Vec<StageSeconds>,
}

impl Program {
    /// What `--version` says.
    pub fn version(&self) -> Result<String> {
        let out = (Command::new(&self.path).arg("--version").output())
            .context(format!("{} does not run", self.path.display()))?;
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }

    /// Carries the stock's SQLite file into a database of its own, with the proof or without.
    pub fn measure(
        &self,
        server: &Server,
        dataset: &Dataset,
        stock: &Stock,
        proof: bool,
    ) -> Result<Migration> {
        let database = fresh_database(server, "howdah")?;
        let mut migration = self.migrate(server, stock.sqlite.as_os_str(), database.url().as_ref(), proof)?;
        let mut target = connect(&database.url())?;
        count(&mut target, dataset, stock)?;
        migration.differs_from_limit = differences(&mut target, dataset)?;
        fs::remove_dir_all(&self.scratch)?;
        Ok(migration)
    }

    /// Runs `migrate` from one place to another, with a new scratch directory that is left as it then is.
    pub fn migrate(&self, server: &Server, from: &OsStr, to: &OsStr, proof: bool) -> Result<Migration> {
        self.new_scratch()?;
        let (answer, messages) = (self.scratch.join("answer.json"), self.scratch.join("messages"));
        let mut command = Command::new(&self.path);
        command.args(["migrate", "--json", "--work-dir"]).arg(self.scratch.join("work"));
        if !proof {
            command.arg("--no-verify");
        }
        command.args(&self.words).args([from, to]);
        command.stdin(Stdio::null()).stdout(File::create(&answer)?).stderr(File::create(&messages)?);

        let meter = Meter::start(server.pid())?;
        let begun = Instant::now();
        let child = command.spawn().context(format!("{} does not run", self.path.display()))?;
        let watched = watch(child)?;
        let seconds = begun.elapsed().as_secs_f64();
        let used = meter.stop(watched.seconds)?;

        let said = fs::read_to_string(&messages).unwrap_or_default();
        let report: Option<Report> = serde_json::from_slice(&fs::read(&answer)?).ok();
        let expected = if proof { "proven" } else { "not-proven" };
        let report = match report {
            Some(report) if watched.success && report.verdict == expected => report,
            Some(Report { verdict, .. }) => {
                return Err(Fault::new(format!("howdah's verdict is {verdict}, not {expected}:\n{said}")));
            }
            None => return Err(Fault::new(format!("howdah failed:\n{said}"))),
        };
        let Report { stages, .. } = report;
        let Watched { peak_bytes, private_peak_bytes, .. } = watched;
        let differs_from_limit = Vec::new();
        Ok(Migration { seconds, peak_bytes, private_peak_bytes, used, stages, differs_from_limit })
    }

    /// Makes the scratch directory anew.
    pub fn new_scratch(&self) -> Result<()> {
        if self.scratch.exists() {
            fs::remove_dir_all(&self.scratch).context(self.scratch.display())?;
        }
        fs::create_dir_all(&self.scratch).context(self.scratch.display())
    }
}

fn count(target: &mut Client, dataset: &Dataset, stock: &Stock) -> Result<()> {
    for table in dataset.tables() {
        let expected: u64 = (stock.pieces.iter()).filter(|p| p.table == table.name).map(|p| p.rows).sum();
        let rows: i64 = target.query_one(&format!("SELECT count(*) FROM {}", table.name), &[])?.get(0);
        if u64::try_from(rows) != Ok(expected) {
            return Err(Fault::new(format!(
                "howdah left {rows} rows in {} instead of {expected}",
                table.name
            )));
        }
    }
    Ok(())
}

/// Types of columns, and numbers of indexes and of validated foreign keys, where they are not those of the limit.
fn differences(target: &mut Client, dataset: &Dataset) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for table in dataset.tables() {
        let name = table.name;
        for (column, kind, _) in table.columns {
            let sql = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute
                       WHERE attrelid = $1::text::regclass AND attname = $2 AND NOT attisdropped";
            let row = target.query_opt(sql, &[&name, column])?;
            let here = row.map_or("missing".to_owned(), |row| row.get(0));
            if here != *kind {
                found.push(format!("{name}.{column} is {here}, not {kind}"));
            }
        }
        let sql = "SELECT (SELECT count(*) FROM pg_index WHERE indrelid = $1::text::regclass),
                          (SELECT count(*) FROM pg_constraint
                           WHERE conrelid = $1::text::regclass AND contype = 'f' AND convalidated)";
        let row = target.query_one(sql, &[&name])?;
        let here: (i64, i64) = (row.get(0), row.get(1));
        let there = (table.indexes.len() as i64 + 1, table.foreign_keys.len() as i64);
        if here != there {
            found.push(format!(
                "{name} has {} indexes and {} foreign keys, not {} and {}",
                here.0, here.1, there.0, there.1
            ));
        }
    }
    Ok(found)
}

/// The program beside this one: both are built into the same directory.
pub fn beside_this() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    Ok(here.parent().unwrap_or(Path::new(".")).join("howdah"))
}
