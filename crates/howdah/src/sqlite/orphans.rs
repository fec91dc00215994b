//! Rows whose parent is missing: SQLite enforces foreign keys only where the application asked it to.
//!
//! Each key is one anti-join. A child value is compared as SQLite's enforcement compares it, with affinity and
//! collation of the parent's column (<https://sqlite.org/foreignkeys.html#fk_basics>): the unary plus takes the child's
//! own affinity away, and the parent stands on the left.
//!
//! Nearly every key of nearly every file holds. So a set of hashes of the parent's values is asked first: when each
//! child value is found there as it is, byte by byte, the key holds under any affinity and collation. The join answers
//! when one is not, or when the parent has more values than should be kept.

use super::cells::rowid_expression;
use super::emit::push_ident;
use super::entries::EntryHasher;
use super::failure::said;
use crate::catalog::order::parent_columns;
use crate::catalog::schema::{Catalog, ForeignKey, Table, TableKind};
use crate::error::Result;
use foldhash::fast::RandomState;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::HashSet;

/// Rows of one table that violate one foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrphanSet {
    /// Child table.
    pub table: String,
    /// Position of the key in [`Table::foreign_keys`].
    pub key: usize,
    /// Parent table as the key names it.
    pub parent: String,
    /// How many rows.
    pub rows: u64,
    /// The first ten, in words.
    pub examples: Vec<String>,
    /// Rowids of all of them when they were asked for and there are any; else empty.
    pub rowids: Vec<i64>,
}

/// What was found of all keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Keys that rows violate.
    pub sets: Vec<OrphanSet>,
    /// Keys that could not be checked: (table, reason).
    pub troubles: Vec<(String, String)>,
}

/// Rows listed as examples.
const EXAMPLES: usize = 10;

/// Checks every foreign key of every table with rows of its own. `rowids`: collect those of all violating rows.
///
/// A key whose parent does not exist, or is no table, cannot be checked and is a trouble; so is one whose comparison
/// needs a function or collation that is missing.
pub fn orphans(connection: &Connection, catalog: &Catalog, rowids: bool) -> Result<Orphans> {
    let mut found = Orphans::default();
    let mut parents = ParentValues::default();
    for table in catalog.tables.iter().filter(|table| table.is_data()) {
        let rowid = match table.kind {
            TableKind::Ordinary | TableKind::Content { .. } => rowid_expression(connection, &table.name)?,
            _ => None,
        };
        for (at, key) in table.foreign_keys.iter().enumerate() {
            let Some((parent, columns)) = parent_of(catalog, key) else {
                let reason =
                    format!("foreign key to {}: the parent table or its key does not exist", key.parent);
                found.troubles.push((table.name.clone(), reason));
                continue;
            };
            if parents.hold(connection, table, key, parent, &columns) {
                continue;
            }
            let sql = anti_join(table, key, parent, &columns, rowid.as_deref());
            match collect(connection, &sql, table, key, rowid.is_some(), rowids) {
                Ok(set) if set.rows > 0 => found.sets.push(OrphanSet { key: at, ..set }),
                Ok(_) => {}
                Err(cause) => {
                    let reason = format!("foreign key to {} not checked: {}", key.parent, said(&cause));
                    found.troubles.push((table.name.clone(), reason));
                }
            }
        }
    }
    Ok(found)
}

fn parent_of<'a>(catalog: &'a Catalog, key: &ForeignKey) -> Option<(&'a Table, Vec<usize>)> {
    let (at, columns) = parent_columns(catalog, key)?;
    let parent = &catalog.tables[at];
    (parent.is_data() && columns.len() == key.columns.len()).then_some((parent, columns))
}

/// Rowid (or NULL) and child values of each row that has no parent. MATCH FULL and PARTIAL mean nothing to SQLite: a
/// key with a NULL in it needs no parent.
fn anti_join(
    table: &Table,
    key: &ForeignKey,
    parent: &Table,
    columns: &[usize],
    rowid: Option<&str>,
) -> String {
    let mut sql = format!("SELECT {}", rowid.unwrap_or("NULL"));
    for &column in &key.columns {
        push_column(&mut sql, ", t.", table, column);
    }
    sql.push_str(" FROM main.");
    push_ident(&mut sql, &table.name);
    // A LEFT JOIN, not EXISTS: where the parent's columns have no index, SQLite builds one for the join, once.
    sql.push_str(" AS t LEFT JOIN main.");
    push_ident(&mut sql, &parent.name);
    sql.push_str(" AS p ON ");
    for (at, (&child, &column)) in key.columns.iter().zip(columns).enumerate() {
        push_column(&mut sql, if at == 0 { "p." } else { " AND p." }, parent, column);
        push_column(&mut sql, " = +t.", table, child);
    }
    // A parent row that matched has no NULL in its first key column.
    push_column(&mut sql, " WHERE p.", parent, columns[0]);
    sql.push_str(" IS NULL");
    for &column in &key.columns {
        push_column(&mut sql, " AND t.", table, column);
        sql.push_str(" IS NOT NULL");
    }
    sql
}

