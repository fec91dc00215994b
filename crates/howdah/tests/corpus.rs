//! A folder a trouble: `tests/corpus/<case>/`.
//!
//! | file | what it is |
//! |---|---|
//! | `schema.sql` | schema and rows, as SQLite executes them; a line `-- item: 82` names the item of `items.toml` that it shows, `-- complaint: 7` what users of other tools met, `-- not proven` a case that is refused |
//! | `expected.sql` | the snapshot: PostgreSQL's DDL in phases, and the findings as comments; `UPDATE_CORPUS=1` writes it anew |
//! | `queries.sql` | questions, one a line, that must have the same answers on both sides; a line may be given as `SQLite's ==> PostgreSQL's` |
//! | `writes.sql` | writes, one a line (or as a pair), after which all tables and all answers must still be the same; `! ` in front: both sides must refuse it |
//!
//! | `read_as.sql` | where SQLite refuses the file and howdah cannot tell all of it: the database that its rows are held against, instead of `schema.sql` up to `PRAGMA writable_schema` |
//!
//! Each case is carried to a real server and proven; an independent comparer agrees on every cell. `CORPUS=name` runs
//! the cases whose names contain that. `semantics_page` makes `docs/reference/semantics.md` of the cases.

#[path = "support/semantics_page.rs"]
mod semantics_page;
mod support;

use howdah::plan::model::StatementKind;
use howdah::report::finding::Finding;
use postgres::types::Type;
use postgres::{Client, SimpleQueryMessage};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, config::DbConfig};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::{assert_proven, kept_plan, oracle_options, panic_words, run_migrate, settings, words};
use testkit::oracle;
use testkit::server::{TestDatabase, server};

/// Fewer cases than these mean that some were lost.
const CASES_MIN: usize = 200;

fn cases(wanted: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("tests/corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir() && name(path).contains(wanted))
        .collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn every_case_arrives_as_its_snapshot_says() {
    let cases = cases(&std::env::var("CORPUS").unwrap_or_default());
    assert!(!cases.is_empty(), "no case");
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failures = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    if let Err(said) = panic_words(|| run(case)) {
                        failures.lock().unwrap().push(format!("{}: {said}", name(case)));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {} failed:\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}

#[test]
fn there_are_cases_for_every_item() {
    let cases = cases("");
    assert!(cases.len() >= CASES_MIN, "{} cases", cases.len());
    let list = semantics_page::Items::read();
    let shown = semantics_page::shown(&cases);
    list.assert_complete(&shown);
}

#[test]
fn the_page_of_semantics_is_what_the_cases_show() {
    semantics_page::check(&cases(""));
}

fn run(case: &Path) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("app.db");
    let schema = read(case, "schema.sql").expect("schema.sql");
    let source = open(&file);
    source.execute_batch(&schema).unwrap_or_else(|error| panic!("schema.sql: {error}"));
    drop(source);

    let database = server().database(&name(case));
    let settings = settings(&file, &database, &directory.path().join("work"));
    let refused = schema.contains("-- not proven");
    let report = match run_migrate(&settings) {
        Ok(report) => report,
        Err(error) => {
            assert!(refused, "{}", words(&error));
            return snapshot(case, &format!("-- refused: {error}\n"));
        }
    };
    assert!(!refused, "the case says that it is refused, and it was carried");
    assert_proven(&report);
    let plan = kept_plan(&database);
    let mut said = String::new();
    for statement in plan.phases.all() {
        match statement.kind {
            // The functions' own text has tests of its own.
            StatementKind::Function => {
                let first = statement.sql.lines().next().unwrap_or_default();
                if first.starts_with("CREATE") {
                    writeln!(said, "-- {}", first.split(" RETURNS").next().unwrap_or_default()).unwrap();
                }
            }
            _ => writeln!(said, "{};", statement.sql).unwrap(),
        }
    }
    for finding in &report.findings {
        said.push_str(&in_words(finding));
    }
    snapshot(case, &said);

    let held_against = held_against(case, &file, &schema);
    let compare = |when: &str| {
        let answer = oracle::compare_with(
            &held_against,
            &mut database.connect(),
            "public",
            &oracle_options(&report, &plan),
        );
        assert!(answer.is_equal(), "{when}: {}", answer.differences.join("\n"));
    };
    compare("after the migration");
    let lite = open(&file);
    let mut target = client(&database);
    ask(case, &lite, &mut target, "after the migration");
    if let Some(writes) = read(case, "writes.sql") {
        for line in lines(&writes) {
            write(line, &lite, &mut target);
        }
        compare("after the writes");
        ask(case, &lite, &mut target, "after the writes");
    }
}

/// The file that the comparer reads: the very one, unless SQLite refuses it; then the database as it was before its
/// schema was damaged.
fn held_against(case: &Path, file: &Path, schema: &str) -> PathBuf {
    if open(file).query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_ok() {
        return file.to_owned();
    }
    let (sound, _) = schema.split_once("PRAGMA writable_schema").expect("a schema that was damaged");
    let sound = read(case, "read_as.sql").unwrap_or_else(|| sound.to_owned());
    let before = file.with_extension("before.db");
    open(&before).execute_batch(&sound).unwrap_or_else(|error| panic!("before the damage: {error}"));
    before
}

/// A connection as applications have it, and with what a damaged schema takes to be made.
fn open(file: &Path) -> Connection {
    let connection = Connection::open(file).expect("a file");
    for config in [DbConfig::SQLITE_DBCONFIG_DEFENSIVE, DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY] {
        connection.set_db_config(config, false).expect("a setting");
    }
    for config in [DbConfig::SQLITE_DBCONFIG_DQS_DDL, DbConfig::SQLITE_DBCONFIG_DQS_DML] {
        connection.set_db_config(config, true).expect("a setting");
    }
    connection
}

fn client(database: &TestDatabase) -> Client {
    let mut client = database.connect();
    client
        .batch_execute("SET TimeZone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = hex")
        .expect("settings");
    client
}

fn read(case: &Path, file: &str) -> Option<String> {
    let path = case.join(file);
    path.exists().then(|| std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}")))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--"))
}

