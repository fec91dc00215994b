//! Where a PostgreSQL database is and how to log in: the one type that holds a secret.
//!
//! Parsed from a URL, completed from libpq's environment variables and password file, used by [`super::connect`] only.
//! [`Dsn`] shows itself with the password masked, in `Display` as in `Debug`, and is the only form in which a target
//! may reach a log, a report or an error.

use super::dsn_url::{encode, not_encoded, parse_port, scheme, split, usage};
use super::environment::{self, Login, Lookup};
use crate::error::Result;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// The directory of a Unix socket.
    Socket(PathBuf),
    /// A host name or an address.
    Tcp(String),
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            const WORDS: &[&str] = &[$($word),+];

            fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            /// The word that libpq uses for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// How much TLS is asked for (<https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION>).
    SslMode {
        /// Never.
        Disable = "disable",
        /// Only when the server refuses a plain connection.
        Allow = "allow",
        /// When the server offers it; libpq's default.
        Prefer = "prefer",
        /// Always; the certificate is looked at only when a root certificate is given.
        Require = "require",
        /// Always, and the certificate must be signed by a trusted authority.
        VerifyCa = "verify-ca",
        /// Also, the certificate must be the host's.
        VerifyFull = "verify-full",
    }
}

words! {
    /// Which server is accepted.
    SessionAttrs {
        /// Any.
        Any = "any",
        /// One that accepts writes.
        ReadWrite = "read-write",
        /// One that does not.
        ReadOnly = "read-only",
        /// One that is no standby.
        Primary = "primary",
        /// A standby.
        Standby = "standby",
        /// A standby if there is one among several hosts; with one host, any.
        PreferStandby = "prefer-standby",
    }
}

words! {
    /// Whether the password exchange is bound to the TLS channel.
    ChannelBinding {
        /// Never.
        Disable = "disable",
        /// When both sides can.
        Prefer = "prefer",
        /// Always.
        Require = "require",
    }
}

/// The options understood behind `?`, for messages.
const UNDERSTOOD: &str = "host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, \
     connect_timeout, application_name, options, target_session_attrs, channel_binding, schema";

/// Options that other drivers and ORMs write into the same URL and that ask for nothing here: howdah never uses
/// GSSAPI or compression, always speaks UTF-8, keeps its connections alive itself and pools none.
const WITHOUT_MEANING: [&str; 19] = [
    "client_encoding",
    "connection_limit",
    "fallback_application_name",
    "gssencmode",
    "gsslib",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "pool_timeout",
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "socket_timeout",
    "sslcompression",
    "sslsni",
    "statement_cache_size",
    "tcp_user_timeout",
];

/// A PostgreSQL database and a login to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Dsn {
    pub(super) host: Host,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) database: String,
    pub(super) sslmode: SslMode,
    /// `Some("system")` means the operating system's store.
    pub(super) sslrootcert: Option<String>,
    pub(super) sslcert: Option<String>,
    pub(super) sslkey: Option<String>,
    pub(super) connect_timeout: Duration,
    pub(super) application_name: Option<String>,
    pub(super) options: Option<String>,
    pub(super) target_session_attrs: SessionAttrs,
    pub(super) channel_binding: ChannelBinding,
    schema: Option<String>,
    pooled: bool,
    notes: Vec<String>,
}

/// How long a login may take when nobody says otherwise. libpq waits without end; a program that stands still without
/// a word is worse than one that gives up.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

impl Dsn {
    /// Whether a text is meant as a PostgreSQL URL, so that it is never taken for a file name.
    pub fn looks_like(text: &str) -> bool {
        scheme(text.trim()).is_some()
    }

    /// Reads a URL and completes it from the environment of this process.
    pub fn parse(text: &str) -> Result<Dsn> {
        Dsn::parse_with(text, &environment::of_process)
    }

