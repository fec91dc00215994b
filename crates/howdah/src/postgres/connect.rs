//! Opens connections, all alike: whatever the server, the database or the role has set, a session of ours reads and
//! writes the same bytes.
//!
//! Takes a [`Dsn`] and gives a client; knows no table.

use super::bulk::BulkSession;
use super::dsn::{ChannelBinding, Dsn, Host, SessionAttrs, SslMode};
use super::emit::{quote_ident, quote_literal};
use super::{fault, tls};
use crate::error::{Error, Kind, Result};
use postgres::Client;
use std::io;
use std::sync::mpsc;
use std::time::Duration;
use tokio_postgres::config as driver;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What a connection is for; it decides how long a lock is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Looking at the catalogue and at capabilities.
    Inspect,
    /// Writing rows.
    Copy,
    /// Creating tables, keys, indexes and foreign keys.
    Build,
    /// Reading rows for the proof or for the way back.
    Read,
}

impl Purpose {
    /// A lock that is not granted in this time is held by somebody else, and standing still would be worse than
    /// saying so. Builders wait for each other's index builds, which take as long as the table is large.
    fn lock_timeout(self) -> Duration {
        match self {
            Purpose::Inspect | Purpose::Read => Duration::from_secs(30),
            Purpose::Copy => Duration::from_secs(60),
            Purpose::Build => Duration::from_secs(3600),
        }
    }
}

/// How to connect.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// What for.
    pub purpose: Purpose,
    /// Further settings of the session (`maintenance_work_mem`, …); they win over ours.
    pub settings: Vec<(String, String)>,
}

impl ConnectOptions {
    /// Without further settings.
    pub fn new(purpose: Purpose) -> Self {
        ConnectOptions { purpose, settings: Vec::new() }
    }

    /// Adds a setting.
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }
}

/// Every session's settings, each with its reason.
const SETTINGS: [(&str, &str); 17] = [
    // Names resolve to the system's catalogue or are written with their schema, and pg_get_…def() writes them so.
    ("search_path", "pg_catalog, pg_temp"),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("bytea_output", "hex"),
    // Shortest text that reads back as the same double.
    ("extra_float_digits", "1"),
    ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"),
    ("client_min_messages", "warning"),
    // Rows that a policy hides must be an error: a copy of some rows is no copy.
    ("row_security", "off"),
    // A copy of a large table is one statement, and its transaction may wait for the other side.
    ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "0"),
    ("idle_session_timeout", "0"),
    ("transaction_timeout", "0"),
    // Catalogue queries are short; compiling them is not.
    ("jit", "off"),
    ("synchronize_seqscans", "off"),
    ("default_transaction_isolation", "read committed"),
];

/// When we are killed, an index build on the server ends within this time instead of blocking our next run. Not among
/// [`SETTINGS`], because a server on an operating system that cannot notice a closed connection refuses it.
const NOTICE_OUR_DEATH: &str = "SET client_connection_check_interval = '2s'";

/// Opens a connection with the settings of this module.
pub fn connect(dsn: &Dsn, options: &ConnectOptions) -> Result<Client> {
    let mut client = open(dsn)?;
    prepare_session(&mut client, options)?;
    check_attributes(&mut client, dsn)?;
    Ok(client)
}

/// Opens a connection to a server that [`connect`] has reached before, for reading rows in bulk.
pub fn connect_bulk(dsn: &Dsn, options: &ConnectOptions) -> Result<BulkSession> {
    let mut session = open(dsn)?;
    prepare_session(&mut session, options)?;
    Ok(session)
}

/// A kind of connection.
pub(super) trait Login: Sized + Send + 'static {
    /// Connects.
    fn login(
        config: tokio_postgres::Config,
        connector: Option<MakeRustlsConnect>,
    ) -> std::result::Result<Self, LoginError>;

    /// Executes statements that return nothing of interest.
    fn execute(&mut self, sql: &str) -> std::result::Result<(), tokio_postgres::Error>;
}

/// Why a connection was not made.
pub(super) enum LoginError {
    /// The server, or the way to it.
    Driver(tokio_postgres::Error),
    /// This machine.
    Runtime(io::Error),
}

impl From<tokio_postgres::Error> for LoginError {
    fn from(error: tokio_postgres::Error) -> Self {
        LoginError::Driver(error)
    }
}

impl Login for Client {
    fn login(
        config: tokio_postgres::Config,
        connector: Option<MakeRustlsConnect>,
    ) -> std::result::Result<Self, LoginError> {
        let mut config = postgres::Config::from(config);
        // A notice's text may quote rows, so only its code is worth keeping.
        config.notice_callback(|notice| {
            tracing::debug!(sqlstate = notice.code().code(), "notice from the server")
        });
        Ok(match connector {
            Some(connector) => config.connect(connector)?,
            None => config.connect(postgres::NoTls)?,
        })
    }

