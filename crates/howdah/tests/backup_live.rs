//! Backups of a file that is in use: another process writes as fast as it can while they are made. Each is one state of
//! the database, in either journal mode, every one comes to its end, and the writer never fails.

mod backup_support;
mod support;

use backup_support::{backups, of_file, run_backup};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;
use std::time::Duration;
use support::words;
use testkit::application::{self, Application};

/// Accounts in the database: enough for several steps of a copy.
const ACCOUNTS: i64 = 60_000;
const BALANCE: i64 = 100;
const ROUNDS: i64 = 3;

/// Two tables of accounts whose balances have the same sum together, whatever is transferred, and a count of transfers
/// that is kept in a third: a copy between two commits, or put together from two states, breaks one of both.
fn bank(path: &Path, mode: &str) {
    let db = Connection::open(path).expect("a new file");
    db.pragma_update(None, "journal_mode", mode).expect("the mode");
    db.execute_batch(&format!(
        "CREATE TABLE giro (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, note TEXT);
         CREATE TABLE savings (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, note TEXT);
         CREATE INDEX giro_note ON giro (note);
         CREATE TABLE transfer (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT);
         CREATE TABLE counter (n INTEGER);
         INSERT INTO counter VALUES (0);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ACCOUNTS})
         INSERT INTO giro SELECT i, {BALANCE}, hex(randomblob(100)) FROM n;
         INSERT INTO savings SELECT id, {BALANCE}, hex(randomblob(100)) FROM giro;"
    ))
    .expect("the bank");
}

fn transfer(db: &mut Connection, number: i64) -> rusqlite::Result<()> {
    let from = number * 7_919 % ACCOUNTS + 1;
    let to = ACCOUNTS + 1 - from;
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute("UPDATE giro SET balance = balance - 1, note = hex(randomblob(100)) WHERE id = ?", [from])?;
    tx.execute("UPDATE savings SET balance = balance + 1 WHERE id = ?", [to])?;
    tx.execute("INSERT INTO transfer (note) VALUES (hex(randomblob(50)))", [])?;
    tx.execute("UPDATE counter SET n = n + 1", [])?;
    tx.commit()
}

#[test]
fn the_applications_process() {
    // In the test's own process, there is nothing to write.
    application::run(|db| db.pragma_update(None, "synchronous", "OFF"), transfer);
}

/// That a backup is one state; the number of transfers in it.
#[track_caller]
fn one_state(path: &Path) -> i64 {
    let db = Connection::open(path).expect("the backup");
    let figures: [i64; 5] = db
        .query_row(
            "SELECT (SELECT sum(balance) FROM giro) + (SELECT sum(balance) FROM savings),
                    (SELECT sum(balance) FROM savings), (SELECT count(*) FROM transfer), (SELECT max(id) FROM transfer),
                    (SELECT n FROM counter)",
            [],
            |row| Ok(std::array::from_fn(|at| row.get::<_, Option<i64>>(at).unwrap_or_default().unwrap_or_default())),
        )
        .expect("the tables");
    let [sum, savings, transfers, highest, counted] = figures;
    assert_eq!(sum, 2 * ACCOUNTS * BALANCE);
    assert_eq!((savings - ACCOUNTS * BALANCE, transfers, highest), (counted, counted, counted));
    let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(whole, "ok");
    counted
}

/// Backups while the application runs; times that they began anew.
fn live(mode: &str, reopens: bool) -> usize {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let shelf = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    bank(&source, mode);
    let application = Application::start(&source, reopens);
    let mut settings = of_file(&source);
    settings.into = Some(shelf.path().to_owned());
    let db = Connection::open(&source).expect("the source");
    db.busy_timeout(Duration::from_secs(120)).expect("a timeout");
    let (mut last, mut restarts) = (0, 0);
    for round in 0..ROUNDS {
        // Each round sees transfers that the one before has not seen.
        while db.query_row("SELECT n FROM counter", [], |row| row.get::<_, i64>(0)).expect("the counter")
            <= last
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        let backup = run_backup(&settings).unwrap_or_else(|error| panic!("round {round}: {}", words(&error)));
        assert_eq!(backups(shelf.path()).len() as i64, round + 1);
        // Opened where it makes nothing beside the backups.
        let copy = directory.path().join("copy.db");
        std::fs::copy(&backup.path, &copy).expect("a copy");
        let counted = one_state(&copy);
        assert!(counted > last, "round {round}: {counted} transfers, {last} before");
        last = counted;
        restarts += backup.notes.iter().filter(|note| note.contains("began anew")).count();
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", copy.display()));
        }
    }
    drop(db);
    assert!(application.stop() >= last);
    restarts
}

#[test]
fn in_wal_mode_each_backup_is_one_state_and_none_begins_anew() {
    assert_eq!(live("wal", false), 0);
}

#[test]
fn in_wal_mode_a_writer_that_closes_the_file_takes_nothing_away() {
    assert_eq!(live("wal", true), 0);
}

#[test]
fn in_rollback_mode_each_backup_is_one_state_and_comes_to_its_end() {
    for reopens in [false, true] {
        assert!(live("delete", reopens) > 0, "the writer never came between two steps");
    }
}

#[test]
fn in_persist_mode_each_backup_is_one_state() {
    live("persist", false);
}
