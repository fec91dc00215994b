//! A file whose schema SQLite refuses arrives: its rows are proven, what is left out is written down, and a second look
//! at the target finds the same.

mod support;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use support::{assert_proven, kept_plan, run_migrate, run_verify, settings, words};
use testkit::server::server;

const SOURCE: &str = "
CREATE TABLE product (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, price NUMERIC);
CREATE VIEW cheap AS SELECT name FROM product WHERE price < 5;
CREATE INDEX by_name ON product (name);
INSERT INTO product (name, price) VALUES ('Käse', 9.5), ('', 4);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE product (id INTEGER PRIMARY KEY AUTOINCREMENT, name nvarchar(max), price NUMERIC)'
 WHERE name = 'product';
UPDATE sqlite_schema SET sql = 'CREATE VIEW cheap AS SELECT FROM product' WHERE name = 'cheap';
";

#[test]
fn the_rows_are_proven_and_the_rest_is_handed_over() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    let connection = Connection::open(&source).expect("a file");
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).expect("a setting");
    connection.execute_batch(SOURCE).expect("a damaged schema");
    drop(connection);
    let before = std::fs::read(&source).expect("the file");
    let database = server().database("refused_schema");
    let work = directory.path().join("work");
    let settings = settings(&source, &database, &work);
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let facts = &report.source.facts;
    assert!(facts.iter().any(|(_, fact)| fact.contains("mended on a private copy")), "{facts:?}");
    assert_eq!(std::fs::read(&source).expect("the file"), before);

    let plan = kept_plan(&database);
    let kept = |name: &str| plan.origin.iter().find(|entry| entry.name == name)?.sql.clone();
    assert!(kept("product").is_some_and(|sql| sql.contains("nvarchar(max)")));
    assert!(kept("cheap").is_some_and(|sql| sql.contains("SELECT FROM")));
    let about = |name: &str| report.findings.iter().find(|finding| finding.object.as_deref() == Some(name));
    let found = about("cheap").expect("a finding");
    assert_eq!(found.id, "object-unreadable");
    assert!(found.sql.as_deref().is_some_and(|sql| sql.contains("SELECT FROM")));
    let handed_over = std::fs::read_to_string(work.join("untranslated.sql")).expect("untranslated.sql");
    assert!(
        handed_over.contains("SELECT FROM product") && !handed_over.contains("nvarchar"),
        "{handed_over}"
    );

    assert_proven(&run_verify(&settings).unwrap_or_else(|error| panic!("{}", words(&error))));
    assert_proven(&run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error))));
}
