//! A file that came back is proven equal at any time after, whatever was written on PostgreSQL in between; and no other file
//! is.

mod back_support;
mod support;

use back_support::back_settings;
use howdah::plan::options::Orphans;
use howdah::report::run::Verdict;
use howdah::run::Settings;
use rusqlite::Connection;
use std::path::PathBuf;
use support::case::Case;
use support::{assert_proven, run_migrate, run_verify, words};

/// Cells that type and format do not give back, rows without a key, rows that stay behind, times in seconds.
const SCHEMA: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, spelled INTEGER, doc JSON, seen DATETIME);
    INSERT INTO t VALUES (1, '2024-01-02 03:04:05', 1, '{\"a\":1}', 1700000000), (2, '2024-01-02T03:04:06Z', '1.0', '{\"a\": 2}', 1700000001),
        (3, '2024-1-2', 3, '{  \"a\": 3}', 1700000002);
    CREATE TABLE loose (a TEXT, b);
    INSERT INTO loose (rowid, a, b) VALUES (7, 'x', 1), (9, 'y', '1'), (12, 'y', '1'), (40, 'z', 'q');
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER PRIMARY KEY, of INTEGER REFERENCES parent (id));
    INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1), (2, 5), (3, NULL);
    CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT); INSERT INTO counted (v) VALUES ('a');
    CREATE VIEW v AS SELECT rowid, a FROM loose;";

const WRITES: &str = "
    UPDATE t SET at = '2025-01-01 00:00:00', doc = '{\"a\": 4}' WHERE id = 3; DELETE FROM t WHERE id = 2;
    INSERT INTO t VALUES (10, '2026-01-01 00:00:00.5', 5, '{}', '2023-11-14 22:13:20.25+00');
    DELETE FROM loose WHERE a = 'x'; UPDATE loose SET a = 'zz' WHERE a = 'z';
    INSERT INTO loose VALUES ('new', 'n'), ('newer', '2');
    INSERT INTO counted (v) VALUES ('b'), ('c'); DELETE FROM counted WHERE v = 'c';
    ALTER TABLE t ADD COLUMN more numeric(8,2) DEFAULT 1.5;
    CREATE TABLE made (id int PRIMARY KEY, tags text[]); INSERT INTO made VALUES (1, '{a,b}');";

fn back(case: &Case) -> (PathBuf, Settings) {
    let file = case.directory.path().join("back.db");
    let settings = back_settings(&file, &case.database, &case.directory.path().join("back"));
    (file, settings)
}

fn verdict(case: &Case, file: &std::path::Path) -> Verdict {
    let verify = support::settings(file, &case.database, &case.directory.path().join("verify"));
    let report = run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error)));
    if report.verdict == Verdict::Proven {
        assert_proven(&report);
        let there = report.tables.iter().any(|table| table.target.ends_with(".made"));
        assert!(there && report.tables.iter().all(|table| table.result == "equal"), "{:#?}", report.tables);
    }
    report.verdict
}

#[test]
fn a_file_that_came_back_is_proven_at_any_time_after() {
    let mut case = Case::new("verified", SCHEMA);
    case.settings.options.orphans = Orphans::Quarantine;
    case.carry();
    case.database.execute(WRITES);
    let (file, settings) = back(&case);
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    assert_eq!(verdict(&case, &file), Verdict::Proven);
    // The old file is not what is on PostgreSQL.
    assert_eq!(verdict(&case, &case.source()), Verdict::Different);
    let edit = |sql: &str| Connection::open(&file).expect("the file").execute_batch(sql).expect(sql);
    // A spelling alone, a rowid, a value; each is put back.
    for (change, again) in [
        ("UPDATE t SET spelled = 1.5 WHERE id = 1", "UPDATE t SET spelled = 1 WHERE id = 1"),
        (
            "UPDATE t SET at = '2025-01-01T00:00:00' WHERE id = 3",
            "UPDATE t SET at = '2025-01-01 00:00:00' WHERE id = 3",
        ),
        ("UPDATE loose SET rowid = 5 WHERE rowid = 9", "UPDATE loose SET rowid = 9 WHERE rowid = 5"),
        ("UPDATE made SET tags = '[\"a\"]'", "UPDATE made SET tags = '[\"a\",\"b\"]'"),
        ("CREATE INDEX i ON t (at)", "DROP INDEX i"),
        ("PRAGMA user_version = 9", "PRAGMA user_version = 0"),
    ] {
        edit(change);
        assert_eq!(verdict(&case, &file), Verdict::Different, "{change}");
        edit(again);
        assert_eq!(verdict(&case, &file), Verdict::Proven, "{again}");
    }
    // Only what differs is named.
    case.database.execute("UPDATE made SET tags = '{c}'");
    let verify = support::settings(&file, &case.database, &case.directory.path().join("verify"));
    let report = run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error)));
    let proof = report.proof.expect("a proof");
    assert_eq!(proof.structure, [""; 0]);
    let different: Vec<&str> =
        proof.tables.iter().filter(|table| !table.equal).map(|table| table.table.as_str()).collect();
    assert_eq!((report.verdict, different), (Verdict::Different, vec!["made"]));
    edit("ALTER TABLE parent RENAME TO other");
    assert_eq!(verdict(&case, &file), Verdict::Different);
    edit("ALTER TABLE other RENAME TO parent; ALTER TABLE child RENAME COLUMN of TO off");
    assert_eq!(verdict(&case, &file), Verdict::Different);
}
