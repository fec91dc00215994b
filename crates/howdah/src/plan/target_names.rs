//! The names that a plan gives in PostgreSQL: which name goes into which space, in which order.
//!
//! Tables come first in the schema's space, then what the source named (indexes, named keys), then what howdah names.

use super::draft::Draft;
use super::foreign_keys::Link;
use super::keys::{Carried, Keys, Made, folds, is_digested};
use super::model::TargetFacts;
use super::names::{Request, Space, fold, with_suffix};
use super::options::{Names, Options};
use super::rowid::{Kept, ROWID_NAMES};
use super::search::Planned;
use crate::catalog::schema::{Key, Object};
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;

/// Names of one table and of everything that belongs to it.
#[derive(Debug, Clone, Default)]
pub(super) struct TableNames {
    pub table: String,
    /// By map position.
    pub columns: Vec<String>,
    /// The column that keeps the rowid.
    pub rowid: Option<String>,
    pub primary_key: Option<String>,
    /// By position among the catalogue's unique constraints; `None` for those that are not carried.
    pub uniques: Vec<Option<String>>,
    /// By position among the catalogue's indexes; `None` for those that are not made.
    pub indexes: Vec<Option<String>>,
    /// GIN indexes, by position among [`Keys::documents`].
    pub documents: Vec<String>,
    /// The sequence behind the identity column.
    pub sequence: Option<String>,
    /// Vectors of the searches over this table, in their order: column and index.
    pub vectors: Vec<(String, String)>,
    /// The index over trigrams of each of these searches that has one.
    pub trigrams: Vec<Option<String>>,
    /// Generated columns: catalogue position and name.
    pub generated: Vec<(usize, String)>,
    /// Unique indexes that fold text as its collation does, by position of the key: the primary key, then the unique
    /// constraints; `None` where the key's own index does.
    pub folded: Vec<Option<String>>,
    /// CHECK constraints, in the order of the catalogue.
    pub checks: Vec<String>,
}

impl TableNames {
    /// The name of a column by its catalogue position, a generated one too.
    pub fn column(&self, draft: &Draft, column: usize) -> Option<&str> {
        match draft.travels(column) {
            Some(at) => Some(&self.columns[at]),
            None => self.generated.iter().find(|(at, _)| *at == column).map(|(_, name)| name.as_str()),
        }
    }
}

/// The column that becomes an identity, by map position: an INTEGER PRIMARY KEY that is an integer in the target.
pub(super) fn identity(draft: &Draft) -> Option<usize> {
    let at = draft.travels(draft.table.rowid_alias?)?;
    matches!(draft.choices[at].logical, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8)
        .then_some(at)
}

/// Where in [`TableNames`] a settled name belongs.
enum Slot {
    Primary(usize),
    Unique(usize, usize),
    Index(usize, usize),
    Document(usize),
    Sequence(usize),
    Vector(usize, usize),
    Trigrams(usize, usize),
    Folded(usize, usize),
}

/// All that gets a name. What is decided of tables stands in the order of the drafts.
pub(super) struct Subjects<'s> {
    pub drafts: &'s [Draft<'s>],
    pub views: &'s [Object],
    pub keys: &'s [Keys],
    pub kept: &'s [Kept],
    pub searches: &'s [Planned<'s>],
}

/// Settles the names of tables, columns and all relations; those of the views come second.
pub(super) fn settle(
    subjects: &Subjects,
    options: &Options,
    target: &TargetFacts,
    findings: &mut Vec<Finding>,
) -> (Vec<TableNames>, Vec<String>) {
    let Subjects { drafts, views, keys, kept, searches } = *subjects;
    let max = target.identifier_bytes_max;
    let mut schema = Space::new(max, options.names);
    let tables: Vec<Request> = drafts
        .iter()
        .map(|draft| request("table", &draft.table.name, draft.name(), "_".to_owned()))
        .collect();
    let settled = schema.claim_all(&tables, findings);
    let views: Vec<Request> =
        views.iter().map(|view| request("view", &view.name, &view.name, "_".to_owned())).collect();
    let views = schema.claim_all(&views, findings);
    schema.occupy(target.relations.iter().map(String::as_str));
    let mut names: Vec<TableNames> = Vec::with_capacity(drafts.len());
    for (at, ((draft, kept), table)) in drafts.iter().zip(kept).zip(settled).enumerate() {
        let mine: Vec<&Planned> = searches.iter().filter(|search| search.draft == at).collect();
        names.push(TableNames {
            table,
            folded: vec![None; 1 + draft.table.uniques.len()],
            uniques: vec![None; draft.table.uniques.len()],
            indexes: vec![None; draft.table.indexes.len()],
            ..settle_columns(draft, *kept, &mine, options.names, max, findings)
        });
    }
    let (named, own) = relations(drafts, keys, &names, searches, options.names, max);
    for part in [named, own] {
        let (slots, requests): (Vec<Slot>, Vec<Request>) = part.into_iter().unzip();
        for (slot, name) in slots.into_iter().zip(schema.claim_all(&requests, findings)) {
            match slot {
                Slot::Primary(table) => names[table].primary_key = Some(name),
                Slot::Unique(table, at) => names[table].uniques[at] = Some(name),
                Slot::Index(table, at) => names[table].indexes[at] = Some(name),
                Slot::Document(table) => names[table].documents.push(name),
                Slot::Sequence(table) => names[table].sequence = Some(name),
                Slot::Vector(table, at) => names[table].vectors[at].1 = name,
                Slot::Trigrams(table, at) => names[table].trigrams[at] = Some(name),
                Slot::Folded(table, at) => names[table].folded[at] = Some(name),
            }
        }
    }
    (names, views)
}