    fn execute(&mut self, sql: &str) -> std::result::Result<(), tokio_postgres::Error> {
        self.batch_execute(sql)
    }
}

fn prepare_session<C: Login>(client: &mut C, options: &ConnectOptions) -> Result<()> {
    let lock_timeout = format!("{}ms", options.purpose.lock_timeout().as_millis());
    let settings = SETTINGS
        .iter()
        .copied()
        .chain([("lock_timeout", lock_timeout.as_str())])
        .chain(options.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    // One round trip; a setting that this version does not know is left out (transaction_timeout came with 17).
    let values: Vec<String> = settings
        .enumerate()
        .map(|(order, (name, value))| format!("({order}, {}, {})", quote_literal(name), quote_literal(value)))
        .collect();
    let sql = format!(
        "SELECT pg_catalog.set_config(s.name, s.value, false) \
         FROM (VALUES {}) AS s (place, name, value) \
         WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL ORDER BY s.place",
        values.join(", ")
    );
    client.execute(&sql)?;
    match client.execute(NOTICE_OUR_DEATH) {
        Err(error) if error.as_db_error().is_none() => Err(error.into()),
        _ => Ok(()),
    }
}

fn check_attributes(client: &mut Client, dsn: &Dsn) -> Result<()> {
    let wanted = dsn.target_session_attrs;
    if matches!(wanted, SessionAttrs::Any | SessionAttrs::PreferStandby) {
        return Ok(());
    }
    let row = client
        .query_one("SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'", &[])?;
    let (standby, read_only): (bool, bool) = (row.try_get(0)?, row.try_get(1)?);
    let fits = match wanted {
        SessionAttrs::ReadWrite => !read_only,
        SessionAttrs::ReadOnly => read_only,
        SessionAttrs::Primary => !standby,
        SessionAttrs::Standby => standby,
        SessionAttrs::Any | SessionAttrs::PreferStandby => true,
    };
    if fits {
        return Ok(());
    }
    Err(Error::new(
        Kind::Target,
        format!("the server is not what target_session_attrs={} asks for", wanted.word()),
    )
    .detail(format!(
        "It is a {} server and its transactions are {}.",
        if standby { "standby" } else { "primary" },
        if read_only { "read-only" } else { "read-write" }
    ))
    .hint("Name another server in the URL, or leave target_session_attrs out."))
}

/// One way to try a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    Plain,
    /// TLS, or plain when the server offers none.
    TlsIfOffered,
    Tls,
}

fn open<C: Login>(dsn: &Dsn) -> Result<C> {
    // libpq: the mode means nothing for a Unix socket.
    let attempts: &[Attempt] = match (&dsn.host, dsn.sslmode) {
        (Host::Socket(_), _) | (_, SslMode::Disable) => &[Attempt::Plain],
        (_, SslMode::Allow) => &[Attempt::Plain, Attempt::Tls],
        (_, SslMode::Prefer) => &[Attempt::TlsIfOffered, Attempt::Plain],
        (_, SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull) => &[Attempt::Tls],
    };
    let mut first_error = None;
    for (index, &attempt) in attempts.iter().enumerate() {
        match open_once(dsn, attempt) {
            Ok(client) => return Ok(client),
            Err(failure) => {
                let error = first_error.get_or_insert(failure.error);
                // libpq tries the other way when pg_hba.conf refuses this one, or when TLS fails under `prefer`. A
                // wrong password is wrong either way, and is not sent twice.
                let refused = fault::server_fault(error).is_some_and(|fault| fault.sqlstate == "28000");
                let retry = index == 0 && (refused || (failure.tls && dsn.sslmode == SslMode::Prefer));
                if !retry {
                    break;
                }
            }
        }
    }
    Err(first_error.unwrap_or_else(|| Error::bug("a connection was not tried")))
}

struct Failure {
    error: Error,
    tls: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { error, tls: false }
    }
}

fn open_once<C: Login>(dsn: &Dsn, attempt: Attempt) -> std::result::Result<C, Failure> {
    let config = driver_config(dsn, attempt);
    // Certificates that are not used cannot be in the way.
    let connector = if attempt == Attempt::Plain { None } else { Some(tls::connector(dsn)?) };
    // The driver's own timeout ends with the TCP connection; something that accepts and never speaks would hold us
    // for ever. So the login runs in a thread of its own and is abandoned when its time is over.
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("howdah-connect".to_owned())
        .spawn(move || {
            // The receiver is gone when the time was over; the connection is closed with the value.
            let _ = sender.send(C::login(config, connector));
        })
        .map_err(no_thread)?;
    match receiver.recv_timeout(dsn.connect_timeout) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(LoginError::Runtime(error))) => Err(no_thread(error).into()),
        Ok(Err(LoginError::Driver(error))) => {
            let tls = error.to_string().starts_with("error performing TLS handshake");
            Err(Failure { error: fault::connecting(&error, dsn), tls })
        }
        Err(mpsc::RecvTimeoutError::Timeout) => {
            let waited = format!("no answer within {} seconds", dsn.connect_timeout.as_secs());
            Err(fault::unreachable_server(Some(io::ErrorKind::TimedOut), &waited, dsn).into())
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(Error::bug("the driver gave up while connecting").into())
        }
    }
}

