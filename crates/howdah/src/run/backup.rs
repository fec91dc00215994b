//! `howdah backup`: a copy of a database that is whole, checked, and in its place at once; then older ones go.

use super::backups::{Limits, Series};
use super::scratch::Scratch;
use crate::error::{Error, Kind, Result};
use crate::postgres::dsn::Dsn;
use crate::postgres::dump::Dump;
use crate::report::event::{Event, Stage, Watch};
use crate::row::digest::hex;
use crate::sqlite::backup::{Compared, Copy};
use crate::sqlite::open::{SourceFile, must_be_readable};
use crate::whole_file::{self, NAME_MAX, Unfinished};
use jiff::Timestamp;
use serde::Serialize;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A database that is backed up.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A SQLite file.
    Lite(PathBuf),
    /// A PostgreSQL database, and the directory for its backups where none is named.
    Postgres(Box<Dsn>, PathBuf),
}

/// What a backup is told.
#[derive(Debug, Clone)]
pub struct BackupSettings {
    /// The database.
    pub origin: Origin,
    /// Directory for the backup; `None`: beside the SQLite file, or the one that comes with the PostgreSQL database.
    pub into: Option<PathBuf>,
    /// Which backups stay.
    pub limits: Limits,
    /// How long a lock is waited for.
    pub lock_timeout: Duration,
}

/// A backup that is in its place.
#[derive(Debug, Clone, Serialize)]
pub struct Backup {
    /// What it is of; a URL without its password.
    pub of: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: u64,
    /// What `digest` is the hash of.
    pub digest_of: DigestOf,
    /// A BLAKE3 hash, in hexadecimal digits.
    pub digest: String,
    /// Seconds that it took, the checks included.
    pub seconds: f64,
    /// What was checked, in words.
    pub checked: Vec<String>,
    /// What is no damage and worth knowing, in words.
    pub notes: Vec<String>,
    /// Older backups that were removed.
    pub removed: Vec<PathBuf>,
    /// Older backups that were to be removed and are still there.
    pub not_removed: Vec<PathBuf>,
}

/// What a backup's digest is the hash of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestOf {
    /// What the database says, however its file lays it out ([`crate::sqlite::content`]).
    Content,
    /// The bytes of the archive.
    Archive,
}

/// The permissions of an archive: it holds all that the database's own rights protect.
const ARCHIVE_MODE: u32 = 0o600;

/// Makes a backup, and then removes those that are to go.
pub fn backup(settings: &BackupSettings, watch: Watch<'_>) -> Result<Backup> {
    let started = Instant::now();
    let time = Timestamp::now();
    let (mut made, series) = match &settings.origin {
        Origin::Lite(path) => of_lite(path, settings, time, watch)?,
        Origin::Postgres(dsn, directory) => of_postgres(dsn, directory, settings, time, watch)?,
    };
    let pruned = series.prune(settings.limits, &made.path, time)?;
    for (path, cause) in pruned.left {
        watch.warn(format!("the old backup {} cannot be removed: {cause}", path.display()));
        made.not_removed.push(path);
    }
    made.removed = pruned.removed;
    made.seconds = started.elapsed().as_secs_f64();
    Ok(made)
}

fn of_lite(
    path: &Path,
    settings: &BackupSettings,
    time: Timestamp,
    watch: Watch<'_>,
) -> Result<(Backup, Series)> {
    must_be_readable(path)?;
    let name = path.file_name().unwrap_or("database".as_ref());
    let directory = settings.into.as_deref().unwrap_or_else(|| whole_file::directory_of(path));
    let series = Series::new(directory, name, "");
    let mode = fs::metadata(path).map_or(0o600, |there| there.permissions().mode() & 0o777);
    // Before a private copy is made for nothing.
    let to = begin(&series, time, mode)?;
    let scratch = Scratch::open(path)?;
    let file = SourceFile::examine(path, scratch.path(), settings.lock_timeout)?;
    let copy = stage(watch, Stage::Backup, file.bytes(), || Copy::make(&file, &to, watch))?;
    let (copied, checked) = stage(watch, Stage::Check, 0, || copy.check(&to, watch))?;
    watch.check()?;
    let mut notes = checked.notes;
    notes.extend(file.recovered().map(|recovered| recovered.words().to_owned()));
    if copied.restarts > 0 {
        notes
            .push(format!("the source was written meanwhile; the copy began anew {} times", copied.restarts));
    }
    let compared = match copied.compared {
        Compared::Content => "equal to the database, cell by cell, at one moment",
        Compared::Pages => "equal to the database, page by page, at one moment",
    };
    let made = Backup {
        of: path.display().to_string(),
        path: put(to, &series, time, watch)?,
        bytes: copied.bytes,
        digest_of: DigestOf::Content,
        digest: hex(&checked.content),
        seconds: 0.0,
        checked: vec!["integrity_check".into(), compared.into()],
        notes,
        removed: Vec::new(),
        not_removed: Vec::new(),
    };
    for left in file.made_beside() {
        watch.detail(format!("left to SQLite: {}", left.display()));
    }
    Ok((made, series))
}

