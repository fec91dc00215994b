//! `howdah rollback` as a user runs it: a look, a rehearsal, the swap; what stops it; and kills in the middle of it.

use crate::world::{Said, World};
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use testkit::server::{TestDatabase, server};

/// `shop.db` in WAL or rollback-journal mode, with as many orders.
pub fn shop(world: &World, mode: &str, orders: u32) {
    let lite = Connection::open(world.path().join("shop.db")).unwrap();
    lite.execute_batch(&format!(
        "PRAGMA journal_mode = {mode};
         CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER REFERENCES customer, at DATETIME, note TEXT);
         INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {orders})
         INSERT INTO orders SELECT i, 1 + i % 2, '2024-01-02 03:04:05', 'order ' || i FROM n;"
    ))
    .unwrap();
}

pub fn carried(hint: &str, mode: &str, orders: u32) -> (World, TestDatabase) {
    let world = World::new();
    shop(&world, mode, orders);
    let database = server().database(hint);
    let said = world.run(&["migrate", "shop.db", &database.url()]);
    assert_eq!(said.code, 0, "{said:?}");
    database.execute(
        "UPDATE customer SET name = 'Ada Lovelace' WHERE id = 1; INSERT INTO customer VALUES (3, 'Edsger')",
    );
    (world, database)
}

