//! Files that cannot be renamed or replaced, although their directory may be written: found before anything is made.
//!
//! What the kernel asks at a rename (rename(2), `EBUSY` and `EPERM`) cannot be tried without renaming, so its rules are
//! asked here. A rule that is missing is no harm: then the rename itself fails.

use super::directory_of;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Why a file keeps its name, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// A whole sentence.
    pub why: String,
    /// Another.
    pub remedy: String,
}

/// Why nobody may take the name from what is under a path, if nobody may.
pub fn fixed(path: &Path) -> Option<Fixed> {
    let there = path.symlink_metadata().ok()?;
    let shown = path.display();
    if let Some(fixed) = by_attributes(path) {
        return Some(fixed);
    }
    let directory = fs::metadata(directory_of(path)).ok()?;
    let own = rustix::process::geteuid().as_raw();
    let is_sticky = directory.mode() & 0o1000 != 0;
    if is_sticky && ![there.uid(), directory.uid()].contains(&own) && !may_act_as_owner() {
        return Some(Fixed {
            why: format!(
                "{shown} belongs to user {}, and lies in a directory with the sticky bit: only its owner and the directory's \
                 may rename it.",
                there.uid()
            ),
            remedy: "Run the command as the owner of the file, or take the sticky bit from the directory."
                .into(),
        });
    }
    None
}

#[cfg(target_os = "linux")]
fn by_attributes(path: &Path) -> Option<Fixed> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let shown = path.display();
    let found = statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS).ok()?;
    let known = found.stx_attributes & found.stx_attributes_mask;
    if known.contains(StatxAttributes::MOUNT_ROOT) {
        return Some(Fixed {
            why: format!("{shown} is a mount point: a single file is mounted there, and it cannot be renamed."),
            remedy: "Mount the directory of the file and not the file alone, or run the command where the file itself lies."
                .into(),
        });
    }
    if known.intersects(StatxAttributes::IMMUTABLE | StatxAttributes::APPEND) {
        return Some(Fixed {
            why: format!("{shown} has the attribute \"immutable\" or \"append only\"."),
            remedy: format!("Take it from the file: chattr -i -a {shown}"),
        });
    }
    None
}

#[cfg(not(target_os = "linux"))]
fn by_attributes(_: &Path) -> Option<Fixed> {
    None
}

/// Whether the process may do what the owner of a file may (`CAP_FOWNER`, capabilities(7)).
fn may_act_as_owner() -> bool {
    const CAP_FOWNER: u64 = 3;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    match effective.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()) {
        Some(effective) => effective >> CAP_FOWNER & 1 == 1,
        None => rustix::process::geteuid().is_root(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_this_user_has_no_fixed_name_even_in_a_sticky_directory() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("app.db");
        assert_eq!(fixed(&path), None);
        fs::write(&path, "").expect("a file");
        assert_eq!(fixed(&path), None);
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o1777)).expect("a mode");
        assert_eq!(fixed(&path), None);
        // A mount point of every system; nobody renames it.
        let mounted = fixed(Path::new("/proc"));
        assert!(mounted.is_none_or(|fixed| fixed.why.contains("mount point")));
    }
}
