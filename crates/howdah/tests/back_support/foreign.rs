//! A database that never was SQLite and its way, and what the judge of such files (`testkit::foreign`) is told of it.

use super::back_settings;
use crate::support::{assert_proven, run_migrate, words};
use howdah::plan::back::{Choices, NanChoice};
use howdah::report::run::RunReport;
use howdah::run::Settings;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use testkit::foreign::{self, Options};
use testkit::server::{TestDatabase, server};

/// A database, and where its file goes.
pub struct Case {
    pub database: TestDatabase,
    pub directory: tempfile::TempDir,
}

impl Case {
    /// One of the testkit's.
    pub fn of(name: &str) -> Case {
        let database = server().database(name);
        foreign::load(name, &database);
        Case::with(database)
    }

    /// A new one, made by a script.
    pub fn made(name: &str, sql: &str) -> Case {
        let database = server().database(name);
        database.execute(sql);
        Case::with(database)
    }

    pub fn with(database: TestDatabase) -> Case {
        Case { database, directory: tempfile::tempdir().expect("a temporary directory") }
    }

    pub fn file(&self) -> PathBuf {
        self.directory.path().join("made.db")
    }

    pub fn settings(&self, choices: Choices) -> Settings {
        let mut settings = back_settings(&self.file(), &self.database, &self.directory.path().join("work"));
        settings.back = choices;
        settings
    }

    pub fn carry(&self, choices: Choices) -> RunReport {
        let report = run_migrate(&self.settings(choices)).unwrap_or_else(|error| panic!("{}", words(&error)));
        assert_proven(&report);
        report
    }
}

/// Findings in one line each: id, place, message, SQL.
pub fn said(report: &RunReport) -> Vec<String> {
    let line = |finding: &howdah::report::finding::Finding| {
        let place = [&finding.object, &finding.column].map(|part| part.clone().unwrap_or_default());
        let sql = finding.sql.as_deref().unwrap_or_default();
        format!("{} {}: {} | {sql}", finding.id, place.join("."), finding.message)
    };
    report.findings.iter().map(line).collect()
}

/// What a report says is not carried, as the judge names it.
pub fn judge(file: &Path, report: &RunReport, choices: Choices) -> Options {
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
    options.other_tables = searches(file);
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
