//! Damage is told from facts about the schema, and orphans are counted as SQLite itself would count them.

mod sqlite_support;

use howdah::sqlite::inspect::inspect;
use howdah::sqlite::integrity::{Integrity, integrity};
use howdah::sqlite::orphans::{Orphans, orphans};
use rusqlite::Connection;
use sqlite_support::{Place, told};

fn checked(place: &Place, quick: bool) -> Integrity {
    let connection = place.examine().unwrap().connect().unwrap();
    integrity(&connection, &inspect(&connection).unwrap(), quick).unwrap()
}

fn orphans_of(place: &Place) -> Orphans {
    let connection = place.examine().unwrap().connect().unwrap();
    orphans(&connection, &inspect(&connection).unwrap(), true).unwrap()
}

#[test]
fn a_sound_file_says_nothing() {
    let place = Place::with("CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1), (NULL), (NULL)");
    for quick in [true, false] {
        assert_eq!(checked(&place, quick), Integrity::default());
    }
    checked(&place, false).require_whole().unwrap();
}

#[test]
fn a_row_that_an_index_lacks_is_damage() {
    let place = Place::with("CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t VALUES(1), (2), (3)");
    let writer = place.application();
    // The index is taken out of the schema while a row is written.
    writer
        .execute_batch(
            "CREATE TEMP TABLE kept AS SELECT rowid AS id, sql FROM main.sqlite_schema WHERE name = 'i';
             PRAGMA writable_schema = ON; UPDATE main.sqlite_schema SET sql = '-- ' || sql, type = 'x', name = 'gone' WHERE name = 'i'",
        )
        .unwrap();
    drop(writer);
    let writer = place.application();
    writer
        .execute_batch(
            "PRAGMA writable_schema = ON; INSERT INTO t VALUES(4);
             UPDATE sqlite_schema SET sql = substr(sql, 4), type = 'index', name = 'i' WHERE name = 'gone'",
        )
        .unwrap();
    drop(writer);
    let found = checked(&place, false);
    assert!(found.corruption.iter().any(|line| line.contains("row 4 missing from index i")), "{found:?}");
    let error = found.require_whole().unwrap_err();
    assert_eq!(error.kind, howdah::Kind::Source);
    assert!(
        told(&error).contains("missing from index i") && told(&error).contains("REINDEX"),
        "{}",
        told(&error)
    );
}

#[test]
fn a_damaged_page_is_damage() {
    let place = Place::with(
        "PRAGMA page_size = 1024; CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 500) INSERT INTO t SELECT printf('%0100d', i) FROM n",
    );
    let mut bytes = std::fs::read(place.file()).unwrap();
    bytes[40 * 1024..41 * 1024].fill(0xee);
    std::fs::write(place.file(), bytes).unwrap();
    for quick in [true, false] {
        assert!(!checked(&place, quick).corruption.is_empty());
    }
}

#[test]
fn rows_that_break_a_promise_are_notes() {
    let place = Place::with(
        "CREATE TABLE t(a, b); INSERT INTO t VALUES(NULL, 1); CREATE TABLE s(x INTEGER, y TEXT) STRICT;
         INSERT INTO s VALUES(1, 'a'); PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(replace(sql, '(a,', '(a NOT NULL,'), 'x INTEGER, y TEXT', 'x TEXT, y INTEGER')",
    );
    let found = checked(&place, false);
    assert!(found.corruption.is_empty(), "{found:?}");
    for phrase in ["NULL value in t.a", "non-TEXT value in s.x", "non-INTEGER value in s.y"] {
        assert!(found.notes.iter().any(|note| note.contains(phrase)), "{phrase}: {found:?}");
    }
}

#[test]
fn a_missing_function_or_collation_is_no_damage_and_hides_none() {
    let sql = "PRAGMA page_size = 1024; CREATE TABLE odd(a, b COLLATE RTRIM, c CHECK (upper(c) = c));
         INSERT INTO odd VALUES('x', 'y', 'Z'); CREATE INDEX loud ON odd(upper(a)); CREATE INDEX back ON odd(b);
         CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
         INSERT INTO t SELECT printf('%0100d', i) FROM n; CREATE VIRTUAL TABLE f USING fts5(x);
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'upper', 'shout'), 'RTRIM', 'reversed'), 'fts5', 'nofts')";
    let place = Place::with(sql);
    for quick in [true, false] {
        let found = checked(&place, quick);
        assert!(found.corruption.is_empty(), "{found:?}");
        assert!(found.notes.iter().any(|note| note.contains("odd not checked")), "{found:?}");
    }
    let mut bytes = std::fs::read(place.file()).unwrap();
    let middle = bytes.len() / 2 / 1024 * 1024;
    bytes[middle..middle + 1024].fill(0xee);
    std::fs::write(place.file(), bytes).unwrap();
    assert!(!checked(&place, false).corruption.is_empty(), "the other tables are checked all the same");
}

