//! A schema that SQLite refuses, mended on a private copy.
//!
//! SQLite opens no file of whose schema it refuses one entry ("malformed database schema"): declarations that only an
//! old version accepted, and entries damaged through `PRAGMA writable_schema`. With that pragma it overlooks them
//! (<https://sqlite.org/pragma.html#pragma_writable_schema>). Here each refused entry is taken up in turn, as SQLite
//! names it: a table gets a declaration of the same columns ([`super::declaration`]), which is held against its records;
//! everything else is taken out of the copy, with its pages, so that the copy is whole. The originals of all entries are
//! kept for the catalogue. Damage of pages stays damage: SQLite's check of the copy finds it as it would in the file.

use super::declaration::{Readable, Stray, Told, tell};
use super::emit::{ident, literal};
use super::failure::said;
use super::open::reading;
use super::parse;
use crate::catalog::schema::{Catalog, Origin};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Result};
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

/// What was done to the entries of a schema that SQLite refuses.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The schema as the file has it, in its order.
    origin: Vec<Origin>,
    entries: Vec<MendedEntry>,
}

/// What was done to one entry.
#[derive(Debug, Clone)]
struct MendedEntry {
    rowid: i64,
    name: String,
    words: String,
    /// Name and declared type of a table's columns.
    columns: Vec<(String, String)>,
    sql: Option<String>,
    /// What its columns were told from.
    told: Option<Told>,
}

impl Mended {
    /// Puts into the catalogue of the copy what the file itself says, and what became of the entries.
    pub fn describe(&self, catalog: &mut Catalog) {
        catalog.origin.clone_from(&self.origin);
        for entry in &self.entries {
            catalog.troubles.push((entry.name.clone(), entry.words.clone()));
            let table = catalog.tables.iter_mut().find(|table| table.name == entry.name);
            let Some(table) = table.filter(|_| !entry.columns.is_empty()) else { continue };
            table.sql.clone_from(&entry.sql);
            for column in &mut table.columns {
                if let Some((_, declared)) = entry.columns.iter().find(|(name, _)| *name == column.name) {
                    column.declared.clone_from(declared);
                }
            }
        }
    }
}

/// Whether SQLite refuses a file for what its schema says.
pub(super) fn is_refused_schema(cause: &rusqlite::Error) -> bool {
    cause.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) && said(cause).starts_with(REFUSED)
}

/// How SQLite begins (`corruptSchema` in `prepare.c`), followed by the entry's name and mostly by the reason.
const REFUSED: &str = "malformed database schema (";

/// Lets a connection overlook entries that cannot be read, and write the schema where it can write at all.
pub(super) fn tolerate(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    connection.pragma_update(None, "writable_schema", true)
}

/// Mends the schema of a private copy.
///
/// Fails as SQLite does where the file is damaged beyond what its schema says.
pub(super) fn mend(copy: &Path) -> Result<Mended> {
    let mut mender = Mender { copy, mended: Vec::new(), tries: HashMap::new() };
    let origin = mender
        .entries()?
        .into_iter()
        .map(|entry| Origin { kind: entry.kind, name: entry.name, table: entry.table, sql: entry.sql })
        .collect();
    loop {
        while let Some(refused) = mender.next_refused()? {
            mender.take_up(refused)?;
        }
        if !mender.part_with_indexes()? {
            break;
        }
    }
    Ok(Mended { origin, entries: mender.mended })
}

struct Mender<'c> {
    copy: &'c Path,
    mended: Vec<MendedEntry>,
    /// How often an entry, by its rowid, was taken up.
    tries: HashMap<i64, u32>,
}

/// A row of `sqlite_schema`.
#[derive(Debug, Clone)]
struct Entry {
    rowid: i64,
    kind: String,
    name: String,
    table: String,
    root: i64,
    sql: Option<String>,
}

struct Refused {
    entry: Entry,
    reason: String,
    cause: rusqlite::Error,
}

/// A name for what is about to be dropped; no table can have it, since a NUL-free text of this form is nobody's.
const STAND_IN: &str = "howdah: unreadable";

/// How the names of indexes begin that constraints have (<https://sqlite.org/fileformat2.html#intschema>).
const AUTOMATIC: &str = "sqlite_autoindex_";

/// What a field reads as that a record does not have.
const ABSENT: &str = "x'9f1c5a70d2e84b36a1c07f3be95d4218'";

/// Columns of a table (`SQLITE_MAX_COLUMN`, <https://sqlite.org/limits.html>).
const COLUMNS_MAX: usize = 2_000;

