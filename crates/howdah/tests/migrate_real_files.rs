//! Every real database in `testdata/` is carried and proven equal, or refused with the documented reason; a comparer
//! that shares no code with the engine agrees.

mod support;

use howdah::Kind;
use support::{assert_proven, kept_plan, oracle_options, run_migrate, settings, words};
use testkit::oracle;
use testkit::server::server;

/// Files that PostgreSQL cannot hold as they are, and the reason.
const REFUSED: [(&str, &str); 1] = [("pgloader-bad-utf8.db", "not valid UTF-8")];

#[test]
fn every_real_file_arrives_equal_or_is_refused_with_its_reason() {
    let mut cells = 0;
    let mut carried = 0;
    for file in testkit::real::files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        let directory = tempfile::tempdir().expect("a temporary directory");
        let source = testkit::real::copy(&name, directory.path());
        let before = std::fs::read(&source).expect("the copy");
        let database = server().database(&name);
        let settings = settings(&source, &database, &directory.path().join("work"));
        match run_migrate(&settings) {
            Ok(report) => {
                assert_proven(&report);
                let options = oracle_options(&report, &kept_plan(&database));
                let answer = oracle::compare_with(&source, &mut database.connect(), "public", &options);
                assert!(answer.is_equal(), "{name}:\n{}", answer.differences.join("\n"));
                cells += answer.cells_compared;
                carried += 1;
                assert!(
                    !REFUSED.iter().any(|(refused, _)| *refused == name),
                    "{name} should have been refused"
                );
            }
            Err(error) => {
                let said = words(&error);
                let reason = REFUSED.iter().find(|(refused, _)| *refused == name);
                let (_, reason) = reason.unwrap_or_else(|| panic!("{name}: {said}"));
                assert_eq!(error.kind, Kind::Answer, "{name}: {said}");
                assert!(said.contains(reason), "{name}: {said}");
                let tables: i64 = database
                    .connect()
                    .query_one(
                        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace",
                        &[],
                    )
                    .expect("a count")
                    .get(0);
                assert_eq!(tables, 0, "{name} was refused and yet something was written");
            }
        }
        assert_eq!(before, std::fs::read(&source).expect("the copy"), "{name}: the source's bytes changed");
    }
    assert!(carried >= 35, "only {carried} files were carried");
    assert!(cells > 100_000, "only {cells} cells were compared");
}
