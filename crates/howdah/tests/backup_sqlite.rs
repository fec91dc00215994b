//! Backups of SQLite files: complete, equal and alone; refused where they could not be relied upon; never half made and
//! never over something that is there. The comparer shares no code with the engine.

mod backup_support;
mod sqlite_support;
mod support;

use backup_support::{backups, names, of_file, run_backup};
use howdah::report::event::{Event, Stage, Watch};
use howdah::run::backup::{DigestOf, backup};
use howdah::run::{Backup, Limits};
use howdah::sqlite::backup::Copy;
use howdah::sqlite::open::SourceFile;
use howdah::whole_file::Unfinished;
use howdah::{Error, Result};
use rusqlite::Connection;
use sqlite_support::{Place, hash, watch};
use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use support::{panic_words, words};
use testkit::{files, hostile, random};

const SCHEMA: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, ratio REAL);
    CREATE INDEX t_note ON t (note);
    INSERT INTO t VALUES (1, 'one', 0.5), (2, 'two', -0.0), (3, NULL, 1e300);
    CREATE TABLE w (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
    INSERT INTO w VALUES ('a', x'00ff'), ('b', NULL);";

#[track_caller]
fn made(outcome: Result<Backup>) -> Backup {
    outcome.unwrap_or_else(|error| panic!("{}", words(&error)))
}

#[track_caller]
fn refused(outcome: Result<Backup>, code: u8) -> Error {
    let error = outcome.expect_err("the backup is to be refused");
    assert_eq!(error.kind.exit_code(), code, "{}", words(&error));
    assert!(error.hint.is_some() || error.detail.is_some(), "{error}: says nothing more");
    error
}

/// That a backup is the whole database, and one file alone.
#[track_caller]
fn assert_equal(source: &Path, backup: &Backup) {
    for suffix in ["-wal", "-shm", "-journal"] {
        let beside = format!("{}{suffix}", backup.path.display());
        assert!(!Path::new(&beside).exists(), "{beside} is there");
    }
    // Whatever the comparer leaves beside it stays out of the way of what is looked at afterwards.
    let directory = tempfile::tempdir().expect("a temporary directory");
    let copy = directory.path().join("copy.db");
    fs::copy(&backup.path, &copy).expect("a copy");
    let answer = files::compare(source, &copy, &files::Options::default());
    assert!(answer.differences.is_empty(), "not the same:\n{}", answer.differences.join("\n"));
    assert_eq!(backup.bytes, fs::metadata(&backup.path).expect("the backup").len());
}

#[test]
fn every_real_file_has_an_equal_backup_and_stays_as_it_is() {
    for source in testkit::real::files() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let name = source.file_name().and_then(|name| name.to_str()).expect("a name");
        let source = testkit::real::copy(name, directory.path());
        let before = hash(&source);
        let backup = made(run_backup(&of_file(&source)));
        assert_equal(&source, &backup);
        assert_eq!(hash(&source), before, "{name}");
        assert_eq!(backups(directory.path()).len(), 1, "{name}");
    }
}

/// Files that are no sound database.
const REFUSED: &[&str] = &[
    "missing",
    "empty",
    "directory",
    "text-file",
    "encrypted",
    "only-a-header",
    "truncated",
    "damaged-page",
    "damaged-index",
];