fn of_postgres(
    dsn: &Dsn,
    directory: &Path,
    settings: &BackupSettings,
    time: Timestamp,
    watch: Watch<'_>,
) -> Result<(Backup, Series)> {
    let directory = settings.into.as_deref().unwrap_or(directory);
    let series = Series::new(directory, file_name(dsn.database()).as_ref(), ".dump");
    let to = begin(&series, time, ARCHIVE_MODE)?;
    let dump = Dump::begin(dsn)?;
    watch.detail(format!("PostgreSQL {}, pg_dump {}", dump.server(), dump.programs()));
    stage(watch, Stage::Backup, 0, || dump.write(dsn, to.path(), settings.lock_timeout, watch))?;
    to.flush().map_err(|cause| not_made(&series, cause))?;
    let (bytes, digest) = stage(watch, Stage::Check, 0, || {
        dump.check(to.path(), watch)?;
        let mut hasher = blake3::Hasher::new();
        let read = fs::File::open(to.path()).and_then(|file| {
            hasher.update_reader(&file)?;
            Ok(file.metadata()?.len())
        });
        Ok((read.map_err(|cause| not_made(&series, cause))?, hex(hasher.finalize().as_bytes())))
    })?;
    watch.check()?;
    let tables = dump.tables();
    let made = Backup {
        of: dsn.to_string(),
        path: put(to, &series, time, watch)?,
        bytes,
        digest_of: DigestOf::Archive,
        digest,
        seconds: 0.0,
        checked: vec![
            format!("pg_restore --list names all {tables} tables"),
            "pg_restore reads the archive to its end".into(),
        ],
        notes: Vec::new(),
        removed: Vec::new(),
        not_removed: Vec::new(),
    };
    Ok((made, series))
}

/// The name of a database as that of a file: what a path cannot hold is percent-encoded.
fn file_name(database: &str) -> String {
    let encoded = database.replace('%', "%25").replace('/', "%2F");
    match encoded.strip_prefix('.') {
        Some(rest) => format!("%2E{rest}"),
        None => encoded,
    }
}

fn begin(series: &Series, time: Timestamp, mode: u32) -> Result<Unfinished> {
    // Before the database is copied: the copy has a shorter name.
    let names = series.names(time).next();
    if names.is_some_and(|path| path.file_name().is_some_and(|name| name.len() > NAME_MAX)) {
        return Err(not_made(series, rustix::io::Errno::NAMETOOLONG.into()));
    }
    let name = series.unfinished();
    whole_file::sweep(series.directory(), &name);
    Unfinished::begin(series.directory(), &name, Some(mode)).map_err(|cause| not_made(series, cause))
}

fn put(to: Unfinished, series: &Series, time: Timestamp, watch: Watch<'_>) -> Result<PathBuf> {
    let placed = to.put(series.names(time)).map_err(|cause| not_made(series, cause))?;
    if let Some(left) = placed.warning() {
        watch.warn(left);
    }
    Ok(placed.path)
}

fn not_made(series: &Series, cause: io::Error) -> Error {
    let hint = match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "Make the directory first, or choose another with --into."
        }
        io::ErrorKind::StorageFull => "Free some space, or choose another directory with --into.",
        io::ErrorKind::ReadOnlyFilesystem => {
            "The file system is read-only; choose another directory with --into."
        }
        io::ErrorKind::FileTooLarge => {
            "Check the limit on the size of files (ulimit -f), or choose another directory with --into."
        }
        io::ErrorKind::InvalidFilename => {
            "Behind the database's name stands .backup_YYYYMMDD_HHMMSS, and file systems take 255 bytes: give the \
             database a shorter name."
        }
        _ => "Check that this user may write in the directory, or choose another with --into.",
    };
    Error::new(Kind::Target, format!("no backup can be made in {}", series.directory().display()))
        .detail(format!("The operating system said: {cause}."))
        .hint(hint)
        .caused_by(cause)
}

fn stage<T>(watch: Watch<'_>, stage: Stage, bytes: u64, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    watch.send(Event::StageStarted { stage, rows: 0, bytes });
    let outcome = work();
    watch.send(Event::StageEnded { stage, seconds: started.elapsed().as_secs_f64() });
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_any_name_has_a_file_of_its_own() {
        for (database, name) in
            [("app", "app"), ("a/b", "a%2Fb"), ("a%2Fb", "a%252Fb"), ("..", "%2E."), ("a b", "a b")]
        {
            assert_eq!(file_name(database), name);
        }
    }
}
