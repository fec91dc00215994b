//! What the tests of the SQLite side share: files in directories of their own, and a watch that nobody listens to.

#![allow(dead_code)] // Each test binary uses a part of it.

use howdah::report::event::{Event, Watch};
use howdah::sqlite::open::SourceFile;
use howdah::sqlite::snapshot::{Snapshot, SnapshotOptions, SnapshotPolicy};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tempfile::TempDir;

/// A directory with a database that is about to be made.
pub struct Place {
    directory: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { directory: tempfile::tempdir().unwrap() }
    }

    /// A place with a database made by these statements.
    pub fn with(sql: &str) -> Place {
        let place = Place::new();
        place.application().execute_batch(sql).unwrap();
        place
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub fn file(&self) -> PathBuf {
        self.directory().join("app.db")
    }

    pub fn beside(&self, suffix: &str) -> PathBuf {
        self.directory().join(format!("app.db{suffix}"))
    }

    pub fn work(&self) -> PathBuf {
        self.directory().join("app.howdah")
    }

    /// A connection as an application has one: it writes, and leaves foreign keys alone.
    pub fn application(&self) -> Connection {
        let connection = Connection::open(self.file()).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        connection
    }

    pub fn examine(&self) -> howdah::Result<SourceFile> {
        SourceFile::examine(&self.file(), &self.work(), Duration::from_millis(300))
    }

    pub fn options(&self, readers: usize, policy: SnapshotPolicy) -> SnapshotOptions {
        SnapshotOptions { readers, policy, busy_timeout: Duration::from_secs(20), work_dir: self.work() }
    }

    pub fn snapshot(&self, readers: usize, policy: SnapshotPolicy) -> Snapshot {
        Snapshot::open(&self.examine().unwrap(), &self.options(readers, policy), watch()).unwrap()
    }
}

/// A watch that nobody listens to and nobody stops.
pub fn watch() -> Watch<'static> {
    static SILENCE: fn(Event) = |_| {};
    static RUNNING: AtomicBool = AtomicBool::new(false);
    Watch::new(&SILENCE, &RUNNING)
}

/// The bytes of a file as a hash. The file stays open: to close it would drop the locks that SQLite holds on it in this
/// process.
pub fn hash(path: &Path) -> String {
    let file: &'static std::fs::File = Box::leak(Box::new(std::fs::File::open(path).unwrap()));
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut &*file, &mut bytes).unwrap();
    blake3::hash(&bytes).to_hex().to_string()
}

/// Everything that an error tells.
pub fn told(error: &howdah::Error) -> String {
    let parts = [Some(error.to_string()), error.detail.clone(), error.hint.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
}