pub fn names(path: &Path) -> Vec<String> {
    let lite = Connection::open(path).unwrap();
    let whole: String = lite.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let mut statement = lite.prepare("SELECT name FROM customer ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

pub const OLD: [&str; 2] = ["Ada", "Grace"];
pub const NEW: [&str; 3] = ["Ada Lovelace", "Grace", "Edsger"];

pub fn roll_back(world: &World, database: &TestDatabase, more: &[&str]) -> Said {
    world.run(&[&["rollback", "shop.db", &database.url(), "--lock-timeout", "0.3"][..], more].concat())
}

#[test]
fn a_look_says_the_matrix_and_the_changes_and_the_commands_that_it_names_go_on() {
    let (world, database) = carried("look", "WAL", 300);
    let said = roll_back(&world, &database, &["--slowdown", "80%", "--app-errors", "2"]);
    assert_eq!(said.code, 0, "{said:?}");
    for part in [
        "row mismatch        0 of 302 rows",
        "slowdown            80 %, you say",
        "high",
        "ROLL BACK, then find out why.",
        "[here]/shop.db was not written since the move",
        "table \"customer\": 2 rows differ: id = 1, column name; id = 3 (only on PostgreSQL)",
    ] {
        assert!(said.stdout.contains(part), "{part} is not in {}", said.stdout);
    }
    let command = |beginning: &str| {
        let line = said.stdout.lines().find_map(|line| line.strip_prefix(beginning)).expect("a command");
        line.replace("[here]", &world.path().to_string_lossy())
    };
    let run = |command: &str| {
        let output = std::process::Command::new("sh").args(["-c", command]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&command("Try it without the swap: "));
    assert!(code == Some(0) && text.contains("REHEARSED"), "{text}");
    assert_eq!(names(&world.path().join("shop.db")), OLD);
    let (code, text) = run(&command("Roll back: "));
    assert!(code == Some(0) && text.contains("PROVEN") && text.contains("ROLLED BACK"), "{text}");
    assert_eq!(names(&world.path().join("shop.db")), NEW);
    let line = format!("DATABASE_URL=sqlite:///{}\n", world.path().join("shop.db").display());
    assert!(text.contains(&line) && line.contains("sqlite:////"), "{text}");
    // Forward again, by the command that was named.
    let forward =
        text.lines().find_map(|line| line.strip_prefix("The way forward again: ")).expect("a command");
    let (code, text) = run(forward);
    assert!(code == Some(0) && text.contains("PROVEN"), "{text}");
    let mut client = database.connect();
    let row = client.query_one("SELECT string_agg(name, ',' ORDER BY id) FROM customer", &[]).unwrap();
    assert_eq!(row.get::<_, String>(0), NEW.join(","));
}

#[test]
fn the_answer_is_one_versioned_document_with_json() {
    let (world, database) = carried("document", "DELETE", 10);
    let said = roll_back(&world, &database, &["--json", "--quiet", "--app-errors", "1"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""), "{said:?}");
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((&answer["version"], &answer["verdict"]), (&1.into(), &"check-logs".into()));
    assert_eq!(answer["matrix"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        (&answer["changes"][0]["side"], &answer["changes"][0]["rows"]),
        (&"postgres".into(), &2.into())
    );
    assert_eq!((&answer["refused"], &answer["done"]), (&Value::Null, &Value::Null));
    let said = roll_back(&world, &database, &["--json", "--yes"]);
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((said.code, &answer["done"]["in_place"]), (0, &true.into()), "{said:?}");
    assert_eq!(answer["done"]["run"]["verdict"], "proven");
    let said = roll_back(&world, &database, &["--json"]);
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((said.code, &answer["error"]["kind"]), (5, &"unsafe".into()), "{said:?}");
}

#[test]
fn a_program_that_only_has_the_old_file_open_is_named_in_both_journal_modes() {
    for mode in ["WAL", "DELETE"] {
        let (world, database) = carried("open elsewhere", mode, 10);
        let file = world.path().join("shop.db");
        // This process is the application: it read once, and rests.
        let open = Connection::open(&file).unwrap();
        open.query_row("SELECT count(*) FROM customer", [], |row| row.get::<_, i64>(0)).unwrap();
        let before = std::fs::read(&file).unwrap();
        for flag in ["--yes", "--rehearse"] {
            let said = roll_back(&world, &database, &[flag]);
            assert_eq!(said.code, 5, "{said:?}");
            assert!(said.stderr.contains(&format!("process {}", std::process::id())), "{mode}: {said:?}");
        }
        assert!(std::fs::read(&file).unwrap() == before);
        drop(open);
        assert_eq!(roll_back(&world, &database, &["--yes"]).code, 0);
        assert_eq!(names(&file), NEW);
    }
}

#[test]
fn a_file_that_was_written_is_refused_and_a_look_says_so_with_the_same_code() {
    let (world, database) = carried("written too", "WAL", 10);
    let lite = Connection::open(world.path().join("shop.db")).unwrap();
    lite.execute_batch("UPDATE customer SET name = 'Grace Hopper' WHERE id = 2").unwrap();
    drop(lite);
    let said = roll_back(&world, &database, &[]);
    assert_eq!(said.code, 5, "{said:?}");
    for part in [
        "REFUSED: the SQLite file was written after the move",
        "Changed in the SQLite file since the move\n  table \"customer\": 1 row differs",
    ] {
        assert!(said.stdout.contains(part), "{part} is not in {}", said.stdout);
    }
    let said = roll_back(&world, &database, &["--yes"]);
    assert!(said.code == 5 && said.stderr.contains("Changed on PostgreSQL:"), "{said:?}");
    assert_eq!(names(&world.path().join("shop.db")), ["Ada", "Grace Hopper"]);
}

#[test]
fn the_embedded_server_is_meant_where_no_target_is_named() {
    let world = World::new();
    shop(&world, "WAL", 10);
    let said = world.run(&["rollback", "shop.db"]);
    assert!(said.code == 2 && said.stderr.contains("no embedded server"), "{said:?}");
    let said = world.run(&["migrate", "shop.db"]);
    assert_eq!(said.code, 0, "{said:?}");
    let said = world.run(&["rollback", "shop.db", "--yes"]);
    assert!(said.code == 0 && said.stdout.contains("ROLLED BACK"), "{said:?}");
    assert_eq!(names(&world.path().join("shop.db")), OLD);
    let report = world.run(&["report", "shop.db"]);
    assert!(report.stdout.starts_with("Howdah report: rollback"), "{report:?}");
    assert_eq!(world.run(&["clean", "shop.db", "--remove"]).code, 0);
    assert!(world.entries().iter().all(|name| name.starts_with("shop.db")), "{:?}", world.entries());
}

/// What must hold after a kill: the old file or the new one is in place, whole, and a next run goes on.
#[track_caller]
fn assert_goes_on(world: &World, database: &TestDatabase, what: &str) {
    let file = world.path().join("shop.db");
    // Looked at from elsewhere, so that nothing here repairs it.
    let copy = world.path().join("copy");
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir(&copy).unwrap();
    for suffix in ["", "-wal", "-journal", "-shm"] {
        let _ = std::fs::copy(format!("{}{suffix}", file.display()), copy.join(format!("shop.db{suffix}")));
    }
    let there = names(&copy.join("shop.db"));
    std::fs::remove_dir_all(&copy).unwrap();
    assert!(there == OLD || there == NEW, "{what}: {there:?}");
    let said = roll_back(world, database, &["--yes"]);
    if there == NEW {
        assert!(said.code == 5 && said.stderr.contains("rolled back before"), "{what}: {said:?}");
    } else {
        assert_eq!(said.code, 0, "{what}: {said:?}");
    }
    assert_eq!(names(&file), NEW, "{what}");
    let kept: Vec<String> =
        world.entries().into_iter().filter(|name| name.contains("before_rollback")).collect();
    let old = kept.iter().find(|name| !name.contains("-wal") && !name.contains("-shm"));
    assert_eq!(names(&world.path().join(old.expect("the old file is kept"))), OLD, "{what}");
    let hidden: Vec<String> = world.entries().into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(hidden.is_empty(), "{what}: {hidden:?}");
}

/// Kills a rollback while it waits for a lock on the journal: before it records what it is about to do, and behind the
/// swap, before it records that it did.
#[test]
fn killed_at_either_record_of_the_journal_a_next_run_goes_on() {
    for (column, is_new) in [("rollback", false), ("rolled_back", true)] {
        let (world, database) = carried("killed at a record", "WAL", 50);
        database.execute(&format!(
            "CREATE FUNCTION stand() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
             CREATE TRIGGER stand BEFORE UPDATE ON howdah.migration FOR EACH ROW
                 WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION stand()"
        ));
        let mut gate = database.connect();
        gate.batch_execute("SELECT pg_advisory_lock(4711)").unwrap();
        let mut child = world
            .command(&["rollback", "shop.db", &database.url(), "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let waits =
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
        let begun = Instant::now();
        while !gate.query_one(waits, &[]).unwrap().get::<_, bool>(0) {
            assert!(
                begun.elapsed() < Duration::from_secs(60) && child.try_wait().unwrap().is_none(),
                "{column}"
            );
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let there = names(&world.path().join("shop.db"));
        assert_eq!(there == NEW, is_new, "{column}: {there:?}");
        // The session of the killed run is still in the server, and ends with the next run's claim or when it is let go.
        gate.batch_execute("SELECT pg_advisory_unlock(4711)").unwrap();
        database.execute("DROP TRIGGER stand ON howdah.migration");
        assert_goes_on(&world, &database, column);
    }
}

#[test]
fn killed_at_any_moment_the_old_or_the_new_file_is_in_place_and_a_next_run_goes_on() {
    let rounds: u32 = std::env::var("HOWDAH_SOAK").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(8);
    let seed: u64 = std::env::var("HOWDAH_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| u64::from(std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos()));
    println!("HOWDAH_SEED={seed}");
    let whole = {
        let (world, database) = carried("undisturbed", "WAL", 2_000);
        let begun = Instant::now();
        assert_eq!(roll_back(&world, &database, &["--yes"]).code, 0);
        begun.elapsed()
    };
    for round in 0..rounds {
        let mode = if round % 2 == 0 { "WAL" } else { "DELETE" };
        let (world, database) = carried("killed somewhere", mode, 2_000);
        let mut child = world
            .command(&["rollback", "shop.db", &database.url(), "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Most of the interesting moments are at the end.
        let share = (seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(u64::from(round) * 1_442_695_040_888_963_407)
            >> 33)
            % 1_000;
        let delay = whole.mul_f64(0.4 + 0.7 * share as f64 / 1_000.0);
        std::thread::sleep(delay);
        let _ = child.kill();
        child.wait().unwrap();
        assert_goes_on(&world, &database, &format!("{mode}, killed after {delay:?}"));
    }
}
