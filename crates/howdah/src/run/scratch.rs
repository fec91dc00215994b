//! A directory for commands that leave nothing behind (`inspect`, `plan`, `verify`, a dry run). It holds a private copy
//! of the source where one is needed.
//!
//! It is removed when it is dropped. A killed program drops nothing, and what it leaves is a copy of somebody's data: so
//! each directory holds a lock as long as its program lives, and the next command removes those that nobody holds.

use crate::error::{Error, Kind, Result};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use tempfile::TempDir;

const PREFIX: &str = ".howdah-";
const LOCK: &str = "lock";

/// The directory, as long as it is needed.
#[derive(Debug)]
pub struct Scratch {
    directory: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes one: in the system's place for temporary files when that has room for a copy of the source, else beside
    /// the source. What killed programs of this user have left there is removed.
    pub fn open(source: &Path) -> Result<Scratch> {
        let temporary = std::env::temp_dir();
        let parent =
            source.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for place in [&temporary, parent] {
            sweep(place);
        }
        let bytes = fs::metadata(source).map_or(0, |file| file.len());
        let has_room = rustix::fs::statvfs(&temporary)
            .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) > bytes + bytes / 4);
        if !has_room && let Ok(scratch) = Scratch::make(parent) {
            return Ok(scratch);
        }
        Scratch::make(&temporary).map_err(|error| {
            Error::new(Kind::Usage, "cannot make a temporary directory")
                .detail(format!("{error}."))
                .hint("Set TMPDIR to a directory that you may write.")
                .caused_by(error)
        })
    }

    fn make(place: &Path) -> io::Result<Scratch> {
        let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        let lock = File::create_new(directory.path().join(LOCK))?;
        lock.try_lock().map_err(io::Error::from)?;
        Ok(Scratch { directory, _lock: lock })
    }

    /// The path.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// Removes directories of this user whose programs were killed. What cannot be removed is left to the next command.
fn sweep(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else { return };
    let own = rustix::process::geteuid().as_raw();
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let is_ours =
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
                && path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == own);
        if is_ours && let Some(_held) = left_lock(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// The lock of a directory that nobody holds. One without a lock's file is just being made.
fn left_lock(path: &Path) -> Option<File> {
    let lock = File::open(path.join(LOCK)).ok()?;
    lock.try_lock().is_ok().then_some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_is_removed_and_what_is_in_use_or_not_ours_is_not() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let held = Scratch::make(place.path()).expect("made");
        let left = Scratch::make(place.path()).expect("made");
        let killed = left.directory.keep();
        drop(left._lock);
        fs::create_dir(place.path().join(".howdah-new")).expect("made");
        fs::create_dir(place.path().join("other")).expect("made");
        fs::write(place.path().join("other/lock"), "").expect("written");
        sweep(place.path());
        assert!(!killed.exists());
        assert!(held.path().exists() && place.path().join(".howdah-new").exists());
        assert!(place.path().join("other").exists());
    }
}
