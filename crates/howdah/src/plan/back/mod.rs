//! What becomes, in SQLite, of a PostgreSQL database that is there: of all of it, or of what was added since a plan was
//! carried out. Pure.
//!
//! A table that is new goes behind the schema, a column that was added to a carried table behind the table's columns.
//! [`types`] says what a column becomes, [`table`] and [`indexes`] write the declarations. What SQLite has no words for is
//! a finding with its own SQL.

mod beside;
mod indexes;
mod names;
mod search;
mod table;
mod types;
mod views;

use super::model::{Plan, StatementKind, Untranslated};
use super::options::Options;
use super::rules::{
    holds_nan, no_place_in_sqlite, other_schemas_stay, rows_held_otherwise, weaker_in_sqlite,
};
use crate::catalog::map::{ColumnMap, TableMap};
use crate::catalog::schema::{ForeignKey, Object, Table};
use crate::postgres::emit::{qualified, quote_ident};
use crate::postgres::reader::{Reading, Readings};
use crate::postgres::survey::limits::Limits;
use crate::postgres::survey::{Relation, Survey, Surveyed};
use crate::report::finding::{Finding, Level};
use crate::sqlite::emit::ident;
use crate::sqlite::parse::virtual_module;
use names::Names;
use std::collections::BTreeMap;
use table::NewTable;

/// What the user chose for a file that is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices {
    /// New tables are STRICT.
    pub strict: bool,
    /// What becomes of a column of floating-point numbers that holds NaN.
    pub on_nan: NanChoice,
}

/// What becomes of a column of floating-point numbers that holds NaN.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NanChoice {
    /// No file is made.
    #[default]
    Refuse,
    /// The column becomes text.
    Text,
}

/// What was added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Additions {
    /// Statements for SQLite, in order.
    pub sql: Vec<String>,
    /// The columns of carried tables, by the table's number.
    pub columns: BTreeMap<i32, Vec<ColumnMap>>,
    /// The tables.
    pub tables: Vec<TableMap>,
    /// How tables are read whose columns are not just there in the types of their maps.
    pub readings: Readings,
    /// Where the sequences of new tables stand: name in SQLite, and the value that was given last.
    pub sequences: Vec<(String, i64)>,
    /// New tables all of whose foreign keys PostgreSQL holds, as SQLite names them.
    pub valid_keys: Vec<String>,
    /// Full-text searches (FTS5) over new tables, whose indexes are to be built.
    pub searches: Vec<String>,
    /// Tables of other schemas than the one that was carried into, which stay where they are.
    pub elsewhere: Vec<String>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl Additions {
    /// Notes tables of other schemas than the one that was carried into.
    pub fn stays_elsewhere(&mut self, tables: Vec<String>) {
        self.findings.extend((!tables.is_empty()).then(|| other_schemas_stay::finding(&tables)));
        self.elsewhere = tables;
    }

    /// What is left to be done by hand, as `untranslated.sql` has it.
    pub fn untranslated(&self) -> Vec<Untranslated> {
        let left = self.findings.iter().filter(|finding| finding.level == Level::Loss);
        left.map(|finding| {
            let name = [finding.object.as_deref(), finding.column.as_deref()];
            let reason = finding.detail.as_deref().unwrap_or("SQLite has no place for it.");
            Untranslated {
                kind: finding.message.clone(),
                name: name.into_iter().flatten().collect::<Vec<_>>().join("."),
                sql: finding.sql.clone().unwrap_or_else(|| "(the server gives no SQL for it)".to_owned()),
                reason: reason.to_owned(),
                nearest: None,
            }
        })
        .collect()
    }
}

/// Lets the columns of a foreign key and those of its parent be spelled alike: a moment that is compared with another must
/// not be `infinity` on one side and in SQLite's form on the other.
fn alike(now: &Survey, limits: &[Vec<Limits>]) -> Vec<Vec<Limits>> {
    let mut limits = limits.to_vec();
    let mut pairs: Vec<((usize, usize), (usize, usize))> = Vec::new();
    for (child, surveyed) in now.tables.iter().enumerate() {
        for key in &surveyed.table.foreign_keys {
            let is_parent = |one: &Surveyed| is_parent(surveyed, key, &one.schema, &one.table.name);
            let Some(parent) = now.tables.iter().position(is_parent) else { continue };
            for (&at, name) in key.columns.iter().zip(&key.parent_columns) {
                let column = now.tables[parent].table.columns.iter().position(|column| column.name == *name);
                pairs.extend(column.map(|column| ((child, at), (parent, column))));
            }
        }
    }
    let get = |limits: &[Vec<Limits>], (table, column): (usize, usize)| {
        limits.get(table).and_then(|columns| columns.get(column)).copied().unwrap_or_default()
    };
    // A key's column may be another key's parent: as often as something changes.
    loop {
        let before = limits.clone();
        for &(one, other) in &pairs {
            let (a, b) = (get(&limits, one), get(&limits, other));
            for (table, column) in [one, other] {
                if let Some(place) = limits.get_mut(table).and_then(|columns| columns.get_mut(column)) {
                    place.beyond = a.beyond || b.beyond;
                    place.inexact = a.inexact || b.inexact;
                }
            }
        }
        if limits == before {
            return limits;
        }
    }
}

