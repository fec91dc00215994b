//! Forward, and a rollback of it.

#![allow(dead_code, reason = "each test binary uses its part")]

use super::support::case::Case;
use super::support::words;
use howdah::report::event::{Event, Watch};
use howdah::report::rollback::{MatrixLine, RollbackReport, Side};
use howdah::run::{Go, Rollback, rollback};
use howdah::{Error, Result};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A library: keys of several kinds, a table without one whose rowids are kept, spellings that are kept aside, a search.
pub const SCHEMA: &str = "
    CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
    CREATE TABLE book (id CHAR(36) PRIMARY KEY, author INTEGER REFERENCES author, title TEXT, at DATETIME, price DECIMAL(8,2));
    CREATE TABLE loose (a TEXT, b);
    CREATE VIEW numbered AS SELECT rowid, a FROM loose;
    CREATE INDEX book_title ON book (title);
    CREATE VIRTUAL TABLE note USING fts5(body);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO author SELECT i, 'author ' || i FROM n;
    INSERT INTO book SELECT printf('00000000-0000-4000-8000-%012d', id), id, 'title ' || id, '2024-01-02 03:04:05', id + 0.25
        FROM author;
    UPDATE book SET at = '2024-01-02T03:04:05Z' WHERE author % 50 = 0;
    INSERT INTO loose (rowid, a, b) SELECT id * 3, 'a' || id, iif(id % 7 = 0, 'text', id) FROM author WHERE id < 40;
    INSERT INTO note VALUES ('the quick brown fox'), ('jumps over the lazy dog');";

/// The key of a book.
pub fn book(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A case that was carried. A lock is waited for only briefly.
pub fn carried(hint: &str, sql: &str) -> Case {
    let mut case = Case::new(hint, sql);
    case.settings.lock_timeout = Duration::from_millis(300);
    case.carry();
    case
}

/// Asks for a rollback.
pub fn ask(case: &Case, asked: Rollback) -> Result<RollbackReport> {
    let (sink, cancelled) = (|_: Event| {}, AtomicBool::new(false));
    rollback(&case.settings, &asked, Watch::new(&sink, &cancelled))
}

#[track_caller]
pub fn asked(case: &Case, asked: Rollback) -> RollbackReport {
    ask(case, asked).unwrap_or_else(|error| panic!("{}", words(&error)))
}

/// What speaks for a rollback.
#[track_caller]
pub fn look(case: &Case) -> RollbackReport {
    asked(case, Rollback::default())
}

#[track_caller]
pub fn rehearse(case: &Case) -> RollbackReport {
    asked(case, Rollback { go: Go::Rehearse, ..Rollback::default() })
}

/// Rolls back, and expects the new file in its place.
#[track_caller]
pub fn roll_back(case: &Case) -> RollbackReport {
    let report = asked(case, Rollback { go: Go::Swap, ..Rollback::default() });
    let done = report.done.as_ref().expect("something was done");
    assert!(done.in_place && !done.rehearsed, "{report:?}");
    report
}

/// Expects that going on is refused, in earnest and rehearsed, and that the file and all beside it stay as they are.
#[track_caller]
pub fn refused(case: &Case, code: u8) -> Error {
    let before = contents(case);
    let [first, _] = [Go::Swap, Go::Rehearse].map(|go| {
        let error = match ask(case, Rollback { go, ..Rollback::default() }) {
            Ok(report) => panic!("{go:?} was to be refused: {report:?}"),
            Err(error) => error,
        };
        assert_eq!(error.kind.exit_code(), code, "{}", words(&error));
        error
    });
    assert_eq!(contents(case), before, "refused, and yet something changed");
    first
}

/// Every file beside the source, by name, but for the work directory. `-shm` files are SQLite's notes for itself.
pub fn contents(case: &Case) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(case.directory.path()).expect("the directory");
    let files = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let named = files.map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("the file"))
    });
    named.filter(|(name, _)| !name.ends_with("-shm")).collect()
}

pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// Answers of a file as text.
#[track_caller]
pub fn rows(file: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(file).expect("the file");
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = statement.query_map([], |row| row.get(0)).expect("an answer");
    rows.map(|row| row.expect("a text")).collect()
}

#[track_caller]
pub fn write_file(file: &Path, sql: &str) {
    Connection::open(file)
        .expect("the file")
        .execute_batch(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

pub fn line<'r>(report: &'r RollbackReport, issue: &str) -> &'r MatrixLine {
    report.matrix.iter().find(|line| line.issue == issue).expect("a line of the matrix")
}

/// Changes of one side as `table: rows`, sorted.
pub fn changes(report: &RollbackReport, side: Side) -> Vec<String> {
    let of_side = report.changes.iter().filter(|one| one.side == side);
    let mut lines: Vec<String> = of_side
        .map(|one| format!("{}: {}", one.table, one.rows.map_or("?".into(), |rows| rows.to_string())))
        .collect();
    lines.sort();
    lines
}
