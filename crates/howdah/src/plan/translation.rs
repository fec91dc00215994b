//! What a schema says beyond tables, keys and plain indexes, translated: defaults that are expressions, CHECK
//! constraints, generated columns, other indexes, views and triggers.
//!
//! Types and names are settled before; [`crate::translate`] says what an expression means with these. What it refuses is
//! a finding and stands, with the reason and what is nearest, among the plan's untranslated objects; what it translates
//! with another meaning is a finding too.

use super::ddl::{comments, default_value};
use super::draft::Draft;
use super::keys::{Keys, Made, collation_of, fold_sql};
use super::make::Input;
use super::model::{Statement, StatementKind, Untranslated};
use super::names::{Request, Space};
use super::rules::{
    check_not_translated, check_violated, default_not_carried, generated_column_not_translated,
    index_not_translated, meaning_differs, trigger_not_translated, view_not_translated,
};
use super::target_names::TableNames;
use crate::catalog::map::{Affinity, ColumnMap, TableMap};
use crate::catalog::schema::{Check, Index, Object};
use crate::catalog::search::{SearchMap, Version};
use crate::postgres::emit::{qualified, quote_ident};
use crate::postgres::runtime;
use crate::report::finding::Finding;
use crate::row::format::{BooleanSpelling, Format};
use crate::row::logical::LogicalType;
use crate::sqlite::comments as lite_comments;
use crate::sqlite::types::affinity;
use crate::translate::{
    self, Column, Facts, Refusal, Relation, RelationKind, Schema, Searched, Translated, TranslatedSelect,
    Want,
};
use std::collections::BTreeSet;

/// Everything that was translated.
#[derive(Debug, Clone, Default)]
pub(super) struct Translations {
    /// By draft.
    pub tables: Vec<OfTable>,
    /// The functions that all this calls.
    pub functions: Vec<Statement>,
    pub views: Vec<Statement>,
    pub triggers: Vec<Statement>,
    /// Comments on views and triggers.
    pub comments: Vec<Statement>,
    pub untranslated: Vec<Untranslated>,
}

/// What was translated of one table. `None`: there is none, or it was refused.
#[derive(Debug, Clone, Default)]
pub(super) struct OfTable {
    /// Defaults that are expressions, by catalogue position of the column.
    pub defaults: Vec<Option<String>>,
    /// By position among the catalogue's CHECK constraints.
    pub checks: Vec<Option<CheckSql>>,
    pub generated: Vec<GeneratedSql>,
    /// By position among the catalogue's indexes.
    pub indexes: Vec<Option<IndexSql>>,
}

/// A CHECK constraint.
#[derive(Debug, Clone)]
pub(super) struct CheckSql {
    pub sql: String,
    /// Rows are known to violate it.
    pub violated: bool,
}

/// A generated column.
#[derive(Debug, Clone)]
pub(super) struct GeneratedSql {
    /// Catalogue position.
    pub column: usize,
    /// Name in PostgreSQL.
    pub name: String,
    pub logical: LogicalType,
    pub format: Format,
    pub sql: String,
    /// Why it stays open whether it holds NULLs, in SQLite's words, where it is declared NOT NULL.
    pub may_be_null: Option<String>,
}

/// The parts of an index, and its predicate.
#[derive(Debug, Clone)]
pub(super) struct IndexSql {
    pub parts: Vec<String>,
    pub predicate: Option<String>,
}

/// All that is settled before.
pub(super) struct Ground<'g> {
    pub input: &'g Input<'g>,
    pub drafts: &'g [Draft<'g>],
    pub keys: &'g [Keys],
    pub names: &'g [TableNames],
    pub view_names: &'g [String],
    pub maps: &'g [TableMap],
    /// Full-text searches; those without a vector are unknown to statements.
    pub searches: &'g [SearchMap],
    pub identifier_bytes_max: usize,
    /// Triggers whose work a search's generated column does.
    pub replaced: Vec<&'g str>,
    /// Tables that the user leaves out: their triggers go without a word.
    pub left_out: Vec<&'g str>,
}

