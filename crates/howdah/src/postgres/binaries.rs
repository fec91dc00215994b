//! Finds an installed PostgreSQL server's programs, for the private server of [`super::embedded`].
//!
//! Looks where people and packages put them; installs nothing. When there are none, the error says the one command that
//! installs them here.

use crate::error::{Error, Kind, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest major version that is used.
pub const MAJOR_MIN: u32 = 15;

/// The programs of one installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    directory: PathBuf,
    major: u32,
    version: String,
}

impl Binaries {
    /// Finds the programs: those in the directory `PG_BIN`, else those on `PATH`, else the newest in the places
    /// where packages put them. Versions before 15 are passed over.
    pub fn find() -> Result<Binaries> {
        if let Some(directory) = std::env::var_os("PG_BIN").filter(|value| !value.is_empty()) {
            return Binaries::named_by_user(Path::new(&directory));
        }
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        let mut too_old = None;
        for directory in std::env::split_paths(&on_path).filter_map(|directory| home_of(&directory)) {
            match Binaries::in_directory(&directory) {
                Ok(found) if found.major >= MAJOR_MIN => return Ok(found),
                Ok(found) => too_old = Some(found),
                Err(_) => {}
            }
        }
        let mut installed: Vec<Binaries> = package_directories()
            .iter()
            .filter_map(|directory| Binaries::in_directory(directory).ok())
            .collect();
        installed.sort_by_key(|binaries| binaries.major);
        match installed.pop() {
            Some(newest) if newest.major >= MAJOR_MIN => Ok(newest),
            older => Err(not_found(older.or(too_old))),
        }
    }

    /// The programs of a certain major version: a data directory is started by no other.
    pub fn of_major(major: u32) -> Result<Binaries> {
        let found = Binaries::find();
        if let Ok(found) = &found
            && found.major == major
        {
            return Ok(found.clone());
        }
        package_directories()
            .iter()
            .filter_map(|directory| Binaries::in_directory(directory).ok())
            .find(|binaries| binaries.major == major)
            .ok_or_else(|| {
                Error::new(
                    Kind::Target,
                    format!("the programs of PostgreSQL {major} are no longer installed"),
                )
                .detail(match found {
                    Ok(found) => {
                        format!("Found were those of {}, which cannot start its data.", found.version)
                    }
                    Err(_) => "No server's programs were found.".to_owned(),
                })
                .hint(format!(
                    "Install PostgreSQL {major} again, or name the directory of its programs in PG_BIN."
                ))
            })
    }

    fn named_by_user(directory: &Path) -> Result<Binaries> {
        let shown = directory.display();
        let found = Binaries::in_directory(directory).map_err(|reason| {
            Error::new(Kind::Usage, format!("PG_BIN={shown} holds no PostgreSQL server"))
                .detail(reason)
                .hint("Name the directory that holds initdb, pg_ctl and postgres.")
        })?;
        if found.major < MAJOR_MIN {
            return Err(not_found(Some(found)));
        }
        Ok(found)
    }

    /// The programs in a directory, or the reason why they are not usable.
    fn in_directory(directory: &Path) -> std::result::Result<Binaries, String> {
        for program in ["initdb", "pg_ctl", "postgres"] {
            if !directory.join(program).is_file() {
                return Err(format!("There is no program {program} in it."));
            }
        }
        let output = Command::new(directory.join("postgres"))
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("Its program postgres does not start: {error}."))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = parse_version("postgres", &text)
            .ok_or_else(|| "Its program postgres does not say its version.".to_owned())?;
        Ok(Binaries { directory: directory.to_owned(), major: version.0, version: version.1 })
    }

    /// The directory that holds them.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The major version: 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The version in words: `15.18`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A program's path.
    pub fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

/// `postgres (PostgreSQL) 15.18 (Debian …)`, `… 18beta1`: major and version.
pub(super) fn parse_version(program: &str, text: &str) -> Option<(u32, String)> {
    let version = text.strip_prefix(program)?.strip_prefix(" (PostgreSQL) ")?.split_whitespace().next()?;
    let digits = version.find(|character: char| !character.is_ascii_digit()).unwrap_or(version.len());
    Some((version[..digits].parse().ok()?, version.to_owned()))
}

/// The directory in which the `initdb` of a directory on `PATH` really lies: often it is a link into the package's.
fn home_of(directory: &Path) -> Option<PathBuf> {
    let real = directory.join("initdb").canonicalize().ok()?;
    real.parent().map(Path::to_owned)
}

