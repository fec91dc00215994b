//! Connecting: the session that every connection gets, and what is said when there is none.

use howdah::postgres::fault::server_fault;
use howdah::postgres::{ConnectOptions, Dsn, Purpose, connect, create_database};
use howdah::{Error, Kind};
use std::time::{Duration, Instant};
use testkit::server::{Auth, Options, Server, server};

fn options() -> ConnectOptions {
    ConnectOptions::new(Purpose::Inspect)
}

fn dsn(url: &str) -> Dsn {
    // Without the environment of whoever runs the tests.
    Dsn::parse_with(url, &|_| None).expect("a URL of ours")
}

fn failure(url: &str) -> Error {
    match connect(&dsn(url), &options()) {
        Ok(_) => panic!("{} was reached", dsn(url)),
        Err(error) => error,
    }
}

fn hint(error: &Error) -> &str {
    error.hint.as_deref().unwrap_or_default()
}

#[test]
fn every_session_reads_and_writes_the_same_bytes() {
    let database = server().database("session");
    // What an administrator may have set for the database must not matter.
    database.execute(&format!(
        "ALTER DATABASE {0} SET timezone = 'Asia/Kolkata'; ALTER DATABASE {0} SET datestyle = 'SQL, DMY'; \
         ALTER DATABASE {0} SET statement_timeout = '1s'; ALTER DATABASE {0} SET search_path = 'evil, public'; \
         ALTER DATABASE {0} SET extra_float_digits = -15; ALTER DATABASE {0} SET standard_conforming_strings = off; \
         ALTER DATABASE {0} SET bytea_output = 'escape'; ALTER DATABASE {0} SET default_transaction_isolation = 'serializable'",
        database.name()
    ));
    let mut client =
        connect(&dsn(&database.url()), &options().set("maintenance_work_mem", "77MB")).expect("connected");
    for (name, expected) in [
        ("application_name", "howdah"),
        ("client_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("DateStyle", "ISO, YMD"),
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("lock_timeout", "30s"),
        ("search_path", "pg_catalog, pg_temp"),
        ("extra_float_digits", "1"),
        ("standard_conforming_strings", "on"),
        ("bytea_output", "hex"),
        ("row_security", "off"),
        ("default_transaction_isolation", "read committed"),
        ("client_connection_check_interval", "2s"),
        ("maintenance_work_mem", "77MB"),
    ] {
        let row = client.query_one("SELECT current_setting($1)", &[&name]).expect("a setting");
        assert_eq!(row.get::<_, String>(0), expected, "{name}");
    }
}

#[test]
fn a_server_that_is_not_there_is_said_so_with_its_place() {
    let tcp = failure("postgresql://me:hunter2@127.0.0.1:1/app");
    assert_eq!(tcp.kind, Kind::Target);
    assert_eq!(tcp.message, "the server cannot be reached");
    assert!(tcp.detail.as_deref().is_some_and(|detail| detail.contains("host \"127.0.0.1\", port 1")));
    assert!(hint(&tcp).contains("Start the server") && hint(&tcp).contains("leave the target out"));

    let socket = failure("postgresql://me@/app?host=/tmp/howdah-nothing-here");
    assert_eq!(socket.message, "no server listens on the socket");
    assert!(socket.detail.is_some_and(|detail| detail.contains("/tmp/howdah-nothing-here/.s.PGSQL.5432")));

    let name = failure("postgresql://me@no-such-host.invalid/app");
    assert!(
        ["the server's name is not known", "the server cannot be reached"].contains(&name.message.as_str())
    );
    assert!(!format!("{tcp:?}").contains("hunter2"));
}

#[test]
fn something_that_accepts_and_never_speaks_does_not_hold_us() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let begun = Instant::now();
    let error = failure(&format!("postgresql://me@127.0.0.1:{port}/app?connect_timeout=2&sslmode=disable"));
    assert_eq!(error.message, "the server does not answer");
    assert!(begun.elapsed() < Duration::from_secs(6));
    assert!(hint(&error).contains("connect_timeout"));
}

