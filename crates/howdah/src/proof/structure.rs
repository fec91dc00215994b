//! The structure: what the source declares and the plan carries must stand in the target's catalogue.
//!
//! Two questions are asked. Of each object that the plan makes: is it there, valid, under its name? Of each key, index
//! and foreign key that the source declares: does the target have one that means the same, unless a finding said that
//! it is not carried? The target is judged by its own catalogue, never by the statements that were sent.

use super::generated::mark;
use crate::catalog::map::{ColumnMap, RowidMap, TableMap};
use crate::catalog::order::parent_columns;
use crate::catalog::schema::{Catalog, Index, Table, TableKind};
use crate::plan::model::{Plan, Statement, StatementKind};
use crate::plan::was_set_to;
use crate::row::logical::LogicalType;
use std::collections::BTreeMap;

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Differences in words.
    pub differences: Vec<String>,
    /// Sequences that stand elsewhere, likewise: ids were given whose rows are gone, or rows were written with ids.
    pub moved: Vec<String>,
    /// Objects that the migration gave up and said so, in whole sentences.
    pub exceptions: Vec<String>,
    /// Objects compared.
    pub objects: u64,
}

/// Statements that a run gave up, by [`Statement::mark`], with the reason.
pub type GivenUp = BTreeMap<String, String>;

/// Compares the structure. `highest` is the largest id of each table's identity column in the source, in the order of
/// the plan's tables.
pub fn compare(
    plan: &Plan,
    source: &Catalog,
    target: &Catalog,
    highest: &[Option<i64>],
    given_up: &GivenUp,
) -> Compared {
    let mut comparison = Comparison { plan, source, target, given_up, compared: Compared::default() };
    for (at, map) in plan.tables.iter().enumerate() {
        comparison.table(map, highest.get(at).copied().flatten());
    }
    let phases = &plan.phases;
    let made = [
        &phases.keys,
        &phases.indexes,
        &phases.foreign_keys,
        &phases.checks,
        &phases.validate,
        &phases.views,
        &phases.triggers,
    ];
    for statement in made.into_iter().flatten() {
        comparison.made(statement);
    }
    comparison.compared
}

/// Findings about an index that the plan does not make.
const NO_INDEX: [&str; 2] = ["index-not-translated", "index-not-possible"];

/// Whether the rows of a table can be read for comparison: it is there with all its columns in the planned types.
pub fn readable(map: &TableMap, target: &Catalog) -> bool {
    why_unreadable(map, target).is_none()
}

/// Whether a file has a table with all columns of its map.
pub fn is_in_file(map: &TableMap, file: &Catalog) -> bool {
    let there = file.tables.iter().find(|table| table.name == map.lite);
    let mut columns = map.columns.iter().chain(&map.generated);
    there.is_some_and(|table| columns.all(|column| table.position(&column.lite).is_some()))
}

/// What is not as it was carried of a table whose rows cannot be read: a sentence without its full stop.
pub fn why_unreadable(map: &TableMap, target: &Catalog) -> Option<String> {
    let Some(table) = find(target, &map.target) else {
        return Some(format!("Table \"{}\" was dropped or renamed", map.target));
    };
    let there = |name: &str| table.columns.iter().find(|there| there.name == name);
    for column in &map.columns {
        let carried = type_name(column.logical);
        match there(&column.target) {
            Some(there) if there.declared != carried => {
                return Some(format!(
                    "Column \"{}\" of table \"{}\" has the type {}, and was carried as {carried}",
                    column.target, map.target, there.declared
                ));
            }
            _ => {}
        }
    }
    let gone = map.target_columns().find(|name| there(name).is_none())?;
    Some(format!("Column \"{gone}\" of table \"{}\" was dropped or renamed", map.target))
}

/// A type as PostgreSQL's `format_type` spells it.
fn type_name(logical: LogicalType) -> String {
    match logical {
        LogicalType::Text { max_chars: Some(most) } => format!("character varying({most})"),
        other => other.sql(),
    }
}

