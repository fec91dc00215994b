//! A table while its plan is being made: what the catalogue and the profile say of it, and the types chosen so far.
//!
//! Owns the way from catalogue positions (all columns) to map positions (columns that travel), and asks [`types`] for
//! every column, alone or with those that foreign keys join to it.

use super::make::Input;
use super::types::{self, Choice, Subject};
use crate::catalog::order::joined_columns;
use crate::catalog::profile::{ColumnProfile, TableProfile};
use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::catalog::search::Search;
use crate::sqlite::parse::json_valid_columns;
use crate::sqlite::types::{affinity, class};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What is known of a column that nobody looked at.
static UNSEEN: LazyLock<ColumnProfile> = LazyLock::new(ColumnProfile::default);

/// A table whose rows travel.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Position in the catalogue.
    pub at: usize,
    pub table: &'a Table,
    pub profile: &'a TableProfile,
    /// The full-text search whose rows these are.
    pub content_of: Option<&'a Search>,
    /// Catalogue positions of the columns that travel, in order.
    pub stored: Vec<usize>,
    /// Their types.
    pub choices: Vec<Choice>,
    /// The user wants an index over every column of documents.
    pub json_index: bool,
}

impl Draft<'_> {
    /// The table's name as the application knows it: the search's, where the table is the storage of one.
    pub fn name(&self) -> &str {
        self.content_of.map_or(&self.table.name, |search| &search.name)
    }

    /// A column's name as the application knows it, by catalogue position.
    pub fn column_name(&self, column: usize) -> &str {
        let name = &self.table.columns[column].name;
        let Some(search) = self.content_of else { return name };
        if self.table.rowid_alias == Some(column) {
            return "rowid";
        }
        let of_search = search.content_columns().iter().position(|stored| stored.eq_ignore_ascii_case(name));
        match (of_search, &search.language) {
            (Some(at), _) => &search.columns[at].name,
            (None, Some(language)) if name.eq_ignore_ascii_case("langid") => language,
            (None, _) => name,
        }
    }

    /// Position among the columns that travel; `None` for a generated or hidden one.
    pub fn travels(&self, column: usize) -> Option<usize> {
        self.stored.iter().position(|&stored| stored == column)
    }

    /// The type of a column by its catalogue position.
    pub fn choice(&self, column: usize) -> Option<&Choice> {
        self.travels(column).map(|at| &self.choices[at])
    }

    /// What was found in a column by its catalogue position.
    pub fn found(&self, column: usize) -> &ColumnProfile {
        self.profile.columns.get(column).unwrap_or(&UNSEEN)
    }

    /// Names of columns by catalogue position, for a finding.
    pub fn names(&self, columns: &[usize]) -> String {
        let names: Vec<&str> =
            columns.iter().map(|&column| self.table.columns[column].name.as_str()).collect();
        names.join(", ")
    }
}

/// Drafts of the selected tables (positions in the catalogue), with their types chosen.
pub(super) fn drafts<'a>(input: &Input<'a>, selected: &[usize]) -> Vec<Draft<'a>> {
    let groups: Vec<Vec<(usize, usize)>> = joined_columns(input.catalog)
        .into_iter()
        .map(|group| group.into_iter().filter(|(table, _)| selected.contains(table)).collect())
        .filter(|group: &Vec<(usize, usize)>| !group.is_empty())
        .collect();
    let joined: HashSet<(usize, usize)> = groups.iter().flatten().copied().collect();
    let mut drafts: Vec<Draft<'a>> = selected
        .iter()
        .map(|&at| {
            let table = &input.catalog.tables[at];
            let profile = &input.profiles[at];
            let content_of = match &table.kind {
                TableKind::Content { of } => input.catalog.searches.iter().find(|search| search.name == *of),
                _ => None,
            };
            Draft {
                at,
                table,
                profile,
                content_of,
                stored: table.stored().collect(),
                choices: Vec::new(),
                json_index: input.options.json_index,
            }
        })
        .collect();
    let mut chosen: Vec<Vec<Option<Choice>>> = drafts
        .iter()
        .map(|draft| {
            let alone = |&column: &usize| {
                let subject = subject(input, draft, column, keyed(draft.table, column));
                (!joined.contains(&(draft.at, column))).then(|| types::choose(&subject))
            };
            draft.stored.iter().map(alone).collect()
        })
        .collect();
    for group in &groups {
        choose_group(input, &drafts, group, &mut chosen);
    }
    for (draft, choices) in drafts.iter_mut().zip(chosen) {
        draft.choices = choices.into_iter().flatten().collect();
    }
    drafts
}

fn choose_group(
    input: &Input,
    drafts: &[Draft],
    group: &[(usize, usize)],
    chosen: &mut [Vec<Option<Choice>>],
) {
    // (draft, position in the map, catalogue position) of the members that travel.
    let members: Vec<(usize, usize, usize)> = group
        .iter()
        .filter_map(|&(at, column)| {
            let draft = drafts.iter().position(|draft| draft.at == at)?;
            Some((draft, drafts[draft].travels(column)?, column))
        })
        .collect();
    let subjects: Vec<Subject> =
        members.iter().map(|&(draft, _, column)| subject(input, &drafts[draft], column, true)).collect();
    let parents: Vec<bool> = members
        .iter()
        .map(|&(draft, _, column)| is_parent(input.catalog, drafts[draft].table, column))
        .collect();
    for ((draft, at, _), choice) in members.into_iter().zip(types::groups::choose_group(&subjects, &parents))
    {
        chosen[draft][at] = Some(choice);
    }
}

/// The question for a column.
pub(super) fn subject<'s>(input: &Input<'s>, draft: &'s Draft, column: usize, keyed: bool) -> Subject<'s> {
    let table = draft.table;
    let options = input.options;
    let declaration = &table.columns[column];
    let profile = draft.found(column);
    let is_id = table.rowid_alias == Some(column);
    let highest = profile.integer_range.map(|(_, highest)| highest).max(table.sequence);
    let wanted = options.types.iter().rev().find(|wanted| {
        wanted.table.eq_ignore_ascii_case(&table.name)
            && wanted.column.eq_ignore_ascii_case(&declaration.name)
    });
    Subject {
        table: &table.name,
        column: declaration,
        profile,
        class: class(&declaration.declared),
        affinity: affinity(&declaration.declared, table.strict),
        keyed,
        json_checked: table.checks.iter().any(|check| {
            let columns = json_valid_columns(&check.expression);
            columns.iter().any(|name| name.eq_ignore_ascii_case(&declaration.name))
        }),
        highest_id: highest.filter(|_| is_id),
        wanted: wanted.map(|wanted| wanted.logical),
        options,
    }
}

/// Whether different values of the column must stay different.
fn keyed(table: &Table, column: usize) -> bool {
    let constraints = table.primary_key.iter().chain(&table.uniques);
    let indexes = table.indexes.iter().filter(|index| index.unique);
    constraints.into_iter().any(|key| key.columns.contains(&column))
        || indexes.into_iter().any(|index| index.parts.iter().any(|part| part.column == Some(column)))
}

/// Whether a foreign key of any table refers to the column.
fn is_parent(catalog: &Catalog, table: &Table, column: usize) -> bool {
    let foreign_keys = catalog.tables.iter().flat_map(|child| &child.foreign_keys);
    let primary = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    foreign_keys.into_iter().filter(|key| key.parent.eq_ignore_ascii_case(&table.name)).any(|key| {
        if key.parent_columns.is_empty() {
            return primary;
        }
        key.parent_columns.iter().any(|name| name.eq_ignore_ascii_case(&table.columns[column].name))
    })
}
