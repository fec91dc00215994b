//! `howdah migrate`: inspect, plan, prepare, copy, index, verify, report — or go on where an earlier run stopped.

use super::back;
use super::claim::claim;
use super::draft::Draft;
use super::ending::end;
use super::generated;
use super::journal::{Reached, Start, decide};
use super::prove::{Proved, Subject, prove};
use super::record;
use super::scratch::Scratch;
use super::searches;
use super::settings::{Direction, Settings};
use super::source::Source;
use super::steps::{self, GivenUp};
use super::target::Target;
use super::workdir::{WorkDir, write_untranslated};
use crate::catalog::map::TableMap;
use crate::copy::{chunks, workers};
use crate::error::{Error, Kind, Result};
use crate::plan::assessment::Engine;
use crate::plan::estimate;
use crate::plan::model::{Plan, Statement, StatementKind};
use crate::plan::rules::{foreign_key_not_valid, index_not_built, object_not_built};
use crate::plan::summary::orphans_kept;
use crate::postgres::connect::Purpose;
use crate::postgres::emit::{ident_list, qualified};
use crate::postgres::search;
use crate::postgres::state::{NewMigration, State};
use crate::postgres::writer::PostgresWriter;
use crate::proof::digests::{Collected, SideDigest};
use crate::report::event::{Stage, Watch};
use crate::report::figures;
use crate::report::finding::Finding;
use crate::report::run::{LedgerLine, RunReport, Verdict};
use crate::sqlite::open::must_be_readable;
use crate::sqlite::reader::SqliteReader;
use postgres::Client;
use std::path::{Path, PathBuf};

/// A finished run: its report, and where that was written (a dry run writes none).
#[derive(Debug)]
pub struct Finished {
    /// The report.
    pub report: RunReport,
    /// The text file; the JSON lies beside it.
    pub written_to: Option<PathBuf>,
}

/// Carries the source to the target and proves it. Nothing is written to the target before everything that can be
/// checked has been checked.
pub fn migrate(settings: &Settings, watch: Watch<'_>) -> Result<Finished> {
    let mut draft = Draft::begin(if settings.dry_run { "dry run" } else { "migrate" });
    settings.check()?;
    if settings.direction == Direction::ToSqlite {
        return back::carry(settings, draft, watch);
    }
    // A missing source must not leave a work directory behind.
    must_be_readable(&settings.source)?;
    // A dry run leaves nothing behind, no directory either.
    if settings.dry_run {
        let scratch = Scratch::open(&settings.source)?;
        let verdict = attempt(settings, scratch.path(), &mut draft, watch)?;
        return Ok(Finished { report: draft.finish(verdict), written_to: None });
    }
    let work = WorkDir::open(&settings.work_path())?;
    let outcome = attempt(settings, work.path(), &mut draft, watch);
    end(outcome, draft, &work, watch)
}

/// The run itself, in a directory that holds what it needs.
fn attempt(settings: &Settings, place: &Path, draft: &mut Draft, watch: Watch<'_>) -> Result<Verdict> {
    let source = draft.stage(watch, Stage::Inspect, (0, 0), || Source::open(settings, place, watch))?;
    draft.report().source = source.place();
    source.check_names(settings)?;
    // The target is examined before the long look, so that a wrong password or a missing right costs seconds and not
    // minutes. What a run itself makes, a server or a database, waits until the plan is known not to block.
    let early = Target::before_the_look(settings, place, draft, watch)?;
    let looked = source.look(settings, draft, watch)?;
    let plan = source.plan(&looked, settings, draft, watch)?;
    draft.report().source = source.place();
    if !settings.dry_run
        && let Some(path) = write_untranslated(place, &plan, Engine::Sqlite)?
    {
        let count = figures::counted(plan.untranslated.len() as u64, "object is", "objects are");
        draft.report().next.push(format!("{count} not translated: see {}.", path.display()));
    }
    if let Some(error) = blocked(&plan) {
        return Err(error);
    }
    let target = match early {
        Some(target) => target,
        None if settings.dry_run => return Ok(Verdict::Planned),
        None => Target::make(settings, place, draft, watch)?,
    };
    draft.report().target = target.place();
    let run = Run { settings, watch, source: &source, target: &target, plan: &plan };
    run.carry(draft).inspect_err(|_| target.leave(settings, draft, watch))
}

/// The error for a plan with findings that block.
pub fn blocked(plan: &Plan) -> Option<Error> {
    blocked_by(&plan.blocking().collect::<Vec<_>>())
}