impl Mender<'_> {
    fn writer(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.copy, flags)?;
        tolerate(&connection)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        // A copy whose making is interrupted is made anew.
        connection.pragma_update(None, "synchronous", "OFF")?;
        Ok(connection)
    }

    fn entries(&self) -> Result<Vec<Entry>> {
        let connection = self.writer()?;
        let sql = "SELECT rowid, type, name, tbl_name, rootpage, sql FROM main.sqlite_schema ORDER BY rowid";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let text = |at: usize| -> Result<Option<String>> {
                Ok(match row.get_ref(at)? {
                    ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                    _ => None,
                })
            };
            Ok(Entry {
                rowid: row.get(0)?,
                kind: text(1)?.unwrap_or_default(),
                name: text(2)?.unwrap_or_default(),
                table: text(3)?.unwrap_or_default(),
                root: row.get_ref(4)?.as_i64().unwrap_or(0),
                sql: text(5)?,
            })
        })?;
        rows.collect()
    }

    /// The first entry that SQLite refuses, in its words.
    fn next_refused(&self) -> Result<Option<Refused>> {
        let outcome = reading(self.copy, Duration::ZERO).and_then(|connection| {
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        });
        let Err(cause) = outcome else { return Ok(None) };
        if !is_refused_schema(&cause) {
            return Err(cause);
        }
        let message = said(&cause);
        let tries = |entry: &Entry| self.tries.get(&entry.rowid).copied().unwrap_or(0);
        let mut meant: Vec<(Entry, String)> = Vec::new();
        for entry in self.entries()? {
            let name = if entry.name.is_empty() { "?" } else { &entry.name };
            let rest = message.strip_prefix(REFUSED).map(|rest| {
                let named = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix(')'));
                named.or(rest.strip_prefix(')').filter(|_| entry.name.is_empty()))
            });
            if let Some(Some(reason)) = rest.filter(|_| tries(&entry) < 2) {
                let reason = reason.trim_start_matches(" - ").to_owned();
                meant.push((entry, reason));
            }
        }
        // Of several entries of one name, what holds no rows is given up first; of tables, the one that came later.
        meant.sort_by_key(|(entry, _)| (tries(entry), entry.is_table(), -entry.rowid));
        match meant.into_iter().next() {
            Some((entry, reason)) => Ok(Some(Refused { entry, reason, cause })),
            None => Err(cause),
        }
    }

    fn take_up(&mut self, refused: Refused) -> Result<()> {
        let Refused { entry, reason, cause } = refused;
        let tries = self.tries.entry(entry.rowid).or_default();
        *tries += 1;
        let first = *tries == 1;
        let reason = if reason.is_empty() { "its type, name or text is damaged".to_owned() } else { reason };
        let tree = self.tree(&entry)?;
        if !entry.is_table() || !first {
            return self.leave_out(&entry, &reason, tree.is_some());
        }
        let Some(tree) = tree else {
            let readable = entry.sql.as_deref().and_then(|sql| tell(sql, Stray::Column)).is_some();
            // The rows of a table are somewhere in the file, and nothing says where.
            return if readable { Err(cause) } else { self.leave_out(&entry, &reason, false) };
        };
        let name = self.free_name(&entry)?;
        for stray in [Stray::Column, Stray::Noise] {
            let Some(told) = entry.sql.as_deref().and_then(|sql| tell(sql, stray)) else { break };
            let guessed = told.guessed;
            let Some(readable) = told.clone().readable(&name) else { continue };
            let fits = match tree {
                Tree::Rows => readable.has_rowid && self.fits(&entry, readable.stored, guessed)?,
                // The order of the fields is that of the key, so that nothing but the text tells it.
                Tree::Keys => !readable.has_rowid && !guessed,
            };
            if !fits {
                continue;
            }
            self.declare(&entry, &name, &readable.sql)?;
            self.say_told(&entry, &name, &reason, readable, told);
            return Ok(());
        }
        let fields = if tree == Tree::Rows { self.fields(&entry)? } else { 0 };
        if fields == 0 {
            return self.leave_out(&entry, &reason, true);
        }
        let columns: Vec<(String, String)> =
            (1..=fields).map(|at| (format!("column_{at}"), String::new())).collect();
        let list: Vec<String> = columns.iter().map(|(name, _)| ident(name)).collect();
        self.declare(&entry, &name, &format!("CREATE TABLE {}({})", ident(&name), list.join(", ")))?;
        let words = format!(
            "SQLite refuses its declaration ({reason}), and its columns cannot be told from the text. Its rows are \
             carried; the columns are numbered, without types, keys and constraints. The values of an INTEGER PRIMARY \
             KEY are the rowids"
        );
        self.say(&entry, &name, words, columns, None);
        Ok(())
    }

    fn say_told(&mut self, entry: &Entry, name: &str, reason: &str, readable: Readable, told: Told) {
        let mut words = format!(
            "SQLite refuses its declaration ({reason}). Its columns were told from the text, and its rows are carried"
        );
        if !readable.left_out.is_empty() {
            words.push_str(&format!("; left out: {}", readable.left_out.join("; ")));
        }
        self.say(entry, name, words, readable.columns, Some(told));
    }

    fn say(
        &mut self,
        entry: &Entry,
        name: &str,
        words: String,
        columns: Vec<(String, String)>,
        told: Option<Told>,
    ) {
        self.mended.push(MendedEntry {
            rowid: entry.rowid,
            name: name.to_owned(),
            words,
            columns,
            sql: entry.sql.clone(),
            told,
        });
    }

    /// Takes out the indexes of mended tables that hold something else than the tables' new declarations say: they were
    /// made by the old ones. Says whether there were any.
    fn part_with_indexes(&mut self) -> Result<bool> {
        let mut any = false;
        for at in 0..self.mended.len() {
            let Some(told) = self.mended[at].told.clone() else { continue };
            let (name, rowid) = (self.mended[at].name.clone(), self.mended[at].rowid);
            for index in self.doubtful_indexes(&name)? {
                let entries = self.entries()?;
                if !index.starts_with(AUTOMATIC) {
                    if let Some(entry) = entries.into_iter().find(|entry| entry.name == index) {
                        any = true;
                        let has_tree = self.tree(&entry)?.is_some();
                        self.leave_out(&entry, "its entries are not what its table's text says", has_tree)?;
                    }
                    continue;
                }
                let Some(entry) = entries.into_iter().find(|entry| entry.rowid == rowid) else { break };
                let (told, out) = told.clone().without_keys(&name);
                if out.is_empty() {
                    break;
                }
                any = true;
                let Some(mut readable) = told.clone().readable(&name) else { return Err(damage()) };
                self.declare(&entry, &name, &readable.sql)?;
                readable.left_out.extend(out);
                let left_out = readable.left_out.join("; ");
                let mended = &mut self.mended[at];
                mended.words = match mended.words.split_once("; left out: ") {
                    Some((words, _)) => format!("{words}; left out: {left_out}"),
                    None => format!("{}; left out: {left_out}", mended.words),
                };
                mended.told = Some(told);
                break;
            }
        }
        Ok(any)
    }

    /// Indexes of a table of which SQLite's check says that they are not the table's (`pragma.c`).
    fn doubtful_indexes(&self, table: &str) -> Result<Vec<String>> {
        let connection = reading(self.copy, Duration::ZERO)?;
        let mut statement =
            connection.prepare(&format!("PRAGMA main.integrity_check({})", literal(table)))?;
        let found = statement
            .query_map([], |row| row.get::<_, String>(0))
            .and_then(|rows| rows.collect::<Result<Vec<String>>>());
        let messages = match found {
            Ok(messages) => messages,
            // A constraint has no index in the file: the old declaration did not have it.
            Err(cause) if cause.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                return Ok(vec![AUTOMATIC.to_owned()]);
            }
            // What cannot be checked is spoken of when the whole file is checked.
            Err(_) => return Ok(Vec::new()),
        };
        let mut names: Vec<String> =
            messages.iter().filter_map(|message| Some(message.split_once(" index ")?.1.to_owned())).collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The b-tree of an entry that is no other's (<https://sqlite.org/fileformat2.html#b_tree_pages>).
    fn tree(&self, entry: &Entry) -> Result<Option<Tree>> {
        let connection = self.writer()?;
        let number = |name: &str| -> Result<i64> {
            connection.query_row(&format!("PRAGMA main.{name}"), [], |row| row.get(0))
        };
        let (pages, page_bytes) = (number("page_count")?, number("page_size")?);
        drop(connection);
        let shared =
            self.entries()?.iter().any(|other| other.rowid != entry.rowid && other.root == entry.root);
        if !(2..=pages).contains(&entry.root) || shared {
            return Ok(None);
        }
        // Nobody else has this copy open, and everything in it stands in the file.
        let mut first = [0];
        let offset = (entry.root - 1).cast_unsigned() * page_bytes.cast_unsigned();
        let read = File::open(self.copy).and_then(|file| file.read_exact_at(&mut first, offset));
        match (read, first[0]) {
            (Ok(()), 5 | 13) => Ok(Some(Tree::Rows)),
            (Ok(()), 2 | 10) => Ok(Some(Tree::Keys)),
            _ => Err(damage()),
        }
    }

    /// The name of a table, or one beside it when another object has that.
    fn free_name(&self, entry: &Entry) -> Result<String> {
        let name = entry.own_name();
        let entries = self.entries()?;
        let is_free = |name: &String| {
            !entries.iter().any(|other| other.rowid != entry.rowid && other.name.eq_ignore_ascii_case(name))
        };
        let others = (2..).map(|number: u32| format!("{name}_{number}"));
        Ok(std::iter::once(name.clone()).chain(others).find(is_free).unwrap_or(name))
    }

    fn declare(&self, entry: &Entry, name: &str, sql: &str) -> Result<()> {
        let update = "UPDATE main.sqlite_schema SET type = 'table', name = ?2, tbl_name = ?2, sql = ?3 WHERE rowid = ?1";
        self.writer()?.execute(update, (entry.rowid, name, sql)).map(drop)
    }

    /// Takes an entry out of the copy, and its pages with it.
    fn leave_out(&mut self, entry: &Entry, reason: &str, has_tree: bool) -> Result<()> {
        if has_tree {
            self.declare(entry, STAND_IN, &format!("CREATE TABLE {}(a)", ident(STAND_IN)))?;
            self.writer()?.execute_batch(&format!("DROP TABLE main.{}", ident(STAND_IN)))?;
        } else {
            self.writer()?.execute("DELETE FROM main.sqlite_schema WHERE rowid = ?1", [entry.rowid])?;
        }
        self.mended.retain(|mended| mended.rowid != entry.rowid);
        // An index that a constraint made goes with the constraint, of which its table's finding speaks.
        if entry.sql.is_none() && self.mended.iter().any(|mended| mended.name == entry.table) {
            return Ok(());
        }
        let words = if entry.is_table() && has_tree {
            format!(
                "SQLite refuses its declaration ({reason}), and its columns cannot be told. Its rows are not carried"
            )
        } else {
            format!("SQLite refuses it ({reason}), and it is not carried")
        };
        self.say(entry, &entry.own_name(), words, Vec::new(), None);
        Ok(())
    }

    /// Whether the records of a table have as many fields as columns were told. Records that were written before a
    /// column was added are shorter (<https://sqlite.org/lang_altertable.html#altertabaddcol>), so fewer are a doubt
    /// only where the text was in doubt.
    fn fits(&self, entry: &Entry, columns: usize, guessed: bool) -> Result<bool> {
        if self.has_field(entry, columns + 1)? {
            return Ok(false);
        }
        Ok(!guessed || self.has_field(entry, columns)? || !self.has_field(entry, 0)?)
    }

    /// Fields of the longest record.
    fn fields(&self, entry: &Entry) -> Result<usize> {
        let (mut some, mut none) = (0, COLUMNS_MAX + 1);
        while none - some > 1 {
            let middle = usize::midpoint(some, none);
            if self.has_field(entry, middle)? {
                some = middle;
            } else {
                none = middle;
            }
        }
        Ok(some)
    }

    /// Whether any record has a field at this place, counted from 1; 0 asks whether there is any record. A field that
    /// is not in a record reads as its column's default.
    fn has_field(&self, entry: &Entry, field: usize) -> Result<bool> {
        if field > COLUMNS_MAX {
            return Ok(false);
        }
        let mut columns: Vec<String> = (1..=field.max(1)).map(|at| format!("c{at}")).collect();
        columns[field.max(1) - 1].push_str(&format!(" DEFAULT {ABSENT}"));
        self.declare(entry, STAND_IN, &format!("CREATE TABLE {}({})", ident(STAND_IN), columns.join(", ")))?;
        let condition = if field == 0 { "1".to_owned() } else { format!("c{field} IS NOT {ABSENT}") };
        let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{} WHERE {condition})", ident(STAND_IN));
        self.writer()?.query_row(&sql, [], |row| row.get(0))
    }
}

/// What a b-tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tree {
    /// Rows by rowid.
    Rows,
    /// Keys: an index, or a table WITHOUT ROWID.
    Keys,
}

fn damage() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None)
}

impl Entry {
    /// Whether rows may stand in it.
    fn is_table(&self) -> bool {
        let is_other = ["index", "view", "trigger"].contains(&self.kind.as_str());
        let sql = self.sql.as_deref().unwrap_or_default();
        if parse::virtual_module(sql).is_some() {
            return false;
        }
        self.kind == "table" || starts_as_table(sql) || !is_other && self.sql.is_some()
    }

    /// The name that other entries know it by.
    fn own_name(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        if self.table.is_empty() { "unnamed".to_owned() } else { self.table.clone() }
    }
}

fn starts_as_table(sql: &str) -> bool {
    let mut words = sql.split_whitespace();
    let mut next = |word: &str| words.next().is_some_and(|found| found.eq_ignore_ascii_case(word));
    next("CREATE") && next("TABLE")
}
