//! What stops a rollback: somebody has the old file open or wrote to it, somebody writes to PostgreSQL, or there is no
//! finished migration. Nothing is changed then, and who is in the way is named.

mod rollback_support;
mod support;

use howdah::report::rollback::{FileState, Side};
use howdah::run::Rollback;
use rollback_support::{
    SCHEMA, ask, book, carried, changes, look, refused, rehearse, roll_back, rows, write_file,
};
use rusqlite::Connection;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use support::case::Case;
use support::words;
use testkit::server::{Options, Server, server};

#[test]
fn a_connection_to_the_old_file_is_found_in_both_journal_modes() {
    for (mode, doing) in
        [("WAL", "SELECT count(*) FROM author"), ("DELETE", "BEGIN; SELECT count(*) FROM author")]
    {
        let case = carried("open", &format!("PRAGMA journal_mode = {mode}; {SCHEMA}"));
        let open = Connection::open(case.source()).expect("the file");
        open.execute_batch(doing).expect("the application reads");
        let mut statement = open.prepare("SELECT name FROM author").expect("a statement");
        let mut cursor = statement.query([]).expect("an answer");
        cursor.next().expect("a row").expect("a row");
        let error = refused(&case, 5);
        assert!(error.message.contains("in use"), "{mode}: {}", words(&error));
        drop(cursor);
        drop(statement);
        drop(open);
        roll_back(&case);
    }
}

#[test]
fn a_file_that_was_written_after_the_move_is_refused_with_the_changes_of_both_sides() {
    let case = carried("written", SCHEMA);
    write_file(
        &case.source(),
        "UPDATE book SET title = 'changed in the file' WHERE author IN (11, 12); INSERT INTO author VALUES (900, 'file');",
    );
    let sql = "UPDATE book SET title = 'changed on PostgreSQL' WHERE author IN (21, 22, 23); DELETE FROM book WHERE author = 31";
    case.database.connect().batch_execute(sql).expect("the application writes");
    let report = look(&case);
    assert_eq!(report.file_state, FileState::Written);
    assert_eq!(changes(&report, Side::File), ["author: 1", "book: 2"]);
    assert_eq!(changes(&report, Side::Postgres), ["book: 4"]);
    assert_eq!(changes(&report, Side::Both), Vec::<String>::new());
    let named = |side: Side| -> Vec<String> { report.change_lines(side).collect() };
    let of_file = named(Side::File).join("\n");
    for number in [11, 12] {
        assert!(of_file.contains(&format!("id = {}, column title", book(number))), "{of_file}");
    }
    assert!(of_file.contains("id = 900 (only in the file)"), "{of_file}");
    let of_postgres = named(Side::Postgres).join("\n");
    assert!(of_postgres.contains(&format!("id = {} (only in the file)", book(31))), "{of_postgres}");
    let error = refused(&case, 5);
    assert!(error.message.contains("written after the move"), "{}", words(&error));
    let detail = error.detail.as_deref().expect("what changed");
    assert!(
        detail.contains("Changed in the SQLite file:\n") && detail.contains("Changed on PostgreSQL:\n"),
        "{detail}"
    );
    assert!(detail.contains(&book(11)) && detail.contains(&book(21)), "{detail}");
    // The way out that the hint names: without the file, PostgreSQL's rows are what counts.
    fs::rename(case.source(), case.directory.path().join("mine.db")).expect("moved away");
    roll_back(&case);
    let titles = "SELECT title FROM book WHERE author IN (11, 21, 31) ORDER BY author";
    assert_eq!(rows(&case.source(), titles), ["title 11", "changed on PostgreSQL"]);
}

#[test]
fn the_same_row_changed_on_both_sides_is_shown_as_such() {
    let case = carried("both", SCHEMA);
    write_file(&case.source(), "UPDATE author SET name = 'file' WHERE id = 5");
    case.database.connect().batch_execute("UPDATE author SET name = 'server' WHERE id = 5").expect("a write");
    assert_eq!(changes(&look(&case), Side::Both), ["author: 1"]);
    refused(&case, 5);
}