impl Ground<'_> {
    /// Names of the columns of a view.
    fn column_names(&self, view: &str, lite: &[&str], findings: &mut Vec<Finding>) -> Vec<String> {
        let max = self.identifier_bytes_max;
        let requests: Vec<Request> = lite
            .iter()
            .enumerate()
            .map(|(at, name)| Request {
                what: "column",
                object: view.to_owned(),
                name: (*name).to_owned(),
                when_empty: format!("column_{}", at + 1),
                own: false,
            })
            .collect();
        Space::for_columns(max, self.input.options.names).claim_all(&requests, findings)
    }
}

/// Translates everything.
pub(super) fn translate(ground: &Ground, findings: &mut Vec<Finding>) -> Translations {
    let mut work = Work {
        ground,
        findings,
        schema: Schema::new(&ground.input.options.state_schema),
        functions: BTreeSet::new(),
        done: Translations::default(),
    };
    for at in 0..ground.drafts.len() {
        let (relation, generated) = work.relation(at);
        if ground.drafts[at].content_of.is_some() {
            work.schema.add(of_search(&relation, &ground.drafts[at]));
        }
        work.schema.add(relation);
        work.done.tables.push(OfTable { generated, ..OfTable::default() });
    }
    for search in ground.searches {
        work.search(search);
    }
    for at in 0..ground.drafts.len() {
        let Some(relation) = work.schema.relation(&ground.drafts[at].table.name).cloned() else { continue };
        let defaults = work.defaults(at, &relation);
        let checks = work.checks(at);
        let indexes = work.indexes(at, &relation);
        let of_table = &mut work.done.tables[at];
        (of_table.defaults, of_table.checks, of_table.indexes) = (defaults, checks, indexes);
    }
    work.views();
    work.triggers();
    work.install();
    work.done
}

/// A full-text search with its own content as statements name it: the virtual table, whose rowid is no column.
fn of_search(content: &Relation, draft: &Draft) -> Relation {
    let named = content.columns.iter().filter_map(|column| {
        let at = draft.table.position(&column.lite)?;
        let lite = draft.column_name(at).to_owned();
        (draft.table.rowid_alias != Some(at)).then(|| Column { lite, ..column.clone() })
    });
    let rowid = content.rowid.as_ref().map(|column| Column { lite: "rowid".to_owned(), ..column.clone() });
    Relation {
        lite: draft.name().to_owned(),
        columns: named.collect(),
        rowid,
        keys: Vec::new(),
        identity: None,

        search: None,
        ..content.clone()
    }
}

struct Work<'w, 'g> {
    ground: &'w Ground<'g>,
    findings: &'w mut Vec<Finding>,
    schema: Schema,
    functions: BTreeSet<String>,
    done: Translations,
}

impl Work<'_, '_> {
    /// A full-text search as statements name it.
    fn search(&mut self, map: &SearchMap) {
        let at = self.ground.maps.iter().position(|table| table.target == map.table);
        let Some(base) = at.and_then(|at| self.schema.relation(&self.ground.maps[at].lite)) else { return };
        // A search with its own content is known by its name already.
        let known = self.schema.relation(&map.name).unwrap_or(base);
        let columns =
            map.columns.iter().filter_map(|name| known.columns.iter().find(|one| one.is_named(name)));
        let relation = Relation {
            lite: map.name.clone(),
            columns: columns.cloned().collect(),
            rowid: base.rowid.clone().map(|column| Column { lite: "rowid".to_owned(), ..column }),
            keys: Vec::new(),
            identity: None,
            search: Some(Searched {
                name: map.name.clone(),
                vector: map.vector.clone(),
                fts5: map.version == Version::Fts5,
            }),
            ..base.clone()
        };
        self.schema.add(relation);
    }

    /// Takes what a translation says of itself.
    fn take(&mut self, object: &str, kind: &str, facts: &Facts) {
        self.functions.extend(facts.functions.iter().cloned());
        for note in &facts.notes {
            self.findings.push(meaning_differs::finding(object, kind, note.id, &note.words));
        }
    }

    fn refuse(&mut self, kind: &str, name: &str, sql: &str, refusal: &Refusal) {
        self.done.untranslated.push(Untranslated {
            kind: kind.to_owned(),
            name: name.to_owned(),
            sql: sql.to_owned(),
            reason: refusal.reason.clone(),
            nearest: refusal.nearest.clone(),
        });
    }

