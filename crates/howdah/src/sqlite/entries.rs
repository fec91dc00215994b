//! Do indexes hold what their tables hold? A cheaper question than SQLite's own check puts, with the same answer.
//!
//! `PRAGMA integrity_check` looks every row up in every index, a search in a tree each. Here the index is read once in
//! its own order: its entries must ascend, no two may be equal where the index is unique, and they must be, as a
//! multiset, those that the rows of the table ask for. The multisets are compared by the sum of 64-bit hashes, of which
//! the table's half comes from the look at every cell. A doubt is no verdict: SQLite's own check is asked then, and its
//! words are the answer.
//!
//! Only indexes over plain stored columns in SQLite's own collations are read this way; a table with any other, and
//! every table of a UTF-16 database (whose order is that of other bytes), is left to SQLite's check.

use super::cells::{COLUMNS_MAX, Cell, rowid_expression};
use super::emit::push_ident;
use super::facts;
use super::failure::failed;
use crate::catalog::profile::TableProfile;
use crate::catalog::schema::{Catalog, Table};
use crate::error::Result;
use foldhash::quality::FixedState;
use rusqlite::{Connection, Row};
use std::cmp::Ordering;
use std::hash::{BuildHasher, Hasher};

/// An index whose entries can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSpec {
    /// Its name.
    pub name: String,
    /// No two entries may be equal.
    pub unique: bool,
    /// What it sorts by.
    parts: Vec<Part>,
    /// What tells equal entries apart behind the parts.
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    /// Position in [`Table::columns`].
    column: usize,
    descending: bool,
    collation: Collation,
}

/// SQLite's own collations (<https://sqlite.org/datatype3.html#collating_sequences>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collation {
    Binary,
    Nocase,
    Rtrim,
}

/// What stands behind an entry's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tail {
    Rowid,
    /// Columns of the key of a table WITHOUT ROWID.
    Columns(Vec<usize>),
}

/// What an index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entries {
    /// Entries.
    pub count: u64,
    /// Sum of their hashes, modulo 2^64.
    pub sum: u64,
    /// They ascend, and none is double where that is forbidden.
    pub in_order: bool,
}

impl Entries {
    /// What an index must hold by the look at its table's cells; `None` when that did not sum it up.
    pub fn expected(profile: &TableProfile, index: &str) -> Option<Entries> {
        let sum = profile.entry_sums.iter().find(|(name, _)| name == index).map(|(_, sum)| *sum);
        let sum = sum.or((profile.rows == 0).then_some(0))?;
        Some(Entries { count: profile.rows, sum, in_order: true })
    }
}

/// The indexes of a table, or `None` when one of them has to be left to SQLite's check.
pub fn summed_up(
    connection: &Connection,
    catalog: &Catalog,
    table: &Table,
) -> Result<Option<Vec<IndexSpec>>> {
    // A row of more columns than one statement reads is never seen at once.
    if catalog.is_utf16() || table.stored().count() > COLUMNS_MAX {
        return Ok(None);
    }
    let doing = |cause| failed("reading the schema", cause).table(&table.name);
    if table.has_rowid() && rowid_expression(connection, &table.name)?.is_none() {
        return Ok(None);
    }
    let partial = "SELECT count(*) FROM pragma_index_list(?1) WHERE partial";
    let partial: i64 = connection.query_row(partial, [&table.name], |row| row.get(0)).map_err(doing)?;
    if partial > 0 {
        return Ok(None);
    }
    let mut specs = Vec::new();
    for index in facts::indexes(connection, &table.name).map_err(doing)? {
        // The tree of a table WITHOUT ROWID is its key's index; reading the table reads it.
        if !table.has_rowid() && index.origin == "pk" {
            continue;
        }
        match spec(connection, table, index).map_err(doing)? {
            Some(spec) => specs.push(spec),
            None => return Ok(None),
        }
    }
    Ok(Some(specs))
}

