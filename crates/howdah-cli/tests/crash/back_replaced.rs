//! The way back into the name of an old file, with rows that are only in its log: killed before any change of a name or of
//! the old file's bytes, the old file or the new one stands under the name, whole, and nothing of another program is
//! touched. And faults of the directory itself, as `strace` makes them.

use crate::back::Return;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::server::server;

/// Names of others that look as if they were of the old file.
const OTHERS: [&str; 3] = ["back.db-wal.replaced", "back.db-journal.replaced", "back.db.old"];

/// Fails without a `strace` that may look into programs.
fn require_strace() {
    let is_there =
        Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|it| it.success());
    assert!(is_there, "strace is missing, or may not trace here (on Debian: apt-get install strace)");
}

/// An old file whose last row is in its WAL, or in WAL-less modes in a journal that a crash left: there the row is the one
/// that the crash took back.
fn old_file(path: &Path, mode: &str) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
    let db = Connection::open(path).expect("a new file");
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
    db.execute_batch(&format!(
        "PRAGMA journal_mode = {mode}; CREATE TABLE old (a); INSERT INTO old VALUES (1)"
    ))
    .expect("a table");
    if mode == "WAL" {
        db.execute_batch("PRAGMA wal_checkpoint; INSERT INTO old VALUES (2)").expect("a row in the WAL");
        return;
    }
    // Spilled pages are in the file before the commit: what is copied now is what a crash leaves.
    db.execute_batch(
        "PRAGMA cache_size = 2; BEGIN; UPDATE old SET a = 0;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO old SELECT randomblob(50) FROM n",
    )
    .expect("half a transaction");
    let (copy, journal) = (path.with_file_name("crashed"), path.with_file_name("back.db-journal"));
    fs::copy(path, &copy).expect("a copy");
    fs::copy(&journal, path.with_file_name("crashed-journal")).expect("a hot journal");
    drop(db);
    fs::rename(&copy, path).expect("the file");
    fs::rename(path.with_file_name("crashed-journal"), journal).expect("its journal");
}

/// What is under the name, looked at from elsewhere so that nothing here repairs it: the old rows, or `None` for the new file.
fn old_rows(path: &Path) -> Option<String> {
    let elsewhere = path.with_file_name("looked at");
    let _ = fs::remove_dir_all(&elsewhere);
    fs::create_dir(&elsewhere).expect("a directory");
    for suffix in ["", "-wal", "-journal"] {
        let copy = elsewhere.join(format!("back.db{suffix}"));
        let _ = fs::copy(format!("{}{suffix}", path.display()), copy);
    }
    let db = Connection::open(elsewhere.join("back.db")).expect("the file");
    let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(whole, "ok");
    let is_old = db.prepare("SELECT a FROM old").is_ok();
    let rows =
        is_old.then(|| db.query_row("SELECT group_concat(a) FROM old", [], |row| row.get(0)).expect("rows"));
    drop(db);
    fs::remove_dir_all(&elsewhere).expect("the directory");
    rows
}

/// Runs the way back under `strace`, with these words for it.
fn traced(back: &Return<'_>, strace: &[&str]) -> std::process::Output {
    let command = back.command(&["--replace", "*"]);
    let mut outer = Command::new("strace");
    outer.args(["-f", "-qq", "-o", "trace"]).args(strace).arg(command.get_program()).args(command.get_args());
    outer.current_dir(command.get_current_dir().expect("a world")).env_clear();
    outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outer.output().expect("strace runs")
}

fn trace(back: &Return<'_>) -> String {
    fs::read_to_string(back.file().with_file_name("trace")).expect("the trace")
}

