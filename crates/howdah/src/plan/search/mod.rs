//! Full-text search: for each of SQLite's search tables the target table that gets a `tsvector`, and what it is made of.
//!
//! A search with its own content becomes an ordinary table of its name (its `_content` table travels in its place); a
//! search over another table becomes a generated column of that table; a search without content becomes a table of its
//! rowids, whose vectors a run makes from the index. What has no place is a finding, and its shadow tables are kept as
//! they are. `docs/design/0011-full-text-search.md` says why.

pub(super) mod ddl;
mod tokenizer;
mod triggers;

use super::ddl::Settled;
use super::draft::Draft;
use super::make::Input;
use super::rules::{
    search_becomes_tsvector, search_column_not_searched, search_columns_share_weight, search_not_carried,
    search_positions_missing, search_text_too_long, search_tokenizer_differs,
};
use crate::catalog::order::table_position;
use crate::catalog::schema::{Catalog, TableKind};
use crate::catalog::search::{Content, Detail, Search, SearchMap, Version};
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;

pub(super) use triggers::replaced;

/// A search that gets a vector.
#[derive(Debug)]
pub(super) struct Planned<'s> {
    pub search: &'s Search,
    /// Position among the drafts of the table that gets the vector.
    pub draft: usize,
    /// The tokenizer as the SQL functions read it.
    pub tokenizer: String,
    /// Catalogue positions of the columns that are searched, in order; `None` for one that has no text in the target.
    pub columns: Vec<Option<usize>>,
    /// The vector is made from the index, since no text is there.
    pub from_index: bool,
    /// Catalogue position of the column with the rowid.
    pub key: Option<usize>,
}

impl Planned<'_> {
    /// Whether the texts get an index over trigrams besides: LIKE and GLOB use SQLite's too
    /// (<https://sqlite.org/fts5.html#the_trigram_tokenizer>).
    pub fn has_trigrams(&self) -> bool {
        self.search.tokenizer.name == "trigram" && !self.from_index
    }
}

/// Decides for every search, with findings.
pub(super) fn decide<'s>(
    input: &Input<'s>,
    drafts: &[Draft<'s>],
    findings: &mut Vec<Finding>,
) -> Vec<Planned<'s>> {
    let catalog = input.catalog;
    let mut planned = Vec::new();
    for search in &catalog.searches {
        match place(catalog, drafts, search) {
            Ok((draft, columns)) => {
                let (tokenizer, differs) = tokenizer::canonical(search);
                let planned_search = Planned {
                    search,
                    draft,
                    tokenizer,
                    from_index: is_from_index(search),
                    key: key(search, &drafts[draft]),
                    columns,
                };
                remark(&planned_search, &drafts[draft], differs, findings);
                planned.push(planned_search);
            }
            Err(reason) => {
                let table = table_position(catalog, &search.name).map(|at| &catalog.tables[at]);
                let sql = table.and_then(|table| table.sql.as_deref());
                findings.push(search_not_carried::finding(search, &reason, &shadows(catalog, search), sql));
            }
        }
    }
    planned
}

/// Whether a search's vectors come from its index.
fn is_from_index(search: &Search) -> bool {
    search.compressed || search.content == Content::None
}

/// The draft that gets the vector, and where in it the searched columns are; else the reason in words.
fn place(
    catalog: &Catalog,
    drafts: &[Draft],
    search: &Search,
) -> Result<(usize, Vec<Option<usize>>), String> {
    let indexed = search.columns.iter().enumerate().filter(|(_, column)| column.indexed);
    match &search.content {
        Content::External { table, .. } => {
            let Some(at) = table_position(catalog, table) else {
                let is_view = catalog.views.iter().any(|view| view.name.eq_ignore_ascii_case(table));
                return Err(match is_view {
                    true => format!("its text is in the view {table}, which is not carried"),
                    false => format!("its text is in the table {table}, which does not exist"),
                });
            };
            let Some(draft) = drafts.iter().position(|draft| draft.at == at) else {
                return Err(format!("its text is in the table {table}, which is not carried"));
            };
            let of_table = &drafts[draft];
            let columns = indexed.map(|(_, column)| {
                of_table.table.position(&column.name).filter(|&at| has_text(of_table, at))
            });
            Ok((draft, columns.collect()))
        }
        Content::Own | Content::None => {
            let own =
                drafts.iter().position(|draft| draft.content_of.is_some_and(|of| of.name == search.name));
            if own.is_none() && search.compressed {
                return Err("its text is compressed by functions of the application".to_owned());
            }
            if own.is_none() && is_from_index(search) && search.version != Version::Fts5 {
                return Err("its text is stored nowhere, and SQLite reads no positions back from its index"
                    .to_owned());
            }
            let Some(draft) = own else {
                let storage = if is_from_index(search) { "_docsize" } else { "_content" };
                return Err(format!(
                    "the table {}{storage}, which lists its rows, is not carried",
                    search.name
                ));
            };
            if is_from_index(search) {
                return Ok((draft, indexed.map(|_| None).collect()));
            }
            let stored = search.content_columns();
            let of_table = &drafts[draft];
            let columns = indexed
                .map(|(at, _)| of_table.table.position(&stored[at]).filter(|&at| has_text(of_table, at)));
            Ok((draft, columns.collect()))
        }
    }
}