/// What `PRAGMA foreign_key_check` finds: (table, rowid, parent), the independent answer.
fn by_pragma(connection: &Connection) -> Vec<(String, Option<i64>, String)> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut rows: Vec<_> = rows.map(Result::unwrap).collect();
    rows.sort();
    rows
}

#[test]
fn orphans_are_those_that_sqlite_counts() {
    let place = Place::with(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE, a, b, n NUMERIC UNIQUE, UNIQUE (a, b));
         INSERT INTO p VALUES(1, 'One', 1, 'x', 5), (2, '2', '1', 'x', '7.0');
         CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p, code REFERENCES p(code), a, b, n TEXT REFERENCES p(n),
            parent REFERENCES c(id), FOREIGN KEY (a, b) REFERENCES p(a, b));
         INSERT INTO c VALUES
            (1, 1, 'ONE', 1, 'x', '5', NULL), (2, '2', 2, '1', 'x', '7', 1), (3, NULL, NULL, NULL, 'q', NULL, 3),
            (4, 9, 'three', 2, 'x', '5.5', 99), (5, '01', 'one ', 1, 'X', 'five', '1'), (6, 1.5, x'4f6e65', 1.0, 'x', 5.0, '01'),
            (7, 'x', 2.0, 2, NULL, '05', 7.0);
         CREATE TABLE w(k TEXT PRIMARY KEY, p INTEGER REFERENCES p) WITHOUT ROWID;
         INSERT INTO w VALUES('a', 1), ('b', 3), ('c', NULL)",
    );
    let found = orphans_of(&place);
    assert!(found.troubles.is_empty(), "{:?}", found.troubles);
    let connection = place.application();
    let mut ours: Vec<(String, Option<i64>, String)> = Vec::new();
    for set in &found.sets {
        match set.table.as_str() {
            "w" => ours.extend((0..set.rows).map(|_| (set.table.clone(), None, set.parent.clone()))),
            _ => ours
                .extend(set.rowids.iter().map(|&rowid| (set.table.clone(), Some(rowid), set.parent.clone()))),
        }
        assert!(set.examples.len() as u64 == set.rows.min(10));
    }
    ours.sort();
    assert_eq!(ours, by_pragma(&connection));
    assert!(found.sets.len() >= 5, "every kind of key has some");
    let w = found.sets.iter().find(|set| set.table == "w").unwrap();
    assert_eq!((w.key, &w.examples[..], w.rowids.len()), (0, &["key (3)".to_owned()][..], 0));
    let c = found.sets.iter().find(|set| set.table == "c" && set.key == 0).unwrap();
    assert_eq!(c.examples[0], "rowid 4");
}

#[test]
fn keys_that_cannot_be_checked_are_troubles() {
    let place = Place::with(
        "CREATE TABLE c(a REFERENCES gone, b REFERENCES v(x), d REFERENCES p(missing), e, f, FOREIGN KEY (e, f) REFERENCES p);
         CREATE TABLE p(x PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS x; INSERT INTO c VALUES(1, 2, 3, 4, 5)",
    );
    let found = orphans_of(&place);
    assert!(found.sets.is_empty(), "{:?}", found.sets);
    assert_eq!(found.troubles.len(), 4, "{:?}", found.troubles);
    // A parent's key without an index, which SQLite's own check refuses, can be checked all the same.
    let place = Place::with(
        "CREATE TABLE p(x, y); INSERT INTO p VALUES(1, 1), (1, 2); CREATE TABLE c(a REFERENCES p(x)); INSERT INTO c VALUES(1), (2)",
    );
    let found = orphans_of(&place);
    assert_eq!((found.sets.len(), &found.sets[0].rowids[..]), (1, &[2][..]));
}