#[test]
fn killed_at_any_step_of_replacing_a_file_its_rows_or_the_new_ones_are_there() {
    require_strace();
    let database = server().database("back_replaced");
    let back = Return::new(&database, 0);
    let file = back.file();
    let others: Vec<PathBuf> = OTHERS.iter().map(|name| file.with_file_name(name)).collect();
    others.iter().for_each(|other| fs::write(other, "mine").expect("a file"));
    for (mode, rows) in [("WAL", "1,2"), ("DELETE", "1")] {
        // Each call that changes a name, or the bytes of what is there by name.
        let paths = ["back.db", "back.db-wal", "back.db-journal", "back.db-shm"]
            .map(|name| file.with_file_name(name));
        let names: Vec<&str> = paths.iter().flat_map(|path| ["-P", path.to_str().expect("a name")]).collect();
        let (mut killed, mut kept) = (0, 0);
        // strace counts each call by itself.
        for call in [
            "pwrite64",
            "ftruncate",
            "fsync",
            "fdatasync",
            "unlink",
            "unlinkat",
            "rename",
            "renameat",
            "renameat2",
        ] {
            for at in 1.. {
                old_file(&file, mode);
                let (trace_it, inject) =
                    (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={at}"));
                let output = traced(&back, &[&["-e", &trace_it, "-e", &inject][..], &names].concat());
                let what = format!("{mode}, killed at {call} {at}:\n{}", trace(&back));
                assert!(
                    others.iter().all(|other| fs::read(other).is_ok_and(|read| read == b"mine")),
                    "{what}"
                );
                if output.status.code() == Some(0) {
                    back.assert_same(&what);
                    assert_eq!(back.unfinished(), [""; 0], "{what}: the next run sweeps");
                    break;
                }
                assert!(
                    output.status.signal().is_some(),
                    "{what}{}",
                    String::from_utf8_lossy(&output.stderr)
                );
                killed += 1;
                match old_rows(&file) {
                    Some(there) => {
                        assert_eq!(there, rows, "{what}");
                        kept += 1;
                    }
                    None => assert!(paths[1..].iter().all(|path| !path.exists()), "{what}"),
                }
                assert!(at < 50, "{what}: it never ends");
            }
        }
        assert!(
            killed >= 8 && kept >= 7,
            "{mode}: killed {killed} times, the old file was there {kept} times"
        );
    }
    back.assert_unchanged("replaced");
}

#[test]
fn a_directory_that_cannot_be_flushed_behind_the_rename_is_a_warning_and_the_file_is_there() {
    require_strace();
    let database = server().database("back_unflushed");
    let back = Return::new(&database, 0);
    let directory = back.file().parent().expect("a directory").display().to_string();
    for replaced in [false, true] {
        if replaced {
            old_file(&back.file(), "WAL");
        }
        // The last flush of the directory: with an old file, one is before the rename.
        let found = traced(&back, &["-e", "trace=fsync", "-P", &directory]);
        assert_eq!(found.status.code(), Some(0));
        let count = trace(&back).lines().filter(|line| line.contains("fsync(")).count();
        back.assert_same("undisturbed");
        if replaced {
            old_file(&back.file(), "WAL");
        }
        let inject = format!("inject=fsync:error=EIO:when={count}");
        let output = traced(&back, &["-e", "trace=fsync", "-e", &inject, "-P", &directory]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}\n{}", trace(&back));
        assert!(
            said.contains("is in place, but its directory could not be flushed"),
            "{said}\n{}",
            trace(&back)
        );
        back.assert_same("unflushed");
        // One that fails before the rename is a failure, and the old file is whole.
        if replaced {
            old_file(&back.file(), "WAL");
            let inject = format!("inject=fsync:error=EIO:when={}", count - 1);
            let output = traced(&back, &["-e", "trace=fsync", "-e", &inject, "-P", &directory]);
            assert_eq!(output.status.code(), Some(4), "{}", trace(&back));
            assert_eq!(old_rows(&back.file()).as_deref(), Some("1,2"));
        }
    }
}

#[test]
fn a_directory_that_may_be_written_and_not_be_read_gets_its_file_and_nothing_of_the_old_one() {
    let database = server().database("back_unread");
    let back = Return::new(&database, 0);
    let world = back.file().parent().expect("a directory").to_owned();
    // Somebody who is nobody in particular; only root can be somebody else.
    const NOBODY: u32 = 65534;
    let (place, work) = (world.join("unread"), world.join("work"));
    for directory in [&place, &work] {
        fs::create_dir(directory).expect("a directory");
        if chown(directory, Some(NOBODY), Some(NOBODY)).is_err() {
            println!("this user is not root: nothing is tested");
            return;
        }
    }
    let by = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
    let words = ["unread/back.db", "--work-dir", "work/way"];
    for old in [false, true] {
        let file = place.join("back.db");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o700)).expect("a mode");
        if old {
            old_file(&file, "WAL");
            for entry in fs::read_dir(&place).expect("the directory") {
                chown(entry.expect("an entry").path(), Some(NOBODY), Some(NOBODY)).expect("given");
            }
        }
        fs::set_permissions(&place, fs::Permissions::from_mode(0o300)).expect("a mode");
        let words = [&words[..], if old { &["--replace", "*"] } else { &[] }].concat();
        let run = back.run_into(&words, &by);
        assert_eq!((run.code, &run.report["verdict"]), (0, &"proven".into()), "{}", run.said);
        let names: Vec<_> = fs::read_dir(&place)
            .expect("the directory")
            .map(|entry| entry.expect("it").file_name())
            .collect();
        assert_eq!(names, ["back.db"], "nothing lies beside it");
        back.assert_same_at(&file, "unread");
    }
}
