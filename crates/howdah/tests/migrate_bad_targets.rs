//! Targets that cannot be written, or must not: each is refused with the right code and words that help, and nothing
//! is written; what is allowed beside it works.

mod support;

use howdah::Error;
use howdah::postgres::dsn::Dsn;
use howdah::postgres::state::State;
use howdah::report::run::Verdict;
use howdah::run::workdir::WorkDir;
use support::case::{Case, assert_empty, contents, said};
use support::words;
use testkit::server::{Auth, Options, Server, TestDatabase, server};

const SOURCE: &str = "
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO t VALUES (1, 'x'), (2, 'y');
CREATE INDEX t_a ON t (a);
CREATE TABLE u (k TEXT PRIMARY KEY, t INTEGER REFERENCES t (id));
INSERT INTO u VALUES ('k', 2);
";

fn dsn(url: &str) -> Dsn {
    Dsn::parse(url).expect("a URL of ours")
}

/// Refused with this code; the words that were said, in lower case.
#[track_caller]
fn refused(case: &Case, exit_code: u8, parts: &[&str]) -> Error {
    let error = match case.migrate() {
        Ok(_) => panic!("it was carried, and should have been refused"),
        Err(error) => error,
    };
    let said = said(&error);
    assert_eq!(error.kind.exit_code(), exit_code, "{said}");
    for part in parts {
        assert!(said.contains(part), "\"{part}\" is not in: {said}");
    }
    assert!(!said.contains("right-word") && !said.contains("wrong-word"), "a password is shown: {said}");
    error
}

#[test]
fn a_server_that_is_absent_or_refuses_the_password_is_told_before_the_long_look() {
    let mut case = Case::new("absent", SOURCE);
    case.settings.target = Some(dsn("postgresql://me:right-word@127.0.0.1:1/app"));
    refused(&case, 4, &["the server cannot be reached", "start the server"]);

    let locked = Server::start(Options { auth: Auth::Password("right-word".into()), ..Options::default() });
    case.settings.target = Some(dsn(&locked.tcp_url("postgres").replace("right-word", "wrong-word")));
    refused(&case, 4, &["the password of \"postgres\" is refused"]);
    let there: i64 = locked
        .connect()
        .query_one("SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'", &[])
        .expect("a count")
        .get(0);
    assert_eq!(there, 0);
    case.settings.target = Some(dsn(&locked.tcp_url("postgres")));
    case.carry();
}

