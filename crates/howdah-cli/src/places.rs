//! What a place is: a SQLite file or a PostgreSQL database, told apart by its form alone.
//!
//! A PostgreSQL URL may hold a password, so no error here quotes what was typed, and [`PostgresUrl`] shows nothing of
//! itself; only the engine's `Dsn` says what may be shown.

use howdah::{Error, Kind, Result};
use std::fmt;
use std::path::{Path, PathBuf};

/// A place that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    Lite(PathBuf),
    /// A PostgreSQL database.
    Postgres(PostgresUrl),
}

/// A PostgreSQL URL as it was typed.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(pub String);

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresUrl(…)")
    }
}

/// Reads a place. Relative paths are joined to `directory`.
///
/// SQLite: a path, or SQLAlchemy's `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite+pysqlite:///…`
/// (<https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#connect-strings>). PostgreSQL: `postgresql://…`,
/// `postgres://…`, `postgresql+psycopg2://…`. Any other scheme, and a database in memory, is an error.
pub fn read(text: &str, directory: &Path) -> Result<Place> {
    if text.is_empty() {
        return Err(Error::new(Kind::Usage, "the name of a database is empty"));
    }
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) else {
        if text == ":memory:" {
            return Err(in_memory());
        }
        return Ok(Place::Lite(directory.join(text)));
    };
    let dialect = scheme.split('+').next().unwrap_or(scheme).to_ascii_lowercase();
    match dialect.as_str() {
        "postgresql" | "postgres" => Ok(Place::Postgres(PostgresUrl(text.to_owned()))),
        "sqlite" | "sqlite3" => lite(rest, directory),
        _ => Err(Error::new(Kind::Usage, format!("databases of the kind \"{dialect}\" are not known"))
            .hint("A source is a SQLite file (app.db, sqlite:///app.db), a target is postgresql://user@host/database.")),
    }
}

/// What stands in front of `://` (RFC 3986, with the underscores that drivers' names have).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
}

fn lite(rest: &str, directory: &Path) -> Result<Place> {
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    match path.strip_prefix('/') {
        None if path.is_empty() => Err(in_memory()),
        None => Err(Error::new(Kind::Usage, "a SQLite URL has no host")
            .hint("Three slashes lead to a relative path (sqlite:///app.db), four to an absolute one (sqlite:////srv/app.db).")),
        Some("" | ":memory:") => Err(in_memory()),
        Some(path) => Ok(Place::Lite(directory.join(path))),
    }
}

fn in_memory() -> Error {
    Error::new(Kind::Usage, "a database in memory cannot be carried")
        .detail("It exists only inside the program that made it.")
        .hint("Save it to a file first: VACUUM INTO 'app.db'.")
}

/// The same text with everything masked that may be a secret: in each URL what stands between the user's name and the
/// host, and the value of anything called a password.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        // A password may hold any character, a space or an @ too, so everything up to the last @ is taken for it.
        match after.rfind('@') {
            Some(end) => {
                let login = &after[..end];
                let user = login.split([':', '/', ' ']).next().unwrap_or_default();
                out.push_str(user);
                if user.len() < login.len() {
                    out.push_str(":***");
                }
                rest = &after[end..];
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    mask_values(&out)
}

/// Masks what follows `password=`, up to a space, `&` or a quote.
fn mask_values(text: &str) -> String {
    const NAME: &str = "password=";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.to_ascii_lowercase().find(NAME) {
        let (before, after) = rest.split_at(at + NAME.len());
        out.push_str(before);
        out.push_str("***");
        let end = after.find([' ', '&', '\'', '"', '\n']).unwrap_or(after.len());
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lite_path(text: &str) -> PathBuf {
        match read(text, Path::new("/here")) {
            Ok(Place::Lite(path)) => path,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn paths_and_sqlite_urls_name_files() {
        for (text, path) in [
            ("app.db", "/here/app.db"),
            ("/srv/app.db", "/srv/app.db"),
            ("sqlite:///app.db", "/here/app.db"),
            ("sqlite:////srv/app.db", "/srv/app.db"),
            ("SQLite+pysqlite:///data/app.db?timeout=5", "/here/data/app.db"),
            ("odd name://x", "/here/odd name://x"),
            ("C:app", "/here/C:app"),
        ] {
            assert_eq!(lite_path(text), Path::new(path), "{text}");
        }
    }

    #[test]
    fn postgresql_urls_are_recognised_in_every_spelling() {
        for text in [
            "postgresql://h/d",
            "postgres://u:p@h/d",
            "PostgreSQL+psycopg2://h/d",
            "postgresql+psycopg_async://h/d",
        ] {
            assert!(matches!(read(text, Path::new("/")), Ok(Place::Postgres(_))), "{text}");
        }
    }

    #[test]
    fn other_places_are_refused_without_quoting_them() {
        for text in [
            "mysql://u:secret@h/d",
            "sqlite://",
            "sqlite:///:memory:",
            ":memory:",
            "",
            "sqlite://secret/app.db",
        ] {
            let error = read(text, Path::new("/here")).unwrap_err();
            assert_eq!(error.kind, Kind::Usage, "{text}");
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn a_url_shows_nothing_of_itself() {
        let place = read("postgresql://u:secret@h/d", Path::new("/")).unwrap();
        assert!(!format!("{place:?}").contains("secret"));
    }

    #[test]
    fn masking_leaves_no_password_whatever_it_holds() {
        for (text, masked_text) in [
            ("unexpected 'postgresql://me:secret@host/app'", "unexpected 'postgresql://me:***@host/app'"),
            ("postgresql://me:se@cr/et 1@host/app", "postgresql://me:***@host/app"),
            ("postgresql://me@host/app", "postgresql://me@host/app"),
            ("postgresql://host/app?password=secret&x=1", "postgresql://host/app?password=***&x=1"),
            ("host=h Password=secret dbname=d", "host=h Password=*** dbname=d"),
            ("plain", "plain"),
        ] {
            assert_eq!(masked(text), masked_text);
        }
    }
}
