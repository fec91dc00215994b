//! A source that is in use: another process writes as fast as it can while `migrate` runs. What is carried is one state
//! of it, the proof holds for that state, the user is told that the application still uses the old file, and the
//! application never notices.

mod support;

use howdah::report::event::{Event, Watch};
use howdah::report::run::RunReport;
use howdah::run::{Settings, migrate};
use howdah::sqlite::open::SourceFile;
use howdah::sqlite::snapshot::{Snapshot, SnapshotOptions, SnapshotPolicy};
use rusqlite::{Connection, TransactionBehavior};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use support::{assert_proven, settings, words};
use testkit::application::{self, Application};
use testkit::server::{TestDatabase, server};

/// Accounts in the database, and what each holds at the beginning.
const ACCOUNTS: i64 = 20_000;
const BALANCE: i64 = 100;

const STILL_USED: &str = "your application is still using the old file";

/// Accounts whose balances always have the same sum, and transfers that are counted elsewhere: a state between two
/// commits, or put together from two states, breaks one of both.
fn bank(path: &Path, mode: &str) {
    let db = Connection::open(path).expect("a new file");
    db.pragma_update(None, "journal_mode", mode).expect("the mode");
    db.execute_batch(&format!(
        "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, note TEXT);
         CREATE TABLE transfer (id INTEGER PRIMARY KEY AUTOINCREMENT, amount INTEGER, note TEXT);
         CREATE TABLE counter (n INTEGER);
         INSERT INTO counter VALUES (0);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ACCOUNTS})
         INSERT INTO account SELECT i, {BALANCE}, hex(randomblob(300)) FROM n;"
    ))
    .expect("the bank");
}

fn transfer(db: &mut Connection, number: i64) -> rusqlite::Result<()> {
    // Far apart, so that their pages are.
    let from = number * 7_919 % ACCOUNTS + 1;
    let to = (from + ACCOUNTS / 2) % ACCOUNTS + 1;
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute("UPDATE account SET balance = balance - 1, note = hex(randomblob(300)) WHERE id = ?", [from])?;
    tx.execute("UPDATE account SET balance = balance + 1 WHERE id = ?", [to])?;
    tx.execute("INSERT INTO transfer (amount, note) VALUES (1, hex(randomblob(50)))", [])?;
    tx.execute("UPDATE counter SET n = n + 1", [])?;
    tx.commit()
}

#[test]
fn the_applications_process() {
    // In the test's own process, there is nothing to write.
    application::run(|_| Ok(()), transfer);
}

/// Migrates while the application runs; the report and the warnings.
fn migrate_while_in_use(settings: &Settings, reopens: bool) -> (RunReport, Vec<String>, i64) {
    let application = Application::start(&settings.source, reopens);
    // It has begun when the first transfer is there.
    let db = Connection::open(&settings.source).expect("the source");
    db.busy_timeout(Duration::from_secs(120)).expect("a timeout");
    while db.query_row("SELECT n FROM counter", [], |row| row.get::<_, i64>(0)).expect("the counter") == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(db);
    let warnings = Mutex::new(Vec::new());
    let sink = |event| {
        if let Event::Warning { text } = event {
            warnings.lock().expect("not poisoned").push(text);
        }
    };
    let cancelled = AtomicBool::new(false);
    let finished =
        migrate(settings, Watch::new(&sink, &cancelled)).unwrap_or_else(|error| panic!("{}", words(&error)));
    let transfers = application.stop();
    (finished.report, warnings.into_inner().expect("not poisoned"), transfers)
}