/// The names of a table's columns, the rest still to come.
fn settle_columns(
    draft: &Draft,
    kept: Kept,
    searches: &[&Planned],
    folding: Names,
    max: usize,
    findings: &mut Vec<Finding>,
) -> TableNames {
    let mut space = Space::for_columns(max, folding);
    let generated: Vec<usize> = (0..draft.table.columns.len())
        .filter(|&column| draft.table.columns[column].generated.is_some())
        .collect();
    let requests: Vec<Request> = draft
        .stored
        .iter()
        .chain(&generated)
        .map(|&column| {
            let name = draft.column_name(column);
            request("column", &draft.table.name, name, format!("column_{}", column + 1))
        })
        .collect();
    let mut columns = space.claim_all(&requests, findings);
    let generated = generated.into_iter().zip(columns.split_off(draft.stored.len())).collect();
    let rowid = (kept == Kept::Column).then(|| {
        let free = ROWID_NAMES
            .into_iter()
            .find(|name| columns.iter().all(|column| !column.eq_ignore_ascii_case(name)));
        let name = free.unwrap_or("rowid");
        space.claim(own("column", &draft.table.name, name.to_owned()), findings)
    });
    // As FTS5 names the hidden column that MATCH is applied to: after the virtual table.
    let vectors = searches.iter().map(|search| {
        let name = fold(&search.search.name, folding);
        let name = if name.is_empty() { "search".to_owned() } else { name };
        space.claim(own("column", &draft.table.name, name), findings)
    });
    let vectors: Vec<(String, String)> = vectors.map(|column| (column, String::new())).collect();
    let trigrams = vec![None; vectors.len()];
    TableNames { columns, generated, rowid, vectors, trigrams, ..TableNames::default() }
}

type Slots = Vec<(Slot, Request)>;

/// Relations besides tables: those that the source named, and those that howdah names.
fn relations(
    drafts: &[Draft],
    keys: &[Keys],
    names: &[TableNames],
    searches: &[Planned],
    folding: Names,
    max: usize,
) -> (Slots, Slots) {
    let (mut named, mut unnamed): (Slots, Slots) = (Vec::new(), Vec::new());
    for (at, ((draft, keys), target)) in drafts.iter().zip(keys).zip(names).enumerate() {
        let table = draft.table;
        let join = |columns: &[usize]| {
            let parts = columns.iter().filter_map(|&column| target.column(draft, column));
            parts.collect::<Vec<_>>().join("_")
        };
        let mut add = |slot: Slot, given: Option<&String>, base: String, suffix: &str| match given {
            Some(name) => named.push((slot, request("constraint", &table.name, name, base + suffix))),
            None => unnamed.push((slot, own("constraint", &table.name, with_suffix(&base, suffix, max)))),
        };
        if let (Some(key), Carried::Primary | Carried::Unique) = (&table.primary_key, keys.primary) {
            // As UNIQUE it is no longer what its name may say, so a given name is kept only for the primary key.
            match keys.primary {
                Carried::Primary => add(Slot::Primary(at), key.name.as_ref(), target.table.clone(), "_pkey"),
                _ => {
                    let base = format!("{}_{}", target.table, join(&key.columns));
                    add(Slot::Primary(at), key.name.as_ref(), base, "_key");
                }
            }
        }
        for (position, (key, carried)) in table.uniques.iter().zip(&keys.uniques).enumerate() {
            if *carried != Carried::No {
                let base = format!("{}_{}", target.table, join(&key.columns));
                add(Slot::Unique(at, position), key.name.as_ref(), base, "_key");
            }
        }
        let all = table.primary_key.iter().zip([keys.primary]);
        let all = all.chain(table.uniques.iter().zip(keys.uniques.iter().copied()));
        let beside = |key: &Key, carried: Carried| match carried {
            Carried::No => is_digested(draft, key),
            _ => folds(draft, key),
        };
        for (key, _) in all.filter(|(key, carried)| beside(key, *carried)) {
            let position = table.uniques.iter().position(|unique| std::ptr::eq(unique, key));
            let base = format!("{}_{}", target.table, join(&key.columns));
            add(Slot::Folded(at, position.map_or(0, |position| position + 1)), None, base, "_folded_key");
        }
        if let Some(position) = identity(draft) {
            let base = format!("{}_{}", target.table, target.columns[position]);
            add(Slot::Sequence(at), None, base, "_seq");
        } else if let Some(rowid) = &target.rowid {
            add(Slot::Sequence(at), None, format!("{}_{rowid}", target.table), "_seq");
        }
        for document in &keys.documents {
            let base = format!("{}_{}", target.table, join(&[document.column]));
            add(Slot::Document(at), None, base, "_gin");
        }
        for (position, index) in
            table.indexes.iter().enumerate().filter(|(position, _)| keys.indexes[*position] != Made::No)
        {
            let when_empty = format!("{}_idx", fold(&table.name, folding));
            let request = request("index", &index.name, &index.name, when_empty);
            named.push((Slot::Index(at, position), request));
        }
        let mine = searches.iter().filter(|search| search.draft == at);
        for (position, (search, (vector, _))) in mine.zip(&target.vectors).enumerate() {
            let base = match *vector == target.table {
                true => vector.clone(),
                false => format!("{}_{vector}", target.table),
            };
            let mut add = |slot: Slot, suffix: &str| {
                unnamed.push((slot, own("index", &table.name, with_suffix(&base, suffix, max))));
            };
            add(Slot::Vector(at, position), "_idx");
            if search.has_trigrams() {
                add(Slot::Trigrams(at, position), "_trgm_idx");
            }
        }
    }
    (named, unnamed)
}

