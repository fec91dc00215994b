//! A file that is being made: under a name of its own in the directory where it is to stand, put there whole or not at
//! all. The last steps are fsync, one rename, and fsync of the directory. The directory is opened before the rename;
//! what fails behind it is told beside the name, and never as if the file had none.
//!
//! A lock beside it is held as long as its program lives, so that the next run can tell what a killed one left from what
//! another is still making. The lock is on a file of its own: on a network file system it would be in the way of SQLite's
//! locks on the database (flock(2), "NFS details").

mod directory;
mod fixed;

pub use self::directory::{Directory, Placed};
pub use self::fixed::{Fixed, fixed};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Files that SQLite keeps beside a database. One that is left beside a new file would be read as part of it.
pub const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// What stands behind the name of the lock.
const LOCK: &str = "-lock";

/// Bytes that a name may have (`NAME_MAX`, limits.h).
pub const NAME_MAX: usize = 255;

/// Bytes of a name to which some are added.
const NAME_BYTES: usize = 200;

/// Random letters behind the prefix.
const RANDOM: usize = 6;

/// The file, removed when it is dropped, unless it was put in its place; then its lock.
#[derive(Debug)]
pub struct Unfinished {
    path: TempPath,
    file: File,
    /// Removed behind the file.
    _lock_path: TempPath,
    _lock: File,
}

