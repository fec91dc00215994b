//! Real PostgreSQL servers for tests.
//!
//! Owns the servers' lives. A server runs under a small shell ([`WATCHDOG`]) that holds a pipe to the test
//! process; when the pipe closes, however the process ended, the server stops and its directory goes. So a
//! `static` server, which is never dropped, leaves nothing behind either. Must not know what is tested.

mod binaries;
mod database;
mod template;

pub use binaries::{Binaries, binaries};
pub use database::TestDatabase;

use postgres::{Client, NoTls};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use template::Recipe;

/// The shell program that outlives the test process by as long as it takes to clean up.
const WATCHDOG: &str = include_str!("watchdog.sh");

/// A busy machine with two cores takes seconds; more than this is a failure.
const START_MAX: Duration = Duration::from_secs(60);

/// How the server asks who is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Auth {
    /// Everybody is believed.
    #[default]
    Trust,
    /// Every role, also over the socket, shows this password (SCRAM-SHA-256).
    Password(String),
}

/// What kind of server to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The cluster's encoding.
    pub encoding: String,
    /// The cluster's locale; `C.UTF-8` and `C` exist on every Debian.
    pub locale: String,
    /// An ICU locale such as `en-US`: the cluster then sorts by ICU.
    pub icu_locale: Option<String>,
    /// Lines for `postgresql.conf`, name and value, which win over the kit's own.
    pub settings: Vec<(String, String)>,
    /// How roles prove who they are.
    pub auth: Auth,
    /// Start in recovery, as a standby that waits for more log: every connection is read-only.
    pub standby: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            encoding: "UTF8".into(),
            locale: "C.UTF-8".into(),
            icu_locale: None,
            settings: Vec::new(),
            auth: Auth::Trust,
            standby: false,
        }
    }
}

impl Options {
    /// The default, with one more setting.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }
}

/// A running server. Dropping it stops it and removes everything it wrote.
#[derive(Debug)]
pub struct Server {
    address: Address,
    dir: PathBuf,
    watchdog: Option<Child>,
    options: Options,
    databases: AtomicU32,
}

/// Where a server listens and what it asks for; enough to build any URL.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    socket_dir: PathBuf,
    port: u16,
    password: Option<String>,
}

/// The server that the tests of one program share: UTF-8, `C.UTF-8`, everybody is trusted. Made at first use.
pub fn server() -> &'static Server {
    static SHARED: OnceLock<Server> = OnceLock::new();
    SHARED.get_or_init(|| Server::start(Options::default()))
}

impl Server {
    /// Starts a server of its own.
    ///
    /// # Panics
    /// When there is no PostgreSQL (the message names the command that installs it), or it does not start (the
    /// message holds its log).
    pub fn start(options: Options) -> Server {
        // Missing programs are told before anything is made that would have to be removed.
        binaries();
        let dir = private_dir();
        let password = match &options.auth {
            Auth::Trust => None,
            Auth::Password(word) => Some(word.clone()),
        };
        let recipe = Recipe {
            encoding: options.encoding.clone(),
            locale: options.locale.clone(),
            icu_locale: options.icu_locale.clone(),
            password,
        };
        template::new_cluster(&recipe, &dir.join("data"));
        Server::run(dir, options)
    }

    /// Starts a server, lets `fill` write to its database `postgres`, and starts it again as a read-only standby.
    pub fn start_standby(options: Options, fill: impl FnOnce(&mut Client)) -> Server {
        let primary = Server::start(Options { standby: false, ..options.clone() });
        fill(&mut primary.connect());
        let dir = primary.stop_and_keep();
        Server::run(dir, Options { standby: true, ..options })
    }

