//! The judge is judged: equal databases are never accused, and every kind of damage is found and named.

use rusqlite::Connection;
use std::path::PathBuf;
use testkit::oracle::{self, OracleReport};
use testkit::server::{TestDatabase, server};

/// A SQLite file and a database, made by hand to be equal.
struct Pair {
    dir: tempfile::TempDir,
    database: TestDatabase,
}

impl Pair {
    fn new(sqlite: &str, postgres: &str) -> Pair {
        let pair = Pair { dir: tempfile::tempdir().unwrap(), database: server().database("oracle") };
        pair.sqlite().execute_batch(sqlite).unwrap();
        pair.database.execute(postgres);
        pair
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("app.db")
    }

    fn sqlite(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    fn compare(&self) -> OracleReport {
        oracle::compare(&self.path(), &mut self.database.connect(), "public")
    }
}

/// One table with a column of every kind and three rows, in SQLite's spellings.
const SQLITE: &str = r#"
    CREATE TABLE t (id INTEGER PRIMARY KEY, flag, n NUMERIC, r REAL, u, day, clock, at, unix, julian REAL, doc, raw BLOB,
        note TEXT, mixed, twice AS (id * 2), text_number);
    INSERT INTO t VALUES
      (1, 1, '12.50', 0.1, '6F9619FF-8B86-D011-B42D-00C04FC964FF', '2024-02-29', '23:59', '2024-02-29 23:59:59.000001',
       1700000000, 2460263.4266203704, '{"b": 1, "a": [1.50, "ä"]}', x'00ff', 'Zoë', 7, 1.5),
      (2, 'f', 9007199254740993, -5e-324, x'6f9619ff8b86d011b42d00c04fc964fe', '2024-03-01', '01:02:03.5',
       '2024-02-29T23:59:59+01:00', 1700000000123, 2460263.5, 'null', 'text', '', 'seven', '1.50'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, x'41', NULL);
"#;

const POSTGRES: &str = r#"
    CREATE TABLE t (id bigint PRIMARY KEY, flag boolean, n numeric, r double precision, u uuid, day date, clock time,
        at timestamptz, unix timestamp, julian timestamptz, doc jsonb, raw bytea, note text, mixed bytea,
        twice bigint GENERATED ALWAYS AS (id * 2) STORED, text_number varchar(10));
    SET timezone = 'UTC';
    INSERT INTO t VALUES
      (1, true, 12.5, 0.1, '6f9619ff-8b86-d011-b42d-00c04fc964ff', '2024-02-29', '23:59', '2024-02-29 23:59:59.000001',
       '2023-11-14 22:13:20', '2023-11-14 22:14:20', '{"a": [1.50, "ä"], "b": 1}', '\x00ff', 'Zoë', '7', DEFAULT, '1.50'),
      (2, false, 9007199254740993, -5e-324, '6f9619ff-8b86-d011-b42d-00c04fc964fe', '2024-03-01', '01:02:03.5',
       '2024-02-29 22:59:59', '2023-11-14 22:13:20.123', '2023-11-15 00:00:00', 'null', 'text', '', 'seven', DEFAULT, '1.50'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '\x41', DEFAULT, NULL);
"#;

#[test]
fn equal_tables_of_every_type_are_not_accused() {
    let report = Pair::new(SQLITE, POSTGRES).compare();
    report.assert_equal();
    assert_eq!(report.cells_compared, 3 * 15, "generated columns are not compared");
    assert_eq!((report.tables[0].sqlite_rows, report.tables[0].postgres_rows), (3, 3));
}

#[test]
fn one_changed_cell_of_any_type_is_found_and_its_column_named() {
    let pair = Pair::new(SQLITE, POSTGRES);
    let mut client = pair.database.connect();
    let changes = [
        ("flag", "NULL"),
        ("flag", "false"),
        ("n", "12.51"),
        ("r", "0.10000000000000002"),
        ("u", "'6f9619ff-8b86-d011-b42d-00c04fc964fd'"),
        ("day", "'2024-02-28'"),
        ("clock", "'23:59:00.000001'"),
        ("at", "'2024-02-29 23:59:59.000002Z'"),
        ("unix", "'2023-11-14 22:13:20.000001'"),
        ("julian", "'2023-11-14 22:14:20.002Z'"),
        ("doc", r#"'{"a": [1.5, "ä"], "b": 1}'"#),
        ("doc", "'null'"),
        ("raw", r"'\x00fe'"),
        ("note", "'Zo'"),
        ("note", "'Zoe'"),
        ("mixed", "'8'"),
        ("text_number", "'1.51'"),
    ];
    for (column, value) in changes {
        client.batch_execute(&format!("UPDATE t SET {column} = {value} WHERE id = 1")).unwrap();
        let report = oracle::compare(&pair.path(), &mut client, "public");
        let [difference] = &report.differences[..] else { panic!("{column}: {:?}", report.differences) };
        assert!(difference.contains(&format!("table \"t\": column {column:?}: SQLite ")), "{difference}");
        client.batch_execute("DROP TABLE t").unwrap();
        client.batch_execute(POSTGRES).unwrap();
    }
}

#[test]
fn one_microsecond_among_many_equal_rows_is_found() {
    let pair = Pair::new(
        "CREATE TABLE t (at TEXT);
         WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000)
         INSERT INTO t SELECT '2024-01-01 00:00:00' FROM s",
        "CREATE TABLE t (at timestamp); INSERT INTO t SELECT '2024-01-01' FROM generate_series(1, 1000)",
    );
    pair.compare().assert_equal();
    pair.database
        .execute("UPDATE t SET at = at + interval '1 microsecond' WHERE ctid = (SELECT min(ctid) FROM t)");
    assert_eq!(pair.compare().differences.len(), 1);
}

#[test]
fn dropped_duplicated_and_swapped_rows_are_found() {
    let sqlite = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
                  INSERT INTO t VALUES (1, 'x', 'p'), (2, 'y', 'q'), (3, 'z', 'r')";
    let postgres = "CREATE TABLE t (id bigint, a text, b text);
                    INSERT INTO t VALUES (1, 'x', 'p'), (2, 'y', 'q'), (3, 'z', 'r')";
    Pair::new(sqlite, postgres).compare().assert_equal();
    for (damage, differences) in [
        ("DELETE FROM t WHERE id = 2", 2),
        ("INSERT INTO t SELECT * FROM t WHERE id = 2", 2),
        ("UPDATE t SET a = CASE id WHEN 1 THEN 'y' WHEN 2 THEN 'x' ELSE a END", 2),
        ("DELETE FROM t WHERE id = 1; INSERT INTO t SELECT * FROM t WHERE id = 3", 2),
        ("UPDATE t SET a = b, b = a WHERE id = 3", 1),
    ] {
        let pair = Pair::new(sqlite, postgres);
        pair.database.execute(damage);
        let report = pair.compare();
        assert_eq!(report.differences.len(), differences, "{damage}: {:?}", report.differences);
    }
}

#[test]
fn equal_duplicates_without_a_key_are_counted() {
    let pair = Pair::new(
        "CREATE TABLE t (a); INSERT INTO t VALUES (1), (1), (1), (NULL), (NULL)",
        "CREATE TABLE t (a bigint); INSERT INTO t VALUES (1), (1), (NULL), (NULL), (NULL)",
    );
    assert_eq!(pair.compare().differences.len(), 1);
    pair.database.execute("DELETE FROM t; INSERT INTO t VALUES (1), (NULL), (1), (NULL), (1)");
    pair.compare().assert_equal();
}

#[test]
fn null_empty_text_and_zero_are_three_values() {
    let pair = Pair::new(
        "CREATE TABLE t (id, a TEXT); INSERT INTO t VALUES (1, NULL), (2, ''), (3, '0')",
        "CREATE TABLE t (id int, a text); INSERT INTO t VALUES (1, ''), (2, NULL), (3, '0')",
    );
    assert_eq!(pair.compare().differences.len(), 2);
}

#[test]
fn missing_and_surplus_tables_and_columns_are_named() {
    let pair = Pair::new(
        "CREATE TABLE \"Both\" (a, gone); CREATE TABLE here (a); CREATE VIRTUAL TABLE f USING fts5(x);
         CREATE TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE \"Both\" (a text, more text); CREATE TABLE there (a text); CREATE TABLE k (id bigint)",
    );
    let mut found = pair.compare().differences;
    found.sort();
    let wanted = [
        "table \"Both\": column \"gone\" is missing in PostgreSQL",
        "table \"Both\": column \"more\" is only in PostgreSQL",
        "table \"f\" is missing in PostgreSQL",
        "table \"here\" is missing in PostgreSQL",
        "table \"there\" is only in PostgreSQL",
    ];
    assert_eq!(found, wanted);

    let options = oracle::Options {
        ignore_tables: vec!["there".into(), "f".into()],
        ignore_columns: vec![("Both".into(), "more".into())],
        table_names: [("here".to_owned(), "there".to_owned())].into(),
        column_names: [(("Both".to_owned(), "gone".to_owned()), "more".to_owned())].into(),
    };
    let report = oracle::compare_with(&pair.path(), &mut pair.database.connect(), "public", &options);
    report.assert_equal();
}

#[test]
fn real_numbers_among_text_agree_by_value_and_nothing_else_does() {
    let pair = Pair::new(
        "CREATE TABLE t (a); INSERT INTO t VALUES (1e20), (0.1), ('0.10'), (-0.0)",
        "CREATE TABLE t (a text); INSERT INTO t VALUES ('1.0e+20'), ('0.1'), ('0.10'), ('-0.0')",
    );
    pair.compare().assert_equal();
    pair.database.execute("UPDATE t SET a = '0.1' WHERE a = '0.10'");
    assert_eq!(pair.compare().differences.len(), 1, "text is bytes");
    pair.database.execute("DELETE FROM t; INSERT INTO t VALUES ('1.0e+20'), ('0.1'), ('0.10'), ('0.0')");
    assert_eq!(pair.compare().differences.len(), 1, "the sign of zero is a bit");
}

#[test]
fn doubles_are_compared_bit_by_bit() {
    let pair = Pair::new(
        "CREATE TABLE t (a); INSERT INTO t VALUES (9e999), (-9e999), (-0.0), (1e300), (9007199254740992), (0.1 + 0.2)",
        "CREATE TABLE t (a float8);
         INSERT INTO t VALUES ('Infinity'), ('-Infinity'), ('-0'), (1e300), (9007199254740992), (0.1::float8 + 0.2)",
    );
    pair.compare().assert_equal();
    pair.database.execute("UPDATE t SET a = 0 WHERE a = 0");
    assert_eq!(pair.compare().differences.len(), 1);
    pair.sqlite().execute_batch("INSERT INTO t VALUES (9007199254740993)").unwrap();
    pair.database.execute("UPDATE t SET a = '-0' WHERE a = 0; INSERT INTO t VALUES (9007199254740992)");
    assert_eq!(pair.compare().differences.len(), 1, "a double cannot hold 2^53 + 1");
}

#[test]
fn json_is_what_postgresql_reads_and_exact_json_may_hold_what_jsonb_cannot() {
    let pair = Pair::new(
        r#"CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES
           ('{"a": 1, "a": 2}', '{"z":"\u0000"}'), ('1e2', '"ab"'), (' [ ] ', NULL)"#,
        r#"CREATE TABLE t (a jsonb, b json); INSERT INTO t VALUES
           ('{"a": 2}', '{"z":"\u0000"}'), ('100', '"\u0061b"'), ('[]', NULL)"#,
    );
    pair.compare().assert_equal();
    pair.database.execute(r#"UPDATE t SET b = '{"z":"\u0001"}' WHERE a = '{"a": 2}'"#);
    assert_eq!(pair.compare().differences.len(), 1);
}

#[test]
fn long_values_are_compared_without_being_fetched() {
    let pair = Pair::new(
        "CREATE TABLE t (a BLOB, b TEXT); INSERT INTO t VALUES (zeroblob(3000000), replace(hex(zeroblob(1500000)), '0', 'é'))",
        "CREATE TABLE t (a bytea, b text);
         INSERT INTO t VALUES (decode(repeat('00', 3000000), 'hex'), repeat('é', 3000000))",
    );
    pair.compare().assert_equal();
    pair.database.execute("UPDATE t SET a = set_byte(a, 2999999, 1)");
    assert_eq!(pair.compare().differences.len(), 1);
    pair.database.execute("UPDATE t SET a = set_byte(a, 2999999, 0), b = left(b, -1)");
    assert_eq!(pair.compare().differences.len(), 1);
}

#[test]
fn looking_changes_neither_file_nor_directory() {
    let pair = Pair::new("CREATE TABLE t (a)", "CREATE TABLE t (a text)");
    let open = pair.sqlite();
    open.execute_batch("PRAGMA journal_mode = wal; INSERT INTO t VALUES ('in the log')").unwrap();
    let list = || {
        let names = std::fs::read_dir(pair.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = names.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
        files.sort();
        files
    };
    let before = list();
    assert_eq!(pair.compare().tables[0].sqlite_rows, 1, "the pending log is part of the database");
    assert_eq!(list(), before);
}
