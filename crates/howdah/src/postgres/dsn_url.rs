//! The grammar of a connection URL: text in, its parts out, percent-decoded
//! (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>).
//!
//! Knows no option's meaning; [`super::dsn`] gives the parts their meaning. A password may stand anywhere in a
//! malformed URL, so no message here quotes any of the text, but for names that were recognised.

use crate::error::{Error, Kind, Result};
use std::fmt;

/// The parts of a URL. Holds a password, so it shows nothing of itself.
#[derive(Default)]
pub(super) struct Parts {
    /// User before `@`.
    pub user: Option<String>,
    /// Password before `@`.
    pub password: Option<String>,
    /// Host name, address or socket directory.
    pub host: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// Database: the path.
    pub database: Option<String>,
    /// Options behind `?`, in order.
    pub options: Vec<(String, String)>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts(…)")
    }
}

/// The drivers that SQLAlchemy writes behind `postgresql+`
/// (<https://docs.sqlalchemy.org/en/20/dialects/postgresql.html>).
const DRIVERS: [&str; 8] =
    ["psycopg2", "psycopg", "psycopg_async", "psycopg2cffi", "asyncpg", "pg8000", "pygresql", "aiopg"];

/// Splits `scheme://rest`, when the scheme is PostgreSQL's. The driver is what stands behind `+`.
pub(super) fn scheme(text: &str) -> Option<(Option<&str>, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let (name, driver) = match scheme.split_once('+') {
        Some((name, driver)) => (name, Some(driver)),
        None => (scheme, None),
    };
    let known = name.eq_ignore_ascii_case("postgresql") || name.eq_ignore_ascii_case("postgres");
    known.then_some((driver, rest))
}

/// Splits and decodes a URL.
pub(super) fn split(text: &str) -> Result<Parts> {
    let Some((driver, rest)) = scheme(text.trim()) else {
        return Err(usage("this is not a PostgreSQL URL")
            .hint("A PostgreSQL URL looks like postgresql://user@host:5432/database."));
    };
    if let Some(driver) = driver
        && !DRIVERS.iter().any(|known| driver.eq_ignore_ascii_case(known))
    {
        return Err(usage("the driver in the URL's scheme is not known")
            .detail(format!("Understood behind \"postgresql+\" are {}.", DRIVERS.join(", ")))
            .hint("Leave the driver out: postgresql://user@host/database."));
    }

    let authority_end = rest.find('/').unwrap_or(rest.len());
    let authority_end = match (rest[..authority_end].find('?'), rest[..authority_end].rfind('@')) {
        // A question mark in front of the @ is part of a password that was not encoded.
        (Some(question), Some(at)) if question < at => return Err(not_encoded()),
        (Some(question), _) => question,
        (None, _) => authority_end,
    };
    let (authority, rest) = rest.split_at(authority_end);
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };

    let mut parts = Parts::default();
    read_authority(authority, &mut parts)?;
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.contains(['/', '@']) {
        return Err(not_encoded());
    }
    if !path.is_empty() {
        parts.database = Some(decode(path)?);
    }
    for option in query.unwrap_or_default().split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').ok_or_else(|| {
            usage("an option in the URL has no value")
                .hint("Options behind \"?\" are written name=value and joined by \"&\".")
        })?;
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        {
            return Err(not_encoded());
        }
        parts.options.push((name.to_ascii_lowercase(), decode(value)?));
    }
    Ok(parts)
}

fn read_authority(authority: &str, parts: &mut Parts) -> Result<()> {
    let host = match authority.rsplit_once('@') {
        Some((login, host)) => {
            let (user, password) = match login.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (login, None),
            };
            parts.user = some_text(decode(user)?);
            parts.password = password.map(decode).transpose()?.and_then(some_text);
            host
        }
        None => authority,
    };
    if host.contains(',') {
        return Err(usage("the URL names several hosts")
            .detail("Rows are copied over many connections, and all of them must reach the same server.")
            .hint("Name the one server that accepts writes."));
    }
    let (name, port) = if let Some(bracketed) = host.strip_prefix('[') {
        let (address, port) = bracketed
            .split_once(']')
            .ok_or_else(|| usage("the IPv6 address in the URL lacks its closing bracket"))?;
        if address.parse::<std::net::Ipv6Addr>().is_err() {
            return Err(usage("the brackets in the URL do not hold an IPv6 address"));
        }
        match port.strip_prefix(':') {
            Some(port) => (address, Some(port)),
            None if port.is_empty() => (address, None),
            None => return Err(not_encoded()),
        }
    } else {
        match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        }
    };
    parts.host = some_text(decode(name)?);
    parts.port = match port {
        None | Some("") => None,
        // What stands here may be the first half of a password that holds a slash, so it is not quoted.
        Some(port) => Some(parse_port(port).ok_or_else(not_encoded)?),
    };
    Ok(())
}

/// A port number, 1 to 65535.
pub(super) fn parse_port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port != 0)
}

fn some_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Replaces `%xx`; the result must be UTF-8 without NUL.
fn decode(text: &str) -> Result<String> {
    let malformed = || {
        usage("the URL holds a percent sign that does not start an encoded character")
            .hint("Write a percent sign itself as %25.")
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = tail;
            continue;
        }
        let digits = tail.first_chunk::<2>().ok_or_else(malformed)?;
        let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
        let (Some(high), Some(low)) = (digit(digits[0]), digit(digits[1])) else { return Err(malformed()) };
        bytes.push(high << 4 | low);
        rest = &tail[2..];
    }
    match String::from_utf8(bytes) {
        Ok(decoded) if !decoded.contains('\0') => Ok(decoded),
        Ok(_) => Err(usage("the URL holds an encoded NUL character")),
        Err(_) => Err(usage("the URL's encoded characters are not UTF-8")),
    }
}

/// Encodes text for a place in a URL: everything but unreserved characters, and `/` where a value stands.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

pub(super) fn usage(message: impl Into<String>) -> Error {
    Error::new(Kind::Usage, message)
}

pub(super) fn not_encoded() -> Error {
    usage("the PostgreSQL URL cannot be taken apart")
        .detail("The form is postgresql://user:password@host:port/database?option=value.")
        .hint(
            "Special characters of a user name, a password or a database name are percent-encoded: \
             / is %2F, @ is %40, : is %3A, ? is %3F, # is %23, % is %25. \
             A password can also be given in PGPASSWORD or in ~/.pgpass.",
        )
}
