//! Is the file whole? SQLite's own checks, with damage told apart from facts about the schema.
//!
//! `PRAGMA integrity_check` (<https://sqlite.org/pragma.html#pragma_integrity_check>) mixes three things: damage of
//! pages and indexes; rows that break a promise (NOT NULL, a STRICT type); and, when the application brought
//! functions, collations or modules of its own, a refusal to check at all. Only the first is corruption.
//!
//! An index over an expression that disagrees with its table is no damage either: it holds what the functions of its
//! writer gave, another version of SQLite may give something else, and nothing is read through it.
//!
//! CHECK constraints are not checked: SQLite does not even read them on a connection that cannot write.

use super::emit::literal;
use super::failure::{failed, is_missing_extension, said};
use crate::catalog::schema::Catalog;
use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, ErrorCode};

/// What the checks said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// Damage, in SQLite's words.
    pub corruption: Vec<String>,
    /// What is no damage: rows that break a declared promise, and what could not be checked.
    pub notes: Vec<String>,
}

impl Integrity {
    /// An error of kind [`Kind::Source`] when there is damage.
    pub fn require_whole(&self) -> Result<()> {
        if self.corruption.is_empty() {
            return Ok(());
        }
        let first: Vec<&str> = self.corruption.iter().take(5).map(String::as_str).collect();
        let more = match self.corruption.len() - first.len() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Err(Error::new(Kind::Source, "the SQLite database is corrupt")
            .detail(format!("The integrity check said: {}{more}.", first.join("; ")))
            .hint(
                "Restore a backup; or rebuild its indexes with REINDEX on a copy when only indexes are named; or let \
                 the sqlite3 shell save what can be read: sqlite3 damaged.db .recover | sqlite3 recovered.db",
            ))
    }
}

/// Checks the file. `quick` leaves out the comparison of indexes with their tables, which takes most of the time.
///
/// Fails with [`Kind::Source`] only when the check cannot be made for a reason other than damage (a lock, an
/// unreadable disk).
pub fn integrity(connection: &Connection, catalog: &Catalog, quick: bool) -> Result<Integrity> {
    let doing = |cause| failed("checking the file's integrity", cause);
    let mut found = Integrity::default();
    match check(connection, quick, None) {
        Ok(messages) => found.sort_in(messages, catalog),
        Err(cause) if cannot_be_checked(&cause) => {
            let stored = catalog.tables.iter().filter(|table| !table.is_virtual());
            for table in stored {
                found.check_table(connection, quick, &table.name, catalog)?;
            }
        }
        Err(cause) if is_damage(&cause) => found.corruption.push(said(&cause)),
        Err(cause) => return Err(doing(cause)),
    }
    Ok(found)
}

/// Checks one table with its indexes, in full. All tables and a quick check of the file are together the full check of
/// the file, in parts that several connections can share.
pub fn integrity_of_table(connection: &Connection, catalog: &Catalog, table: &str) -> Result<Integrity> {
    let mut found = Integrity::default();
    found.check_table(connection, false, table, catalog)?;
    Ok(found)
}

impl Integrity {
    /// Adds what another part of the check said; damage that both met is said once.
    pub fn merge(&mut self, other: Integrity) {
        for (mine, theirs) in [(&mut self.corruption, other.corruption), (&mut self.notes, other.notes)] {
            for message in theirs {
                if !mine.contains(&message) {
                    mine.push(message);
                }
            }
        }
    }

    /// Checks one table and its indexes; without the indexes when the whole cannot be checked.
    fn check_table(
        &mut self,
        connection: &Connection,
        quick: bool,
        table: &str,
        catalog: &Catalog,
    ) -> Result<()> {
        for quick in [quick, true] {
            match check(connection, quick, Some(table)) {
                Ok(messages) => {
                    self.sort_in(messages, catalog);
                    return Ok(());
                }
                Err(cause) if cannot_be_checked(&cause) => {
                    let part = if quick { "table" } else { "indexes" };
                    self.notes.push(format!("{part} of {table} not checked: {}", said(&cause)));
                    if quick {
                        return Ok(());
                    }
                }
                Err(cause) if is_damage(&cause) => {
                    self.corruption.push(format!("{table}: {}", said(&cause)));
                    return Ok(());
                }
                Err(cause) => return Err(failed("checking the file's integrity", cause).table(table)),
            }
        }
        Ok(())
    }

    fn sort_in(&mut self, messages: Vec<String>, catalog: &Catalog) {
        for message in messages.into_iter().filter(|message| message != "ok") {
            let is_note = is_note(&message) || is_of_expression(&message, catalog);
            let list = if is_note { &mut self.notes } else { &mut self.corruption };
            list.push(message);
        }
    }
}

/// The messages of one check; SQLite stops after a hundred.
fn check(connection: &Connection, quick: bool, table: Option<&str>) -> rusqlite::Result<Vec<String>> {
    let pragma = if quick { "quick_check" } else { "integrity_check" };
    let argument = table.map(|table| format!("({})", literal(table))).unwrap_or_default();
    let mut statement = connection.prepare(&format!("PRAGMA main.{pragma}{argument}"))?;
    let mut rows = statement.query([])?;
    let mut messages = Vec::new();
    while let Some(row) = rows.next()? {
        let value = row.get_ref(0)?;
        messages.push(String::from_utf8_lossy(value.as_bytes().unwrap_or_default()).into_owned());
    }
    Ok(messages)
}

/// Messages that an index over an expression disagrees with its table. (`pragma.c`: "row N missing from index I", "row
/// N values differ from index I", "non-unique entry in index I", "wrong # of entries in index I".)
fn is_of_expression(message: &str, catalog: &Catalog) -> bool {
    let beginnings = ["row ", "non-unique entry in index ", "wrong # of entries in index "];
    let Some((_, name)) = message.split_once(" index ") else { return false };
    beginnings.iter().any(|beginning| message.starts_with(beginning))
        && catalog.tables.iter().flat_map(|table| &table.indexes).any(|index| {
            index.name == name
                && (index.predicate.is_some() || index.parts.iter().any(|part| part.column.is_none()))
        })
}

/// The check met something that it cannot evaluate: an application's function, or an expression of a generated column
/// or an index that fails for a row ("malformed JSON").
fn cannot_be_checked(cause: &rusqlite::Error) -> bool {
    is_missing_extension(cause)
        || cause.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_ERROR)
}

fn is_damage(cause: &rusqlite::Error) -> bool {
    matches!(cause.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Messages that speak of rows that break a promise, or of a virtual table, which is not carried as it is.
/// (`pragma.c`: "NULL value in T.C", "CHECK constraint failed in T", "NUMERIC value in T.C", "TEXT value in T.C",
/// "non-INTEGER value in T.C"; the modules' own checks: fts3.c, fts5_main.c, rtree.c.)
fn is_note(message: &str) -> bool {
    let type_note = message.contains(" value in ")
        && ["NULL ", "NUMERIC ", "TEXT ", "non-"].iter().any(|start| message.starts_with(start));
    let of_module = ["inverted index for FTS", "In RTree ", "RTree ", "Rtree ", "no such module"];
    type_note
        || message.starts_with("CHECK constraint failed in ")
        || message.starts_with("unable to validate ")
        || of_module.iter().any(|phrase| message.contains(phrase))
}