    fn expression(&self, text: &str, table: &str, want: Want<'_>) -> Result<Translated, Refusal> {
        translate::expression(text, &self.schema, Some(table), want)
    }

    /// A table as translations know it, with its generated columns.
    fn relation(&mut self, at: usize) -> (Relation, Vec<GeneratedSql>) {
        let draft = &self.ground.drafts[at];
        let table = draft.table;
        let mut relation = Relation::from_map(&self.ground.maps[at], table);
        // An INSERT OR REPLACE minds unique indexes that no constraint made as well.
        for (index, made) in table.indexes.iter().zip(&self.ground.keys[at].indexes) {
            let columns = index.parts.iter().map(|part| draft.travels(part.column?));
            if let Some(columns) = columns.collect::<Option<Vec<usize>>>()
                && index.unique
                && *made == Made::Plain
            {
                relation.keys.push(columns);
            }
        }
        let mut made: Vec<GeneratedSql> = Vec::new();
        let mut waiting: Vec<usize> =
            self.ground.names[at].generated.iter().map(|(column, _)| *column).collect();
        // PostgreSQL's generated columns cannot read one another, so that a column that reads another one gets its
        // expression; whatever order they stand in.
        let mut inlined = self.schema.clone();
        inlined.add(relation.clone());
        // What both databases compute must be the same to the last cell.
        let mut reading = relation.clone();
        reading.columns.retain(|column| {
            table.position(&column.lite).is_some_and(|column| is_of_one_class(draft, column))
        });
        let mut alike = self.schema.clone();
        alike.add(reading.clone());
        loop {
            let mut refused = Vec::new();
            let before = waiting.len();
            for column in std::mem::take(&mut waiting) {
                match self.generated(at, column, &inlined, &alike) {
                    Ok((generated, facts, described)) => {
                        let name = format!("{}.{}", table.name, table.columns[column].name);
                        self.take(&name, "generated column", &facts);
                        let place = relation
                            .columns
                            .iter()
                            .position(|other| table.position(&other.lite).is_some_and(|other| other > column))
                            .unwrap_or(relation.columns.len());
                        relation.columns.insert(place, described.clone());
                        let positions = relation.keys.iter_mut().flatten().chain(&mut relation.identity);
                        positions.filter(|at| **at >= place).for_each(|at| *at += 1);
                        let sql = Some(format!("({})", generated.sql));
                        let described = Column { computed: sql, ..described };
                        reading.columns.push(described.clone());
                        alike.add(reading.clone());
                        if let Some(mut all) = inlined.relation(&table.name).cloned() {
                            all.columns.push(described);
                            inlined.add(all);
                        }
                        made.push(generated);
                    }
                    Err(refusal) => refused.push((column, refusal)),
                }
            }
            if refused.len() == before || refused.is_empty() {
                for (column, refusal) in refused {
                    let declaration = &table.columns[column];
                    let Some(generated) = &declaration.generated else { continue };
                    self.findings.push(generated_column_not_translated::finding(
                        &table.name,
                        &declaration.name,
                        generated,
                        &refusal,
                    ));
                    let sql = generated.expression.clone().unwrap_or_default();
                    let place = format!("{}.{}", table.name, declaration.name);
                    self.refuse("generated column", &place, &format!("{place} AS ({sql})"), &refusal);
                }
                return (relation, made);
            }
            waiting = refused.into_iter().map(|(column, _)| column).collect();
        }
    }

