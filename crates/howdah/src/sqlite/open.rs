//! Opening a database file without harming it.
//!
//! A file is first looked at as bytes, since SQLite itself would create a missing one and take an empty one for an
//! empty database. Then every connection reads only. A file that SQLite must repair before it can be read (a hot
//! journal, a WAL where no `-shm` can be made), or of whose schema it refuses entries, is repaired on a private copy;
//! the original is never written.

use super::failure::failed;
use super::header::{Header, SAMPLE_BYTES, what_else};
use super::mend::{self, Mended};
use super::raw::RawFile;
use crate::error::{Error, Kind, Result};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Page cache of a connection in KiB. Scans read each page once, so it need only hold the upper levels of the trees.
///
/// The file is not mapped into memory: a page of a map is checked and parsed anew at each visit, and the maps of all
/// connections would count as this program's memory.
const CACHE_KIB: i64 = 4 * 1024;

/// Page cache for checks that walk from index to table and back, in KiB.
const CHECK_CACHE_KIB: i64 = 48 * 1024;

/// Gives a connection a page cache for checks, for the time of `work`.
pub fn with_check_cache<T>(connection: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let doing = |cause| failed("setting the page cache", cause);
    connection.pragma_update(None, "cache_size", -CHECK_CACHE_KIB).map_err(doing)?;
    let result = work();
    connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(doing)?;
    result
}

/// Tries at copying a file that changes meanwhile.
const COPY_TRIES: u32 = 20;

/// Directory within the work directory that holds private copies of the source.
pub const COPY_DIRECTORY: &str = "source-copy";

/// A database file that has been looked at and can be read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: PathBuf,
    opened: PathBuf,
    header: Header,
    recovered: Option<Recovery>,
    mended: Option<Arc<Mended>>,
    found: Beside,
    busy_timeout: Duration,
}

/// Why a private copy is read instead of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// A crash left a journal that must be rolled back before the file can be read.
    HotJournal,
    /// A WAL must be read, and its index cannot be made beside the file.
    Wal,
    /// SQLite refuses entries of the schema, and with them the whole file.
    Schema,
}

impl Recovery {
    /// A sentence for the report.
    pub fn words(self) -> &'static str {
        match self {
            Recovery::HotJournal => {
                "a hot journal was rolled back on a private copy; the file itself is unchanged"
            }
            Recovery::Wal => {
                "the WAL was read on a private copy, since the file's directory cannot be written"
            }
            Recovery::Schema => {
                "SQLite refuses entries of the schema; they were mended on a private copy, and the file itself is \
                 unchanged"
            }
        }
    }
}

/// The files that SQLite keeps beside a database, with their sizes in bytes; `None` when there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// `-wal`.
    pub wal: Option<u64>,
    /// `-shm`.
    pub shm: Option<u64>,
    /// `-journal`.
    pub journal: Option<u64>,
}

impl SourceFile {
    /// Looks at a file and finds the way to read it. `work_dir` receives a private copy when one is needed; it is
    /// made then, not before.
    ///
    /// Fails with [`Kind::Source`] when the file is missing, a directory, empty, of another kind, encrypted,
    /// truncated, unreadable, locked longer than `busy_timeout`, or damaged.
    pub fn examine(path: &Path, work_dir: &Path, busy_timeout: Duration) -> Result<SourceFile> {
        let path = resolved(path)?;
        let (header, found) = looked_at(&path)?;
        let mut file = SourceFile {
            opened: path.clone(),
            path,
            header,
            recovered: None,
            mended: None,
            found,
            busy_timeout,
        };
        let mut outcome = file.try_reading();
        let reason = outcome.as_ref().err().and_then(|cause| file.recovery_for(cause));
        if let Some(reason) = reason {
            file.opened = file.recover(work_dir)?;
            file.recovered = Some(reason);
            outcome = file.try_reading();
        }
        if outcome.as_ref().is_err_and(mend::is_refused_schema) {
            if file.recovered.is_none() {
                file.opened = file.recover(work_dir)?;
                file.recovered = Some(Recovery::Schema);
            }
            let mended = mend::mend(&file.opened).map_err(|cause| failed("mending the schema", cause))?;
            file.mended = Some(Arc::new(mended));
            outcome = file.try_reading();
        }
        let doing = if file.recovered.is_some() { "reading the recovered copy" } else { "opening the file" };
        outcome.map_err(|cause| failed(doing, cause))?;
        Ok(file)
    }

