//! One snapshot for many readers, while another process may go on writing.
//!
//! In WAL mode each reader begins a transaction on the file itself; the snapshot is accepted when an idle connection
//! saw the same `data_version` before the first reader began and after the last one had read, since then nobody
//! committed between (<https://sqlite.org/pragma.html#pragma_data_version>). Writers are never blocked; the WAL
//! cannot be reset while the snapshot lives, so it grows by what they write.
//!
//! In rollback-journal mode a reader blocks every commit (<https://sqlite.org/lockingv3.html>). So by default an online
//! copy is made first: writers wait for moments only, and the run needs the file's size in the work directory. The
//! copy is always whole, since a writer that is idle now may begin later. With [`SnapshotPolicy::Hold`] nothing is
//! copied, and writers wait until the snapshot ends.

use super::failure::failed;
use super::open::{Recovery, SourceFile, copy_directory, file_bytes, remove, require_space};
use super::position::Position;
use super::raw::RawFile;
use crate::error::{Error, Kind, Result};
use crate::report::event::{Stage, Watch};
use crate::whole_file::with_suffix;
use rusqlite::{Connection, ErrorCode};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What to do in rollback-journal mode, where a held snapshot blocks writers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SnapshotPolicy {
    /// Read an online copy: writers go on, the work directory needs the file's size.
    #[default]
    Copy,
    /// Read the file itself: nothing is copied, writers wait until the end.
    Hold,
}

/// How to take a snapshot.
#[derive(Debug, Clone)]
pub struct SnapshotOptions {
    /// Connections that read at the same time, at least 1.
    pub readers: usize,
    /// What to do in rollback-journal mode.
    pub policy: SnapshotPolicy,
    /// How long a connection waits for a lock.
    pub busy_timeout: Duration,
    /// Receives the copy.
    pub work_dir: PathBuf,
}

/// How a snapshot was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Transactions on the file, in WAL mode.
    Wal,
    /// Shared locks on the file, in rollback-journal mode.
    Held,
    /// An online copy.
    Copy {
        /// A killed run had made it.
        reused: bool,
    },
    /// The private copy on which the file was recovered.
    Recovered(Recovery),
}

/// What is worth reporting of a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapshotFacts {
    /// How it was taken.
    pub how: How,
    /// Tries until all readers saw the same.
    pub tries: u32,
    /// Times that the copy began anew because the source was written.
    pub restarts: u32,
    /// Bytes of the copy.
    pub copied_bytes: u64,
    /// Seconds that it took.
    pub seconds: f64,
}

impl SnapshotFacts {
    /// Name and value of each fact, for the report.
    pub fn lines(&self) -> Vec<(String, String)> {
        let how = match &self.how {
            How::Wal => "one WAL snapshot, shared by all readers".to_owned(),
            How::Held => "the file itself, held against writers".to_owned(),
            How::Copy { reused: false } => format!("an online copy of {} bytes", self.copied_bytes),
            How::Copy { reused: true } => {
                "the online copy that a killed run had made of the same state".to_owned()
            }
            How::Recovered(recovery) => recovery.words().to_owned(),
        };
        let mut lines = vec![("snapshot".to_owned(), how)];
        if self.tries > 1 {
            lines.push(("snapshot tries".to_owned(), self.tries.to_string()));
        }
        if self.restarts > 0 {
            lines.push(("copy restarted by writers".to_owned(), self.restarts.to_string()));
        }
        lines
    }
}

/// N connections that see one state of the database.
#[derive(Debug)]
pub struct Snapshot {
    pool: Arc<Pool>,
    file: SourceFile,
    facts: SnapshotFacts,
    position: Position,
    /// An idle connection to a file that is read itself, and the `data_version` of the snapshot.
    idle: Option<Mutex<(Connection, i64)>>,
}

#[derive(Debug)]
struct Pool {
    state: Mutex<PoolState>,
    returned: Condvar,
}

#[derive(Debug)]
struct PoolState {
    free: Vec<Connection>,
    /// A reader lost its transaction, so that it would see another state from now on.
    lost: bool,
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, PoolState> {
        // The state is whole between any two statements, also when a thread panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection within the snapshot, for one thread; it goes back when it is dropped.
#[derive(Debug)]
pub struct Reader {
    pool: Arc<Pool>,
    connection: Option<Connection>,
}

impl Reader {
    /// The connection, inside its read transaction. Do not end that.
    pub fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a reader holds its connection until it is dropped")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        match self.connection.take() {
            // Some failures (I/O, memory) make SQLite end the transaction by itself.
            Some(connection) if !connection.is_autocommit() => state.free.push(connection),
            _ => state.lost = true,
        }
        drop(state);
        self.pool.returned.notify_one();
    }
}