    fn generated(
        &self,
        at: usize,
        column: usize,
        schema: &Schema,
        alike: &Schema,
    ) -> Result<(GeneratedSql, Facts, Column), Refusal> {
        let draft = &self.ground.drafts[at];
        let declaration = &draft.table.columns[column];
        let text = declaration.generated.as_ref().and_then(|generated| generated.expression.as_deref());
        let text = text.ok_or_else(|| Refusal::new("Its expression could not be read."))?;
        let failing = self.ground.input.failing.iter();
        if let Some(failing) =
            failing.into_iter().find(|one| one.table == draft.table.name && one.column == column)
        {
            return Err(Refusal::new(format!(
                "SQLite itself cannot compute it for every row: {}.",
                failing.reason
            )));
        }
        let of_table = Some(draft.table.name.as_str());
        let any = translate::expression(text, schema, of_table, Want::Any)?;
        let affinity = affinity(&declaration.declared, draft.table.strict);
        let (logical, format) = stored_as(affinity, &any.typ);
        if matches!(affinity, Affinity::Integer | Affinity::Real) && logical.is_text() {
            return Err(Refusal {
                reason: "Its declared type makes a number of every text that looks like one.".to_owned(),
                nearest: Some(any.sql),
            });
        }
        let name = self.ground.names[at].column(draft, column).unwrap_or_default().to_owned();
        let described = Column {
            lite: declaration.name.clone(),
            target: name.clone(),
            declared: declaration.declared.clone(),
            affinity,
            logical,
            format: format.clone(),
            zone: any.typ.zone,
            collation: declaration.collation.as_deref().map(translate::Collation::parse).unwrap_or_default(),
            c_collated: logical.is_text(),
            nullable: !declaration.not_null,
            generated: true,
            computed: None,
        };
        let stored = translate::expression(text, schema, of_table, Want::Stored(&described))?;
        // A name in double quotes that means no column would be a string there, so the answers are compared.
        let of_alike = translate::expression(text, alike, of_table, Want::Stored(&described));
        if of_alike.map_or(true, |of_alike| of_alike.sql != stored.sql) {
            return Err(Refusal {
                reason: "It reads a column whose cells are of several storage classes, which a type of PostgreSQL \
                         does not tell apart."
                    .to_owned(),
                nearest: Some(stored.sql),
            });
        }
        if let Some(note) = stored.facts.notes.first() {
            return Err(Refusal { reason: note.words.clone(), nearest: Some(stored.sql) });
        }
        if !stored.facts.immutable {
            return Err(Refusal {
                reason:
                    "PostgreSQL's generated columns take only functions that always give the same answer."
                        .to_owned(),
                nearest: Some(stored.sql),
            });
        }
        let may_be_null = may_be_null(self.ground.input, &draft.table.name, &declaration.name);
        let generated = GeneratedSql { column, name, logical, format, sql: stored.sql, may_be_null };
        Ok((generated, stored.facts, described))
    }

    fn defaults(&mut self, at: usize, relation: &Relation) -> Vec<Option<String>> {
        let draft = &self.ground.drafts[at];
        let table = draft.table;
        let mut defaults = vec![None; table.columns.len()];
        for (position, column) in table.columns.iter().enumerate() {
            let Some(text) = column.default.as_deref().filter(|_| draft.travels(position).is_some()) else {
                continue;
            };
            if default_value::parse(text).is_some() || table.rowid_alias == Some(position) {
                continue;
            }
            let Some(described) = relation.column(&column.name) else { continue };
            let place = format!("{}.{}", table.name, column.name);
            // A default reads no column of its row.
            match translate::expression(text, &self.schema, None, Want::Stored(described)) {
                Ok(translated) => {
                    self.take(&place, "default", &translated.facts);
                    // Not every operator may stand in a DEFAULT without parentheses.
                    defaults[position] = Some(format!("({})", translated.sql));
                }
                Err(refusal) => {
                    self.refuse("default", &place, text, &refusal);
                    let reason = refusal.reason.trim_end_matches('.').to_owned();
                    self.findings.push(default_not_carried::finding(
                        &table.name,
                        &column.name,
                        text,
                        &reason,
                    ));
                }
            }
        }
        defaults
    }

    fn checks(&mut self, at: usize) -> Vec<Option<CheckSql>> {
        let draft = &self.ground.drafts[at];
        let name = &draft.table.name;
        let mut checks = Vec::new();
        for (position, check) in draft.table.checks.iter().enumerate() {
            let violated =
                self.ground.input.violations.iter().find(|one| one.table == *name && one.check == position);
            match self.expression(&check.expression, name, Want::Condition) {
                Ok(translated) => {
                    self.take(&place_of(name, check), "CHECK constraint", &translated.facts);
                    if let Some(violated) = violated {
                        self.findings.push(check_violated::finding(
                            name,
                            check,
                            violated.rows,
                            &violated.examples,
                        ));
                    }
                    checks.push(Some(CheckSql { sql: translated.sql, violated: violated.is_some() }));
                }
                Err(refusal) => {
                    let sql = format!("ALTER TABLE {name} ADD CHECK ({})", check.expression);
                    self.refuse("CHECK constraint", &place_of(name, check), &sql, &refusal);
                    self.findings.push(check_not_translated::finding(name, check, &refusal));
                    checks.push(None);
                }
            }
        }
        checks
    }