fn has_text(draft: &Draft, column: usize) -> bool {
    draft.choice(column).is_some_and(|choice| choice.logical != LogicalType::Bytea)
}

/// The column with the rowid that a search's rows have.
fn key(search: &Search, draft: &Draft) -> Option<usize> {
    let named = match &search.content {
        Content::External { key: Some(key), .. } => draft.table.position(key),
        _ => None,
    };
    named.or(draft.table.rowid_alias).filter(|&at| draft.travels(at).is_some())
}

fn remark(planned: &Planned, draft: &Draft, differs: Option<String>, findings: &mut Vec<Finding>) {
    let search = planned.search;
    findings.push(search_becomes_tsvector::finding(search, draft.name(), planned.from_index));
    if let Some(differs) = differs {
        findings.push(search_tokenizer_differs::finding(search, &differs));
    }
    if planned.columns.len() > 4 {
        findings.push(search_columns_share_weight::finding(search));
    }
    if planned.from_index && search.detail != Detail::Full {
        findings.push(search_positions_missing::finding(search));
        return;
    }
    if planned.from_index {
        return;
    }
    let indexed = search.columns.iter().filter(|column| column.indexed);
    for (column, at) in indexed.zip(&planned.columns) {
        if at.is_none() {
            findings.push(search_column_not_searched::finding(search, &column.name));
        }
    }
    let longest = planned.columns.iter().flatten().map(|&at| draft.found(at).text_bytes_max);
    let longest: u64 = longest.sum();
    if longest > search_text_too_long::BYTES_SURE {
        findings.push(search_text_too_long::finding(search, longest));
    }
}

/// What the functions for queries must know of each search, and what is kept for the way back.
pub(super) fn maps(catalog: &Catalog, settled: &Settled) -> Vec<SearchMap> {
    let map = |search: &Search| {
        let planned = settled.searches.iter().find(|planned| planned.search.name == search.name);
        let unindexed = search.columns.iter().filter(|column| !column.indexed);
        let opaque = planned.is_none_or(|planned| planned.from_index);
        let target = planned.map(|planned| {
            let draft = &settled.drafts[planned.draft];
            let names = &settled.names[planned.draft];
            let key = planned.key.and_then(|at| draft.travels(at)).map(|at| names.columns[at].clone());
            (planned, names.table.clone(), ddl::names_of(settled, planned).0.to_owned(), key)
        });
        let (tokenizer, table, vector, key) = match target {
            Some((planned, table, vector, key)) => (planned.tokenizer.clone(), table, vector, key),
            None => (tokenizer::canonical(search).0, String::new(), String::new(), None),
        };
        SearchMap {
            name: search.name.clone(),
            version: search.version,
            tokenizer,
            schema: settled.options.schema.clone(),
            table,
            vector,
            key,
            columns: search.columns.iter().map(|column| column.name.clone()).collect(),
            unindexed: unindexed.map(|column| column.name.clone()).collect(),
            from_index: planned.is_some_and(|planned| planned.from_index),
            opaque: if opaque { shadows(catalog, search) } else { Vec::new() },
        }
    };
    catalog.searches.iter().map(map).collect()
}

/// The storage of a search that is there, by name.
pub(super) fn shadows(catalog: &Catalog, search: &Search) -> Vec<String> {
    let is_storage = |name: &str| {
        let suffixes = search.version.index_suffixes().iter().copied().chain(["_content"]);
        let rest = name.get(..search.name.len()).filter(|start| start.eq_ignore_ascii_case(&search.name));
        rest.is_some()
            && suffixes.into_iter().any(|suffix| name[search.name.len()..].eq_ignore_ascii_case(suffix))
    };
    catalog
        .tables
        .iter()
        .filter(|table| matches!(table.kind, TableKind::Shadow | TableKind::Content { .. }))
        .filter(|table| is_storage(&table.name))
        .map(|table| table.name.clone())
        .collect()
}
