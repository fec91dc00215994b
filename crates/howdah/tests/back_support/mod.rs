//! Forward and back, and the comparison of the two files.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod foreign;
pub mod written;

use super::support::{assert_proven, kept_plan, panic_words, run_migrate, run_verify, settings, words};
use howdah::catalog::map::RowidMap;
use howdah::plan::model::Plan;
use howdah::plan::options::Options;
use howdah::run::{Direction, Settings};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::files;
use testkit::server::{TestDatabase, server};

/// What became of a file.
pub enum Journey {
    /// It came back the same; cells compared.
    Back(u64),
    /// The way forward was refused.
    Refused(howdah::Error),
}

/// Settings for the way back into a file.
pub fn back_settings(file: &Path, database: &TestDatabase, work: &Path) -> Settings {
    let mut settings = settings(file, database, work);
    settings.direction = Direction::ToSqlite;
    settings
}

/// Carries a file over and back with default options, and compares.
pub fn there_and_back(source: &Path, directory: &Path, hint: &str) -> Journey {
    there_and_back_with(source, directory, hint, Options::default(), &files::Options::default(), true)
}

/// Carries a file over and back, and compares; `verified`: by `howdah verify`, too.
pub fn there_and_back_with(
    source: &Path,
    directory: &Path,
    hint: &str,
    options: Options,
    known: &files::Options,
    verified: bool,
) -> Journey {
    let database = server().database(hint);
    let mut forward = settings(source, &database, &directory.join("forward"));
    forward.options = options.clone();
    let report = match run_migrate(&forward) {
        Ok(report) => report,
        Err(error) => return Journey::Refused(error),
    };
    assert_proven(&report);
    let plan = match options.state_schema.as_str() {
        "howdah" => kept_plan(&database),
        other => kept_plan_in(&database, other),
    };
    let file = directory.join("back.db");
    let mut back = back_settings(&file, &database, &directory.join("back"));
    back.options = options;
    let report = run_migrate(&back).unwrap_or_else(|error| panic!("on the way back: {}", words(&error)));
    assert_proven(&report);
    // Nobody changed a declaration meanwhile.
    let left: Vec<_> = report.findings.iter().filter(|finding| finding.id == "not-said-in-sqlite").collect();
    assert!(left.is_empty(), "said to stay behind: {left:#?}");
    if verified {
        let report = run_verify(&back).unwrap_or_else(|error| panic!("verifying: {}", words(&error)));
        assert_proven(&report);
    }
    let whole = recovered(source, directory);
    let answer = files::compare(&whole, &file, &exceptions(&plan, known));
    assert!(answer.differences.is_empty(), "not the same:\n{}", answer.differences.join("\n"));
    Journey::Back(answer.cells)
}

fn kept_plan_in(database: &TestDatabase, schema: &str) -> Plan {
    let sql =
        format!("SELECT plan FROM \"{}\".migration ORDER BY id DESC LIMIT 1", schema.replace('"', "\"\""));
    let row = database.connect().query_one(&sql, &[]).expect("a migration is registered");
    serde_json::from_str(row.get(0)).expect("the plan is JSON")
}

/// The file as SQLite reads it once a journal that was left behind is rolled back.
fn recovered(source: &Path, directory: &Path) -> PathBuf {
    let beside = |path: &Path| PathBuf::from(format!("{}-journal", path.display()));
    if !beside(source).exists() {
        return source.to_owned();
    }
    let copy = directory.join("recovered.db");
    std::fs::copy(source, &copy).expect("a copy");
    std::fs::copy(beside(source), beside(&copy)).expect("a copy");
    let connection = rusqlite::Connection::open(&copy).expect("the copy");
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .expect("the journal is rolled back");
    copy
}

/// What need not be the same: rowids that nobody reads and that were not kept.
fn exceptions(plan: &Plan, known: &files::Options) -> files::Options {
    let mut options = known.clone();
    let carried = plan.tables.iter().filter(|table| table.rowid == RowidMap::None);
    options.any_rowids.extend(carried.map(|table| table.lite.to_lowercase()));
    options
}

/// Runs every part on two threads, since most of a small migration is waiting for the server; fails at the end, and names
/// what failed.
pub fn all<T: Sync>(parts: &[T], name: impl Fn(&T) -> String + Sync, part: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(said) = panic_words(|| part(one)) {
                        let failure = format!("{}: {said}", name(one));
                        // At once, for whoever watches a long run.
                        println!("{failure}\n");
                        failures.lock().expect("no thread fails with the lock").push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no thread fails with the lock");
    assert!(failures.is_empty(), "{} of {} failed:\n{}", failures.len(), parts.len(), failures.join("\n\n"));
}