/// Tries at a snapshot that no commit disturbs. A try takes about 0.1 ms a reader, so even a writer that commits
/// thousands of times a second lets one of some tries pass.
const TRIES_MAX: u32 = 500;

/// Tries without a pause between them.
const TRIES_AT_ONCE: u32 = 50;

/// Bytes that are copied under one lock: some 10 ms, for which a commit waits.
pub(super) const COPY_STEP_BYTES: u64 = 16 << 20;

/// Restarts after which the copy is made under one lock, since a busy writer would never let it end.
pub(super) const COPY_RESTARTS_MAX: u32 = 3;

impl Snapshot {
    /// Takes a snapshot of an examined file. Copying sends progress (bytes) and stops when the user asks to.
    ///
    /// Fails with [`Kind::Source`] when the file stays locked beyond its timeout, cannot be read, or never rests
    /// long enough, or when the copy finds no space.
    pub fn open(file: &SourceFile, options: &SnapshotOptions, watch: Watch<'_>) -> Result<Snapshot> {
        let started = Instant::now();
        let mut taken = Self::take(file, options, watch)?;
        taken.facts.seconds = started.elapsed().as_secs_f64();
        Ok(taken)
    }

    fn take(file: &SourceFile, options: &SnapshotOptions, watch: Watch<'_>) -> Result<Snapshot> {
        if let Some(recovery) = file.recovered() {
            let position = Position::of(file.path())?;
            let connections = connections(file.opened(), file, options)?;
            return Self::of_copy(file, connections, How::Recovered(recovery), position);
        }
        let idle = file.connect_to(file.opened(), options.busy_timeout)?;
        let mode: String = idle
            .query_row("PRAGMA main.journal_mode", [], |row| row.get(0))
            .map_err(|cause| failed("opening the file", cause))?;
        if mode == "wal" || options.policy == SnapshotPolicy::Hold {
            let how = if mode == "wal" { How::Wal } else { How::Held };
            return Self::of_file(file, idle, connections(file.opened(), file, options)?, how, watch);
        }
        let copy = CopyPlace::new(file, &options.work_dir);
        // A killed run leaves its copy. It is as good as a new one as long as nobody has written the source since.
        let left = copy.whole().filter(|left| Position::of(file.path()).is_ok_and(|now| now == *left));
        let reused = left.is_some();
        let (position, restarts) = match left {
            Some(position) => (position, 0),
            None => copy.make(file, &idle, watch)?,
        };
        drop(idle);
        let connections = connections(&copy.path, file, options)?;
        let mut taken = Self::of_copy(file, connections, How::Copy { reused }, position)?;
        taken.facts.restarts = restarts;
        taken.facts.copied_bytes = file_bytes(&copy.path);
        Ok(taken)
    }

    /// A snapshot of a copy that nobody writes.
    fn of_copy(
        file: &SourceFile,
        connections: Vec<Connection>,
        how: How,
        position: Position,
    ) -> Result<Snapshot> {
        for connection in &connections {
            pin(connection).map_err(|cause| failed("reading the copy", cause))?;
        }
        Ok(Self::new(file, connections, how, 1, position, None))
    }

    /// A snapshot of the file itself.
    fn of_file(
        file: &SourceFile,
        idle: Connection,
        connections: Vec<Connection>,
        how: How,
        watch: Watch<'_>,
    ) -> Result<Snapshot> {
        let doing = |cause| failed("taking a snapshot", cause);
        for tries in 1..=TRIES_MAX {
            watch.check()?;
            let before = data_version(&idle).map_err(doing)?;
            if pin_all(&connections, &how).map_err(doing)? {
                let position = Position::of(file.path())?;
                if how == How::Held || data_version(&idle).map_err(doing)? == before {
                    let idle = Some(Mutex::new((idle, before)));
                    return Ok(Self::new(file, connections, how, tries, position, idle));
                }
            }
            for connection in connections.iter().filter(|connection| !connection.is_autocommit()) {
                connection.execute_batch("ROLLBACK").map_err(doing)?;
            }
            if tries >= TRIES_AT_ONCE {
                std::thread::sleep(Duration::from_millis(u64::from(tries % 7)));
            }
        }
        Err(Error::new(Kind::Source, "the source never rests long enough for a snapshot")
            .detail(format!("In {TRIES_MAX} tries, each time another process committed between two readers."))
            .hint("Use fewer workers with --jobs, or let the application pause for a moment."))
    }

