//! The servers that the tests stand on: do they do what they promise, and do they go away?

use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use testkit::server::{Auth, Options, Server, server};

fn one(client: &mut Client, sql: &str) -> String {
    client.query_one(sql, &[]).unwrap().get(0)
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "still waiting: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn alive(pid: u32) -> bool {
    // A zombie is dead: containers often have no init that would collect it.
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    status.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

#[test]
fn a_database_is_reached_by_socket_and_tcp_and_goes_with_its_value() {
    let database = server().database("Reached & gone");
    let name = database.name().to_owned();
    for url in [database.url(), database.tcp_url()] {
        let mut client = Client::connect(&url, NoTls).unwrap();
        assert_eq!(one(&mut client, "SELECT current_database()::text"), name);
        assert_eq!(one(&mut client, "SHOW server_encoding"), "UTF8");
    }
    let mut busy = database.connect();
    drop(database);
    assert!(busy.simple_query("SELECT 1").is_err(), "a connection must not keep a database");
    let left = server().connect().query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).unwrap();
    assert!(left.is_empty());
}

#[test]
fn two_databases_never_share_a_name() {
    assert_ne!(server().database("same").name(), server().database("same").name());
}

#[test]
fn a_sql_ascii_database_and_a_role_without_rights_are_what_they_say() {
    let database = server().sql_ascii_database("ascii");
    assert_eq!(one(&mut database.connect(), "SHOW server_encoding"), "SQL_ASCII");

    let database = server().database("rights");
    let mut powerless = Client::connect(&database.powerless_role_url(), NoTls).unwrap();
    assert!(powerless.batch_execute("CREATE TABLE public.t (a int)").is_err());
    assert!(powerless.batch_execute("CREATE SCHEMA s").is_err());
    let mut partly = Client::connect(&database.public_only_role_url(), NoTls).unwrap();
    partly.batch_execute("CREATE TABLE public.t (a int)").unwrap();
    assert!(partly.batch_execute("CREATE SCHEMA s").is_err());
}

#[test]
fn a_password_server_lets_nobody_in_without_it() {
    let password = "p@ss:w/ord %41'";
    let server = Server::start(Options { auth: Auth::Password(password.into()), ..Options::default() });
    let database = server.database("secret");
    assert!(Client::connect(&database.url(), NoTls).is_ok());
    assert!(Client::connect(&database.tcp_url(), NoTls).is_ok());
    let without = format!("postgresql://postgres@127.0.0.1:{}/postgres", server.port());
    assert!(Client::connect(&without, NoTls).is_err());
}

#[test]
fn options_choose_locale_encoding_and_settings() {
    let options = Options { encoding: "LATIN1".into(), locale: "C".into(), ..Options::default() };
    let server = Server::start(options.setting("max_connections", "7").setting("DateStyle", "German"));
    let mut client = server.connect();
    assert_eq!(one(&mut client, "SHOW server_encoding"), "LATIN1");
    assert_eq!(one(&mut client, "SHOW lc_collate"), "C");
    assert_eq!(one(&mut client, "SHOW max_connections"), "7");
    assert_eq!(one(&mut client, "SHOW datestyle"), "German, DMY");

    let icu = Server::start(Options { icu_locale: Some("en-US".into()), ..Options::default() });
    assert_eq!(one(&mut icu.connect(), "SELECT min(x) FROM (VALUES ('B'), ('a')) AS v(x)"), "a");
}

#[test]
fn a_standby_is_in_recovery_and_holds_what_it_was_filled_with() {
    let standby = Server::start_standby(Options::default(), |client| {
        client.batch_execute("CREATE TABLE t AS SELECT 42 AS a").unwrap();
    });
    let mut client = standby.connect();
    assert!(client.query_one("SELECT pg_is_in_recovery()", &[]).unwrap().get::<_, bool>(0));
    assert_eq!(client.query_one("SELECT a FROM t", &[]).unwrap().get::<_, i32>(0), 42);
    assert!(client.batch_execute("CREATE TABLE u (a int)").is_err());
}

#[test]
fn a_dropped_server_leaves_neither_process_nor_directory() {
    let server = Server::start(Options::default());
    let (pid, dir) = (server.pid(), server.socket_dir().to_owned());
    assert!(alive(pid) && dir.exists());
    drop(server);
    assert!(!alive(pid) && !dir.exists());
}

/// Not a test by itself: the next test runs this program again with this name and kills it.
#[test]
#[ignore = "run by `a_killed_test_process_leaves_nothing_behind`"]
fn victim() {
    let Some(place) = std::env::var_os("TESTKIT_VICTIM") else { return };
    let server = server();
    let half = PathBuf::from(&place).with_extension("half");
    std::fs::write(&half, format!("{}\n{}", server.pid(), server.socket_dir().display())).unwrap();
    std::fs::rename(half, place).unwrap();
    std::thread::sleep(Duration::from_secs(60));
}

#[test]
fn a_killed_test_process_leaves_nothing_behind() {
    let temp = tempfile::tempdir().unwrap();
    let place = temp.path().join("place");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["victim", "--exact", "--ignored", "--test-threads=1"])
        .env("TESTKIT_VICTIM", &place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("the victim's server", || place.exists());
    let text = std::fs::read_to_string(&place).unwrap();
    let (pid, dir) = text.split_once('\n').unwrap();
    let (pid, dir): (u32, &Path) = (pid.parse().unwrap(), Path::new(dir));
    assert!(alive(pid) && dir.exists());
    // SIGKILL: no destructor runs.
    child.kill().unwrap();
    child.wait().unwrap();
    wait_until("the killed process's server to stop", || !alive(pid));
    wait_until("the killed process's directory to go", || !dir.exists());
}
