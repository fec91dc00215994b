//! Every hostile file can be built, and is as hostile as it says.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::path::Path;
use testkit::hostile::{self, Expect};

fn open(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

fn text(connection: &Connection, sql: &str) -> rusqlite::Result<String> {
    connection.query_row(sql, [], |row| row.get(0))
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// Opens a copy of the bytes of the file alone, without log or journal.
fn alone(path: &Path, into: &Path) -> Connection {
    let copy = into.join("alone.db");
    std::fs::copy(path, &copy).unwrap();
    open(&copy).unwrap()
}

#[test]
fn every_case_is_built_and_all_stored_cells_of_those_that_move_can_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let mut names = BTreeSet::new();
    for case in hostile::all() {
        assert!(names.insert(case.name), "two cases are named {}", case.name);
        let built = case.build_in(directory.path());
        if matches!(case.expect, Expect::Refused { exit_code: 3, .. }) {
            continue;
        }
        let connection = open(&built.path).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        // Without its collation, SQLite does not even scan a WITHOUT ROWID table.
        connection.collation_needed(|c, name| c.create_collation(name, |a, b| a.cmp(b))).unwrap();
        let sql = "SELECT l.name, group_concat('\"' || replace(x.name, '\"', '\"\"') || '\"')
                   FROM pragma_table_list l, pragma_table_xinfo(l.name) x
                   WHERE l.schema = 'main' AND l.type = 'table' AND x.hidden = 0 GROUP BY l.name";
        let mut statement = connection.prepare(sql).unwrap();
        let tables =
            statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
        for table in tables {
            let (table, columns) = table.unwrap_or_else(|e| panic!("{}: {e}", case.name));
            let sql = format!("SELECT {columns} FROM \"{}\" NOT INDEXED", table.replace('"', "\"\""));
            let mut statement =
                connection.prepare(&sql).unwrap_or_else(|e| panic!("{}: {sql}: {e}", case.name));
            let mut rows = statement.query([]).unwrap();
            while rows.next().unwrap_or_else(|e| panic!("{}: {sql}: {e}", case.name)).is_some() {}
        }
    }
    assert!(names.len() >= 40, "{} cases", names.len());
}

#[test]
fn files_that_are_no_sound_database_fail_to_open_or_their_integrity_check() {
    let directory = tempfile::tempdir().unwrap();
    for case in hostile::all() {
        let Expect::Refused { exit_code: 3, .. } = case.expect else { continue };
        let built = case.build_in(directory.path());
        let found = open(&built.path).and_then(|connection| text(&connection, "PRAGMA integrity_check"));
        match case.name {
            "missing" => assert!(found.is_err() && !built.path.exists()),
            // To SQLite this is a sound database without tables: refusing it is up to the migration.
            "empty" => assert_eq!(std::fs::metadata(&built.path).unwrap().len(), 0),
            name => assert!(
                found.as_ref().is_err() || !found.as_ref().unwrap().contains("111, 107"),
                "{name}: {found:?}"
            ),
        }
    }
}

#[test]
fn the_hot_journal_is_needed_to_read_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let built = hostile::case("hot-journal").build_in(directory.path());
    let damaged = "SELECT count(*) FROM t NOT INDEXED WHERE a = 'half done'";
    let without = alone(&built.path, directory.path());
    let half_done: rusqlite::Result<i64> = without.query_row(damaged, [], |row| row.get(0));
    assert!(half_done != Ok(0), "the file alone is whole: {half_done:?}");
    let read_only = Connection::open_with_flags(&built.path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    assert!(read_only.prepare(damaged).is_err(), "a read-only connection cannot roll back");
    let with = open(&built.path).unwrap();
    assert_eq!(number(&with, damaged), 0);
    assert_eq!(number(&with, "SELECT count(*) FROM t"), 2000);
    assert_eq!(text(&with, "PRAGMA integrity_check").unwrap(), "ok");
}

#[test]
fn pending_logs_hold_rows_that_the_file_alone_does_not() {
    for name in ["wal-in-use", "wal-left-behind"] {
        let directory = tempfile::tempdir().unwrap();
        let built = hostile::case(name).build_in(directory.path());
        assert!(
            alone(&built.path, directory.path()).prepare("SELECT * FROM only_in_the_log").is_err(),
            "{name}"
        );
        let shm = directory.path().join(format!("{name}.db-shm"));
        assert_eq!(shm.exists(), name == "wal-in-use");
        let with = open(&built.path).unwrap();
        assert_eq!(number(&with, "SELECT count(*) FROM only_in_the_log"), 2, "{name}");
        assert_eq!(number(&with, "SELECT count(*) FROM t"), 1999, "{name}");
    }
}

#[test]
fn a_writer_in_a_transaction_keeps_others_from_writing_but_not_from_reading() {
    let directory = tempfile::tempdir().unwrap();
    let built = hostile::case("writer-in-a-transaction").build_in(directory.path());
    let other = open(&built.path).unwrap();
    assert_eq!(number(&other, "SELECT count(*) FROM t WHERE a = 'not committed'"), 0);
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    assert!(other.execute("DELETE FROM t", []).is_err());
}

#[test]
fn utf16_files_and_their_lone_surrogates_are_what_they_say() {
    let directory = tempfile::tempdir().unwrap();
    for (name, encoding) in [
        ("utf16le", "UTF-16le"),
        ("utf16be", "UTF-16be"),
        ("lone-surrogates-utf16le", "UTF-16le"),
        ("lone-surrogates-utf16be", "UTF-16be"),
    ] {
        let built = hostile::case(name).build_in(directory.path());
        let connection = open(&built.path).unwrap();
        assert_eq!(text(&connection, "PRAGMA encoding").unwrap(), encoding);
        if name.starts_with("lone") {
            let high_first = encoding == "UTF-16be";
            let wanted: &[u8] = if high_first { &[0xd8, 0x00] } else { &[0x00, 0xd8] };
            let stored: Vec<u8> = connection
                .query_row("SELECT CAST(a AS BLOB) FROM t WHERE id = 2", [], |row| row.get(0))
                .unwrap();
            assert_eq!(stored, wanted, "{name}");
        }
    }
}

#[test]
fn what_the_application_registered_is_missing_here() {
    let directory = tempfile::tempdir().unwrap();
    let built = hostile::case("functions-of-the-application").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    assert!(text(&connection, "SELECT b FROM generated").is_err());
    assert!(text(&connection, "SELECT a FROM viewed").is_err());
    let built = hostile::case("collation-of-the-application").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    assert!(text(&connection, "SELECT a FROM t ORDER BY a").is_err());
    assert!(text(&connection, "SELECT a FROM k").is_err(), "not even a scan works");
}

#[test]
fn cells_keep_the_classes_and_bits_that_make_them_hard() {
    let directory = tempfile::tempdir().unwrap();
    let built = hostile::case("numbers-at-the-edges").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    let free = |id: i64| -> f64 {
        connection.query_row("SELECT free FROM r WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    };
    assert_eq!(free(1).to_bits(), (-0.0_f64).to_bits());
    assert_eq!((free(2), free(3), free(5)), (f64::INFINITY, f64::NEG_INFINITY, 5e-324));
    assert_eq!(
        number(&connection, "SELECT v FROM whole_and_real WHERE typeof(v) = 'integer'"),
        9007199254740993
    );

    let built = hostile::case("classes-in-a-unique-column").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    assert_eq!(number(&connection, "SELECT count(DISTINCT typeof(v)) FROM t"), 5);
    assert_eq!(number(&connection, "SELECT count(*) FROM plain WHERE v = 1"), 4);

    let built = hostile::case("checks-that-rows-break").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    let not_null: i64 =
        number(&connection, "SELECT \"notnull\" FROM pragma_table_info('n') WHERE name = 'a'");
    assert_eq!((not_null, number(&connection, "SELECT count(*) FROM n WHERE typeof(a) = 'null'")), (1, 1));

    let built = hostile::case("foreign-keys-with-orphans").build_in(directory.path());
    let connection = open(&built.path).unwrap();
    assert_eq!(number(&connection, "SELECT count(*) FROM pragma_foreign_key_check"), 5);
}

#[test]
fn a_large_value_has_the_size_that_was_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.db");
    let guard = hostile::large_value(&path, 3_000_001);
    let connection = open(&path).unwrap();
    assert_eq!(number(&connection, "SELECT length(b) FROM t WHERE id = 4"), 3_000_001);
    assert_eq!(number(&connection, "SELECT length(c) FROM t WHERE id = 5 AND typeof(c) = 'text'"), 3_000_001);
    drop(guard);
}
