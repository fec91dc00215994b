//! A failure of the server or of the way to it, turned into the engine's error: the one place that does so.
//!
//! A SQLSTATE decides message and hint (<https://www.postgresql.org/docs/current/errcodes-appendix.html>). The server
//! likes to quote values: `Key (email)=(…) already exists`, `invalid input syntax for type integer: "…"`, `Failing row
//! contains (…)`. Those are rows' contents, so they are cut out here and the driver's own error, which still has
//! them, is never kept as the cause; [`ServerFault`] is.

use super::dsn::{Dsn, Host};
use crate::error::{Error, Kind};
use postgres::error::DbError;
use std::error::Error as _;
use std::fmt;
use std::io;

/// What the server said, without any value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFault {
    /// Five characters.
    pub sqlstate: String,
    /// The server's message, in the server's language.
    pub message: String,
    /// The constraint, when one was broken.
    pub constraint: Option<String>,
    /// The row of a COPY, counted from 1 for the first row sent, and the column's name.
    pub copy_place: Option<(u64, Option<String>)>,
}

impl fmt::Display for ServerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.sqlstate)
    }
}

impl std::error::Error for ServerFault {}

/// What the server said, when the error came from a server.
pub fn server_fault(error: &Error) -> Option<&ServerFault> {
    error.source.as_deref().and_then(|cause| cause.downcast_ref())
}

impl From<postgres::Error> for Error {
    /// A failure of a statement on an open connection.
    fn from(error: postgres::Error) -> Error {
        match error.as_db_error() {
            Some(fault) => from_server(fault, None),
            None => from_transport(&error, None),
        }
    }
}

/// A failure to connect; `dsn` gives the place and the names for the hints.
pub fn connecting(error: &postgres::Error, dsn: &Dsn) -> Error {
    match error.as_db_error() {
        Some(fault) => from_server(fault, Some(dsn)),
        None => from_transport(error, Some(dsn)),
    }
}

/// A failure that the driver wrapped for `Read` and `Write`.
pub fn from_io(error: io::Error) -> Error {
    match error.downcast::<postgres::Error>() {
        Ok(error) => error.into(),
        Err(error) => target("the connection to the server broke").detail(sentence(&error.to_string())),
    }
}

fn target(message: impl Into<String>) -> Error {
    Error::new(Kind::Target, message)
}

fn from_server(fault: &DbError, dsn: Option<&Dsn>) -> Error {
    let state = fault.code().code();
    let said = withhold(state, fault.message());
    let (message, hint) = advice(state, &said, dsn);
    let copy_place = fault.where_().and_then(copy_place);

    let mut detail = format!("The server says: {said} (SQLSTATE {state}).");
    if let Some(more) = fault.detail().and_then(|more| shown_detail(state, more)) {
        detail.push(' ');
        detail.push_str(&sentence(&more));
    }
    if let Some(constraint) = fault.constraint() {
        detail.push_str(&format!(" The constraint is \"{constraint}\"."));
    }
    let mut error = target(message).detail(detail);
    error.hint = hint.or_else(|| fault.hint().filter(|_| !carries_values(state)).map(sentence));
    error.place.table = fault.table().map(|table| match fault.schema() {
        Some(schema) if schema != "public" => format!("{schema}.{table}"),
        _ => table.to_owned(),
    });
    error.place.column = fault.column().map(str::to_owned);
    if let Some((row, column)) = &copy_place {
        error.place.row = Some(format!("copied row {row}"));
        if error.place.column.is_none() {
            error.place.column.clone_from(column);
        }
    }
    error.caused_by(ServerFault {
        sqlstate: state.to_owned(),
        message: said,
        constraint: fault.constraint().map(str::to_owned),
        copy_place,
    })
}