/// The values of a parent's key, as hashes; those of the last parent that was asked for.
#[derive(Default)]
struct ParentValues {
    of: Option<(String, Vec<usize>)>,
    /// `None`: too many, or unreadable.
    hashes: Option<HashSet<u64, RandomState>>,
}

/// Most values of a parent that are kept: some 40 MB.
const PARENT_VALUES_MAX: usize = 2_000_000;

impl ParentValues {
    /// Whether every child value is found among the parent's. `false` is no answer.
    fn hold(
        &mut self,
        connection: &Connection,
        table: &Table,
        key: &ForeignKey,
        parent: &Table,
        columns: &[usize],
    ) -> bool {
        let wanted = Some((parent.name.clone(), columns.to_vec()));
        if self.of != wanted {
            self.of = wanted;
            let mut hashes = HashSet::default();
            let all = each_value(connection, parent, columns, |value| {
                hashes.insert(value);
                hashes.len() <= PARENT_VALUES_MAX
            });
            self.hashes = all.is_ok_and(|all| all).then_some(hashes);
        }
        let Some(hashes) = &self.hashes else { return false };
        // What cannot be read is for the join to say.
        each_value(connection, table, &key.columns, |value| hashes.contains(&value)).unwrap_or(false)
    }
}

/// Calls `each` with the hash of these columns of each row that has no NULL in them, until it says `false`; returns
/// whether it never did. SQLite reads an index in the table's place where one holds all these columns.
fn each_value(
    connection: &Connection,
    table: &Table,
    columns: &[usize],
    mut each: impl FnMut(u64) -> bool,
) -> rusqlite::Result<bool> {
    let mut sql = String::from("SELECT ");
    for (at, &column) in columns.iter().enumerate() {
        push_column(&mut sql, if at == 0 { "t." } else { ", t." }, table, column);
    }
    sql.push_str(" FROM main.");
    push_ident(&mut sql, &table.name);
    sql.push_str(" AS t");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.raw_query();
    'rows: while let Some(row) = rows.next()? {
        let mut hasher = EntryHasher::new();
        for at in 0..columns.len() {
            match row.get_ref(at)? {
                ValueRef::Null => continue 'rows,
                value => hasher.add(value.into()),
            }
        }
        if !each(hasher.finish()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn push_column(sql: &mut String, before: &str, table: &Table, column: usize) {
    sql.push_str(before);
    push_ident(sql, &table.columns[column].name);
}

fn collect(
    connection: &Connection,
    sql: &str,
    table: &Table,
    key: &ForeignKey,
    has_rowid: bool,
    rowids: bool,
) -> rusqlite::Result<OrphanSet> {
    let mut set = OrphanSet {
        table: table.name.clone(),
        key: 0,
        parent: key.parent.clone(),
        rows: 0,
        examples: Vec::new(),
        rowids: Vec::new(),
    };
    let mut statement = connection.prepare(sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        set.rows += 1;
        let rowid = match row.get_ref(0)? {
            ValueRef::Integer(rowid) if has_rowid => Some(rowid),
            _ => None,
        };
        if set.examples.len() < EXAMPLES {
            set.examples.push(match rowid {
                Some(rowid) => format!("rowid {rowid}"),
                None => {
                    let values = (0..key.columns.len()).map(|at| Ok(value_in_words(row.get_ref(at + 1)?)));
                    let values: Vec<String> = values.collect::<rusqlite::Result<_>>()?;
                    format!("key ({})", values.join(", "))
                }
            });
        }
        if rowids && let Some(rowid) = rowid {
            set.rowids.push(rowid);
        }
    }
    Ok(set)
}

/// A value without its content, integers excepted: they are ids, and only they tell the row.
fn value_in_words(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(_) => "real".to_owned(),
        ValueRef::Text(bytes) => format!("text of {} bytes", bytes.len()),
        ValueRef::Blob(bytes) => format!("blob of {} bytes", bytes.len()),
    }
}
