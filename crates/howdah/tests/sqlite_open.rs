//! Opening: what is no database is refused with its reason, what is one is never changed.

mod sqlite_support;

use howdah::Kind;
use howdah::sqlite::open::{Recovery, SourceFile};
use rusqlite::Connection;
use sqlite_support::{Place, hash, told};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

fn refusal(place: &Place) -> String {
    let error = place.examine().expect_err("the file is to be refused");
    assert_eq!(error.kind, Kind::Source);
    assert!(error.hint.is_some() || error.detail.is_some(), "{error}: says nothing more");
    told(&error)
}

/// A directory of files whose names and bytes are compared.
fn listing(directory: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), hash(&path)))
        .collect();
    files.sort();
    files
}

#[test]
fn a_missing_file_is_not_created() {
    let place = Place::new();
    assert!(refusal(&place).starts_with("no such file"));
    assert!(listing(place.directory()).is_empty());
    assert!(!place.work().exists());
}

#[test]
fn a_missing_file_that_exists_from_the_root_is_hinted_at() {
    let place = Place::with("CREATE TABLE t(a)");
    let relative = place.file().strip_prefix("/").unwrap().to_owned();
    let error = SourceFile::examine(&relative, &place.work(), Duration::ZERO).unwrap_err();
    assert!(told(&error).contains("four slashes: sqlite:////"), "{}", told(&error));
}

#[test]
fn what_is_no_file_is_refused() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    assert!(refusal(&place).contains("is a directory"));
    let error = SourceFile::examine(Path::new(":memory:"), &place.work(), Duration::ZERO).unwrap_err();
    assert!(told(&error).contains("in-memory"));
    let error = SourceFile::examine(Path::new("/dev/null"), &place.work(), Duration::ZERO).unwrap_err();
    assert!(told(&error).contains("not a regular file"));
    let error = SourceFile::examine(&place.file().join("below"), &place.work(), Duration::ZERO).unwrap_err();
    assert!(told(&error).contains("no such file"));
}

#[test]
fn files_of_other_kinds_are_named_for_what_they_are() {
    let noise: Vec<u8> =
        (0..4096_u32).flat_map(|n| blake3::hash(&n.to_le_bytes()).as_bytes()[..2].to_vec()).collect();
    let mut plain_header = b"SQLite format 3\0".to_vec();
    plain_header.extend_from_slice(&noise[..4080]);
    let kinds: [(&[u8], &str); 11] = [
        (b"", "is empty"),
        (b"just some notes\nin a file\n", "it is a text file"),
        (b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);", "sqlite3 app.db < dump.sql"),
        (&noise, "encrypted or not a SQLite database"),
        (&noise[..1000], "encrypted or not a SQLite database"),
        (&plain_header, "damaged or encrypted"),
        (b"** This file contains an SQLite 2.1 database **\0\0\0", "SQLite 2"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "compressed (gzip)"),
        (&[0; 8192], "zero bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10", "does not begin with SQLite's signature"),
        (b"SQLite format 3\0", "damaged or encrypted"),
    ];
    for (bytes, reason) in kinds {
        let place = Place::new();
        fs::write(place.file(), bytes).unwrap();
        let said = refusal(&place);
        assert!(said.contains(reason), "{reason}: {said}");
        assert_eq!(listing(place.directory()).len(), 1, "nothing is made beside it");
        assert_eq!(fs::read(place.file()).unwrap(), bytes);
    }
}

#[test]
fn a_truncated_file_is_refused_with_its_sizes() {
    let place = Place::with("CREATE TABLE t(a); INSERT INTO t VALUES(zeroblob(50000))");
    let whole = fs::read(place.file()).unwrap();
    fs::write(place.file(), &whole[..whole.len() - 5000]).unwrap();
    let said = refusal(&place);
    assert!(said.contains("it was truncated"), "{said}");
    assert!(said.contains(&format!("{} bytes; the file has {}", whole.len(), whole.len() - 5000)), "{said}");
}

#[test]
fn a_file_that_another_process_locks_is_waited_for_with_a_limit() {
    let place = Place::with("CREATE TABLE t(a)");
    let other = place.application();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let started = std::time::Instant::now();
    let said = refusal(&place);
    assert!(said.contains("locked by another process"), "{said}");
    assert!(started.elapsed() >= Duration::from_millis(250), "it was waited for");
    other.execute_batch("ROLLBACK").unwrap();
    place.examine().unwrap();
}

#[test]
fn reading_changes_no_byte() {
    for journal in ["DELETE", "WAL", "TRUNCATE", "PERSIST"] {
        let place = Place::with(&format!(
            "PRAGMA journal_mode = {journal}; CREATE TABLE t(a); INSERT INTO t VALUES(1), (2);"
        ));
        let before = listing(place.directory());
        let file = place.examine().unwrap();
        let connection = file.connect().unwrap();
        let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 2);
        connection.execute_batch("INSERT INTO t VALUES(3)").expect_err("the connection only reads");
        drop(connection);
        let after = listing(place.directory());
        assert_eq!(after.iter().filter(|file| before.contains(file)).count(), before.len(), "{journal}");
        // What SQLite made is told.
        let made: Vec<_> = file.made_beside();
        assert_eq!(after.len(), before.len() + made.len(), "{journal}: {made:?}");
        assert!(!place.work().exists());
    }
}

