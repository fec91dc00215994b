//! A file that is being made: under a name of its own in the directory where it is to stand, put there whole or not at
//! all.
//!
//! The last steps are fsync, one rename, and fsync of the directory. What is dropped before is removed; what a killed
//! program left is known by its name and by its lock, which nobody holds any more.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempPath;

/// A name may have 255 bytes, of which some are added.
const NAME_BYTES_MAX: usize = 200;

/// Between making a file and locking it, another program could take it for one that was left; it waits this long.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// A file that is not in its place yet.
#[derive(Debug)]
pub struct Unfinished {
    path: TempPath,
    /// Holds the lock that tells a file in the making from one that was left behind.
    file: File,
}

impl Unfinished {
    /// Makes an empty file, `.NAME.howdah-…`, with these permissions (of which the process's mask is taken away).
    pub fn begin(directory: &Path, name: &OsStr, mode: u32) -> io::Result<Unfinished> {
        let made = tempfile::Builder::new()
            .prefix(&prefix(name))
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(directory)?;
        let (file, path) = made.into_parts();
        // On a file system without locks nothing is ever swept; that is no reason not to make a file.
        let _ = file.try_lock();
        Ok(Unfinished { path, file })
    }

    /// The path under which it is made. It may be opened, written and closed by others.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Flushes it to the disk, and lets the system forget what it remembers of it, so that whoever reads it next reads
    /// the disk.
    pub fn flush(&self) -> io::Result<()> {
        self.file.sync_all()?;
        // Only a hint; a file system may not know it.
        let _ = rustix::fs::fadvise(&self.file, 0, None, rustix::fs::Advice::DontNeed);
        Ok(())
    }

    /// Puts it in the place of whatever is there.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        self.path.persist(path).map_err(|error| error.error)?;
        flush_directory(path)
    }

    /// Puts it under the first of these names that is free, and overwrites nothing; the name. Fails with
    /// [`io::ErrorKind::AlreadyExists`] when none is.
    pub fn put(self, names: impl IntoIterator<Item = PathBuf>) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        let mut path = self.path;
        for name in names {
            match path.persist_noclobber(&name) {
                Ok(()) => return flush_directory(&name).map(|()| name),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => path = error.path,
                Err(error) => return Err(error.error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// The directory that a path lies in.
pub fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes what killed programs of this user have left of files of this name. What cannot be removed stays.
pub fn sweep(directory: &Path, name: &OsStr) {
    let prefix = prefix(name);
    let own = rustix::process::geteuid().as_raw();
    let Ok(entries) = fs::read_dir(directory) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let is_left = |metadata: &fs::Metadata| {
            metadata.is_file()
                && metadata.uid() == own
                && metadata.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
        };
        if path.file_name().is_some_and(|name| name.as_bytes().starts_with(prefix.as_bytes()))
            && path.symlink_metadata().is_ok_and(|metadata| is_left(&metadata))
            && File::open(&path).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(&path);
        }
    }
}

fn prefix(name: &OsStr) -> OsString {
    let name = name.as_bytes().get(..NAME_BYTES_MAX).map_or(name, OsStr::from_bytes);
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".howdah-");
    prefix
}

/// The rename itself is on the disk when the directory is.
fn flush_directory(path: &Path) -> io::Result<()> {
    File::open(directory_of(path))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_takes_the_first_free_name_and_overwrites_nothing() {
        let place = tempfile::tempdir().expect("a temporary directory");
        fs::write(place.path().join("a"), "somebody's").expect("written");
        let file = Unfinished::begin(place.path(), OsStr::new("a"), 0o600).expect("made");
        fs::write(file.path(), "new").expect("written");
        let put = file.put(["a", "b"].map(|name| place.path().join(name))).expect("put");
        assert_eq!(put, place.path().join("b"));
        assert_eq!(fs::read(&put).expect("read"), b"new");
        assert_eq!(fs::read(place.path().join("a")).expect("read"), b"somebody's");
        let file = Unfinished::begin(place.path(), OsStr::new("a"), 0o600).expect("made");
        let refused = file.put([place.path().join("a")]).expect_err("the name is taken");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(place.path()), ["a", "b"]);
    }

    #[test]
    fn only_what_nobody_makes_any_more_is_swept() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let age = |path: &Path| {
            let long_ago = std::time::SystemTime::now() - 2 * LEFT_BEHIND;
            File::options()
                .write(true)
                .open(path)
                .and_then(|file| file.set_modified(long_ago))
                .expect("aged");
        };
        let held = Unfinished::begin(place.path(), OsStr::new("a"), 0o600).expect("made");
        age(held.path());
        let killed = place.path().join(".a.howdah-killed");
        let young = place.path().join(".a.howdah-young");
        let other = place.path().join(".b.howdah-other");
        for path in [&killed, &young, &other] {
            fs::write(path, "").expect("written");
        }
        age(&killed);
        age(&other);
        sweep(place.path(), OsStr::new("a"));
        assert!(!killed.exists());
        assert!(held.path().exists() && young.exists() && other.exists());
    }
}