fn pair(line: &str) -> (&str, &str) {
    line.split_once("==>").map_or((line, line), |(one, other)| (one.trim(), other.trim()))
}

fn snapshot(case: &Path, said: &str) {
    let path = case.join("expected.sql");
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        std::fs::write(&path, said).expect("expected.sql is written");
        return;
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("expected.sql: {error}; UPDATE_CORPUS=1 writes it"));
    assert!(expected == said, "expected.sql says\n{expected}\nbut it is\n{said}");
}

fn in_words(finding: &Finding) -> String {
    let place: Vec<&str> =
        [finding.object.as_deref(), finding.column.as_deref()].into_iter().flatten().collect();
    let said = format!("{:?} {} {}: {}", finding.level, finding.id, place.join("."), finding.message);
    format!("-- {}\n", said.replace('\n', "\n--   "))
}

fn write(line: &str, lite: &Connection, target: &mut Client) {
    let (refused, line) = match line.strip_prefix("! ") {
        Some(line) => (true, line),
        None => (false, line),
    };
    let (mine, theirs) = pair(line);
    let sequences = if refused { sequences(target) } else { String::new() };
    let (here, there) = (lite.execute_batch(mine), target.batch_execute(theirs));
    target.batch_execute(&sequences).expect("the sequences are set back");
    assert_eq!(here.is_err(), refused, "SQLite, {mine}: {here:?}");
    assert_eq!(there.is_err(), refused, "PostgreSQL, {theirs}: {there:?}");
}

/// The statements that set the sequences where they stand now: a refused INSERT uses up a number on PostgreSQL, but not on
/// SQLite (<https://www.postgresql.org/docs/current/functions-sequence.html>).
fn sequences(target: &mut Client) -> String {
    let rows = target
        .query(
            "SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), \
             coalesce(last_value, start_value), last_value IS NOT NULL) FROM pg_sequences WHERE schemaname = 'public'",
            &[],
        )
        .expect("the sequences");
    rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("; ")
}

fn ask(case: &Path, lite: &Connection, target: &mut Client, when: &str) {
    let Some(queries) = read(case, "queries.sql") else { return };
    for line in lines(&queries) {
        let (mine, theirs) = pair(line);
        let (here, there) = (answer_of_sqlite(lite, mine), answer_of_postgres(target, theirs));
        assert!(here == there, "{when}, {line}\nSQLite:\n{here}\nPostgreSQL:\n{there}");
    }
}

fn answer_of_sqlite(lite: &Connection, sql: &str) -> String {
    let mut statement = lite.prepare(sql).unwrap_or_else(|error| panic!("SQLite, {sql}: {error}"));
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap_or_else(|error| panic!("SQLite, {sql}: {error}"));
    let mut said = String::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("SQLite, {sql}: {error}")) {
        for at in 0..columns {
            let value = match row.get_ref_unwrap(at) {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(value) => value.to_string(),
                ValueRef::Real(value) => real(value),
                ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                ValueRef::Blob(bytes) => {
                    bytes.iter().fold("\\x".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
                }
            };
            write!(said, "{}{value}", if at == 0 { "" } else { "|" }).unwrap();
        }
        said.push('\n');
    }
    said
}

/// As PostgreSQL writes a double: with the fewest digits, and an exponent below 1e-4 and from 1e15 on
/// (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>).
fn real(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').expect("an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent");
    if (-4..15).contains(&exponent) {
        return value.to_string();
    }
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// In PostgreSQL's text, but for booleans, which are 1 and 0 on SQLite, and the zone of UTC, which SQLite does not write.
fn answer_of_postgres(target: &mut Client, sql: &str) -> String {
    let refused = |error: postgres::Error| -> String {
        let said = error.as_db_error().map_or(error.to_string(), ToString::to_string);
        format!("PostgreSQL, {sql}: {said}")
    };
    let statement = target.prepare(sql).unwrap_or_else(|error| panic!("{}", refused(error)));
    let types: Vec<Type> = statement.columns().iter().map(|column| column.type_().clone()).collect();
    let mut said = String::new();
    for message in target.simple_query(sql).unwrap_or_else(|error| panic!("{}", refused(error))) {
        let SimpleQueryMessage::Row(row) = message else { continue };
        let values: Vec<&str> = types
            .iter()
            .enumerate()
            .map(|(at, kind)| match (row.get(at), kind) {
                (None, _) => "NULL",
                (Some("t"), &Type::BOOL) => "1",
                (Some("f"), &Type::BOOL) => "0",
                (Some(text), &Type::TIMESTAMPTZ) => text.strip_suffix("+00").unwrap_or(text),
                (Some(text), _) => text,
            })
            .collect();
        writeln!(said, "{}", values.join("|")).unwrap();
    }
    said
}
