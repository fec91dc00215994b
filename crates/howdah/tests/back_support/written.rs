//! A file that was carried, an application that wrote on PostgreSQL, and the way back.

use super::back_settings;
use crate::support::case::Case;
use crate::support::{assert_proven, run_migrate, settings, words};
use howdah::report::run::RunReport;
use rusqlite::Connection;
use std::path::PathBuf;

/// Carries a file, lets the application write, and returns the case.
#[track_caller]
pub fn written(hint: &str, schema: &str, change: &str) -> Case {
    let case = Case::new(hint, schema);
    case.carry();
    case.database.connect().batch_execute(change).unwrap_or_else(|error| panic!("{change}: {error:?}"));
    case
}

pub fn place(case: &Case) -> PathBuf {
    case.directory.path().join("back.db")
}

/// The way back, proven; and `verify` finds the same.
#[track_caller]
pub fn come_back(case: &Case) -> RunReport {
    let settings = back_settings(&place(case), &case.database, &case.directory.path().join("back"));
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    report
}

/// Carries the new file forward again, with a proof.
#[track_caller]
pub fn goes_forward_again(mut case: Case) {
    let file = place(&case);
    let before = case.database;
    case.database = testkit::server::server().database("again");
    case.settings = settings(&file, &case.database, &case.directory.path().join("again"));
    case.carry();
    drop(before);
}

#[track_caller]
pub fn refused(case: &Case, parts: &[&str]) {
    let settings = back_settings(&place(case), &case.database, &case.directory.path().join("back"));
    let error = run_migrate(&settings).expect_err("a refusal");
    let said = words(&error);
    assert_eq!(error.kind.exit_code(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "no \"{part}\" in: {said}");
    }
    assert!(!place(case).exists());
}

/// The first column of an answer of the new file.
#[track_caller]
pub fn rows(case: &Case, sql: &str) -> Vec<String> {
    let connection = Connection::open(place(case)).expect("the file");
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = statement.query_map([], |row| row.get(0)).expect("an answer");
    rows.map(|row| row.expect("a text")).collect()
}

/// The cells of the table `t`, with their classes.
pub const CELLS: &str = "SELECT id || ' ' || typeof(v) || ' ' || quote(v) FROM t ORDER BY id";
