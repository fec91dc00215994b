//! `pg_dump` and `pg_restore`: found where people and packages put them, and run with a login that never stands on a
//! command line.

use super::binaries::{install_here, package_directories, parse_version};
use super::dsn::{Dsn, Host};
use crate::error::{Error, Kind, Result};
use crate::report::event::Watch;
use rustix::process::Signal;
use std::collections::BTreeSet;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// The two programs of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clients {
    directory: PathBuf,
    major: u32,
    version: String,
}

/// How often a program that runs is asked whether it has ended, and the user whether to stop.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// Lines of a failed program's own words that are worth telling.
const LINES_MAX: usize = 6;

/// Variables of libpq that would send a program somewhere else than the login says
/// (<https://www.postgresql.org/docs/current/libpq-envars.html>).
const MISLEADING: [&str; 6] =
    ["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGREQUIRESSL", "PGCLUSTER"];

impl Clients {
    /// Finds the programs for a server of this major version: those in the directory `PG_BIN`, else of those on `PATH`
    /// and where packages put them the ones of the same version, else the newest. `pg_dump` reads no server that is
    /// newer than itself (<https://www.postgresql.org/docs/current/app-pgdump.html#PG-DUMP-NOTES>).
    pub(super) fn find(server: u32) -> Result<Clients> {
        if let Some(directory) = std::env::var_os("PG_BIN").filter(|value| !value.is_empty()) {
            let directory = PathBuf::from(directory);
            let found = Clients::in_directory(&directory).ok_or_else(|| {
                let shown = directory.display();
                Error::new(Kind::Usage, format!("PG_BIN={shown} holds no pg_dump and pg_restore"))
                    .hint("Name the directory that holds both, or leave PG_BIN unset.")
            })?;
            return found.new_enough(server);
        }
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        let directories: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
        let mut seen = BTreeSet::new();
        let mut found: Vec<Clients> = directories
            .into_iter()
            .chain(package_directories())
            .filter(|directory| seen.insert(directory.clone()))
            .filter_map(|directory| Clients::in_directory(&directory))
            .collect();
        // Stable, so that PATH comes first among equals.
        found.sort_by_key(|clients| (clients.major != server, std::cmp::Reverse(clients.major)));
        match found.into_iter().next() {
            Some(best) => best.new_enough(server),
            None => Err(Error::new(Kind::Target, "pg_dump is not installed")
                .detail("It was looked for in PG_BIN, on PATH and where packages put it, with pg_restore beside it.")
                .hint(install(server))),
        }
    }

    fn in_directory(directory: &Path) -> Option<Clients> {
        if !directory.join("pg_restore").is_file() {
            return None;
        }
        let mut command = Command::new(directory.join("pg_dump"));
        let output = command.arg("--version").stdin(Stdio::null()).output().ok()?;
        let (major, version) = parse_version("pg_dump", &String::from_utf8_lossy(&output.stdout))?;
        Some(Clients { directory: directory.to_owned(), major, version })
    }

    fn new_enough(self, server: u32) -> Result<Clients> {
        if self.major >= server {
            return Ok(self);
        }
        Err(Error::new(Kind::Target, format!("pg_dump {} is older than the server", self.version))
            .detail(format!(
                "It was found in {}; the server is of version {server}, and pg_dump reads no newer server.",
                self.directory.display()
            ))
            .hint(install(server)))
    }

    /// The version in words: `15.18`.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// A command of one of the programs, which says what it says in English.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.directory.join(program));
        command.stdin(Stdio::null()).env("LC_ALL", "C").env_remove("LANGUAGE");
        command
    }
}

