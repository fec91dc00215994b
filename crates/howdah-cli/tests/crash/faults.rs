//! Faults as data: a run is stopped at its n-th progress mark by triggers on the journal's own tables.
//!
//! The triggers are there before the run begins, because a small migration into another schema has made the tables.
//! A trigger that is reached waits for an advisory lock that the test holds. So the test knows exactly where the run
//! stands, and decides what happens then, and when the session in the server goes on.

use crate::carried::Carried;
use crate::world::World;
use postgres::Client;
use rusqlite::Connection;
use std::process::Child;
use std::time::{Duration, Instant};
use testkit::server::TestDatabase;

/// The lock that a stopped session waits for.
const HELD: i64 = 4711;

/// A run that neither reaches a mark nor ends in this time hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Where at a mark a run is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The work is done, its mark is about to be written.
    Mark,
    /// The program has said COMMIT.
    Commit,
}

/// A stop: at the n-th mark since the last one was set, counted from 1.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    pub moment: Moment,
    pub mark: i64,
}

/// The gate that stops runs into a database.
pub struct Gate {
    client: Client,
    is_closed: bool,
}

impl Gate {
    /// Builds the gate into a database.
    pub fn build(database: &TestDatabase) -> Gate {
        let world = World::new();
        let db = Connection::open(world.path().join("first.db")).expect("a new file");
        db.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
            .expect("a table");
        let said = world.run(&["migrate", "first.db", &database.url(), "--schema", "first"]);
        assert_eq!(said.code, 0, "{said:?}");
        let mut client = database.connect();
        client
            .batch_execute(&format!(
                "CREATE SCHEMA fault;
                 CREATE TABLE fault.stop (moment text, mark bigint);
                 CREATE SEQUENCE fault.mark; CREATE SEQUENCE fault.commit;
                 CREATE FUNCTION fault.pass() RETURNS trigger LANGUAGE plpgsql AS $$
                 DECLARE number bigint;
                 BEGIN
                     number := nextval(('fault.' || TG_ARGV[0])::regclass);
                     IF EXISTS (SELECT FROM fault.stop WHERE moment = TG_ARGV[0] AND mark = number) THEN
                         PERFORM pg_advisory_xact_lock_shared({HELD});
                     END IF;
                     RETURN NEW;
                 END $$"
            ))
            .expect("the gate is built");
        for table in ["migration", "table_map", "chunk", "step"] {
            client
                .batch_execute(&format!(
                    "CREATE TRIGGER at_mark BEFORE INSERT OR UPDATE ON howdah.{table}
                         FOR EACH ROW EXECUTE FUNCTION fault.pass('mark');
                     CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON howdah.{table}
                         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault.pass('commit')"
                ))
                .expect("the triggers are made");
        }
        Gate { client, is_closed: false }
    }

    /// Closes the gate at a mark, counted from now on.
    pub fn close(&mut self, stop: Stop) {
        self.open();
        let moment = format!("{:?}", stop.moment).to_lowercase();
        self.client
            .batch_execute(&format!(
                "TRUNCATE fault.stop; INSERT INTO fault.stop VALUES ('{moment}', {});
                 ALTER SEQUENCE fault.mark RESTART; ALTER SEQUENCE fault.commit RESTART;
                 SELECT pg_advisory_lock({HELD})",
                stop.mark
            ))
            .expect("the gate is closed");
        self.is_closed = true;
    }

    /// Lets a stopped session go on, and everybody after it.
    pub fn open(&mut self) {
        if std::mem::take(&mut self.is_closed) {
            self.client
                .batch_execute(&format!("SELECT pg_advisory_unlock({HELD})"))
                .expect("the gate is opened");
        }
    }

    /// Sessions that stand at the gate.
    pub fn standing(&mut self) -> Vec<i32> {
        let sql = format!(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {HELD} AND classid = 0 AND NOT granted
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
        self.client.query(&sql, &[]).expect("the locks").iter().map(|row| row.get(0)).collect()
    }

    /// Waits until a run stands at the gate; false when it ended without coming there.
    #[track_caller]
    pub fn reached(&mut self, child: &mut Child, carried: &Carried<'_>) -> bool {
        let begun = Instant::now();
        loop {
            if !self.standing().is_empty() {
                return true;
            }
            if let Some(status) = child.try_wait().expect("the child is ours") {
                assert!(status.success(), "the run failed without a fault: {}", carried.said());
                return false;
            }
            assert!(begun.elapsed() < HANGS, "neither a mark nor an end: {}", carried.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
