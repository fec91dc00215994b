//! Generated columns: both databases compute them from the same cells, so that their values must be equal too.
//!
//! They never travel and nothing is kept beside them, so they are compared apart from the rows, each row's values under
//! its key.

use crate::catalog::map::{ColumnMap, FlawPolicy, RowKey, RowidMap, TableMap};
use std::collections::BTreeMap;

/// The mark of a run that gave a generated column up, because PostgreSQL cannot compute it for every row.
pub fn mark(table: &TableMap, column: &ColumnMap) -> String {
    format!("generated column {} {}", table.target, column.target)
}

/// A map that reads a table's generated columns with its key, and nothing else; `None` when it has none.
///
/// A table in which cells or rows are changed by the user's choice has other generated values by the same choice.
///
/// `given_up` has the marks of columns that the run gave up.
pub fn map_of(table: &TableMap, given_up: &BTreeMap<String, String>) -> Option<TableMap> {
    let stays = |column: &&ColumnMap| !given_up.contains_key(&mark(table, column));
    let generated: Vec<ColumnMap> = table.generated.iter().filter(stays).cloned().collect();
    let rejects = [table.on_nul, table.on_bad_utf8].contains(&FlawPolicy::RejectRow);
    if generated.is_empty() || !table.edits.is_empty() || rejects {
        return None;
    }
    let key = match &table.key {
        RowKey::Columns(columns) => columns.as_slice(),
        RowKey::Rowid | RowKey::Row => &[],
    };
    let mut map = TableMap {
        // No number of a plan's table: nothing is kept for it.
        number: 0,
        columns: key.iter().map(|&at| table.columns[at].clone()).chain(generated).collect(),
        generated: Vec::new(),
        key: if key.is_empty() { RowKey::Row } else { RowKey::Columns((0..key.len()).collect()) },
        rowid: RowidMap::None,
        originals: false,
        ..table.clone()
    };
    map.bytes /= 2;
    Some(map)
}
