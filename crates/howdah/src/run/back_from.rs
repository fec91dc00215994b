//! Where the way back begins: a PostgreSQL database at one snapshot, with the record of what was carried there, or without
//! one.

use super::settings::Settings;
use super::target::Target;
use super::verify::{newest_finished, of_another_version, read_plan};
use crate::error::{Error, Kind, Result};
use crate::plan::back::{Additions, Choices, additions, comes_back, is_wanted, looked_at};
use crate::plan::model::{Phases, Plan, Statement, StatementKind};
use crate::plan::options::Options;
use crate::postgres::connect::Purpose;
use crate::postgres::inspect::inspect;
use crate::postgres::reader::PostgresReader;
use crate::postgres::rights::require_readable;
use crate::postgres::state::{LAYOUT, Migration, State};
use crate::postgres::survey::limits::{Limits, limits};
use crate::postgres::survey::{Survey, Surveyed, exists, schemas, survey, tables_elsewhere};
use crate::proof::structure;
use crate::report::event::Watch;
use postgres::Client;
use std::collections::BTreeMap;

/// A PostgreSQL database that is read.
pub(super) struct Origin {
    pub server: Target,
    /// What was carried there; `None` when nothing was.
    pub record: Option<Record>,
    /// The plan by which it was carried; without a record, one without tables.
    pub plan: Plan,
    /// Holds the snapshot.
    pub lead: Client,
    pub snapshot: String,
    /// Steps that were given up on the way forward, with the server's reasons.
    pub given_up: BTreeMap<String, String>,
}

/// The record of a migration.
pub(super) struct Record {
    pub state: State,
    pub migration: i32,
}

impl Origin {
    /// Reaches the server, opens the snapshot and reads the record.
    pub fn open(settings: &Settings, watch: Watch<'_>) -> Result<Origin> {
        let server = Target::reach(settings, &settings.work_path(), watch)?;
        let state = State::in_schema(&settings.options.state_schema);
        let mut lead = server.session(Purpose::Read)?;
        if exists(&mut lead, state.schema())?
            && let Err(missing) = require_readable(&mut lead, &[state.schema()], &[], &|_, _| true)
        {
            // Which tables the record is about cannot be read: most likely those of this schema. All is said at once.
            let wanted = |schema: &str, table: &str| {
                schema == state.schema() || is_wanted(&settings.options, schema, table)
            };
            let schema = settings.options.schema.as_str();
            require_readable(&mut lead, &[state.schema(), schema], &[schema], &wanted)?;
            return Err(missing);
        }
        let found = record_of(&mut lead, &state, settings, "database")?;
        let (record, plan, given_up) = match found {
            Some(migration) => {
                let steps = state.steps(&mut lead, migration.id)?;
                let given_up = steps.into_iter().filter_map(|(step, why)| Some((step, why?))).collect();
                (Some(Record { migration: migration.id, state }), read_plan(&migration)?, given_up)
            }
            None => (None, Plan::empty(settings.options.clone()), BTreeMap::new()),
        };
        let snapshot = PostgresReader::export(&mut lead)?;
        Ok(Origin { server, record, plan, lead, snapshot, given_up })
    }

    /// What is there that was not carried there: without a record, everything.
    ///
    /// Fails with [`Kind::Answer`] when a table that was carried is not as it was.
    pub fn additions(&mut self, settings: &Settings, watch: Watch<'_>) -> Result<Additions> {
        let plan = &self.plan;
        let schema = match &self.record {
            Some(_) => Some(plan.options.schema.as_str()),
            None => settings.schema_named.then_some(plan.options.schema.as_str()),
        };
        if self.record.is_some() {
            let catalog = inspect(&mut self.lead, &plan.options.schema)?;
            // What is there in addition is no reason to refuse.
            let mut unreadable = plan
                .tables
                .iter()
                .filter_map(|table| structure::why_unreadable(table, &catalog).map(|why| (table, why)));
            if let Some((table, why)) = unreadable.next() {
                return Err(Error::new(Kind::Answer, "a table is not as it was carried")
                    .detail(format!("{why}."))
                    .hint("Give the table its columns back under their names and types.")
                    .table(&table.target));
            }
        }
        let schemas = match schema {
            Some(schema) => vec![schema.to_owned()],
            None => schemas(&mut self.lead, &settings.options.state_schema)?,
        };
        let names: Vec<&str> = schemas.iter().map(String::as_str).collect();
        require_readable(&mut self.lead, &names, &names, &|schema, table| comes_back(plan, schema, table))?;
        let found = survey(&mut self.lead, &schemas, schema.is_none(), self.record.is_none())?;
        if self.record.is_none() {
            if found.tables.is_empty() {
                return Err(nothing_there(schema));
            }
            check_names(&plan.options, &found)?;
            warn_of_record(&found, watch);
        }
        placed(plan, &mut self.lead, &found, settings.back, watch)
    }
}