    /// Reads a URL and completes it from `lookup`'s variables and the password file that they name.
    ///
    /// Precedence is libpq's: an option behind `?` over the same part before it, both over the environment.
    pub fn parse_with(text: &str, lookup: Lookup) -> Result<Dsn> {
        let parts = split(text)?;
        let mut host = parts.host.or_else(|| lookup("PGHOST"));
        let mut port = parts.port.map_or_else(|| lookup("PGPORT"), |port| Some(port.to_string()));
        let mut user = parts.user.or_else(|| lookup("PGUSER"));
        let mut password = parts.password.or_else(|| lookup("PGPASSWORD"));
        let mut database = parts.database.or_else(|| lookup("PGDATABASE"));
        let mut sslmode = lookup("PGSSLMODE");
        let mut sslrootcert = lookup("PGSSLROOTCERT");
        let mut sslcert = lookup("PGSSLCERT");
        let mut sslkey = lookup("PGSSLKEY");
        let mut connect_timeout = lookup("PGCONNECT_TIMEOUT");
        let mut application_name = lookup("PGAPPNAME");
        let mut options = lookup("PGOPTIONS");
        let mut attrs = lookup("PGTARGETSESSIONATTRS");
        let mut binding = lookup("PGCHANNELBINDING");
        let mut schema = None;
        let mut pooled = false;
        let mut notes = Vec::new();

        for (name, value) in parts.options {
            let slot = match name.as_str() {
                "host" => &mut host,
                "port" => &mut port,
                "user" => &mut user,
                "password" => &mut password,
                "dbname" => &mut database,
                "sslmode" => &mut sslmode,
                "sslrootcert" => &mut sslrootcert,
                "sslcert" => &mut sslcert,
                "sslkey" => &mut sslkey,
                "connect_timeout" => &mut connect_timeout,
                "application_name" => &mut application_name,
                "options" => &mut options,
                "target_session_attrs" => &mut attrs,
                "channel_binding" => &mut binding,
                "schema" => &mut schema,
                // Spellings of other drivers: `ssl=true` (JDBC, node-postgres), `ssl=require` (asyncpg).
                "ssl" => {
                    sslmode = Some(match value.as_str() {
                        "true" | "1" => "require".to_owned(),
                        "false" | "0" => "disable".to_owned(),
                        _ => value,
                    });
                    continue;
                }
                "pgbouncer" => {
                    pooled = value == "true";
                    continue;
                }
                other if WITHOUT_MEANING.contains(&other) => {
                    notes
                        .push(format!("The URL's option \"{other}\" asks for nothing here and was ignored."));
                    continue;
                }
                // A value with an @ means that the name may be a piece of a password with a ? that was not encoded.
                _ if value.contains('@') => return Err(not_encoded()),
                other => {
                    return Err(usage(format!("the URL's option \"{other}\" is not understood"))
                        .detail(format!("Understood are {UNDERSTOOD}."))
                        .hint("Leave the option out, or correct its spelling."));
                }
            };
            if !value.is_empty() {
                *slot = Some(value);
            }
        }

        let port = match port {
            None => 5432,
            Some(text) => {
                parse_port(&text).ok_or_else(|| usage("the port is not a number from 1 to 65535"))?
            }
        };
        let default_socket = environment::default_socket_directory(port);
        let host = match host {
            Some(name) if name.contains(',') => return Err(usage("the option host names several hosts")),
            Some(name) if name.starts_with('/') => Host::Socket(PathBuf::from(name)),
            Some(name) => Host::Tcp(name),
            None => default_socket.clone().map_or_else(|| Host::Tcp("localhost".to_owned()), Host::Socket),
        };
        let user = user.or_else(|| environment::os_user(lookup)).ok_or_else(|| {
            usage("the URL names no user").hint("Write it before the host: postgresql://user@host/database.")
        })?;
        let database = database.unwrap_or_else(|| user.clone());
        if password.is_none() {
            let host_text = match &host {
                Host::Socket(directory) => directory.to_string_lossy().into_owned(),
                Host::Tcp(name) => name.clone(),
            };
            let host_is_default_socket =
                matches!(&host, Host::Socket(path) if Some(path) == default_socket.as_ref());
            let login =
                Login { host: &host_text, host_is_default_socket, port, database: &database, user: &user };
            let answer = environment::password_file(lookup, &login);
            password = answer.password;
            notes.extend(answer.note);
        }
        let sslmode = word("sslmode", sslmode, SslMode::parse, SslMode::WORDS)?.unwrap_or(SslMode::Prefer);
        if sslrootcert.as_deref() == Some("system") && sslmode != SslMode::VerifyFull {
            // As in libpq: a certificate that any public authority signed proves nothing without the host's name.
            return Err(usage("sslrootcert=system needs sslmode=verify-full")
                .hint("Write sslmode=verify-full, or name a file of root certificates."));
        }
        let connect_timeout = match connect_timeout {
            None => CONNECT_TIMEOUT,
            Some(text) => match text.trim().parse::<i32>() {
                // libpq: zero or negative waits without end; that is not offered, a day is as good.
                Ok(seconds) if seconds <= 0 => Duration::from_secs(86_400),
                // libpq: less than two seconds is two.
                Ok(seconds) => Duration::from_secs(seconds.max(2).unsigned_abs().into()),
                Err(_) => return Err(usage("connect_timeout is not a whole number of seconds")),
            },
        };
        Ok(Dsn {
            host,
            port,
            user,
            password,
            database,
            sslmode,
            sslrootcert,
            sslcert,
            sslkey,
            connect_timeout,
            application_name,
            options,
            target_session_attrs: word(
                "target_session_attrs",
                attrs,
                SessionAttrs::parse,
                SessionAttrs::WORDS,
            )?
            .unwrap_or(SessionAttrs::Any),
            channel_binding: word("channel_binding", binding, ChannelBinding::parse, ChannelBinding::WORDS)?
                .unwrap_or(ChannelBinding::Prefer),
            schema,
            pooled,
            notes,
        })
    }

