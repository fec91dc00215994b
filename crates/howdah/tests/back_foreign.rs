//! Databases that never were SQLite become files, as an independent judge of such files says (`testkit::foreign`).

mod back_support;
mod support;

use back_support::back_settings;
use howdah::plan::back::{Choices, NanChoice};
use howdah::report::run::RunReport;
use howdah::run::Settings;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::{assert_proven, run_migrate, run_verify, words};
use testkit::foreign::{self, Options};
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

/// What a report says is not carried, as the judge names it.
fn judge(case: &Case, report: &RunReport, choices: Choices) -> Options {
    let mut options = Options {
        strict: choices.strict,
        nan_as_text: choices.on_nan == NanChoice::Text,
        ..Options::default()
    };
    for finding in &report.findings {
        let sql = finding.sql.as_deref().unwrap_or_default();
        if finding.message.starts_with("index ") {
            options.left_out_indexes.insert(index_of(sql));
        }
    }
    options.other_tables = searches(&case.file());
    // The only foreign key of the databases that is NOT VALID.
    options.orphans.insert("orphan".to_owned());
    options
}

/// `schema.index` of a CREATE INDEX as PostgreSQL writes it.
fn index_of(sql: &str) -> String {
    let name = |text: &str| text.trim_matches('"').replace("\"\"", "\"");
    let behind = sql.split(" INDEX ").nth(1).unwrap_or_default();
    let (index, behind) = behind.split_once(" ON ").unwrap_or_default();
    let table = behind.trim_start_matches("ONLY ");
    let schema = table.split('.').next().unwrap_or_default();
    format!("{}.{}", name(schema), name(index))
}

/// The tables of full-text searches, which come from columns and indexes.
fn searches(file: &Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(file).expect("the file");
    let mut statement = connection
        .prepare("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")
        .expect("a pragma");
    let names = statement.query_map([], |row| row.get(0)).expect("names");
    names.map(|name| name.expect("a name")).collect()
}

fn goes_over(name: &str, choices: Choices) {
    let case = Case::of(name);
    let report = case.carry(choices);
    let options = judge(&case, &report, choices);
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