#[test]
fn a_standby_and_a_read_only_database_are_refused() {
    let mut case = Case::new("readonly", SOURCE);
    case.database
        .execute(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", case.database.name()));
    refused(&case, 4, &["accepts no writes", "read-only"]);
    assert_empty(&case.database);

    let standby = Server::start_standby(Options::default(), |_| {});
    case.settings.target = Some(dsn(&standby.url("postgres")));
    refused(&case, 4, &["accepts no writes", "standby", "primary"]);
}

#[test]
fn a_database_that_does_not_store_utf8_is_refused() {
    let mut case = Case::new("ascii", SOURCE);
    let ascii = server().sql_ascii_database("bytes");
    case.settings.target = Some(dsn(&ascii.url()));
    refused(&case, 4, &["sql_ascii", "encoding 'utf8'"]);
    assert_empty(&ascii);
    let latin = server().database_with("latin", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    case.settings.target = Some(dsn(&latin.url()));
    refused(&case, 4, &["latin1", "create the database anew"]);
    assert_empty(&latin);
}

#[test]
fn a_role_without_rights_is_told_which_one_it_lacks() {
    let mut case = Case::new("rights", SOURCE);
    case.settings.target = Some(dsn(&case.database.powerless_role_url()));
    refused(&case, 4, &["may not create tables in schema \"public\"", "grant create on schema", "--schema"]);
    assert_empty(&case.database);

    case.settings.options.schema = "app".into();
    refused(&case, 4, &["may not create schema \"app\""]);
    assert_empty(&case.database);

    // Tables in public, and no schema of its own for the journal.
    case.settings.options.schema = "public".into();
    case.settings.target = Some(dsn(&case.database.public_only_role_url()));
    refused(&case, 4, &["may not create or use schema \"howdah\"", "--state-schema name"]);
    assert_empty(&case.database);

    case.settings.options.state_schema = "public".into();
    case.carry();
    assert_eq!(case.ask("SELECT a FROM t ORDER BY 1"), "x\ny");
    assert_eq!(case.ask("SELECT stage FROM public.migration"), "done");
    assert_eq!(case.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'"), "0");
}

#[test]
fn a_role_may_have_one_schema_and_nothing_else() {
    let mut case = Case::new("own_schema", SOURCE);
    let url = case.database.powerless_role_url();
    let role = dsn(&url).user().to_owned();
    case.database.execute(&format!("CREATE SCHEMA mine AUTHORIZATION \"{role}\""));
    case.settings.target = Some(dsn(&url));
    case.settings.options.schema = "mine".into();
    case.settings.options.state_schema = "mine".into();
    case.carry();
    assert_eq!(case.ask("SELECT a FROM mine.t ORDER BY 1"), "x\ny");
    assert_eq!(case.verify().verdict, Verdict::Proven);
}

#[test]
fn a_missing_schema_is_made_and_a_forbidden_one_is_refused() {
    let mut case = Case::new("schema", SOURCE);
    case.settings.options.schema = "New \"one\"".into();
    case.carry();
    assert_eq!(case.ask("SELECT count(*) FROM \"New \"\"one\"\"\".t"), "2");
    // Another schema of the same database is free.
    case.settings.options.schema = "second".into();
    case.carry();
    assert_eq!(case.ask("SELECT count(*) FROM second.t"), "2");
    let before = contents(&case.database);
    for name in ["pg_mine", "pg_catalog", "information_schema", ""] {
        case.settings.options.schema = name.into();
        refused(&case, 2, &["schema"]);
        assert_eq!(contents(&case.database), before);
    }
    case.settings.options.schema = "third".into();
    case.settings.options.state_schema = "pg_state".into();
    refused(&case, 2, &["schema"]);
    assert_eq!(contents(&case.database), before);
}

#[test]
fn a_missing_database_is_made_only_when_that_is_asked_for() {
    let mut case = Case::new("database", SOURCE);
    let name = format!("{} made", case.database.name());
    case.settings.target = Some(dsn(&server().url("x")).with_database(&name));
    refused(&case, 4, &["does not exist", "--create-database"]);
    let exists = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(case.ask(&exists), "0");

    case.settings.create_database = true;
    case.settings.dry_run = true;
    let planned = case.migrate().expect("planned");
    assert!(planned.next[0].contains(&format!("would create the database \"{name}\"")), "{:?}", planned.next);
    assert_eq!(case.ask(&exists), "0", "a dry run creates nothing");

    case.settings.dry_run = false;
    case.carry();
    assert_eq!(case.ask(&exists), "1");
    case.database.execute(&format!("DROP DATABASE \"{name}\" WITH (FORCE)"));
}

#[test]
fn what_stands_in_the_way_is_named_and_never_touched() {
    let case = Case::new("in_the_way", SOURCE);
    let clear = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    // What is there; what is said; whether the hint offers to replace.
    for (made, parts, replaceable) in [
        ("CREATE TABLE t (x int)", vec!["table \"t\"", "--replace t"], true),
        (
            "CREATE TABLE t (x int); CREATE TABLE u (x int); CREATE TABLE other (x int)",
            vec!["table \"t\"", "table \"u\"", "--replace t,u"],
            true,
        ),
        ("CREATE VIEW u AS SELECT 1 AS x", vec!["view \"u\"", "remove these objects yourself"], false),
        ("CREATE MATERIALIZED VIEW t AS SELECT 1 AS x", vec!["materialized view \"t\""], false),
        ("CREATE TABLE other (x int); CREATE INDEX t_a ON other (x)", vec!["index \"t_a\""], false),
        ("CREATE TABLE other (x int CONSTRAINT u_pkey PRIMARY KEY)", vec!["index \"u_pkey\""], false),
        ("CREATE SEQUENCE t_id_seq", vec!["sequence \"t_id_seq\""], false),
        ("CREATE TYPE t AS ENUM ('x')", vec!["type \"t\""], false),
        ("CREATE DOMAIN u AS int", vec!["type \"u\""], false),
        ("CREATE TYPE t AS (x int)", vec!["type \"t\""], false),
    ] {
        case.database.execute(&format!("{clear}; {made}"));
        let before = contents(&case.database);
        let error = refused(&case, 5, &[]);
        let said = words(&error);
        for part in parts {
            assert!(said.contains(part), "{made}: \"{part}\" is not in {said}");
        }
        assert_eq!(said.contains("--replace"), replaceable, "{said}");
        assert!(!said.contains("\"other\""), "{said}");
        assert_eq!(contents(&case.database), before, "{made}");
    }
    // Names that only look alike are not in the way.
    case.database.execute(&format!(
        "{clear}; CREATE TABLE \"T\" (x int); CREATE SCHEMA side; CREATE TABLE side.t (x int)"
    ));
    case.carry();
}

#[test]
fn only_tables_that_are_named_are_replaced() {
    let mut case = Case::new("replace", SOURCE);
    case.database.execute(
        "CREATE TABLE t (x int); INSERT INTO t VALUES (7); CREATE TABLE u (x int); CREATE TABLE other (x int); \
         CREATE INDEX t_a ON t (x); CREATE SEQUENCE t_id_seq OWNED BY t.x",
    );
    let before = contents(&case.database);
    case.settings.replace = vec!["t".into()];
    let error = refused(&case, 5, &["table \"u\""]);
    assert!(!words(&error).contains("table \"t\""), "{}", words(&error));
    assert_eq!(contents(&case.database), before);

    // What others made on a table is not howdah's to remove.
    case.settings.replace = vec!["t".into(), "u".into()];
    case.database.execute("CREATE VIEW seen AS SELECT x FROM t");
    refused(&case, 5, &["depend", "seen"]);
    assert_eq!(case.ask("SELECT x FROM seen"), "7");
    case.database.execute("DROP VIEW seen");

    case.settings.dry_run = true;
    let report = case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_eq!(report.verdict, Verdict::Planned);
    assert!(report.next.join(" ").contains("would drop public.t, public.u"), "{:?}", report.next);
    assert_eq!(contents(&case.database), before);

    case.settings.dry_run = false;
    case.carry();
    assert_eq!(case.ask("SELECT a FROM t ORDER BY 1"), "x\ny");
    assert_eq!(case.ask("SELECT count(*) FROM other"), "0");

    // All that stands in the way, and nothing else.
    case.settings.replace = vec!["*".into()];
    case.carry();
    assert_eq!(case.ask("SELECT count(*) FROM other"), "0");
    assert_eq!(case.ask("SELECT count(*) FROM howdah.migration"), "1", "the replaced migration is forgotten");
}

#[test]
fn a_run_keeps_others_out_of_its_work_directory_and_its_target() {
    let case = Case::new("held", SOURCE);
    let held = WorkDir::open(&case.settings.work_path()).expect("a work directory");
    refused(&case, 5, &["another run holds the work directory", "--work-dir"]);
    assert_empty(&case.database);
    drop(held);

    let mut other = case.database.connect();
    assert!(State::in_schema("howdah").lock(&mut other).expect("a lock"));
    refused(&case, 5, &["another run is writing to this target"]);
    assert_empty(&case.database);
    drop(other);
    case.carry();
}

#[test]
fn a_finished_migration_is_proven_again_and_nothing_is_done_twice() {
    let case = Case::new("twice", SOURCE);
    let first = case.carry();
    assert!(!first.resumed);
    let state = "SELECT (SELECT count(*) FROM howdah.migration), (SELECT count(*) FROM howdah.chunk), \
                 (SELECT max(done) FROM howdah.step), (SELECT min(xmin::text) FROM t)";
    let before = case.ask(state);
    let second = case.carry();
    assert!(second.resumed);
    assert_eq!(second.plan, first.plan);
    assert_eq!(case.ask(state), before);
    // A row that somebody adds is found, and not removed.
    case.database.execute("INSERT INTO u VALUES ('mine', 1)");
    let third = case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_eq!(third.verdict, Verdict::Different);
    assert_eq!(case.ask("SELECT count(*) FROM u"), "2");
}

#[test]
fn wrong_names_of_tables_and_columns_are_a_matter_of_usage() {
    let mut case = Case::new("names", SOURCE);
    case.settings.options.only = vec!["t".into(), "no such".into()];
    refused(&case, 2, &["no table \"no such\"", "its tables: t, u"]);
    case.settings.options.only.clear();
    case.settings.options.exclude = vec!["gone".into()];
    refused(&case, 2, &["no table \"gone\""]);
    case.settings.options.exclude = Vec::new();
    for (name, what) in [
        ("words", "\"words\" is a virtual table (module fts5)"),
        ("words_data", "is the storage of a virtual table"),
        ("v", "\"v\" is a view"),
        ("t_a", "\"t_a\" is an index"),
    ] {
        let with_others =
            format!("{SOURCE} CREATE VIRTUAL TABLE words USING fts5(a); CREATE VIEW v AS SELECT 1;");
        let mut case = Case::new("kinds", &with_others);
        case.settings.options.only = vec![name.into()];
        refused(&case, 2, &[what]);
        case.settings.options.exclude = std::mem::take(&mut case.settings.options.only);
        refused(&case, 2, &[what]);
    }
    case.settings.options.exclude.clear();
    case.settings.options.types = vec![howdah::plan::options::TypeChoice {
        table: "t".into(),
        column: "missing".into(),
        logical: howdah::row::logical::LogicalType::Jsonb,
    }];
    refused(&case, 2, &["no column \"missing\" in table \"t\""]);
    assert_empty(&case.database);
}

#[test]
fn too_few_connections_are_said_before_anything_is_written() {
    let case = Case::new("connections", SOURCE);
    limit(&case.database, 3);
    refused(&case, 4, &["free connections", "--jobs"]);
    assert_empty(&case.database);
    limit(&case.database, -1);
    case.carry();
}

fn limit(database: &TestDatabase, connections: i32) {
    database.execute(&format!("ALTER DATABASE {} CONNECTION LIMIT {connections}", database.name()));
}
