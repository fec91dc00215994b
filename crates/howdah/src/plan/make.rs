//! Making a plan: from what the source is to everything that a run will do.
//!
//! The steps build on one another in this order: which tables; types (columns joined by foreign keys as one); keys and
//! indexes; foreign keys and orphans; row keys and rowids; limits; names; DDL. Each step leaves its findings.

use super::ddl::{self, Settled};
use super::draft::{Draft, drafts, subject};
use super::foreign_keys::{self, Links};
use super::keys::{self, Keys};
use super::limits;
use super::model::{PLAN_VERSION, Plan, TargetFacts};
use super::objects;
use super::options::Options;
use super::rowid::{self, Kept};
use super::rules::time_zone_assumed;
use super::search;
use super::target_names::{self, TableNames};
use super::translation::{self, Ground, Translations};
use super::types;
use super::virtual_tables;
use crate::catalog::map::{ColumnMap, RowKey, RowidMap, TableMap};
use crate::catalog::order::table_position;
use crate::catalog::profile::TableProfile;
use crate::catalog::schema::{Catalog, TableKind};
use crate::error::{Error, Kind, Result};
use crate::report::finding::Finding;
use crate::row::format::ZonePolicy;
use crate::row::logical::LogicalType;
use crate::sqlite::orphans::OrphanSet;
use crate::sqlite::types::affinity;
use crate::sqlite::violations::{FailingColumn, Violations};
use std::collections::{HashMap, HashSet};

/// Everything that a plan follows from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// What the source contains.
    pub catalog: &'a Catalog,
    /// What a look at every cell found, in the order of the catalogue's tables.
    pub profiles: &'a [TableProfile],
    /// Rows without a parent.
    pub orphans: &'a [OrphanSet],
    /// Rows that violate CHECK constraints.
    pub violations: &'a [Violations],
    /// Generated columns that SQLite cannot compute.
    pub failing: &'a [FailingColumn],
    /// What SQLite's own check could not check.
    pub integrity_notes: &'a [String],
    /// The user's choices.
    pub options: &'a Options,
    /// What is known of the target; a plan can be made without one.
    pub target: Option<&'a TargetFacts>,
}