fn spec(
    connection: &Connection,
    table: &Table,
    index: facts::IndexRow,
) -> rusqlite::Result<Option<IndexSpec>> {
    let sql = "SELECT cid, \"desc\", coll, \"key\" FROM pragma_index_xinfo(?1) ORDER BY seqno";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([&index.name])?;
    let stored: Vec<usize> = table.stored().collect();
    let (mut parts, mut behind) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (column, is_part): (i64, bool) = (row.get(0)?, row.get(3)?);
        let column = usize::try_from(column).ok().filter(|column| stored.contains(column));
        let collation = collation(row.get::<_, Option<String>>(2)?.as_deref().unwrap_or("BINARY"));
        match (is_part, column, collation) {
            (true, Some(column), Some(collation)) => {
                parts.push(Part { column, descending: row.get(1)?, collation });
            }
            (false, Some(column), _) => behind.push(column),
            (false, None, _) if table.has_rowid() => {}
            _ => return Ok(None),
        }
    }
    let tail = if table.has_rowid() { Tail::Rowid } else { Tail::Columns(behind) };
    Ok((!parts.is_empty()).then_some(IndexSpec { name: index.name, unique: index.unique, parts, tail }))
}

fn collation(name: &str) -> Option<Collation> {
    let known = [("BINARY", Collation::Binary), ("NOCASE", Collation::Nocase), ("RTRIM", Collation::Rtrim)];
    known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, collation)| collation)
}

impl IndexSpec {
    /// The hash of the entry that a row asks for. `cell` gives the cell of a column of the table.
    #[inline]
    pub fn hash_of<'c>(&self, rowid: Option<i64>, cell: impl Fn(usize) -> Cell<'c>) -> u64 {
        let mut hasher = EntryHasher::new();
        for part in &self.parts {
            hasher.add(cell(part.column));
        }
        match &self.tail {
            Tail::Rowid => hasher.add(rowid.map_or(Cell::Null, Cell::Integer)),
            Tail::Columns(columns) => columns.iter().for_each(|&column| hasher.add(cell(column))),
        }
        hasher.finish()
    }

    /// Reads the index from its first entry to its last.
    ///
    /// Fails with [`crate::Kind::Source`] when SQLite cannot read it as an index of this table.
    pub fn read(&self, connection: &Connection, table: &Table) -> Result<Entries> {
        let doing = |cause| failed("reading an index", cause).table(&table.name);
        let rowid = match self.tail {
            Tail::Rowid => rowid_expression(connection, &table.name)?,
            Tail::Columns(_) => None,
        };
        let mut statement = connection.prepare(&self.statement(table, rowid.as_deref())).map_err(doing)?;
        let mut rows = statement.raw_query();
        let mut entries = Entries { count: 0, sum: 0, in_order: true };
        let fields = self.parts.len()
            + match &self.tail {
                Tail::Rowid => 1,
                Tail::Columns(columns) => columns.len(),
            };
        let mut before = Kept::default();
        while let Some(row) = rows.next().map_err(doing)? {
            let mut hasher = EntryHasher::new();
            for at in 0..fields {
                hasher.add(cell(row, at));
            }
            entries.sum = entries.sum.wrapping_add(hasher.finish());
            entries.in_order &= entries.count == 0 || self.follows(&before, row);
            entries.count += 1;
            before.keep(row, self.parts.len() + usize::from(self.tail == Tail::Rowid));
        }
        Ok(entries)
    }

    fn statement(&self, table: &Table, rowid: Option<&str>) -> String {
        let mut sql = String::from("SELECT ");
        let mut columns: Vec<usize> = self.parts.iter().map(|part| part.column).collect();
        if let Tail::Columns(behind) = &self.tail {
            columns.extend(behind);
        }
        for (at, &column) in columns.iter().enumerate() {
            sql.push_str(if at == 0 { "t." } else { ", t." });
            push_ident(&mut sql, &table.columns[column].name);
        }
        if let Some(rowid) = rowid {
            sql.push_str(", ");
            sql.push_str(rowid);
        }
        sql.push_str(" FROM main.");
        push_ident(&mut sql, &table.name);
        sql.push_str(" AS t INDEXED BY ");
        push_ident(&mut sql, &self.name);
        sql
    }

    /// Whether an entry may stand behind the one before it.
    fn follows(&self, before: &Kept, row: &Row<'_>) -> bool {
        let mut has_null = false;
        for (at, part) in self.parts.iter().enumerate() {
            let (one, other) = (before.get(at), cell(row, at));
            has_null |= other == Cell::Null;
            let order = compare(one, other, part.collation);
            match if part.descending { order.reverse() } else { order } {
                Ordering::Less => return true,
                Ordering::Equal => {}
                Ordering::Greater => return false,
            }
        }
        if self.unique && !has_null {
            return false;
        }
        match self.tail {
            Tail::Rowid => {
                let at = self.parts.len();
                compare(before.get(at), cell(row, at), Collation::Binary) == Ordering::Less
            }
            Tail::Columns(_) => true,
        }
    }
}