/// Holds a database as it is now against the plan that made it; against an empty plan, all of it is new. `limits` says what
/// the values of each table are, in the order of the survey's tables (empty: nothing unusual).
pub fn additions(plan: &Plan, now: &Survey, limits: &[Vec<Limits>], choices: Choices) -> Additions {
    let limits = &alike(now, limits);
    let mut names = Names::default();
    plan.origin.iter().for_each(|object| names.reserve(&plan.options.schema, &object.name));
    let mut adding = Adding { plan, names, limits, choices, added: Additions::default() };
    for (at, surveyed) in now.tables.iter().enumerate() {
        let carried = plan.tables.iter().find(|map| of(map, surveyed));
        if let Some(map) = carried {
            adding.columns(map, surveyed, at);
        }
    }
    let new: Vec<usize> = (0..now.tables.len()).filter(|&at| adding.is_new(&now.tables[at])).collect();
    adding.tables(&new, now);
    match plan.was_made() {
        true => adding.added.findings.extend(beside::findings(plan, now)),
        false => adding.the_rest(now),
    }
    adding.added
}

fn of(map: &TableMap, surveyed: &Surveyed) -> bool {
    map.schema == surveyed.schema && map.target == surveyed.table.name
}

/// The columns of a table whose values decide what becomes of them: all of a new table, those added to a carried one.
pub fn looked_at(plan: &Plan, surveyed: &Surveyed) -> Vec<usize> {
    let all = 0..surveyed.table.columns.len();
    match plan.tables.iter().find(|map| of(map, surveyed)) {
        None if comes_back(plan, &surveyed.schema, &surveyed.table.name) => all.collect(),
        None => Vec::new(),
        Some(map) => {
            let carried = |name: &String| map.target_columns().any(|target| target == name);
            all.filter(|&at| !carried(&surveyed.table.columns[at].name)).collect()
        }
    }
}

/// Whether the user wants a table: `--only` and `--exclude` name it alone or with its schema.
pub fn is_wanted(options: &Options, schema: &str, table: &str) -> bool {
    let full = format!("{schema}.{table}");
    let named = |names: &[String]| names.iter().any(|name| name == table || *name == full);
    (options.only.is_empty() || named(&options.only)) && !named(&options.exclude)
}

/// Whether a table comes along that a plan did not carry. What the user chose on the way forward was chosen of the tables of
/// that file: whatever was made on PostgreSQL since would be lost.
pub fn comes_back(plan: &Plan, schema: &str, table: &str) -> bool {
    plan.was_made() || is_wanted(&plan.options, schema, table)
}

struct Adding<'a> {
    plan: &'a Plan,
    names: Names,
    limits: &'a [Vec<Limits>],
    choices: Choices,
    added: Additions,
}