/// The type that `format_type` spells so; `None` for one that no plan chooses.
pub fn logical_of(declared: &str) -> Option<LogicalType> {
    let plain = [
        LogicalType::Bool,
        LogicalType::Int2,
        LogicalType::Int4,
        LogicalType::Int8,
        LogicalType::Float8,
        LogicalType::NUMERIC,
        LogicalType::TEXT,
        LogicalType::Bytea,
        LogicalType::Uuid,
        LogicalType::Date,
        LogicalType::Time,
        LogicalType::Timestamp,
        LogicalType::TimestampTz,
        LogicalType::Json,
        LogicalType::Jsonb,
    ];
    if let Some(logical) = plain.into_iter().find(|logical| type_name(*logical) == declared) {
        return Some(logical);
    }
    let (name, modifier) = declared.strip_suffix(')')?.split_once('(')?;
    match name {
        "character varying" => Some(LogicalType::Text { max_chars: Some(modifier.parse().ok()?) }),
        "numeric" => {
            let (precision, scale) = modifier.split_once(',')?;
            Some(LogicalType::Numeric {
                precision: Some(precision.parse().ok()?),
                scale: scale.parse().ok()?,
            })
        }
        _ => None,
    }
}

/// PostgreSQL tells names apart by every byte, SQLite by ASCII letters regardless of case; the plan chose exact ones.
fn find<'a>(catalog: &'a Catalog, name: &str) -> Option<&'a Table> {
    catalog.tables.iter().find(|table| table.name == name)
}

struct Comparison<'a> {
    plan: &'a Plan,
    source: &'a Catalog,
    target: &'a Catalog,
    given_up: &'a GivenUp,
    compared: Compared,
}

