//! What was written on PostgreSQL comes back with the rest, in the column's own spelling; what cannot be is refused, and
//! no file stands where none may be.

mod back_support;
mod support;

use back_support::back_settings;
use howdah::report::event::{Event, Stage, Watch};
use howdah::report::run::{RunReport, Verdict};
use howdah::run::{Settings, migrate};
use howdah::{Error, Result};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use support::case::Case;
use support::{assert_proven, run_migrate, run_verify, words};

const SCHEMA: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, at DATETIME, day DATE, ok BOOLEAN, uid CHAR(32), doc JSON,
        price DECIMAL(10,2), note TEXT, ratio REAL);
    INSERT INTO t VALUES
        (1, '2024-01-02 03:04:05', '2024-01-02', 't', '0123456789abcdef0123456789abcdef', '{\"b\": 1, \"a\": [1, 2]}', 1.5, 'one', 0.5),
        (2, '2024-01-02 03:04:06', '2024-01-03', 'f', '1123456789abcdef0123456789abcdef', '{\"b\": 2, \"a\": []}', 2, 'two', 1.5),
        (3, '2024-01-02T03:04:07Z', '2024-01-04', 't', '2123456789ABCDEF0123456789ABCDEF', '{\"b\":3,   \"a\":[]}', 3.25, 'three', 2.5);
    CREATE TABLE loose (a TEXT, b);
    INSERT INTO loose (rowid, a, b) VALUES (7, 'x', 1), (9, 'y', '1'), (12, 'y', '1'), (40, 'z', 'q');
    CREATE VIEW v AS SELECT rowid, a FROM loose;";

/// The way back of a case.
fn back(case: &Case) -> (PathBuf, Settings) {
    let file = case.directory.path().join("back.db");
    let settings = back_settings(&file, &case.database, &case.directory.path().join("back"));
    (file, settings)
}

fn rows(file: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(file).expect("the file");
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = statement.query_map([], |row| row.get(0)).expect("an answer");
    rows.map(|row| row.expect("a text")).collect()
}

