//! The old file under a name that a new one is to get: settled before, so that at no moment rows of it are beside it and
//! not in it.
//!
//! What lies beside it must not lie beside the new file, since SQLite would read it as a part of that one; and no two
//! files change their names in one step. So it is made worthless first: the WAL is carried into the old file, a journal
//! that a crash left is rolled back into it, while nobody else has it open ([`Hold`]). Then it is removed, and then the
//! new file is renamed. Stopped anywhere between, the old file stands alone under its name, and is whole.
//!
//! A file that SQLite cannot read (it is none of its files, encrypted, or may not be written) cannot be settled. Alone it
//! is replaced all the same; one with a log beside it is refused.

use super::header::MAGIC;
use super::hold::{Hold, identity, refuse_openers};
use crate::error::{Error, Kind, Result};
use crate::whole_file::{BESIDE, Directory, with_suffix};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Files beside a database that may hold rows of it. `-shm` holds none (<https://sqlite.org/walformat.html>).
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// Whatever is under the name. Nobody else can open it until this is dropped, if it is a database.
pub(super) struct OldFile {
    path: PathBuf,
    state: State,
}

enum State {
    /// Nothing is there.
    Missing,
    /// It is no database that can be written, and nothing beside it holds anything.
    Alone,
    /// Nobody else has it open.
    Held(Box<Hold>),
}

impl OldFile {
    /// Takes hold of the file under a path, its links resolved, if there is one.
    ///
    /// Fails with [`Kind::Unsafe`] when somebody else has it open, or when it has a log that cannot be carried into it.
    pub(super) fn take(path: &Path, busy_timeout: Duration) -> Result<OldFile> {
        let old = |state| OldFile { path: path.to_owned(), state };
        let Some(there) = identity(path) else { return Ok(old(State::Missing)) };
        if !is_database(path) {
            refuse_openers(path, there)?;
            // SQLite is not to open it: it would take a journal for a damaged one of its own, and remove it.
            return match log_of(path) {
                None => Ok(old(State::Alone)),
                Some(log) => Err(unsettled(path, &log, None)),
            };
        }
        match Hold::take(path, busy_timeout) {
            Ok(hold) => Ok(old(State::Held(Box::new(hold)))),
            Err(error) if error.kind == Kind::Unsafe => Err(error),
            Err(error) => match log_of(path) {
                None => Ok(old(State::Alone)),
                Some(log) => Err(unsettled(path, &log, Some(error))),
            },
        }
    }

    /// Makes the file whole by itself and removes what lies beside it; then, with the file, that is on the disk.
    pub(super) fn leave_alone(&self, directory: &Directory) -> Result<()> {
        match &self.state {
            State::Missing if identity(&self.path).is_some() => return Err(another(&self.path)),
            State::Missing => {}
            State::Alone => {
                if let Some(log) = log_of(&self.path) {
                    return Err(another(&log));
                }
            }
            State::Held(hold) => {
                hold.settle()?;
                if !hold.is_at_its_place() {
                    return Err(another(&self.path));
                }
            }
        }
        for beside in BESIDE.map(|suffix| with_suffix(&self.path, suffix)) {
            match fs::remove_file(&beside) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(not_removed(&beside, cause));
                }
                _ => {}
            }
        }
        directory.flush().map_err(|cause| not_removed(&self.path, cause))
    }
}

/// A file beside a database that holds something.
fn log_of(path: &Path) -> Option<PathBuf> {
    let mut logs = LOGS.iter().map(|suffix| with_suffix(path, suffix));
    logs.find(|log| fs::symlink_metadata(log).is_ok_and(|there| there.len() > 0))
}

/// Whether it begins as a database, or is empty and may become one (<https://sqlite.org/fileformat2.html#magic_header_string>).
fn is_database(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut begin));
    read.is_ok() && (begin.is_empty() || begin == MAGIC)
}

