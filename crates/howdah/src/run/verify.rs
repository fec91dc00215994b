//! `howdah verify`: the proof alone, at any time. It reads the plan that the target keeps, holds it against the source's
//! schema, and then trusts neither the migration nor its report: every cell is read back from both sides. A target that
//! keeps no record is held against a plan that is made anew.

use super::back_verify::{verify_made, verify_restored};
use super::draft::Draft;
use super::migrate::Finished;
use super::prove::{Proved, Subject, prove};
use super::scratch::Scratch;
use super::settings::Settings;
use super::source::Source;
use super::target::Target;
use super::unrecorded;
use crate::error::{Error, Kind, Result};
use crate::plan::model::{PLAN_VERSION, Plan};
use crate::postgres::connect::Purpose;
use crate::postgres::inspect::inspect;
use crate::postgres::state::{LAYOUT, Migration, State};
use crate::report::event::{Stage, Watch};
use crate::report::run::{ProofReport, Verdict};
use crate::sqlite::open::must_be_readable;

/// Compares the source with the target and returns a report whose verdict is the answer.
pub fn verify(settings: &Settings, watch: Watch<'_>) -> Result<Finished> {
    let mut draft = Draft::begin("verify");
    must_be_readable(&settings.source)?;
    let work = Scratch::open(&settings.source)?;
    let source = draft.stage(watch, Stage::Inspect, (0, 0), || Source::open(settings, work.path(), watch))?;
    let target = Target::reach(settings, &settings.work_path(), watch)?;
    let state = State::in_schema(&settings.options.state_schema);
    draft.report().source = source.place();
    draft.report().target = target.place();
    let migration = carried(&target, &state, &settings.options.schema)?;
    let plan = match &migration {
        Some(migration) => read_plan(migration)?,
        None => {
            if let Some(proof) = verify_made(settings, &source, work.path(), &mut draft, watch)? {
                return Ok(finish(draft, proof));
            }
            let looked = source.look(settings, &mut draft, watch)?;
            let catalog = inspect(&mut target.session(Purpose::Read)?, &settings.options.schema)?;
            let plan = unrecorded::plan(&source, &looked, settings, &catalog)?;
            plan.ok_or_else(|| no_record(&state, &settings.options.schema))?
        }
    };
    draft.take_plan(&plan);
    let (rows, bytes) =
        plan.tables.iter().fold((0, 0), |(rows, bytes), table| (rows + table.rows, bytes + table.bytes));
    let Proved { report: mut proof, digests, is_as_made } =
        draft.stage(watch, Stage::Verify, (rows * 2, bytes * 2), || {
            let (plan, source, target, state) = (&plan, &source, &target, &state);
            prove(
                Subject {
                    plan,
                    source,
                    target,
                    kept: migration.as_ref().map(|migration| (state, migration.id)),
                },
                Vec::new(),
                settings.workers(),
                watch,
            )
        })?;
    let changes = schema_changes(&plan, &source);
    // A file that came back after PostgreSQL was written has its rows, and needs other things beside them; one with what was
    // added there has other declarations. Rows that were left out by choice have a place in it that may be a new one.
    let has_rows = plan
        .tables
        .iter()
        .zip(&digests)
        .all(|(table, (mine, theirs))| mine.rows == theirs.rows || !table.edits.is_empty());
    let of_application = |name: &str| ["user_version", "application_id"].contains(&name);
    let is_declared_otherwise = !changes.is_empty();
    let may_be_restored = migration.is_some()
        && is_as_made
        && !changes.iter().any(|(name, _)| of_application(name))
        && ((!proof.equal && has_rows) || is_declared_otherwise);
    proof.equal &= changes.is_empty();
    proof.structure.extend(changes.into_iter().map(|(_, words)| words));
    if may_be_restored
        && let Some(restored) = verify_restored(settings, &source, work.path(), &mut draft, watch)?
        && (restored.equal || is_declared_otherwise)
    {
        proof = restored;
    }
    Ok(finish(draft, proof))
}

