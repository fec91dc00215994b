//! Forward and back: every real database in `testdata/`, and every hostile file that moves, becomes a PostgreSQL database
//! and then the same SQLite file again, by a comparer that shares no code with the engine.
//!
//! `HOWDAH_FILES=DIR` takes the databases of another directory in the place of the real ones; `HOWDAH_ONLY` is a part of
//! the names to take.

mod back_support;
mod support;

use back_support::{Journey, all, back_settings, there_and_back, there_and_back_with};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{assert_proven, run_migrate, settings, words};
use testkit::files::Options;
use testkit::hostile;
use testkit::server::server;

/// Stored generated columns whose function only the application has: their values are not carried, and nobody here can
/// compute them. They are NULL until the application writes the row; the run says so.
const NOT_COMPUTED: &[(&str, &str, &str)] = &[("functions-of-the-application", "generated", "c")];

/// A table WITHOUT ROWID in the order of a collation that only the application has cannot be laid out here: refused.
const ORDERED_BY_THE_APPLICATION: &str = "collation-of-the-application";

fn refused_on_the_way_back(source: &Path, directory: &Path) {
    let database = server().database("ordered");
    let report = run_migrate(&settings(source, &database, &directory.join("forward")));
    assert_proven(&report.unwrap_or_else(|error| panic!("{}", words(&error))));
    let file = directory.join("back.db");
    let refused = run_migrate(&back_settings(&file, &database, &directory.join("back")));
    let error = refused.expect_err("SQLite cannot order the rows");
    assert_eq!(error.kind.exit_code(), 1, "{}", words(&error));
    assert!(words(&error).contains("by_length"), "{}", words(&error));
    assert!(!file.exists(), "a file was put in place");
}

#[test]
fn every_real_file_comes_back_the_same() {
    let only = std::env::var("HOWDAH_ONLY").ok();
    let name = |file: &PathBuf| file.file_name().expect("a file").to_string_lossy().into_owned();
    let mut files = match std::env::var_os("HOWDAH_FILES") {
        None => testkit::real::files(),
        Some(directory) => testkit::real::files_in(Path::new(&directory)),
    };
    files.retain(|file| only.as_ref().is_none_or(|only| name(file).contains(only.as_str())));
    let cells = AtomicUsize::new(0);
    all(&files, name, |file| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let source = directory.path().join(name(file));
        std::fs::copy(file, &source).expect("a copy");
        let journey = there_and_back(&source, directory.path(), &name(file));
        match journey {
            Journey::Back(compared) => cells.fetch_add(compared as usize, Ordering::Relaxed),
            Journey::Refused(error) => panic!("refused: {error}"),
        };
    });
    let cells = cells.into_inner();
    println!("{} files, {cells} cells", files.len());
    assert!(only.is_some() || cells > 100_000, "only {cells} cells were compared");
}

#[test]
fn every_hostile_file_that_moves_comes_back_the_same() {
    let only = std::env::var("HOWDAH_ONLY").ok();
    let mut cases = hostile::all();
    cases.retain(|case| only.as_ref().is_none_or(|only| case.name.contains(only.as_str())));
    let back = AtomicUsize::new(0);
    all(
        &cases,
        |case| case.name.to_owned(),
        |case| {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let built = case.build_in(directory.path());
            if case.name == ORDERED_BY_THE_APPLICATION {
                return refused_on_the_way_back(&built.path, directory.path());
            }
            let mut known = Options::default();
            for (_, table, column) in NOT_COMPUTED.iter().filter(|(name, ..)| *name == case.name) {
                known.ignored_columns.insert(((*table).to_owned(), (*column).to_owned()));
            }
            // What is refused on the way forward is the matter of another test.
            let options = howdah::plan::options::Options::default();
            let journey =
                there_and_back_with(&built.path, directory.path(), case.name, options, &known, true);
            if let Journey::Back(_) = journey {
                back.fetch_add(1, Ordering::Relaxed);
            }
        },
    );
    let back = back.into_inner();
    assert!(only.is_some() || back >= 55, "only {back} files came back");
}