/// Names of the foreign keys, by link, and of the CHECK constraints: distinct among the constraints of their table.
pub(super) fn settle_constraints(
    drafts: &[Draft],
    links: &[Link],
    names: &mut [TableNames],
    options: &Options,
    target: &TargetFacts,
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let max = target.identifier_bytes_max;
    let mut spaces: Vec<Space> = names
        .iter()
        .map(|names| {
            let mut space = Space::new(max, options.names);
            space.occupy(names.primary_key.iter().chain(names.uniques.iter().flatten()).map(String::as_str));
            space
        })
        .collect();
    let mut requests: Vec<(usize, Request)> = Vec::new();
    for (at, (draft, names)) in drafts.iter().zip(names.iter()).enumerate() {
        requests.extend(draft.table.checks.iter().map(|check| {
            let proposed = with_suffix(&names.table, "_check", max);
            (at, constraint(&draft.table.name, check.name.as_deref(), proposed))
        }));
    }
    let checks = requests.len();
    requests.extend(links.iter().map(|link| {
        let draft = &drafts[link.child];
        let key = &draft.table.foreign_keys[link.key];
        let target = &names[link.child];
        let columns: Vec<&str> = key
            .columns
            .iter()
            .filter_map(|&column| draft.travels(column))
            .map(|at| target.columns[at].as_str())
            .collect();
        let base = format!("{}_{}", target.table, columns.join("_"));
        let proposed = with_suffix(&base, "_fkey", max);
        (link.child, constraint(&draft.table.name, key.name.as_deref(), proposed))
    }));
    // A name that howdah makes takes none that the source gave.
    let mut settled = vec![String::new(); requests.len()];
    for own in [false, true] {
        for (table, space) in spaces.iter_mut().enumerate() {
            let places: Vec<usize> = (0..requests.len())
                .filter(|&at| requests[at].0 == table && requests[at].1.own == own)
                .collect();
            let wanted: Vec<Request> = places.iter().map(|&at| requests[at].1.clone()).collect();
            for (at, name) in places.into_iter().zip(space.claim_all(&wanted, findings)) {
                settled[at] = name;
            }
        }
    }
    let keys = settled.split_off(checks);
    for ((table, _), name) in requests.into_iter().zip(settled) {
        names[table].checks.push(name);
    }
    keys
}

fn constraint(table: &str, given: Option<&str>, proposed: String) -> Request {
    match given {
        Some(name) => request("constraint", table, name, proposed),
        None => own("constraint", table, proposed),
    }
}

fn request(what: &'static str, object: &str, name: &str, when_empty: String) -> Request {
    Request { what, object: object.to_owned(), name: name.to_owned(), when_empty, own: false }
}

fn own(what: &'static str, object: &str, name: String) -> Request {
    Request { what, object: object.to_owned(), name, when_empty: "_".to_owned(), own: true }
}