    fn indexes(&mut self, at: usize, relation: &Relation) -> Vec<Option<IndexSql>> {
        let draft = &self.ground.drafts[at];
        let made = &self.ground.keys[at].indexes;
        let mut indexes = Vec::new();
        for (index, made) in draft.table.indexes.iter().zip(made) {
            let translated = (*made == Made::Translated).then(|| self.index(at, index, relation));
            indexes.push(match translated {
                None => None,
                Some(Ok((sql, facts))) => {
                    facts.iter().for_each(|facts| self.take(&index.name, "index", facts));
                    Some(sql)
                }
                Some(Err(refusal)) => {
                    self.refuse("index", &index.name, index.sql.as_deref().unwrap_or_default(), &refusal);
                    self.findings.push(index_not_translated::finding(&draft.table.name, index, &refusal));
                    None
                }
            });
        }
        indexes
    }

    fn index(
        &self,
        at: usize,
        index: &Index,
        relation: &Relation,
    ) -> Result<(IndexSql, Vec<Facts>), Refusal> {
        let draft = &self.ground.drafts[at];
        let mut facts = Vec::new();
        let mut immutable = |translated: Translated| -> Result<String, Refusal> {
            if !translated.facts.immutable {
                return Err(Refusal {
                    reason: "PostgreSQL's indexes take only functions that always give the same answer."
                        .to_owned(),
                    nearest: Some(translated.sql),
                });
            }
            facts.push(translated.facts);
            Ok(translated.sql)
        };
        let mut parts = Vec::new();
        for part in &index.parts {
            let own = part.collation.as_deref();
            parts.push(match (part.column, part.expression.as_deref()) {
                (Some(column), _) => {
                    let name = self.ground.names[at].column(draft, column);
                    let known = relation.column(&draft.table.columns[column].name).is_some();
                    let name = name.filter(|_| known).map(quote_ident).ok_or_else(|| {
                        Refusal::new(format!(
                            "Column {} is not in the target.",
                            draft.table.columns[column].name
                        ))
                    })?;
                    match collation_of(draft, column, own) {
                        None => name,
                        // A column's name needs no parentheses in an index, anything else does.
                        Some(collation) => format!("({})", folded(&name, collation)?),
                    }
                }
                (None, Some(text)) => {
                    let translated = self.expression(text, &draft.table.name, Want::Any)?;
                    let is_text = translated.typ.logical.is_text();
                    let sql = immutable(translated)?;
                    match own.filter(|own| is_text && !own.eq_ignore_ascii_case("BINARY")) {
                        Some(collation) => format!("({})", folded(&format!("({sql})::text"), collation)?),
                        None if is_text => format!("(({sql})::text COLLATE \"C\")"),
                        None => format!("({sql})"),
                    }
                }
                (None, None) => return Err(Refusal::new("The text of its expressions could not be read.")),
            });
        }
        let predicate = match &index.predicate {
            Some(text) => Some(immutable(self.expression(text, &draft.table.name, Want::Condition)?)?),
            None => None,
        };
        // One that holds for every row of these types; PostgreSQL would leave it out itself.
        let predicate = predicate.filter(|predicate| predicate != "true");
        Ok((IndexSql { parts, predicate }, facts))
    }