    fn new(
        file: &SourceFile,
        free: Vec<Connection>,
        how: How,
        tries: u32,
        position: Position,
        idle: Option<Mutex<(Connection, i64)>>,
    ) -> Snapshot {
        let facts = SnapshotFacts { how, tries, restarts: 0, copied_bytes: 0, seconds: 0.0 };
        let pool = Pool { state: Mutex::new(PoolState { free, lost: false }), returned: Condvar::new() };
        Snapshot { pool: Arc::new(pool), file: file.clone(), facts, position, idle }
    }

    /// A reader; waits until one is free when all are in use, so a thread must not ask for a second.
    ///
    /// Fails with [`Kind::Source`] when a reader lost its transaction: the state is then no longer the same for all.
    pub fn reader(&self) -> Result<Reader> {
        let mut state = self.pool.lock();
        loop {
            if state.lost {
                return Err(Error::new(Kind::Source, "a reader lost the snapshot")
                    .detail("SQLite ended a read transaction after a failure of disk or memory.")
                    .hint("Run the same command again."));
            }
            if let Some(connection) = state.free.pop() {
                return Ok(Reader { pool: Arc::clone(&self.pool), connection: Some(connection) });
            }
            state = self.pool.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How it was taken.
    pub fn facts(&self) -> &SnapshotFacts {
        &self.facts
    }

    /// The file that it is a snapshot of.
    pub fn file(&self) -> &SourceFile {
        &self.file
    }

    /// Where in the life of the source this snapshot stands.
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Whether the original was written after the snapshot was taken.
    pub fn changed_since(&self) -> Result<bool> {
        match (&self.facts.how, &self.idle) {
            // A commit needs the lock that the readers hold. Asking would wait behind a writer that waits for it.
            (How::Held, _) => Ok(false),
            (_, Some(idle)) => {
                let idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
                let now = data_version(&idle.0)
                    .map_err(|cause| failed("asking whether the source changed", cause))?;
                Ok(now != idle.1)
            }
            (_, None) => Ok(Position::of(self.file.path())? != self.position),
        }
    }
}

fn connections(path: &Path, file: &SourceFile, options: &SnapshotOptions) -> Result<Vec<Connection>> {
    (0..options.readers.max(1)).map(|_| file.connect_to(path, options.busy_timeout)).collect()
}

/// Begins a transaction on every connection; `false` when some must be given up because a writer came between.
///
/// A writer that waits for the first reader's lock to go lets no second reader in, so a held snapshot does not wait
/// for it: the writer is let through and the readers begin again.
fn pin_all(connections: &[Connection], how: &How) -> rusqlite::Result<bool> {
    for (at, connection) in connections.iter().enumerate() {
        let outcome = if *how == How::Held && at > 0 {
            // The pragma answers in milliseconds what was set.
            let patient: i64 = connection.query_row("PRAGMA busy_timeout", [], |row| row.get(0))?;
            connection.busy_timeout(Duration::ZERO)?;
            let outcome = pin(connection);
            connection.busy_timeout(Duration::from_millis(patient.unsigned_abs()))?;
            outcome
        } else {
            pin(connection)
        };
        match outcome {
            Ok(()) => {}
            Err(cause) if at > 0 && cause.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                return Ok(false);
            }
            Err(cause) => return Err(cause),
        }
    }
    Ok(true)
}

/// Begins a transaction and reads, so that the connection keeps seeing this state.
pub(super) fn pin(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN")?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Changes when another connection has committed since the last time that this connection looked.
pub(super) fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA main.data_version", [], |row| row.get(0))
}

/// Where a copy lies, and the note beside it that says it is whole.
struct CopyPlace {
    path: PathBuf,
    note: PathBuf,
    work_dir: PathBuf,
}

/// The note beside a whole copy.
#[derive(Serialize, Deserialize)]
struct CopyNote {
    position: Position,
    /// The copy is not flushed to disk, so it counts as whole only until the machine stops.
    boot: String,
}

impl CopyPlace {
    fn new(file: &SourceFile, work_dir: &Path) -> CopyPlace {
        let name = file.path().file_name().unwrap_or("source.db".as_ref());
        let path = work_dir.join(super::open::COPY_DIRECTORY).join(name);
        CopyPlace { note: with_suffix(&path, ".whole.json"), path, work_dir: work_dir.to_owned() }
    }