#[test]
fn what_changes_no_row_is_no_change() {
    let case = carried("touched", &format!("PRAGMA journal_mode = WAL; {SCHEMA}"));
    for change in [
        "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE",
        "UPDATE author SET name = 'other' WHERE id = 1; UPDATE author SET name = 'author 1' WHERE id = 1",
        "ANALYZE; PRAGMA user_version = 0",
    ] {
        write_file(&case.source(), change);
        let report = look(&case);
        assert_eq!((report.file_state, report.changes.len()), (FileState::SameRows, 0), "{change}");
        assert!(report.refused.is_none(), "{change}");
    }
    fs::File::open(case.source())
        .and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH))
        .expect("touched");
    assert_eq!(look(&case).file_state, FileState::SameRows);
    roll_back(&case);
}

#[test]
fn a_change_that_no_value_shows_is_a_change() {
    for (hint, change) in [
        ("spelling", "UPDATE book SET at = '2024-01-02T03:04:05+00:00' WHERE author = 50"),
        ("rowid", "UPDATE loose SET rowid = 1000 WHERE rowid = 3"),
        ("class", "UPDATE loose SET b = CAST(b AS TEXT) WHERE a = 'a1'"),
        (
            "search",
            "INSERT INTO bare (bare, rowid, body) VALUES ('delete', 1, 'words'); INSERT INTO bare (rowid, body) VALUES (1, 'others')",
        ),
        ("schema", "CREATE TABLE added (a)"),
        ("view", "DROP VIEW numbered"),
    ] {
        let bare = "CREATE VIRTUAL TABLE bare USING fts5(body, content='');
                    INSERT INTO bare (rowid, body) VALUES (1, 'words');";
        let case = carried(hint, &format!("{SCHEMA} {bare}"));
        write_file(&case.source(), change);
        assert_eq!(look(&case).file_state, FileState::Written, "{hint}");
        refused(&case, 5);
    }
}

#[test]
fn an_open_transaction_that_wrote_on_postgresql_is_named() {
    let case = carried("open transaction", SCHEMA);
    let mut writer = case.database.connect();
    writer
        .batch_execute(
            "SET application_name = 'the shop'; BEGIN; UPDATE author SET name = 'late' WHERE id = 9",
        )
        .expect("a write");
    let process: i32 = writer.query_one("SELECT pg_backend_pid()", &[]).expect("a number").get(0);
    let error = refused(&case, 5);
    let said = words(&error);
    assert!(error.message.contains("still writes to PostgreSQL"), "{said}");
    assert!(said.contains(&format!("session {process}")) && said.contains("the shop"), "{said}");
    writer.batch_execute("COMMIT").expect("its end");
    // A session that rests is no reason to stop, and is mentioned.
    let report = roll_back(&case);
    assert!(report.notes.iter().any(|note| note.contains("the shop")), "{:?}", report.notes);
    assert_eq!(rows(&case.source(), "SELECT name FROM author WHERE id = 9"), ["late"]);
}

#[test]
fn a_prepared_transaction_is_named_too() {
    let own = Server::start(Options::default().setting("max_prepared_transactions", "2"));
    let database = own.database("prepared");
    let mut case = Case::new("unused", SCHEMA);
    case.settings.lock_timeout = Duration::from_millis(300);
    case.settings.target = Some(howdah::postgres::dsn::Dsn::parse(&database.url()).expect("a URL"));
    case.carry();
    let mut writer = database.connect();
    writer.batch_execute("BEGIN; DELETE FROM loose; PREPARE TRANSACTION 'p'").expect("prepared");
    assert!(words(&refused(&case, 5)).contains("a prepared transaction"));
    writer.batch_execute("ROLLBACK PREPARED 'p'").expect("its end");
    roll_back(&case);
}