/// Message and hint for a SQLSTATE.
fn advice(state: &str, said: &str, dsn: Option<&Dsn>) -> (String, Option<String>) {
    let user = dsn.map_or("the role", Dsn::user);
    let (message, hint) = match state {
        "28P01" => (
            format!("the password of \"{user}\" is refused"),
            "Check the password in the URL, in PGPASSWORD or in ~/.pgpass. \
             Special characters in a URL are percent-encoded.",
        ),
        // The server's language decides its words, so they only refine the answer.
        "28000" if said.contains("pg_hba.conf") => (
            format!("the server admits no such login: \"{user}\" from here to this database"),
            "Ask the server's administrator for a line in pg_hba.conf, or try another sslmode.",
        ),
        "28000" if said.contains("does not exist") => (
            format!("the role \"{user}\" does not exist"),
            "Check the user in the URL, or create the role: CREATE ROLE … LOGIN.",
        ),
        "28000" => (
            format!("the server refuses the login of \"{user}\""),
            "With peer authentication, run as the operating system's user of that name, \
             or connect with a password over TCP: postgresql://user@localhost/database.",
        ),
        "3D000" => (
            format!("the database \"{}\" does not exist", dsn.map_or("", Dsn::database)),
            "Check the name in the URL.",
        ),
        "42501" => {
            ("the role lacks a right".to_owned(), "Grant the right, or connect as the owner of the database.")
        }
        "53300" => (
            "the server has no free connection".to_owned(),
            "Use fewer workers (--jobs), close other connections, or raise max_connections.",
        ),
        "53100" | "58030" => (
            "the server's disk is full or failing".to_owned(),
            "Free space on the server, then run the same command again.",
        ),
        "53200" => (
            "the server is out of memory".to_owned(),
            "Use fewer workers (--jobs), then run the same command again.",
        ),
        "25006" => (
            "the server accepts no writes".to_owned(),
            "It is a standby or set read-only; name the primary server in the URL.",
        ),
        "57P01" | "57P02" => (
            "the server was shut down".to_owned(),
            "Start the server, then run the same command again to continue.",
        ),
        "57P03" => (
            "the server is starting up or shutting down".to_owned(),
            "Wait a moment, then run the same command again.",
        ),
        "57014" => (
            "the statement was cancelled".to_owned(),
            "Somebody cancelled it, or a timeout of the server or of a pooler ended it.",
        ),
        "55P03" => (
            "a lock was not granted in time".to_owned(),
            "Another session uses the table; see pg_stat_activity, then run the same command again.",
        ),
        "40001" | "40P01" => {
            ("the transaction lost against another one".to_owned(), "Run the same command again to continue.")
        }
        "54000" | "54001" | "54011" | "54023" => {
            return (format!("a limit of PostgreSQL is exceeded: {said}"), None);
        }
        _ if state.starts_with("22") => ("the server cannot hold a value".to_owned(), ""),
        _ if state.starts_with("23") => ("a row breaks a constraint".to_owned(), ""),
        _ => return (format!("the server refuses: {said}"), None),
    };
    (message, (!hint.is_empty()).then(|| hint.to_owned()))
}

