//! The comparer of two SQLite files says yes to a copy, and no to every single change.

use rusqlite::Connection;
use std::path::Path;
use testkit::files::{Options, compare};

const SCHEMA: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY, a, b REAL, c TEXT);
    INSERT INTO t VALUES (1, 0.0, 1, 'text'), (2, 'a' || char(0) || 'b', 2.5, x'00'), (3, 1, NULL, 'same'), (4, '1', -1, 'same');
    CREATE TABLE h (a TEXT); INSERT INTO h (rowid, a) VALUES (5, 'x'), (9, 'y');
    CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO w VALUES ('a', 1);
    CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO s VALUES (7);
    CREATE INDEX i ON t (c);
    CREATE VIEW v AS SELECT a FROM t;
    CREATE TRIGGER r AFTER INSERT ON h BEGIN SELECT 1; END;
    CREATE VIRTUAL TABLE f USING fts5 (body); INSERT INTO f VALUES ('one two'), ('three');
    CREATE VIRTUAL TABLE g USING fts4 (body); INSERT INTO g VALUES ('four five');
    ANALYZE; PRAGMA user_version = 3; PRAGMA application_id = 4;";

fn file(path: &Path, before: &str, change: &str) {
    let connection = Connection::open(path).expect("a new file");
    for sql in [before, SCHEMA, change] {
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}, in: {sql}"));
    }
}

#[test]
fn every_single_change_is_found_and_an_equal_file_is_equal() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let original = directory.path().join("original.db");
    file(&original, "", "");
    let equal = directory.path().join("equal.db");
    file(&equal, "", "");
    let answer = compare(&original, &equal, &Options::default());
    assert!(answer.differences.is_empty(), "{}", answer.differences.join("\n"));
    assert!(answer.cells > 40 && answer.tables >= 9, "{answer:?}");
    let changes = [
        "UPDATE t SET a = -0.0 WHERE id = 1",
        "UPDATE t SET a = 0 WHERE id = 1",
        "UPDATE t SET a = 'a' || char(0) || 'c' WHERE id = 2",
        "UPDATE t SET c = CAST('text' AS BLOB) WHERE id = 1",
        "UPDATE t SET a = '1' WHERE id = 3",
        "UPDATE t SET c = CAST(x'ff' AS TEXT) WHERE id = 4",
        "UPDATE t SET b = 2.5000000000000004 WHERE id = 2",
        "UPDATE t SET b = 0 WHERE id = 3",
        "UPDATE t SET id = 40 WHERE id = 4",
        "DELETE FROM t WHERE id = 4",
        "UPDATE h SET rowid = 6 WHERE rowid = 5",
        "INSERT INTO h VALUES ('x')",
        "UPDATE w SET v = 1.0",
        "UPDATE sqlite_sequence SET seq = 8",
        "DELETE FROM sqlite_sequence",
        "UPDATE sqlite_stat1 SET stat = stat || ' ' WHERE idx = 'i'",
        "DROP INDEX i",
        "DROP VIEW v; CREATE VIEW v AS SELECT  a FROM t",
        "DROP TRIGGER r",
        "CREATE TABLE more (a)",
        "UPDATE f SET body = 'one too' WHERE rowid = 1",
        "INSERT INTO f (rowid, body) VALUES (9, '')",
        "DELETE FROM f_data WHERE id > 10",
        "UPDATE g SET body = 'four six'",
        "PRAGMA user_version = 4",
        "PRAGMA application_id = 5",
    ];
    for (at, change) in changes.iter().enumerate() {
        let changed = directory.path().join(format!("{at}.db"));
        file(&changed, "", change);
        for (one, other) in [(&original, &changed), (&changed, &original)] {
            assert!(!compare(one, other, &Options::default()).differences.is_empty(), "not found: {change}");
        }
    }
    for (at, before) in ["PRAGMA encoding = 'UTF-16le'", "PRAGMA page_size = 8192", "PRAGMA auto_vacuum = 1"]
        .iter()
        .enumerate()
    {
        let changed = directory.path().join(format!("before{at}.db"));
        file(&changed, before, "");
        assert!(
            !compare(&original, &changed, &Options::default()).differences.is_empty(),
            "not found: {before}"
        );
    }
}
