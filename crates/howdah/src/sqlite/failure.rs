//! What SQLite's failures mean to the user: one exhaustive place that turns a result code into message and remedy
//! (<https://sqlite.org/rescode.html>).

use crate::error::{Error, Kind};
use rusqlite::ErrorCode;

/// An error of kind [`Kind::Source`] for a failure while doing something (`reading table rows`, `opening the file`).
pub fn failed(doing: &str, cause: rusqlite::Error) -> Error {
    let said = said(&cause);
    let (message, hint) = match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            "the SQLite database is locked by another process",
            "Another process holds a lock on the file, most likely the application that writes it. Stop it, or wait \
             until its transaction ends and run the command again; a longer wait can be allowed with --lock-timeout.",
        ),
        Some(ErrorCode::DatabaseCorrupt) => (
            "the SQLite database is corrupt",
            "Restore a backup, or let the sqlite3 shell save what can be read: \
             sqlite3 damaged.db .recover | sqlite3 recovered.db",
        ),
        Some(ErrorCode::NotADatabase) => (
            "the file is encrypted or not a SQLite database",
            "If it is encrypted (SQLCipher, SEE, SQLite3 Multiple Ciphers), export it with the tool that encrypted it \
             to a plain file first.",
        ),
        Some(
            ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied,
        ) => (
            "the SQLite database cannot be opened",
            "Check that this user may read the file and, in WAL mode, its -wal and -shm files.",
        ),
        Some(ErrorCode::ReadOnly) => (
            "the SQLite database needs recovery and must not be written",
            "It is recovered on a private copy when it is opened anew; run the command again.",
        ),
        Some(ErrorCode::SystemIoFailure) => (
            "the SQLite database cannot be read",
            "The operating system reported a read error. Check the disk, or the network when the file is on a share, \
             and copy the file to a local disk first.",
        ),
        Some(ErrorCode::DiskFull) => (
            "no space left while reading SQLite",
            "Make space in the work directory, or choose another with --work-dir.",
        ),
        Some(ErrorCode::TooBig) => (
            "a value is larger than SQLite can hand out",
            "This SQLite reads values of up to 1,000,000,000 bytes, and PostgreSQL holds no larger ones either.",
        ),
        Some(ErrorCode::OutOfMemory) => {
            ("out of memory while reading SQLite", "Free memory, or use fewer workers with --jobs.")
        }
        _ => ("reading SQLite failed", "The source was not changed."),
    };
    let error = Error::new(Kind::Source, message).detail(format!("While {doing}, SQLite said: {said}."));
    error.hint(hint).caused_by(cause)
}

/// An error of kind [`Kind::Target`] for a failure while a new file is being written.
pub fn unwritten(doing: &str, cause: rusqlite::Error) -> Error {
    let said = said(&cause);
    let (message, hint) = match cause.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            ("no space left for the SQLite file", "Free some space, or choose another place for the file.")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => (
            "the SQLite file cannot be made",
            "Check that this user may write in the file's directory, or choose another place.",
        ),
        Some(ErrorCode::SystemIoFailure) => (
            "the SQLite file cannot be written",
            "The operating system reported an error. Check the disk, and the limit on the size of files (ulimit -f).",
        ),
        Some(ErrorCode::TooBig) => (
            "a value is larger than SQLite takes",
            "SQLite holds values of up to 1,000,000,000 bytes; shorten or remove it.",
        ),
        _ => ("writing the SQLite file failed", "No file was put in place."),
    };
    Error::new(Kind::Target, message)
        .detail(format!("While {doing}, SQLite said: {said}."))
        .hint(hint)
        .caused_by(cause)
}

/// An error of kind [`Kind::Answer`] for rows that the file's table cannot hold side by side or at all: a key, a unique
/// constraint or a NOT NULL that PostgreSQL does not have any more. `None` for any other failure.
///
/// `column` gives the column's name for the one that SQLite says.
pub fn forbidden(
    cause: &rusqlite::Error,
    table: &str,
    column: impl Fn(&str) -> Option<String>,
) -> Option<Error> {
    if cause.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
        return None;
    }
    let said = said(cause);
    let (kind, names) = said.split_once(" constraint failed: ").unwrap_or(("UNIQUE", said.as_str()));
    let columns: Vec<String> = names
        .split(", ")
        .map(|name| {
            name.split_once('.').and_then(|(_, name)| column(name)).unwrap_or_else(|| name.to_owned())
        })
        .collect();
    let columns = columns.join(", ");
    let (message, hint) = match kind {
        "NOT NULL" => (
            "a row has NULL where the SQLite table cannot",
            format!("Find the rows with WHERE {columns} IS NULL, and give them values."),
        ),
        _ => (
            "rows have the same key, and the SQLite table takes each once",
            format!(
                "Find the rows with GROUP BY {columns} HAVING count(*) > 1, and change or remove all but one."
            ),
        ),
    };
    let error = Error::new(Kind::Answer, message)
        .detail(format!(
            "In SQLite the table is declared {kind} ({columns}); PostgreSQL does not ask for that any more. No file was put \
             in place."
        ))
        .hint(format!("{hint} Do so in PostgreSQL, and run the command again."))
        .table(table)
        .column(columns);
    Some(error)
}

/// SQLite's own words.
pub fn said(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        // `SqlInputError` would print the whole statement as well.
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

/// Whether SQLite failed for the want of a function, collation or module that the application brings with it
/// and this build of SQLite lacks. That is a fact about the schema, never damage.
pub fn is_missing_extension(cause: &rusqlite::Error) -> bool {
    let said = said(cause);
    // "no query solution": the only index that a query could use has an unknown collation.
    [
        "no such function",
        "unknown function",
        "no such collation sequence",
        "no query solution",
        "no such module",
        "unsafe use of",
    ]
    .iter()
    .any(|phrase| said.contains(phrase))
}
