//! What the end-to-end tests of the engine share: a run without a terminal.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod case;

use howdah::postgres::dsn::Dsn;
use howdah::report::event::{Event, Watch};
use howdah::report::run::{RunReport, Verdict};
use howdah::run::{Settings, migrate, verify};
use howdah::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use testkit::oracle;
use testkit::server::TestDatabase;

/// Settings for a source and a test database, with the work directory in a temporary place.
pub fn settings(source: &Path, database: &TestDatabase, work: &Path) -> Settings {
    let target = Dsn::parse(&database.url()).expect("the test server's URL");
    let mut settings = Settings::new(source, Some(target));
    settings.work_dir = Some(work.to_owned());
    settings.jobs = 2;
    settings
}

/// Migrates without listening.
pub fn run_migrate(settings: &Settings) -> Result<RunReport> {
    let (sink, cancelled) = (|_: Event| {}, AtomicBool::new(false));
    migrate(settings, Watch::new(&sink, &cancelled)).map(|finished| finished.report)
}

/// Verifies without listening.
pub fn run_verify(settings: &Settings) -> Result<RunReport> {
    let (sink, cancelled) = (|_: Event| {}, AtomicBool::new(false));
    verify(settings, Watch::new(&sink, &cancelled)).map(|finished| finished.report)
}

/// An error with everything that it says, for messages of failing tests.
pub fn words(error: &Error) -> String {
    format!(
        "{error} [{:?}] detail: {} hint: {} cause: {:?}",
        error.kind,
        error.detail.as_deref().unwrap_or("-"),
        error.hint.as_deref().unwrap_or("-"),
        error.source
    )
}

/// Asserts that a report's proof holds, and names what differs when it does not.
#[track_caller]
pub fn assert_proven(report: &RunReport) {
    let proof = report.proof.as_ref().expect("a proof was made");
    let differences: Vec<String> = proof
        .tables
        .iter()
        .filter(|table| !table.equal)
        .flat_map(|table| {
            table
                .differences
                .iter()
                .take(5)
                .map(move |one| format!("{}: {} {:?} {}", table.table, one.key, one.column, one.what))
        })
        .chain(proof.structure.iter().cloned())
        .collect();
    assert_eq!(report.verdict, Verdict::Proven, "{}", differences.join("\n"));
}

/// What the independent comparison has to know of the plan: renamed tables and columns, and columns of howdah's.
pub fn oracle_options(report: &RunReport, plan: &howdah::plan::model::Plan) -> oracle::Options {
    let mut options = oracle::Options::default();
    let mut names = BTreeMap::new();
    for table in &plan.tables {
        if table.target != table.lite {
            options.table_names.insert(table.lite.clone(), table.target.clone());
        }
        for column in &table.columns {
            if column.target != column.lite {
                names.insert((table.lite.clone(), column.lite.clone()), column.target.clone());
            }
        }
    }
    options.column_names = names;
    assert_eq!(report.plan, plan.id);
    options
}

/// The plan that the target keeps of its newest migration.
pub fn kept_plan(database: &TestDatabase) -> howdah::plan::model::Plan {
    let row = database
        .connect()
        .query_one("SELECT plan FROM howdah.migration ORDER BY id DESC LIMIT 1", &[])
        .expect("a migration is registered");
    serde_json::from_str(row.get(0)).expect("the plan is JSON")
}

/// Runs a part of a test; a panic becomes its words, so that the other parts still run.
pub fn panic_words<T>(part: impl FnOnce() -> T) -> std::result::Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(part)).map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()))
            .unwrap_or_default()
    })
}
