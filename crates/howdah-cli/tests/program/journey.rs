//! From a real SQLite file into a real PostgreSQL, as a user does it.

use crate::world::World;
use rusqlite::Connection;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testkit::server::server;

/// A small library: `library.db` in the world's directory.
fn library(world: &World) {
    rows(world, 200);
}

/// `library.db` with this many books.
fn rows(world: &World, number: u32) {
    let lite = Connection::open(world.path().join("library.db")).unwrap();
    lite.execute_batch(&format!(
        "CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
         CREATE TABLE book (
             id INTEGER PRIMARY KEY AUTOINCREMENT, author INTEGER NOT NULL REFERENCES author, title TEXT,
             lent BOOLEAN NOT NULL DEFAULT 0, bought DATETIME, meta JSON);
         CREATE INDEX book_title ON book (title);
         INSERT INTO author VALUES (1, 'Ada'), (2, 'Grace');
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         INSERT INTO book SELECT i, 1 + i % 2, 'Title ' || i || hex(randomblob(40)), i % 2,
             '2024-01-02 03:04:05', '{{\"page\": ' || i || '}}' FROM n;"
    ))
    .unwrap();
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_database_travels_into_the_embedded_server_is_proven_and_can_be_removed_without_trace() {
    let world = World::new();
    library(&world);
    let before = std::fs::read(world.path().join("library.db")).unwrap();

    let said = world.run(&["migrate", "library.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("PROVEN: all 1,204 cells in 202 rows of 2 tables are equal"), "{said:?}");
    assert!(said.stdout.contains("psql "), "{said:?}");

    let said = world.run(&["status"]);
    assert!(said.stdout.contains("running") && said.stdout.contains("proven"), "{said:?}");
    let said = world.run(&["report", "library.db", "--json"]);
    assert_eq!(json(&said.stdout)["verdict"], "proven");
    assert!(world.run(&["report"]).stdout.starts_with("Howdah report: migrate\n\nPROVEN"));

    let said = world.run(&["stop", "library.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(
        json(&world.run(&["status", "library.db", "--json"]).stdout)["work_dirs"][0]["server"],
        "stopped"
    );
    let said = world.run(&["verify", "library.db"]);
    assert_eq!(said.code, 0, "{said:?}");

    let said = world.run(&["clean", "library.db"]);
    assert!(
        said.stdout.contains("With --remove these would be removed too:\n  [here]/library.howdah"),
        "{said:?}"
    );
    assert!(world.path().join("library.howdah").is_dir());
    assert_eq!(world.run(&["clean", "library.db", "--remove"]).code, 0);
    assert_eq!(world.entries(), ["library.db"]);
    assert!(std::fs::read(world.path().join("library.db")).unwrap() == before, "the source changed");
}

#[test]
fn the_commands_that_a_run_proposes_can_be_pasted_into_a_shell() {
    let world = World::new();
    library(&world);
    std::fs::rename(world.path().join("library.db"), world.path().join("my library's.db")).unwrap();
    let said = world.run(&["migrate", "sqlite:///my%20library's.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    let proposed = |beginning: &str| {
        let line = said.stdout.lines().find_map(|line| line.strip_prefix(beginning)).expect("a command");
        line.replace("[here]", &world.path().to_string_lossy())
    };
    for command in [proposed("Stop the server: "), proposed("Remove the server and its data: ")] {
        assert!(command.starts_with(env!("CARGO_BIN_EXE_howdah")), "{command}");
        let status = std::process::Command::new("sh").args(["-c", &command]).status().unwrap();
        assert!(status.success(), "{command}");
    }
    assert_eq!(world.entries(), ["my library's.db"]);
}

#[test]
fn the_guides_command_lines_work_and_verify_says_no_when_a_cell_differs() {
    let world = World::new();
    library(&world);
    let database = server().database("guide");
    let url = database.url().replacen("postgresql://", "postgresql+psycopg2://", 1);
    let places = ["--source", "sqlite:///library.db", "--target", &url];

    let said = world.run(&[&["migrate"][..], &places, &["--dry-run", "--verbose"]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("PLANNED: 2 tables would be carried. Nothing was written."), "{said:?}");
    let said = world.run(&[&["migrate"][..], &places, &["--validate", "--verbose"]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stderr.contains("copying rows: 202 rows"), "{said:?}");

    let said = world.run(&["verify", database.url().as_str(), "library.db", "--json", "--quiet"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""), "{said:?}");
    assert_eq!(json(&said.stdout)["proof"]["equal"], true);

    database.connect().batch_execute("UPDATE book SET title = title || '.' WHERE id = 7").unwrap();
    let said = world.run(&["verify", "library.db", database.url().as_str()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("DIFFERENT: rows of 1 table differ"), "{said:?}");
    assert!(said.stdout.contains("id = 7, column title"), "{said:?}");
}

#[test]
fn tables_in_the_way_are_dropped_only_when_they_are_named() {
    let world = World::new();
    library(&world);
    let database = server().database("replace");
    database
        .connect()
        .batch_execute("CREATE TABLE book (mine text); INSERT INTO book VALUES ('keep')")
        .unwrap();
    let url = database.url();
    let said = world.run(&["migrate", "library.db", &url]);
    assert_eq!(said.code, 5, "{said:?}");
    assert!(said.stderr.contains("book"), "{said:?}");
    let kept: i64 = database.connect().query_one("SELECT count(*) FROM book", &[]).unwrap().get(0);
    assert_eq!(kept, 1);
    let said = world.run(&["migrate", "library.db", &url, "--replace", "book"]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn what_cannot_be_reached_has_its_own_exit_code_and_no_secret_is_said() {
    let world = World::new();
    let said = world.run(&["migrate", "missing.db", "--verbose"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert_eq!(world.entries(), Vec::<String>::new(), "a missing source was created");

    library(&world);
    let said = world.run(&["migrate", "library.db", "postgresql://me:s3cret@127.0.0.1:1/app", "--verbose"]);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.stderr.starts_with("error: ") || said.stderr.contains("\nerror: "), "{said:?}");
    assert!(!format!("{said:?}").contains("s3cret"), "{said:?}");
    let said = world.run(&["verify", "library.db"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.stderr.contains("the target is missing"), "{said:?}");
}

#[test]
fn inspecting_and_planning_leave_nothing_behind() {
    let world = World::new();
    library(&world);
    let said = world.run(&["inspect", "library.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("2 tables with data, 202 rows"), "{said:?}");
    assert_eq!(json(&world.run(&["inspect", "library.db", "--json"]).stdout)["version"], 1);
    let said = world.run(&["plan", "library.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    for part in ["Estimate: about", "declared BOOLEAN", "CREATE TABLE public.book"] {
        assert!(said.stdout.contains(part), "{part:?} is missing in {}", said.stdout);
    }
    assert_eq!(world.entries(), ["library.db"]);
}

#[test]
fn the_printed_ddl_is_accepted_by_a_server_as_it_is() {
    let world = World::new();
    library(&world);
    let said = world.run(&["plan", "library.db", "--ddl", "--json-columns", "exact"]);
    assert_eq!(said.code, 0, "{said:?}");
    let database = server().database("ddl");
    let mut client = database.connect();
    client.batch_execute(&said.stdout).unwrap();
    let of_meta = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute
                   WHERE attrelid = 'public.book'::regclass AND attname = 'meta'";
    assert_eq!(client.query_one(of_meta, &[]).unwrap().get::<_, String>(0), "json");
}

/// Starts a run and waits until it says a line.
fn started(world: &World, words: &[&str], line: &str) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut child = world
        .command(words)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
    let mut said = String::new();
    while !said.lines().any(|known| known == line) {
        let read = stderr.read_line(&mut said).unwrap();
        assert!(read > 0, "the run ended before it said {line:?}:\n{said}");
    }
    (child, stderr)
}

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[test]
fn ctrl_c_ends_with_6_and_the_same_command_goes_on_to_the_proof() {
    let world = World::new();
    rows(&world, 150_000);
    let database = server().database("interrupted");
    let url = database.url();
    let words = ["migrate", "library.db", &url, "--verbose", "--jobs", "1"];
    let (mut child, mut stderr) = started(&world, &words, "copying rows");
    signal(&child, "-INT");
    let mut said = String::new();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(6), "{said}");
    assert!(said.contains("once more stops at once"), "{said}");
    assert!(said.contains("error: interrupted"), "{said}");

    let said = world.run(&words);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("PROVEN"), "{said:?}");
}

#[test]
fn a_second_signal_stops_at_once_with_6() {
    let world = World::new();
    library(&world);
    let database = server().database("stubborn");
    let mut holder = database.connect();
    holder.batch_execute("CREATE TABLE book (mine text); BEGIN; LOCK TABLE book").unwrap();
    let url = database.url();
    let words = ["migrate", "library.db", &url, "--verbose", "--replace", "book"];
    // The run waits for the lock that this test holds.
    let (mut child, _stderr) = started(&world, &words, "creating tables");
    std::thread::sleep(Duration::from_millis(200));
    signal(&child, "-TERM");
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "the first signal did not let the run come to an end");
    let asked = Instant::now();
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(6));
    assert!(asked.elapsed() < Duration::from_secs(2));
    holder.batch_execute("ROLLBACK").unwrap();
}
