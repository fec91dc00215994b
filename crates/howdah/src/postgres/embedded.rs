//! A private PostgreSQL for people who have none: a real server, made and started with the installed programs.
//!
//! It listens on a Unix socket only, in a directory that nobody but its account (and root) can enter, so it needs no
//! password. It stays running when the program ends: the result of a migration is to be looked at. What is where
//! stands in `server.json` in the work directory, by which a later command finds it again, starts it again after a
//! restart of the machine, stops and removes it.
//!
//! A kill at any moment leaves nothing that a later command does not find: the record is written before what it tells
//! of is made, a second record lies with data outside of the work directory, and the socket's directory names the work
//! directory that it belongs to. So the work directory may be deleted by hand, too.

use super::account::{self, Account};
use super::binaries::Binaries;
use super::connect::create_database;
use super::dsn::Dsn;
use super::embedded_place::{self as place, broken};
use super::emit::quote_literal;
use super::postmaster::{Postmaster, end_homeless};
use super::server_settings::{Machine, loading_settings};
use crate::error::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The record's name in the work directory.
const RECORD: &str = "server.json";

/// Our settings in the data directory. Its presence says that the directory is ours to remove.
const SETTINGS: &str = "howdah.conf";

/// The role that `initdb` makes. Everybody who can reach the socket is it.
const SUPERUSER: &str = "postgres";

/// The number in the socket's name; nothing listens on a port.
const PORT: u16 = 5432;

/// What a later command must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// Format of this file.
    format: u32,
    /// Major version of the programs that made the data.
    major: u32,
    data_directory: PathBuf,
    socket_directory: PathBuf,
    /// The operating system's user who runs the server.
    os_user: String,
    os_uid: u32,
    os_gid: u32,
    database: String,
    /// Whose server it is.
    #[serde(default)]
    work_directory: PathBuf,
}

/// A private server that was made earlier or now.
#[derive(Debug)]
pub struct Embedded {
    work_directory: PathBuf,
    record: Record,
    messages: Vec<String>,
    /// It did not run before.
    started: bool,
}

/// Whether a private server is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It runs, as this process.
    Running(i32),
    /// Its data is there; it does not run.
    Stopped,
    /// Its data is gone.
    Missing,
}

impl Embedded {
    /// Starts the private server of a work directory, making it if there is none, and sees to it that `database`
    /// (UTF-8) is there. One that runs already is used as it is.
    ///
    /// `work_directory` is made when it is missing. What the user should know is in [`Embedded::messages`].
    pub fn start(work_directory: &Path, database: &str) -> Result<Embedded> {
        std::fs::create_dir_all(work_directory)
            .map_err(|error| broken("the work directory cannot be made", work_directory, error))?;
        let work_directory = work_directory
            .canonicalize()
            .map_err(|error| broken("the work directory cannot be entered", work_directory, error))?;
        let mut messages = Vec::new();
        let mut embedded = match Embedded::open(&work_directory)? {
            Some(found) if found.status() != Status::Missing => found,
            gone => {
                if let Some(gone) = gone {
                    let data = gone.data_directory();
                    // What was never finished is no loss.
                    if !data.parent().is_some_and(place::holds_unfinished) {
                        messages.push(format!(
                            "The data of an earlier private PostgreSQL, {}, is gone; a new one was made.",
                            data.display()
                        ));
                    }
                    gone.remove()?;
                }
                Embedded::make(&work_directory, database, &mut messages)?
            }
        };
        embedded.messages = messages;
        database.clone_into(&mut embedded.record.database);
        embedded.run()?;
        if let Err(error) = embedded.provide_database() {
            if embedded.started {
                // The first failure is the one to tell.
                let _ = embedded.stop();
            }
            return Err(error);
        }
        Ok(embedded)
    }

    fn provide_database(&mut self) -> Result<()> {
        self.record.save(&self.work_directory)?;
        match create_database(&self.dsn()) {
            // It was dying when it was looked at, and is dead now.
            Err(_) if self.status() == Status::Stopped => {
                self.run()?;
                create_database(&self.dsn())?;
            }
            other => {
                other?;
            }
        }
        Ok(())
    }

    /// Fails when [`Embedded::start`] would for want of a server's programs or of an account; starts and makes nothing.
    pub fn check_startable(work_directory: &Path) -> Result<()> {
        match Embedded::open(work_directory)? {
            Some(found) if found.status() != Status::Missing => match found.status() {
                Status::Running(_) => Ok(()),
                _ => Binaries::of_major(found.record.major).map(|_| ()),
            },
            _ => {
                server_account()?;
                Binaries::find().map(|_| ())
            }
        }
    }

