//! Where a private server's data and socket lie, and who owns them.
//!
//! Beside the source's work directory when the server's account can enter there; else (a home closed to others, a file
//! system without owners) in a place that it can. Everything is made fresh under a name that nobody else holds, or
//! checked to be ours: directories like `/tmp` are shared with people who may mean harm.

use super::account::{self, Account};
use crate::error::{Error, Kind, Result};
use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The data directory's name in its home.
pub(super) const DATA: &str = "postgres";

/// Where root puts data that cannot lie beside the source.
pub(super) const SHARED_HOME: &str = "/var/lib/howdah";

/// While `initdb` is at work the directory has this name, so that half a cluster is never taken for a whole one.
const UNFINISHED: &str = "postgres.new";

/// The longest path of a socket: `sun_path` has 108 bytes, one of them the final NUL
/// (<https://man7.org/linux/man-pages/man7/unix.7.html>).
const SOCKET_PATH_BYTES_MAX: usize = 107;

/// A home for data, with the directory for `initdb` in it.
pub(super) struct Home {
    /// The directory that holds the data directory.
    pub directory: PathBuf,
    /// The empty directory, owned by the server's account, into which `initdb` writes.
    pub unfinished: PathBuf,
    /// Why the home is not the work directory, as a whole sentence.
    pub note: Option<String>,
}

/// Makes a home for new data: the work directory, or the first other place that works.
pub(super) fn make_home(work_directory: &Path, account: &Account) -> Result<Home> {
    let reason = match prepare(work_directory, account) {
        Ok(unfinished) => return Ok(Home { directory: work_directory.to_owned(), unfinished, note: None }),
        Err(reason) => reason,
    };
    let is_root = rustix::process::geteuid().is_root();
    let others: &[&str] = if is_root { &[SHARED_HOME, "/var/tmp"] } else { &["/var/tmp"] };
    for parent in others.iter().map(Path::new) {
        if let Ok((directory, unfinished)) = make_private_home(parent, account) {
            let note = format!(
                "The data of the private PostgreSQL lies in {}, not in {}: {reason}.",
                directory.display(),
                work_directory.display()
            );
            return Ok(Home { directory, unfinished, note: Some(note) });
        }
    }
    Err(Error::new(Kind::Target, "there is no place for the private PostgreSQL's data")
        .detail(format!(
            "In {}, {reason}; and {} would not do either.",
            work_directory.display(),
            others.join(", ")
        ))
        .hint("Choose another work directory with --work-dir, on a local disk."))
}

/// Gives the finished data its name.
pub(super) fn finish_home(home: &Home) -> Result<PathBuf> {
    let data = home.directory.join(DATA);
    std::fs::rename(&home.unfinished, &data)
        .map_err(|error| broken("the data directory cannot be named", &data, error))?;
    Ok(data)
}

fn make_private_home(parent: &Path, account: &Account) -> std::result::Result<(PathBuf, PathBuf), String> {
    let describe = |error: io::Error| error.to_string();
    if parent == Path::new(SHARED_HOME) {
        std::fs::create_dir_all(parent).map_err(describe)?;
    }
    // A fresh name that nobody can have prepared. The home stays enterable, the data in it is private.
    let home = tempfile::Builder::new()
        .prefix(if parent == Path::new(SHARED_HOME) { "server-" } else { "howdah-server-" })
        .permissions(Permissions::from_mode(0o755))
        .tempdir_in(parent)
        .map_err(describe)?;
    let unfinished = prepare(home.path(), account)?;
    Ok((home.keep(), unfinished))
}

/// Makes an empty directory for `initdb` in `home` and tries it as the server's account; else says why it is no place.
fn prepare(home: &Path, account: &Account) -> std::result::Result<PathBuf, String> {
    let unfinished = home.join(UNFINISHED);
    let describe = |error: io::Error| format!("{} cannot be made ({error})", unfinished.display());
    match std::fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(describe(error)),
        _ => {}
    }
    std::fs::DirBuilder::new().mode(0o700).create(&unfinished).map_err(describe)?;
    let tried = give_to(&unfinished, account).map_err(describe).and_then(|()| try_as(account, &unfinished));
    if let Err(reason) = tried {
        // It was made here a moment ago and is empty; when even that fails, the reason above is the better one.
        let _ = std::fs::remove_dir_all(&unfinished);
        return Err(reason);
    }
    Ok(unfinished)
}

/// Whether the account can enter the directory and write there. Tried rather than computed: permissions, access lists
/// and mounts all have a say.
fn try_as(account: &Account, directory: &Path) -> std::result::Result<(), String> {
    let mode = std::fs::metadata(directory).map_err(|error| error.to_string())?.mode();
    if mode & 0o077 != 0 {
        return Err("the file system keeps no permissions".to_owned());
    }
    let status = account::command(account, Path::new("/bin/sh"))
        .args(["-c", "cd -- \"$1\" && : >probe && rm probe", "sh"])
        .arg(directory)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("no program can be run as user \"{}\" ({error})", account.name))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("user \"{}\" cannot enter it and write there", account.name))
    }
}

/// Makes a directory for the socket: private, under a short name.
pub(super) fn make_socket_directory(account: &Account, port: u16) -> Result<PathBuf> {
    // /tmp and not TMPDIR, which may be longer than a socket's path can be.
    let parent = Path::new("/tmp");
    let directory = tempfile::Builder::new()
        .prefix("howdah-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(|error| broken("a directory for the server's socket cannot be made", parent, error))?;
    give_to(directory.path(), account).map_err(|error| {
        broken("the socket's directory cannot be given to the server", directory.path(), error)
    })?;
    let socket = directory.path().join(format!(".s.PGSQL.{port}"));
    if socket.as_os_str().len() > SOCKET_PATH_BYTES_MAX {
        return Err(Error::bug(format!("the socket's path {} is too long", socket.display())));
    }
    Ok(directory.keep())
}

/// Removes the socket and its lock file that a server left which did not end well. The directory has no other server;
/// PostgreSQL would refuse a lock file whose process number is somebody else's by now.
pub(super) fn remove_stale_socket(directory: &Path, port: u16) -> Result<()> {
    for name in [format!(".s.PGSQL.{port}"), format!(".s.PGSQL.{port}.lock")] {
        let path = directory.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(broken("a stale socket cannot be removed", &path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a directory from an earlier run is still there, the account's own, and closed to others.
pub(super) fn is_private(directory: &Path, account: &Account) -> bool {
    directory.symlink_metadata().is_ok_and(|metadata| {
        metadata.is_dir() && metadata.uid() == account.uid && metadata.mode() & 0o077 == 0
    })
}

/// Writes a file into the server's directory, as the server's own.
pub(super) fn write_owned(path: &Path, text: &str, account: &Account) -> Result<()> {
    let describe = |error| broken("a file of the private PostgreSQL cannot be written", path, error);
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let temporary = PathBuf::from(name);
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(describe(error)),
        _ => {}
    }
    // `create_new` follows no link: the directory belongs to an account that is not ours.
    let options = &mut std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(&temporary).map_err(describe)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(describe)?;
    give_to(&temporary, account).map_err(describe)?;
    std::fs::rename(&temporary, path).map_err(describe)
}

fn give_to(path: &Path, account: &Account) -> io::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    std::os::unix::fs::lchown(path, Some(account.uid), Some(account.gid))
}

pub(super) fn broken(message: &str, path: &Path, error: io::Error) -> Error {
    Error::new(Kind::Target, message).detail(format!("{}: {error}.", path.display())).caused_by(error)
}
