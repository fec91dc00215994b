//! The program is killed, and run again.

use crate::carried::{Carried, Chunks, Dice, is_soak, kill, rounds};
use crate::faults::{Gate, Moment, Stop};
use rusqlite::Connection;
use std::time::{Duration, Instant};
use testkit::server::server;

/// Whether sessions that stand at the gate may go on when their program was killed. Where not, only the next run can
/// end them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Orphans {
    GoOn,
    Stand,
}

/// Kills a run at a stop and runs it again; false when the run has no such mark.
fn kill_at(gate: &mut Gate, carried: &Carried<'_>, stop: Stop, orphans: Orphans) -> bool {
    let what = format!("killed at {stop:?}, orphans: {orphans:?}");
    gate.close(stop);
    let mut child = carried.start();
    if !gate.reached(&mut child, carried) {
        gate.open();
        return false;
    }
    kill(&mut child);
    let mut client = carried.database.connect();
    // What is committed by now is to stay; whether a commit under way comes through is open.
    let before = carried.chunks(&mut client);
    let sql = "SELECT count(*) FROM howdah.migration WHERE target_schema = $1";
    let is_registered = client.query_one(sql, &[&carried.schema]).expect("the journal").get::<_, i64>(0) == 1;
    if orphans == Orphans::GoOn {
        gate.open();
    }
    let run = carried.run();
    carried.assert_whole(&run, &before, &what);
    if is_registered {
        assert_eq!(run.report["resumed"], true, "{what}");
    }
    gate.open();
    true
}

/// SQLite's way to test out-of-memory errors: fail at the first, the second, the third … step until none is left.
#[test]
fn killed_at_any_mark_the_next_run_brings_it_to_the_proof() {
    let database = server().database("marks");
    let mut gate = Gate::build(&database);
    // Every mark with every kind of fault, or every third one with the kinds in turn.
    let stride = if is_soak() { 1 } else { 5 };
    let kinds = [
        (Moment::Mark, Orphans::GoOn),
        (Moment::Commit, Orphans::GoOn),
        (Moment::Mark, Orphans::Stand),
        (Moment::Commit, Orphans::Stand),
    ];
    let mut kills = 0;
    let (mut mark, mut left) = (1, true);
    while left {
        for (at, (moment, orphans)) in kinds.into_iter().enumerate() {
            if !is_soak() && at as i64 != mark / stride % 4 {
                continue;
            }
            let carried = Carried::new(&database, &format!("mark_{mark}_{at}"), 0);
            left = kill_at(&mut gate, &carried, Stop { moment, mark }, orphans);
            kills += u32::from(left);
        }
        mark += stride;
    }
    // Six tables are registered and copied; their keys, indexes, foreign keys, sequences and four stages follow.
    assert!(kills >= if is_soak() { 100 } else { 5 }, "only {kills} marks were found");
}

#[test]
fn killed_at_random_moments_again_and_again_it_still_comes_to_the_proof() {
    let mut dice = Dice::thrown("random moments");
    let database = server().database("moments");
    let first = Carried::new(&database, "first", 0);
    let begun = Instant::now();
    let run = first.run();
    let whole = begun.elapsed();
    first.assert_whole(&run, &Chunks::new(), "undisturbed");
    for round in 0..rounds(4) {
        let carried =
            Carried::new(&database, &format!("moment_{round}"), if round % 4 == 0 { 34 } else { 0 });
        let mut what = String::from("killed after");
        // Up to three kills in a row, each anywhere in a run.
        for _ in 0..1 + round % 3 {
            let delay = whole.mul_f64(dice.share() * 1.1);
            what.push_str(&format!(" {delay:?}"));
            let mut child = carried.start();
            std::thread::sleep(delay);
            kill(&mut child);
        }
        let mut client = database.connect();
        let before = carried.chunks(&mut client);
        let run = carried.run();
        carried.assert_whole(&run, &before, &what);
    }
}

#[test]
fn chunks_of_one_table_that_are_committed_are_not_carried_again() {
    let database = server().database("chunks");
    let mut gate = Gate::build(&database);
    // Two chunks and a part of a third.
    let mut carried = Carried::new(&database, "chunks", 70);
    carried.options = vec!["--only".into(), "image".into()];
    // Registration and the table's map are the first two marks.
    gate.close(Stop { moment: Moment::Mark, mark: 5 });
    let mut child = carried.start();
    assert!(gate.reached(&mut child, &carried));
    kill(&mut child);
    let mut client = database.connect();
    let before = carried.chunks(&mut client);
    assert_eq!(before.len(), 2, "{before:?}");
    gate.open();
    let run = carried.run();
    assert_eq!((run.code, &run.report["verdict"]), (0, &"proven".into()), "{}", run.said);
    assert_eq!(run.report["resumed"], true);
    let after = carried.chunks(&mut client);
    assert!(
        after.len() > 2 && before.iter().all(|(chunk, mark)| after.get(chunk) == Some(mark)),
        "{after:?}"
    );
    let rows: i64 = client.query_one("SELECT count(*) FROM chunks.image", &[]).expect("the rows").get(0);
    assert_eq!(rows, 70);
}