    /// The file itself, symbolic links resolved (SQLite looks for `-wal` and `-journal` beside the real file).
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that connections read: the file itself, or the private copy on which it was recovered.
    pub fn opened(&self) -> &Path {
        &self.opened
    }

    /// Why a private copy is read, when one is.
    pub fn recovered(&self) -> Option<Recovery> {
        self.recovered
    }

    /// What was done to the entries of the schema that SQLite refuses, when it refuses any.
    pub fn mended(&self) -> Option<&Mended> {
        self.mended.as_deref()
    }

    /// Header of the file when it was first looked at.
    pub fn header(&self) -> Header {
        self.header
    }

    /// Bytes of the file, without its WAL.
    pub fn bytes(&self) -> u64 {
        file_bytes(&self.path)
    }

    /// What lay beside the file before it was opened.
    pub fn found_beside(&self) -> Beside {
        self.found
    }

    /// Files beside the source that were not there before it was opened and are there now: made by SQLite while
    /// reading (or by another process meanwhile), and left to SQLite.
    pub fn made_beside(&self) -> Vec<PathBuf> {
        let now = beside(&self.path);
        let pairs = [
            ("-wal", self.found.wal, now.wal),
            ("-shm", self.found.shm, now.shm),
            ("-journal", self.found.journal, now.journal),
        ];
        let made = pairs.iter().filter(|(_, before, after)| before.is_none() && after.is_some());
        made.map(|(suffix, _, _)| with_suffix(&self.path, suffix)).collect()
    }

    /// A new connection that can only read.
    ///
    /// Unknown functions in CHECKs, indexes or generated columns do no harm to it: reads name stored columns only.
    pub fn connect(&self) -> Result<Connection> {
        self.connect_to(&self.opened, self.busy_timeout)
    }

    /// A connection like [`SourceFile::connect`] to a copy of the file.
    pub(super) fn connect_to(&self, path: &Path, busy_timeout: Duration) -> Result<Connection> {
        reading(path, busy_timeout).map_err(|cause| failed("opening the file", cause))
    }

    fn try_reading(&self) -> rusqlite::Result<()> {
        let connection = reading(&self.opened, self.busy_timeout)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    }

    /// SQLite itself decides whether a journal is hot: one whose writer is alive is not.
    fn recovery_for(&self, cause: &rusqlite::Error) -> Option<Recovery> {
        let is_wal = self.header.wal || self.found.wal.is_some();
        match cause.sqlite_error_code()? {
            ErrorCode::ReadOnly if self.found.journal.is_some() => Some(Recovery::HotJournal),
            ErrorCode::ReadOnly | ErrorCode::CannotOpen if is_wal => Some(Recovery::Wal),
            _ => None,
        }
    }

