//! Where the PostgreSQL server programs are, and as whom they run.
//!
//! Owns the search order (`PG_BIN`, `PATH`, Debian's directories) and the choice of an unprivileged account when
//! the tests run as root, which PostgreSQL refuses to serve. Knows nothing of data directories or connections.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The oldest major version that the workspace supports.
const MAJOR_MIN: u32 = 15;

/// The programs a server cannot be made without.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The installed server programs.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// The directory that holds `initdb`, `pg_ctl` and `postgres`.
    pub dir: PathBuf,
    /// What `postgres --version` says, such as `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    pub version: String,
}

/// Finds the server programs once per process.
///
/// # Panics
/// When there are none, or only ones older than 15: the message names the command that installs them.
pub fn binaries() -> &'static Binaries {
    static FOUND: OnceLock<Binaries> = OnceLock::new();
    FOUND.get_or_init(|| find().unwrap_or_else(|why| panic!("{why}")))
}

fn find() -> Result<Binaries, String> {
    const INSTALL: &str = "install them with: apt-get install -y --no-install-recommends postgresql";
    let chosen = std::env::var_os("PG_BIN").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let candidates = match &chosen {
        Some(dir) => vec![dir.clone()],
        None => on_path().into_iter().chain(installed()).collect(),
    };
    let found: Vec<Binaries> = candidates.into_iter().filter_map(look_into).collect();
    if let Some(new_enough) = found.iter().find(|b| major(&b.version).is_some_and(|m| m >= MAJOR_MIN)) {
        return Ok(new_enough.clone());
    }
    let place = match &chosen {
        Some(dir) => format!("in PG_BIN={}", dir.display()),
        None => "on PATH or under /usr/lib/postgresql".to_owned(),
    };
    let too_old: String =
        found.iter().map(|b| format!(" (too old: {} in {})", b.version, b.dir.display())).collect();
    Err(format!(
        "these tests need the PostgreSQL server programs ({}), version {MAJOR_MIN} or newer, {place}{too_old}; {INSTALL}",
        PROGRAMS.join(", ")
    ))
}

/// A program on `PATH` is often a link into the real directory, where its companions are.
fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find_map(|dir| Some(dir.join("initdb").canonicalize().ok()?.parent()?.to_owned()))
}

/// Debian's packages, the highest version first.
fn installed() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, dir)| dir).collect()
}

fn look_into(dir: PathBuf) -> Option<Binaries> {
    if !complete(&dir) {
        return None;
    }
    let out = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    Some(Binaries { dir, version: String::from_utf8_lossy(&out.stdout).trim().to_owned() })
}

fn complete(dir: &Path) -> bool {
    PROGRAMS.iter().all(|name| dir.join(name).is_file())
}

fn major(version: &str) -> Option<u32> {
    let number = version.split(") ").nth(1)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The account that runs the server: `None` for the one that runs the tests.
///
/// # Panics
/// As root, when neither `postgres` nor `nobody` exists.
pub fn account() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").expect("/etc/passwd is readable by root");
    let ids = |wanted: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ids("postgres").or_else(|| ids("nobody"));
    Some(found.expect("as root the server needs the account `postgres` or `nobody`"))
}

/// A command that runs as the server's account, in a directory that this account can enter, in plain English.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").env("LC_ALL", "C").env_remove("PGDATA").env_remove("LANGUAGE");
    if let Some((uid, gid)) = account() {
        command.uid(uid).gid(gid);
    }
    command
}

/// Hands a file or a whole directory to the server's account.
pub fn give_away(path: &Path) {
    let Some((uid, gid)) = account() else { return };
    std::os::unix::fs::lchown(path, Some(uid), Some(gid))
        .unwrap_or_else(|e| panic!("cannot hand {} to the server: {e}", path.display()));
    if path.is_dir() && !path.is_symlink() {
        let entries =
            std::fs::read_dir(path).unwrap_or_else(|e| panic!("cannot list {}: {e}", path.display()));
        entries.flatten().for_each(|entry| give_away(&entry.path()));
    }
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_every_spelling() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("something else"), None);
    }
}