/// The error for findings that block.
pub(super) fn blocked_by(blocking: &[&Finding]) -> Option<Error> {
    let first = *blocking.first()?;
    let mut error = Error::new(Kind::Answer, first.message.clone());
    error.place.table = first.object.clone();
    error.place.column = first.column.clone();
    let mut detail = first.detail.clone().unwrap_or_default();
    if !first.rows.is_empty() {
        detail.push_str(&format!(" Rows: {}.", first.rows.join(", ")));
    }
    for other in &blocking[1..] {
        let place: Vec<&str> =
            [other.object.as_deref(), other.column.as_deref()].into_iter().flatten().collect();
        let rows =
            if other.rows.is_empty() { String::new() } else { format!(" (rows: {})", other.rows.join(", ")) };
        detail.push_str(&format!(" Also blocking: {}: {}{rows}.", place.join("."), other.message));
    }
    let hint = first.hint.clone().unwrap_or_default();
    error = error.hint(format!("{hint} Nothing has been written.").trim().to_owned());
    Some(match detail.trim() {
        "" => error,
        detail => error.detail(detail.to_owned()),
    })
}

/// What each chunk took, and the source's digest of each table that was read whole.
type Copied = (Vec<workers::Done>, Vec<Option<SideDigest>>);

/// One run with everything it needs.
struct Run<'a> {
    settings: &'a Settings,
    watch: Watch<'a>,
    source: &'a Source,
    target: &'a Target,
    plan: &'a Plan,
}