    fn run(dir: PathBuf, options: Options) -> Server {
        // The port is free when it is asked for and may be taken a moment later: then another one is tried.
        for _ in 0..5 {
            let port = free_port();
            configure(&dir, &options, port);
            let mut server = Server {
                address: Address {
                    socket_dir: dir.clone(),
                    port,
                    password: match &options.auth {
                        Auth::Trust => None,
                        Auth::Password(word) => Some(word.clone()),
                    },
                },
                watchdog: Some(watchdog(&dir)),
                dir: dir.clone(),
                options: options.clone(),
                databases: AtomicU32::new(0),
            };
            match server.wait_until_ready() {
                Ok(()) => return server,
                Err(log) if log.contains("could not bind") => {
                    server.end("keep\n");
                    let _ = std::fs::remove_file(dir.join("keep"));
                    let _ = std::fs::remove_file(dir.join("ended"));
                }
                Err(log) => panic!("PostgreSQL did not start:\n{log}"),
            }
        }
        panic!("PostgreSQL found no free port on 127.0.0.1");
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let error = match self.config("postgres").connect(NoTls) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
            if self.dir.join("ended").exists() {
                return Err(log);
            }
            if begun.elapsed() > START_MAX {
                return Err(format!("no connection after {START_MAX:?}: {error}\n{log}"));
            }
            std::thread::sleep(Duration::from_millis(15));
        }
    }

    /// A new, empty database that goes when the value does. `hint` is a word that makes its name readable.
    pub fn database(&self, hint: &str) -> TestDatabase {
        self.database_with(hint, "")
    }

    /// A database in SQL_ASCII, which stores any bytes and checks none.
    pub fn sql_ascii_database(&self, hint: &str) -> TestDatabase {
        self.database_with(hint, "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    }

    /// A database with options of `CREATE DATABASE`
    /// (<https://www.postgresql.org/docs/current/sql-createdatabase.html>).
    pub fn database_with(&self, hint: &str, options: &str) -> TestDatabase {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        TestDatabase::create(self.address.clone(), number, hint, options)
    }

    /// The URL of a database by name, through the socket, as the superuser.
    pub fn url(&self, database: &str) -> String {
        self.address.url("postgres", database)
    }

    /// The URL of a database by name, through TCP on 127.0.0.1, as the superuser.
    pub fn tcp_url(&self, database: &str) -> String {
        self.address.tcp_url("postgres", database)
    }

    /// A connection to the database `postgres` as the superuser.
    pub fn connect(&self) -> Client {
        self.address.connect("postgres")
    }

    fn config(&self, database: &str) -> postgres::Config {
        self.address.config("postgres", database)
    }

    /// The port of socket and TCP.
    pub fn port(&self) -> u16 {
        self.address.port
    }

    /// The directory of the socket.
    pub fn socket_dir(&self) -> &Path {
        &self.dir
    }

    /// The process id of the server (the postmaster).
    pub fn pid(&self) -> u32 {
        let text =
            std::fs::read_to_string(self.dir.join("pid")).expect("a running server has written its pid");
        text.trim().parse().expect("the pid file holds a number")
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// What the server was started with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Ends the server with a signal (`-KILL`: as the kernel does when memory is short, `-QUIT`: an immediate
    /// shutdown) and waits until its main process is gone.
    ///
    /// # Panics
    /// When it does not end.
    pub fn crash(&self, signal: &str) {
        let pid = self.pid().to_string();
        let done = Command::new("kill").args([signal, &pid]).status().expect("kill runs");
        assert!(done.success(), "kill {signal} {pid} failed");
        let begun = Instant::now();
        while !self.dir.join("ended").exists() {
            assert!(begun.elapsed() < START_MAX, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts a server that has crashed again, on the same port and data.
    ///
    /// # Panics
    /// When it does not start, with its log.
    pub fn restart(&mut self) {
        let begun = Instant::now();
        loop {
            self.end_and_keep();
            let _ = std::fs::remove_file(self.dir.join("log"));
            self.watchdog = Some(watchdog(&self.dir));
            match self.wait_until_ready() {
                Ok(()) => return,
                // The processes of the crashed server have not all noticed yet.
                Err(log) if log.contains("pre-existing shared memory") && begun.elapsed() < START_MAX => {
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(log) => panic!("PostgreSQL did not start again:\n{log}"),
            }
        }
    }

    fn stop_and_keep(mut self) -> PathBuf {
        self.end_and_keep();
        self.dir.clone()
    }

    fn end_and_keep(&mut self) {
        self.end("keep\n");
        for name in ["keep", "ended", "pid"] {
            let _ = std::fs::remove_file(self.dir.join(name));
        }
    }

    /// Lets go of the watchdog, with a last word, and waits until it is gone.
    fn end(&mut self, last_word: &str) {
        let Some(mut watchdog) = self.watchdog.take() else { return };
        if let Some(mut pipe) = watchdog.stdin.take() {
            // A watchdog that is gone already has cleaned up already.
            let _ = pipe.write_all(last_word.as_bytes());
        }
        let _ = watchdog.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end("");
    }
}

/// A directory whose path leaves room for a socket's name (a socket path ends at 107 bytes).
fn private_dir() -> PathBuf {
    let made = tempfile::Builder::new().prefix("pgtest-").tempdir_in("/tmp").expect("/tmp is writable");
    // From here on the watchdog removes it.
    let dir = made.keep();
    std::fs::set_permissions(&dir, PermissionsExt::from_mode(0o755)).expect("the directory is ours");
    binaries::give_away(&dir);
    dir
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("127.0.0.1 has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

fn configure(dir: &Path, options: &Options, port: u16) {
    let mut conf = format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
         max_connections = 200\nshared_buffers = '64MB'\nhot_standby = on\n\
         fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n\
         timezone = 'UTC'\nlog_timezone = 'UTC'\nlc_messages = 'C'\n",
        dir.display()
    );
    for (name, value) in &options.settings {
        conf.push_str(&format!("{name} = '{}'\n", value.replace('\'', "''")));
    }
    let method = match options.auth {
        Auth::Trust => "trust",
        Auth::Password(_) => "scram-sha-256",
    };
    let hba = format!("local all all {method}\nhost all all 127.0.0.1/32 {method}\n");
    let data = dir.join("data");
    let write = |name: &str, text: &str| {
        let path = data.join(name);
        std::fs::write(&path, text).unwrap_or_else(|e| panic!("cannot write {}: {e}", path.display()));
        binaries::give_away(&path);
    };
    // The last line of a name wins, so this file wins over what initdb wrote.
    write("postgresql.auto.conf", &conf);
    write("pg_hba.conf", &hba);
    if options.standby {
        write("standby.signal", "");
    }
}

fn watchdog(dir: &Path) -> Child {
    binaries::command("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(dir)
        .arg(binaries().dir.join("postgres"))
        .arg("-D")
        .arg(dir.join("data"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A Ctrl-C for the tests is not for the watchdog: it has to clean up after them.
        .process_group(0)
        .spawn()
        .unwrap_or_else(|e| panic!("sh does not run: {e}"))
}