/// Makes the plan. Pure: the same input gives the same bytes.
///
/// Fails with [`Kind::Usage`] when the choices name a table or a column that does not exist. What cannot be carried
/// is a finding, not an error.
pub fn make(input: &Input) -> Result<Plan> {
    let catalog = input.catalog;
    if input.profiles.len() != catalog.tables.len() {
        return Err(Error::bug("the profiles do not match the catalogue"));
    }
    check_choices(catalog, input.options)?;
    let facts = TargetFacts::default();
    let target = input.target.unwrap_or(&facts);
    let mut findings = Vec::new();
    let (mut selected, left_out) = select(catalog, input.options);
    objects::whole(input, &mut findings);
    selected.retain(|&at| {
        let carried = catalog.tables[at].stored().next().is_some();
        if !carried {
            findings.push(objects::without_columns(&catalog.tables[at]));
        }
        carried
    });
    let drafts = drafts(input, &parents_first(catalog, &selected));
    for draft in &drafts {
        objects::of_table(draft, &mut findings);
        findings.extend(draft.choices.iter().flat_map(|choice| choice.findings.iter().cloned()));
    }
    remark_zones(input, &drafts, &mut findings);
    let keys: Vec<Keys> = drafts.iter().map(|draft| keys::decide(draft, &mut findings)).collect();
    let links = foreign_keys::decide(catalog, &drafts, &keys, input.orphans, input.options, &mut findings);
    let (mut kept, mut row_keys) = (Vec::with_capacity(drafts.len()), Vec::with_capacity(drafts.len()));
    for (draft, nulled) in drafts.iter().zip(&links.nulled) {
        let (rowid, key, lost_to) =
            rowid::decide(draft, catalog, input.options.rowid, keys::row_key(draft, nulled));
        keys::remark_row_key(draft, &key, lost_to.as_deref(), &mut findings);
        limits::check(draft, rowid, input, target, &mut findings);
        kept.push(rowid);
        row_keys.push(key);
    }
    let searches = search::decide(input, &drafts, &mut findings);
    let replaced = objects::replaced_triggers(catalog, &left_out, &searches, &mut findings);
    let subjects = target_names::Subjects {
        drafts: &drafts,
        views: &catalog.views,
        keys: &keys,
        kept: &kept,
        searches: &searches,
    };
    let (mut names, view_names) = target_names::settle(&subjects, input.options, target, &mut findings);
    let link_names = target_names::settle_constraints(
        &drafts,
        &links.links,
        &mut names,
        input.options,
        target,
        &mut findings,
    );
    let mut untranslated = virtual_tables::remark(catalog, &drafts, &names, input.options, &mut findings);
    let mut tables = tables(&drafts, &names, &kept, row_keys, &links, input.options);
    let nothing = Translations::default();
    let before = Settled {
        drafts: &drafts,
        keys: &keys,
        names: &names,
        links: &links.links,
        link_names: &link_names,
        searches: &searches,
        translations: &nothing,
        options: input.options,
    };
    let search_maps = search::maps(catalog, &before);
    let ground = Ground {
        input,
        drafts: &drafts,
        keys: &keys,
        names: &names,
        view_names: &view_names,
        maps: &tables,
        searches: &search_maps,
        identifier_bytes_max: target.identifier_bytes_max,
        replaced,
        left_out: left_out.iter().map(|&at| catalog.tables[at].name.as_str()).collect(),
    };
    let translations = translation::translate(&ground, &mut findings);
    for ((map, draft), translated) in tables.iter_mut().zip(&drafts).zip(&translations.tables) {
        map.generated = translation::generated_maps(draft, &translated.generated);
    }
    let settled = Settled { translations: &translations, ..before };
    untranslated.extend(translations.untranslated.iter().cloned());
    untranslated.extend(objects::left_out(catalog));
    let phases = ddl::phases(&settled, &mut findings);
    // The most pressing first; of one level, in the order of the tables.
    findings.sort_by_key(|finding| finding.level);
    let plan = Plan {
        version: PLAN_VERSION,
        id: String::new(),
        options: input.options.clone(),
        tables,
        searches: search_maps,
        phases,
        orphans: links.orphans,
        findings,
        origin: catalog.origin.clone(),
        properties: catalog.properties.clone(),
        untranslated,
    };
    let id = id_of(&plan)?;
    Ok(Plan { id, ..plan })
}

/// The id that belongs to a plan: the hash of its JSON with an empty id, 32 hexadecimal digits.
pub fn id_of(plan: &Plan) -> Result<String> {
    let unsigned = Plan { id: String::new(), ..plan.clone() };
    let json =
        serde_json::to_vec(&unsigned).map_err(|error| Error::bug("the plan is no JSON").caused_by(error))?;
    Ok(blake3::hash(&json).to_hex()[..32].to_owned())
}

/// Every table and column that the user names must exist.
fn check_choices(catalog: &Catalog, options: &Options) -> Result<()> {
    let no_table = |name: &str| {
        Error::new(Kind::Usage, format!("there is no table \"{name}\""))
            .hint("Names are those of SQLite; `howdah inspect` lists them.")
    };
    for name in options.only.iter().chain(&options.exclude) {
        table_position(catalog, name).ok_or_else(|| no_table(name))?;
    }
    for choice in &options.types {
        let at = table_position(catalog, &choice.table).ok_or_else(|| no_table(&choice.table))?;
        if catalog.tables[at].position(&choice.column).is_none() {
            return Err(Error::new(
                Kind::Usage,
                format!("there is no column \"{}\" in table \"{}\"", choice.column, choice.table),
            )
            .hint("Names are those of SQLite; `howdah inspect` lists them."));
        }
    }
    Ok(())
}