/// Where packages put a server's programs.
pub(super) fn package_directories() -> Vec<PathBuf> {
    let mut directories = Vec::new();
    // Debian; the PostgreSQL project's packages for Red Hat and SUSE; Homebrew on either processor.
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/usr/lib", "postgresql"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
        ("/Library/PostgreSQL", ""),
    ] {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        let of_version = entries.map(|entry| entry.file_name()).filter(|name| is_version(name, prefix));
        directories.extend(of_version.map(|name| Path::new(parent).join(name).join("bin")));
    }
    // Distributions with one version at a time: Fedora, Arch, FreeBSD; Alpine keeps its server's programs apart.
    directories.extend(["/usr/bin", "/usr/local/bin", "/usr/libexec/postgresql"].map(PathBuf::from));
    directories.sort();
    directories
}

fn is_version(name: &OsString, prefix: &str) -> bool {
    name.to_str()
        .and_then(|name| name.strip_prefix(prefix))
        .is_some_and(|version| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()))
}

fn not_found(too_old: Option<Binaries>) -> Error {
    let error = match too_old {
        Some(old) => Error::new(Kind::Target, format!("the installed PostgreSQL {} is too old", old.version))
            .detail(format!("It was found in {}; versions 15 and newer are used.", old.directory.display())),
        None => Error::new(Kind::Target, "no PostgreSQL server is installed").detail(
            "A private PostgreSQL needs the programs initdb, pg_ctl and postgres. \
             They were looked for in PG_BIN, on PATH and where packages put them.",
        ),
    };
    error.hint(format!(
        "Install it: {}. Or name a server's URL as the target, or the directory of a server's programs in PG_BIN.",
        install_here(&SERVER)
    ))
}

/// Package managers, Homebrew first since it stands beside another, and their commands that install a server.
const SERVER: [(&str, &str); 7] = [
    ("brew", "brew install postgresql@17"),
    ("apt-get", "apt-get install postgresql"),
    ("dnf", "dnf install postgresql-server"),
    ("zypper", "zypper install postgresql-server"),
    ("pacman", "pacman -S postgresql"),
    ("apk", "apk add postgresql"),
    ("pkg", "pkg install postgresql17-server"),
];

/// The one command of this machine's package manager.
pub(super) fn install_here(commands: &[(&str, &str)]) -> String {
    let exists = |program: &str| {
        ["/usr/bin", "/bin", "/sbin", "/opt/homebrew/bin", "/usr/local/bin"]
            .iter()
            .any(|directory| Path::new(directory).join(program).exists())
    };
    install_command(commands, &exists, rustix::process::geteuid().is_root())
}

fn install_command(commands: &[(&str, &str)], exists: &dyn Fn(&str) -> bool, is_root: bool) -> String {
    let known = commands.iter().find(|(manager, _)| exists(manager));
    let debian = commands.iter().find(|(manager, _)| *manager == "apt-get");
    match known.or(debian) {
        Some((manager, command)) if is_root || *manager == "brew" => (*command).to_owned(),
        Some((_, command)) => format!("sudo {command}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_programs_own_words() {
        assert_eq!(
            parse_version("postgres", "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some((15, "15.18".to_owned()))
        );
        assert_eq!(
            parse_version("postgres", "postgres (PostgreSQL) 19beta2\n"),
            Some((19, "19beta2".to_owned()))
        );
        assert_eq!(parse_version("postgres", "something else 15"), None);
    }

    #[test]
    fn the_hint_is_the_command_of_this_systems_package_manager() {
        assert_eq!(
            install_command(&SERVER, &|program| program == "apt-get", true),
            "apt-get install postgresql"
        );
        assert_eq!(
            install_command(&SERVER, &|program| program == "dnf", false),
            "sudo dnf install postgresql-server"
        );
        assert_eq!(
            install_command(&SERVER, &|program| program == "brew", false),
            "brew install postgresql@17"
        );
    }

    #[test]
    fn only_directories_named_by_a_version_are_looked_into() {
        assert!(is_version(&OsString::from("pgsql-16"), "pgsql-"));
        assert!(!is_version(&OsString::from("postgresql@"), "postgresql@"));
        assert!(!is_version(&OsString::from("share"), ""));
    }

    #[test]
    fn the_server_of_this_machine_is_found() {
        let found = Binaries::find().expect("a PostgreSQL server is installed (apt-get install postgresql)");
        assert!(found.major() >= MAJOR_MIN && found.program("initdb").is_file());
        assert!(Binaries::of_major(9).is_err());
    }
}