impl Adding<'_> {
    fn is_new(&self, surveyed: &Surveyed) -> bool {
        let name = &surveyed.table.name;
        comes_back(self.plan, &surveyed.schema, name)
            && !self.plan.tables.iter().any(|map| of(map, surveyed))
            && !(surveyed.schema == self.plan.options.schema
                && self
                    .plan
                    .phases
                    .all()
                    .any(|statement| statement.kind == StatementKind::Table && statement.table == *name))
    }

    /// The module to which a table of the file belongs: one that it is, or whose rows it keeps. Only the module may alter it.
    fn storage_of(&self, lite: &str) -> Option<String> {
        let owner = self.plan.searches.iter().find(|search| format!("{}_content", search.name) == *lite);
        let name = owner.map_or(lite, |search| &search.name);
        let mut entries = self.plan.origin.iter().filter(|entry| entry.kind == "table" && entry.name == name);
        entries.find_map(|entry| virtual_module(entry.sql.as_deref()?))
    }

    fn limits(&self, at: usize) -> &[Limits] {
        self.limits.get(at).map_or(&[], Vec::as_slice)
    }

    /// Columns that were added to a carried table.
    fn columns(&mut self, map: &TableMap, surveyed: &Surveyed, at: usize) {
        let plan = self.plan;
        let is_added = |name: &String| {
            let carried = map.target_columns().any(|target| target == name)
                || map.generated.iter().any(|generated| generated.target == *name);
            let of_search =
                plan.searches.iter().any(|search| search.table == map.target && search.vector == *name);
            !carried && !of_search && beside::planned(plan, &map.target, name).is_none()
        };
        let places: Vec<usize> = (0..surveyed.table.columns.len())
            .filter(|&at| is_added(&surveyed.table.columns[at].name))
            .collect();
        if places.is_empty() {
            return;
        }
        if let Some(module) = self.storage_of(&map.lite) {
            for &place in &places {
                let column = &surveyed.table.columns[place];
                let what = "column that was added";
                let sql = format!("{} {}", quote_ident(&column.name), column.declared);
                let finding = no_place_in_sqlite::finding(what, &map.lite, Some(&sql));
                self.added.findings.push(
                    finding
                        .column(&column.name)
                        .detail(format!("Its table is the storage of a virtual table ({module}).")),
                );
            }
            return;
        }
        let choices = Choices { strict: map.strict, ..self.choices };
        let mut findings = Vec::new();
        let grown = Surveyed {
            table: Table {
                columns: places.iter().map(|&at| surveyed.table.columns[at].clone()).collect(),
                primary_key: None,
                uniques: Vec::new(),
                indexes: Vec::new(),
                foreign_keys: Vec::new(),
                checks: Vec::new(),
                ..surveyed.table.clone()
            },
            types: places.iter().map(|&at| surveyed.types[at].clone()).collect(),
            comments: places.iter().map(|&at| surveyed.comments[at].clone()).collect(),
            orders: places.iter().map(|&at| surveyed.orders[at]).collect(),
            troubles: Vec::new(),
            ..surveyed.clone()
        };
        let limits: Vec<Limits> =
            places.iter().map(|&place| self.limits(at).get(place).copied().unwrap_or_default()).collect();
        let mut new = NewTable::draft(&grown, map.lite.clone(), &limits, choices, &mut findings);
        new.add_as_ordinary(&mut findings);
        let mut reading = Reading::default();
        for at in 0..new.columns.len() {
            let mut taken: Vec<String> =
                map.columns.iter().chain(&map.generated).map(|column| column.lite.clone()).collect();
            taken.extend(new.columns[..at].iter().map(|column| column.map.lite.clone()));
            let wanted = new.columns[at].map.target.clone();
            let name = names::free(&wanted, |name| taken.iter().any(|one| one.eq_ignore_ascii_case(name)));
            if new.columns[at].map.lite != name {
                let own = ident(&new.columns[at].map.lite);
                if let Some(check) = &mut new.columns[at].check {
                    *check = check.replacen(&own, &ident(&name), 1);
                }
                new.columns[at].map.lite = name;
            }
            let declared = new.column(at, &mut findings);
            self.added.sql.push(format!("ALTER TABLE {} ADD COLUMN {declared}", ident(&map.lite)));
            self.refuse_nan(&new, at);
            let column = &new.columns[at];
            if let Some(sql) = &column.reading {
                reading.columns.insert(column.map.target.clone(), sql.clone());
            }
            let more = ColumnMap { reason: "added on PostgreSQL".into(), ..column.map.clone() };
            self.added.columns.entry(map.number).or_default().push(more);
        }
        if reading != Reading::default() {
            self.added.readings.insert((map.schema.clone(), map.target.clone()), reading);
        }
        self.added.findings.extend(findings);
    }

    fn refuse_nan(&mut self, table: &NewTable<'_>, at: usize) {
        if table.columns[at].refused {
            self.added.findings.push(holds_nan::finding(&table.lite, &table.columns[at].map.lite));
        }
    }

    /// Tables that are new, with their indexes.
    fn tables(&mut self, new: &[usize], now: &Survey) {
        let mut drafts = Vec::new();
        for &at in new {
            let surveyed = &now.tables[at];
            if surveyed.table.columns.is_empty() {
                let name = format!("{}.{}", surveyed.schema, surveyed.table.name);
                let sql = format!("CREATE TABLE {} ()", qualified(&surveyed.schema, &surveyed.table.name));
                let finding = no_place_in_sqlite::finding("table without columns", &name, Some(&sql));
                self.added.findings.push(finding);
                continue;
            }
            let findings = &mut self.added.findings;
            let lite = self.names.take("table", &surveyed.schema, &surveyed.table.name, findings);
            let limits = self.limits.get(at).map_or(&[][..], Vec::as_slice);
            let mut draft = NewTable::draft(surveyed, lite, limits, self.choices, &mut self.added.findings);
            draft.translate_generated(limits, &mut self.added.findings);
            drafts.push(draft);
        }
        let mut number = self.plan.tables.iter().map(|table| table.number).max().unwrap_or(0);
        for table in &drafts {
            number += 1;
            let parent = |key: &ForeignKey| parent(self.plan, &drafts, table.surveyed, key);
            let mut findings = Vec::new();
            self.added.sql.push(table.declaration(&parent, &mut findings));
            self.added.findings.append(&mut findings);
            (0..table.columns.len()).for_each(|at| self.refuse_nan(table, at));
            self.added.tables.push(table.map(number));
            let place = (table.surveyed.schema.clone(), table.surveyed.table.name.clone());
            self.added.readings.extend(table.reading().map(|reading| (place, reading)));
            self.added.sequences.extend(table.position().map(|position| (table.lite.clone(), position)));
            if table.surveyed.table.foreign_keys.iter().all(|key| key.validated) {
                self.added.valid_keys.push(table.lite.clone());
            }
            self.say_how_rows_are_held(table);
        }
        let mut replaced: Vec<(&str, String)> = Vec::new();
        for table in &drafts {
            let of_table = |(schema, trigger): &&(String, Object)| {
                *schema == table.surveyed.schema && trigger.table == table.surveyed.table.name
            };
            let triggers: Vec<&Object> = now.triggers.iter().filter(of_table).map(|(_, own)| own).collect();
            let made = search::searches(table, &triggers, &mut self.names, &mut self.added.findings);
            replaced.extend(made.triggers.into_iter().map(|name| (table.surveyed.schema.as_str(), name)));
            let indexes = table.surveyed.table.indexes.iter();
            for index in indexes.filter(|index| !made.indexes.contains(&index.name)) {
                let made = table.index(index, &mut self.names, &mut self.added.findings);
                self.added.sql.extend(made);
            }
            self.added.sql.extend(made.sql);
            self.added.searches.extend(made.names);
        }
        if !self.plan.was_made() {
            let views =
                views::views(&now.views, &drafts, &self.added.sql, &mut self.names, &mut self.added.findings);
            self.added.sql.extend(views);
        }
        for (schema, trigger) in &now.triggers {
            // Of a whole database, also those of views.
            let is_of = |table: &NewTable<'_>| {
                table.surveyed.schema == *schema && table.surveyed.table.name == trigger.table
            };
            let of_new = !self.plan.was_made() || drafts.iter().any(is_of);
            if of_new && !replaced.contains(&(schema, trigger.name.clone())) {
                let name = format!("{}.{}", trigger.table, trigger.name);
                let finding = no_place_in_sqlite::finding("trigger", &name, Some(&trigger.sql));
                self.added.findings.push(finding);
            }
        }
    }

    fn say_how_rows_are_held(&mut self, table: &NewTable<'_>) {
        let findings = &mut self.added.findings;
        match table.surveyed.relation {
            Relation::Table => {}
            Relation::Partitioned => findings.push(rows_held_otherwise::partitions(&table.lite)),
            Relation::MaterialisedView { .. } => {
                let name = qualified(&table.surveyed.schema, &table.surveyed.table.name);
                let sql = table.surveyed.query.as_ref().map(|query| {
                    format!("CREATE MATERIALIZED VIEW {name} AS\n{}", query.trim().trim_end_matches(';'))
                });
                findings.push(rows_held_otherwise::materialised(&table.lite, sql.as_deref()))
            }
        }
        for parent in &table.surveyed.parents {
            let what = format!("inherits from {parent}, whose queries find its rows; in SQLite they do not");
            findings.push(weaker_in_sqlite::finding(&table.lite, &table.surveyed.table.name, &what));
        }
    }

    /// What has no place in SQLite.
    fn the_rest(&mut self, now: &Survey) {
        for lost in &now.lost {
            self.added.findings.push(no_place_in_sqlite::finding(
                &lost.kind,
                &lost.name,
                lost.sql.as_deref(),
            ));
        }
    }
}