/// Lets a program log in as the engine does. Everything is in its environment, which other users cannot see.
pub(super) fn log_in(command: &mut Command, dsn: &Dsn) {
    for name in MISLEADING {
        command.env_remove(name);
    }
    match dsn.host() {
        Host::Socket(directory) => command.env("PGHOST", directory),
        Host::Tcp(host) => command.env("PGHOST", host),
    };
    let binding = dsn.channel_binding.word();
    let seconds = dsn.connect_timeout.as_secs().to_string();
    let port = dsn.port().to_string();
    let given = [
        ("PGPORT", Some(port.as_str())),
        ("PGUSER", Some(dsn.user())),
        ("PGDATABASE", Some(dsn.database())),
        ("PGPASSWORD", dsn.password.as_deref()),
        ("PGSSLMODE", Some(dsn.sslmode.word())),
        ("PGSSLROOTCERT", dsn.sslrootcert.as_deref()),
        ("PGSSLCERT", dsn.sslcert.as_deref()),
        ("PGSSLKEY", dsn.sslkey.as_deref()),
        ("PGCONNECT_TIMEOUT", Some(seconds.as_str())),
        ("PGAPPNAME", Some(dsn.application_name.as_deref().unwrap_or("howdah"))),
        ("PGOPTIONS", dsn.options.as_deref()),
        ("PGTARGETSESSIONATTRS", Some(dsn.target_session_attrs.word())),
        ("PGCHANNELBINDING", Some(binding)),
    ];
    for (name, value) in given {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}

/// Runs a program to its end; what it printed. It is ended when the user asks to stop. `meanwhile` is called often.
///
/// Fails with [`Kind::Target`] and the program's own words when it fails.
pub(super) fn run(mut command: Command, watch: Watch<'_>, mut meanwhile: impl FnMut()) -> Result<Vec<u8>> {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let not_started = |cause: std::io::Error| {
        Error::new(Kind::Target, format!("{program} cannot be started"))
            .detail(format!("The operating system said: {cause}."))
            .caused_by(cause)
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(not_started)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (status, out, err) = std::thread::scope(|scope| {
        let read = |stream: Option<Box<dyn Read + Send>>| {
            let mut bytes = Vec::new();
            // A program that ends closes its streams; what was read until then counts.
            if let Some(mut stream) = stream {
                let _ = stream.read_to_end(&mut bytes);
            }
            bytes
        };
        let out = out.map(|stream| Box::new(stream) as Box<dyn Read + Send>);
        let err = err.map(|stream| Box::new(stream) as Box<dyn Read + Send>);
        let (out, err) = (scope.spawn(move || read(out)), scope.spawn(move || read(err)));
        let status = wait(&mut child, watch, &mut meanwhile);
        (status, out.join().unwrap_or_default(), err.join().unwrap_or_default())
    });
    // At a terminal, Ctrl-C reaches the program too.
    watch.check()?;
    let status = status.map_err(not_started)?;
    if status.success() {
        return Ok(out);
    }
    let text = String::from_utf8_lossy(&err);
    let prefix = format!("{program}: ");
    let mut lines = text.lines().map(|line| line.strip_prefix(&prefix).unwrap_or(line)).take(LINES_MAX);
    let said = match lines.next() {
        Some(first) => lines.fold(first.to_owned(), |said, line| format!("{said}; {line}")),
        None => status.to_string(),
    };
    let error = Error::new(Kind::Target, format!("{program} failed")).detail(format!("It said: {said}."));
    // The signal of `ulimit -f` ends a program that does not handle it, without a word of its own.
    Err(match status.signal() {
        Some(signal) if signal == Signal::XFSZ.as_raw() => {
            error.hint("Check the limit on the size of files (ulimit -f), or choose another place.")
        }
        _ => error,
    })
}

fn wait(child: &mut Child, watch: Watch<'_>, meanwhile: &mut impl FnMut()) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if watch.is_cancelled() {
            // It may have ended by itself.
            let _ = child.kill();
            return child.wait();
        }
        meanwhile();
        std::thread::sleep(ASK_EVERY);
    }
}

/// The hint that installs the programs of a major version.
fn install(major: u32) -> String {
    let [brew, apt, dnf, zypper, pacman, apk, pkg] = [
        format!("brew install postgresql@{major}"),
        format!("apt-get install postgresql-client-{major}"),
        format!("dnf install postgresql{major}"),
        format!("zypper install postgresql{major}"),
        "pacman -S postgresql".to_owned(),
        format!("apk add postgresql{major}-client"),
        format!("pkg install postgresql{major}-client"),
    ];
    let command = install_here(&[
        ("brew", &brew),
        ("apt-get", &apt),
        ("dnf", &dnf),
        ("zypper", &zypper),
        ("pacman", &pacman),
        ("apk", &apk),
        ("pkg", &pkg),
    ]);
    format!(
        "Install it: {command} (from the packages of https://www.postgresql.org/download/ where the system has no such \
         version). Or name the directory of newer programs in PG_BIN."
    )
}