/// Positions of the tables that travel, and of those that the user leaves out.
fn select(catalog: &Catalog, options: &Options) -> (Vec<usize>, Vec<usize>) {
    let named = |list: &[String], name: &str| list.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    let data = (0..catalog.tables.len()).filter(|&at| catalog.tables[at].is_data());
    data.partition(|&at| {
        let name = &catalog.tables[at].name;
        (options.only.is_empty() || named(&options.only, name)) && !named(&options.exclude, name)
    })
}

/// The tables with parents before children; within a cycle, in the order of their creation.
fn parents_first(catalog: &Catalog, selected: &[usize]) -> Vec<usize> {
    let parents = |at: usize| {
        let keys = catalog.tables[at].foreign_keys.iter();
        keys.filter_map(|key| table_position(catalog, &key.parent)).filter(move |&parent| parent != at)
    };
    let parents: HashMap<usize, Vec<usize>> =
        selected.iter().map(|&at| (at, parents(at).collect())).collect();
    let mut waiting: Vec<usize> = selected.to_vec();
    let mut placed: HashSet<usize> = HashSet::new();
    let mut order = Vec::with_capacity(selected.len());
    while !waiting.is_empty() {
        let is_ready = |at: &usize| {
            parents[at].iter().all(|parent| placed.contains(parent) || !parents.contains_key(parent))
        };
        let at = waiting.remove(waiting.iter().position(is_ready).unwrap_or(0));
        placed.insert(at);
        order.push(at);
    }
    order
}

fn remark_zones(input: &Input, drafts: &[Draft], findings: &mut Vec<Finding>) {
    let ZonePolicy::Offset(minutes) = input.options.zone else { return };
    let mut columns = Vec::new();
    for draft in drafts {
        for (&column, choice) in draft.stored.iter().zip(&draft.choices) {
            if choice.logical == LogicalType::TimestampTz
                && types::zone_assumed(&subject(input, draft, column, false))
            {
                columns.push(format!("{}.{}", draft.table.name, draft.table.columns[column].name));
            }
        }
    }
    if !columns.is_empty() {
        findings.push(time_zone_assumed::finding(&columns, minutes));
    }
}

fn tables(
    drafts: &[Draft],
    names: &[TableNames],
    kept: &[Kept],
    row_keys: Vec<RowKey>,
    links: &Links,
    options: &Options,
) -> Vec<TableMap> {
    let settled = drafts.iter().zip(names).zip(kept).zip(row_keys).zip(&links.edits);
    let mut number = 0;
    settled
        .map(|((((draft, names), kept), key), edits)| {
            number += 1;
            let table = draft.table;
            let columns = draft.stored.iter().zip(&draft.choices).zip(&names.columns);
            let columns = columns.map(|((&column, choice), target)| {
                let declaration = &table.columns[column];
                ColumnMap {
                    lite: declaration.name.clone(),
                    target: target.clone(),
                    declared: declaration.declared.clone(),
                    affinity: affinity(&declaration.declared, table.strict),
                    logical: choice.logical,
                    format: choice.format.clone(),
                    reason: choice.reason.clone(),
                }
            });
            TableMap {
                number,
                lite: table.name.clone(),
                schema: options.schema.clone(),
                target: names.table.clone(),
                without_rowid: table.kind == TableKind::WithoutRowid,
                strict: table.strict,
                columns: columns.collect(),
                generated: Vec::new(),
                key,
                rowid: match (kept, &names.rowid) {
                    (Kept::Column, Some(name)) => RowidMap::Column { name: name.clone() },
                    (Kept::No, _) => RowidMap::None,
                    _ => RowidMap::Hidden,
                },
                zone: options.zone,
                originals: options.originals,
                on_nul: options.on_nul,
                on_bad_utf8: options.on_bad_utf8,
                edits: edits.clone(),
                chunk_starts: draft.profile.chunk_starts.clone(),
                rows: draft.profile.rows,
                bytes: draft.profile.bytes,
            }
        })
        .collect()
}
