//! The swap: the old file goes away with everything beside it, and the new one takes its name.
//!
//! A file that is moved in beside a `-wal` of another one would be read together with it: SQLite takes the old pages
//! for newer ones, and `integrity_check` says ok (<https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use>).
//! So the order is:
//!
//! 1. The WAL is carried into the old file and emptied, while nobody else has it open ([`Hold::settle`]). From here on
//!    the old file is whole by itself.
//! 2. `-wal`, `-journal` and `-shm` are moved away. Stopped here, the old file stands alone under its name.
//! 3. The new file gets the name under which the old one is to be kept, then the two names are exchanged in one step
//!    (`renameat2` with `RENAME_EXCHANGE`, <https://man7.org/linux/man-pages/man2/rename.2.html>). Stopped before it, the
//!    old file is in place; behind it, the new one: there is no moment without a file.
//!
//! Where the file system cannot exchange names, the old file is moved away and then the new one in. Stopped between, no
//! file is under the name, and the old one is whole under its other name.
//!
//! Each step is on the disk before the next: the directory is flushed. A step that fails takes back those before it, so
//! that the old file is in its place with everything beside it; the last one cannot fail any more once the names are
//! exchanged.

use crate::error::{Error, Kind, Result};
use crate::sqlite::hold::{Hold, identity};
use crate::whole_file::{BESIDE, Directory, Placed, directory_of, shortened, with_suffix};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What is swapped.
pub(super) struct Swap<'a> {
    /// The name that the new file gets, its links resolved.
    pub place: &'a Path,
    /// The new file, flushed, in the same directory, with nothing beside it.
    pub new: &'a Path,
    /// The name that the old file gets.
    pub aside: &'a Path,
    /// The old file; `None` when there is none.
    pub old: Option<&'a Hold>,
}

/// A step that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The old file is whole by itself.
    Settled,
    /// One of the files beside it is moved away.
    BesideMoved,
    /// The new file has the old one's other name.
    Named,
    /// The new file is in place.
    InPlace,
}

impl Swap<'_> {
    /// Swaps; returns what could not be done behind it, as a whole sentence. `done` is called behind each step; an error of
    /// it ends the swap there. Any other error means that the names are as they were, or says which are not.
    ///
    /// Fails with [`Kind::Unsafe`] when somebody put another file in the place, or one under the old file's new name.
    pub(super) fn run(&self, done: &mut dyn FnMut(Step) -> Result<()>) -> Result<Option<String>> {
        let parent = directory_of(self.place);
        let opened = File::open(self.new).and_then(|new| Directory::open(parent, &new));
        let directory = opened.map_err(|cause| failed(parent, cause))?;
        match self.old {
            Some(old) => {
                old.settle()?;
                if !old.is_at_its_place() {
                    return Err(other_file(self.place));
                }
            }
            None if identity(self.place).is_some() => return Err(other_file(self.place)),
            None => {}
        }
        done(Step::Settled)?;
        let mut names = Names { directory: &directory, renamed: Vec::new() };
        let mut stopped = false;
        let swapped = self.rename_all(&mut names, &mut |step| done(step).inspect_err(|_| stopped = true));
        match swapped {
            Err(error) if !stopped => Err(names.take_back(error)),
            swapped => swapped,
        }
    }

    fn rename_all(
        &self,
        names: &mut Names<'_>,
        done: &mut dyn FnMut(Step) -> Result<()>,
    ) -> Result<Option<String>> {
        for suffix in BESIDE {
            let beside = with_suffix(self.place, suffix);
            if fs::symlink_metadata(&beside).is_ok() {
                names.rename(&beside, &with_suffix(self.aside, suffix))?;
                done(Step::BesideMoved)?;
            }
        }
        if self.old.is_some() {
            names.rename(self.new, self.aside)?;
            done(Step::Named)?;
            match renameat_with(CWD, self.aside, CWD, self.place, RenameFlags::EXCHANGE) {
                Ok(()) => {}
                Err(cause) if is_unsupported(cause) => {
                    names.rename(self.aside, self.new)?;
                    names.rename(self.place, self.aside)?;
                    names.rename_only(self.new, self.place)?;
                }
                Err(cause) => return Err(failed(self.place, cause.into())),
            }
        } else {
            names.rename_only(self.new, self.place)?;
        }
        let placed = Placed::behind(self.place.to_owned(), names.directory);
        done(Step::InPlace)?;
        Ok(placed.warning())
    }
}