impl Run<'_> {
    fn carry(&self, draft: &mut Draft) -> Result<Verdict> {
        let (plan, watch, target) = (self.plan, self.watch, self.target);
        let state = State::in_schema(&plan.options.state_schema);
        let mut lead = target.session(Purpose::Build)?;
        let start = draft.stage(watch, Stage::Preflight, (0, 0), || self.preflight(&mut lead, &state))?;
        if self.settings.dry_run {
            draft.report().next.push(would(&start, plan));
            return Ok(Verdict::Planned);
        }
        watch.message(estimate::sentence(estimate::of(plan)));
        let (migration, mut reached) = match start {
            Start::Fresh { drop, drop_views, forget, renew_state } => {
                if drop.is_empty() && !forget.is_empty() {
                    watch.message("the tables of an earlier migration are gone; the source is carried again");
                }
                let migration = draft.stage(watch, Stage::Prepare, (0, 0), || {
                    self.prepare(&mut lead, &state, [&drop, &drop_views], &forget, renew_state)
                })?;
                (migration, Reached::Copy)
            }
            Start::Continue { migration, reached } => {
                draft.report().resumed = true;
                watch.message(match reached {
                    Reached::Done => "this source was carried here before; it is proven again".to_owned(),
                    _ => format!("continuing an earlier run (stage: {})", reached.word()),
                });
                (migration, reached)
            }
        };
        draft.wrote();
        state.enter(&mut lead, migration)?;
        let mut read = Vec::new();
        if reached == Reached::Copy {
            let (rows, bytes) = plan
                .tables
                .iter()
                .fold((0, 0), |(rows, bytes), table| (rows + table.rows, bytes + table.bytes));
            let done;
            (done, read) =
                draft.stage(watch, Stage::Copy, (rows, bytes), || self.copy(&mut lead, &state, migration))?;
            for (line, table) in draft.report().tables.iter_mut().zip(&plan.tables) {
                line.seconds =
                    done.iter().filter(|done| done.table == table.number).map(|done| done.seconds).sum();
            }
            reached = self.advance(&mut lead, &state, migration, Reached::Indexes)?;
        }
        self.fill_tables(&mut lead, &state, migration, draft)?;
        searches::fill(&mut lead, &state, migration, self.source, &plan.searches, watch)?;
        let mut given_up = Vec::new();
        let mut sessions = target.sessions(Purpose::Build, self.settings.workers())?;
        for session in &mut sessions {
            state.enter(session, migration)?;
        }
        let steps = (plan.phases.keys.len() + plan.phases.indexes.len()) as u64;
        draft.stage(watch, Stage::Indexes, (0, steps), || {
            let done = state.steps(&mut lead, migration)?;
            let phases = &plan.phases;
            given_up.extend(steps::run(
                &phases.keys,
                &done,
                true,
                &mut sessions,
                &state,
                Stage::Indexes,
                watch,
            )?);
            given_up.extend(steps::run(
                &phases.indexes,
                &done,
                false,
                &mut sessions,
                &state,
                Stage::Indexes,
                watch,
            )?);
            Ok(())
        })?;
        if reached == Reached::Indexes {
            reached = self.advance(&mut lead, &state, migration, Reached::ForeignKeys)?;
        }
        let phases = &plan.phases;
        let steps = phases.foreign_keys.len() + phases.checks.len() + phases.validate.len();
        let steps = steps as u64;
        draft.stage(watch, Stage::ForeignKeys, (0, steps), || {
            let done = state.steps(&mut lead, migration)?;
            let phases = &plan.phases;
            // Adding a key locks both tables: one session, in order. Validating locks the child table only lightly.
            steps::run(
                &phases.foreign_keys,
                &done,
                true,
                &mut sessions[..1],
                &state,
                Stage::ForeignKeys,
                watch,
            )?;
            given_up.extend(steps::run(
                &phases.checks,
                &done,
                true,
                &mut sessions[..1],
                &state,
                Stage::ForeignKeys,
                watch,
            )?);
            // What was not added cannot be validated.
            let refused = |statement: &&Statement| {
                !given_up.iter().any(|given_up| {
                    let given_up = &given_up.statement;
                    given_up.kind == StatementKind::Check
                        && given_up.table == statement.table
                        && given_up.name == statement.name
                })
            };
            let validate: Vec<Statement> = phases.validate.iter().filter(refused).cloned().collect();
            given_up.extend(steps::run(
                &validate,
                &done,
                true,
                &mut sessions,
                &state,
                Stage::ForeignKeys,
                watch,
            )?);
            Ok(())
        })?;
        if reached == Reached::ForeignKeys {
            reached = self.advance(&mut lead, &state, migration, Reached::Finish)?;
        }
        if reached == Reached::Finish {
            draft.stage(watch, Stage::Finish, (0, plan.phases.sequences.len() as u64), || {
                let done = state.steps(&mut lead, migration)?;
                steps::run(&plan.phases.sequences, &done, true, &mut sessions, &state, Stage::Finish, watch)?;
                Ok(())
            })?;
            draft.stage(watch, Stage::Objects, (0, objects(plan)), || {
                // One session, in order: views read one another, and so may the bodies of triggers.
                for phase in [&plan.phases.views, &plan.phases.triggers, &plan.phases.comments] {
                    let done = state.steps(&mut lead, migration)?;
                    let one = &mut sessions[..1];
                    given_up.extend(steps::run(phase, &done, false, one, &state, Stage::Objects, watch)?);
                }
                Ok(())
            })?;
        }
        for given_up in &given_up {
            draft.finding(finding_of(given_up, plan));
        }
        generated::findings(plan, &state.steps(&mut lead, migration)?)
            .into_iter()
            .for_each(|finding| draft.finding(finding));
        self.fill_ledger(&mut lead, &state, migration, draft)?;
        // Cleaning up reads the tables like the proof, and changes nothing that it sees: both at once keep all processors
        // busy to the end.
        let verdict = std::thread::scope(|scope| {
            let vacuum = (reached == Reached::Finish).then(|| scope.spawn(|| self.vacuum(&mut sessions)));
            let verdict = self.prove(draft, &state, migration, read, reached == Reached::Done);
            let vacuumed = vacuum.map(|thread| thread.join());
            let stopped = || Err(Error::bug("a vacuum thread stopped"));
            vacuumed.map_or(Ok(()), |outcome| outcome.unwrap_or_else(|_| stopped())).and(verdict)
        })?;
        if reached == Reached::Finish {
            self.advance(&mut lead, &state, migration, Reached::Done)?;
        }
        if let Some(sentence) = orphans_kept(plan) {
            watch.warn(sentence);
        }
        if self.source.snapshot.changed_since()? {
            let warning =
                "The source was written after the copy began: your application is still using the old file.";
            watch.warn(warning);
            draft.report().next.push(format!(
                "{warning} What was written since is not in PostgreSQL; stop the application and run the command again with --replace."
            ));
        }
        self.next_steps(draft);
        Ok(verdict)
    }

    fn preflight(&self, lead: &mut Client, state: &State) -> Result<Start> {
        let plan = self.plan;
        let names = plan.tables.iter().map(|table| table.target.as_str()).collect();
        if let Some(error) = state.clash(&plan.options.schema, &names) {
            return Err(error);
        }
        let needed = estimate::of(plan).bytes;
        if let Some(free) = self.target.capabilities.disk_free_bytes
            && free < needed
        {
            return Err(Error::new(Kind::Target, "the server's disk has too little free space")
                .detail(format!(
                    "About {} are needed, {} are free.",
                    figures::bytes(needed),
                    figures::bytes(free)
                ))
                .hint("Free some space, or choose another server."));
        }
        claim(lead, state, self.watch)?;
        decide(lead, state, plan, &self.source.fingerprint(), self.settings)
    }

    /// Creates the tables and registers the migration, in one transaction.
    fn prepare(
        &self,
        lead: &mut Client,
        state: &State,
        [drop, drop_views]: [&[(String, String)]; 2],
        forget: &[i32],
        renew_state: bool,
    ) -> Result<i32> {
        let plan = self.plan;
        let bug =
            |error: serde_json::Error| Error::bug("the plan cannot be written as JSON").caused_by(error);
        let json = serde_json::to_string(plan).map_err(bug)?;
        let maps = plan
            .tables
            .iter()
            .map(|table| Ok((table, serde_json::to_string(table).map_err(bug)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut tx = lead.transaction()?;
        if renew_state {
            state.remove(&mut tx)?;
        }
        state.install(&mut tx)?;
        if !plan.searches.is_empty() {
            search::install(&mut tx, state.schema())?;
        }
        for (schema, name) in drop_views {
            tx.batch_execute(&format!("DROP VIEW IF EXISTS {}", qualified(schema, name)))
                .map_err(not_droppable)?;
        }
        if !drop.is_empty() {
            let names: Vec<String> = drop.iter().map(|(schema, name)| qualified(schema, name)).collect();
            self.watch.message(format!("dropping {}", names.join(", ")));
            // Without CASCADE: what others made on these tables is not howdah's to remove.
            tx.batch_execute(&format!("DROP TABLE {}", names.join(", "))).map_err(not_droppable)?;
        }
        // Records that are made anew know none of them.
        for &migration in forget.iter().filter(|_| !renew_state) {
            state.forget(&mut tx, migration)?;
        }
        // The state schema is there.
        let functions = plan.phases.functions.iter();
        let functions = functions.filter(|statement| statement.kind != StatementKind::Schema);
        for statement in functions.chain(&plan.phases.before) {
            // Even IF NOT EXISTS asks for the right to create schemas.
            if statement.kind == StatementKind::Schema && self.target.capabilities.schema_exists {
                continue;
            }
            tx.batch_execute(&statement.sql).map_err(|error| Error::from(error).table(&statement.table))?;
        }
        let source = self.settings.source_place();
        let fingerprint = self.source.fingerprint();
        let position = serde_json::to_string(self.source.snapshot.position()).map_err(bug)?;
        let new = NewMigration {
            plan_id: &plan.id,
            plan: &json,
            source: &source,
            fingerprint: &fingerprint,
            position: &position,
            target_schema: &plan.options.schema,
        };
        let migration = state.register(&mut tx, new, &maps, &plan.origin, &plan.properties)?;
        search::register(&mut tx, state, migration, &plan.searches)?;
        tx.commit()?;
        Ok(migration)
    }

    /// Carries what is not in the target yet. Also returns the source's digest of each table that was read from its
    /// first row to its last: the proof need not read those again.
    ///
    /// A generated column that PostgreSQL cannot compute for a row would stop its table: it is given up, and the rest
    /// goes on.
    fn copy(&self, lead: &mut Client, state: &State, migration: i32) -> Result<Copied> {
        loop {
            match self.copy_the_rest(lead, state, migration) {
                Err(error) if generated::give_up(self.plan, lead, state, migration, &error)? => {
                    self.watch.warn(format!("{}; its generated columns are left out", error.message));
                }
                outcome => return outcome,
            }
        }
    }

    fn copy_the_rest(&self, lead: &mut Client, state: &State, migration: i32) -> Result<Copied> {
        let done = state.chunks(lead, migration)?;
        let mut tasks = Vec::new();
        let collected = Collected::new(&self.plan.tables);
        for table in &self.plan.tables {
            let pieces = chunks::of(table);
            let weight = table.bytes / pieces.len().max(1) as u64;
            for chunk in pieces {
                match done.get(&(table.number, chunk.number)) {
                    Some(written) => self.watch.progress(Stage::Copy, written.rows, weight),
                    None => tasks.push((weight, workers::Task { table, chunk })),
                }
            }
        }
        tasks.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let tasks: Vec<workers::Task<'_>> = tasks.into_iter().map(|(_, task)| task).collect();
        let hands = (0..self.settings.workers().min(tasks.len()))
            .map(|_| {
                let reader = SqliteReader::new(self.source.snapshot.reader()?);
                let session = self.target.session(Purpose::Copy)?;
                let writer = PostgresWriter::new(session, state.clone(), migration)?;
                Ok((reader, writer, collected.witness()))
            })
            .collect::<Result<Vec<_>>>()?;
        let carried = workers::carry(&tasks, hands, self.watch)?;
        let is_whole = |table: &TableMap| !done.keys().any(|(number, _)| *number == table.number);
        let read = self.plan.tables.iter().zip(collected.finish());
        Ok((carried, read.map(|(table, digest)| is_whole(table).then_some(digest)).collect()))
    }

    fn advance(&self, lead: &mut Client, state: &State, migration: i32, reached: Reached) -> Result<Reached> {
        state.set_stage(lead, migration, reached.word(), reached == Reached::Done)?;
        Ok(reached)
    }

    /// `VACUUM (ANALYZE)` of every table, several at once: statistics for the planner, and the visibility map. It reports
    /// no progress, for it runs beside the proof.
    fn vacuum(&self, sessions: &mut [Client]) -> Result<()> {
        let next = std::sync::atomic::AtomicUsize::new(0);
        let mut tables: Vec<_> = self.plan.tables.iter().collect();
        tables.sort_by_key(|table| std::cmp::Reverse(table.bytes));
        std::thread::scope(|scope| {
            let threads: Vec<_> = sessions
                .iter_mut()
                .map(|client| {
                    let (tables, next) = (&tables, &next);
                    scope.spawn(move || -> Result<()> {
                        while let Some(table) =
                            tables.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                        {
                            self.watch.check()?;
                            let name = qualified(&table.schema, &table.target);
                            client.batch_execute(&format!("VACUUM (ANALYZE) {name}"))?;
                        }
                        Ok(())
                    })
                })
                .collect();
            threads.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err(Error::bug("a vacuum thread stopped")))
            })
        })
    }

    fn prove(
        &self,
        draft: &mut Draft,
        state: &State,
        migration: i32,
        read: Vec<Option<SideDigest>>,
        again: bool,
    ) -> Result<Verdict> {
        let keep = |proved: Option<&Proved>, read: &[Option<SideDigest>]| {
            let mut session = self.target.session(Purpose::Build)?;
            record::keep(&mut session, state, migration, self.plan, proved, read, again)
        };
        if !self.settings.verify {
            keep(None, &read)?;
            for table in &mut draft.report().tables {
                table.result = "copied, not proven".into();
            }
            return Ok(Verdict::NotProven);
        }
        let mut expected = (0, 0);
        for (at, table) in self.plan.tables.iter().enumerate() {
            let sides = if read.get(at).is_some_and(Option::is_some) { 1 } else { 2 };
            expected = (expected.0 + table.rows * sides, expected.1 + table.bytes * sides);
        }
        let proved = draft.stage(self.watch, Stage::Verify, expected, || {
            let Run { plan, source, target, .. } = *self;
            prove(
                Subject { plan, source, target, kept: Some((state, migration)) },
                read,
                self.settings.workers(),
                self.watch,
            )
        })?;
        keep(Some(&proved), &[])?;
        let proof = proved.report;
        let report = draft.report();
        for (line, table) in report.tables.iter_mut().zip(&proof.tables) {
            line.source_rows = table.source_rows;
            line.target_rows = Some(table.target_rows);
            line.result = if table.equal { "equal" } else { "different" }.into();
        }
        let equal = proof.equal;
        report.proof = Some(proof);
        Ok(if equal { Verdict::Proven } else { Verdict::Different })
    }

    /// Rows and bytes of every table from the chunks' marks: also those that an earlier run wrote.
    fn fill_tables(&self, lead: &mut Client, state: &State, migration: i32, draft: &mut Draft) -> Result<()> {
        let done = state.chunks(lead, migration)?;
        let report = draft.report();
        for (line, table) in report.tables.iter_mut().zip(&self.plan.tables) {
            let mine =
                done.iter().filter(|((number, _), _)| *number == table.number).map(|(_, written)| written);
            let (rows, bytes) =
                mine.fold((0, 0), |(rows, bytes), written| (rows + written.rows, bytes + written.bytes));
            line.target_rows = Some(rows);
            line.bytes = bytes;
        }
        for ((number, _), written) in done.iter().filter(|(_, written)| written.rejected > 0) {
            if let Some(table) = self.plan.tables.iter().find(|table| table.number == *number) {
                report.ledger.push(LedgerLine {
                    table: table.lite.clone(),
                    column: String::new(),
                    what: "rows left behind".into(),
                    cells: written.rejected,
                });
            }
        }
        Ok(())
    }

    fn fill_ledger(&self, lead: &mut Client, state: &State, migration: i32, draft: &mut Draft) -> Result<()> {
        for (number, column, changed, cells) in state.ledger(lead, migration)? {
            let Some(table) = self.plan.tables.iter().find(|table| table.number == number) else { continue };
            let column = usize::try_from(column - 1).ok().and_then(|at| table.columns.get(at));
            draft.ledger(LedgerLine {
                table: table.lite.clone(),
                column: column.map_or(String::new(), |column| column.lite.clone()),
                what: if changed { "changed, original kept" } else { "same value, original spelling kept" }
                    .into(),
                cells,
            });
        }
        Ok(())
    }

    fn next_steps(&self, draft: &mut Draft) {
        let source = self.settings.source_place();
        let next = &mut draft.report().next;
        match &self.target.embedded {
            Some(embedded) => {
                next.push(format!("Look at it: {}", embedded.psql_command()));
                let settings = self.settings;
                next.push(format!("Stop the server: {}", settings.command(&["stop", &source])));
                let remove = settings.command(&["clean", "--remove", &source]);
                next.push(format!("Remove the server and its data: {remove}"));
            }
            None => next.push(format!(
                "Check it again at any time: {} {}",
                self.settings.command(&["verify", &source]),
                self.target.arguments(&self.plan.options)
            )),
        }
    }
}