impl Comparison<'_> {
    fn expect(&mut self, holds: bool, words: impl FnOnce() -> String) {
        self.compared.objects += 1;
        if !holds {
            self.compared.differences.push(words());
        }
    }

    fn table(&mut self, map: &TableMap, highest: Option<i64>) {
        let target = find(self.target, &map.target);
        self.expect(target.is_some_and(|table| table.kind == TableKind::Ordinary), || {
            format!("table \"{}\" is missing in the target", map.target)
        });
        let (Some(target), Some(source)) =
            (target, self.source.tables.iter().find(|table| table.name == map.lite))
        else {
            self.expect(target.is_none(), || format!("table \"{}\" is missing in the source", map.lite));
            return;
        };
        self.columns(map, source, target);
        self.keys(map, source, target);
        self.indexes(map, source, target);
        self.foreign_keys(map, source, target);
        self.sequence(map, source, target, highest);
    }

    fn columns(&mut self, map: &TableMap, source: &Table, target: &Table) {
        for column in &map.columns {
            let there = target.columns.iter().find(|there| there.name == column.target);
            let place = format!("column \"{}\".\"{}\"", map.target, column.target);
            self.expect(there.is_some(), || format!("{place} is missing in the target"));
            let Some(there) = there else { continue };
            let type_name = type_name(column.logical);
            self.expect(there.declared == type_name, || {
                format!("{place} is {}, planned was {type_name}", there.declared)
            });
            let Some(mine) = source.position(&column.lite).map(|at| &source.columns[at]) else { continue };
            if mine.not_null && !self.noticed(&["not-null-has-nulls"], &map.lite, &column.lite) {
                self.expect(there.not_null, || format!("{place} allows NULL, the source does not"));
            }
            // DEFAULT NULL says nothing.
            let default = mine.default.as_deref().filter(|text| !text.trim().eq_ignore_ascii_case("null"));
            if default.is_some() && !self.noticed(&["default-not-carried"], &map.lite, &column.lite) {
                self.expect(there.default.is_some(), || {
                    format!("{place} has no default, the source has one")
                });
            }
        }
        for column in &map.generated {
            let there = target.columns.iter().find(|there| there.name == column.target);
            let place = format!("column \"{}\".\"{}\"", map.target, column.target);
            if there.is_none() && self.given_up.contains_key(&mark(map, column)) {
                self.compared.exceptions.push(format!(
                    "The generated {place} is missing in the target: the migration gave it up."
                ));
                continue;
            }
            self.expect(there.is_some_and(|there| there.generated.is_some()), || {
                format!("{place} is not generated in the target, the source's is")
            });
            let (Some(there), Some(mine)) = (there, source.position(&column.lite)) else { continue };
            if source.columns[mine].not_null
                && !self.noticed(&["not-null-has-nulls"], &map.lite, &column.lite)
            {
                self.expect(there.not_null, || format!("{place} allows NULL, the source does not"));
            }
        }
        if let RowidMap::Column { name } = &map.rowid {
            self.expect(target.columns.iter().any(|there| there.name == *name), || {
                format!("column \"{}\".\"{name}\" is missing in the target", map.target)
            });
        }
    }

    /// Target names of columns of the source; `None` when one does not travel.
    fn names<'m>(&self, map: &'m TableMap, source: &Table, columns: &[usize]) -> Option<Vec<&'m str>> {
        columns
            .iter()
            .map(|&at| {
                let name = &source.columns.get(at)?.name;
                let stays = |column: &&ColumnMap| !self.given_up.contains_key(&mark(map, column));
                let mut carried = map.columns.iter().chain(map.generated.iter().filter(stays));
                Some(carried.find(|column| column.lite == *name)?.target.as_str())
            })
            .collect()
    }

    fn keys(&mut self, map: &TableMap, source: &Table, target: &Table) {
        let primary = source.primary_key.iter().map(|key| (key, true));
        for (key, primary) in primary.chain(source.uniques.iter().map(|key| (key, false))) {
            let Some(mut names) = self.names(map, source, &key.columns) else { continue };
            // SQLite takes a column that is named twice once; PostgreSQL refuses it.
            let mut seen = Vec::new();
            names.retain(|name| !seen.contains(name) && (seen.push(*name), true).1);
            let what = if primary { "primary key" } else { "unique constraint" };
            let words = format!("{what} ({})", names.join(", "));
            let name = key.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
            let declared = format!("{what}{name} ({}) ", declared_names(source, &key.columns));
            if self.left_out("key-not-carried", map, &declared) {
                continue;
            }
            let became_unique = primary && self.noticed(&["primary-key-has-nulls"], &map.lite, "");
            let is_there = if primary && !became_unique {
                target.primary_key.as_ref().is_some_and(|there| column_names(target, &there.columns) == names)
            } else {
                unique_on(target, &names)
            };
            self.expect(is_there, || format!("{words} of table \"{}\" is missing in the target", map.target));
        }
    }

    fn indexes(&mut self, map: &TableMap, source: &Table, target: &Table) {
        for (at, index) in source.indexes.iter().enumerate() {
            let columns: Option<Vec<usize>> = index.parts.iter().map(|part| part.column).collect();
            if self.noticed(&NO_INDEX, &index.name, "") {
                continue;
            }
            // One that is missing under its name, or was given up, is named with the statement that makes it.
            if self.planned_index(map, source, at).is_some_and(|made| !is_index(target, &made.name)) {
                continue;
            }
            let descending: Vec<bool> = index.parts.iter().map(|part| part.descending).collect();
            if !is_plain(source, index) {
                // What its expressions say cannot be told from here, but everything around them can.
                let Some(made) = self.planned_index(map, source, at) else { continue };
                let (name, partial) = (made.name.clone(), made.sql.contains(" WHERE "));
                let same = target.indexes.iter().any(|there| {
                    there.name == name
                        && there.unique == index.unique
                        && there.predicate.is_some() == (index.predicate.is_some() && partial)
                        && there.parts.iter().map(|part| part.descending).eq(descending.iter().copied())
                });
                self.expect(same, || {
                    format!(
                        "index \"{name}\" of table \"{}\" differs from the source's: uniqueness, predicate or parts",
                        map.target
                    )
                });
                continue;
            }
            if self.noticed(&["index-over-long-text"], &index.name, "") {
                continue;
            }
            let Some(names) = columns.and_then(|columns| self.names(map, source, &columns)) else { continue };
            let is_there = target.indexes.iter().any(|there| {
                let parts: Vec<Option<&str>> = there
                    .parts
                    .iter()
                    .map(|part| part.column.map(|at| target.columns[at].name.as_str()))
                    .collect();
                there.valid
                    && there.unique == index.unique
                    && there.predicate.is_none()
                    && parts.len() == names.len()
                    && parts.iter().zip(&names).all(|(part, name)| *part == Some(name))
                    && there.parts.iter().map(|part| part.descending).eq(descending.iter().copied())
            });
            self.expect(is_there, || {
                format!(
                    "index \"{}\" ({}) of table \"{}\" is missing in the target",
                    index.name,
                    names.join(", "),
                    map.target
                )
            });
        }
    }

    /// The statement that makes an index of the source. The plan makes them in the source's order, whatever names it
    /// gives them.
    fn planned_index(&self, map: &TableMap, source: &Table, at: usize) -> Option<&Statement> {
        let unique = source.indexes[at].unique;
        let phases = &self.plan.phases;
        let made: Vec<&Statement> = (if unique { &phases.keys } else { &phases.indexes })
            .iter()
            .filter(|statement| statement.kind == StatementKind::Index && statement.table == map.target)
            .filter(|statement| !statement.is_over_documents())
            .collect();
        let mut carried = source
            .indexes
            .iter()
            .enumerate()
            .filter(|(_, index)| index.unique == unique && !self.noticed(&NO_INDEX, &index.name, ""));
        if made.len() == carried.clone().count() {
            let place = carried.position(|(place, _)| place == at)?;
            return made.get(place).copied();
        }
        // The source got or lost an index since it was planned.
        made.into_iter().find(|statement| statement.name.eq_ignore_ascii_case(&source.indexes[at].name))
    }

    fn foreign_keys(&mut self, map: &TableMap, source: &Table, target: &Table) {
        for key in &source.foreign_keys {
            let Some((parent, parent_columns)) = parent_columns(self.source, key) else { continue };
            let Some(parent_map) =
                self.plan.tables.iter().find(|map| map.lite == self.source.tables[parent].name)
            else {
                continue;
            };
            let names = self.names(map, source, &key.columns);
            let parent_names = self.names(parent_map, &self.source.tables[parent], &parent_columns);
            let (Some(names), Some(parent_names)) = (names, parent_names) else { continue };
            let declared = format!("foreign key ({}) to ", declared_names(source, &key.columns));
            if self.left_out("foreign-key-not-carried", map, &declared) {
                continue;
            }
            let found = target.foreign_keys.iter().find(|there| {
                column_names(target, &there.columns) == names
                    && there.parent == parent_map.target
                    && there.parent_schema.as_ref().unwrap_or(&map.schema) == &parent_map.schema
                    && there.parent_columns == parent_names
                    && there.on_delete == key.on_delete
                    && there.on_update == key.on_update
                    && there.deferrable == key.deferrable
                    && there.initially_deferred == key.initially_deferred
            });
            self.expect(found.is_some(), || {
                format!(
                    "foreign key ({}) of table \"{}\" to \"{}\" is missing in the target, or its actions differ",
                    names.join(", "),
                    map.target,
                    parent_map.target
                )
            });
        }
    }

    fn sequence(&mut self, map: &TableMap, source: &Table, target: &Table, highest: Option<i64>) {
        let Some(alias) = source.rowid_alias else { return };
        let Some(column) = map.columns.iter().find(|column| column.lite == source.columns[alias].name) else {
            return;
        };
        if !matches!(column.logical, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8) {
            return;
        }
        let place = format!("column \"{}\".\"{}\"", map.target, column.target);
        let there = target.columns.iter().find(|there| there.name == column.target);
        self.expect(there.is_some_and(|there| there.identity.is_some()), || {
            format!("{place} is no identity column")
        });
        let expected = source.sequence.unwrap_or(0).max(highest.unwrap_or(0)).max(0);
        let actual = target.sequence.unwrap_or(0);
        self.compared.objects += 1;
        if actual == expected {
            return;
        }
        let mut sequences = self.plan.phases.sequences.iter();
        let statement = sequences.find(|statement| statement.table == map.target);
        // Set back: it gives ids again.
        let said = match statement.and_then(was_set_to).is_none_or(|set| actual < set) {
            true => &mut self.compared.differences,
            false => &mut self.compared.moved,
        };
        said.push(format!(
            "the sequence of {place} stands at {actual}, the source's highest id is {expected}"
        ));
    }

    /// An object that the plan made is there under its name, and valid.
    fn made(&mut self, statement: &Statement) {
        let name = &statement.name;
        let objects = match statement.kind {
            StatementKind::View => Some((&self.target.views, "view")),
            StatementKind::Trigger => Some((&self.target.triggers, "trigger")),
            _ => None,
        };
        if let Some((objects, kind)) = objects {
            let is_there = objects
                .iter()
                .any(|object| object.name == *name && (kind == "view" || object.table == statement.table));
            return self.stands(statement, kind, "missing", is_there);
        }
        let Some(table) = find(self.target, &statement.table) else { return };
        let of_check = |name: &String| table.checks.iter().find(|check| check.name.as_ref() == Some(name));
        let is_there = match statement.kind {
            StatementKind::PrimaryKey => {
                table.primary_key.as_ref().is_some_and(|key| key.name.as_ref() == Some(name))
            }
            StatementKind::Unique => {
                table.uniques.iter().any(|key| key.name.as_ref() == Some(name)) || is_index(table, name)
            }
            StatementKind::Index => is_index(table, name),
            StatementKind::ForeignKey => table.foreign_keys.iter().any(|key| key.name.as_ref() == Some(name)),
            StatementKind::Validate => {
                table.foreign_keys.iter().any(|key| key.name.as_ref() == Some(name) && key.validated)
                    || of_check(name).is_some_and(|check| check.validated)
            }
            StatementKind::Check => of_check(name).is_some(),
            StatementKind::Schema
            | StatementKind::Extension
            | StatementKind::Table
            | StatementKind::Sequence
            | StatementKind::Function
            | StatementKind::View
            | StatementKind::Trigger
            | StatementKind::Comment => return,
        };
        let kind = match statement.kind {
            StatementKind::PrimaryKey => "primary key",
            StatementKind::Unique => "unique constraint",
            StatementKind::Index => "index",
            StatementKind::Check => "CHECK constraint",
            StatementKind::Validate if of_check(name).is_some() => "CHECK constraint",
            _ => "foreign key",
        };
        let state = if statement.kind == StatementKind::Validate { "not valid" } else { "missing" };
        self.stands(statement, kind, state, is_there);
    }

    /// Says what became of an object that the plan makes.
    fn stands(&mut self, statement: &Statement, kind: &str, state: &str, is_there: bool) {
        let name = &statement.name;
        if !is_there && self.given_up.contains_key(&statement.mark()) {
            self.compared.exceptions.push(format!(
                "The {kind} \"{name}\" of table \"{}\" is {state} in the target: the migration gave it up.",
                statement.table
            ));
            return;
        }
        self.expect(is_there, || {
            format!("{kind} \"{name}\" of table \"{}\" is {state} in the target", statement.table)
        });
    }

    /// Whether a finding of one of these rules is about this column (or, with an empty column, this table).
    fn noticed(&self, ids: &[&str], table: &str, column: &str) -> bool {
        self.plan.findings.iter().any(|finding| {
            ids.contains(&finding.id.as_str())
                && finding.object.as_deref() == Some(table)
                && (column.is_empty() || finding.column.as_deref() == Some(column))
        })
    }

    /// Whether a finding says that what its message begins with is left out of this table. Keys need not have names,
    /// so that their kind and columns are what tells them apart.
    fn left_out(&self, id: &str, map: &TableMap, beginning: &str) -> bool {
        self.plan.findings.iter().any(|finding| {
            finding.id == id
                && finding.object.as_deref() == Some(&map.lite)
                && finding.message.starts_with(beginning)
        })
    }
}