fn unsettled(path: &Path, log: &Path, error: Option<Error>) -> Error {
    let (path, log) = (path.display(), log.display());
    let why = match &error {
        None => "it is encrypted, or no database, or may not be read".to_owned(),
        Some(error) => format!("{}. {}", error.message, error.detail.as_deref().unwrap_or_default()),
    };
    let refused = Error::new(
        Kind::Unsafe,
        format!("the file \"{path}\" cannot be replaced: {log} may hold rows of it"),
    )
    .detail(format!("They cannot be carried into the file first: {}.", why.trim_end().trim_end_matches('.')))
    .hint(format!("Move {path} and {log} away together, or choose another name for the new file."));
    match error {
        Some(error) => refused.caused_by(error),
        None => refused,
    }
}

fn another(path: &Path) -> Error {
    Error::new(Kind::Unsafe, format!("the file \"{}\" was made meanwhile", path.display()))
        .detail("Nothing was overwritten.")
        .hint("Look who made it, and run the command again.")
}

fn not_removed(path: &Path, cause: io::Error) -> Error {
    Error::new(Kind::Target, "what lies beside the old file cannot be removed")
        .detail(format!("At {}, the operating system said: {cause}. The old file is whole.", path.display()))
        .hint("Remove it, or choose another name for the new file.")
        .caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use rusqlite::config::DbConfig;

    const SHORT: Duration = Duration::from_millis(50);

    /// A file with a row, in WAL mode only in its WAL.
    fn made(directory: &Path, mode: &str) -> PathBuf {
        let path = directory.join("app.db");
        let connection = Connection::open(&path).expect("a file");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
        let sql = format!("PRAGMA journal_mode = {mode}; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        connection.execute_batch(&sql).expect("a table");
        path
    }

    fn leave_alone(path: &Path) -> Result<()> {
        let old = OldFile::take(path, SHORT)?;
        let directory = path.parent().expect("a directory");
        let opened = File::open(directory).expect("the directory");
        old.leave_alone(&Directory::open(directory, &opened).expect("the directory"))
    }

    fn rows(path: &Path) -> i64 {
        let connection = Connection::open(path).expect("a file");
        connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn a_database_is_whole_alone_and_what_is_not_its_own_stays() {
        for mode in ["WAL", "DELETE", "PERSIST", "TRUNCATE"] {
            let place = tempfile::tempdir().expect("a directory");
            let path = made(place.path(), mode);
            // Another program's names.
            let others = ["app.db-wal.replaced", "app.db-wal2"].map(|name| place.path().join(name));
            others.iter().for_each(|other| fs::write(other, "mine").expect("a file"));
            leave_alone(&path).expect("settled");
            for beside in BESIDE.map(|suffix| with_suffix(&path, suffix)) {
                assert!(!beside.exists(), "{mode}: {}", beside.display());
            }
            assert_eq!(rows(&path), 1, "{mode}");
            assert!(others.iter().all(|other| fs::read(other).is_ok_and(|read| read == b"mine")));
        }
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_with_a_log_and_taken_without() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("app.db");
        fs::write(&path, "encrypted, maybe").expect("a file");
        for suffix in LOGS {
            let log = with_suffix(&path, suffix);
            fs::write(&log, "its log").expect("a file");
            let error = leave_alone(&path).expect_err("refused");
            assert_eq!(error.kind, Kind::Unsafe);
            assert!(error.message.contains(suffix), "{error}");
            assert_eq!(fs::read(&log).expect("the log"), b"its log");
            fs::remove_file(&log).expect("the log");
        }
        fs::write(with_suffix(&path, "-wal"), "").expect("an empty one");
        leave_alone(&path).expect("it is alone");
        assert!(path.exists() && !with_suffix(&path, "-wal").exists());
    }

    #[test]
    fn what_was_left_of_a_file_that_is_gone_goes_and_a_file_that_appears_stays() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("app.db");
        fs::write(with_suffix(&path, "-wal"), "left").expect("a file");
        let old = OldFile::take(&path, SHORT).expect("nothing is there");
        let opened = File::open(place.path()).expect("the directory");
        let directory = Directory::open(place.path(), &opened).expect("the directory");
        fs::write(&path, "somebody's").expect("a file");
        assert_eq!(old.leave_alone(&directory).expect_err("refused").kind, Kind::Unsafe);
        assert!(with_suffix(&path, "-wal").exists());
        fs::remove_file(&path).expect("the file");
        old.leave_alone(&directory).expect("nothing is there");
        assert!(!with_suffix(&path, "-wal").exists());
    }
}
