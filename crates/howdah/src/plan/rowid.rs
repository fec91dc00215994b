//! Rowids: which tables keep theirs, where, and for whom.
//!
//! A rowid that is no column is part of what an application can see: views, triggers and virtual tables read it. It
//! is kept when something refers to it, or when nothing else tells the rows apart.

use super::draft::Draft;
use super::options::RowidChoice;
use crate::catalog::map::RowKey;
use crate::catalog::schema::{Catalog, Table, TableKind};

/// Names by which SQLite knows the rowid, unless a column has the name (<https://sqlite.org/rowidtable.html>).
pub(super) const ROWID_NAMES: [&str; 3] = ["rowid", "_rowid_", "oid"];

/// What becomes of a rowid; the column's name is settled with the other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    No,
    Hidden,
    Column,
}

/// What becomes of a table's rowid and what tells its rows apart, given the key columns that do (map positions).
/// The last is who refers to rowids that are left behind.
pub(super) fn decide(
    draft: &Draft,
    catalog: &Catalog,
    choice: RowidChoice,
    key: Option<Vec<usize>>,
) -> (Kept, RowKey, Option<String>) {
    let readable = has_own_rowid(draft.table);
    let by = if readable { referrer(catalog, draft.table) } else { None };
    let needed = readable && (key.is_none() || by.is_some());
    let kept = match choice {
        _ if !readable => Kept::No,
        RowidChoice::Keep => Kept::Hidden,
        RowidChoice::Auto if needed => Kept::Hidden,
        RowidChoice::Column if needed => Kept::Column,
        RowidChoice::Auto | RowidChoice::Column | RowidChoice::Drop => Kept::No,
    };
    let key = match key {
        Some(columns) => RowKey::Columns(columns),
        None if kept == Kept::No => RowKey::Row,
        None => RowKey::Rowid,
    };
    (kept, key, by.filter(|_| kept == Kept::No))
}

/// Whether rows have a rowid that is no column and that can be named.
fn has_own_rowid(table: &Table) -> bool {
    let shadowed = ROWID_NAMES.iter().all(|name| table.position(name).is_some());
    table.has_rowid() && table.rowid_alias.is_none() && !shadowed
}

/// The first object that reads the table's rowid, in words.
fn referrer(catalog: &Catalog, table: &Table) -> Option<String> {
    let of_view = catalog
        .views
        .iter()
        .find(|view| mentions_rowid(&view.sql) && mentions(&view.sql, &table.name))
        .map(|view| format!("view {}", view.name));
    let of_trigger = || {
        let of_table =
            |sql: &str, on: &str| on.eq_ignore_ascii_case(&table.name) || mentions(sql, &table.name);
        let mut triggers = catalog.triggers.iter();
        let trigger =
            triggers.find(|trigger| mentions_rowid(&trigger.sql) && of_table(&trigger.sql, &trigger.table));
        trigger.map(|trigger| format!("trigger {}", trigger.name))
    };
    let of_index = || {
        let mut indexes = table.indexes.iter();
        let index = indexes.find(|index| index.sql.as_deref().is_some_and(mentions_rowid));
        index.map(|index| format!("index {}", index.name))
    };
    // An FTS table with external content names the table and reads it by rowid
    // (<https://sqlite.org/fts5.html#external_content_tables>).
    let of_virtual = || {
        let virtuals = catalog.tables.iter().filter(|other| matches!(other.kind, TableKind::Virtual { .. }));
        let mut named = virtuals.filter(|other| {
            other.sql.as_deref().is_some_and(|sql| {
                // Its own name stands in its declaration as well.
                !other.name.eq_ignore_ascii_case(&table.name) && mentions(sql, &table.name)
            })
        });
        named.next().map(|other| format!("virtual table {}", other.name))
    };
    of_view.or_else(of_trigger).or_else(of_index).or_else(of_virtual)
}

fn mentions_rowid(sql: &str) -> bool {
    ROWID_NAMES.iter().any(|name| mentions(sql, name))
}

/// Whether a name stands in SQL as a whole word, any case. Words in comments and strings count: keeping a rowid too
/// many costs little.
fn mentions(sql: &str, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    let (sql, name) = (sql.to_ascii_lowercase(), name.to_ascii_lowercase());
    let of_word = |char: char| char.is_alphanumeric() || char == '_';
    sql.match_indices(&name).any(|(at, found)| {
        let before = sql[..at].chars().next_back();
        let behind = sql[at + found.len()..].chars().next();
        !before.is_some_and(of_word) && !behind.is_some_and(of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_name_is_found_only_as_a_whole_word() {
        for (sql, found) in [
            ("SELECT new.RowID FROM t", true),
            ("content='rowid'", true),
            ("SELECT growid FROM t", false),
            ("SELECT rowid2 FROM t", false),
            ("SELECT _rowid_ FROM t", false),
            ("", false),
        ] {
            assert_eq!(mentions(sql, "rowid"), found, "{sql}");
        }
    }
}
