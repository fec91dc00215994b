//! The backups of one database in one directory: their names, and which of them go.
//!
//! A name is `NAME.backup_YYYYMMDD_HHMMSS`, in UTC so that names sort as time passes, with `-2`, `-3`, … behind it for
//! further ones of the same second. Only regular files with exactly such a name are backups; nothing else is touched.

use crate::error::{Error, Kind, Result};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the time of a backup is written.
const TIME: &str = "%Y%m%d_%H%M%S";

/// Bytes of a time that is written so.
const TIME_BYTES: usize = 15;

/// What stands between the database's name and the time.
const MARK: &[u8] = b".backup_";

/// Backups of one second; more than anybody makes.
const TWINS_MAX: u32 = 10_000;

/// The backups of one database in one directory.
#[derive(Debug, Clone)]
pub struct Series {
    directory: PathBuf,
    name: OsString,
    ending: &'static str,
}

/// What stays and what goes. Without a limit, everything stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Keep so many, the newest; at least 1.
    pub keep: Option<u32>,
    /// Keep what is not older than this.
    pub older_than: Option<Duration>,
}

/// What became of backups that were to go.
#[derive(Debug, Default)]
pub struct Pruned {
    /// Removed, the oldest first.
    pub removed: Vec<PathBuf>,
    /// Still there, with the reason.
    pub left: Vec<(PathBuf, std::io::Error)>,
}

impl Series {
    /// The backups of a database of this name; `ending` stands behind the time (`.dump`, or nothing).
    pub fn new(directory: &Path, name: &OsStr, ending: &'static str) -> Series {
        Series { directory: directory.to_owned(), name: name.to_owned(), ending }
    }

    /// Where they lie.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The name under which one is made, as long as it has none of its own.
    pub fn unfinished(&self) -> OsString {
        let mut name = self.name.clone();
        name.push(".backup");
        name.push(self.ending);
        name
    }

    /// The names that a backup of this time may have, in the order in which they are tried.
    pub fn names(&self, time: Timestamp) -> impl Iterator<Item = PathBuf> + use<> {
        let series = self.clone();
        let time = time.strftime(TIME).to_string();
        (1..=TWINS_MAX).map(move |twin| {
            let mut name = series.name.clone();
            name.push(OsStr::from_bytes(MARK));
            name.push(&time);
            if twin > 1 {
                name.push(format!("-{twin}"));
            }
            name.push(series.ending);
            series.directory.join(name)
        })
    }