/// Names that were changed, each on the disk before the next.
struct Names<'a> {
    directory: &'a Directory,
    /// From, and to.
    renamed: Vec<(PathBuf, PathBuf)>,
}

impl Names<'_> {
    fn rename(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.rename_only(from, to)?;
        self.directory.flush().map_err(|cause| failed(to, cause))
    }

    /// Renames, unless something has the name already.
    fn rename_only(&mut self, from: &Path, to: &Path) -> Result<()> {
        free_rename(from, to).map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => other_file(to),
            _ => failed(from, cause),
        })?;
        self.renamed.push((from.to_owned(), to.to_owned()));
        Ok(())
    }

    /// Gives everything its old name, and adds to the error how that went.
    fn take_back(mut self, error: Error) -> Error {
        let mut left = Vec::new();
        while let Some((from, to)) = self.renamed.pop() {
            if free_rename(&to, &from).is_err() {
                left.push((from, to));
            }
        }
        // The failure that led here is the one to tell.
        let _ = self.directory.flush();
        let detail = error.detail.clone().unwrap_or_default();
        if left.is_empty() {
            return error.detail(format!(
                "{detail} Nothing has another name than before: the old file is in its place, with what lies beside it."
            ));
        }
        let moved: Vec<String> =
            left.iter().map(|(from, to)| format!("{} is now {}", from.display(), to.display())).collect();
        let back: Vec<String> =
            left.iter().map(|(from, to)| format!("mv -n {} {}", to.display(), from.display())).collect();
        error
            .detail(format!("{detail} Nor could all be given their old names back: {}.", moved.join(", ")))
            .hint(format!("Give them their names back, in this order: {}", back.join("; ")))
    }
}

/// Renames, unless something has the name already.
fn free_rename(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(cause) if is_unsupported(cause) => match fs::symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        },
        renamed => Ok(renamed?),
    }
}

/// File systems that know no flags of a renaming.
fn is_unsupported(cause: Errno) -> bool {
    matches!(cause, Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP)
}

fn other_file(path: &Path) -> Error {
    Error::new(Kind::Unsafe, format!("another file was put under the name {}", path.display()))
        .detail("Nothing was overwritten.")
        .hint("Look who made it and move it away, then run the command again.")
}

fn failed(path: &Path, cause: io::Error) -> Error {
    let hint = match cause.kind() {
        io::ErrorKind::ResourceBusy => {
            "Something is mounted there, or the kernel uses it: mount the directory of the file and not the file alone, \
             then run the command again."
        }
        io::ErrorKind::PermissionDenied => {
            "Check that this user may write in the directory and rename the file (it may be another user's in a directory \
             with the sticky bit, or immutable), or run the command as its owner."
        }
        io::ErrorKind::InvalidFilename => {
            "The name is too long for the file system: give the file a shorter one."
        }
        io::ErrorKind::StorageFull => "Free some space, and run the command again.",
        _ => "Run the command again.",
    };
    Error::new(Kind::Target, format!("the files cannot be swapped at {}", path.display()))
        .detail(format!("The operating system said: {cause}."))
        .hint(hint)
        .caused_by(cause)
}

/// The name under which an old file is kept: `app.db.before_rollback_20261127_101500`, or one like it that is free, with
/// everything beside it. Of a very long name only the beginning is kept.
pub(super) fn aside_of(place: &Path, now: &str) -> PathBuf {
    let digits: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = digits.split_at(digits.len().min(8));
    let short = place.with_file_name(shortened(place.file_name().unwrap_or_default()));
    let plain = with_suffix(&short, &format!(".before_rollback_{day}_{time}"));
    let numbered = (2..).map(|number| with_suffix(&plain, &format!("_{number}")));
    let is_free = |path: &PathBuf| {
        let mut names = BESIDE.iter().chain(&[""]);
        names.all(|suffix| fs::symlink_metadata(with_suffix(path, suffix)).is_err())
    };
    std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain)
}