/// That what arrived is one state; the number of transfers in it.
#[track_caller]
fn one_state(database: &TestDatabase) -> i64 {
    let row = database
        .connect()
        .query_one(
            "SELECT (SELECT sum(balance)::bigint FROM account), (SELECT count(*) FROM account), \
             (SELECT count(*) FROM transfer), (SELECT max(id)::bigint FROM transfer), (SELECT n::bigint FROM counter)",
            &[],
        )
        .expect("the tables");
    let figures: [i64; 5] = std::array::from_fn(|at| row.get(at));
    let [sum, accounts, transfers, highest, counted] = figures;
    assert_eq!((sum, accounts), (ACCOUNTS * BALANCE, ACCOUNTS));
    assert_eq!((transfers, highest), (counted, counted));
    counted
}

fn live(hint: &str, mode: &str, policy: SnapshotPolicy, reopens: bool) -> (RunReport, Vec<String>) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    bank(&source, mode);
    let database = server().database(hint);
    let mut settings = settings(&source, &database, &directory.path().join("work"));
    settings.snapshot = policy;
    settings.lock_timeout = Duration::from_secs(120);
    let (report, warnings, transfers) = migrate_while_in_use(&settings, reopens);
    assert_proven(&report);
    let carried = one_state(&database);
    assert!(transfers >= carried, "{transfers} made, {carried} carried");
    (report, warnings)
}

#[track_caller]
fn assert_told(report: &RunReport, warnings: &[String], expected: bool) {
    assert_eq!(warnings.iter().any(|text| text.contains(STILL_USED)), expected, "{warnings:?}");
    assert_eq!(report.next.iter().any(|text| text.contains(STILL_USED)), expected, "{:?}", report.next);
}

#[test]
fn in_wal_mode_a_busy_writer_never_fails_and_one_state_arrives_proven() {
    let (report, warnings) = live("live_wal", "wal", SnapshotPolicy::Copy, false);
    assert_told(&report, &warnings, true);
}

#[test]
fn in_wal_mode_a_writer_that_closes_the_file_does_not_take_the_snapshot_away() {
    let (report, warnings) = live("live_wal_reopened", "wal", SnapshotPolicy::Copy, true);
    assert_told(&report, &warnings, true);
}

#[test]
fn in_rollback_mode_a_copy_lets_the_writer_go_on() {
    for reopens in [false, true] {
        let (report, warnings) =
            live(&format!("live_copy_{reopens}"), "delete", SnapshotPolicy::Copy, reopens);
        assert_told(&report, &warnings, true);
    }
}

#[test]
fn in_rollback_mode_a_held_snapshot_makes_the_writer_wait_and_nothing_is_missed() {
    let (report, warnings) = live("live_hold", "delete", SnapshotPolicy::Hold, false);
    assert_told(&report, &warnings, false);
}

/// A process that closes a file in WAL mode as the last one carries the WAL into the file and removes it, whatever
/// others still read. (SQLite before 3.51 asks nothing but the lock on the file whether there are others.)
#[test]
fn in_wal_mode_a_snapshot_keeps_its_lock_on_the_file_itself() {
    let Ok(before) = std::fs::read_to_string("/proc/locks") else {
        panic!("/proc/locks, where Linux shows locks, cannot be read")
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    bank(&source, "wal");
    let inode = std::fs::metadata(&source).expect("the file").ino();
    let held = |locks: &str| {
        let (pid, file) = (format!(" {} ", std::process::id()), format!(":{inode} "));
        locks.lines().filter(|line| line.contains(&pid) && line.contains(&file)).count()
    };
    assert_eq!(held(&before), 0);
    let (sink, cancelled) = (|_: Event| {}, AtomicBool::new(false));
    let file = SourceFile::examine(&source, directory.path(), Duration::from_secs(5)).expect("a database");
    let options = SnapshotOptions {
        readers: 3,
        policy: SnapshotPolicy::Copy,
        busy_timeout: Duration::from_secs(5),
        work_dir: directory.path().join("work"),
    };
    let snapshot = Snapshot::open(&file, &options, Watch::new(&sink, &cancelled)).expect("a snapshot");
    assert!(!snapshot.changed_since().expect("asked"));
    assert_eq!(held(&std::fs::read_to_string("/proc/locks").expect("read before")), 1);
}