#[test]
fn a_pending_wal_is_read_and_left() {
    let place = Place::with("PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    let writer = place.application();
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES(2)").unwrap();
    // The state after a crash: a WAL without its index, and nobody there.
    let crashed = Place::new();
    fs::copy(place.file(), crashed.file()).unwrap();
    fs::copy(place.beside("-wal"), crashed.beside("-wal")).unwrap();
    let before = listing(crashed.directory());
    let file = crashed.examine().unwrap();
    assert_eq!(file.recovered(), None);
    let connection = file.connect().unwrap();
    let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2);
    drop(connection);
    assert_eq!(file.made_beside(), [crashed.file().with_file_name("app.db-shm").canonicalize().unwrap()]);
    let after = listing(crashed.directory());
    assert!(before.iter().all(|file| after.contains(file)), "database and WAL are as they were");
}

/// A database in the middle of a transaction that died: half the pages written, the journal hot.
fn crashed_in_a_transaction() -> Place {
    let place = Place::with(
        "PRAGMA page_size = 1024; CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 500) INSERT INTO t SELECT i, printf('%0200d', i) FROM n",
    );
    let writer = place.application();
    // A cache of a few pages spills changed pages into the file before the commit.
    writer
        .execute_batch(
            "PRAGMA cache_size = 5; BEGIN; UPDATE t SET b = 'changed'; DELETE FROM t WHERE a > 250",
        )
        .unwrap();
    let crashed = Place::new();
    fs::copy(place.file(), crashed.file()).unwrap();
    fs::copy(place.beside("-journal"), crashed.beside("-journal")).unwrap();
    crashed
}

#[test]
fn a_hot_journal_is_rolled_back_on_a_private_copy() {
    let crashed = crashed_in_a_transaction();
    let before = listing(crashed.directory());
    let file = crashed.examine().unwrap();
    assert_eq!(file.recovered(), Some(Recovery::HotJournal));
    assert!(file.opened().starts_with(crashed.work()), "{:?}", file.opened());
    let connection = file.connect().unwrap();
    let (rows, changed): (i64, i64) = connection
        .query_row("SELECT count(*), count(*) FILTER (WHERE b = 'changed') FROM t", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((rows, changed), (500, 0));
    assert_eq!(listing(crashed.directory()), before, "the original and its journal are as they were");
    let mode = fs::metadata(file.opened().parent().unwrap()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "the copy is private");
}

#[test]
fn the_journal_of_a_living_writer_is_not_hot() {
    let place = Place::with("CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    let writer = place.application();
    writer.execute_batch("BEGIN; INSERT INTO t VALUES(2)").unwrap();
    assert!(place.beside("-journal").exists());
    let file = place.examine().unwrap();
    assert_eq!(file.recovered(), None);
    let rows: i64 =
        file.connect().unwrap().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
}

/// Runs one test of this file again as a user who owns nothing, since no permission stops root.
fn as_nobody(test: &str, directory: &Path) {
    // The test program itself must lie where that user can reach it.
    let program = directory.join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    command.args(["--exact", test, "--nocapture"]).env("HOWDAH_TEST_DIRECTORY", directory);
    if rustix::process::geteuid().is_root() {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_wal_in_a_directory_that_cannot_be_written_is_read_on_a_private_copy() {
    if let Some(directory) = std::env::var_os("HOWDAH_TEST_DIRECTORY") {
        let directory = Path::new(&directory);
        for (name, rows) in [("pending", 2), ("clean", 1)] {
            let file = directory.join(name).join("app.db");
            let source = SourceFile::examine(&file, &directory.join("work"), Duration::ZERO).unwrap();
            assert_eq!(source.recovered(), Some(Recovery::Wal), "{name}");
            let connection = source.connect().unwrap();
            let found: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
            assert_eq!(found, rows, "{name}");
        }
        let error =
            SourceFile::examine(&directory.join("secret.db"), &directory.join("work"), Duration::ZERO);
        assert!(told(&error.unwrap_err()).contains("no permission to read"));
        return;
    }
    let outer = tempfile::tempdir().unwrap();
    mode(outer.path(), 0o755);
    let work = outer.path().join("work");
    fs::create_dir(&work).unwrap();
    mode(&work, 0o777);
    fs::write(outer.path().join("secret.db"), "x").unwrap();
    mode(&outer.path().join("secret.db"), 0o000);
    let mut kept = Vec::new();
    for pending in [true, false] {
        let place = Place::with("PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1)");
        let directory = outer.path().join(if pending { "pending" } else { "clean" });
        fs::create_dir(&directory).unwrap();
        let writer = Connection::open(place.file()).unwrap();
        if pending {
            writer.execute_batch("INSERT INTO t VALUES(2)").unwrap();
            fs::copy(place.beside("-wal"), directory.join("app.db-wal")).unwrap();
        }
        fs::copy(place.file(), directory.join("app.db")).unwrap();
        kept.push((directory.clone(), listing(&directory)));
        mode(&directory, 0o555);
    }
    as_nobody("a_wal_in_a_directory_that_cannot_be_written_is_read_on_a_private_copy", outer.path());
    for (directory, before) in kept {
        assert_eq!(listing(&directory), before, "nothing was written there");
        mode(&directory, 0o755);
    }
}