/// Gives a new file the owner, group and mode of the old one; returns what could not be given, as a whole sentence.
pub(super) fn take_after(new: &Path, old: &Path) -> Result<Option<String>> {
    let failed = |cause: io::Error| failed(new, cause);
    let (is, was) = (fs::metadata(new).map_err(failed)?, fs::metadata(old).map_err(failed)?);
    let mut left = None;
    if (is.uid(), is.gid()) != (was.uid(), was.gid()) {
        let given = std::os::unix::fs::chown(new, Some(was.uid()), Some(was.gid()));
        if given.is_err() {
            left = Some(format!(
                "The new file belongs to user {} and group {}, the old one to {} and {}: this user may not give it away.",
                is.uid(),
                is.gid(),
                was.uid(),
                was.gid()
            ));
        }
    }
    fs::set_permissions(new, was.permissions()).map_err(failed)?;
    File::open(new).and_then(|file| file.sync_all()).map_err(failed)?;
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use rusqlite::config::DbConfig;
    use std::time::Duration;

    /// An old file with a row `old`, in WAL mode with pages that are only in its WAL, and a new one with a row `new`.
    struct Scene {
        directory: tempfile::TempDir,
        place: PathBuf,
        new: PathBuf,
        aside: PathBuf,
    }

    fn fill(path: &Path, mode: &str, row: &str) {
        let connection = Connection::open(path).expect("a file");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
        let sql = format!("PRAGMA journal_mode = {mode}; CREATE TABLE t (a); INSERT INTO t VALUES ('{row}')");
        connection.execute_batch(&sql).expect("a table");
    }

    fn scene(mode: &str) -> Scene {
        let directory = tempfile::tempdir().expect("a directory");
        let name = |name: &str| directory.path().join(name);
        let (place, new) = (name("app.db"), name(".new"));
        fill(&place, mode, "old");
        fill(&new, "DELETE", "new");
        let aside = aside_of(&place, "2026-11-27T10:15:00Z");
        Scene { place, new, aside, directory }
    }

    /// The row of a file, read with whatever lies beside it.
    fn row(path: &Path) -> String {
        let connection = Connection::open(path).expect("a file");
        let whole: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
        assert_eq!(whole, "ok");
        connection.query_row("SELECT group_concat(a) FROM t", [], |row| row.get(0)).expect("a row")
    }

    fn swap(scene: &Scene, done: &mut dyn FnMut(Step) -> Result<()>) -> Result<Option<String>> {
        let old = scene.place.exists().then(|| Hold::take(&scene.place, Duration::ZERO)).transpose()?;
        Swap { place: &scene.place, new: &scene.new, aside: &scene.aside, old: old.as_ref() }.run(done)
    }

    #[test]
    fn the_new_file_is_in_place_alone_and_the_old_one_is_kept_whole() {
        for mode in ["WAL", "DELETE", "PERSIST"] {
            let scene = scene(mode);
            let mut steps = Vec::new();
            swap(&scene, &mut |step| {
                steps.push(step);
                Ok(())
            })
            .expect("swapped");
            assert_eq!((steps[0], steps.last()), (Step::Settled, Some(&Step::InPlace)));
            for suffix in BESIDE {
                assert!(!with_suffix(&scene.place, suffix).exists(), "{mode}: {suffix} is left");
            }
            assert_eq!((row(&scene.place).as_str(), row(&scene.aside).as_str()), ("new", "old"), "{mode}");
            assert!(!scene.new.exists());
        }
    }

    #[test]
    fn stopped_behind_any_step_the_old_or_the_new_file_is_in_place_whole_and_the_next_swap_goes_on() {
        for mode in ["WAL", "DELETE", "PERSIST"] {
            for stop in 1.. {
                let mut scene = scene(mode);
                let mut at = 0;
                let mut reached = Step::Settled;
                let stopped = swap(&scene, &mut |step| {
                    (at, reached) = (at + 1, step);
                    if at == stop { Err(Error::bug("stopped here")) } else { Ok(()) }
                });
                if stopped.is_ok() {
                    assert!(stop > 3, "{mode}: only {stop} steps");
                    break;
                }
                let expected = if reached == Step::InPlace { "new" } else { "old" };
                assert_eq!(row(&scene.place), expected, "{mode} stopped behind {reached:?}");
                if reached == Step::InPlace {
                    assert_eq!(row(&scene.aside), "old");
                    continue;
                }
                if !scene.new.exists() {
                    fill(&scene.new, "DELETE", "new");
                }
                scene.aside = aside_of(&scene.place, "2026-11-27T10:15:00Z");
                swap(&scene, &mut |_| Ok(())).expect("swapped");
                assert_eq!(
                    (row(&scene.place).as_str(), row(&scene.aside).as_str()),
                    ("new", "old"),
                    "{mode}"
                );
            }
        }
    }

    #[test]
    fn a_wal_that_was_left_of_a_file_that_is_gone_brings_nothing_back() {
        let scene = scene("WAL");
        let wal = with_suffix(&scene.place, "-wal");
        assert!(fs::metadata(&wal).expect("the WAL").len() > 0);
        // Left beside the new file, it would: this is what the test is about.
        let trap = scene.directory.path().join("trap.db");
        fs::copy(&scene.new, &trap).expect("a copy");
        fs::copy(&wal, with_suffix(&trap, "-wal")).expect("a copy");
        assert_eq!(row(&trap), "old");
        fs::remove_file(&scene.place).expect("the old file");
        swap(&scene, &mut |_| Ok(())).expect("swapped");
        assert_eq!(row(&scene.place), "new");
        assert!(!wal.exists() && with_suffix(&scene.aside, "-wal").exists());
    }

    #[test]
    fn nothing_that_somebody_else_put_there_is_overwritten() {
        let scene = scene("DELETE");
        fs::write(&scene.aside, "somebody's").expect("a file");
        assert_eq!(swap(&scene, &mut |_| Ok(())).expect_err("refused").kind, Kind::Unsafe);
        assert_eq!(fs::read(&scene.aside).expect("the file"), b"somebody's");
        assert_eq!(row(&scene.place), "old");
        assert_ne!(aside_of(&scene.place, "2026-11-27T10:15:00Z"), scene.aside);
        // A file that appears where none was.
        let appeared = Swap { place: &scene.place, new: &scene.new, aside: &scene.aside, old: None };
        assert_eq!(appeared.run(&mut |_| Ok(())).expect_err("refused").kind, Kind::Unsafe);
        assert_eq!(row(&scene.place), "old");
    }

    #[test]
    fn a_step_that_fails_takes_back_those_before_it() {
        // Somebody makes a name that was free when it was chosen.
        for suffix in ["-journal", "-shm", ""] {
            let scene = scene("WAL");
            for beside in ["-journal", "-shm"] {
                fs::write(with_suffix(&scene.place, beside), "").expect("a file");
            }
            let taken = with_suffix(&scene.aside, suffix);
            let made = swap(&scene, &mut |step| {
                if step == Step::Settled {
                    fs::write(&taken, "somebody's").expect("a file");
                }
                Ok(())
            });
            let error = made.expect_err("the name is taken");
            assert!(
                error
                    .detail
                    .as_deref()
                    .is_some_and(|it| it.contains("in its place, with what lies beside it"))
            );
            for beside in BESIDE {
                assert!(with_suffix(&scene.place, beside).exists(), "{suffix}: {beside} is gone");
            }
            assert_eq!((row(&scene.place).as_str(), row(&scene.new).as_str()), ("old", "new"), "{suffix}");
            assert_eq!(fs::read(&taken).expect("the file"), b"somebody's");
        }
    }

    #[test]
    fn a_file_that_is_a_mount_point_stays_with_what_lies_beside_it() {
        let scene = scene("WAL");
        let mount = |words: &[&std::ffi::OsStr]| {
            let done = std::process::Command::new(words[0]).args(&words[1..]).output();
            done.is_ok_and(|done| done.status.success())
        };
        let place = scene.place.as_os_str();
        if !mount(&["mount".as_ref(), "--bind".as_ref(), place, place]) {
            println!("nothing can be mounted here: nothing is tested");
            return;
        }
        let seen = crate::whole_file::fixed(&scene.place);
        let swapped = swap(&scene, &mut |_| Ok(()));
        let beside = with_suffix(&scene.place, "-wal").exists();
        let there = (row(&scene.place), row(&scene.new));
        assert!(mount(&["umount".as_ref(), place]), "unmounted");
        let error = swapped.expect_err("it is busy");
        assert!(error.hint.as_deref().is_some_and(|hint| hint.contains("mounted")), "{error}");
        assert!(beside && there == ("old".to_owned(), "new".to_owned()), "{there:?}");
        assert!(seen.is_some_and(|fixed| fixed.why.contains("mount point")));
    }

    #[test]
    fn the_new_file_takes_after_the_old_one() {
        use std::os::unix::fs::PermissionsExt;
        let scene = scene("DELETE");
        fs::set_permissions(&scene.place, fs::Permissions::from_mode(0o640)).expect("a mode");
        // Only root may give files away.
        let given = std::os::unix::fs::chown(&scene.place, Some(12345), Some(23456)).is_ok();
        assert_eq!(take_after(&scene.new, &scene.place).expect("given"), None);
        let new = fs::metadata(&scene.new).expect("the file");
        assert_eq!(new.mode() & 0o7777, 0o640);
        if given {
            assert_eq!((new.uid(), new.gid()), (12345, 23456));
        }
    }
}