#[test]
fn something_else_that_answers_is_not_taken_for_a_server() {
    use std::io::{Read, Write};
    for answer in ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "N"] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let other = std::thread::spawn(move || {
            // Twice: once asked for TLS, once plain.
            for stream in listener.incoming().take(2) {
                let mut stream = stream.expect("a connection");
                let mut request = [0; 64];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        let error = failure(&format!("postgresql://me:hunter2@127.0.0.1:{port}/app?connect_timeout=5"));
        assert_eq!(error.kind, Kind::Target, "{error:?}");
        assert!(!error.message.contains("bug") && !format!("{error:?}").contains("hunter2"), "{error:?}");
        // The second connection may not have been made.
        let _ = std::net::TcpStream::connect(("127.0.0.1", port));
        other.join().expect("it ended");
    }
}

#[test]
fn passwords_that_are_wrong_or_absent_are_told_apart() {
    let server = Server::start(Options { auth: Auth::Password("right-word".into()), ..Options::default() });
    let url = server.tcp_url("postgres");
    connect(&dsn(&url), &options()).expect("the right password");

    let wrong = failure(&url.replace("right-word", "wrong-word"));
    assert_eq!(wrong.message, "the password of \"postgres\" is refused");
    assert_eq!(server_fault(&wrong).map(|fault| fault.sqlstate.as_str()), Some("28P01"));
    assert!(hint(&wrong).contains("PGPASSWORD"));
    assert!(!format!("{wrong:?}").contains("wrong-word"));

    let absent = failure(&url.replace(":right-word", ""));
    assert!(absent.message.contains("asks for a password of \"postgres\""), "{absent:?}");
    assert!(hint(&absent).contains("~/.pgpass"));

    // The password may come from the environment or from a file.
    let without = url.replace(":right-word", "");
    let from_environment =
        Dsn::parse_with(&without, &|name| (name == "PGPASSWORD").then(|| "right-word".into()))
            .expect("parsed");
    connect(&from_environment, &options()).expect("PGPASSWORD");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "127.0.0.1:*:postgres:postgres:right-word\n").expect("written");
    let path = file.path().display().to_string();
    let from_file =
        Dsn::parse_with(&without, &|name| (name == "PGPASSFILE").then(|| path.clone())).expect("parsed");
    connect(&from_file, &options()).expect("the password file");
}

#[test]
fn an_unknown_role_and_a_login_that_is_not_admitted_are_named() {
    let unknown = failure(&server().tcp_url("postgres").replace("postgres@", "nobody_at_all@"));
    assert_eq!(unknown.message, "the role \"nobody_at_all\" does not exist");

    let directory = tempfile::tempdir().expect("a directory");
    let hba = directory.path().join("pg_hba.conf");
    std::fs::write(&hba, "local all all trust\n").expect("written");
    open_to_all(directory.path(), &hba);
    let closed = Server::start(Options::default().setting("hba_file", &hba.display().to_string()));
    let error = failure(&closed.tcp_url("postgres"));
    assert!(error.message.contains("admits no such login"), "{error:?}");
    assert!(hint(&error).contains("pg_hba.conf"));
}

fn open_to_all(directory: &std::path::Path, file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(directory, PermissionsExt::from_mode(0o755)).expect("opened");
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o644)).expect("opened");
}

#[test]
fn a_missing_database_is_hinted_at_and_can_be_created() {
    let name = "Made \"by\" howdah";
    let missing = dsn(&server().url("x")).with_database(name);
    let error = match connect(&missing, &options()) {
        Ok(_) => panic!("it is there already"),
        Err(error) => error,
    };
    assert_eq!(error.message, format!("the database \"{name}\" does not exist"));
    // The flag that creates one is named by the commands that have it.
    assert_eq!(hint(&error), "Check the name in the URL.");

    assert!(create_database(&missing).expect("created"));
    assert!(!create_database(&missing).expect("there already"));
    let mut client = connect(&missing, &options()).expect("connected");
    let row = client
        .query_one(
            "SELECT pg_encoding_to_char(encoding)::text FROM pg_database WHERE datname = current_database()",
            &[],
        )
        .expect("an encoding");
    assert_eq!(row.get::<_, String>(0), "UTF8");
    drop(client);
    server().connect().batch_execute("DROP DATABASE \"Made \"\"by\"\" howdah\"").expect("dropped");
}

/// As a killed run's server process does, that still makes the database when the next run looks for it.
#[test]
fn a_database_that_another_session_is_making_is_waited_for() {
    let other = server().database("made by another");
    let wanted = dsn(&other.url()).with_database("wanted by two");
    let name = other.name();
    let mut client = server().connect();
    let mut making = client.transaction().expect("begun");
    // Not visible before the end of the transaction, but already in the index of the names.
    making.batch_execute(&format!("ALTER DATABASE \"{name}\" RENAME TO \"wanted by two\"")).expect("renamed");
    let created = std::thread::scope(|scope| {
        let second = scope.spawn(|| create_database(&wanted));
        let mut watcher = server().connect();
        let begun = Instant::now();
        let waiting =
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'CREATE DATABASE%'";
        while watcher.query_opt(waiting, &[]).expect("asked").is_none() {
            assert!(!second.is_finished() && begun.elapsed() < Duration::from_secs(60), "it does not wait");
            std::thread::sleep(Duration::from_millis(10));
        }
        making.commit().expect("committed");
        second.join().expect("no panic")
    });
    assert!(!created.expect("what is wanted is there"));
    let back = format!("ALTER DATABASE \"wanted by two\" RENAME TO \"{name}\"");
    client.batch_execute(&back).expect("named as before, to be dropped");
}