#[test]
fn who_waits_to_write_while_the_file_is_made_stops_the_swap_and_goes_on_afterwards() {
    let case = carried("waiting", SCHEMA);
    let before = rollback_support::contents(&case);
    let ended = AtomicBool::new(false);
    let outcome = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut client = case.database.connect();
            let is_frozen = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'author'::regclass AND mode = 'ShareLock'
                AND granted)";
            while !client.query_one(is_frozen, &[]).expect("the locks").get::<_, bool>(0) {
                assert!(!ended.load(Ordering::Relaxed), "the tables were never frozen");
            }
            client.batch_execute("UPDATE author SET name = 'late' WHERE id = 9").expect("it goes on in the end");
        });
        let outcome = ask(&case, Rollback { go: howdah::run::Go::Swap, ..Rollback::default() });
        ended.store(true, Ordering::Relaxed);
        writer.join().expect("the writer");
        outcome
    });
    let error = outcome.expect_err("the application still runs");
    assert_eq!(error.kind.exit_code(), 5, "{}", words(&error));
    assert!(words(&error).contains("tried to write"), "{}", words(&error));
    assert!(rollback_support::contents(&case) == before, "something changed");
    assert_eq!(case.ask("SELECT name FROM author WHERE id = 9"), "late");
    roll_back(&case);
    assert_eq!(rows(&case.source(), "SELECT name FROM author WHERE id = 9"), ["late"]);
}

#[test]
fn without_a_finished_migration_there_is_nothing_to_roll_back() {
    let case = carried("unfinished", SCHEMA);
    case.database.execute("UPDATE howdah.migration SET stage = 'finish'");
    let error = ask(&case, Rollback::default()).expect_err("it is not finished");
    assert!(error.message.contains("not finished"), "{}", words(&error));
    refused(&case, 1);
    let never = Case::new("never carried", SCHEMA);
    let error = refused(&never, 1);
    assert!(error.message.contains("no record"), "{}", words(&error));
}

#[test]
fn a_run_that_was_killed_behind_the_swap_is_recognised() {
    let case = carried("killed behind", SCHEMA);
    case.database.connect().batch_execute("UPDATE author SET name = 'new' WHERE id = 2").expect("a write");
    roll_back(&case);
    // As if the last statement had not come through.
    case.database.execute("UPDATE howdah.migration SET rolled_back = NULL");
    write_file(&case.source(), "UPDATE author SET name = 'newer' WHERE id = 2");
    let error = refused(&case, 5);
    assert!(error.message.contains("rolled back before"), "{}", words(&error));
    assert_eq!(case.ask("SELECT rolled_back IS NOT NULL FROM howdah.migration"), "t");
}

#[test]
fn tables_that_were_dropped_or_altered_on_postgresql_are_named() {
    let case = carried("altered", SCHEMA);
    case.database
        .execute("ALTER TABLE loose RENAME TO elsewhere; ALTER TABLE author RENAME COLUMN name TO called");
    let report = look(&case);
    let refusal = report.refused.as_ref().expect("a refusal");
    assert!(refusal.detail.contains("\"author\"") && refusal.detail.contains("\"loose\""), "{refusal:?}");
    refused(&case, 5);
}

#[test]
fn a_file_that_is_no_database_any_more_can_be_moved_out_of_the_way() {
    let case = carried("damaged", SCHEMA);
    fs::write(case.source(), "not a database, and long enough to be looked at as one").expect("overwritten");
    let error = refused(&case, 3);
    assert!(error.hint.as_deref().is_some_and(|hint| hint.contains("move it away")), "{}", words(&error));
    fs::remove_file(case.source()).expect("moved away");
    roll_back(&case);
    assert_eq!(rows(&case.source(), "SELECT CAST(count(*) AS TEXT) FROM author"), ["300"]);
}

