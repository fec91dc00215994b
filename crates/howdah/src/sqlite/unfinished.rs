//! A file that is being made: under a name of its own beside the final one, held by a lock as long as its program lives,
//! so that the next run can tell what a killed one left from what another is still making.
//!
//! The lock is flock(2), which SQLite does not use on Linux, so that neither disturbs the other.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Files that SQLite keeps beside a database. One that is left beside a new file would be read as part of it.
pub const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// A name may have 255 bytes (`NAME_MAX`), of which some are added.
const NAME_BYTES: usize = 200;

/// Random letters behind the prefix.
const RANDOM: usize = 6;

/// The file, removed when it is dropped, unless it was put in its place.
#[derive(Debug)]
pub struct Unfinished {
    path: TempPath,
    _lock: File,
}

impl Unfinished {
    /// Makes an empty one for a final name, with the access rights of the file that it will replace.
    pub fn make(directory: &Path, name: &OsStr, mode: u32) -> io::Result<Unfinished> {
        loop {
            let (lock, path) = tempfile::Builder::new()
                .prefix(&prefix(name))
                .rand_bytes(RANDOM)
                .permissions(Permissions::from_mode(mode))
                .tempfile_in(directory)?
                .into_parts();
            // A file system without locks: what a killed run leaves there is never removed unasked.
            let held = lock.lock().is_ok();
            // Between the two steps it may have been taken for one that was left.
            if !held || is_at(&lock, &path) {
                return Ok(Unfinished { path, _lock: lock });
            }
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its final name by one rename, whatever stands there.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        if let (Ok(old), Ok(new)) = (fs::metadata(path), fs::metadata(&self.path))
            && (old.uid(), old.gid()) != (new.uid(), new.gid())
        {
            // The application's file stays the application's, where this user may give files away.
            let _ = std::os::unix::fs::chown(&self.path, Some(old.uid()), Some(old.gid()));
        }
        self.path.persist(path).map_err(|error| error.error)
    }

    /// Gives it its final name, when nothing stands there.
    pub fn place(self, path: &Path) -> io::Result<()> {
        self.path.persist_noclobber(path).map_err(|error| error.error)
    }
}

fn prefix(name: &OsStr) -> OsString {
    let name = name.as_bytes().get(..NAME_BYTES).map_or(name, OsStr::from_bytes);
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".howdah-");
    prefix
}

/// Whether an open file is what stands at the path.
fn is_at(file: &File, path: &Path) -> bool {
    let Ok(open) = file.metadata() else { return false };
    path.symlink_metadata().is_ok_and(|there| (there.dev(), there.ino()) == (open.dev(), open.ino()))
}

/// Removes what killed runs of this user left of files with this final name, and returns what was removed. What cannot
/// be removed is left to the next run; what another program is making is held by its lock.
pub fn sweep(directory: &Path, name: &OsStr) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let prefix = prefix(name);
    let own = rustix::process::geteuid().as_raw();
    let mut removed = Vec::new();
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let ours = path.file_name().and_then(|name| main_of(name, &prefix));
        let is_file = path.symlink_metadata().is_ok_and(|there| there.is_file() && there.uid() == own);
        let Some(main) = ours.filter(|_| is_file) else { continue };
        let main = directory.join(main);
        if main == path {
            let Ok(file) = File::open(&path) else { continue };
            if file.try_lock().is_err() || !is_at(&file, &path) {
                continue;
            }
            // While the lock is held, so that whoever made it just now sees that it is gone.
            for suffix in BESIDE {
                let _ = fs::remove_file(with_suffix(&path, suffix));
            }
            if fs::remove_file(&path).is_ok() {
                removed.push(path);
            }
        } else if !main.exists() && fs::remove_file(&path).is_ok() {
            removed.push(path);
        }
    }
    removed.sort();
    removed
}

/// The unfinished file that a name is, or that it lies beside.
fn main_of<'a>(name: &'a OsStr, prefix: &OsStr) -> Option<&'a OsStr> {
    let random = name.as_bytes().strip_prefix(prefix.as_bytes())?;
    let suffix = random.get(RANDOM..)?;
    let is_ours = random[..RANDOM].iter().all(u8::is_ascii_alphanumeric)
        && (suffix.is_empty() || BESIDE.iter().any(|beside| beside.as_bytes() == suffix));
    is_ours.then(|| OsStr::from_bytes(&name.as_bytes()[..name.len() - suffix.len()]))
}

/// A path with something behind its name.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_is_held_or_is_not_ours_is_not() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let (directory, name) = (place.path(), OsStr::new("app.db"));
        let held = Unfinished::make(directory, name, 0o666).expect("made");
        let left = Unfinished::make(directory, name, 0o666).expect("made");
        let killed = left.path.keep().expect("kept");
        drop(left._lock);
        fs::write(with_suffix(&killed, "-wal"), "").expect("written");
        let others = [
            "app.db",
            ".app.db.howdah-",
            ".app.db.howdah-abcdefg",
            ".app.db.howdah-abcdef-old",
            ".app.db2.howdah-abcdef",
            "app.db-wal",
        ];
        others.iter().for_each(|other| fs::write(directory.join(other), "").expect("written"));
        fs::create_dir(directory.join(".app.db.howdah-folder")).expect("made");
        fs::write(directory.join(".app.db.howdah-ABCDEF-shm"), "").expect("written");
        let lone = directory.join(".app.db.howdah-ABCDEF-shm");
        let mut expected = vec![killed.clone(), lone];
        expected.sort();
        assert_eq!(sweep(directory, name), expected);
        assert!(!killed.exists() && !with_suffix(&killed, "-wal").exists());
        assert!(held.path().exists() && others.iter().all(|other| directory.join(other).exists()));
        assert!(directory.join(".app.db.howdah-folder").exists());
        assert_eq!(sweep(directory, name), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_long_name_is_cut_anywhere_and_found_again() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let name = OsString::from("ä".repeat(127));
        let made = Unfinished::make(place.path(), &name, 0o600).expect("made");
        assert!(made.path().exists());
        let path = made.path.keep().expect("kept");
        drop(made._lock);
        assert_eq!(sweep(place.path(), &name), [path]);
    }

    #[test]
    fn of_two_that_make_and_sweep_at_once_neither_loses_its_file() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let make = || {
            for _ in 0..200 {
                let made = Unfinished::make(place.path(), OsStr::new("app.db"), 0o600).expect("made");
                sweep(place.path(), OsStr::new("app.db"));
                assert!(made.path().exists(), "a file that is being made was removed");
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(make)).collect();
            threads.into_iter().for_each(|thread| thread.join().expect("no file is lost"));
        });
    }
}
