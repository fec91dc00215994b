//! A copy of a database by SQLite's backup API (<https://sqlite.org/backup.html>), while others go on writing it, and
//! the proof that it is the source at one moment.
//!
//! `sqlite3_backup_step` begins anew whenever another connection has written between two steps, so that a busy writer
//! could keep a backup from ever ending. Here it ends:
//!
//! * in WAL mode, all steps are within one read transaction: the state stands still and nobody waits;
//! * in rollback-journal mode, where a transaction that reads keeps others from committing, the lock goes after each
//!   step. When the source was written [`COPY_RESTARTS_MAX`] times meanwhile, the lock is held to the end.
//!
//! In WAL mode the state stays readable after the copy is made, so that the content of both is read and compared. In
//! rollback-journal mode that would keep writers waiting; there, while the lock of each step is held, the pages that
//! were just copied are read from the file itself, beside SQLite, and the copy must have the same.

use super::content::content;
use super::failure::{failed, unwritten};
use super::inspect::inspect;
use super::integrity::integrity;
use super::open::{SourceFile, reading_alone, with_check_cache};
use super::pages::PageHash;
use super::raw::RawFile;
use super::snapshot::{COPY_RESTARTS_MAX, COPY_STEP_BYTES, data_version, pin};
use crate::catalog::schema::Catalog;
use crate::error::{Error, Kind, Result};
use crate::report::event::{Stage, Watch};
use crate::whole_file::Unfinished;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, InterruptHandle, OpenFlags, ffi};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a statement that takes long is asked whether the user wants to stop.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// What was copied.
#[derive(Debug)]
pub struct Copied {
    /// Bytes of the copy.
    pub bytes: u64,
    /// Times that the copy began anew because the source was written.
    pub restarts: u32,
    /// What the copy was compared with, at the state that was copied.
    pub compared: Compared,
}

/// What shows that a copy is the source at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The content of the source, read at the same state.
    Content,
    /// The pages of the source's file, read under the same lock.
    Pages,
}

/// What the copy holds.
#[derive(Debug)]
pub struct Checked {
    /// The hash of its content ([`super::content`]).
    pub content: [u8; 32],
    /// Notes of the integrity check that are not corruption.
    pub notes: Vec<String>,
}

/// A copy that is made and not yet compared with its source. Holds the source's state, in WAL mode.
pub struct Copy {
    source: Connection,
    pages: Option<[u8; 32]>,
    copied: Copied,
}

impl Copy {
    /// Copies a database that was examined into an empty file, and flushes it to the disk.
    ///
    /// Fails with [`Kind::Source`] when the source cannot be read or stays locked, with [`Kind::Target`] when the copy
    /// cannot be written.
    pub fn make(file: &SourceFile, to: &Unfinished, watch: Watch<'_>) -> Result<Copy> {
        if file.mended().is_some() {
            return Err(Error::new(Kind::Source, "SQLite refuses entries of the source's schema")
                .detail("Its integrity cannot be checked, so that no backup of it could be relied upon.")
                .hint("Stop the application and copy the file as it is; howdah inspect names the entries."));
        }
        let source = file.connect()?;
        let mode: String = source
            .query_row("PRAGMA main.journal_mode", [], |row| row.get(0))
            .map_err(|cause| failed("opening the file", cause))?;
        let is_locking = mode != "wal" && file.recovered().is_none();
        let raw = is_locking.then(|| RawFile::open(file.opened())).transpose().map_err(unread)?;
        let mut target = target(to).map_err(|cause| unwritten("making the backup", cause))?;
        let (restarts, pages) = copy(&source, &mut target, raw.map(RawFile::file), to, watch)?;
        target.close().map_err(|(_, cause)| unwritten("closing the backup", cause))?;
        to.flush().map_err(unflushed)?;
        let bytes = to.file().metadata().map_err(unflushed)?.len();
        let compared = if pages.is_some() { Compared::Pages } else { Compared::Content };
        Ok(Copy { source, pages, copied: Copied { bytes, restarts, compared } })
    }