    /// Views in an order in which each finds those that it reads.
    fn views(&mut self) {
        let views = &self.ground.input.catalog.views;
        let mut waiting: Vec<(usize, &Object)> = views.iter().enumerate().collect();
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for (at, view) in std::mem::take(&mut waiting) {
                match self.view(view) {
                    Ok(translated) => {
                        self.take(&view.name, "view", &translated.facts);
                        let name = &self.ground.view_names[at];
                        let schema = &self.ground.input.options.schema;
                        let comment = lite_comments::of_view(&view.sql);
                        self.done.comments.extend(comment.map(|text| Statement {
                            kind: StatementKind::Comment,
                            table: name.clone(),
                            name: name.clone(),
                            sql: comments::statement("VIEW", &qualified(schema, name), &text),
                        }));
                        self.done.views.push(Statement {
                            kind: StatementKind::View,
                            table: name.clone(),
                            name: name.clone(),
                            sql: format!("CREATE VIEW {} AS\n{}", qualified(schema, name), translated.sql),
                        });
                        self.schema.add(Relation {
                            lite: view.name.clone(),
                            schema: schema.clone(),
                            target: name.clone(),
                            kind: RelationKind::View,
                            columns: translated.columns,
                            rowid: None,
                            keys: Vec::new(),
                            identity: None,

                            search: None,
                        });
                    }
                    Err(refusal) => refused.push((at, view, refusal)),
                }
            }
            if refused.len() == before || refused.is_empty() {
                for (_, view, refusal) in refused {
                    self.refuse("view", &view.name, &view.sql, &refusal);
                    self.findings.push(view_not_translated::finding(view, &refusal));
                }
                return;
            }
            waiting = refused.into_iter().map(|(at, view, _)| (at, view)).collect();
        }
    }

    /// A view with the names that PostgreSQL's columns get: folded as the user asks, cut, and distinct.
    fn view(&mut self, view: &Object) -> Result<TranslatedSelect, Refusal> {
        let plain = translate::view(&view.sql, &self.schema, None)?;
        // SQLite's own names for columns without one are those of the expressions as they are written.
        let lite: Vec<&str> = match view.columns.len() == plain.columns.len() {
            true => view.columns.iter().map(String::as_str).collect(),
            false => plain.columns.iter().map(|column| column.lite.as_str()).collect(),
        };
        let mut remarks = Vec::new();
        let names = self.ground.column_names(&view.name, &lite, &mut remarks);
        if plain.columns.iter().map(|column| &column.target).eq(&names) {
            return Ok(plain);
        }
        let mut named = translate::view(&view.sql, &self.schema, Some(&names))?;
        for (column, lite) in named.columns.iter_mut().zip(lite) {
            lite.clone_into(&mut column.lite);
        }
        self.findings.extend(remarks);
        Ok(named)
    }

    fn triggers(&mut self) {
        let is_left_out = |trigger: &&Object| {
            !self.ground.left_out.iter().any(|table| table.eq_ignore_ascii_case(&trigger.table))
                && !self.ground.replaced.contains(&trigger.name.as_str())
        };
        let triggers: Vec<&Object> = self.ground.input.catalog.triggers.iter().filter(is_left_out).collect();
        for trigger in triggers {
            match translate::trigger(&trigger.sql, &self.schema, None) {
                Ok(translated) => {
                    self.take(&trigger.name, "trigger", &translated.facts);
                    let relation = self.schema.relation(&translated.table);
                    let table = relation.map(|relation| relation.target.clone()).unwrap_or_default();
                    let comment = lite_comments::of_trigger(&trigger.sql);
                    let schema = &self.ground.input.options.schema;
                    let (of_trigger, of_table) =
                        (quote_ident(&translated.trigger_name), qualified(schema, &table));
                    self.done.comments.extend(comment.map(|text| Statement {
                        kind: StatementKind::Comment,
                        table: table.clone(),
                        name: translated.trigger_name.clone(),
                        sql: comments::statement("TRIGGER", &format!("{of_trigger} ON {of_table}"), &text),
                    }));
                    self.done.triggers.push(Statement {
                        kind: StatementKind::Trigger,
                        table,
                        name: translated.trigger_name,
                        sql: format!("{};\n{}", translated.function, translated.trigger),
                    });
                }
                Err(refusal) => {
                    self.refuse("trigger", &trigger.name, &trigger.sql, &refusal);
                    self.findings.push(trigger_not_translated::finding(trigger, &refusal));
                }
            }
        }
    }

    /// The functions that all this calls.
    fn install(&mut self) {
        let schema = &self.ground.input.options.state_schema;
        let names: BTreeSet<&str> = self.functions.iter().map(String::as_str).collect();
        let create = (!names.is_empty()).then(|| Statement {
            kind: StatementKind::Schema,
            table: String::new(),
            name: schema.clone(),
            sql: format!("CREATE SCHEMA IF NOT EXISTS {}", quote_ident(schema)),
        });
        let functions = runtime::install(schema, &names).into_iter();
        self.done.functions = create
            .into_iter()
            .chain(functions.map(|sql| Statement {
                kind: StatementKind::Function,
                table: String::new(),
                name: String::new(),
                sql: sql.trim_end().trim_end_matches(';').to_owned(),
            }))
            .collect();
    }
}