    /// Whether [`Embedded::start`] started it, and did not find it running.
    pub fn was_started(&self) -> bool {
        self.started
    }

    /// Names another of its databases; the record stays as it is.
    pub fn choose_database(&mut self, database: &str) {
        database.clone_into(&mut self.record.database);
    }

    /// The private server of a work directory, running or not; `None` when there never was one. The directory itself
    /// may be gone.
    pub fn open(work_directory: &Path) -> Result<Option<Embedded>> {
        let work_directory = located(work_directory);
        let path = work_directory.join(RECORD);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let record =
                    place::private_homes().iter().find_map(|home| Record::in_home(home, &work_directory));
                return Ok(record.map(|record| Embedded {
                    work_directory,
                    record,
                    messages: Vec::new(),
                    started: false,
                }));
            }
            Err(error) => {
                return Err(broken("the record of the private PostgreSQL cannot be read", &path, error));
            }
        };
        let record: Record = serde_json::from_str(&text).map_err(|error| {
            Error::new(Kind::Target, "the record of the private PostgreSQL is damaged")
                .detail(format!("{}: {error}.", path.display()))
        })?;
        Ok(Some(Embedded { work_directory, record, messages: Vec::new(), started: false }))
    }

    /// Ends and removes what no record tells of: servers whose data was deleted together with the work directory, and
    /// what a program made that was killed before it wrote the record. Returns whether there was anything.
    pub fn sweep(work_directory: &Path) -> Result<bool> {
        let Some(account) = account::for_server() else { return Ok(false) };
        let work_directory = located(work_directory);
        let known = Embedded::open(&work_directory)?.map(|found| found.record);
        let mut swept = false;
        for directory in place::socket_directories_of(&work_directory, &account) {
            if known.as_ref().is_none_or(|known| known.socket_directory != directory) {
                end_homeless(&directory, PORT);
                place::remove_socket_directory(&directory, &account, PORT)?;
                swept = true;
            }
        }
        let known_home = known.as_ref().and_then(|known| known.data_directory.parent());
        for home in place::homes_of(&work_directory) {
            if known_home != Some(home.as_path()) {
                place::remove_unfinished(&home)?;
                place::remove_home(&home)?;
                swept = true;
            }
        }
        if known.is_none() {
            place::remove_unfinished(&work_directory)?;
            place::remove_owned(&work_directory.join(RECORD))?;
        }
        Ok(swept)
    }

    /// How to connect.
    pub fn dsn(&self) -> Dsn {
        Dsn::socket(&self.record.socket_directory, PORT, SUPERUSER, &self.record.database)
    }

    /// The directory of the data.
    pub fn data_directory(&self) -> &Path {
        &self.record.data_directory
    }

    /// What the user should know, as whole sentences.
    pub fn messages(&self) -> &[String] {
        &self.messages
    }

    /// The command line with which a user looks at the database.
    pub fn psql_command(&self) -> String {
        // In a connection string a value with special characters stands in quotes, and those are escaped for the shell.
        let plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
        let database = match self.record.database.as_str() {
            name if plain(name) && !name.is_empty() => name.to_owned(),
            name => format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'")),
        };
        let text =
            format!("host={} dbname={database} user={SUPERUSER}", self.record.socket_directory.display());
        if text.contains(['"', '$', '`', '\\', '!']) {
            return format!("psql '{}'", text.replace('\'', "'\\''"));
        }
        format!("psql \"{text}\"")
    }

    /// Whether it runs.
    pub fn status(&self) -> Status {
        if !self.record.data_directory.join("PG_VERSION").exists() {
            return Status::Missing;
        }
        let account = self.account();
        match self.postmaster(&account).running() {
            Some(pid) => Status::Running(pid),
            None => Status::Stopped,
        }
    }

    /// Stops it; its data stays.
    pub fn stop(&self) -> Result<()> {
        if let Status::Running(_) = self.status() {
            let account = self.account();
            self.postmaster(&account).stop(&Binaries::of_major(self.record.major)?)?;
        }
        Ok(())
    }

    /// Stops it and removes its data, its socket's directory and its record.
    pub fn remove(self) -> Result<()> {
        self.stop()?;
        let data = &self.record.data_directory;
        if data.exists() {
            // The path comes from a file; nothing is removed that was not made here.
            if !data.ends_with(place::DATA) || !data.join(SETTINGS).is_file() {
                return Err(Error::new(Kind::Unsafe, "the data directory was not made by howdah")
                    .detail(format!("{} lacks the file {SETTINGS}; it was not removed.", data.display())));
            }
            std::fs::remove_dir_all(data)
                .map_err(|error| broken("the data cannot be removed", data, error))?;
        }
        if let Some(home) = data.parent() {
            place::remove_unfinished(home)?;
            if home != self.work_directory {
                self.record.forget_in(home)?;
                place::remove_home(home)?;
            }
        }
        end_homeless(&self.record.socket_directory, PORT);
        place::remove_socket_directory(&self.record.socket_directory, &self.account(), PORT)?;
        self.record.forget_in(&self.work_directory)
    }

    /// Makes the data with `initdb`.
    fn make(work_directory: &Path, database: &str, messages: &mut Vec<String>) -> Result<Embedded> {
        let binaries = Binaries::find()?;
        let account = server_account()?;
        let existing = work_directory.join(place::DATA);
        if existing.exists() {
            return Err(Error::new(Kind::Unsafe, "the place of the private PostgreSQL's data is taken")
                .detail(format!("{} is there, but no {RECORD} tells of it.", existing.display()))
                .hint("Move it away, or choose another work directory with --work-dir."));
        }
        Embedded::sweep(work_directory)?;
        let home = place::make_home(work_directory, &account)?;
        messages.extend(home.note.clone());
        let socket_directory = place::make_socket_directory(&account, PORT, work_directory)?;
        let record = Record {
            format: 1,
            major: binaries.major(),
            data_directory: home.directory.join(place::DATA),
            socket_directory,
            os_user: account.name.clone(),
            os_uid: account.uid,
            os_gid: account.gid,
            database: database.to_owned(),
            work_directory: work_directory.to_owned(),
        };
        // Recorded before it is there: a kill in between leaves a record of missing data, which is made anew.
        record.save(work_directory)?;
        let made = Embedded {
            work_directory: work_directory.to_owned(),
            record,
            messages: Vec::new(),
            started: false,
        };
        match made.fill(&binaries, &account, &home) {
            Ok(()) => Ok(made),
            Err(error) => {
                // The first failure is the one to tell.
                let _ = made.remove();
                Err(error)
            }
        }
    }

    /// Runs `initdb` in an unfinished home and gives the data its name.
    fn fill(&self, binaries: &Binaries, account: &Account, home: &place::Home) -> Result<()> {
        initialise(binaries, account, &home.unfinished)?;
        let configuration = home.unfinished.join("postgresql.conf");
        let text = std::fs::read_to_string(&configuration)
            .map_err(|error| broken("the configuration cannot be read", &configuration, error))?;
        place::write_owned(&configuration, &format!("{text}\ninclude '{SETTINGS}'\n"), account)?;
        self.record.write_settings(&home.unfinished, account)?;
        place::finish_home(home)?;
        Ok(())
    }

    /// Starts the server unless it runs.
    fn run(&mut self) -> Result<()> {
        let account = self.account();
        if account.uid != rustix::process::geteuid().as_raw() && !rustix::process::geteuid().is_root() {
            return Err(Error::new(Kind::Target, "the private PostgreSQL belongs to somebody else")
                .detail(format!("It was made to run as user \"{}\".", account.name))
                .hint(
                    "Run howdah as that user or as root, or choose another work directory with --work-dir.",
                ));
        }
        let postmaster = self.postmaster(&account);
        // One that a killed run has started may not be ready yet.
        if postmaster.running().is_some_and(|pid| postmaster.wait_until_ready(pid)) {
            if let Some(directory) = self.postmaster(&account).socket_directory() {
                self.record.socket_directory = directory;
            }
            return Ok(());
        }
        let binaries = Binaries::of_major(self.record.major)?;
        if place::is_private(&self.record.socket_directory, &account) {
            place::remove_stale_socket(&self.record.socket_directory, PORT)?;
        } else {
            // A restart of the machine empties /tmp.
            self.record.socket_directory =
                place::make_socket_directory(&account, PORT, &self.work_directory)?;
            self.record.save(&self.work_directory)?;
        }
        self.record.write_settings(&self.record.data_directory, &account)?;
        self.postmaster(&account).start(&binaries)?;
        self.started = true;
        Ok(())
    }

    fn account(&self) -> Account {
        Account { name: self.record.os_user.clone(), uid: self.record.os_uid, gid: self.record.os_gid }
    }

    fn postmaster<'a>(&'a self, account: &'a Account) -> Postmaster<'a> {
        Postmaster { data: &self.record.data_directory, account }
    }
}

