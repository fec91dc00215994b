//! A file that is about to be moved away: held so that nobody else has it open, and settled so that it is whole without
//! the files beside it.
//!
//! In rollback-journal mode an exclusive lock shows that nobody is within a transaction
//! (<https://sqlite.org/lockingv3.html>). A connection that has the file open and rests has no lock at all; should it
//! write later, SQLite notices that the file was moved and refuses (`SQLITE_READONLY_DBMOVED`). In WAL mode every
//! connection that has ever read keeps a shared lock on the file until it is closed, and a connection in exclusive
//! locking mode begins with an exclusive one (<https://sqlite.org/wal.html#noshm>): that shows that nobody else has
//! the file open. On Linux, /proc is asked too, which also finds those that rest, as far as this user may look.
//!
//! Taking hold writes nothing but what SQLite itself must repair (a hot journal is rolled back). Only [`Hold::settle`]
//! writes.

use super::failure::{failed, said};
use super::mend::tolerate;
use crate::error::{Error, Kind, Result};
use crate::whole_file::with_suffix;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What tells a file from every other, whatever its name: device and inode.
pub type Identity = (u64, u64);

/// The identity of the file under a path, if there is one.
pub fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|there| (there.dev(), there.ino()))
}

/// A file that nobody else has open, until this is dropped.
#[derive(Debug)]
pub struct Hold {
    connection: Connection,
    path: PathBuf,
    identity: Identity,
    /// There was no WAL before.
    wal_is_ours: bool,
}

impl Hold {
    /// Takes hold of a file, its links resolved. Waits for others as long as `busy_timeout`.
    ///
    /// Fails with [`Kind::Unsafe`] when somebody else has it open.
    pub fn take(path: &Path, busy_timeout: Duration) -> Result<Hold> {
        let gone = || {
            Error::new(Kind::Source, format!("{} is not there any more", path.display()))
                .hint("Somebody moved it meanwhile; run the command again.")
        };
        let identity = identity(path).ok_or_else(gone)?;
        refuse_openers(path, identity)?;
        let wal_is_ours = !with_suffix(path, "-wal").exists();
        let connection = match locked(path, busy_timeout) {
            Ok(connection) => connection,
            Err(cause) => {
                let busy = [ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked];
                return Err(match cause.sqlite_error_code() {
                    Some(code) if busy.contains(&code) => in_use(path, &openers(identity), Some(&cause)),
                    _ => failed("taking hold of the file", cause),
                });
            }
        };
        let hold = Hold { connection, path: path.to_owned(), identity, wal_is_ours };
        // Who came between the first look and the lock.
        refuse_openers(path, identity)?;
        Ok(hold)
    }

    /// Makes the file whole without its WAL, on the disk. Nobody can write to it afterwards.
    pub fn settle(&self) -> Result<()> {
        let doing = |cause| failed("checkpointing the file", cause);
        let busy: i64 = self
            .connection
            .query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(doing)?;
        let left = fs::metadata(with_suffix(&self.path, "-wal")).map_or(0, |wal| wal.len());
        if busy != 0 || left != 0 {
            return Err(Error::new(Kind::Unsafe, "the WAL of the old file cannot be carried into it")
                .detail(format!("{} still has pages in its -wal.", self.path.display()))
                .hint("Close everything that has the file open, and run the command again."));
        }
        Ok(())
    }

    /// The connection that holds it, for reading.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether the path still names the file that is held.
    pub fn is_at_its_place(&self) -> bool {
        identity(&self.path) == Some(self.identity)
    }
}

impl Drop for Hold {
    /// Leaves nothing that was not there: the lock is held until the connection goes, behind this.
    fn drop(&mut self) {
        let wal = with_suffix(&self.path, "-wal");
        if self.wal_is_ours && self.is_at_its_place() && fs::metadata(&wal).is_ok_and(|made| made.len() == 0)
        {
            let _ = fs::remove_file(wal);
        }
    }
}

fn locked(path: &Path, busy_timeout: Duration) -> rusqlite::Result<Connection> {
    // Never CREATE.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy_timeout)?;
    // Closing would carry the WAL into the file and remove the WAL by its name, which by then may be another file's.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Entries that SQLite refuses are no reason not to.
    tolerate(&connection)?;
    // A lock that a transaction takes is kept behind its end (https://sqlite.org/pragma.html#pragma_locking_mode).
    connection.query_row("PRAGMA main.locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT")?;
    Ok(connection)
}

/// Fails with [`Kind::Unsafe`] when another process is seen to have the file open.
pub(super) fn refuse_openers(path: &Path, identity: Identity) -> Result<()> {
    match openers(identity) {
        openers if openers.is_empty() => Ok(()),
        openers => Err(in_use(path, &openers, None)),
    }
}