fn folded(sql: &str, collation: &str) -> Result<String, Refusal> {
    fold_sql(sql, collation)
        .ok_or_else(|| Refusal::new(format!("Collation {collation} is the application's own.")))
}

/// Whether the target's value and the column's format tell every cell of a column as it is.
fn is_of_one_class(draft: &Draft, column: usize) -> bool {
    let Some(choice) = draft.choice(column) else { return false };
    let found = draft.found(column);
    let numbers = found.integers + found.reals;
    match choice.logical {
        LogicalType::Bytea => numbers + found.texts == 0,
        LogicalType::Text { .. } => numbers + found.blobs == 0,
        LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8 => {
            found.reals + found.texts + found.blobs == 0
        }
        LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
            let Format::Moment { spelling } = &choice.format else { return false };
            found.moments.restored_by(spelling) == found.values()
        }
        LogicalType::Uuid => {
            let best = found.uuids.best_spelling();
            best.is_some_and(|(_, restored)| restored == found.values()) || found.values() == 0
        }
        LogicalType::Bool => {
            let words = matches!(&choice.format, Format::Boolean { spelling: BooleanSpelling::Words { .. } });
            found.values() == if words { found.texts } else { found.integers }
        }
        // A whole REAL in a column without REAL affinity is stored as an INTEGER, which this format tells.
        LogicalType::Float8 if choice.format == Format::Number => found.texts + found.blobs == 0,
        _ => {
            let classes = [found.integers, found.reals, found.texts, found.blobs];
            classes.iter().filter(|count| **count > 0).count() <= 1
        }
    }
}

/// Messages after which SQLite's check stops (<https://sqlite.org/pragma.html#pragma_integrity_check>).
const MESSAGES_MAX: usize = 100;

/// What SQLite's check said of NULLs in a NOT NULL column, or why it could not say all.
fn may_be_null(input: &Input, table: &str, column: &str) -> Option<String> {
    let notes = input.integrity_notes;
    let about = |note: &&String| {
        **note == format!("NULL value in {table}.{column}")
            || note.starts_with(&format!("table of {table} not checked"))
    };
    notes.iter().find(about).or(notes.first().filter(|_| notes.len() >= MESSAGES_MAX)).cloned()
}

fn place_of(table: &str, check: &Check) -> String {
    check.name.as_ref().map_or(table.to_owned(), |name| format!("{table}.{name}"))
}

/// The type and spelling in which a generated column keeps what its expression gives, by the column's affinity
/// (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
fn stored_as(affinity: Affinity, given: &Column) -> (LogicalType, Format) {
    match (affinity, given.logical) {
        (Affinity::Text, LogicalType::Bytea) => (LogicalType::Bytea, Format::Blob),
        (Affinity::Text, _) => (LogicalType::TEXT, Format::Text),
        (Affinity::Real, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8) => {
            (LogicalType::Float8, Format::Real)
        }
        _ => (given.logical, given.format.clone()),
    }
}

/// The maps of a table's generated columns, for the proof.
pub(super) fn generated_maps(draft: &Draft, made: &[GeneratedSql]) -> Vec<ColumnMap> {
    made.iter()
        .map(|generated| {
            let declaration = &draft.table.columns[generated.column];
            ColumnMap {
                lite: declaration.name.clone(),
                target: generated.name.clone(),
                declared: declaration.declared.clone(),
                affinity: affinity(&declaration.declared, draft.table.strict),
                logical: generated.logical,
                format: generated.format.clone(),
                reason: "what its expression gives".to_owned(),
            }
        })
        .collect()
}