/// Kills a run in the middle of copying.
fn killed_while_copying(gate: &mut Gate, carried: &Carried<'_>) -> Chunks {
    // The migration, six tables, two chunks.
    gate.close(Stop { moment: Moment::Mark, mark: 10 });
    let mut child = carried.start();
    assert!(gate.reached(&mut child, carried), "{}", carried.said());
    kill(&mut child);
    gate.open();
    let before = carried.chunks(&mut carried.database.connect());
    assert!(!before.is_empty());
    before
}

#[test]
fn a_source_that_changed_since_the_kill_is_carried_afresh() {
    let database = server().database("changed");
    let mut gate = Gate::build(&database);
    for (number, change) in [
        "UPDATE author SET name = 'another ' || id WHERE id % 7 = 0",
        "INSERT INTO line VALUES ('more', 'not a time')",
        "DELETE FROM reading WHERE id > 2500",
        "DROP TABLE reading; ALTER TABLE book ADD COLUMN pages INTEGER; UPDATE book SET pages = rowid",
    ]
    .into_iter()
    .enumerate()
    {
        let carried = Carried::new(&database, &format!("changed_{number}"), 0);
        killed_while_copying(&mut gate, &carried);
        let db = Connection::open(carried.world.path().join("app.db")).expect("the source");
        db.execute_batch(change).expect("the change");
        drop(db);
        let run = carried.run();
        carried.assert_whole(&run, &Chunks::new(), change);
        assert_eq!(run.report["resumed"], false, "{change}");
    }
}

#[test]
fn other_options_after_the_kill_begin_afresh_and_other_manners_do_not() {
    let database = server().database("options");
    let mut gate = Gate::build(&database);
    let mut carried = Carried::new(&database, "options", 0);
    killed_while_copying(&mut gate, &carried);
    carried.options = vec!["--originals".into(), "off".into()];
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "originals off");
    assert_eq!(run.report["resumed"], false);

    let mut carried = Carried::new(&database, "manners", 0);
    let before = killed_while_copying(&mut gate, &carried);
    carried.options = vec!["--lock-timeout".into(), "7".into()];
    let run = carried.run();
    carried.assert_whole(&run, &before, "another timeout");
    assert_eq!(run.report["resumed"], true);
}

#[test]
fn a_killed_run_that_was_to_replace_tables_goes_on_and_drops_nothing_twice() {
    let database = server().database("replace");
    let mut gate = Gate::build(&database);
    database.execute("CREATE SCHEMA replaced; CREATE TABLE replaced.book (mine text)");
    let mut carried = Carried::new(&database, "replaced", 0);
    carried.options = vec!["--replace".into(), "book".into()];
    let before = killed_while_copying(&mut gate, &carried);
    let run = carried.run();
    carried.assert_whole(&run, &before, "replacing");
    assert_eq!(run.report["resumed"], true);
    // What is finished is replaced when it is named.
    carried.options = vec!["--replace".into(), "*".into()];
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "replacing all");
    assert_eq!(run.report["resumed"], false);
}

#[test]
fn a_run_that_is_killed_while_it_proves_is_proven_again_and_nothing_else() {
    let database = server().database("proof");
    let carried = Carried::new(&database, "proof", 34);
    let mut child = carried.start();
    let mut client = database.connect();
    let begun = Instant::now();
    let is_done =
        "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'howdah' AND tablename = 'migration')";
    loop {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", carried.said());
        let there: bool = client.query_one(is_done, &[]).expect("the catalogue").get(0);
        let sql = "SELECT EXISTS (SELECT FROM howdah.migration WHERE stage = 'done')";
        if there && client.query_one(sql, &[]).expect("the journal").get::<_, bool>(0) {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    kill(&mut child);
    let before = carried.chunks(&mut client);
    let run = carried.run();
    carried.assert_whole(&run, &before, "killed while proving");
    assert_eq!(carried.chunks(&mut client), before);
    assert!(run.said.contains("proven again"), "{}", run.said);
}
