//! Tables that are no ordinary tables, and what could not be read: a finding each, never silence.

use super::draft::Draft;
use super::make::Input;
use super::rules::{
    integrity_note, no_stored_columns, object_unreadable, strict_types, virtual_table_not_translated,
    without_rowid,
};
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::report::finding::Finding;

/// Findings about the database as a whole.
pub(super) fn whole(input: &Input, findings: &mut Vec<Finding>) {
    let catalog = input.catalog;
    findings.extend(input.integrity_notes.iter().map(|note| integrity_note::finding(note)));
    findings.extend(catalog.troubles.iter().map(|(object, reason)| {
        let entry = catalog.origin.iter().find(|entry| entry.name == *object);
        let table = catalog.tables.iter().find(|table| table.name == *object);
        let sql = entry.and_then(|entry| entry.sql.as_deref());
        object_unreadable::finding(object, reason, sql.or(table.and_then(|table| table.sql.as_deref())))
    }));
    for table in &catalog.tables {
        if let TableKind::Virtual { module } = &table.kind {
            findings.push(virtual_table_not_translated::finding(table, module, &shadows(catalog, table)));
        }
    }
}

/// The shadow tables of a virtual table: those named after it (<https://sqlite.org/vtab.html#xshadowname>).
fn shadows<'c>(catalog: &'c Catalog, table: &Table) -> Vec<&'c str> {
    let shadows = catalog.tables.iter().filter(|shadow| shadow.kind == TableKind::Shadow);
    let named = shadows.filter(|shadow| {
        // The longest virtual table's name that fits owns the shadow: "docs_fts_data" is of "docs_fts", not "docs".
        let owners = catalog.tables.iter().filter(|owner| matches!(owner.kind, TableKind::Virtual { .. }));
        let owner = owners
            .filter(|owner| is_named_after(&shadow.name, &owner.name))
            .max_by_key(|owner| owner.name.len());
        owner.is_some_and(|owner| owner.name == table.name)
    });
    named.map(|shadow| shadow.name.as_str()).collect()
}

fn is_named_after(shadow: &str, owner: &str) -> bool {
    let start = shadow.get(..owner.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(owner)) && shadow[owner.len()..].starts_with('_')
}

/// Finding about a table without any stored column.
pub(super) fn without_columns(table: &Table) -> Finding {
    no_stored_columns::finding(&table.name, table.sql.as_deref())
}

/// Findings about one table's own parts.
pub(super) fn of_table(draft: &Draft, findings: &mut Vec<Finding>) {
    let table = draft.table;
    if table.kind == TableKind::WithoutRowid {
        findings.push(without_rowid::finding(&table.name));
    }
    if table.strict {
        findings.push(strict_types::finding(&table.name));
    }
}