/// Views and foreign keys that others made on a table to be dropped are a reason to refuse, not a failure.
fn not_droppable(error: postgres::Error) -> Error {
    let depended_on = error
        .as_db_error()
        .filter(|error| *error.code() == postgres::error::SqlState::DEPENDENT_OBJECTS_STILL_EXIST)
        .map(|error| error.detail().unwrap_or_default().to_owned());
    match depended_on {
        Some(detail) => Error::new(
            Kind::Unsafe,
            "other objects depend on the tables that are to be replaced",
        )
        .detail(detail.lines().take(20).map(|line| format!("{line}. ")).collect::<String>().trim())
        .hint(
            "Nothing was changed. Drop these objects yourself, or choose another schema with --schema NAME.",
        ),
        None => error.into(),
    }
}

fn would(start: &Start, plan: &Plan) -> String {
    let tables = ident_list(plan.tables.iter().map(|table| table.target.as_str()));
    match start {
        Start::Fresh { drop, .. } if drop.is_empty() => format!("A run would create and fill: {tables}."),
        Start::Fresh { drop, .. } => {
            let dropped: Vec<String> = drop.iter().map(|(schema, name)| qualified(schema, name)).collect();
            format!("A run would drop {}, then create and fill: {tables}.", dropped.join(", "))
        }
        Start::Continue { reached: Reached::Done, .. } => {
            "The source was carried here before; a run would prove it again.".into()
        }
        Start::Continue { reached, .. } => {
            format!("A run would continue the earlier one (stage: {}).", reached.word())
        }
    }
}

/// Views, triggers and comments.
fn objects(plan: &Plan) -> u64 {
    let phases = &plan.phases;
    (phases.views.len() + phases.triggers.len() + phases.comments.len()) as u64
}

fn finding_of(given_up: &GivenUp, plan: &Plan) -> Finding {
    let statement = &given_up.statement;
    let table = plan.tables.iter().find(|table| table.target == statement.table);
    let name = table.map_or(statement.table.clone(), |table| table.lite.clone());
    let (said, reason, sql) = (&statement.name, &given_up.reason, &statement.sql);
    let kind = match statement.kind {
        StatementKind::Validate if plan.phases.checks.iter().any(|check| check.name == statement.name) => {
            "the validation of CHECK constraint"
        }
        StatementKind::Validate => return foreign_key_not_valid::finding(&name, said, reason, sql),
        StatementKind::Check => "CHECK constraint",
        StatementKind::View => "view",
        StatementKind::Trigger => "trigger",
        StatementKind::Comment => "a comment",
        _ => return index_not_built::finding(&name, said, reason, sql),
    };
    object_not_built::finding(&name, kind, said, reason, sql)
}
