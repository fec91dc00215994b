//! The judge of files made from PostgreSQL is judged: a right file is never accused, and every single flaw is found and
//! named.

use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::PathBuf;
use testkit::foreign::{self, Answer, Options};
use testkit::server::{TestDatabase, server};

/// A database and the file that the mapping makes of it, written by hand.
struct Pair {
    dir: tempfile::TempDir,
    database: TestDatabase,
    options: Options,
}

impl Pair {
    fn new(postgres: &str, sqlite: &str) -> Pair {
        let pair = Pair {
            dir: tempfile::tempdir().expect("a directory"),
            database: server().database("foreign"),
            options: Options::default(),
        };
        pair.database.execute(postgres);
        pair.spoil(sqlite);
        pair
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("made.db")
    }

    fn spoil(&self, sql: &str) {
        let connection = Connection::open(self.path()).expect("a file");
        connection.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// Changes the text of a declaration, which nothing checks.
    fn rewrite(&self, table: &str, from: &str, to: &str) {
        let connection = Connection::open(self.path()).expect("a file");
        connection.execute_batch("PRAGMA writable_schema = ON").expect("a setting");
        let changed = connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2) WHERE name = ?3 AND instr(sql, ?1)",
            (from, to, table),
        );
        assert_eq!(changed, Ok(1), "{table}: {from} -> {to}");
    }

    fn compare(&self) -> Answer {
        foreign::compare(&mut self.database.connect(), None, &self.path(), &self.options)
    }
}