/// Columns as findings spell them.
fn declared_names(table: &Table, columns: &[usize]) -> String {
    column_names(table, columns).join(", ")
}

fn column_names<'t>(table: &'t Table, columns: &[usize]) -> Vec<&'t str> {
    columns.iter().map(|&at| table.columns[at].name.as_str()).collect()
}

/// Whether an index is over columns alone, of all rows, and compares text by bytes.
fn is_plain(table: &Table, index: &Index) -> bool {
    index.predicate.is_none()
        && index.parts.iter().all(|part| {
            let Some(column) = part.column.and_then(|at| table.columns.get(at)) else { return false };
            let collation = part.collation.as_deref().or(column.collation.as_deref());
            column.generated.is_none() && collation.is_none_or(|name| name.eq_ignore_ascii_case("BINARY"))
        })
}

fn is_index(table: &Table, name: &str) -> bool {
    table.indexes.iter().any(|index| index.name == name && index.valid)
}

fn unique_on(table: &Table, names: &[&str]) -> bool {
    table.uniques.iter().any(|key| column_names(table, &key.columns) == names)
        || table.indexes.iter().any(|index| {
            index.unique
                && index.valid
                && index.predicate.is_none()
                && index.parts.len() == names.len()
                && index
                    .parts
                    .iter()
                    .zip(names)
                    .all(|(part, name)| part.column.is_some_and(|at| table.columns[at].name == *name))
        })
}
