//! Order and groups by foreign keys.

use super::schema::{Catalog, ForeignKey, Table};

/// The parent's columns of a foreign key by name: those declared, or the parent's primary key when the declaration
/// leaves them out (<https://sqlite.org/foreignkeys.html#fk_indexes>). `None` when the parent table or key is missing.
pub fn parent_columns(catalog: &Catalog, key: &ForeignKey) -> Option<(usize, Vec<usize>)> {
    let at = table_position(catalog, &key.parent)?;
    let parent = &catalog.tables[at];
    if !key.parent_columns.is_empty() {
        let positions: Option<Vec<usize>> =
            key.parent_columns.iter().map(|name| parent.position(name)).collect();
        return Some((at, positions?));
    }
    let primary = parent.primary_key.as_ref()?;
    (primary.columns.len() == key.columns.len()).then(|| (at, primary.columns.clone()))
}

/// Position of the table with this name, ASCII case-insensitively.
pub fn table_position(catalog: &Catalog, name: &str) -> Option<usize> {
    catalog.tables.iter().position(|table: &Table| table.name.eq_ignore_ascii_case(name))
}

/// Columns joined by foreign keys, as groups of (table position, column position); columns in no key are in no group.
pub fn joined_columns(catalog: &Catalog) -> Vec<Vec<(usize, usize)>> {
    let mut groups: Vec<Vec<(usize, usize)>> = Vec::new();
    for (at, table) in catalog.tables.iter().enumerate().filter(|(_, table)| table.is_data()) {
        for key in &table.foreign_keys {
            let Some((parent, columns)) = parent_columns(catalog, key) else { continue };
            for (&child_column, &parent_column) in key.columns.iter().zip(&columns) {
                join(&mut groups, (at, child_column), (parent, parent_column));
            }
        }
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    groups
}

fn join(groups: &mut Vec<Vec<(usize, usize)>>, one: (usize, usize), other: (usize, usize)) {
    let at = groups.iter().position(|group| group.contains(&one));
    let other_at = groups.iter().position(|group| group.contains(&other));
    match (at, other_at) {
        (Some(a), Some(b)) if a == b => {}
        (Some(a), Some(b)) => {
            let moved = groups.swap_remove(a.max(b));
            groups[a.min(b)].extend(moved);
        }
        (Some(a), None) => groups[a].push(other),
        (None, Some(b)) => groups[b].push(one),
        (None, None) if one == other => groups.push(vec![one]),
        (None, None) => groups.push(vec![one, other]),
    }
}