/// Processes other than this one that have the file open, with their names, as far as this user may see them.
fn openers(identity: Identity) -> Vec<(u32, String)> {
    let own = std::process::id();
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let mut found: Vec<(u32, String)> = numbers
        .filter(|process| *process != own && has_open(*process, identity))
        .map(|process| {
            let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
            (process, name.trim().to_owned())
        })
        .collect();
    found.sort();
    found
}

fn has_open(process: u32, wanted: Identity) -> bool {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    open.filter_map(|entry| entry.ok()).any(|entry| identity(&entry.path()) == Some(wanted))
}

fn in_use(path: &Path, openers: &[(u32, String)], cause: Option<&rusqlite::Error>) -> Error {
    let names: Vec<String> =
        openers.iter().map(|(process, name)| format!("{name} (process {process})")).collect();
    let mut detail = match names.len() {
        0 => "Another connection holds it.".to_owned(),
        _ => format!("It is open in {}.", names.join(", ")),
    };
    if let Some(cause) = cause {
        detail.push_str(&format!(" SQLite said: {}.", said(cause)));
    }
    Error::new(Kind::Unsafe, format!("the file {} is in use", path.display()))
        .detail(detail)
        .hint("Stop the application and whatever else has the file open, and run the command again. Nothing was moved.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    fn made(mode: &str) -> (tempfile::TempDir, PathBuf, Connection) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("app.db");
        let connection = Connection::open(&path).expect("a file");
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = {mode}; CREATE TABLE t (a); INSERT INTO t VALUES (1)"
            ))
            .expect("a table");
        (directory, path, connection)
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn in_wal_mode_a_connection_that_has_read_is_found_though_it_rests() {
        let (_directory, path, connection) = made("WAL");
        let error = Hold::take(&path, SHORT).expect_err("the file is open");
        assert_eq!(error.kind, Kind::Unsafe);
        drop(connection);
        Hold::take(&path, SHORT).expect("nobody has it open");
    }

    #[test]
    fn in_rollback_journal_mode_a_transaction_is_found() {
        for (begin, end) in [("BEGIN; SELECT * FROM t", "COMMIT"), ("BEGIN IMMEDIATE", "ROLLBACK")] {
            let (_directory, path, connection) = made("DELETE");
            connection.execute_batch(begin).expect("a transaction");
            let read = connection
                .prepare("SELECT a FROM t")
                .and_then(|mut all| all.query_row([], |row| row.get::<_, i64>(0)));
            assert_eq!(read.expect("a row"), 1);
            assert_eq!(Hold::take(&path, SHORT).expect_err("it is locked").kind, Kind::Unsafe);
            connection.execute_batch(end).expect("its end");
            Hold::take(&path, SHORT).expect("nobody is within a transaction");
        }
    }

    #[test]
    fn who_comes_behind_the_hold_is_locked_out_until_it_goes() {
        for mode in ["WAL", "DELETE"] {
            let (_directory, path, connection) = made(mode);
            drop(connection);
            let hold = Hold::take(&path, SHORT).expect("nobody has it open");
            hold.settle().expect("settled");
            let late = Connection::open(&path).expect("opening reads nothing");
            late.busy_timeout(SHORT).expect("a timeout");
            let count =
                |late: &Connection| late.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
            assert!(count(&late).is_err(), "{mode}");
            drop(hold);
            assert_eq!(count(&late).expect("free"), 1, "{mode}");
        }
    }

    #[test]
    fn taking_hold_changes_nothing_and_settling_empties_the_wal() {
        for mode in ["WAL", "DELETE", "PERSIST"] {
            let (directory, path, connection) = made(mode);
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
            drop(connection);
            let wal = with_suffix(&path, "-wal");
            let look = || (names(directory.path()), fs::read(&path).expect("the file"), fs::read(&wal).ok());
            let before = look();
            assert_eq!(before.2.is_some(), mode == "WAL");
            drop(Hold::take(&path, SHORT).expect("nobody has it open"));
            assert!(look() == before, "{mode}: something changed");
            let hold = Hold::take(&path, SHORT).expect("nobody has it open");
            hold.settle().expect("settled");
            assert_eq!(fs::metadata(&wal).map_or(0, |wal| wal.len()), 0);
            drop(hold);
            // Without a WAL there is none afterwards either.
            let _ = fs::remove_file(&wal);
            let before = names(directory.path());
            let hold = Hold::take(&path, SHORT).expect("nobody has it open");
            drop(hold);
            assert_eq!(names(directory.path()), before, "{mode}");
        }
    }
}
