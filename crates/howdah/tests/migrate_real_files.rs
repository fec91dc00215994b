//! Every real database in `testdata/` is carried and proven equal; a comparer that shares no code with the engine agrees.

mod support;

use support::{assert_proven, kept_plan, oracle_options, panic_words, run_migrate, settings, words};
use testkit::oracle;
use testkit::server::server;

#[test]
fn every_real_file_arrives_equal() {
    let mut cells = 0;
    let mut carried = 0;
    let mut failures = Vec::new();
    for file in testkit::real::files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        match panic_words(|| carry(&name)) {
            Ok(compared) => {
                cells += compared;
                carried += 1;
            }
            Err(said) => failures.push(format!("{name}: {said}")),
        }
    }
    assert!(failures.is_empty(), "{} files failed:\n{}", failures.len(), failures.join("\n\n"));
    assert!(carried >= 35, "only {carried} files were carried");
    assert!(cells > 100_000, "only {cells} cells were compared");
}

/// Carries one file; the number of cells that the independent comparison found equal.
fn carry(name: &str) -> u64 {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = testkit::real::copy(name, directory.path());
    let before = std::fs::read(&source).expect("the copy");
    let database = server().database(name);
    let outcome = run_migrate(&settings(&source, &database, &directory.path().join("work")));
    assert_eq!(before, std::fs::read(&source).expect("the copy"), "the source's bytes changed");
    let report = outcome.unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let options = oracle_options(&report, &kept_plan(&database));
    let answer = oracle::compare_with(&source, &mut database.connect(), "public", &options);
    assert!(answer.is_equal(), "{}", answer.differences.join("\n"));
    answer.cells_compared
}
