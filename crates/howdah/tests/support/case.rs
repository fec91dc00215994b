//! A source made by SQL and a target of its own: what the end-to-end tests of one theme need.

use super::{assert_proven, run_migrate, run_verify, settings, words};
use howdah::report::finding::Finding;
use howdah::report::run::RunReport;
use howdah::run::Settings;
use howdah::{Error, Result};
use postgres::SimpleQueryMessage;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use testkit::server::{TestDatabase, server};

/// A source, a work directory and an empty database. The directory goes with the value.
pub struct Case {
    pub directory: TempDir,
    pub settings: Settings,
    pub database: TestDatabase,
}

/// Makes a SQLite file; foreign keys are not enforced while it is filled.
pub fn make_source(path: &Path, sql: &str) {
    let db = Connection::open(path).expect("a new file");
    db.execute_batch("PRAGMA foreign_keys = OFF").expect("a setting");
    db.execute_batch(sql).unwrap_or_else(|error| panic!("{error}, in: {sql}"));
}

impl Case {
    /// A source of this SQL.
    pub fn new(hint: &str, sql: &str) -> Case {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let source = directory.path().join("app.db");
        make_source(&source, sql);
        let database = server().database(hint);
        let settings = settings(&source, &database, &directory.path().join("work"));
        Case { directory, settings, database }
    }

    /// The same source with a new, empty target.
    pub fn again(&mut self, hint: &str) {
        self.database = server().database(hint);
        self.settings = settings(&self.source(), &self.database, &self.directory.path().join(hint));
    }

    pub fn source(&self) -> PathBuf {
        self.settings.source.clone()
    }

    pub fn migrate(&self) -> Result<RunReport> {
        run_migrate(&self.settings)
    }

    /// Migrates and expects the proof.
    #[track_caller]
    pub fn carry(&self) -> RunReport {
        let report = self.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
        assert_proven(&report);
        report
    }

    /// Migrates and expects a refusal after which nothing is in the target.
    #[track_caller]
    pub fn refused(&self, exit_code: u8) -> Error {
        let error = match self.migrate() {
            Ok(_) => panic!("it was carried, and should have been refused"),
            Err(error) => error,
        };
        assert_eq!(error.kind.exit_code(), exit_code, "{}", words(&error));
        assert_empty(&self.database);
        error
    }

    /// Verifies.
    #[track_caller]
    pub fn verify(&self) -> RunReport {
        run_verify(&self.settings).unwrap_or_else(|error| panic!("{}", words(&error)))
    }

    /// The answer of the target: rows as lines, fields joined by `|`, NULL as `∅`.
    #[track_caller]
    pub fn ask(&self, sql: &str) -> String {
        ask(&self.database, sql)
    }
}

/// The answer of a database: rows as lines, fields joined by `|`, NULL as `∅`.
#[track_caller]
pub fn ask(database: &TestDatabase, sql: &str) -> String {
    let answer = database.connect().simple_query(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let rows = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            let fields: Vec<&str> = (0..row.len()).map(|at| row.get(at).unwrap_or("∅")).collect();
            Some(fields.join("|"))
        }
        _ => None,
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Everything in a database that is not PostgreSQL's own, by name.
pub fn contents(database: &TestDatabase) -> String {
    ask(
        database,
        "SELECT 'schema ' || nspname FROM pg_namespace \
         WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema') \
         UNION ALL SELECT 'relation ' || c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1",
    )
}

/// Asserts that nothing was written to a database that was empty.
#[track_caller]
pub fn assert_empty(database: &TestDatabase) {
    assert_eq!(contents(database), "", "refused, and yet something was written");
}

/// The findings of one rule.
pub fn findings<'r>(report: &'r RunReport, id: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.id == id).collect()
}

/// A finding of a rule about a table and column, whose words it returns.
#[track_caller]
pub fn found<'r>(report: &'r RunReport, id: &str, table: &str) -> &'r Finding {
    let all = findings(report, id);
    all.iter().find(|finding| finding.object.as_deref() == Some(table)).unwrap_or_else(|| {
        let said: Vec<String> = report
            .findings
            .iter()
            .map(|one| format!("{} {:?} {}", one.id, one.object, one.message))
            .collect();
        panic!("no finding {id} on {table} among:\n{}", said.join("\n"))
    })
}

/// The ledger as lines `table.column: what, cells`.
pub fn ledger(report: &RunReport) -> Vec<String> {
    report
        .ledger
        .iter()
        .map(|line| format!("{}.{}: {}, {}", line.table, line.column, line.what, line.cells))
        .collect()
}

/// Everything that an error says, in lower case.
pub fn said(error: &Error) -> String {
    words(error).to_lowercase()
}
