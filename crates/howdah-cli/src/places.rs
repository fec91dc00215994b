//! What a place is: a SQLite file or a PostgreSQL database, told apart by its form alone.
//!
//! A PostgreSQL URL may hold a password, so no error here quotes what was typed, and [`PostgresUrl`] shows nothing of
//! itself; only the engine's `Dsn` says what may be shown.

use howdah::sqlite::place;
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
/// SQLite in every form of [`howdah::sqlite::place`]; PostgreSQL: `postgresql://…`, `postgres://…`,
/// `postgresql+psycopg2://…`. Any other scheme, and a database in memory, is an error.
pub fn read(text: &str, directory: &Path) -> Result<Place> {
    if text.is_empty() {
        return Err(Error::new(Kind::Usage, "the name of a database is empty"));
    }
    let scheme = place::scheme_of(text);
    if matches!(scheme.as_deref(), Some("postgresql" | "postgres")) {
        return Ok(Place::Postgres(PostgresUrl(text.to_owned())));
    }
    match place::place_of(text) {
        Some(_) if place::is_in_memory(text) => Err(in_memory()),
        Some(path) => Ok(Place::Lite(directory.join(path))),
        None => Err(Error::new(
            Kind::Usage,
            format!("databases of the kind \"{}\" are not known", scheme.unwrap_or_default()),
        )
        .hint("A source is a SQLite file (app.db, sqlite:///app.db), a target is postgresql://user@host/database.")),
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
            ("sqlite://my%20data/app.db", "/here/my data/app.db"),
            ("file:app.db?mode=ro", "/here/app.db"),
            ("file:///srv/a%23b.db", "/srv/a#b.db"),
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
            "file:secret?mode=memory",
            ":memory:",
            "",
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
