//! Databases that never were SQLite become files, as an independent judge of such files says (`testkit::foreign`).

mod back_support;
mod support;

use back_support::back_settings;
use back_support::foreign::judge;
use howdah::plan::back::{Choices, NanChoice};
use howdah::report::run::RunReport;
use howdah::run::Settings;
use std::path::PathBuf;
use support::{assert_proven, run_migrate, run_verify, words};
use testkit::foreign;
use testkit::server::{TestDatabase, server};

struct Case {
    database: TestDatabase,
    directory: tempfile::TempDir,
}

impl Case {
    fn of(name: &str) -> Case {
        let database = server().database(name);
        foreign::load(name, &database);
        Case { database, directory: tempfile::tempdir().expect("a temporary directory") }
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("made.db")
    }

    fn settings(&self, choices: Choices) -> Settings {
        let mut settings = back_settings(&self.file(), &self.database, &self.directory.path().join("work"));
        settings.back = choices;
        settings
    }

    fn carry(&self, choices: Choices) -> RunReport {
        let report = run_migrate(&self.settings(choices)).unwrap_or_else(|error| panic!("{}", words(&error)));
        assert_proven(&report);
        report
    }
}

fn goes_over(name: &str, choices: Choices) {
    let case = Case::of(name);
    let report = case.carry(choices);
    let options = judge(&case.file(), &report, choices);
    let answer = foreign::compare(&mut case.database.connect(), None, &case.file(), &options);
    answer.assert_equal();
    assert!(answer.cells > 0 && answer.tables > 0);
    // And the program's own comparison at any time later, whichever choices the file was made with.
    let verified = run_verify(&case.settings(Choices::default()));
    assert_proven(&verified.unwrap_or_else(|error| panic!("{}", words(&error))));
}

const STRICT: Choices = Choices { strict: true, on_nan: NanChoice::Refuse };

#[test]
fn a_rental_shop_becomes_a_file() {
    goes_over("rental", Choices::default());
    goes_over("rental", STRICT);
}

#[test]
fn a_music_shop_becomes_a_file() {
    goes_over("music", Choices::default());
    goes_over("music", STRICT);
}

#[test]
fn every_type_with_its_extremes_becomes_cells_that_give_it_back() {
    goes_over("types", Choices::default());
    goes_over("types", STRICT);
    goes_over("arrays", Choices::default());
    goes_over("arrays", STRICT);
}

#[test]
fn schemas_names_keys_and_shapes_of_every_kind_become_one_file() {
    goes_over("shapes", Choices::default());
    goes_over("shapes", STRICT);
}

#[test]
fn nan_is_refused_with_its_column_or_becomes_text() {
    let case = Case::of("nan");
    let error = run_migrate(&case.settings(Choices::default())).expect_err("a refusal");
    assert_eq!(error.kind.exit_code(), 1, "{}", words(&error));
    assert!(words(&error).contains("--on-nan text"), "{}", words(&error));
    assert!(error.place.column.is_some() && !case.file().exists());
    goes_over("nan", Choices { on_nan: NanChoice::Text, ..Choices::default() });
}