fn come_back(settings: &Settings) -> RunReport {
    let report = run_migrate(settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    report
}

fn refused(outcome: Result<RunReport>, code: u8) -> Error {
    let error = outcome.expect_err("a refusal");
    assert_eq!(error.kind.exit_code(), code, "{}", words(&error));
    error
}

#[test]
fn rows_that_were_written_since_come_back_in_the_columns_own_spelling() {
    let mut case = Case::new("changes", SCHEMA);
    case.carry();
    case.database
        .connect()
        .batch_execute(
            "UPDATE t SET at = '2025-05-06 07:08:09+00', note = 'changed' WHERE id = 3;
             UPDATE t SET doc = '{\"a\": [3], \"b\": 4}' WHERE id = 1;
             INSERT INTO t (at, day, ok, uid, doc, price, note, ratio) VALUES ('2026-01-01 00:00:00.25+00', '2026-01-01', true,
                 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{\"a\": 1, \"b\": {}}', 7.5, 'new', 'infinity');
             DELETE FROM t WHERE id = 2;
             DELETE FROM loose WHERE a = 'x'; UPDATE loose SET a = 'zz' WHERE a = 'z'; INSERT INTO loose VALUES ('new', 'n');",
        )
        .expect("the application writes");
    let (file, settings) = back(&case);
    come_back(&settings);
    let t = "SELECT id || '|' || at || '|' || day || '|' || ok || '|' || uid || '|' || doc || '|' || price || '|' || note
        || '|' || ratio FROM t ORDER BY id";
    assert_eq!(
        rows(&file, t),
        [
            "1|2024-01-02 03:04:05|2024-01-02|t|0123456789abcdef0123456789abcdef|{\"b\": 4, \"a\": [3]}|1.5|one|0.5",
            // The time was changed: the column's spelling. What was not is as it was.
            "3|2025-05-06 07:08:09|2024-01-04|t|2123456789ABCDEF0123456789ABCDEF|{\"b\":3,   \"a\":[]}|3.25|changed|2.5",
            "4|2026-01-01 00:00:00.25|2026-01-01|t|a0eebc999c0b4ef8bb6d6bb9bd380a11|{\"b\": {}, \"a\": 1}|7.5|new|Inf",
        ]
    );
    let loose = rows(&file, "SELECT rowid || '|' || a || '|' || typeof(b) FROM loose ORDER BY rowid");
    assert_eq!(loose[..2], ["9|y|text", "12|y|text"]);
    assert_eq!(loose.len(), 4, "{loose:?}");
    // The schema is the old one, and the next id goes on behind the last.
    let connection = Connection::open(&file).expect("the file");
    connection.execute_batch("INSERT INTO t (note) VALUES ('next')").expect("the application goes on");
    assert_eq!(connection.last_insert_rowid(), 5);
    drop(connection);
    // And forward again.
    let before = case.database;
    case.database = testkit::server::server().database("again");
    case.settings = support::settings(&file, &case.database, &case.directory.path().join("again"));
    case.carry();
    drop(before);
}

#[test]
fn verify_finds_the_file_equal_and_a_changed_one_different() {
    let case = Case::new("verified", SCHEMA);
    case.carry();
    let (file, settings) = back(&case);
    come_back(&settings);
    let verify = support::settings(&file, &case.database, &case.directory.path().join("verify"));
    let report = run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    Connection::open(&file)
        .expect("the file")
        .execute_batch("UPDATE t SET ratio = -0.0 WHERE id = 1")
        .expect("a change");
    let report = run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_eq!(report.verdict, Verdict::Different);
}

#[test]
fn what_sqlite_cannot_hold_is_refused_and_leaves_no_file() {
    for (hint, change, said) in [
        ("nan", "UPDATE t SET ratio = 'NaN' WHERE id = 1", "NaN"),
        ("never", "UPDATE t SET at = 'infinity' WHERE id = 1", "infinite"),
        ("far", "UPDATE t SET day = '20000-01-01' WHERE id = 1", "9999"),
        (
            "type",
            "ALTER TABLE t ALTER note TYPE bytea USING note::bytea",
            "\"note\" of table \"t\" has the type bytea, and was carried as text",
        ),
        ("gone", "DROP TABLE loose CASCADE", "dropped"),
    ] {
        let case = Case::new(hint, SCHEMA);
        case.carry();
        case.database.connect().batch_execute(change).expect("the application writes");
        let (file, settings) = back(&case);
        let error = refused(run_migrate(&settings), 1);
        assert!(words(&error).contains(said), "{}", words(&error));
        assert_no_file(&case, &file);
    }
}

#[test]
fn columns_and_tables_that_were_added_come_along() {
    let mut case = Case::new("added", SCHEMA);
    case.carry();
    case.database
        .connect()
        .batch_execute(
            "ALTER TABLE t ADD COLUMN tags text[], ADD COLUMN seen timestamptz, ADD COLUMN flag boolean;
             UPDATE t SET tags = ARRAY['a', 'b c'], seen = '2026-01-02 03:04:05.5+00', flag = true WHERE id = 1;
             ALTER TABLE loose ADD COLUMN more numeric; UPDATE loose SET more = 1.25 WHERE a = 'z';
             CREATE TABLE extra (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id) ON DELETE CASCADE, u uuid UNIQUE,
                 f real, d date, b bytea, j jsonb, i interval, v varchar(5) NOT NULL, n numeric(30, 10));
             INSERT INTO extra VALUES (1, 2, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 0.5, '2024-02-29', '\\x00ff', '{\"k\": [1]}',
                 '1 day 02:03', 'vvv', 12345678901234567890.5), (2, NULL, NULL, NULL, NULL, NULL, '7', NULL, '', 3);
             CREATE TABLE \"Loose\" (x int);
             INSERT INTO \"Loose\" VALUES (1), (1), (NULL);",
        )
        .expect("the application goes on");
    let (file, settings) = back(&case);
    come_back(&settings);
    let t =
        "SELECT quote(tags) || '|' || quote(seen) || '|' || quote(flag) || '|' || note FROM t ORDER BY id";
    assert_eq!(
        rows(&file, t),
        [
            "'[\"a\",\"b c\"]'|'2026-01-02 03:04:05.5+00:00'|1|one",
            "NULL|NULL|NULL|two",
            "NULL|NULL|NULL|three"
        ]
    );
    // Rows that are told apart by nothing but all they hold find their rowids and originals under what they held.
    let loose =
        "SELECT rowid || '|' || a || '|' || typeof(b) || '|' || quote(more) FROM loose ORDER BY rowid";
    assert_eq!(rows(&file, loose), ["7|x|integer|NULL", "9|y|text|NULL", "12|y|text|NULL", "40|z|text|1.25"]);
    let extra = "SELECT id || quote(t_id) || quote(u) || quote(f) || quote(d) || quote(b) || quote(j) || quote(i) || quote(v)
        || typeof(n) FROM extra ORDER BY id";
    assert_eq!(
        rows(&file, extra),
        [
            "12'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'0.5'2024-02-29'X'00FF''{\"k\": [1]}''1 day 02:03:00''vvv'text",
            "2NULLNULLNULLNULLNULL'7'NULL''text",
        ]
    );
    assert_eq!(rows(&file, "SELECT quote(x) FROM Loose_2 ORDER BY x"), ["NULL", "1", "1"]);
    let parent = "SELECT \"table\" || \"to\" || on_delete FROM pragma_foreign_key_list('extra')";
    assert_eq!(rows(&file, parent), ["tidCASCADE"]);
    // And forward again.
    let before = case.database;
    case.database = testkit::server::server().database("added again");
    case.settings = support::settings(&file, &case.database, &case.directory.path().join("again"));
    case.carry();
    drop(before);
}

/// Only its module may alter a virtual table's storage.
#[test]
fn a_column_that_was_added_to_a_virtual_table_stays_behind_and_the_table_can_be_written() {
    let schema = "CREATE VIRTUAL TABLE five USING fts5(a, b); INSERT INTO five VALUES ('x', '1');
        CREATE VIRTUAL TABLE four USING fts4(a, b); INSERT INTO four VALUES ('x', '1');
        CREATE VIRTUAL TABLE tree USING rtree(id, low, high); INSERT INTO tree VALUES (1, 2, 3);
        CREATE TABLE text (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO text VALUES (1, 'x');
        CREATE VIRTUAL TABLE outside USING fts5(a, content='text', content_rowid='id');
        INSERT INTO outside(outside) VALUES ('rebuild');";
    let case = Case::new("virtual", schema);
    case.carry();
    let tables = case.database.connect().query(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
        &[],
    );
    for table in tables.expect("tables") {
        let name: String = table.get(0);
        case.database.execute(&format!("ALTER TABLE \"{name}\" ADD ok text DEFAULT 'k'"));
    }
    let (file, settings) = back(&case);
    let report = come_back(&settings);
    let mut left: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.id == "no-place-in-sqlite" && finding.column.as_deref() == Some("ok"))
        .filter_map(|finding| finding.object.as_deref())
        .collect();
    left.sort_unstable();
    assert_eq!(left, ["five_content", "four_content", "tree"]);
    assert_eq!(rows(&file, "SELECT a || ok FROM text"), ["xk"]);
    let db = rusqlite::Connection::open(&file).expect("the file");
    db.execute_batch(
        "INSERT INTO five VALUES ('new', 'row'); UPDATE five SET a = 'z' WHERE rowid = 1;
         INSERT INTO four VALUES ('new', 'row'); UPDATE four SET a = 'z' WHERE rowid = 1;
         INSERT INTO tree VALUES (2, 4, 5); UPDATE tree SET high = 9 WHERE id = 1;",
    )
    .expect("writes");
    assert_eq!(rows(&file, "SELECT rowid || '' FROM five WHERE five MATCH 'z'"), ["1"]);
    assert_eq!(rows(&file, "SELECT rowid || '' FROM four WHERE four MATCH 'new'"), ["2"]);
}

#[test]
fn a_table_that_was_made_where_a_view_was_comes_along() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT id FROM t;";
    let case = Case::new("where a view was", schema);
    case.carry();
    case.database
        .execute("DROP VIEW v; CREATE TABLE v (id int PRIMARY KEY, a text); INSERT INTO v VALUES (7, 'x')");
    let (file, settings) = back(&case);
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT id || a FROM v_2"), ["7x"]);
}

#[test]
fn tables_of_other_schemas_stay_and_are_named() {
    let case = Case::new("elsewhere", "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
    case.carry();
    let (_, settings) = back(&case);
    let said = |report: &howdah::report::run::RunReport| -> Vec<String> {
        let findings = report.findings.iter().filter(|finding| finding.id == "other-schemas-stay");
        findings.map(|finding| finding.message.clone()).collect()
    };
    assert_eq!(said(&come_back(&settings)), Vec::<String>::new());
    case.database.execute("CREATE SCHEMA s2; CREATE TABLE s2.t2 (id int); CREATE TABLE s2.t3 (id int);");
    // A schema that was carried has its own way back.
    let mut other = support::settings(&case.source(), &case.database, &case.directory.path().join("other"));
    other.options.schema = "s3".into();
    run_migrate(&other).unwrap_or_else(|error| panic!("{}", words(&error)));
    let mut settings = settings;
    settings.replace = vec!["*".into()];
    let message = "2 tables stay on PostgreSQL, in other schemas: s2.t2, s2.t3";
    assert_eq!(said(&come_back(&settings)), [message]);
}

/// AUTOINCREMENT never gives an id twice, and neither may the two databases together.
#[test]
fn ids_that_were_given_on_postgresql_are_not_given_again() {
    let schema = "CREATE TABLE used (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        CREATE TABLE fresh (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        CREATE TABLE still (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        CREATE TABLE behind (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        CREATE TABLE plain (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO used (a) VALUES ('x'), ('y'); INSERT INTO still VALUES (9, 'x'); DELETE FROM still;
        INSERT INTO behind VALUES (5, 'x'); INSERT INTO plain VALUES (1, 'x');
        UPDATE sqlite_sequence SET seq = 2 WHERE name = 'behind';";
    let case = Case::new("given", schema);
    case.carry();
    case.database.execute(
        "INSERT INTO used (a) VALUES ('z'), ('z'); DELETE FROM used WHERE a = 'z';
         INSERT INTO fresh (a) VALUES ('z'); DELETE FROM fresh;
         INSERT INTO plain (a) VALUES ('z'); DELETE FROM plain WHERE a = 'z';",
    );
    let (file, settings) = back(&case);
    come_back(&settings);
    let stands = "SELECT name || seq FROM sqlite_sequence ORDER BY name";
    assert_eq!(rows(&file, stands), ["behind2", "fresh1", "still9", "used4"]);
    // Emptied, and told to begin anew: those that were given before the move are not given again all the same.
    case.database.execute("TRUNCATE used RESTART IDENTITY; INSERT INTO used (a) VALUES ('z')");
    let mut settings = settings;
    settings.replace = vec!["*".into()];
    come_back(&settings);
    assert_eq!(rows(&file, stands), ["behind2", "fresh1", "still9", "used2"]);
}

/// SQLite looks for rows before it adds such a column, in an index or in a table WITHOUT ROWID.
#[test]
fn columns_whose_defaults_or_checks_make_sqlite_look_for_rows_come_along() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, e INTEGER UNIQUE);
        CREATE TABLE w (id INTEGER, a TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE INDEX w_id ON w (id);
        CREATE VIEW v AS SELECT a FROM t;
        INSERT INTO t VALUES (1, 'x', 'y', 5); INSERT INTO w VALUES (1, 'x');";
    let case = Case::new("looked for", schema);
    case.carry();
    case.database.execute(
        "ALTER TABLE t ADD ts timestamptz DEFAULT now(), ADD made date NOT NULL DEFAULT current_date,
             ADD flag boolean NOT NULL DEFAULT false;
         ALTER TABLE w ADD ok boolean, ADD seen timestamptz NOT NULL DEFAULT now();",
    );
    let (file, settings) = back(&case);
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT a || flag || typeof(ts) || typeof(made) FROM t"), ["x0texttext"]);
    assert_eq!(rows(&file, "SELECT a || typeof(ok) || typeof(seen) FROM w"), ["xnulltext"]);
    let db = rusqlite::Connection::open(&file).expect("the file");
    db.execute_batch("INSERT INTO t (id, e) VALUES (2, 6); INSERT INTO w (a) VALUES ('y')")
        .expect("new rows");
}

/// Nothing stands under the final name, and nothing half made beside it.
fn assert_no_file(case: &Case, file: &Path) {
    assert!(!file.exists(), "a file was put in place");
    let names = fs::read_dir(case.directory.path()).expect("the directory");
    let left: Vec<String> = names
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".back.db"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
    let case = Case::new("there", SCHEMA);
    case.carry();
    let (file, mut settings) = back(&case);
    fs::write(&file, "somebody's").expect("a file");
    refused(run_migrate(&settings), 5);
    assert_eq!(fs::read(&file).expect("the file"), b"somebody's");
    // A WAL that an old file left would bring its rows back.
    let wal = file.with_file_name("back.db-wal");
    fs::remove_file(&file).expect("the file");
    fs::write(&wal, "old rows").expect("a file");
    refused(run_migrate(&settings), 5);
    assert_no_file(&case, &file);
    settings.replace = vec!["*".into()];
    // SQLite cannot read the file, so that nobody knows what of it is in the log: both stay.
    fs::write(&file, "somebody's").expect("a file");
    refused(run_migrate(&settings), 5);
    assert_eq!(fs::read(&file).expect("the file"), b"somebody's");
    assert_eq!(fs::read(&wal).expect("the WAL"), b"old rows");
    // Without its file, the log is worth nothing; alone, the file may be replaced.
    fs::remove_file(&file).expect("the file");
    come_back(&settings);
    assert!(!wal.exists());
    fs::write(&file, "somebody's").expect("a file");
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT note FROM t ORDER BY id"), ["one", "two", "three"]);
}

#[test]
fn a_run_that_is_stopped_anywhere_leaves_nothing_and_can_be_made_again() {
    let case = Case::new("stopped", SCHEMA);
    case.carry();
    let (file, settings) = back(&case);
    for stage in [Stage::Prepare, Stage::Copy, Stage::Indexes, Stage::Verify] {
        let cancelled = AtomicBool::new(false);
        let sink = |event: Event| {
            if matches!(event, Event::StageStarted { stage: begun, .. } if begun == stage) {
                cancelled.store(true, Ordering::Relaxed);
            }
        };
        let outcome = migrate(&settings, Watch::new(&sink, &cancelled)).map(|finished| finished.report);
        refused(outcome, 6);
        assert_no_file(&case, &file);
    }
    come_back(&settings);
    assert_eq!(rows(&file, "PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let case = Case::new("places", SCHEMA);
    case.carry();
    let nowhere = case.directory.path().join("no such directory/back.db");
    let settings = back_settings(&nowhere, &case.database, &case.directory.path().join("back"));
    let error = refused(run_migrate(&settings), 4);
    assert!(words(&error).contains("no such directory"), "{}", words(&error));
    let directory = case.directory.path().to_owned();
    let error = refused(run_migrate(&back_settings(&directory, &case.database, &directory.join("back"))), 4);
    assert!(words(&error).contains("is a directory"), "{}", words(&error));
    // Root may write everywhere.
    let closed = case.directory.path().join("closed");
    fs::create_dir(&closed).expect("a directory");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).expect("its mode");
    if fs::write(closed.join("probe"), "").is_err() {
        let settings = back_settings(&closed.join("back.db"), &case.database, &directory.join("back"));
        refused(run_migrate(&settings), 4);
    }
}

#[test]
fn a_database_or_schema_without_tables_is_named_so() {
    let database = testkit::server::server().database("stranger");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("back.db");
    let mut settings = back_settings(&file, &database, &directory.path().join("back"));
    let error = refused(run_migrate(&settings), 1);
    assert!(words(&error).contains("the database has no tables"), "{}", words(&error));
    settings.options.schema = "elsewhere".into();
    settings.schema_named = true;
    let error = refused(run_migrate(&settings), 1);
    assert!(words(&error).contains("schema \"elsewhere\" has no tables"), "{}", words(&error));
    assert!(!file.exists());
}

#[test]
fn the_record_is_found_when_another_schema_was_carried_into() {
    let mut case = Case::new("elsewhere", SCHEMA);
    case.settings.options.schema = "app".into();
    case.carry();
    let (file, mut settings) = back(&case);
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT at FROM t WHERE id = 3"), ["2024-01-02T03:04:07Z"]);
    // Named, it is the same; a schema that was not carried is taken by the mapping.
    std::fs::remove_file(&file).expect("the file");
    settings.options.schema = "app".into();
    settings.schema_named = true;
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT at FROM t WHERE id = 3"), ["2024-01-02T03:04:07Z"]);
    case.database.connect().batch_execute("CREATE TABLE public.other (id int PRIMARY KEY)").expect("made");
    std::fs::remove_file(&file).expect("the file");
    settings.options.schema = "public".into();
    come_back(&settings);
    assert_eq!(rows(&file, "SELECT name FROM sqlite_schema"), ["other"]);
}

#[test]
fn what_was_added_and_stays_behind_is_said() {
    let case = Case::new("behind", SCHEMA);
    case.carry();
    case.database
        .connect()
        .batch_execute(
            "ALTER TABLE t ADD COLUMN cat int CONSTRAINT is_positive CHECK (cat > 0);
             CREATE INDEX added_index ON t (note); CREATE VIEW added_view AS SELECT id FROM t;
             CREATE FUNCTION added_function() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER added_trigger BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION added_function();
             CREATE SEQUENCE added_sequence; CREATE MATERIALIZED VIEW added_rows AS SELECT id FROM t;",
        )
        .expect("the application goes on");
    let (file, settings) = back(&case);
    let report = come_back(&settings);
    assert_eq!(rows(&file, "SELECT count(*) || '' FROM added_rows"), ["3"]);
    let said: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    for name in
        ["is_positive", "added_index", "added_view", "added_function", "added_trigger", "added_sequence"]
    {
        assert!(said.iter().any(|line| line.contains(name)), "{name} in {said:?}");
    }
    // What howdah made itself is no addition.
    assert!(!said.iter().any(|line| line.contains(" v ") || line.contains("howdah")), "{said:?}");
}

#[test]
fn an_old_file_that_cannot_be_replaced_stays_whole() {
    let case = Case::new("kept beside", SCHEMA);
    case.carry();
    let (file, mut settings) = back(&case);
    let wal = file.with_file_name("back.db-wal");
    let old = Connection::open(&file).expect("a file");
    old.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
    old.execute_batch(
        "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES ('only in the WAL')",
    )
    .expect("a row");
    drop(old);
    assert!(fs::metadata(&wal).expect("the WAL").len() > 0);
    settings.replace = vec!["*".into()];
    let kept = file.with_file_name("kept.db");
    // Nobody may give a file the name of a directory; it stands there when the file is ready.
    let sink = |event: Event| {
        if matches!(event, Event::StageStarted { stage: Stage::Verify, .. }) {
            fs::rename(&file, &kept).expect("the file");
            fs::rename(&wal, file.with_file_name("kept.db-wal")).expect("the WAL");
            fs::create_dir(&file).expect("a directory");
        }
    };
    let cancelled = AtomicBool::new(false);
    let outcome = migrate(&settings, Watch::new(&sink, &cancelled)).map(|finished| finished.report);
    refused(outcome, 4);
    assert!(file.is_dir() && !wal.exists());
    assert_eq!(rows(&kept, "SELECT a FROM t"), ["only in the WAL"]);
}