    /// Copies the database with its journal or WAL and lets SQLite repair the copy.
    fn recover(&self, work_dir: &Path) -> Result<PathBuf> {
        let directory = copy_directory(work_dir)?;
        let copy = directory.join(self.path.file_name().unwrap_or("source.db".as_ref()));
        require_space(&directory, file_bytes(&self.path) + self.found.wal.unwrap_or(0))?;
        let mut tries = 0;
        loop {
            let before = stamps(&self.path);
            for suffix in ["", "-journal", "-wal"] {
                copy_file(&with_suffix(&self.path, suffix), &with_suffix(&copy, suffix))?;
            }
            remove(&with_suffix(&copy, "-shm"))?;
            if stamps(&self.path) == before {
                break;
            }
            tries += 1;
            if tries == COPY_TRIES {
                return Err(Error::new(
                    Kind::Source,
                    "the source changes while it is being copied for recovery",
                )
                .detail("It needs recovery on a private copy, and another process keeps writing it.")
                .hint("Stop the application that writes it and run the command again."));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let repair = || -> rusqlite::Result<()> {
            let connection = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            harden(&connection)?;
            mend::tolerate(&connection)?;
            // The first read rolls a journal back, and the checkpoint carries the WAL's pages into the file.
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        };
        repair().map_err(|cause| failed("recovering a private copy", cause))?;
        Ok(copy)
    }
}

/// Fails as [`SourceFile::examine`] does for what shows without opening the file.
pub fn must_be_readable(path: &Path) -> Result<()> {
    looked_at(&resolved(path)?).map(drop)
}

/// Opens a file for reading only, hardened against what a strange file may hold.
pub(super) fn reading(path: &Path, busy_timeout: Duration) -> rusqlite::Result<Connection> {
    // Never CREATE; each connection is used by one thread at a time, so SQLite need not lock it.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy_timeout)?;
    harden(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.query_row("PRAGMA mmap_size = 0", [], |_| Ok(()))?;
    Ok(connection)
}

/// Settings against files that were made to do harm (<https://sqlite.org/security.html>), and the two whose default
/// depends on how SQLite was built.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    // A misspelt "column" of ours is to fail, not to be a string. (The schema's own are still read as it meant them.)
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // Setting a limit above what SQLite was built with sets it to that.
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, i32::MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_COLUMN, i32::MAX)?;
    Ok(())
}

/// The real path of an existing regular file.
fn resolved(path: &Path) -> Result<PathBuf> {
    let shown = path.display();
    if path.as_os_str().as_bytes() == b":memory:" {
        return Err(Error::new(Kind::Source, "an in-memory database cannot be read")
            .detail("It exists only within the process that made it.")
            .hint("Name a file."));
    }
    let real = path.canonicalize().map_err(|cause| unreachable_file(path, cause))?;
    let metadata = real.metadata().map_err(|cause| unreachable_file(path, cause))?;
    if metadata.is_dir() {
        return Err(Error::new(Kind::Source, format!("{shown} is a directory, not a file"))
            .hint("Name the database file within it."));
    }
    if !metadata.is_file() {
        return Err(Error::new(Kind::Source, format!("{shown} is not a regular file")));
    }
    Ok(real)
}

fn unreachable_file(path: &Path, cause: io::Error) -> Error {
    let shown = path.display();
    match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            let absolute = Path::new("/").join(path);
            let hint = if path.is_relative() && absolute.is_file() {
                format!(
                    "There is a file {}; an absolute path needs four slashes: sqlite:///{}",
                    absolute.display(),
                    absolute.display()
                )
            } else {
                "Check the path. Nothing was created.".to_owned()
            };
            Error::new(Kind::Source, format!("no such file: {shown}")).hint(hint)
        }
        io::ErrorKind::PermissionDenied => Error::new(Kind::Source, format!("no permission to read {shown}"))
            .hint("Run as a user who may read the file, or change its permissions."),
        _ => Error::new(Kind::Source, format!("{shown} cannot be read")).detail(format!("{cause}.")),
    }
    .caused_by(cause)
}

