//! Databases that once failed to arrive, each cut down to what made it fail.

mod support;

use rusqlite::Connection;
use support::case::Case;
use support::{
    assert_proven, kept_plan, oracle_options, panic_words, run_migrate, run_verify, settings, words,
};
use testkit::oracle;
use testkit::server::server;

/// What went wrong, and the database.
const CASES: &[(&str, &str)] = &[
    (
        "a foreign key to an index that names one column twice",
        "CREATE TABLE parent (id TEXT PRIMARY KEY, doc ANY);
         CREATE UNIQUE INDEX twice ON parent (doc, doc DESC);
         CREATE TABLE child (id INTEGER PRIMARY KEY, doc ANY REFERENCES parent (doc));
         INSERT INTO parent VALUES ('a', 1), ('b', 2); INSERT INTO child VALUES (1, 1)",
    ),
    (
        "a key that names one column twice",
        "CREATE TABLE u (a INTEGER, b TEXT, UNIQUE (a, a)); INSERT INTO u VALUES (1, 'x'), (2, 'x');
         CREATE TABLE p (a INTEGER, b TEXT, PRIMARY KEY (a, b, a)); INSERT INTO p VALUES (1, 'x'), (1, 'y');
         CREATE TABLE child (a INTEGER REFERENCES u (a)); INSERT INTO child VALUES (2)",
    ),
    (
        "a named primary key that PostgreSQL cannot index",
        "CREATE TABLE t (a TEXT, b INTEGER, CONSTRAINT pk PRIMARY KEY (a, b));
         INSERT INTO t VALUES (replace(hex(zeroblob(2000)), '00', 'word '), 1)",
    ),
    (
        "an INTEGER PRIMARY KEY that shares its type with text, in a table without rows",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT);
         CREATE TABLE child (parent INTEGER REFERENCES parent (id)); INSERT INTO child VALUES ('none'), (NULL)",
    ),
    (
        "numbers that a foreign key compares by their text",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY); INSERT INTO parent VALUES (1);
         CREATE TABLE one (parent REAL REFERENCES parent (id)); INSERT INTO one VALUES (1);
         CREATE TABLE two (parent INTEGER REFERENCES parent (id)); INSERT INTO two VALUES ('none')",
    ),
    (
        "an index over a function of bytes, which SQLite itself finds damaged",
        "PRAGMA encoding = 'UTF-16be'; CREATE TABLE t (a NUMERIC); CREATE INDEX i ON t (lower(a));
         INSERT INTO t VALUES (x'F1F1F1'), (x'7A7A7A7A7A'), (randomblob(500)), (zeroblob(300)), ('text')",
    ),
    (
        "a real in a column of JSON",
        "CREATE TABLE t (doc JSON); INSERT INTO t VALUES (1e-7), (1e16), (1.5), ('{}')",
    ),
];

#[test]
fn what_once_failed_arrives_equal() {
    let mut failures = Vec::new();
    for (number, (what, sql)) in CASES.iter().enumerate() {
        if let Err(said) = panic_words(|| carry(number, sql)) {
            failures.push(format!("{what}: {said}"));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
}

fn carry(number: usize, sql: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    let application = Connection::open(&source).expect("a new file");
    application.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect("SQLite takes the case");
    drop(application);
    let database = server().database(&format!("regression{number}"));
    let settings = settings(&source, &database, &directory.path().join("work"));
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let options = oracle_options(&report, &kept_plan(&database));
    let answer = oracle::compare_with(&source, &mut database.connect(), "public", &options);
    assert!(answer.is_equal(), "{}", answer.differences.join("\n"));
    assert_proven(&run_verify(&settings).unwrap_or_else(|error| panic!("{}", words(&error))));
}

#[test]
fn an_index_that_was_given_up_under_another_name_is_an_exception_and_no_difference() {
    let mut case = Case::new(
        "snake_given_up",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
         CREATE INDEX my_idx ON t (b);
         CREATE INDEX MyIdx ON t (a);
         INSERT INTO t VALUES (1, 'x', 2);",
    );
    // The server says what it says when an entry is too large for an index.
    case.database.execute(
        "CREATE SCHEMA own;
         CREATE FUNCTION own.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
             IF current_query() LIKE '%my_idx_2%' THEN
                 RAISE 'index row size exceeds the maximum' USING ERRCODE = 'program_limit_exceeded';
             END IF;
         END $$;
         CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION own.refuse()",
    );
    case.settings.options.names = howdah::plan::options::Names::Snake;
    let report = case.carry();
    let proof = report.proof.as_ref().expect("a proof");
    let given_up: Vec<_> = proof.exceptions.iter().filter(|said| said.contains("gave it up")).collect();
    assert_eq!(given_up.len(), 1, "{:?}", proof.exceptions);
    assert!(given_up[0].contains("index \"my_idx_2\""), "{given_up:?}");
    let indexes = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
    assert_eq!(case.ask(indexes), "my_idx\nt_pkey");
}

#[test]
fn a_finished_migration_whose_tables_are_gone_is_carried_again() {
    let case = Case::new(
        "gone",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x');
         CREATE TABLE u (b TEXT); INSERT INTO u VALUES ('y');",
    );
    case.carry();
    case.database.execute("DROP TABLE t, u");
    let report = case.carry();
    assert!(!report.resumed);
    assert_eq!(case.ask("SELECT a FROM t"), "x");
    assert_eq!(case.ask("SELECT count(*) FROM howdah.migration"), "1");
    // When some still stand, nothing is dropped unasked, and what is gone is said.
    case.database.execute("DROP TABLE u");
    let error = case.migrate().expect_err("one is in the way");
    assert_eq!(error.kind.exit_code(), 5);
    let said = support::case::said(&error);
    assert!(said.contains("\"u\"") && said.contains("gone") && said.contains("--replace t"), "{said}");
    assert_eq!(case.ask("SELECT a FROM t"), "x");
}