fn cell<'r>(row: &'r Row<'_>, at: usize) -> Cell<'r> {
    // The statement was built with this many columns.
    row.get_ref_unwrap(at).into()
}

/// Hashes cells one after the other, so that neither class nor length can be mistaken.
pub struct EntryHasher(foldhash::quality::FoldHasher<'static>);

/// A fixed seed: what is compared is damage, not an attack, and the sums of all threads must agree.
const SEED: u64 = 0x686f_7764_6168;

impl EntryHasher {
    /// Nothing hashed yet.
    #[expect(clippy::new_without_default, reason = "a hasher of nothing is nobody's default")]
    #[inline]
    pub fn new() -> EntryHasher {
        EntryHasher(FixedState::with_seed(SEED).build_hasher())
    }

    /// Adds a cell.
    #[inline]
    pub fn add(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.0.write_u64(0),
            Cell::Integer(value) => {
                self.0.write_u64(1);
                self.0.write_u64(value.cast_unsigned());
            }
            Cell::Real(value) => {
                self.0.write_u64(2);
                self.0.write_u64(value.to_bits());
            }
            Cell::Text(bytes) => {
                self.0.write_u64(3 | (bytes.len() as u64) << 3);
                self.0.write(bytes);
            }
            Cell::Blob(bytes) => {
                self.0.write_u64(4 | (bytes.len() as u64) << 3);
                self.0.write(bytes);
            }
        }
    }

    /// The hash.
    #[inline]
    pub fn finish(self) -> u64 {
        self.0.finish()
    }
}

/// The order of two values in an index (<https://sqlite.org/datatype3.html#sort_order>).
fn compare(one: Cell<'_>, other: Cell<'_>, collation: Collation) -> Ordering {
    match (one, other) {
        (Cell::Integer(one), Cell::Integer(other)) => one.cmp(&other),
        (Cell::Text(one), Cell::Text(other)) => match collation {
            Collation::Binary => one.cmp(other),
            Collation::Nocase => {
                one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase))
            }
            Collation::Rtrim => trimmed(one).cmp(trimmed(other)),
        },
        (Cell::Blob(one), Cell::Blob(other)) => one.cmp(other),
        (Cell::Real(one), Cell::Real(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
        (Cell::Integer(one), Cell::Real(other)) => integer_and_real(one, other),
        (Cell::Real(one), Cell::Integer(other)) => integer_and_real(other, one).reverse(),
        (one, other) => rank(one).cmp(&rank(other)),
    }
}

fn integer_and_real(integer: i64, real: f64) -> Ordering {
    // Equal as reals, they may still differ in digits that a real does not have.
    (integer as f64)
        .partial_cmp(&real)
        .unwrap_or(Ordering::Equal)
        .then_with(|| i128::from(integer).cmp(&(real as i128)))
}

fn rank(cell: Cell<'_>) -> u8 {
    match cell {
        Cell::Null => 0,
        Cell::Integer(_) | Cell::Real(_) => 1,
        Cell::Text(_) => 2,
        Cell::Blob(_) => 3,
    }
}

fn trimmed(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
    &text[..end]
}

/// The entry before the one that is read.
#[derive(Default)]
struct Kept {
    cells: Vec<KeptCell>,
    bytes: Vec<u8>,
}

enum KeptCell {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
}

impl Kept {
    fn keep(&mut self, row: &Row<'_>, fields: usize) {
        self.cells.clear();
        self.bytes.clear();
        for at in 0..fields {
            let start = self.bytes.len();
            let kept = match cell(row, at) {
                Cell::Null => KeptCell::Null,
                Cell::Integer(value) => KeptCell::Integer(value),
                Cell::Real(value) => KeptCell::Real(value),
                Cell::Text(bytes) => {
                    self.bytes.extend_from_slice(bytes);
                    KeptCell::Text(start, self.bytes.len())
                }
                Cell::Blob(bytes) => {
                    self.bytes.extend_from_slice(bytes);
                    KeptCell::Blob(start, self.bytes.len())
                }
            };
            self.cells.push(kept);
        }
    }

    fn get(&self, at: usize) -> Cell<'_> {
        match self.cells[at] {
            KeptCell::Null => Cell::Null,
            KeptCell::Integer(value) => Cell::Integer(value),
            KeptCell::Real(value) => Cell::Real(value),
            KeptCell::Text(start, end) => Cell::Text(&self.bytes[start..end]),
            KeptCell::Blob(start, end) => Cell::Blob(&self.bytes[start..end]),
        }
    }
}