/// Whether a table is the parent of a foreign key of another.
fn is_parent(child: &Surveyed, key: &ForeignKey, schema: &str, name: &str) -> bool {
    key.parent_schema.as_ref().unwrap_or(&child.schema) == schema && key.parent == name
}

/// The parent of a foreign key: its name and columns in SQLite. `None` when it is not carried.
fn parent(
    plan: &Plan,
    drafts: &[NewTable<'_>],
    child: &Surveyed,
    key: &ForeignKey,
) -> Option<(String, Vec<String>)> {
    let is_parent = |schema: &str, name: &str| is_parent(child, key, schema, name);
    if let Some(table) = drafts.iter().find(|one| is_parent(&one.surveyed.schema, &one.surveyed.table.name)) {
        let lite = |name: &String| {
            table
                .columns
                .iter()
                .find(|column| column.map.target == *name)
                .map(|column| column.map.lite.clone())
        };
        return Some((table.lite.clone(), key.parent_columns.iter().map(lite).collect::<Option<_>>()?));
    }
    let map = plan.tables.iter().find(|map| is_parent(&map.schema, &map.target))?;
    let lite = |name: &String| {
        map.columns.iter().find(|column| column.target == *name).map(|column| column.lite.clone())
    };
    Some((map.lite.clone(), key.parent_columns.iter().map(lite).collect::<Option<_>>()?))
}
