//! Where a SQLite database is: plain paths, `sqlite:` URLs as SQLAlchemy, sqlx, Prisma and others write them, and
//! SQLite's own `file:` URIs. Text in, path out; nothing is looked up.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// The path that a place names, or `None` when the text is a URL of something else (`postgresql://…`).
///
/// * `sqlite:///app.db` is relative and `sqlite:////srv/app.db` absolute, as in
///   <https://docs.sqlalchemy.org/en/20/core/engines.html#sqlite>; `sqlite+driver:` forms too;
/// * `sqlite://app.db` and `sqlite:app.db` (sqlx, Prisma, Rails) are what stands behind;
/// * `file:app.db`, `file:/srv/app.db`, `file:///srv/app.db` are <https://sqlite.org/uri.html>;
/// * anything without a scheme is a path as it stands.
///
/// URLs are percent-decoded; options behind `?` and `#` are ignored, since the source is always opened for reading.
pub fn place_of(text: &str) -> Option<PathBuf> {
    let Some((scheme, rest)) = split_scheme(text) else { return Some(PathBuf::from(text)) };
    let rest = rest.split(['?', '#']).next().unwrap_or("");
    let path = match scheme.as_str() {
        "sqlite" | "sqlite3" => match rest.strip_prefix("//") {
            Some(behind) => behind.strip_prefix('/').unwrap_or(behind),
            None => rest,
        },
        "file" => match rest.strip_prefix("//") {
            Some(behind) => {
                behind.strip_prefix("localhost").filter(|path| path.starts_with('/')).unwrap_or(behind)
            }
            None => rest,
        },
        _ => return None,
    };
    Some(PathBuf::from(OsString::from_vec(percent_decoded(path))))
}

/// The scheme of a URL, lower case and without `+driver`; `None` for a path.
pub fn scheme_of(text: &str) -> Option<String> {
    split_scheme(text).map(|(scheme, _)| scheme)
}

/// Whether a place names no file but a database in memory (<https://sqlite.org/inmemorydb.html>).
pub fn is_in_memory(text: &str) -> bool {
    let path = place_of(text);
    let is_url = split_scheme(text).is_some();
    let options = text.split_once('?').filter(|_| is_url).map_or("", |(_, options)| options);
    let options = options.split('#').next().unwrap_or("").split('&');
    path.is_some_and(|path| path.as_os_str() == ":memory:" || (is_url && path.as_os_str().is_empty()))
        || options.clone().any(|option| option == "mode=memory")
}

/// Splits a scheme off, lower case and without `+driver` and a leading `jdbc:`.
fn split_scheme(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix("jdbc:").unwrap_or(text);
    let (name, rest) = text.split_once(':')?;
    let is_scheme = name.len() > 1
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || "+-._".contains(character));
    let lower = name.to_ascii_lowercase();
    let base = lower.split('+').next().unwrap_or(&lower).to_owned();
    // `notes:2024.db` is a file's name; a scheme of something else shows itself by its slashes.
    let known = matches!(base.as_str(), "sqlite" | "sqlite3" | "file");
    (is_scheme && (known || rest.starts_with("//"))).then_some((base, rest))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        // `from_str_radix` alone would take a sign.
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_names_its_path() {
        for (text, path) in [
            ("app.db", "app.db"),
            ("/srv/app.db", "/srv/app.db"),
            ("a%20b.db", "a%20b.db"),
            ("notes:2024.db", "notes:2024.db"),
            ("C:app.db", "C:app.db"),
            ("what?.db", "what?.db"),
            ("sqlite:///app.db", "app.db"),
            ("sqlite:////srv/app.db", "/srv/app.db"),
            ("sqlite://app.db", "app.db"),
            ("sqlite:app.db", "app.db"),
            ("sqlite:/srv/app.db", "/srv/app.db"),
            ("SQLite+pysqlite:///my%20data/app.db?mode=ro", "my data/app.db"),
            ("sqlite+aiosqlite:////srv/%C3%A9.db", "/srv/é.db"),
            ("jdbc:sqlite:app.db", "app.db"),
            ("file:app.db?mode=ro&cache=shared", "app.db"),
            ("file:///srv/app.db#x", "/srv/app.db"),
            ("file:/srv/app.db", "/srv/app.db"),
            ("file://localhost/srv/app.db", "/srv/app.db"),
            ("file:100%.db", "100%.db"),
            ("file:%+1.db", "%+1.db"),
        ] {
            assert_eq!(place_of(text), Some(PathBuf::from(path)), "{text}");
        }
    }

    #[test]
    fn a_database_in_memory_is_known_in_every_spelling() {
        for text in [
            ":memory:",
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite::memory:",
            "file::memory:?cache=shared",
            "file:app.db?cache=shared&mode=memory",
        ] {
            assert!(is_in_memory(text), "{text}");
        }
        for text in ["app.db", "app.db?mode=memory", "sqlite:///app.db", "file:memory.db?mode=ro"] {
            assert!(!is_in_memory(text), "{text}");
        }
    }

    #[test]
    fn urls_of_other_databases_are_not_paths() {
        for text in
            ["postgresql://me@host/db", "postgres://host", "postgresql+psycopg2://host/db", "mysql://h/d"]
        {
            assert_eq!(place_of(text), None, "{text}");
        }
    }
}