#[test]
fn a_role_that_may_only_read_is_refused_before_anything_is_made() {
    let mut case = carried("reader", SCHEMA);
    let name = format!("reader_{}", std::process::id());
    case.database.execute(&format!(
        "CREATE ROLE {name} LOGIN; GRANT USAGE ON SCHEMA public, howdah TO {name};
         GRANT SELECT ON ALL TABLES IN SCHEMA public, howdah TO {name};
         GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"
    ));
    let url = server().url(case.database.name());
    let url = howdah::postgres::dsn::Dsn::parse(&format!("{url}&user={name}"));
    let url = url.or_else(|_| {
        howdah::postgres::dsn::Dsn::parse(&case.database.url().replacen("postgres@", &format!("{name}@"), 1))
    });
    case.settings.target = Some(url.expect("a URL"));
    // Rehearsed, too: what would fail at its end is no rehearsal that passed. A look is for everybody who may read.
    let grants = |error: &howdah::Error| {
        let hint = error.hint.clone().expect("a hint");
        hint.strip_prefix("Let the owner run: ").unwrap_or_else(|| panic!("{}", words(error))).to_owned()
    };
    let error = refused(&case, 4);
    assert!(error.message.contains("lacks a right"), "{}", words(&error));
    let all = grants(&error);
    assert!(all.contains("public.author") && all.contains("howdah.migration"), "{all}");
    let notes = look(&case).notes.join(" ");
    assert!(notes.contains("could not roll back") && notes.contains(&all), "{notes}");
    // The tables alone: the journal is still missing.
    case.database.execute(&format!("GRANT UPDATE ON ALL TABLES IN SCHEMA public TO {name}"));
    let error = refused(&case, 4);
    let journal = grants(&error);
    assert!(journal.contains("howdah.migration") && !journal.contains("author"), "{journal}");
    // What the hint says is enough.
    case.database.execute(&journal);
    rehearse(&case);
    // So is what it says of what may not even be read.
    case.database.execute(&format!("REVOKE SELECT ON author FROM {name}"));
    let error = refused(&case, 4);
    assert!(grants(&error).contains("GRANT SELECT ON public.author"), "{}", words(&error));
    case.database.execute(&grants(&error));
    assert_eq!(look(&case).notes, [""; 0]);
    roll_back(&case);
    case.database.execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
}

#[test]
fn a_journal_that_a_crash_left_is_rolled_back_and_is_no_change() {
    let case = carried("hot journal", SCHEMA);
    let source = case.source();
    // A transaction that is under way and has spilled pages into the file: its copy is what a crash leaves.
    let writer = Connection::open(&source).expect("the file");
    writer
        .execute_batch("PRAGMA cache_size = 5; PRAGMA cache_spill = 5; BEGIN; UPDATE author SET name = name || '!' || hex(randomblob(200))")
        .expect("a write");
    let crashed = rollback_support::beside(&source, ".crashed");
    let journal = rollback_support::beside(&source, "-journal");
    fs::copy(&source, &crashed).expect("a copy");
    fs::copy(&journal, rollback_support::beside(&crashed, "-journal")).expect("a copy");
    writer.execute_batch("ROLLBACK").expect("its end");
    drop(writer);
    fs::rename(rollback_support::beside(&crashed, "-journal"), &journal).expect("the journal");
    fs::rename(&crashed, &source).expect("the file");
    case.database.connect().batch_execute("UPDATE author SET name = 'new' WHERE id = 2").expect("a write");
    assert_eq!(look(&case).file_state, FileState::SameRows);
    roll_back(&case);
    assert_eq!(rows(&source, "SELECT name FROM author WHERE id < 3 ORDER BY id"), ["author 1", "new"]);
    assert!(!journal.exists(), "a journal lies beside the new file");
}

#[test]
fn a_file_that_lost_a_table_or_is_empty_is_refused_as_it_is() {
    for change in [
        "DROP TABLE book",
        "ALTER TABLE book RENAME TO books",
        "ALTER TABLE book RENAME COLUMN title TO name",
    ] {
        let case = carried("lost", SCHEMA);
        write_file(&case.source(), change);
        let error = refused(&case, 5);
        assert!(words(&error).contains("book"), "{}", words(&error));
    }
    let case = carried("empty", SCHEMA);
    fs::write(case.source(), "").expect("an empty file");
    let error = refused(&case, 3);
    assert!(words(&error).contains("0 bytes"), "{}", words(&error));
    assert_eq!(fs::metadata(case.source()).expect("the file").len(), 0);
}