    /// Checks the copy's integrity and compares it with the source.
    ///
    /// Fails with [`Kind::Source`] when both are corrupt, and with [`Kind::Target`] when the copy is not equal.
    pub fn check(self, to: &Unfinished, watch: Watch<'_>) -> Result<(Copied, Checked)> {
        let Copy { source, pages, copied } = self;
        if pages.is_some_and(|pages| page_hash(to.file()).ok() != Some(pages)) {
            return Err(different());
        }
        let copy = reading_alone(to.path()).map_err(|cause| match is_sound(&source) {
            true => different(),
            false => failed("opening the backup", cause),
        })?;
        let handles = [source.get_interrupt_handle(), copy.get_interrupt_handle()];
        let checked = interruptible(&handles, watch, || {
            let (source, read, checked) = std::thread::scope(|scope| {
                let reading = scope.spawn(move || {
                    let read = if pages.is_none() { content_of(&source).map(Some) } else { Ok(None) };
                    (source, read)
                });
                let checked = check(&copy);
                let read = reading.join().map_err(|_| Error::bug("reading the source stopped"));
                read.map(|(source, read)| (source, read, checked))
            })?;
            match (checked, read) {
                (Ok(checked), Ok(Some(content))) if content != checked.content => Err(different()),
                (Ok(checked), Ok(_)) => Ok(checked),
                (Ok(_), Err(error)) => Err(error),
                // Damage of the copy that the source does not have came with the copying.
                (Err(_), Ok(Some(_))) if is_sound(&source) => Err(different()),
                (Err(error), _) => Err(error),
            }
        })?;
        Ok((copied, checked))
    }
}

/// Opens the file that is to become the copy: nothing is journalled, since one that was not finished is thrown away.
fn target(to: &Unfinished) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let target = Connection::open_with_flags(to.path(), flags)?;
    target.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
    )?;
    Ok(target)
}

/// Copies all pages; how often it began anew, and the hash of the pages as `raw` has them. The source's transaction is
/// left open where nobody waits for its end.
fn copy(
    source: &Connection,
    target: &mut Connection,
    raw: Option<&File>,
    to: &Unfinished,
    watch: Watch<'_>,
) -> Result<(u32, Option<[u8; 32]>)> {
    let doing = |cause| failed("copying the source", cause);
    pin(source).map_err(doing)?;
    let figure = |pragma| source.query_row(pragma, [], |row| row.get::<_, i64>(0)).map_err(doing);
    let page_bytes = figure("PRAGMA main.page_size")?.unsigned_abs();
    let pages = figure("PRAGMA main.page_count")?.unsigned_abs();
    require_space(to, page_bytes * pages)?;
    let step_pages = i32::try_from(COPY_STEP_BYTES / page_bytes).unwrap_or(i32::MAX);
    let mut version = data_version(source).map_err(doing)?;
    let mut hash = raw.map(PageHash::begin).transpose().map_err(unread)?;
    let mut restarts = 0;
    let mut told = 0;
    let backup = Backup::new(source, target).map_err(|cause| unwritten("beginning the backup", cause))?;
    loop {
        watch.check()?;
        if source.is_autocommit() {
            pin(source).map_err(doing)?;
            let now = data_version(source).map_err(doing)?;
            if now != version {
                version = now;
                restarts += 1;
                hash = raw.map(PageHash::begin).transpose().map_err(unread)?;
            }
        }
        let step = backup.step(step_pages).map_err(|cause| match is_of_target(&cause) {
            true => unwritten("writing the backup", cause),
            false => doing(cause),
        })?;
        let progress = backup.progress();
        let done = u64::try_from(progress.pagecount - progress.remaining).unwrap_or(0);
        if let (Some(hash), Some(raw)) = (&mut hash, raw) {
            hash.read_to(raw, done).map_err(unread)?;
        }
        let bytes = done * page_bytes;
        watch.progress(Stage::Backup, 0, bytes.saturating_sub(told));
        told = told.max(bytes);
        let is_held = raw.is_none() || (restarts >= COPY_RESTARTS_MAX && step == StepResult::More);
        if !is_held {
            source.execute_batch("ROLLBACK").map_err(doing)?;
        }
        match step {
            StepResult::More => {}
            StepResult::Done => return Ok((restarts, hash.map(PageHash::finish))),
            // The source is within its transaction, and nobody else knows of the copy.
            _ => return Err(Error::bug("a step of the backup found a lock")),
        }
    }
}