const POSTGRES: &str = r#"
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'it''s  fine');
    CREATE DOMAIN amount AS numeric(10,2) CHECK (VALUE > -100);
    CREATE SCHEMA other;
    CREATE TABLE parent (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, folded citext);
    CREATE TABLE other.parent (id integer PRIMARY KEY, "ID" text);
    CREATE TABLE child (
        a integer NOT NULL, b char(4) NOT NULL, parent integer REFERENCES parent ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        flag boolean, r real, d double precision, price amount, digits numeric, raw bytea, u uuid, day date, clock time,
        at timestamp, zoned timestamptz, odd timestamptz, doc jsonb, list integer[], mood mood, span interval, cash money,
        PRIMARY KEY (a, b));
    CREATE TABLE loose (x text, y double precision);
    CREATE INDEX child_parent ON child (parent DESC, a);
    CREATE INDEX child_part ON child (flag) WHERE flag;
    COMMENT ON TABLE child IS E'A child\nwith ''two'' lines';
    INSERT INTO parent (name, folded) VALUES ('one', 'Folded'), ('zwölf', NULL), ('three', '');
    INSERT INTO other.parent VALUES (5, 'x');
    INSERT INTO child VALUES
        (1, 'ab', 1, true, 0.1, -0.0::float8, 1.50, 1.50, '\x00ff', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '2024-01-31', '13:00:00.5',
         '2024-01-31 13:00', '2024-01-31 13:00:00.5+02', 'infinity', '{"b": 1, "a": 2}', '{1,NULL}', 'it''s  fine', '1 mon -1 day', '-1.50'),
        (2, 'ab', NULL, false, 'Infinity', 5e-324, 2, 'NaN', '', NULL, NULL, NULL, NULL, NULL, '2024-01-31 13:00:00+00', NULL, '[0:1]={7,8}',
         NULL, NULL, NULL),
        (2, 'abcd', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO loose VALUES ('same', 1), ('same', 1), (NULL, NULL), ('', 0);
    CREATE VIEW names AS SELECT name FROM parent WHERE id > 1;
"#;

const SQLITE: &str = r#"
    CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL UNIQUE, folded TEXT COLLATE NOCASE);
    CREATE TABLE other_parent (id INTEGER PRIMARY KEY, ID_2 TEXT);
    CREATE TABLE child ( -- A child
        -- with 'two' lines
        a INTEGER NOT NULL, b CHAR(4) COLLATE RTRIM NOT NULL,
        parent INTEGER REFERENCES parent (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        flag BOOLEAN CHECK (flag IN (0, 1)), r REAL, d REAL, price NUMERIC(10,2) CHECK (price > -100), digits TEXT, raw BLOB, u CHAR(36),
        day DATE, clock TIME, at DATETIME, zoned DATETIME, odd DATETIME, doc TEXT CHECK (json_valid("doc")), list TEXT,
        mood TEXT CHECK ("mood" IN ('sad', 'it''s  fine')), span TEXT, cash NUMERIC, PRIMARY KEY (a, b));
    CREATE TABLE loose (x TEXT, y REAL);
    CREATE INDEX child_parent ON child (parent DESC, a);
    CREATE INDEX child_part ON child (flag) WHERE flag;
    CREATE VIEW names AS SELECT name FROM parent WHERE id > 1;
    INSERT INTO parent VALUES (1, 'one', 'Folded'), (2, 'zwölf', NULL), (3, 'three', '');
    INSERT INTO other_parent VALUES (5, 'x');
    INSERT INTO child VALUES
        (1, 'ab  ', 1, 1, 0.100000001490116119384765625, 0.0, 1.5, '1.50', x'00ff', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '2024-01-31', '13:00:00.5',
         '2024-01-31 13:00:00', '2024-01-31 11:00:00.5+00:00', 'infinity', '{"a": 2, "b": 1}', '[1,null]', 'it''s  fine', '1 mon -1 days', -1.5),
        (2, 'ab  ', NULL, 0, 9e999, 5e-324, 2, 'NaN', x'', NULL, NULL, NULL, NULL, NULL, '2024-01-31 13:00:00+00', NULL, '[0:1]={7,8}',
         NULL, NULL, NULL),
        (2, 'abcd', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO loose VALUES ('same', 1), ('same', 1), (NULL, NULL), ('', 0);
"#;

/// A column of REAL stores -0.0 as the integer 0, and gives back what is stored: it must be written while it has no type.
fn negative_zero(pair: &Pair) {
    pair.rewrite("child", "d REAL", "d");
    let connection = Connection::open(pair.path()).expect("a file");
    connection.execute("UPDATE child SET d = ?1 WHERE a = 1", [-0.0]).expect("a change");
    drop(connection);
    pair.rewrite("child", " d,", " d REAL,");
}

fn right() -> Pair {
    let pair = Pair::new(POSTGRES, SQLITE);
    negative_zero(&pair);
    pair
}

#[test]
fn a_right_file_is_never_accused() {
    let answer = right().compare();
    answer.assert_equal();
    assert_eq!((answer.tables, answer.cells), (4, 3 * 3 + 2 + 3 * 20 + 4 * 2));
    assert!(answer.parsed > 10, "{} texts were read again", answer.parsed);
}

#[test]
fn every_single_flaw_is_found_and_named() {
    let pair = right();
    let whole = std::fs::read(pair.path()).expect("the file");
    // The change, and what the first difference must say.
    let flaws: &[(&str, &[&str])] = &[
        // Cells.
        ("UPDATE child SET a = 3 WHERE a = 1", &["\"public.child\"", "\"a\"", "INTEGER 1", "INTEGER 3"]),
        ("UPDATE child SET d = 0.0 WHERE a = 1", &["\"d\"", "-0.0"]),
        ("UPDATE child SET d = 1e-323 WHERE d = 5e-324", &["\"d\"", "5e-324"]),
        ("UPDATE child SET r = 0.1 WHERE a = 1", &["\"r\"", "REAL 0.1"]),
        ("UPDATE child SET b = 'ab' WHERE a = 1", &["\"b\"", "\"ab\" (2 bytes)"]),
        ("UPDATE child SET price = '1.5x' WHERE a = 1", &["\"price\"", "TEXT"]),
        ("UPDATE child SET price = 1.25 WHERE a = 1", &["\"price\"", "1.25"]),
        ("UPDATE child SET digits = '1.5' WHERE a = 1", &["\"digits\"", "1.50"]),
        ("UPDATE child SET digits = NULL WHERE a = 1", &["\"digits\"", "NULL"]),
        ("UPDATE child SET raw = CAST(raw AS TEXT) WHERE a = 2", &["\"raw\"", "TEXT"]),
        ("UPDATE child SET raw = x'00fe' WHERE a = 1", &["\"raw\"", "fe"]),
        ("UPDATE child SET u = upper(u)", &["\"u\"", "A0EE"]),
        ("UPDATE child SET u = replace(u, '-', '')", &["\"u\""]),
        ("UPDATE child SET day = '2024-01-31 00:00:00' WHERE a = 1", &["\"day\""]),
        ("UPDATE child SET clock = '13:00:00.500' WHERE a = 1", &["\"clock\""]),
        ("UPDATE child SET at = '2024-01-31T13:00:00' WHERE a = 1", &["\"at\""]),
        ("UPDATE child SET zoned = '2024-01-31 11:00:00.5+00' WHERE a = 1", &["\"zoned\""]),
        ("UPDATE child SET zoned = '2024-01-31 11:00:00.500001+00:00' WHERE a = 1", &["\"zoned\""]),
        ("UPDATE child SET odd = odd || ':00' WHERE a = 2 AND b = 'ab'", &["\"odd\""]),
        ("UPDATE child SET doc = '{\"b\": 1, \"a\": 2}' WHERE a = 1", &["\"doc\""]),
        ("UPDATE child SET list = '{1,NULL}' WHERE a = 1", &["\"list\""]),
        ("UPDATE child SET list = '[7,8]' WHERE a = 2 AND parent IS NULL", &["\"list\"", "[0:1]"]),
        ("UPDATE child SET span = '1 mon' WHERE a = 1", &["\"span\""]),
        ("UPDATE child SET mood = 'sad' WHERE a = 1", &["\"mood\""]),
        ("UPDATE child SET flag = NULL WHERE a = 1", &["\"flag\""]),
        ("UPDATE child SET cash = -1.51 WHERE a = 1", &["\"cash\""]),
        ("UPDATE parent SET folded = 'folded' WHERE id = 1", &["\"public.parent\"", "\"folded\""]),
        ("UPDATE parent SET folded = NULL WHERE id = 3", &["\"folded\"", "TEXT \"\"", "NULL"]),
        ("UPDATE parent SET name = name || char(0) WHERE id = 1", &["\"name\"", "(4 bytes)"]),
        ("UPDATE other_parent SET ID_2 = 'y'", &["\"other.parent\"", "\"ID\""]),
        // Rows.
        ("DELETE FROM child WHERE b = 'abcd'", &["3 rows in PostgreSQL, 2"]),
        ("DELETE FROM loose WHERE rowid = 1", &["\"public.loose\"", "4 rows", "3 in the file"]),
        ("INSERT INTO loose VALUES ('same', 1)", &["4 rows", "5 in the file"]),
        ("UPDATE loose SET x = '' , y = 0 WHERE rowid = 1", &["\"public.loose\"", "\"same\""]),
        // Declarations.
        ("ALTER TABLE loose RENAME TO lose", &["\"lose\"", "none of the database"]),
        ("ALTER TABLE loose RENAME COLUMN x TO z", &["\"public.loose\"", "[\"x\", \"y\"]", "[\"z\", \"y\"]"]),
        ("ALTER TABLE loose ADD COLUMN z", &["[\"x\", \"y\", \"z\"]"]),
        ("CREATE TABLE extra (a)", &["\"extra\""]),
        ("DROP TABLE loose", &["\"public.loose\"", "has no table"]),
        ("schema loose x TEXT -> x VARCHAR", &["\"x\"", "VARCHAR", "TEXT"]),
        ("schema loose y REAL) -> y REAL) STRICT", &["STRICT is true"]),
        ("schema child NUMERIC(10,2) -> NUMERIC(10,3)", &["\"price\"", "NUMERIC(10,3)"]),
        ("schema child digits TEXT -> digits NUMERIC", &["\"digits\"", "no number of SQLite gives"]),
        ("schema child cash NUMERIC -> cash TEXT", &["\"cash\"", "give each value back"]),
        ("schema child u CHAR(36) -> u TEXT", &["\"u\"", "CHAR(36)"]),
        ("schema child CHECK (flag IN (0, 1)) -> ", &["\"flag\"", "CHECK"]),
        ("schema child CHECK (json_valid(\"doc\")) -> ", &["\"doc\"", "json_valid"]),
        ("schema child 'it''s  fine' -> 'it''s fine'", &["mood"]),
        ("schema child COLLATE RTRIM -> ", &["\"b\"", "RTRIM"]),
        ("schema parent COLLATE NOCASE -> ", &["\"folded\"", "NOCASE"]),
        ("schema child -- with 'two' lines -> --", &["with 'two' lines"]),
        // Keys.
        ("schema parent AUTOINCREMENT -> ", &["AUTOINCREMENT is false"]),
        ("schema other_parent PRIMARY KEY -> PRIMARY KEY AUTOINCREMENT", &["AUTOINCREMENT is true"]),
        ("schema other_parent PRIMARY KEY -> ", &["primary key {\"id\"} is expected"]),
        (
            "schema child b CHAR(4) COLLATE RTRIM NOT NULL -> b CHAR(4) COLLATE RTRIM",
            &["\"b\"", "NOT NULL is missing"],
        ),
        ("schema parent VARCHAR(20) NOT NULL -> VARCHAR(20)", &["\"name\"", "NOT NULL is missing"]),
        ("schema other_parent ID_2 TEXT -> ID_2 TEXT NOT NULL", &["\"ID\"", "NOT NULL in the file only"]),
        ("schema child ON DELETE CASCADE -> ", &["child_parent_fkey is missing", "CASCADE"]),
        ("schema child DEFERRABLE INITIALLY DEFERRED -> ", &["1 foreign keys are deferred, 0"]),
        (
            "schema child REFERENCES parent (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED -> ",
            &["child_parent_fkey is missing"],
        ),
        ("schema child REFERENCES parent -> REFERENCES other_parent", &["child_parent_fkey is missing"]),
        ("schema loose x TEXT -> x TEXT REFERENCES parent (name)", &["is not in PostgreSQL"]),
        ("UPDATE sqlite_sequence SET seq = 4", &["sequence", "is at 3", "Some(4)"]),
        ("UPDATE sqlite_sequence SET seq = 2", &["is at 3", "Some(2)"]),
        ("DELETE FROM sqlite_sequence", &["is at 3", "None"]),
        // Indexes and views.
        ("DROP INDEX child_parent", &["child_parent on [\"parent\", \"a\"] is missing"]),
        ("DROP INDEX child_part", &["child_part on [\"flag\"] is missing"]),
        (
            "DROP INDEX child_parent; CREATE INDEX child_parent ON child (parent, a)",
            &["child_parent", "is missing"],
        ),
        (
            "DROP INDEX child_parent; CREATE INDEX child_parent ON child (a, parent DESC)",
            &["child_parent", "is missing"],
        ),
        ("CREATE INDEX more ON child (u)", &["an index of the file is not in PostgreSQL"]),
        ("CREATE UNIQUE INDEX more ON child (u)", &["{\"u\"} is unique in the file only"]),
        (
            "DROP VIEW names; CREATE VIEW names AS SELECT name FROM parent",
            &["view public.names: 2 rows", "3 in the file"],
        ),
        (
            "DROP VIEW names; CREATE VIEW names AS SELECT gone FROM parent",
            &["view \"names\"", "no such column"],
        ),
        (
            "PRAGMA foreign_keys = OFF; UPDATE child SET parent = 77 WHERE a = 1",
            &["foreign_key_check", "\"child\"", "\"parent\""],
        ),
        (
            "schema child NUMERIC(10,2) CHECK (price > -100) -> NUMERIC(10,2) CHECK (price > 100)",
            &["integrity_check", "CHECK"],
        ),
    ];
    for (flaw, said) in flaws {
        std::fs::write(pair.path(), &whole).expect("the file as it was");
        match flaw.strip_prefix("schema ") {
            Some(change) => {
                let (table, change) = change.split_once(' ').expect("a table");
                let (from, to) = change.split_once(" -> ").expect("an arrow");
                pair.rewrite(table, from, to);
            }
            None => pair.spoil(flaw),
        }
        let answer = pair.compare();
        let words = answer.differences.join("\n");
        assert!(!answer.differences.is_empty(), "{flaw}: not found");
        let named =
            answer.differences.iter().any(|difference| said.iter().all(|word| difference.contains(word)));
        assert!(named, "{flaw}: found, but not named by {said:?}:\n{words}");
    }
    std::fs::write(pair.path(), &whole).expect("the file as it was");
    pair.compare().assert_equal();
}

#[test]
fn what_the_options_name_may_be_missing_and_nothing_else() {
    let mut pair = right();
    pair.spoil("DROP INDEX child_part; DROP TABLE loose; CREATE TABLE notes (a);");
    let set = |name: &str| BTreeSet::from([name.to_owned()]);
    assert_eq!(pair.compare().differences.len(), 3);
    pair.options.left_out_indexes = set("public.child_part");
    pair.options.left_out_tables = set("public.loose");
    pair.options.other_tables = set("notes");
    pair.compare().assert_equal();
    pair.options.left_out_indexes = set("public.child_parent");
    assert_eq!(pair.compare().differences.len(), 1);
}

#[test]
fn one_schema_has_names_of_its_own() {
    let pair = Pair::new(
        POSTGRES,
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, ID_2 TEXT); INSERT INTO parent VALUES (5, 'x')",
    );
    let compare =
        |schema| foreign::compare(&mut pair.database.connect(), Some(&[schema]), &pair.path(), &pair.options);
    compare("other").assert_equal();
    assert!(!compare("public").differences.is_empty());
}

#[test]
fn nan_is_refused_or_text() {
    let mut pair = Pair::new(
        "CREATE TABLE t (d double precision); INSERT INTO t VALUES ('NaN'), (0.1), ('-0')",
        "CREATE TABLE t (d TEXT); INSERT INTO t VALUES ('NaN'), ('0.1'), ('-0')",
    );
    let answer = pair.compare();
    assert_eq!(answer.differences.len(), 1);
    assert!(answer.differences[0].contains("holds NaN"), "{}", answer.differences[0]);
    pair.options.nan_as_text = true;
    pair.compare().assert_equal();
    pair.spoil("UPDATE t SET d = '-0.0' WHERE d = '-0'");
    let answer = pair.compare();
    assert_eq!(
        answer.differences.len(),
        2,
        "another text, and it does not parse back: {:?}",
        answer.differences
    );
}

#[test]
fn a_foreign_key_that_the_cells_would_break_may_be_missing() {
    let postgres = "CREATE TABLE p (n numeric PRIMARY KEY); CREATE TABLE c (n numeric REFERENCES p);
                    INSERT INTO p VALUES (1.50); INSERT INTO c VALUES (1.5);";
    let parent = "CREATE TABLE p (n TEXT NOT NULL PRIMARY KEY); INSERT INTO p VALUES ('1.50');";
    let without =
        Pair::new(postgres, &format!("{parent} CREATE TABLE c (n NUMERIC); INSERT INTO c VALUES (1.5)"));
    without.compare().assert_equal();
    let with = Pair::new(postgres, &format!("{parent} CREATE TABLE c (n NUMERIC REFERENCES p (n))"));
    with.spoil("PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (1.5)");
    let words = with.compare().differences.join("\n");
    assert!(words.contains("foreign_key_check"), "{words}");
    without.database.execute("UPDATE c SET n = 1.50");
    without.spoil("DROP TABLE c; CREATE TABLE c (n TEXT); INSERT INTO c VALUES ('1.50')");
    let words = without.compare().differences.join("\n");
    assert!(words.contains("c_n_fkey is missing"), "{words}");
}

#[test]
fn strict_tables_have_the_declarations_that_strict_knows() {
    let mut pair = Pair::new(
        "CREATE TABLE t (id integer PRIMARY KEY, b boolean, n numeric(5,1), v varchar(3), c char(3), u uuid, at timestamp);
         INSERT INTO t VALUES (1, true, 2.0, 'x', 'y', NULL, '2024-01-01')",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER CHECK (b IN (0, 1)), n ANY, v TEXT, c TEXT COLLATE RTRIM, u TEXT, at TEXT) STRICT;
         INSERT INTO t VALUES (1, 1, 2, 'x', 'y  ', NULL, '2024-01-01 00:00:00')",
    );
    pair.options.strict = true;
    pair.compare().assert_equal();
    pair.options.strict = false;
    assert!(pair.compare().differences.len() > 4);
}

#[test]
fn every_written_database_loads_and_is_read_by_the_judge() {
    for database in foreign::databases() {
        let into = server().database(database.name);
        foreign::load(database.name, &into);
        let dir = tempfile::tempdir().expect("a directory");
        let empty = dir.path().join("empty.db");
        Connection::open(&empty).and_then(|file| file.execute_batch("VACUUM")).expect("a file");
        let answer = foreign::compare(&mut into.connect(), None, &empty, &Options::default());
        assert!(answer.tables >= 1, "{}", database.name);
        let missing =
            answer.differences.iter().filter(|difference| difference.contains("has no table")).count();
        assert_eq!(missing as u64, answer.tables, "{}: {:?}", database.name, answer.differences);
    }
}