impl Record {
    /// Writes the record into the work directory, and into the data's home when that is elsewhere.
    fn save(&self, work_directory: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::bug("the server's record cannot be written as JSON").caused_by(error))?;
        let home = self.data_directory.parent().filter(|home| *home != work_directory);
        for directory in home.into_iter().chain([work_directory]) {
            place::write_owned(&directory.join(RECORD), &format!("{text}\n"), &account::current())?;
        }
        Ok(())
    }

    /// The record in a home outside of work directories, when the home belongs to this one.
    fn in_home(home: &Path, work_directory: &Path) -> Option<Record> {
        let record: Record = serde_json::from_slice(&std::fs::read(home.join(RECORD)).ok()?).ok()?;
        let is_theirs =
            record.work_directory == work_directory && record.data_directory.parent() == Some(home);
        is_theirs.then_some(record)
    }

    /// Removes the record from a directory.
    fn forget_in(&self, directory: &Path) -> Result<()> {
        place::remove_owned(&directory.join(RECORD))
    }

    /// Writes our settings into a data directory; made anew at every start, because the machine may have changed.
    fn write_settings(&self, directory: &Path, account: &Account) -> Result<()> {
        let socket_directory = self.socket_directory.to_string_lossy();
        let mut lines = vec![
            "# Written by howdah at every start of this private server. Put your own settings behind the line".to_owned(),
            format!("# \"include '{SETTINGS}'\" in postgresql.conf: the last one counts."),
            "listen_addresses = ''".to_owned(),
            format!("port = {PORT}"),
            format!("unix_socket_directories = {}", quote_literal(&socket_directory)),
            "unix_socket_permissions = 0700".to_owned(),
            "timezone = 'UTC'".to_owned(),
            "log_timezone = 'UTC'".to_owned(),
        ];
        let settings = loading_settings(&Machine::this(directory));
        lines.extend(settings.into_iter().map(|(name, value)| format!("{name} = {}", quote_literal(&value))));
        place::write_owned(&directory.join(SETTINGS), &format!("{}\n", lines.join("\n")), account)
    }
}

