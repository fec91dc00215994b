//! The cheap comparison of indexes with their tables: sound files agree, every sort of damage is doubted, and SQLite's
//! own check then names it.

mod sqlite_support;

use howdah::catalog::schema::Catalog;
use howdah::sqlite::entries::{Entries, summed_up};
use howdah::sqlite::inspect::inspect;
use howdah::sqlite::integrity::integrity;
use howdah::sqlite::profile::profile;
use howdah::sqlite::snapshot::SnapshotPolicy;
use sqlite_support::{Place, watch};

/// For each index that is compared: its name, and whether it holds what the table holds.
fn compared(place: &Place) -> Vec<(String, bool)> {
    let connection = place.examine().unwrap().connect().unwrap();
    let catalog = inspect(&connection).unwrap();
    let wanted: Vec<usize> = (0..catalog.tables.len()).filter(|&at| catalog.tables[at].is_data()).collect();
    let snapshot = place.snapshot(3, SnapshotPolicy::Hold);
    let profiles = profile(&snapshot, &catalog, &wanted, 2, watch()).unwrap();
    let mut compared = Vec::new();
    for (table, profile) in catalog.tables.iter().zip(&profiles) {
        for index in summed_up(&connection, &catalog, table).unwrap().unwrap_or_default() {
            let expected = Entries::expected(profile, &index.name).expect("the look summed it up");
            let agrees = index.read(&connection, table).is_ok_and(|found| found == expected);
            compared.push((index.name.clone(), agrees));
        }
    }
    compared
}

fn catalog(place: &Place) -> Catalog {
    inspect(&place.examine().unwrap().connect().unwrap()).unwrap()
}

/// Changes an index's declaration behind SQLite's back, so that its tree no longer fits.
fn redeclare(place: &Place, name: &str, sql: &str) {
    let writer = place.application();
    writer.execute_batch("PRAGMA writable_schema = ON").unwrap();
    let changed = writer.execute("UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1", [name, sql]).unwrap();
    assert_eq!(changed, 1);
}

const ROWS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t \
                    SELECT CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN i WHEN 2 THEN i / 3.0 WHEN 3 THEN 'text ' || i \
                    WHEN 4 THEN 'TEXT ' || (i - 1) WHEN 5 THEN randomblob(5) ELSE 1e15 + i END, i % 10, 'k' || i FROM n";

#[test]
fn indexes_of_sound_files_agree() {
    let place = Place::with(&format!(
        "CREATE TABLE t(a, b REAL, c TEXT PRIMARY KEY, UNIQUE(b, c DESC));
         CREATE INDEX plain ON t(a); CREATE INDEX down ON t(b DESC, a); CREATE UNIQUE INDEX folded ON t(c COLLATE NOCASE);
         CREATE INDEX trimmed ON t(c COLLATE RTRIM, a); {ROWS};
         INSERT INTO t VALUES (9007199254740993, 1, 'x'), (9007199254740992.0, 1, 'y'), ('', 2, ''), (x'', 2, 'e ');
         CREATE TABLE w(a, b, c, PRIMARY KEY(b, a)) WITHOUT ROWID; CREATE INDEX of_w ON w(c);
         CREATE UNIQUE INDEX unique_of_w ON w(c, a); INSERT INTO w SELECT c, b, coalesce(a, 1) FROM t;
         CREATE TABLE empty(a UNIQUE); CREATE TABLE alias(id INTEGER PRIMARY KEY, a); CREATE INDEX of_alias ON alias(a, id);
         INSERT INTO alias(a) SELECT b FROM t"
    ));
    let compared = compared(&place);
    assert_eq!(compared.len(), 10, "{compared:?}");
    assert!(compared.iter().all(|(_, agrees)| *agrees), "{compared:?}");
}

#[test]
fn other_indexes_are_left_to_sqlite() {
    let place = Place::with(
        "CREATE TABLE p(a); CREATE INDEX partial ON p(a) WHERE a > 1; CREATE TABLE e(a); CREATE INDEX e1 ON e(abs(a));
         CREATE TABLE g(a, b AS (a + 1)); CREATE INDEX g1 ON g(b);
         CREATE TABLE h(rowid, _rowid_, oid); CREATE INDEX h1 ON h(oid)",
    );
    assert_eq!(compared(&place), []);
    let utf16 =
        Place::with("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES('x')");
    assert_eq!(compared(&utf16), []);
    let sound = catalog(&place);
    assert_eq!(sound.tables.len(), 4);
}

#[test]
fn every_sort_of_damage_is_doubted_and_named() {
    let made = [
        ("another column", "CREATE INDEX i ON t(a)", "CREATE INDEX i ON t(b)"),
        ("another collation", "CREATE INDEX i ON t(a)", "CREATE INDEX i ON t(a COLLATE NOCASE)"),
        ("another direction", "CREATE INDEX i ON t(a)", "CREATE INDEX i ON t(a DESC)"),
        ("doubles", "CREATE INDEX i ON t(b)", "CREATE UNIQUE INDEX i ON t(b)"),
        ("other parts", "CREATE INDEX i ON t(b, a)", "CREATE INDEX i ON t(a, b)"),
    ];
    for (what, declared, redeclared) in made {
        let place = Place::with(&format!("CREATE TABLE t(a, b, c); {declared}; {ROWS}"));
        assert_eq!(compared(&place), [("i".to_owned(), true)], "{what}");
        redeclare(&place, "i", redeclared);
        assert_eq!(compared(&place), [("i".to_owned(), false)], "{what}");
        let connection = place.examine().unwrap().connect().unwrap();
        let said = integrity(&connection, &inspect(&connection).unwrap(), false).unwrap();
        assert!(!said.corruption.is_empty(), "{what}: {said:?}");
    }
}

#[test]
fn a_missing_a_superfluous_and_a_stale_entry_are_doubted() {
    for write in [
        "INSERT INTO t VALUES (5, 5, 'new')",
        "DELETE FROM t WHERE b = 3",
        "UPDATE t SET a = 'other' WHERE rowid = 77",
    ] {
        let place = Place::with(&format!("CREATE TABLE t(a, b, c); CREATE INDEX i ON t(a); {ROWS}"));
        let writer = place.application();
        writer
            .execute_batch(
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'x', name = 'gone', sql = '-- ' || sql \
                 WHERE name = 'i'",
            )
            .unwrap();
        drop(writer);
        place
            .application()
            .execute_batch(&format!(
                "PRAGMA writable_schema = ON; {write}; UPDATE sqlite_schema SET type = 'index', name = 'i', \
                 sql = substr(sql, 4) WHERE name = 'gone'"
            ))
            .unwrap();
        assert_eq!(compared(&place), [("i".to_owned(), false)], "{write}");
    }
}