    /// The position of a whole copy, when there is one.
    fn whole(&self) -> Option<Position> {
        let note: CopyNote = serde_json::from_slice(&std::fs::read(&self.note).ok()?).ok()?;
        (self.path.is_file() && note.boot == boot()?).then_some(note.position)
    }

    /// Copies the file while others may write it; returns the position of the copy and how often it began anew.
    fn make(&self, file: &SourceFile, source: &Connection, watch: Watch<'_>) -> Result<(Position, u32)> {
        let directory = copy_directory(&self.work_dir)?;
        for suffix in ["", "-journal", "-wal", "-shm"] {
            remove(&with_suffix(&self.path, suffix))?;
        }
        remove(&self.note)?;
        require_space(&directory, file_bytes(file.path()))?;
        let doing = |cause| failed("copying the source", cause);
        let writing = |cause: std::io::Error| {
            Error::new(Kind::Source, "no private copy of the source could be made")
                .detail(format!("{}: {cause}.", self.path.display()))
                .hint("Choose a work directory with enough space, with --work-dir.")
                .caused_by(cause)
        };
        let raw = RawFile::open(file.opened()).map_err(writing)?;
        let target = std::fs::File::create(&self.path).map_err(writing)?;
        let mut restarts = 0;
        let position = loop {
            target.set_len(0).map_err(writing)?;
            match self.copy_once(file, source, raw, &target, restarts >= COPY_RESTARTS_MAX, watch) {
                Ok(Some(position)) => break position,
                Ok(None) => restarts += 1,
                Err(Failure::Lite(cause)) => return Err(doing(cause)),
                Err(Failure::File(cause)) => return Err(writing(cause)),
                Err(Failure::Ours(error)) => return Err(error),
            }
        };
        self.write_note(&position)?;
        Ok((position, restarts))
    }

    /// Copies the file, some bytes under each lock; `None` when somebody committed meanwhile. The copying connection
    /// itself holds the lock: another one's would stand in the way of a writer that in turn stands in the way of this one.
    fn copy_once(
        &self,
        file: &SourceFile,
        source: &Connection,
        raw: RawFile,
        target: &std::fs::File,
        at_once: bool,
        watch: Watch<'_>,
    ) -> std::result::Result<Option<Position>, Failure> {
        let (mut at, mut version) = (0, None);
        loop {
            watch.check().map_err(Failure::Ours)?;
            // In rollback-journal mode nobody writes to the file while this lock is held
            // (https://sqlite.org/lockingv3.html#shared_lock).
            pin(source).map_err(Failure::Lite)?;
            let now = data_version(source).map_err(Failure::Lite)?;
            let outcome = if *version.get_or_insert(now) == now {
                let size = raw.metadata().map_err(Failure::File)?.len();
                let end = if at_once { size } else { size.min(at + COPY_STEP_BYTES) };
                raw.copy_range(target, at, end).map_err(Failure::File)?;
                watch.progress(Stage::Inspect, 0, end.saturating_sub(at));
                at = end;
                // Nobody has committed since the first byte, nor can before the lock goes.
                (at >= size).then(|| Position::of(file.path())).transpose().map_err(Failure::Ours)?
            } else {
                source.execute_batch("ROLLBACK").map_err(Failure::Lite)?;
                return Ok(None);
            };
            source.execute_batch("ROLLBACK").map_err(Failure::Lite)?;
            if outcome.is_some() {
                return Ok(outcome);
            }
        }
    }

    fn write_note(&self, position: &Position) -> Result<()> {
        let Some(boot) = boot() else { return Ok(()) };
        let note = CopyNote { position: position.clone(), boot };
        let failed = |cause: std::io::Error| {
            Error::new(Kind::Source, "no private copy of the source could be made")
                .detail(format!("{}: {cause}.", self.note.display()))
                .hint("Choose a work directory that this user can write, with --work-dir.")
        };
        let text = serde_json::to_vec(&note).map_err(|cause| failed(cause.into()))?;
        std::fs::write(&self.note, text).map_err(failed)
    }
}

/// Why a copy was not made.
enum Failure {
    Lite(rusqlite::Error),
    File(std::io::Error),
    Ours(Error),
}

/// Names the time since the machine started (Linux, `random(4)`); `None` where there is no such name.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}