fn from_transport(error: &postgres::Error, dsn: Option<&Dsn>) -> Error {
    let text = error.to_string();
    let cause = error.source();
    let cause_text = cause.map(ToString::to_string).unwrap_or_default();
    let place = dsn.map(Dsn::place).unwrap_or_else(|| "the server".to_owned());
    if error.is_closed() {
        return target("the server closed the connection")
            .detail("No reason came with it; the server's log has it.")
            .hint("Check that the server is running, then run the same command again to continue.");
    }
    // The driver's kinds are private, but its words for them are fixed; the tests of this module's callers meet each.
    if text.starts_with("error performing TLS handshake") {
        return tls_failed(&cause_text, &place);
    }
    if cause_text == "password missing" {
        let user = dsn.map_or("", Dsn::user);
        return target(format!("the server asks for a password of \"{user}\", and none was given"))
            .detail(format!("The place is {place}."))
            .hint("Give it in PGPASSWORD, in ~/.pgpass, or in the URL.");
    }
    if text.starts_with("authentication error") || text.starts_with("invalid configuration") {
        return target("the login failed").detail(sentence(&cause_text));
    }
    let io_kind = cause.and_then(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    if let Some(dsn) = dsn {
        if text.starts_with("error connecting to server") {
            return unreachable_server(io_kind, &cause_text, dsn);
        }
        return target("what answers there does not speak as PostgreSQL does")
            .detail(sentence(&format!("The place is {place}: {text}: {cause_text}")))
            .hint("Check host and port, and that nothing in between changes the connection.");
    }
    if text.starts_with("error communicating") {
        return target("the connection to the server broke")
            .detail(sentence(&cause_text))
            .hint("Check that the server is running, then run the same command again to continue.");
    }
    if text.starts_with("unexpected message") || text.starts_with("error parsing response") {
        return target("the server's answer is not understood")
            .detail(sentence(&cause_text))
            .hint("A pooler or proxy may stand in between; connect to the server itself.");
    }
    // A value or a statement of ours that the driver cannot encode or decode: our mistake, not the server's.
    Error::bug(format!("the driver failed: {text}")).detail(sentence(&cause_text))
}

/// Nobody answers where the server should be.
pub(super) fn unreachable_server(kind: Option<io::ErrorKind>, cause: &str, dsn: &Dsn) -> Error {
    let place = dsn.place();
    let detail = if cause.is_empty() {
        format!("The place is {place}.")
    } else {
        sentence(&format!("The place is {place}: {cause}"))
    };
    let leave_out = "or leave the target out to use a private PostgreSQL";
    match (kind, dsn.host()) {
        (Some(io::ErrorKind::PermissionDenied), Host::Socket(_)) => {
            target("the server's socket cannot be opened")
                .detail(detail)
                .hint("Run as a user who may enter the socket's directory, or connect over TCP.")
        }
        (Some(io::ErrorKind::TimedOut), _) => target("the server does not answer").detail(detail).hint(
            format!("Check host, port and firewall, {leave_out}. connect_timeout=SECONDS waits longer."),
        ),
        (_, Host::Socket(_)) => target("no server listens on the socket")
            .detail(detail)
            .hint(format!("Start the server, check the directory and the port, {leave_out}.")),
        (_, Host::Tcp(_)) if cause.contains("lookup address") => target("the server's name is not known")
            .detail(detail)
            .hint(format!("Check the host in the URL, {leave_out}.")),
        (_, Host::Tcp(_)) => target("the server cannot be reached")
            .detail(detail)
            .hint(format!("Start the server, check host and port, {leave_out}.")),
    }
}

fn tls_failed(cause: &str, place: &str) -> Error {
    let detail = sentence(&format!("The place is {place}: {cause}"));
    if cause.contains("does not support TLS") {
        return target("the server offers no TLS")
            .detail(detail)
            .hint("Set ssl=on in the server, or allow a plain connection with sslmode=prefer.");
    }
    let hint = if cause.contains("not valid for name") {
        "The certificate must name the host in its subjectAltName; \
         connect by that name, or use sslmode=verify-ca, which does not ask for the name."
    } else if cause.contains("UnknownIssuer") {
        "Name the authority's certificate: sslrootcert=/path/to/root.crt."
    } else if cause.contains("xpired") || cause.contains("not valid yet") {
        "Renew the server's certificate, or check the clock of this machine."
    } else {
        "Check the server's certificate and the options sslmode and sslrootcert."
    };
    target("the TLS connection failed").detail(detail).hint(hint)
}

/// Classes whose texts quote rows: data exceptions and broken constraints.
fn carries_values(state: &str) -> bool {
    state.starts_with("22") || state.starts_with("23")
}

/// The server's message with every quoted value of a row left out.
fn withhold(state: &str, message: &str) -> String {
    if !carries_values(state) {
        return message.to_owned();
    }
    // `invalid byte sequence for encoding "UTF8": 0xe2 0x28`: the bytes are the cell's.
    let message = message.split(": 0x").next().unwrap_or(message);
    let mut shown = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, behind)) = rest.split_once('"') {
        shown.push_str(before);
        // A value may hold quotes itself. Only a name of the schema is shown, and only when a word says that it is one;
        // otherwise everything to the last quote is taken for the value.
        let noun = before.trim_end().rsplit(' ').next().unwrap_or_default();
        let named = ["column", "constraint", "relation", "table", "domain", "encoding", "index", "attribute"];
        if named.contains(&noun)
            && let Some((name, after)) = behind.split_once('"')
        {
            shown.push('"');
            shown.push_str(name);
            shown.push('"');
            rest = after;
        } else {
            shown.push('…');
            rest = behind.rsplit_once('"').map_or("", |(_, after)| after);
        }
    }
    shown.push_str(rest);
    shown
}