/// Looks at a file's first bytes and its size.
fn looked_at(path: &Path) -> Result<(Header, Beside)> {
    let (sample, bytes) = start_of(path)?;
    if bytes == 0 {
        return Err(Error::new(Kind::Source, format!("{} is empty", path.display()))
            .detail("The file has 0 bytes. SQLite would take it for a database without tables.")
            .hint("Check the path: an application started in another directory often leaves such a file behind."));
    }
    let header = Header::read(&sample).ok_or_else(|| what_else(&sample))?;
    let found = beside(path);
    let pending = found.wal.is_some_and(|bytes| bytes > 0) || found.journal.is_some_and(|bytes| bytes > 0);
    // Pages may still be in the WAL, or about to be rolled back: then SQLite knows the size, the header does not.
    if !pending && header.file_bytes().is_some_and(|needed| bytes < needed) {
        // Another process may have made the file smaller between the two looks; then the header has changed too.
        std::thread::sleep(Duration::from_millis(50));
        let (sample, bytes) = start_of(path)?;
        let needed = header.file_bytes().unwrap_or(0);
        if Header::read(&sample) == Some(header) && bytes < needed {
            return Err(Error::new(Kind::Source, format!("{} is damaged: it was truncated", path.display()))
                .detail(format!("Its header says {needed} bytes; the file has {bytes}."))
                .hint("Copy or download it again; to save what is left: sqlite3 app.db .recover"));
        }
    }
    Ok((header, found))
}

fn start_of(path: &Path) -> Result<(Vec<u8>, u64)> {
    let read = || -> io::Result<(Vec<u8>, u64)> {
        let file = RawFile::open(path)?;
        Ok((file.start(SAMPLE_BYTES)?, file.metadata()?.len()))
    };
    read().map_err(|cause| unreachable_file(path, cause))
}

/// Sizes of the files beside a database.
pub(super) fn beside(path: &Path) -> Beside {
    let bytes = |suffix| fs::metadata(with_suffix(path, suffix)).ok().map(|metadata| metadata.len());
    Beside { wal: bytes("-wal"), shm: bytes("-shm"), journal: bytes("-journal") }
}

/// The path of a file that SQLite keeps beside a database.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes the directory for private copies; only this user may look into it, since the data is private.
pub(super) fn copy_directory(work_dir: &Path) -> Result<PathBuf> {
    let directory = work_dir.join(COPY_DIRECTORY);
    let make = || {
        fs::create_dir_all(&directory)?;
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700))
    };
    make().map_err(|cause| copying_failed(&directory, cause))?;
    Ok(directory)
}

/// Fails when a file system has less space than is needed.
pub(super) fn require_space(directory: &Path, bytes: u64) -> Result<()> {
    // A file system that does not tell is no reason to stop.
    let Ok(space) = rustix::fs::statvfs(directory) else { return Ok(()) };
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    if free < bytes {
        return Err(Error::new(Kind::Source, "no space for a private copy of the source")
            .detail(format!("{} has {free} bytes free; the copy needs {bytes}.", directory.display()))
            .hint("Make space, or choose another work directory with --work-dir."));
    }
    Ok(())
}

pub(super) fn file_bytes(path: &Path) -> u64 {
    fs::metadata(path).map(|metadata| metadata.len()).unwrap_or(0)
}

/// Copies a file, or removes the copy's when the original has none.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    remove(to)?;
    let copy = || {
        let mut reader = RawFile::open(from)?.reader();
        let mut writer = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        io::copy(&mut reader, &mut writer)
    };
    match copy() {
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !from.exists() => Ok(()),
        Err(cause) => Err(copying_failed(to, cause)),
    }
}

/// Removes a file of ours, if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(copying_failed(path, cause)),
        _ => Ok(()),
    }
}

fn copying_failed(path: &Path, cause: io::Error) -> Error {
    Error::new(Kind::Source, "no private copy of the source could be made")
        .detail(format!("{}: {cause}.", path.display()))
        .hint("Choose a work directory that this user can write, with --work-dir.")
        .caused_by(cause)
}

/// Size and time of last change of a database and of its journal and WAL.
fn stamps(path: &Path) -> [Option<(u64, SystemTime)>; 3] {
    ["", "-journal", "-wal"].map(|suffix| {
        let metadata = fs::metadata(with_suffix(path, suffix)).ok()?;
        Some((metadata.len(), metadata.modified().ok()?))
    })
}