    /// Time and number of a backup, when this is the name of one.
    fn read(&self, name: &OsStr) -> Option<(Timestamp, u32)> {
        let rest = name.as_bytes().strip_prefix(self.name.as_bytes())?.strip_prefix(MARK)?;
        let rest = std::str::from_utf8(rest).ok()?.strip_suffix(self.ending)?;
        let (time, twin) = rest.split_at_checked(TIME_BYTES)?;
        let is_time = time.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'_',
            _ => byte.is_ascii_digit(),
        });
        if !is_time {
            return None;
        }
        let twin = match twin.strip_prefix('-') {
            None if twin.is_empty() => 1,
            None => return None,
            Some(digits) if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                return None;
            }
            Some(digits) => digits.parse().ok().filter(|&twin| twin > 1)?,
        };
        let time = DateTime::strptime(TIME, time).ok()?;
        Some((TimeZone::UTC.to_timestamp(time).ok()?, twin))
    }

    /// All of them, the newest first.
    fn found(&self) -> std::io::Result<Vec<(Timestamp, u32, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            if let Some((time, twin)) = self.read(&entry.file_name())
                && entry.file_type().is_ok_and(|kind| kind.is_file())
            {
                found.push((time, twin, entry.path()));
            }
        }
        found.sort_by_key(|(time, twin, _)| Reverse((*time, *twin)));
        Ok(found)
    }

    /// Removes what goes, the oldest first, and never `new`, which counts as the newest. With both limits a backup goes
    /// only when both let it go: it is not among the newest, and it is too old.
    ///
    /// Fails with [`Kind::Target`] when the directory cannot be read.
    pub fn prune(&self, limits: Limits, new: &Path, now: Timestamp) -> Result<Pruned> {
        let mut pruned = Pruned::default();
        if limits == Limits::default() {
            return Ok(pruned);
        }
        let found = self.found().map_err(|cause| {
            Error::new(Kind::Target, "the directory of the backups cannot be read")
                .detail(format!("{}: {cause}. The new backup is in its place.", self.directory.display()))
                .caused_by(cause)
        })?;
        let others = found.into_iter().filter(|(_, _, path)| path.file_name() != new.file_name());
        let going: Vec<PathBuf> = others
            .enumerate()
            .filter(|(at, (time, _, _))| {
                let is_beyond = limits.keep.is_none_or(|keep| at + 1 >= keep.max(1) as usize);
                let is_old = limits.older_than.is_none_or(|age| {
                    let limit = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
                    now.as_second().saturating_sub(time.as_second()) > limit
                });
                is_beyond && is_old
            })
            .map(|(_, (_, _, path))| path)
            .collect();
        for path in going.into_iter().rev() {
            match fs::remove_file(&path) {
                Ok(()) => pruned.removed.push(path),
                Err(cause) => pruned.left.push((path, cause)),
            }
        }
        Ok(pruned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn now() -> Timestamp {
        "2026-03-10T12:00:00Z".parse().expect("a time")
    }

    /// A directory with these files; those that are left after pruning.
    fn left(files: &[&str], new: &str, limits: Limits) -> Vec<String> {
        let place = tempfile::tempdir().expect("a temporary directory");
        for name in files.iter().chain([&new]) {
            fs::write(place.path().join(name), "").expect("written");
        }
        let series = Series::new(place.path(), OsStr::new("app.db"), "");
        let pruned = series.prune(limits, &place.path().join(new), now()).expect("pruned");
        assert!(pruned.left.is_empty());
        let entries = fs::read_dir(place.path()).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names.len() + pruned.removed.len(), files.len() + 1);
        names
    }

    const NEW: &str = "app.db.backup_20260310_120000";

    #[test]
    fn names_are_read_as_they_are_written_and_nothing_else_is_a_backup() {
        let series = Series::new(Path::new("/b"), OsStr::new("app.db"), "");
        let names: Vec<PathBuf> = series.names(now()).take(2).collect();
        assert_eq!(names, [Path::new("/b").join(NEW), Path::new("/b").join(format!("{NEW}-2"))]);
        assert_eq!(series.read(OsStr::new(NEW)), Some((now(), 1)));
        assert_eq!(series.read(OsStr::new(&format!("{NEW}-12"))), Some((now(), 12)));
        for name in [
            "app.db",
            "app.db.backup",
            "app.db.backup_20260310",
            "app.db.backup_20260310_12000",
            "app.db.backup_20260310_1200000",
            "app.db.backup_20261310_120000",
            "app.db.backup_20260310-120000",
            "app.db.backup_+2026310_120000",
            "app.db.backup_20260310_120000-",
            "app.db.backup_20260310_120000-1",
            "app.db.backup_20260310_120000-02",
            "app.db.backup_20260310_120000-x",
            "app.db.backup_20260310_120000-wal",
            "app.db.backup_20260310_120000.gz",
            "app.db.backup_20260310_120000.dump",
            "xapp.db.backup_20260310_120000",
            "app.db.backup_20260310_120000.backup_20260310_120000",
        ] {
            assert_eq!(series.read(OsStr::new(name)), None, "{name}");
        }
        let dumps = Series::new(Path::new("/b"), OsStr::new("app"), ".dump");
        assert_eq!(dumps.read(OsStr::new("app.backup_20260310_120000-2.dump")), Some((now(), 2)));
        assert_eq!(dumps.read(OsStr::new("app.backup_20260310_120000")), None);
    }

    #[test]
    fn the_newest_stay_and_the_new_one_is_one_of_them() {
        let files = [
            "app.db.backup_20260309_120000",
            "app.db.backup_20260309_120000-2",
            "app.db.backup_20260308_120000",
            "app.db.backup_20260307_120000-wal",
            "other.db.backup_20200101_000000",
            "app.db",
        ];
        let limits = Limits { keep: Some(2), older_than: None };
        let mut expected = vec![files[5], files[3], files[1], NEW, files[4]];
        expected.sort_unstable();
        assert_eq!(left(&files, NEW, limits), expected);
        // Also when a clock that was wrong has dated others later.
        let files = ["app.db.backup_20300101_000000", "app.db.backup_20290101_000000"];
        assert_eq!(left(&files, NEW, Limits { keep: Some(1), older_than: None }), [NEW]);
        assert_eq!(left(&files, NEW, Limits { keep: Some(2), older_than: None }), [NEW, files[0]]);
    }

    #[test]
    fn with_both_limits_a_backup_goes_only_when_both_let_it_go() {
        let files = [
            "app.db.backup_20260309_130000",
            "app.db.backup_20260308_120000",
            "app.db.backup_20260201_120000",
        ];
        let only_age = Limits { keep: None, older_than: Some(DAY) };
        assert_eq!(left(&files, NEW, only_age), [files[0], NEW]);
        let both = |keep, days| Limits { keep: Some(keep), older_than: Some(days * DAY) };
        assert_eq!(left(&files, NEW, both(3, 1)), [files[1], files[0], NEW]);
        assert_eq!(left(&files, NEW, both(1, 30)), [files[1], files[0], NEW]);
        assert_eq!(left(&files, NEW, both(1, 1)), [files[0], NEW]);
        assert_eq!(left(&files, NEW, Limits::default()).len(), 4);
    }
}
