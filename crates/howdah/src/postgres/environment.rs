//! What surrounds a connection URL: libpq's environment variables, the password file and the default socket
//! (<https://www.postgresql.org/docs/current/libpq-envars.html>,
//! <https://www.postgresql.org/docs/current/libpq-pgpass.html>).
//!
//! [`super::dsn`] asks here for what the URL leaves out. Nothing here knows URLs; a password passes through and is
//! neither stored nor shown.

use super::account;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Looks up one environment variable. A function, so that tests need not change the process.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variable of this process; an empty one counts as absent, as in libpq.
pub fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What a password file answered.
#[derive(Default)]
pub struct PasswordFile {
    /// The password of the first line that matches.
    pub password: Option<String>,
    /// Why the file was not read, as a whole sentence.
    pub note: Option<String>,
}

/// Which connection a password is looked up for.
pub struct Login<'a> {
    /// Host name, or the socket directory.
    pub host: &'a str,
    /// Whether `host` is the default socket directory, which the file calls `localhost`.
    pub host_is_default_socket: bool,
    /// Port.
    pub port: u16,
    /// Database name.
    pub database: &'a str,
    /// Role name.
    pub user: &'a str,
}

/// Reads `PGPASSFILE` or `~/.pgpass`. As in libpq, a file that others can read is ignored (with a note).
pub fn password_file(lookup: Lookup, login: &Login) -> PasswordFile {
    let path = match (lookup("PGPASSFILE"), lookup("HOME")) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(home)) => Path::new(&home).join(".pgpass"),
        (None, None) => return PasswordFile::default(),
    };
    let Ok(metadata) = path.metadata() else { return PasswordFile::default() };
    let refused = |reason: &str| PasswordFile {
        password: None,
        note: Some(format!("The password file {} was ignored: {reason}.", path.display())),
    };
    if !metadata.is_file() {
        return refused("it is not a plain file");
    }
    if metadata.mode() & 0o077 != 0 {
        return refused("group or others can read it; its permissions should be 0600");
    }
    match std::fs::read_to_string(&path) {
        Ok(text) => PasswordFile { password: find_password(&text, login), note: None },
        Err(_) => refused("it could not be read as UTF-8 text"),
    }
}

/// The password on the first line of a password file that fits the login.
fn find_password(text: &str, login: &Login) -> Option<String> {
    let port = login.port.to_string();
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = split_fields(line);
        let [host, line_port, database, user, password] = fields.as_slice() else { return None };
        let fits = |field: &str, value: &str| field == "*" || field == value;
        let host_fits = fits(host, login.host) || (login.host_is_default_socket && host == "localhost");
        (host_fits && fits(line_port, &port) && fits(database, login.database) && fits(user, login.user))
            .then(|| password.clone())
    })
}

/// Splits `host:port:database:user:password`; `\:` and `\\` stand for the characters themselves. What stands behind
/// a fifth colon is ignored, as libpq does.
fn split_fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                if let (Some(next), Some(field)) = (characters.next(), fields.last_mut()) {
                    field.push(next);
                }
            }
            ':' => fields.push(String::new()),
            other => {
                if let Some(field) = fields.last_mut() {
                    field.push(other);
                }
            }
        }
    }
    fields.truncate(5);
    fields
}

/// The directory in which libpq would look for the server's socket, when there is one. Debian compiles in
/// `/var/run/postgresql`, the PostgreSQL project `/tmp`; the one that holds a socket wins.
pub fn default_socket_directory(port: u16) -> Option<PathBuf> {
    let candidates = [Path::new("/var/run/postgresql"), Path::new("/tmp")];
    let has_socket = |directory: &&Path| {
        let socket = directory.join(format!(".s.PGSQL.{port}"));
        socket.symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_socket())
    };
    candidates.iter().find(|directory| has_socket(directory)).map(|directory| directory.to_path_buf())
}

/// The name of the user who runs this process: the account of the effective user id, or `USER`.
pub fn os_user(lookup: Lookup) -> Option<String> {
    let uid = rustix::process::geteuid().as_raw();
    account::by_uid(uid).map(|account| account.name).or_else(|| lookup("USER")).or_else(|| lookup("LOGNAME"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn login<'a>(host: &'a str, database: &'a str, user: &'a str) -> Login<'a> {
        Login { host, host_is_default_socket: false, port: 5432, database, user }
    }

    #[test]
    fn the_first_line_that_fits_gives_the_password() {
        let text = "# comment\nother:*:*:*:no\ndb.example:5433:*:me:wrong port\ndb.example:*:app:me:a\\:b\\\\c\n*:*:*:*:last";
        assert_eq!(find_password(text, &login("db.example", "app", "me")).as_deref(), Some("a:b\\c"));
        assert_eq!(find_password(text, &login("db.example", "app", "you")).as_deref(), Some("last"));
        assert_eq!(find_password("a:b:c", &login("a", "b", "c")), None);
    }

    #[test]
    fn the_default_socket_is_called_localhost() {
        let mut login = login("/var/run/postgresql", "app", "me");
        assert_eq!(find_password("localhost:*:*:*:x", &login), None);
        login.host_is_default_socket = true;
        assert_eq!(find_password("localhost:*:*:*:x", &login).as_deref(), Some("x"));
    }

    #[test]
    fn a_password_file_that_others_can_read_is_ignored_with_a_note() {
        let directory = tempfile::tempdir().expect("temporary directory");
        let path = directory.path().join("pgpass");
        std::fs::write(&path, "*:*:*:*:hidden\n").expect("written");
        let lookup = |name: &str| (name == "PGPASSFILE").then(|| path.display().to_string());
        let with_mode = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("mode set");
            password_file(&lookup, &login("h", "d", "u"))
        };
        assert_eq!(with_mode(0o600).password.as_deref(), Some("hidden"));
        let refused = with_mode(0o640);
        assert_eq!(refused.password, None);
        assert!(refused.note.is_some_and(|note| note.contains("0600") && !note.contains("hidden")));
    }
}
