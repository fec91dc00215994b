//! Tables that are no ordinary tables, and what could not be read: a finding each, never silence.

use super::draft::Draft;
use super::make::Input;
use super::model::Untranslated;
use super::rules::{
    integrity_note, no_stored_columns, object_unreadable, search_trigger_replaced, strict_types,
    without_rowid,
};
use super::search::{self, Planned};
use crate::catalog::order::table_position;
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::report::finding::Finding;
use std::collections::HashSet;

/// Findings about the database as a whole.
pub(super) fn whole(input: &Input, findings: &mut Vec<Finding>) {
    let catalog = input.catalog;
    findings.extend(input.integrity_notes.iter().map(|note| integrity_note::finding(note)));
    // A virtual table whose module is missing has a finding of its own.
    let of_module = |object: &str, reason: &str| {
        reason.starts_with("no such module")
            && table_position(catalog, object).is_some_and(|at| catalog.tables[at].is_virtual())
    };
    let troubles = catalog.troubles.iter().filter(|(object, reason)| !of_module(object, reason));
    findings.extend(troubles.map(|(object, reason)| {
        let entry = catalog.origin.iter().find(|entry| entry.name == *object);
        let table = catalog.tables.iter().find(|table| table.name == *object);
        let sql = entry.and_then(|entry| entry.sql.as_deref());
        object_unreadable::finding(object, reason, sql.or(table.and_then(|table| table.sql.as_deref())))
    }));
}

/// Names of the triggers whose work a generated column does, with a finding each.
pub(super) fn replaced_triggers<'c>(
    catalog: &'c Catalog,
    left_out: &[usize],
    searches: &[Planned],
    findings: &mut Vec<Finding>,
) -> Vec<&'c str> {
    let mut names = Vec::new();
    for trigger in &catalog.triggers {
        let excluded = |&at: &usize| catalog.tables[at].name.eq_ignore_ascii_case(&trigger.table);
        if let Some(search) = search::replaced(catalog, searches, trigger)
            && !left_out.iter().any(excluded)
        {
            findings.push(search_trigger_replaced::finding(trigger, search));
            names.push(trigger.name.as_str());
        }
    }
    names
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

/// Objects of which the catalogue has nothing but their text, because SQLite refuses them: to be done by hand.
pub(super) fn left_out(catalog: &Catalog) -> Vec<Untranslated> {
    let indexes = catalog.tables.iter().flat_map(|table| &table.indexes).map(|index| &index.name);
    let tables = catalog.tables.iter().map(|table| &table.name);
    let others = catalog.views.iter().chain(&catalog.triggers).map(|object| &object.name);
    let known: HashSet<&String> = indexes.chain(tables).chain(others).collect();
    let troubles = catalog.troubles.iter().filter(|(object, _)| !known.contains(object));
    troubles
        .filter_map(|(object, reason)| {
            let entry = catalog.origin.iter().find(|entry| entry.name == *object)?;
            Some(Untranslated {
                kind: entry.kind.clone(),
                name: object.clone(),
                sql: entry.sql.clone()?,
                reason: format!("{}.", reason.trim_end_matches('.')),
                nearest: None,
            })
        })
        .collect()
}
