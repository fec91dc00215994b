//! Triggers that kept a search in step with the table that holds its text: the generated column does their work.

use crate::catalog::schema::{Catalog, Object};
use crate::catalog::search::Content;
use crate::plan::search::Planned;
use crate::sqlite::fts::written_tables;

/// The search whose triggers these are: everything that the trigger does is to write to searches over the very table
/// that it is on, and those get generated columns.
pub(in crate::plan) fn replaced<'s>(
    catalog: &Catalog,
    planned: &[Planned<'s>],
    trigger: &Object,
) -> Option<&'s str> {
    let written = written_tables(&trigger.sql)?;
    let mut name = None;
    for table in &written {
        let search = planned.iter().find(|planned| planned.search.name.eq_ignore_ascii_case(table))?;
        let Content::External { table, .. } = &search.search.content else { return None };
        let on_view = catalog.views.iter().any(|view| view.name.eq_ignore_ascii_case(&trigger.table));
        if on_view || !table.eq_ignore_ascii_case(&trigger.table) {
            return None;
        }
        name.get_or_insert(search.search.name.as_str());
    }
    name
}
