//! Objects that this release does not translate, and tables that are no ordinary tables: a finding each, with the
//! object's own SQL, never silence.

use super::draft::Draft;
use super::make::Input;
use super::rules::{
    check_not_translated, generated_column_not_translated, integrity_note, no_stored_columns,
    object_unreadable, search_trigger_replaced, strict_types, trigger_not_translated, view_not_translated,
    virtual_table_not_translated, without_rowid,
};
use super::search::{self, Planned};
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::report::finding::Finding;

/// Findings about the database as a whole.
pub(super) fn whole(input: &Input, findings: &mut Vec<Finding>) {
    let catalog = input.catalog;
    findings.extend(input.integrity_notes.iter().map(|note| integrity_note::finding(note)));
    findings
        .extend(catalog.troubles.iter().map(|(object, reason)| object_unreadable::finding(object, reason)));
    findings.extend(catalog.views.iter().map(view_not_translated::finding));
    for table in &catalog.tables {
        if let TableKind::Virtual { module } = &table.kind
            && !catalog.searches.iter().any(|search| search.name == table.name)
        {
            findings.push(virtual_table_not_translated::finding(table, module, &shadows(catalog, table)));
        }
    }
}

/// Findings about triggers: those that a generated column replaces, and all others.
pub(super) fn triggers(
    catalog: &Catalog,
    left_out: &[usize],
    searches: &[Planned],
    findings: &mut Vec<Finding>,
) {
    for trigger in &catalog.triggers {
        let excluded = |&at: &usize| catalog.tables[at].name.eq_ignore_ascii_case(&trigger.table);
        if left_out.iter().any(excluded) {
            continue;
        }
        findings.push(match search::replaced(catalog, searches, trigger) {
            Some(search) => search_trigger_replaced::finding(trigger, search),
            None => trigger_not_translated::finding(trigger),
        });
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
    for column in &table.columns {
        if let Some(generated) = &column.generated {
            findings.push(generated_column_not_translated::finding(&table.name, &column.name, generated));
        }
    }
    findings.extend(table.checks.iter().map(|check| check_not_translated::finding(&table.name, check)));
}