/// The server's detail without values: of a key only its columns' names, of a row nothing.
fn shown_detail(state: &str, detail: &str) -> Option<String> {
    if !carries_values(state) {
        return Some(detail.to_owned());
    }
    // `Key (a, lower(b))=(1, x) already exists.`: names and expressions stand before `)=(`.
    let (key, _) = detail.split_once(")=(")?;
    let columns = key.split_once('(')?.1;
    Some(format!("The key is ({columns})"))
}

/// `COPY orders, line 3, column note: "…"` gives row and column. In binary a "line" is a row, counted from 1.
fn copy_place(context: &str) -> Option<(u64, Option<String>)> {
    let line = context.lines().find(|line| line.starts_with("COPY "))?;
    let (_, behind) = line.split_once(", line ")?;
    let digits = behind.find(|character: char| !character.is_ascii_digit()).unwrap_or(behind.len());
    let row = behind[..digits].parse().ok()?;
    let column = behind[digits..].strip_prefix(", column ").map(|column| {
        let end = column.find(": ").unwrap_or(column.len());
        column[..end].to_owned()
    });
    Some((row, column))
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut characters = text.chars();
    let mut sentence: String = match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => return String::new(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_out_of_the_servers_words() {
        for (state, message, shown) in [
            (
                "22P02",
                "invalid input syntax for type integer: \"my \"secret\" is\"",
                "invalid input syntax for type integer: …",
            ),
            (
                "22003",
                "value \"99\" is out of range for type integer",
                "value … is out of range for type integer",
            ),
            (
                "22021",
                "invalid byte sequence for encoding \"UTF8\": 0xff",
                "invalid byte sequence for encoding \"UTF8\"",
            ),
            (
                "23502",
                "null value in column \"a\" of relation \"t\" violates not-null constraint",
                "null value in column \"a\" of relation \"t\" violates not-null constraint",
            ),
            ("42P01", "relation \"t\" does not exist", "relation \"t\" does not exist"),
        ] {
            assert_eq!(withhold(state, message), shown);
        }
    }

    #[test]
    fn of_a_broken_key_only_the_columns_are_shown() {
        assert_eq!(
            shown_detail("23505", "Key (a, b)=(1, secret) already exists.").as_deref(),
            Some("The key is (a, b)")
        );
        assert_eq!(shown_detail("23502", "Failing row contains (1, secret)."), None);
        assert_eq!(
            shown_detail("2BP01", "view v depends on table t").as_deref(),
            Some("view v depends on table t")
        );
    }

    #[test]
    fn the_row_of_a_copy_is_found_without_its_value() {
        assert_eq!(
            copy_place("COPY orders, line 3, column note: \"secret\""),
            Some((3, Some("note".into())))
        );
        assert_eq!(copy_place("COPY orders, line 12"), Some((12, None)));
        assert_eq!(copy_place("SQL statement \"SELECT 1\"\nCOPY t, line 7"), Some((7, None)));
        assert_eq!(copy_place("PL/pgSQL function f()"), None);
    }
}