impl Unfinished {
    /// Makes an empty file for a final name, `.NAME.howdah-…`, with these permissions; `None`: as the process makes files.
    pub fn begin(directory: &Path, name: &OsStr, mode: Option<u32>) -> io::Result<Unfinished> {
        let prefix = prefix(name);
        loop {
            let mut builder = tempfile::Builder::new();
            let (lock, lock_path) =
                builder.prefix(&prefix).suffix(LOCK).rand_bytes(RANDOM).tempfile_in(directory)?.into_parts();
            // A file system without locks: what a killed run leaves there is never removed unasked.
            let held = lock.lock().is_ok();
            // Between the two steps it may have been taken for one that was left.
            if held && !is_at(&lock, &lock_path) {
                continue;
            }
            let Some(path) = without_suffix(&lock_path, LOCK) else { continue };
            match File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .mode(mode.map_or(0o666, |_| 0o600))
                .open(&path)
            {
                Ok(file) => {
                    if let Some(mode) = mode {
                        // The process's mask is no matter of a file that takes another's place.
                        file.set_permissions(fs::Permissions::from_mode(mode))?;
                    }
                    let path = TempPath::try_from_path(path)?;
                    return Ok(Unfinished { path, file, _lock_path: lock_path, _lock: lock });
                }
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    /// The path under which it is made. It may be opened, written and closed by others.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself. It stays open to the end: closing it would end the locks of those who read the file meanwhile
    /// (<https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>).
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

    /// The directory of a path in the same directory, for what is renamed and removed there.
    pub fn directory(&self, path: &Path) -> io::Result<Directory> {
        Directory::open(directory_of(path), &self.file)
    }

    /// Puts it in the place of whatever is there, by one rename. An error means that it was not.
    pub fn replace(self, path: &Path, directory: &Directory) -> io::Result<Placed> {
        if let (Ok(old), Ok(new)) = (fs::metadata(path), self.file.metadata())
            && (old.uid(), old.gid()) != (new.uid(), new.gid())
        {
            // The application's file stays the application's, where this user may give files away.
            let _ = std::os::unix::fs::fchown(&self.file, Some(old.uid()), Some(old.gid()));
        }
        self.file.sync_all()?;
        self.path.persist(path).map_err(|error| error.error)?;
        Ok(Placed::behind(path.to_owned(), directory))
    }

    /// Puts it under the first of these names that is free, all in its directory, and overwrites nothing. An error means
    /// that it has none of them; [`io::ErrorKind::AlreadyExists`], that none is free.
    pub fn put(self, names: impl IntoIterator<Item = PathBuf>) -> io::Result<Placed> {
        self.file.sync_all()?;
        let directory = self.directory(&self.path)?;
        let mut path = self.path;
        for name in names {
            match path.persist_noclobber(&name) {
                Ok(()) => return Ok(Placed::behind(name, &directory)),
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

fn prefix(name: &OsStr) -> OsString {
    let name = name.as_bytes().get(..NAME_BYTES).map_or(name, OsStr::from_bytes);
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".howdah-");
    prefix
}

/// A name with room for what is put before and behind it, the same one each time. A longer one is cut; its hash tells it
/// from others that begin alike.
pub fn shortened(name: &OsStr) -> OsString {
    let bytes = name.as_bytes();
    if bytes.len() <= NAME_BYTES {
        return name.to_owned();
    }
    let hash = blake3::hash(bytes).to_hex();
    let hash = &hash[..16];
    let mut cut = NAME_BYTES - hash.len() - 1;
    // Not within a character of UTF-8: some file systems take no such names.
    while cut > 0 && bytes[cut] & 0xc0 == 0x80 {
        cut -= 1;
    }
    let mut short = OsStr::from_bytes(&bytes[..cut]).to_owned();
    short.push(format!("~{hash}"));
    short
}

/// Whether an open file is what stands at the path.
fn is_at(file: &File, path: &Path) -> bool {
    let Ok(open) = file.metadata() else { return false };
    path.symlink_metadata().is_ok_and(|there| (there.dev(), there.ino()) == (open.dev(), open.ino()))
}

/// Removes what killed runs of this user left of files with this final name, and returns the paths of these files. What
/// cannot be removed is left to the next run; what another program is making is held by its lock.
pub fn sweep(directory: &Path, name: &OsStr) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let prefix = prefix(name);
    let names = entries.filter_map(|entry| entry.ok().map(|entry| entry.file_name()));
    let files: BTreeSet<PathBuf> =
        names.filter_map(|name| main_of(&name, &prefix).map(|main| directory.join(main))).collect();
    files.into_iter().filter(|path| is_removed(path)).collect()
}

/// Removes one file with what lies beside it, unless somebody holds its lock; whether anything was there to remove.
fn is_removed(path: &Path) -> bool {
    let lock_path = with_suffix(path, LOCK);
    // The lock is there first and goes last: a file without one is nobody's. It stays held to the end of this function, so
    // that whoever made it just now sees that it is gone.
    let held = match File::open(&lock_path) {
        Ok(lock) if lock.try_lock().is_ok() && is_at(&lock, &lock_path) => Some(lock),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        _ => return false,
    };
    let own = rustix::process::geteuid().as_raw();
    let remove = |path: &Path| {
        let is_ours = path.symlink_metadata().is_ok_and(|there| there.is_file() && there.uid() == own);
        is_ours && fs::remove_file(path).is_ok()
    };
    let beside = BESIDE.iter().filter(|suffix| remove(&with_suffix(path, suffix))).count();
    let main = remove(path);
    let lock = held.is_some() && remove(&lock_path);
    main || lock || beside > 0
}

/// The unfinished file that a name is, or that it lies beside.
fn main_of<'a>(name: &'a OsStr, prefix: &OsStr) -> Option<&'a OsStr> {
    let random = name.as_bytes().strip_prefix(prefix.as_bytes())?;
    let suffix = random.get(RANDOM..)?;
    let is_ours = random[..RANDOM].iter().all(u8::is_ascii_alphanumeric)
        && (suffix.is_empty() || [LOCK].iter().chain(&BESIDE).any(|beside| beside.as_bytes() == suffix));
    is_ours.then(|| OsStr::from_bytes(&name.as_bytes()[..name.len() - suffix.len()]))
}

fn without_suffix(path: &Path, suffix: &str) -> Option<PathBuf> {
    let name = path.as_os_str().as_bytes().strip_suffix(suffix.as_bytes())?;
    Some(PathBuf::from(OsStr::from_bytes(name)))
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

    /// What a kill does: the files stay, the lock goes.
    fn abandon(made: Unfinished) -> PathBuf {
        made._lock_path.keep().expect("kept");
        made.path.keep().expect("kept")
    }

    #[test]
    fn a_file_that_was_dropped_or_put_in_place_leaves_nothing_beside_it() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let (directory, name) = (place.path(), OsStr::new("app.db"));
        drop(Unfinished::begin(directory, name, None).expect("made"));
        assert_eq!(fs::read_dir(directory).expect("the directory").count(), 0);
        let path = directory.join(name);
        let put = |names: &[&str]| {
            let made = Unfinished::begin(directory, name, None).expect("made");
            made.put(names.iter().map(|name| directory.join(name)))
        };
        assert_eq!(put(&["app.db"]).expect("put").path, path);
        assert_eq!(put(&["app.db"]).expect_err("the name is taken").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(put(&["app.db", "b"]).expect("put").path, directory.join("b"));
        let made = Unfinished::begin(directory, name, None).expect("made");
        let opened = made.directory(&path).expect("a directory");
        let placed = made.replace(&path, &opened).expect("replaced");
        assert_eq!((placed.warning(), placed.path), (None, path));
        assert_eq!(fs::read_dir(directory).expect("the directory").count(), 2);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_is_held_or_is_not_ours_is_not() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let (directory, name) = (place.path(), OsStr::new("app.db"));
        let held = Unfinished::begin(directory, name, None).expect("made");
        let killed = abandon(Unfinished::begin(directory, name, None).expect("made"));
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
        // Killed between two steps: only a part is there.
        fs::write(directory.join(".app.db.howdah-ABCDEF-shm"), "").expect("written");
        fs::write(directory.join(".app.db.howdah-123456-lock"), "").expect("written");
        fs::write(directory.join(".app.db.howdah-zzzzzz"), "").expect("written");
        let parts =
            ["ABCDEF", "123456", "zzzzzz"].map(|random| directory.join(format!(".app.db.howdah-{random}")));
        let mut expected = [&parts[..], std::slice::from_ref(&killed)].concat();
        expected.sort();
        assert_eq!(sweep(directory, name), expected);
        assert!(!killed.exists() && !with_suffix(&killed, "-wal").exists());
        let count = fs::read_dir(directory).expect("the directory").count();
        assert_eq!(count, others.len() + 3, "the others, a folder, and the file that is held with its lock");
        assert!(held.path().exists() && others.iter().all(|other| directory.join(other).exists()));
        assert!(directory.join(".app.db.howdah-folder").exists());
        assert_eq!(sweep(directory, name), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_long_name_is_cut_anywhere_and_found_again() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let name = OsString::from("ä".repeat(127));
        let made = Unfinished::begin(place.path(), &name, Some(0o600)).expect("made");
        assert!(made.path().exists());
        let path = abandon(made);
        assert_eq!(sweep(place.path(), &name), [path]);
    }

    #[test]
    fn a_long_name_is_shortened_to_one_of_its_own() {
        for name in ["ä".repeat(127), "n".repeat(255), "n".repeat(254), "🐘".repeat(60)] {
            let short = shortened(OsStr::new(&name));
            assert_eq!(short, shortened(OsStr::new(&name)));
            assert!((100..=NAME_BYTES).contains(&short.len()), "{short:?}");
            assert!(short.to_str().is_some_and(|short| name.starts_with(&short[..100])), "{short:?}");
        }
        assert_ne!(shortened("n".repeat(255).as_ref()), shortened("n".repeat(254).as_ref()));
        assert_eq!(shortened("n".repeat(200).as_ref()), OsString::from("n".repeat(200)));
    }

    #[test]
    fn of_two_that_make_and_sweep_at_once_neither_loses_its_file() {
        let place = tempfile::tempdir().expect("a temporary directory");
        let make = || {
            for _ in 0..200 {
                let made = Unfinished::begin(place.path(), OsStr::new("app.db"), Some(0o600)).expect("made");
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