#[test]
fn every_hostile_file_has_an_equal_backup_or_is_refused_by_name() {
    let mut failures = Vec::new();
    for case in hostile::all() {
        let outcome = panic_words(|| {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let built = case.build_in(directory.path());
            let outcome = run_backup(&of_file(&built.path));
            if REFUSED.contains(&case.name) {
                refused(outcome, 3);
                assert!(backups(directory.path()).is_empty());
            } else {
                let backup = made(outcome);
                assert_eq!(backups(directory.path()).len(), 1);
                // The comparer would roll a journal back in the file itself; a test of its own looks at that.
                if !Path::new(&format!("{}-journal", built.path.display())).exists() {
                    assert_equal(&built.path, &backup);
                }
            }
        });
        if let Err(said) = outcome {
            failures.push(format!("{}: {said}", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn made_up_databases_have_equal_backups() {
    let mut compared = 0;
    for seed in 7_000..7_030 {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let made_up = random::build(seed, directory.path());
        let backup = made(run_backup(&of_file(&made_up.path)));
        assert_equal(&made_up.path, &backup);
        compared += 1;
    }
    assert_eq!(compared, 30);
}

#[test]
fn a_pending_wal_is_in_the_backup_and_the_journal_mode_is_kept() {
    for mode in ["wal", "delete", "truncate", "persist"] {
        let place = Place::new();
        let application = place.application();
        application.execute_batch(&format!("PRAGMA journal_mode = {mode}; {SCHEMA}")).expect("written");
        application
            .execute_batch("PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES (4, 'late', 4)")
            .unwrap();
        let backup = made(run_backup(&of_file(&place.file())));
        assert_equal(&place.file(), &backup);
        let header = fs::read(&backup.path).expect("the backup");
        let version = if mode == "wal" { 2 } else { 1 };
        assert_eq!(header[18..20], [version, version], "{mode}");
        let found: String = Connection::open(&backup.path)
            .and_then(|db| db.query_row("SELECT note FROM t WHERE id = 4", [], |row| row.get(0)))
            .expect("the row of the WAL");
        assert_eq!(found, "late");
        assert_eq!(backup.digest_of, DigestOf::Content);
    }
}

#[test]
fn what_a_crash_left_is_rolled_back_in_the_backup_and_not_in_the_file() {
    let place = Place::with(&format!("PRAGMA page_size = 512; {SCHEMA}"));
    let application = place.application();
    application.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN").expect("begun");
    application.execute_batch(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO t SELECT i, hex(randomblob(99)), i FROM n",
    ).expect("written");
    // The state after a crash: a journal, and nobody there.
    let crashed = Place::new();
    fs::copy(place.file(), crashed.file()).expect("a copy");
    fs::copy(place.beside("-journal"), crashed.beside("-journal")).expect("a journal that is hot");
    let before = (hash(&crashed.file()), hash(&crashed.beside("-journal")));
    let backup = made(run_backup(&of_file(&crashed.file())));
    let rows: i64 = Connection::open(&backup.path)
        .and_then(|db| db.query_row("SELECT count(*) FROM t", [], |row| row.get(0)))
        .expect("the backup");
    assert_eq!(rows, 3);
    assert_eq!((hash(&crashed.file()), hash(&crashed.beside("-journal"))), before);
    assert!(backup.notes.iter().any(|note| note.contains("hot journal")), "{:?}", backup.notes);
}

#[test]
fn the_digest_is_that_of_the_content_and_every_change_moves_it() {
    let digest = |change: &str| {
        let place = Place::with(SCHEMA);
        place.application().execute_batch(change).expect("a change");
        made(run_backup(&of_file(&place.file()))).digest
    };
    let same = digest("");
    for change in ["VACUUM", "PRAGMA page_size = 512; VACUUM", "PRAGMA journal_mode = WAL", "REINDEX"] {
        assert_eq!(digest(change), same, "{change}");
    }
    let changes = [
        "UPDATE t SET note = 'onf' WHERE id = 1",
        "UPDATE t SET note = CAST(note AS BLOB) WHERE id = 1",
        "UPDATE t SET note = '' WHERE id = 3",
        "UPDATE t SET ratio = 0.5000000000000001 WHERE id = 1",
        "UPDATE t SET id = 9 WHERE id = 3",
        "UPDATE w SET v = x'00fe' WHERE k = 'a'",
        "UPDATE w SET k = 'c' WHERE k = 'b'",
        "DELETE FROM t WHERE id = 3",
        "DROP INDEX t_note",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 1",
        "CREATE TABLE more (x)",
        "CREATE VIEW v AS SELECT 1",
    ];
    let digests: std::collections::BTreeSet<String> = changes.iter().map(|change| digest(change)).collect();
    assert_eq!(digests.len(), changes.len());
    assert!(!digests.contains(&same));
}

/// Makes a copy, lets `change` have its way with it, and holds it against its source.
fn checked_after(place: &Place, change: impl FnOnce(&Unfinished)) -> std::result::Result<(), Error> {
    let to = Unfinished::begin(place.directory(), "copy".as_ref(), Some(0o600)).expect("a file");
    let file = SourceFile::examine(&place.file(), &place.work(), Duration::from_secs(5)).expect("a database");
    let copy = Copy::make(&file, &to, watch()).expect("a copy");
    change(&to);
    copy.check(&to, watch()).map(drop)
}

#[test]
fn a_copy_that_is_not_its_source_is_found_out() {
    for mode in ["wal", "delete"] {
        let place = Place::with(&format!("PRAGMA journal_mode = {mode}; {SCHEMA}"));
        checked_after(&place, |_| {}).unwrap_or_else(|error| panic!("{mode}: {}", words(&error)));
        // The last byte of a value, in the table and nowhere else.
        let flip = |to: &Unfinished| {
            let copied = fs::read(to.path()).expect("the copy");
            let at = copied.windows(2).rposition(|pair| pair == [0x00, 0xff]).expect("the value of w");
            to.file().write_all_at(&[0xfe], at as u64 + 1).expect("a flipped bit");
        };
        let damage = |to: &Unfinished| to.file().write_all_at(&[0xaa; 64], 4096).expect("damage");
        let cut = |to: &Unfinished| {
            let bytes = to.file().metadata().expect("the copy").len();
            let file = fs::OpenOptions::new().write(true).open(to.path()).expect("the copy");
            file.set_len(bytes - 4096).expect("cut");
        };
        for (at, change) in [&flip as &dyn Fn(&Unfinished), &damage, &cut].into_iter().enumerate() {
            let error = checked_after(&place, change).expect_err("a changed copy is not equal");
            assert_eq!(error.kind.exit_code(), 4, "{mode}, change {at}: {}", words(&error));
            assert!(words(&error).contains("not equal"), "{mode}, change {at}: {}", words(&error));
        }
    }
}

#[test]
fn what_is_no_sound_database_is_refused_and_nothing_is_left() {
    // Made of fixed values, so that every page is always the same.
    let sound = Place::with(&format!(
        "{SCHEMA} WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO t SELECT i, printf('%040d', i * 7919 % 100000), i FROM n"
    ));
    let whole = fs::read(sound.file()).expect("the file");
    let mut corrupt = whole.clone();
    corrupt[3 * 4096..3 * 4096 + 900].fill(0x5a);
    // An entry of the index that says something else than its row. (Pages that were split keep old bytes of it.)
    let mut index = whole.clone();
    let found: Vec<usize> =
        index.windows(3).enumerate().filter(|(_, text)| *text == b"two").map(|(at, _)| at).collect();
    assert!(found.len() > 1, "the row and its entry");
    found[1..].iter().filter(|&&at| at / 4096 != found[0] / 4096).for_each(|&at| index[at] = b'x');
    let cases: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (b"just some notes", "text file"),
        (&[0x9c; 8192], "signature"),
        (&whole[..whole.len() / 2], "truncated"),
        (&corrupt, "corrupt"),
        (&index, "corrupt"),
    ];
    for (bytes, said) in cases {
        let place = Place::new();
        fs::write(place.file(), bytes).expect("written");
        let error = refused(run_backup(&of_file(&place.file())), 3);
        assert!(words(&error).contains(said), "{said}: {}", words(&error));
        assert_eq!(names(place.directory()), ["app.db"], "{said}");
        assert_eq!(fs::read(place.file()).expect("the file"), bytes);
    }
    let place = Place::new();
    refused(run_backup(&of_file(&place.file())), 3);
    refused(run_backup(&of_file(place.directory())), 3);
    assert!(names(place.directory()).is_empty());
}

#[test]
fn a_schema_that_sqlite_refuses_is_refused() {
    let place = Place::with(SCHEMA);
    place
        .application()
        .execute_batch(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t (' WHERE name = 't'",
        )
        .expect("the schema is damaged");
    let error = refused(run_backup(&of_file(&place.file())), 3);
    assert!(words(&error).contains("schema"), "{}", words(&error));
    assert_eq!(names(place.directory()), ["app.db"]);
}

#[test]
fn a_lock_is_waited_for_with_a_limit_and_nothing_is_left() {
    let place = Place::with(SCHEMA);
    let other = place.application();
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let mut settings = of_file(&place.file());
    settings.lock_timeout = Duration::from_millis(100);
    let error = refused(run_backup(&settings), 3);
    assert!(words(&error).contains("locked by another process"), "{}", words(&error));
    assert!(backups(place.directory()).is_empty());
    other.execute_batch("ROLLBACK").expect("the lock goes");
    made(run_backup(&settings));
}

#[test]
fn nothing_is_overwritten_and_every_backup_has_a_name_of_its_own() {
    let place = Place::with(SCHEMA);
    let settings = of_file(&place.file());
    let paths: std::collections::BTreeSet<_> = (0..4).map(|_| made(run_backup(&settings)).path).collect();
    assert_eq!(paths.len(), 4);
    assert_eq!(backups(place.directory()).len(), 4);
    paths.iter().for_each(|path| assert!(path.is_file()));
}

#[test]
fn a_backup_can_be_read_by_whoever_could_read_the_file_and_nobody_else() {
    let place = Place::with(SCHEMA);
    for mode in [0o600, 0o640] {
        fs::set_permissions(place.file(), fs::Permissions::from_mode(mode)).expect("a mode");
        let backup = made(run_backup(&of_file(&place.file())));
        assert_eq!(fs::metadata(&backup.path).expect("the backup").permissions().mode() & 0o777, mode);
    }
}

#[test]
fn older_ones_go_behind_the_new_one_and_what_was_removed_is_said() {
    let place = Place::with(SCHEMA);
    let shelf = tempfile::tempdir().expect("a temporary directory");
    let old =
        ["app.db.backup_20010101_000000", "app.db.backup_20010102_000000", "app.db.backup_20010103_000000"];
    let others =
        ["app.db.backup_20010101_000000-wal", "other.db.backup_20010101_000000", "app.db.backup_old"];
    for name in old.iter().chain(&others) {
        fs::write(shelf.path().join(name), "").expect("written");
    }
    let mut settings = of_file(&place.file());
    settings.into = Some(shelf.path().to_owned());
    settings.limits = Limits { keep: Some(2), older_than: Some(Duration::from_secs(86_400)) };
    let backup = made(run_backup(&settings));
    assert_eq!(backup.removed, [shelf.path().join(old[0]), shelf.path().join(old[1])]);
    let mut expected: Vec<String> = others.iter().chain(&old[2..]).map(|name| (*name).to_owned()).collect();
    expected.push(backup.path.file_name().expect("a name").to_string_lossy().into_owned());
    expected.sort();
    assert_eq!(names(shelf.path()), expected);
    assert_equal(&place.file(), &backup);
    assert_eq!(names(place.directory()), ["app.db"]);
    // When no backup is made, none goes.
    fs::write(place.file(), "damaged").expect("written");
    settings.limits = Limits { keep: Some(1), older_than: None };
    refused(run_backup(&settings), 3);
    assert_eq!(names(shelf.path()), expected);
}

#[test]
fn a_backup_that_is_stopped_anywhere_leaves_nothing_and_can_be_made_again() {
    for mode in ["wal", "delete"] {
        let place = Place::with(&format!("PRAGMA journal_mode = {mode}; {SCHEMA}"));
        place
            .application()
            .execute_batch("INSERT INTO w VALUES ('large', randomblob(40000000))")
            .expect("written");
        let settings = of_file(&place.file());
        let stops: [fn(&Event) -> bool; 3] = [
            |event| matches!(event, Event::StageStarted { stage: Stage::Backup, .. }),
            |event| matches!(event, Event::Progress { stage: Stage::Backup, .. }),
            |event| matches!(event, Event::StageStarted { stage: Stage::Check, .. }),
        ];
        for (at, stop) in stops.into_iter().enumerate() {
            let cancelled = AtomicBool::new(false);
            let sink = |event: Event| {
                if stop(&event) {
                    cancelled.store(true, Ordering::Relaxed);
                }
            };
            refused(backup(&settings, Watch::new(&sink, &cancelled)), 6);
            assert!(backups(place.directory()).is_empty(), "{mode}, stop {at}");
        }
        assert_equal(&place.file(), &made(run_backup(&settings)));
    }
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let place = Place::with(SCHEMA);
    let mut settings = of_file(&place.file());
    settings.into = Some(place.directory().join("nowhere"));
    let error = refused(run_backup(&settings), 4);
    assert!(words(&error).contains("nowhere") && words(&error).contains("--into"), "{}", words(&error));
    settings.into = Some(place.file());
    refused(run_backup(&settings), 4);
    // Root may write everywhere.
    let closed = place.directory().join("closed");
    fs::create_dir(&closed).expect("a directory");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).expect("its mode");
    if fs::write(closed.join("probe"), "").is_err() {
        settings.into = Some(closed.clone());
        let error = refused(run_backup(&settings), 4);
        assert!(words(&error).contains("closed"), "{}", words(&error));
    }
    assert!(backups(place.directory()).is_empty());
}