/// The account that runs a server that is made now.
fn server_account() -> Result<Account> {
    account::for_server().ok_or_else(|| {
        Error::new(Kind::Target, "there is no user as whom PostgreSQL could run")
            .detail("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")
            .hint("Run howdah as an ordinary user, or create the user postgres.")
    })
}

/// The full path of a work directory, which may be gone.
fn located(work_directory: &Path) -> PathBuf {
    if let Ok(path) = work_directory.canonicalize() {
        return path;
    }
    let parent = work_directory.parent().filter(|parent| !parent.as_os_str().is_empty());
    match (parent.unwrap_or(Path::new(".")).canonicalize(), work_directory.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => work_directory.to_owned(),
    }
}

/// Runs `initdb`: UTF-8, text ordered by code points, logins over the socket only.
fn initialise(binaries: &Binaries, account: &Account, directory: &Path) -> Result<()> {
    let run = |locale: &str| -> Result<Output> {
        account::command(account, &binaries.program("initdb"))
            .args(["--encoding=UTF8", "--auth-local=trust", "--auth-host=reject", "--no-instructions"])
            .arg(format!("--username={SUPERUSER}"))
            .arg(format!("--locale={locale}"))
            .arg("-D")
            .arg(directory)
            .output()
            .map_err(|error| {
                Error::new(Kind::Target, "initdb cannot be run")
                    .detail(format!(
                        "{} as user \"{}\": {error}.",
                        binaries.directory().display(),
                        account.name
                    ))
                    .hint("The directory of the server's programs must be open to that user.")
            })
    };
    // Some systems lack the locale C.UTF-8; "C" orders the same way and only folds case in ASCII.
    let mut output = run("C.UTF-8")?;
    if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("invalid locale") {
        output = run("C")?;
    }
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let reason =
        said.lines().find_map(|line| line.split_once("error: ")).map_or(said.trim(), |(_, reason)| reason);
    Err(Error::new(Kind::Target, "the private PostgreSQL cannot be made")
        .detail(format!("initdb says: {reason}.")))
}