#[test]
fn a_role_without_the_right_cannot_create_a_database_and_is_told() {
    let database = server().database("powerless");
    let url = dsn(&database.powerless_role_url()).with_database("cannot_be_made");
    let error = create_database(&url).expect_err("no right");
    assert_eq!(error.message, "the role lacks a right");
    assert_eq!(error.kind, Kind::Target);
}

#[test]
fn the_kind_of_server_that_was_asked_for_is_checked() {
    let standby = Server::start_standby(Options::default(), |_| {});
    let url = server().url("postgres");
    connect(&dsn(&format!("{url}&target_session_attrs=read-write")), &options()).expect("a primary");
    let refused = failure(&format!("{}&target_session_attrs=primary", standby.url("postgres")));
    assert!(refused.message.contains("target_session_attrs=primary"));
    assert!(refused.detail.is_some_and(|detail| detail.contains("standby") && detail.contains("read-only")));

    let mut reading = connect(&dsn(&standby.url("postgres")), &options()).expect("reading is fine");
    let error: Error = reading.batch_execute("CREATE TABLE public.t ()").expect_err("read-only").into();
    assert_eq!(error.message, "the server accepts no writes");
}

#[test]
fn the_contents_of_rows_never_reach_an_error() {
    let database = server().database("values");
    let mut client = connect(&dsn(&database.url()), &options()).expect("connected");
    client
        .batch_execute(
            "CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY, email text UNIQUE, note text NOT NULL CHECK (note <> 'sesame')); \
             CREATE TYPE s.mood AS ENUM ('calm'); CREATE TABLE s.child (t int REFERENCES s.t); \
             INSERT INTO s.t VALUES (1, 'sesame', 'x')",
        )
        .expect("prepared");
    for (sql, column) in [
        ("INSERT INTO s.t VALUES (2, 'sesame', 'y')", None),
        ("INSERT INTO s.t VALUES (2, 'other sesame', NULL)", Some("note")),
        ("INSERT INTO s.t VALUES (3, 'a', 'sesame')", None),
        ("SELECT 'sesame'::int", None),
        ("SELECT 'sesame \"quoted\" sesame'::int", None),
        ("SELECT 'sesame'::s.mood", None),
        ("SELECT 'sesame'::timestamptz", None),
        ("SELECT '{\"a\": sesame}'::jsonb", None),
        ("SELECT '\\xsesame'::bytea", None),
        ("INSERT INTO s.child VALUES (4711)", None),
    ] {
        let error: Error = client.batch_execute(sql).expect_err(sql).into();
        let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
        assert!(!shown.contains("sesame") && !shown.contains("4711"), "{sql} gave {shown}");
        assert!(server_fault(&error).is_some());
        if let Some(column) = column {
            assert_eq!(error.place.table.as_deref(), Some("s.t"));
            assert_eq!(error.place.column.as_deref(), Some(column));
        }
    }
    let error: Error =
        client.batch_execute("INSERT INTO s.t VALUES (2, 'sesame', 'y')").expect_err("a duplicate").into();
    assert!(
        error
            .detail
            .as_deref()
            .is_some_and(|detail| detail.contains("The key is (email)") && detail.contains("23505"))
    );
}

#[test]
fn a_server_that_goes_away_is_told_from_a_mistake() {
    let server = Server::start(Options::default());
    let mut client = connect(&dsn(&server.url("postgres")), &options()).expect("connected");
    drop(server);
    let error: Error = client.batch_execute("SELECT 1").expect_err("the server is gone").into();
    assert_eq!(error.kind, Kind::Target, "{error:?}");
    assert!(
        error.message.contains("closed the connection")
            || error.message.contains("shut down")
            || error.message.contains("broke"),
        "{error:?}"
    );
}

#[test]
fn too_many_connections_are_said_so() {
    let server = Server::start(
        Options::default().setting("max_connections", "4").setting("superuser_reserved_connections", "0"),
    );
    let url = server.url("postgres");
    let mut held = Vec::new();
    let error = loop {
        match connect(&dsn(&url), &options()) {
            Ok(client) => held.push(client),
            Err(error) => break error,
        }
        assert!(held.len() < 10);
    };
    assert_eq!(error.message, "the server has no free connection");
    assert!(hint(&error).contains("--jobs"));
}
