//! Where a private server's data and socket lie, and who owns them.
//!
//! Beside the source's work directory when the server's account can enter there; else (a home closed to others, a file
//! system without owners) in a place that it can. Everything is made fresh under a name that nobody else holds, or
//! checked to be ours: directories like `/tmp` are shared with people who may mean harm.

use super::account::{self, Account};
use crate::error::{Error, Kind, Result};
use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The data directory's name in its home.
pub(super) const DATA: &str = "postgres";

/// Where root puts data that cannot lie beside the source.
pub(super) const SHARED_HOME: &str = "/var/lib/howdah";

/// Where everybody else's lies then, and root's when there is no other place.
const TEMPORARY_HOME: &str = "/var/tmp";

/// While `initdb` is at work the directory's name begins so, so that half a cluster is never taken for a whole one.
/// What follows is new each time: an `initdb` whose run was killed goes on by itself, and must not meet the next one.
const UNFINISHED: &str = "postgres.new";

/// In the socket's directory, and in a home outside of the work directory: the work directory that they belong to, by
/// which they are found when there is no record, not yet or not any more.
const BELONGS_TO: &str = "work-directory";

/// How long an `initdb` whose run was killed may write into a directory that is being removed.
const INITDB_ENDS: Duration = Duration::from_secs(5);

/// `/tmp` and not `TMPDIR`, which may be longer than a socket's path can be.
const SOCKET_HOME: &str = "/tmp";

const SOCKET_PREFIX: &str = "howdah-";

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
    let others: &[&str] = if is_root { &[SHARED_HOME, TEMPORARY_HOME] } else { &[TEMPORARY_HOME] };
    for parent in others.iter().map(Path::new) {
        if let Ok((directory, unfinished)) = make_private_home(parent, account, work_directory) {
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

fn make_private_home(
    parent: &Path,
    account: &Account,
    work_directory: &Path,
) -> std::result::Result<(PathBuf, PathBuf), String> {
    let describe = |error: io::Error| error.to_string();
    if parent == Path::new(SHARED_HOME) {
        std::fs::create_dir_all(parent).map_err(describe)?;
    }
    // A fresh name that nobody can have prepared. The home stays enterable, the data in it is private.
    let home = tempfile::Builder::new()
        .prefix(home_prefix(parent))
        .permissions(Permissions::from_mode(0o755))
        .tempdir_in(parent)
        .map_err(describe)?;
    write_owned(&home.path().join(BELONGS_TO), &work_directory.to_string_lossy(), &account::current())
        .map_err(|error| error.to_string())?;
    let unfinished = prepare(home.path(), account)?;
    Ok((home.keep(), unfinished))
}

fn home_prefix(parent: &Path) -> &'static str {
    if parent == Path::new(SHARED_HOME) { "server-" } else { "howdah-server-" }
}

/// Our own homes outside of work directories. The places are open to others, who may have made such names too.
pub(super) fn private_homes() -> Vec<PathBuf> {
    let own = rustix::process::geteuid().as_raw();
    let mut homes = Vec::new();
    for parent in [SHARED_HOME, TEMPORARY_HOME].map(Path::new) {
        homes.extend(entries(parent, home_prefix(parent)).into_iter().filter(|home| {
            home.symlink_metadata().is_ok_and(|metadata| {
                metadata.is_dir() && metadata.uid() == own && metadata.mode() & 0o022 == 0
            })
        }));
    }
    homes
}

/// Whether a home holds a directory that `initdb` did not finish.
pub(super) fn holds_unfinished(home: &Path) -> bool {
    !entries(home, UNFINISHED).is_empty()
}

/// Removes what `initdb` did not finish in a home.
pub(super) fn remove_unfinished(home: &Path) -> Result<()> {
    let give_up = Instant::now() + INITDB_ENDS;
    for unfinished in entries(home, UNFINISHED) {
        while let Err(error) = std::fs::remove_dir_all(&unfinished) {
            if error.kind() == io::ErrorKind::NotFound {
                break;
            }
            if Instant::now() > give_up {
                return Err(broken("an unfinished data directory cannot be removed", &unfinished, error));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(())
}

/// The homes outside of a work directory that were made for it.
pub(super) fn homes_of(work_directory: &Path) -> Vec<PathBuf> {
    private_homes().into_iter().filter(|home| belongs_to(home, work_directory)).collect()
}

fn belongs_to(directory: &Path, work_directory: &Path) -> bool {
    let name = work_directory.to_string_lossy();
    std::fs::read_to_string(directory.join(BELONGS_TO)).is_ok_and(|text| text == name)
}

/// Removes a home outside of work directories, when nothing else is left in it; its parent goes with the last of them.
pub(super) fn remove_home(home: &Path) -> Result<()> {
    remove_owned(&home.join(BELONGS_TO))?;
    // Anything else in it is not ours, and keeps it.
    let _ = std::fs::remove_dir(home);
    if let Some(parent) = home.parent().filter(|parent| *parent == Path::new(SHARED_HOME)) {
        let _ = std::fs::remove_dir(parent);
    }
    Ok(())
}

/// Entries of a directory whose names begin so; none when it cannot be read.
fn entries(directory: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let named =
        |entry: &std::fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes());
    entries.filter_map(|entry| entry.ok().filter(named)).map(|entry| entry.path()).collect()
}

/// Makes an empty directory for `initdb` in `home` and tries it as the server's account; else says why it is no place.
fn prepare(home: &Path, account: &Account) -> std::result::Result<PathBuf, String> {
    let describe = |error: io::Error| format!("{} cannot be written ({error})", home.display());
    let unfinished = tempfile::Builder::new()
        .prefix(&format!("{UNFINISHED}-"))
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(home)
        .map_err(describe)?
        .keep();
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
pub(super) fn make_socket_directory(account: &Account, port: u16, work_directory: &Path) -> Result<PathBuf> {
    let parent = Path::new(SOCKET_HOME);
    let directory = tempfile::Builder::new()
        .prefix(SOCKET_PREFIX)
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
    write_owned(&directory.path().join(BELONGS_TO), &work_directory.to_string_lossy(), account)?;
    Ok(directory.keep())
}

/// The sockets' directories that were made for a work directory.
pub(super) fn socket_directories_of(work_directory: &Path, account: &Account) -> Vec<PathBuf> {
    entries(Path::new(SOCKET_HOME), SOCKET_PREFIX)
        .into_iter()
        .filter(|directory| is_private(directory, account) && belongs_to(directory, work_directory))
        .collect()
}

/// Removes a socket's directory with what is ours in it.
pub(super) fn remove_socket_directory(directory: &Path, account: &Account, port: u16) -> Result<()> {
    if is_private(directory, account) {
        remove_stale_socket(directory, port)?;
        // Anything else in the directory is not ours, and keeps it.
        remove_owned(&directory.join(BELONGS_TO))?;
        let _ = std::fs::remove_dir(directory);
    }
    Ok(())
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

/// A file that is being written has this name until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// Removes a file that [`write_owned`] wrote, or was killed while it wrote.
pub(super) fn remove_owned(path: &Path) -> Result<()> {
    for path in [unfinished(path), path.to_owned()] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(broken("a file of the private PostgreSQL cannot be removed", &path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes a file into the server's directory, as the server's own.
pub(super) fn write_owned(path: &Path, text: &str, account: &Account) -> Result<()> {
    let describe = |error| broken("a file of the private PostgreSQL cannot be written", path, error);
    let temporary = unfinished(path);
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