/// Ends the report with a proof.
fn finish(mut draft: Draft, proof: ProofReport) -> Finished {
    let report = draft.report();
    for (line, table) in report.tables.iter_mut().zip(&proof.tables) {
        line.source_rows = table.source_rows;
        line.target_rows = Some(table.target_rows);
        line.result = if table.equal { "equal" } else { "different" }.into();
    }
    let verdict = if proof.equal { Verdict::Proven } else { Verdict::Different };
    report.proof = Some(proof);
    Finished { report: draft.finish(verdict), written_to: None }
}

/// The newest migration into a schema, which must be finished; `None` when the target has no records at all.
fn carried(target: &Target, state: &State, schema: &str) -> Result<Option<Migration>> {
    let mut client = target.session(Purpose::Read)?;
    let migrations = match state.layout(&mut client)? {
        None => return Ok(None),
        Some(LAYOUT) => state.migrations(&mut client, schema)?,
        Some(_) => return Err(of_another_version("the records kept in the target cannot be read")),
    };
    newest_finished(migrations)?.ok_or_else(|| no_record(state, schema)).map(Some)
}

/// The newest of the migrations into a schema, which must be finished.
pub(super) fn newest_finished(migrations: Vec<Migration>) -> Result<Option<Migration>> {
    let Some(newest) = migrations.into_iter().next() else { return Ok(None) };
    if newest.stage != "done" {
        return Err(Error::new(Kind::Answer, "the migration into this target is not finished")
            .detail(format!("It stopped at stage \"{}\".", newest.stage))
            .hint("Run the same howdah migrate command again: it continues, and ends with the proof."));
    }
    Ok(Some(newest))
}

/// The error for a target without records of this schema.
pub(super) fn no_record(state: &State, schema: &str) -> Error {
    Error::new(Kind::Answer, format!("the target has no record of a migration into schema \"{schema}\""))
        .detail(format!("Howdah keeps its record in schema \"{}\".", state.schema()))
        .hint("Name the schemas that the migration used with --schema and --state-schema.")
}

/// The plan that a migration was carried out by, unaltered.
pub(super) fn read_plan(migration: &Migration) -> Result<Plan> {
    let unreadable = || of_another_version("the plan kept in the target cannot be read");
    let plan: Plan = serde_json::from_str(&migration.plan).map_err(|error| unreadable().caused_by(error))?;
    if plan.version != PLAN_VERSION {
        return Err(unreadable());
    }
    if plan.id != migration.plan_id || crate::plan::id_of(&plan)? != plan.id {
        return Err(Error::new(Kind::Unsafe, "the plan kept in the target was altered")
            .hint("Migrate again with --replace to have a plan that can be trusted."));
    }
    Ok(plan)
}

pub(super) fn of_another_version(message: &str) -> Error {
    Error::new(Kind::Target, message).hint("It was written by another version of howdah; use that version.")
}

/// What changed in the source's schema since the plan was made: the objects' names, and words.
pub(super) fn schema_changes(plan: &Plan, source: &Source) -> Vec<(String, String)> {
    let now = &source.catalog.origin;
    let mut changes = Vec::new();
    for object in now.iter().filter(|object| !plan.origin.contains(object)) {
        let verb = if plan.origin.iter().any(|old| old.name == object.name && old.kind == object.kind) {
            "was declared differently"
        } else {
            "was not in the source"
        };
        let words = format!("{} \"{}\" {verb} when the migration was planned", object.kind, object.name);
        changes.push((object.name.clone(), words));
    }
    for object in &plan.origin {
        if !now.iter().any(|new| new.name == object.name && new.kind == object.kind) {
            let words = format!("{} \"{}\" is no longer in the source", object.kind, object.name);
            changes.push((object.name.clone(), words));
        }
    }
    // Numbers that belong to the application; what else is a property belongs to the file.
    for name in ["user_version", "application_id"] {
        let value = |all: &[(String, String)]| {
            all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        let (then, is) = (value(&plan.properties), value(&source.catalog.properties));
        if then.is_some() && then != is {
            let words = format!("{name} was {} when the migration was planned", then.unwrap_or_default());
            changes.push((name.to_owned(), words));
        }
    }
    changes
}