    /// A database behind a Unix socket, without password.
    pub fn socket(directory: &Path, port: u16, user: &str, database: &str) -> Dsn {
        Dsn {
            host: Host::Socket(directory.to_owned()),
            port,
            user: user.to_owned(),
            password: None,
            database: database.to_owned(),
            sslmode: SslMode::Disable,
            sslrootcert: None,
            sslcert: None,
            sslkey: None,
            connect_timeout: CONNECT_TIMEOUT,
            application_name: None,
            options: None,
            target_session_attrs: SessionAttrs::Any,
            channel_binding: ChannelBinding::Disable,
            schema: None,
            pooled: false,
            notes: Vec::new(),
        }
    }

    /// The same login to another database of the same server.
    pub fn with_database(&self, database: &str) -> Dsn {
        Dsn { database: database.to_owned(), ..self.clone() }
    }

    /// Where the server listens.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port; with a socket, the number in the socket's name.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The role.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The schema that a Prisma URL names (`?schema=…`).
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// Whether the URL says that a transaction pooler stands in between (`?pgbouncer=true`, as Prisma writes it).
    pub fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// What was ignored, as whole sentences for the user.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Where, in words for an error: `host "db.example", port 5432` or `socket directory "/tmp"`.
    pub fn place(&self) -> String {
        match &self.host {
            Host::Socket(directory) => format!("socket {}/.s.PGSQL.{}", directory.display(), self.port),
            Host::Tcp(host) => format!("host \"{host}\", port {}", self.port),
        }
    }
}

fn word<T>(
    name: &str,
    text: Option<String>,
    parse: fn(&str) -> Option<T>,
    words: &[&str],
) -> Result<Option<T>> {
    match text {
        None => Ok(None),
        Some(text) => parse(&text).map(Some).ok_or_else(|| {
            usage(format!("the value of {name} is not understood"))
                .detail(format!("{name} is one of {}.", words.join(", ")))
        }),
    }
}

impl fmt::Display for Dsn {
    /// A URL that says the same, but for the password, which is `***`, and for `options`, which may hold anything and
    /// is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgresql://{}", encode(&self.user))?;
        if self.password.is_some() {
            f.write_str(":***")?;
        }
        f.write_str("@")?;
        let mut query = Vec::new();
        match &self.host {
            Host::Tcp(host) if host.contains(':') => write!(f, "[{host}]")?,
            Host::Tcp(host) => f.write_str(&encode(host))?,
            Host::Socket(directory) => query.push(("host", directory.to_string_lossy().into_owned())),
        }
        if self.port != 5432 {
            match &self.host {
                Host::Tcp(_) => write!(f, ":{}", self.port)?,
                Host::Socket(_) => query.push(("port", self.port.to_string())),
            }
        }
        write!(f, "/{}", encode(&self.database).replace('/', "%2F"))?;
        if self.sslmode != SslMode::Prefer && matches!(self.host, Host::Tcp(_)) {
            query.push(("sslmode", self.sslmode.word().to_owned()));
        }
        for (name, value) in [
            ("sslrootcert", &self.sslrootcert),
            ("sslcert", &self.sslcert),
            ("sslkey", &self.sslkey),
            ("schema", &self.schema),
        ] {
            query.extend(value.as_ref().map(|value| (name, value.clone())));
        }
        for (index, (name, value)) in query.iter().enumerate() {
            write!(f, "{}{name}={}", if index == 0 { '?' } else { '&' }, encode(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Dsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dsn({self})")
    }
}