/// What was added to a schema since a plan was carried out into it.
pub(super) fn added_to(plan: &Plan, lead: &mut Client, watch: Watch<'_>) -> Result<Additions> {
    let found = survey(lead, std::slice::from_ref(&plan.options.schema), false, false)?;
    placed(plan, lead, &found, Choices::default(), watch)
}

/// Looks at the values that decide, and gives what is new its place.
fn placed(
    plan: &Plan,
    lead: &mut Client,
    found: &Survey,
    choices: Choices,
    watch: Watch<'_>,
) -> Result<Additions> {
    let mut all: Vec<Vec<Limits>> = Vec::with_capacity(found.tables.len());
    for surveyed in &found.tables {
        watch.check()?;
        all.push(limits(lead, surveyed, &looked_at(plan, surveyed))?);
    }
    let mut added = additions(plan, found, &all, choices);
    if plan.was_made() {
        // Each carried schema has a way back of its own.
        let carried = State::in_schema(&plan.options.state_schema).schemas(lead)?;
        added.stays_elsewhere(tables_elsewhere(lead, &carried, &plan.options.state_schema)?);
    }
    Ok(added)
}

impl Origin {
    /// The plan of the way back, for who reads it: its statements are the file's declarations.
    pub fn into_plan(mut self, settings: &Settings, watch: Watch<'_>) -> Result<Plan> {
        let added = self.additions(settings, watch)?;
        let kept: Vec<String> = self.plan.origin.iter().filter_map(|object| object.sql.clone()).collect();
        let statement = |sql: String| Statement {
            kind: StatementKind::Table,
            table: String::new(),
            name: String::new(),
            sql,
        };
        let untranslated = added.untranslated();
        let mut tables = self.plan.tables;
        tables.extend(added.tables);
        let before = kept.into_iter().chain(added.sql).map(statement).collect();
        Ok(Plan {
            tables,
            phases: Phases { before, ..Phases::default() },
            findings: added.findings,
            untranslated,
            ..Plan::empty(self.plan.options)
        })
    }
}

/// The newest finished migration: into the schema that the user named, else into `public`, else into the only schema that has
/// one. `side` is what the database is to the command, for a record that cannot be read.
pub(super) fn record_of(
    lead: &mut Client,
    state: &State,
    settings: &Settings,
    side: &str,
) -> Result<Option<Migration>> {
    match state.layout(lead)? {
        None => return Ok(None),
        Some(LAYOUT) => {}
        Some(_) => return Err(of_another_version(&format!("the records kept in the {side} cannot be read"))),
    }
    let schemas = state.schemas(lead)?;
    let named = &settings.options.schema;
    let schema = match &schemas[..] {
        _ if schemas.contains(named) => named,
        _ if settings.schema_named => return Ok(None),
        [] => return Ok(None),
        [only] => only,
        several => {
            return Err(Error::new(Kind::Usage, "several schemas of this database were carried there")
                .detail(format!("They are {}.", several.join(", ")))
                .hint("Name one of them with --schema NAME."));
        }
    };
    newest_finished(state.migrations(lead, schema)?)
}

/// Tables of a record that lies in a schema of another name are most likely not wanted in the file.
fn warn_of_record(found: &Survey, watch: Watch<'_>) {
    let has = |schema: &str, name: &str| {
        found.tables.iter().any(|one| one.schema == schema && one.table.name == name)
    };
    let layouts = found.tables.iter().filter(|one| one.table.name == "layout");
    for schema in layouts.map(|one| one.schema.as_str()) {
        if ["migration", "original", "rowid", "shadow"].iter().all(|name| has(schema, name)) {
            watch.warn(format!(
                "Schema \"{schema}\" looks like the record of a migration: with --state-schema '{schema}', what was carried becomes the file that it was."
            ));
        }
    }
}

/// Names of tables that the user chose and the database lacks are a mistake worth stopping for.
fn check_names(options: &Options, found: &Survey) -> Result<()> {
    for name in options.only.iter().chain(&options.exclude) {
        let is_it =
            |one: &Surveyed| one.table.name == *name || format!("{}.{}", one.schema, one.table.name) == *name;
        if !found.tables.iter().any(is_it) {
            let known = found.tables.iter().map(|one| format!("{}.{}", one.schema, one.table.name));
            return Err(Error::new(Kind::Usage, format!("the database has no table \"{name}\""))
                .hint(format!("Its tables: {}.", known.collect::<Vec<_>>().join(", "))));
        }
    }
    Ok(())
}

fn nothing_there(schema: Option<&str>) -> Error {
    match schema {
        Some(schema) => Error::new(Kind::Answer, format!("schema \"{schema}\" has no tables"))
            .hint("Name another with --schema NAME; without it, all schemas are carried."),
        None => Error::new(Kind::Answer, "the database has no tables")
            .hint("Check the database's name, and that this role may see its schemas."),
    }
}