/// Whether a failed step failed at the copy and not at the source (<https://sqlite.org/rescode.html>).
fn is_of_target(cause: &rusqlite::Error) -> bool {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => true,
        Some(ErrorCode::SystemIoFailure) => cause.sqlite_error().is_some_and(|error| {
            ![ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_SHORT_READ].contains(&error.extended_code)
        }),
        _ => false,
    }
}

/// Fails when the disk has less space than the copy needs: to fill it would stop others, too.
fn require_space(to: &Unfinished, bytes: u64) -> Result<()> {
    // A file system that does not tell is no reason to stop.
    let Ok(space) = rustix::fs::fstatvfs(to.file()) else { return Ok(()) };
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    if free >= bytes {
        return Ok(());
    }
    Err(Error::new(Kind::Target, "no space left for the backup")
        .detail(format!("It needs {bytes} bytes, and {free} are free."))
        .hint("Free some space, or choose another directory with --into."))
}

/// Integrity and content of a copy.
fn check(copy: &Connection) -> Result<Checked> {
    let catalog = inspect(copy)?;
    let found = with_check_cache(copy, || integrity(copy, &catalog, false))?;
    found.require_whole().map_err(|error| {
        let said = error.detail.clone().unwrap_or_default();
        error.detail(format!("{said} No backup was made."))
    })?;
    Ok(Checked { content: content(copy, &catalog)?, notes: found.notes })
}

fn is_sound(source: &Connection) -> bool {
    let found = inspect(source).and_then(|catalog| integrity(source, &catalog, false));
    found.is_ok_and(|found| found.corruption.is_empty())
}

fn content_of(source: &Connection) -> Result<[u8; 32]> {
    let catalog: Catalog = inspect(source)?;
    content(source, &catalog)
}

/// The hash of all pages of a file.
fn page_hash(file: &File) -> io::Result<[u8; 32]> {
    let mut hash = PageHash::begin(file)?;
    hash.read_to(file, file.metadata()?.len() / hash.page_bytes())?;
    Ok(hash.finish())
}

/// Ends what connections are doing once the user asks to stop.
fn interruptible<T>(
    handles: &[InterruptHandle],
    watch: Watch<'_>,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let ended = AtomicBool::new(false);
    let outcome = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                if watch.is_cancelled() {
                    handles.iter().for_each(InterruptHandle::interrupt);
                }
                std::thread::park_timeout(ASK_EVERY);
            }
        });
        let outcome = work();
        ended.store(true, Ordering::Relaxed);
        asking.thread().unpark();
        outcome
    });
    watch.check()?;
    outcome
}

fn different() -> Error {
    Error::new(Kind::Target, "the backup is not equal to the database")
        .detail("What was read back is not what was copied. No backup was made.")
        .hint("Check the disk and the memory of this machine, or choose another directory with --into.")
}

fn unread(cause: io::Error) -> Error {
    Error::new(Kind::Source, "the SQLite database cannot be read")
        .detail(format!("The operating system said: {cause}."))
        .hint("Check the disk, or the network when the file is on a share.")
        .caused_by(cause)
}

fn unflushed(cause: io::Error) -> Error {
    Error::new(Kind::Target, "the backup cannot be written")
        .detail(format!("The operating system said: {cause}."))
        .hint("Check the disk, or choose another directory with --into.")
        .caused_by(cause)
}
