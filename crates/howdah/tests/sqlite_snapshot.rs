//! One snapshot for all readers, while others write as fast as they can.

mod sqlite_support;

use howdah::sqlite::position::Position;
use howdah::sqlite::snapshot::{How, Snapshot, SnapshotPolicy};
use rusqlite::Connection;
use sqlite_support::{Place, hash, watch};
use std::os::unix::process::parent_id;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A bank: money moves between accounts, and each move is written down. The sum is constant in every consistent state,
/// and the number of the last move names the state.
const BANK: &str = "CREATE TABLE account(id INTEGER PRIMARY KEY, money INTEGER NOT NULL, pad TEXT);
     CREATE TABLE move(id INTEGER PRIMARY KEY, what TEXT);
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
     INSERT INTO account SELECT i, 100, printf('%0500d', i) FROM n;
     INSERT INTO move VALUES(1, 'opening')";

/// Another process that moves money as fast as it can, until this is dropped.
struct Writer {
    process: Child,
    watching: Connection,
}

impl Writer {
    fn start(place: &Place) -> Writer {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "the_writing_process"]).env("HOWDAH_TEST_WRITES", place.file());
        let process = command.stdout(Stdio::null()).spawn().unwrap();
        let watching = place.application();
        watching.busy_timeout(Duration::from_secs(20)).unwrap();
        let writer = Writer { process, watching };
        writer.goes_on(5);
        writer
    }

    /// Waits until the writer has committed so many times more.
    fn goes_on(&self, moves: i64) {
        let before = seen(&self.watching).1;
        let patience = Instant::now();
        while seen(&self.watching).1 < before + moves {
            assert!(patience.elapsed() < Duration::from_secs(60), "the writer does not get on");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Does nothing as a test; started by [`Writer`], it is the other process.
#[test]
fn the_writing_process() {
    let Some(file) = std::env::var_os("HOWDAH_TEST_WRITES") else { return };
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    connection.busy_timeout(Duration::from_secs(20)).unwrap();
    let mut state = 1_u64;
    // A process whose parent ended is adopted.
    let parent = parent_id();
    while parent_id() == parent {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (from, to) = ((state >> 33) % 400 + 1, (state >> 13) % 400 + 1);
        connection
            .execute_batch(&format!(
                "BEGIN IMMEDIATE; UPDATE account SET money = money - 1 WHERE id = {from};
                 UPDATE account SET money = money + 1 WHERE id = {to}; INSERT INTO move(what) VALUES('m'); COMMIT"
            ))
            .unwrap();
    }
}

/// What a reader sees: the sum of all money, and the last move.
fn seen(connection: &Connection) -> (i64, i64) {
    let sql = "SELECT (SELECT sum(money) FROM account), (SELECT max(id) FROM move)";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

fn all_see_the_same(snapshot: &Snapshot, readers: usize) -> i64 {
    let readers: Vec<_> = (0..readers).map(|_| snapshot.reader().unwrap()).collect();
    let states: Vec<(i64, i64)> = readers.iter().map(|reader| seen(reader.connection())).collect();
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
    assert_eq!(states[0].0, 40_000, "the state is a consistent one");
    states[0].1
}

#[test]
fn readers_of_a_busy_wal_see_one_state() {
    let place = Place::with(&format!("PRAGMA journal_mode = WAL; {BANK}"));
    let writer = Writer::start(&place);
    let mut last = 0;
    for _ in 0..60 {
        let snapshot = place.snapshot(4, SnapshotPolicy::Copy);
        assert_eq!(snapshot.facts().how, How::Wal);
        let state = all_see_the_same(&snapshot, 4);
        assert!(state >= last, "later snapshots are later states");
        writer.goes_on(3);
        assert_eq!(all_see_the_same(&snapshot, 4), state, "a snapshot stays as it is");
        assert!(snapshot.changed_since().unwrap());
        last = state;
    }
    drop(writer);
    let snapshot = place.snapshot(2, SnapshotPolicy::Copy);
    assert!(!snapshot.changed_since().unwrap(), "nobody writes any more");
}

#[test]
fn a_copy_of_a_busy_rollback_file_is_consistent_and_lets_the_writer_go_on() {
    // Larger than one step of the copy, so that commits fall between steps.
    let place = Place::with(&format!("{BANK}; CREATE TABLE ballast AS SELECT zeroblob(40000000) AS b"));
    let writer = Writer::start(&place);
    for _ in 0..3 {
        let snapshot = place.snapshot(3, SnapshotPolicy::Copy);
        assert_eq!(snapshot.facts().how, How::Copy { reused: false });
        let state = all_see_the_same(&snapshot, 3);
        writer.goes_on(3);
        assert_eq!(all_see_the_same(&snapshot, 3), state);
        assert!(snapshot.changed_since().unwrap());
    }
}

#[test]
fn a_writer_in_this_process_is_let_through_as_well() {
    // Locks of one process are shared, so a waiting writer shuts out the second reader, which another process's does not.
    let place = Place::with(BANK);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let writer = place.application();
            writer.busy_timeout(Duration::from_secs(20)).unwrap();
            writer.execute_batch("PRAGMA synchronous = OFF").unwrap();
            while !stop.load(Ordering::Relaxed) {
                writer.execute_batch("INSERT INTO move(what) VALUES('m')").unwrap();
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        let taken = std::panic::catch_unwind(|| {
            for policy in [SnapshotPolicy::Hold, SnapshotPolicy::Copy, SnapshotPolicy::Hold] {
                all_see_the_same(&place.snapshot(3, policy), 3);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        // The writer ends also when the assertions fail.
        stop.store(true, Ordering::Relaxed);
        taken.unwrap();
    });
}

#[test]
fn a_quiet_copy_is_the_file_and_notices_later_writers() {
    let place = Place::with(BANK);
    let before = hash(&place.file());
    let snapshot = place.snapshot(2, SnapshotPolicy::Copy);
    assert_eq!(hash(&place.file()), before);
    assert!(!snapshot.changed_since().unwrap());
    let fingerprint = snapshot.position().fingerprint();
    assert_eq!(place.snapshot(1, SnapshotPolicy::Copy).position().fingerprint(), fingerprint);
    place.application().execute_batch("INSERT INTO move VALUES(7, 'later')").unwrap();
    assert!(snapshot.changed_since().unwrap());
    assert_eq!(all_see_the_same(&snapshot, 2), 1);
    assert_ne!(place.snapshot(1, SnapshotPolicy::Copy).position().fingerprint(), fingerprint);
}

#[test]
fn the_copy_of_a_killed_run_is_read_again_as_long_as_it_is_whole_and_the_source_unchanged() {
    let place = Place::with(BANK);
    let file = place.examine().unwrap();
    let options = place.options(2, SnapshotPolicy::Copy);
    let taken = || Snapshot::open(&file, &options, watch()).unwrap();
    let first = taken();
    assert_eq!(first.facts().how, How::Copy { reused: false });
    let again = taken();
    assert_eq!(again.facts().how, How::Copy { reused: true });
    assert_eq!(again.position(), first.position());
    assert_eq!(all_see_the_same(&again, 2), 1);
    drop((first, again));
    place.application().execute_batch("INSERT INTO move VALUES(2, 'meanwhile')").unwrap();
    let newer = taken();
    assert_eq!(newer.facts().how, How::Copy { reused: false });
    assert_eq!(all_see_the_same(&newer, 2), 2, "the state of the file, not that of the old copy");
    drop(newer);
    std::fs::remove_file(place.work().join("source-copy/app.db.whole.json")).unwrap();
    assert_eq!(taken().facts().how, How::Copy { reused: false }, "a copy that was not finished is none");
}

#[test]
fn a_held_snapshot_blocks_writers_until_it_ends() {
    let place = Place::with(BANK);
    let snapshot = place.snapshot(2, SnapshotPolicy::Hold);
    assert_eq!(snapshot.facts().how, How::Held);
    assert!(!place.work().exists(), "nothing is copied");
    let writer = place.application();
    writer.busy_timeout(Duration::from_millis(100)).unwrap();
    writer.execute_batch("INSERT INTO move VALUES(2, 'x')").expect_err("the file is held");
    assert_eq!(all_see_the_same(&snapshot, 2), 1);
    assert!(!snapshot.changed_since().unwrap());
    drop(snapshot);
    writer.execute_batch("INSERT INTO move VALUES(2, 'x')").unwrap();
}

#[test]
fn a_held_snapshot_is_taken_between_two_commits_of_a_busy_writer() {
    let place = Place::with(BANK);
    let writer = Writer::start(&place);
    for _ in 0..5 {
        let snapshot = place.snapshot(3, SnapshotPolicy::Hold);
        let state = all_see_the_same(&snapshot, 3);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(all_see_the_same(&snapshot, 3), state);
        // A look at the file's bytes must not take the locks away.
        let again = place.examine().unwrap();
        drop((again, Position::of(&place.file()).unwrap()));
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(all_see_the_same(&snapshot, 3), state);
        drop(snapshot);
        writer.goes_on(2);
    }
}

#[test]
fn a_wal_snapshot_has_a_position_that_moves_with_commits() {
    let place = Place::with(&format!("PRAGMA journal_mode = WAL; {BANK}"));
    let writer = place.application();
    let first = place.snapshot(1, SnapshotPolicy::Copy).position().fingerprint();
    assert_eq!(place.snapshot(1, SnapshotPolicy::Copy).position().fingerprint(), first);
    writer.execute_batch("INSERT INTO move VALUES(2, 'x')").unwrap();
    assert_ne!(place.snapshot(1, SnapshotPolicy::Copy).position().fingerprint(), first);
}

#[test]
fn readers_go_back_and_are_waited_for() {
    let place = Place::with(BANK);
    let snapshot = place.snapshot(1, SnapshotPolicy::Hold);
    let only = snapshot.reader().unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| seen(snapshot.reader().unwrap().connection()));
        std::thread::sleep(Duration::from_millis(50));
        drop(only);
        assert_eq!(waiting.join().unwrap(), (40_000, 1));
    });
}

#[test]
fn a_reader_that_lost_its_transaction_ends_the_snapshot() {
    let place = Place::with(BANK);
    let snapshot = place.snapshot(2, SnapshotPolicy::Hold);
    snapshot.reader().unwrap().connection().execute_batch("ROLLBACK").unwrap();
    let error = snapshot.reader().unwrap_err();
    assert!(error.to_string().contains("lost the snapshot"));
}

#[test]
fn a_copy_stops_when_the_user_asks() {
    let place = Place::with(BANK);
    let cancelled = AtomicBool::new(true);
    let silence = |_| {};
    let watch = howdah::report::event::Watch::new(&silence, &cancelled);
    let error = Snapshot::open(&place.examine().unwrap(), &place.options(1, SnapshotPolicy::Copy), watch)
        .unwrap_err();
    assert_eq!(error.kind, howdah::Kind::Interrupted);
}
