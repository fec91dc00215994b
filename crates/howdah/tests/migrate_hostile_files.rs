//! Hostile files: each does what its case says, and what moves is equal by a comparer that shares no code with the
//! engine.

mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::case::assert_empty;
use support::{assert_proven, kept_plan, oracle_options, panic_words, run_migrate, settings, words};
use testkit::hostile::{self, Case, Expect};
use testkit::oracle;
use testkit::server::server;

#[test]
fn every_hostile_file_moves_equal_or_is_refused_before_anything_is_written() {
    let cases = hostile::all();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    // Most of a small migration is waiting for the server.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(said) = panic_words(|| hold(case)) {
                        let words = format!("{} ({}): {said}", case.name, case.why);
                        failures.lock().expect("no thread fails with the lock").push(words);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no thread fails with the lock");
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n\n"));
}

fn hold(case: &Case) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let built = case.build_in(directory.path());
    let database = server().database(case.name);
    let settings = settings(&built.path, &database, &directory.path().join("work"));
    match run_migrate(&settings) {
        Ok(report) => {
            assert!(!matches!(case.expect, Expect::Refused { .. }), "moved, and should have been refused");
            assert_proven(&report);
            let options = oracle_options(&report, &kept_plan(&database));
            let answer = oracle::compare_with(&built.path, &mut database.connect(), "public", &options);
            assert!(answer.is_equal(), "{}", answer.differences.join("\n"));
        }
        Err(error) => {
            let said = words(&error);
            let code = match case.expect {
                Expect::Moves => panic!("{said}"),
                Expect::Refused { exit_code, message_contains } => {
                    let lower = said.to_lowercase();
                    assert!(
                        message_contains.iter().any(|part| lower.contains(part)),
                        "none of {message_contains:?} in: {said}"
                    );
                    exit_code
                }
                Expect::MovesOrRefused { exit_code } => exit_code,
            };
            assert_eq!(i32::from(error.kind.exit_code()), code, "{said}");
            assert_empty(&database);
        }
    }
}
