//! Hostile files: each does what its case says, and what moves is equal by a comparer that shares no code with the
//! engine.

mod support;

use support::{assert_proven, kept_plan, oracle_options, panic_words, run_migrate, settings, words};
use testkit::hostile::{self, Expect};
use testkit::oracle;
use testkit::server::server;

#[test]
fn every_hostile_file_moves_equal_or_is_refused_before_anything_is_written() {
    let mut failures = Vec::new();
    for case in hostile::all() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let built = case.build_in(directory.path());
        let database = server().database(case.name);
        let settings = settings(&built.path, &database, &directory.path().join("work"));
        let outcome = panic_words(|| match run_migrate(&settings) {
            Ok(report) => {
                assert!(
                    !matches!(case.expect, Expect::Refused { .. }),
                    "moved, and should have been refused"
                );
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
                let written: i64 = database
                    .connect()
                    .query_one(
                        "SELECT count(*) FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid \
                         WHERE n.nspname = 'howdah' OR (n.nspname = 'public' AND c.oid IS NOT NULL)",
                        &[],
                    )
                    .expect("a count")
                    .get(0);
                assert_eq!(written, 0, "refused and yet something was written");
            }
        });
        if let Err(said) = outcome {
            failures.push(format!("{} ({}): {said}", case.name, case.why));
        }
    }
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n\n"));
}