fn no_thread(error: io::Error) -> Error {
    Error::new(Kind::Target, "no thread could be started").caused_by(error)
}

fn driver_config(dsn: &Dsn, attempt: Attempt) -> tokio_postgres::Config {
    let mut config = tokio_postgres::Config::new();
    match &dsn.host {
        Host::Socket(directory) => config.host_path(directory),
        Host::Tcp(host) => config.host(host.as_str()),
    };
    config
        .port(dsn.port)
        .user(dsn.user.as_str())
        .dbname(dsn.database.as_str())
        .application_name(dsn.application_name.as_deref().unwrap_or("howdah"))
        .connect_timeout(dsn.connect_timeout)
        // A proof may read for long on one connection while another is idle; firewalls forget idle ones after minutes.
        .keepalives_idle(Duration::from_secs(60))
        .ssl_mode(match attempt {
            Attempt::Plain => driver::SslMode::Disable,
            Attempt::TlsIfOffered => driver::SslMode::Prefer,
            Attempt::Tls => driver::SslMode::Require,
        })
        .channel_binding(match dsn.channel_binding {
            ChannelBinding::Disable => driver::ChannelBinding::Disable,
            ChannelBinding::Prefer => driver::ChannelBinding::Prefer,
            ChannelBinding::Require => driver::ChannelBinding::Require,
        });
    if let Some(password) = &dsn.password {
        config.password(password);
    }
    if let Some(options) = &dsn.options {
        config.options(options.as_str());
    }
    config
}

/// Creates the database that the login names, in UTF-8; returns whether it was missing.
///
/// Connects to `postgres`, or to `template1` where that is gone. The template is `template0`, so that nothing that an
/// administrator put into `template1` comes along
/// (<https://www.postgresql.org/docs/current/manage-ag-templatedbs.html>).
pub fn create_database(dsn: &Dsn) -> Result<bool> {
    let mut client = connect_for_creating(dsn)?;
    let name = dsn.database();
    if client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])?.is_some() {
        return Ok(false);
    }
    match client
        .batch_execute(&format!("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", quote_ident(name)))
    {
        Ok(()) => Ok(true),
        // Somebody else was quicker, a killed run's server process for one; what is wanted is there. The server looks for
        // the name first (duplicate_database) and, of two that both looked in vain, lets the second wait for the first
        // at the index of the names (unique_violation).
        Err(error) if error.code().is_some_and(|code| matches!(code.code(), "42P04" | "23505")) => Ok(false),
        Err(error) => Err(Error::from(error)),
    }
}

/// Connects to a database that every server has: `postgres`, or `template1` where that is gone.
fn connect_for_creating(dsn: &Dsn) -> Result<Client> {
    let options = ConnectOptions::new(Purpose::Build);
    match connect(&dsn.with_database("postgres"), &options) {
        Err(error) if is_missing_database(&error) => connect(&dsn.with_database("template1"), &options),
        other => other,
    }
}

/// Whether a login failed because the server has no such database.
pub fn is_missing_database(error: &Error) -> bool {
    fault::server_fault(error).is_some_and(|fault| fault.sqlstate == "3D000")
}

/// Whether the database that the login names is missing and can be created; it is not yet. Fails when the role may not
/// create one, or when the server takes no writes.
pub fn database_to_create(dsn: &Dsn) -> Result<bool> {
    match connect(dsn, &ConnectOptions::new(Purpose::Inspect)) {
        Ok(_) => return Ok(false),
        Err(error) if is_missing_database(&error) => {}
        Err(error) => return Err(error),
    }
    let row = connect_for_creating(dsn)?.query_one(
        "SELECT (rolsuper OR rolcreatedb) AND NOT pg_is_in_recovery(), rolname::text FROM pg_roles WHERE rolname = current_user",
        &[],
    )?;
    if row.try_get(0)? {
        return Ok(true);
    }
    let role: String = row.try_get(1)?;
    Err(Error::new(
        Kind::Target,
        format!("role \"{role}\" may not create the database \"{}\"", dsn.database()),
    )
    .detail("The role lacks the attribute CREATEDB, or the server is a standby.")
    .hint(format!(
        "Let an administrator create it: CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0.",
        quote_ident(dsn.database()),
        quote_ident(&role)
    )))
}
