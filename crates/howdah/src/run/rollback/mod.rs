//! `howdah rollback`: the way back of a finished migration, decided by a matrix, proven, and put in the old file's place.
//!
//! A look reads the journal and both databases and says what speaks for a rollback. Told to go on, it keeps writers out
//! of both sides, makes the file as `howdah migrate postgresql://… app.db` does, and swaps. What stops it, and in which
//! order things happen, stands in `docs/rollback.md`.

mod changes;
mod matrix;
mod new_name;
mod swap;
mod words;

use self::changes::{Now, Then, coming_back, examine, same_position};
use self::matrix::{Measured, judge};
use self::new_name::{Intent, NewName};
use self::swap::{Swap, aside_of, take_after};
use super::back;
use super::back_from::record_of;
use super::claim::claim;
use super::draft::{Draft, now as now_in_utc};
use super::ending::end;
use super::left_out::LeftOut;
use super::scratch::Scratch;
use super::settings::{Direction, Settings, selection};
use super::sides::of_target;
use super::source::Source;
use super::target::Target;
use super::verify::{no_record, read_plan};
use super::workdir::WorkDir;
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::postgres::connect::Purpose;
use crate::postgres::freeze::Freeze;
use crate::postgres::rights::{require_readable, rollback_wants};
use crate::postgres::state::{Migration, State};
use crate::report::event::{Stage, Watch};
use crate::report::rollback::{Done, ROLLBACK_VERSION, Refusal, RollbackReport};
use crate::report::run::{ProofReport, Verdict};
use crate::sqlite::hold::Hold;
use crate::sqlite::new_file::FilePlace;
use crate::sqlite::position::Position;
use crate::sqlite::snapshot::SnapshotPolicy;
use crate::whole_file::{BESIDE, fixed, with_suffix};
use std::fs;
use std::path::{Path, PathBuf};

/// How far to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Go {
    /// Say what speaks for it.
    #[default]
    Look,
    /// Do everything but the swap.
    Rehearse,
    /// Roll back.
    Swap,
}

/// What is asked of a rollback.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rollback {
    /// How far to go.
    pub go: Go,
    /// By how many percent the application's requests take longer than on SQLite.
    pub slowdown: Option<f64>,
    /// How many errors of the application are put down to the move.
    pub app_errors: Option<u64>,
}

/// Judges a finished migration, and rolls it back when it is told to.
///
/// Fails with [`Kind::Answer`] when there is no finished migration, with [`Kind::Unsafe`] when it was rolled back
/// before, and, told to go on, when either side is in use or the file was written since.
pub fn rollback(settings: &Settings, asked: &Rollback, watch: Watch<'_>) -> Result<RollbackReport> {
    settings.check()?;
    let place = real_place(&settings.source)?;
    let mut draft = Draft::begin("rollback");
    if asked.go == Go::Look {
        let scratch = Scratch::open(&place)?;
        let subject = Subject::reach(settings, asked, &place, watch)?;
        return subject.assess(scratch.path(), &mut draft, watch).map(|(report, _)| report);
    }
    let work = WorkDir::open(&settings.work_path())?;
    let mut answer = None;
    let outcome = Subject::reach(settings, asked, &place, watch)
        .and_then(|subject| subject.go(work.path(), &mut draft, &mut answer, watch));
    let finished = end(outcome, draft, &work, watch)?;
    let mut report: RollbackReport =
        answer.ok_or_else(|| Error::bug("a rollback ended without an answer"))?;
    if let Some(path) = &finished.written_to {
        report.next.push(format!("The report is {}.", path.display()));
    }
    if let Some(done) = &mut report.done {
        done.run = Some(Box::new(finished.report));
    }
    Ok(report)
}

/// The file itself: SQLite looks for what lies beside it there. One that is missing has at least a directory.
fn real_place(source: &Path) -> Result<PathBuf> {
    if let Ok(real) = source.canonicalize() {
        return Ok(real);
    }
    let parent = source.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (real, name) = (parent.canonicalize(), source.file_name());
    match (real, name) {
        (Ok(real), Some(name)) if fs::symlink_metadata(source).is_err() => Ok(real.join(name)),
        _ => Err(Error::new(Kind::Source, format!("there is no place for a file {}", source.display()))
            .hint("Check the path: its directory is missing, or it is a link that leads nowhere.")),
    }
}

/// A migration that may be rolled back.
struct Subject<'a> {
    settings: &'a Settings,
    asked: &'a Rollback,
    /// The file's path, its links resolved.
    place: &'a Path,
    target: Target,
    state: State,
    migration: Migration,
    plan: Plan,
}

impl<'a> Subject<'a> {
    fn reach(
        settings: &'a Settings,
        asked: &'a Rollback,
        place: &'a Path,
        watch: Watch<'_>,
    ) -> Result<Subject<'a>> {
        let target = Target::reach(settings, &settings.work_path(), watch)?;
        let state = State::in_schema(&settings.options.state_schema);
        let mut lead = target.session(Purpose::Read)?;
        of_target(require_readable(&mut lead, &[state.schema()], &[], &|_, _| true))?;
        let migration = record_of(&mut lead, &state, settings, "target")?
            .ok_or_else(|| no_record(&state, &settings.options.schema))?;
        let plan = read_plan(&migration)?;
        let subject = Subject { settings, asked, place, target, state, migration, plan };
        subject.refuse_a_second()?;
        Ok(subject)
    }

    /// Refuses a migration that was rolled back. A run that was stopped between the swap and its record is recognised by
    /// the file that it put in place.
    fn refuse_a_second(&self) -> Result<()> {
        let mut when = self.migration.rolled_back.as_ref().map(|at| format!("at {at}"));
        let intent = self.intent();
        let swapped = intent.as_ref().is_some_and(|intent| intent.is_new(self.place));
        if when.is_none() && swapped {
            if self.asked.go == Go::Swap {
                let mut session = self.target.session(Purpose::Build)?;
                self.state.set_rolled_back(&mut session, self.migration.id)?;
            }
            when = Some("by a run that was stopped before it could say so".to_owned());
        }
        let Some(when) = when else { return Ok(()) };
        let old = intent.filter(|intent| intent.aside.exists());
        let old = old.map(|intent| format!(" The file from before is {}.", intent.aside.display()));
        Err(Error::new(Kind::Unsafe, "this migration was rolled back before")
            .detail(format!(
                "It was put back into {} {when}.{}",
                self.place.display(),
                old.unwrap_or_default()
            ))
            .hint(format!("The way forward again: {}", self.forward(&[]))))
    }

    fn intent(&self) -> Option<Intent> {
        serde_json::from_str(self.migration.rollback.as_deref()?).ok()
    }

    /// Settings for reading the file where it is: the application is not to write to it any more, so nothing is copied.
    fn reading(&self) -> Settings {
        let mut settings = self.settings.clone();
        settings.source = self.place.to_owned();
        settings.snapshot = SnapshotPolicy::Hold;
        settings
    }

    /// Why the old file can never be moved away, if it cannot.
    fn immovable(&self) -> Option<Refusal> {
        let mut names = [""].iter().chain(&BESIDE).map(|suffix| with_suffix(self.place, suffix));
        names.find_map(|path| fixed(&path)).map(|fixed| words::immovable(fixed, &self.elsewhere()))
    }

    /// The rights that the role lacks to go on, as the error that going on would end with.
    fn wants(&self, lead: &mut postgres::Client, tables: &[(String, String)]) -> Result<Option<Error>> {
        rollback_wants(lead, self.state.schema(), tables)
    }

    /// Tables that were carried: schema and name.
    fn carried(&self) -> Vec<(String, String)> {
        self.plan.tables.iter().map(|table| (table.schema.clone(), table.target.clone())).collect()
    }

    /// Reads both sides and the journal, and judges. Also returns the file's position and what comes back.
    fn assess(&self, work: &Path, draft: &mut Draft, watch: Watch<'_>) -> Result<(RollbackReport, Examined)> {
        let mut lead = self.target.session(Purpose::Read)?;
        let carried = self.carried();
        let wanted = |schema: &str, table: &str| {
            carried.iter().any(|(of, name)| (of.as_str(), name.as_str()) == (schema, table))
        };
        let schemas = [self.plan.options.schema.as_str()];
        of_target(require_readable(&mut lead, &schemas, &schemas, &wanted))?;
        let is_there = self.place.exists();
        let reading = self.reading();
        let file = is_there.then(|| {
            draft.stage(watch, Stage::Inspect, (0, 0), || Source::open(&reading, work, watch)).map_err(
                |error| {
                    let way_out =
                        "If the file is of no use any more, move it away: without it the rollback goes on.";
                    let hint =
                        error.hint.as_ref().map_or(way_out.to_owned(), |hint| format!("{hint} {way_out}"));
                    error.hint(hint)
                },
            )
        });
        let file = file.transpose()?;
        let Subject { settings, plan, state, migration, target, .. } = self;
        let then = Then { settings, plan, state, migration, target, file: file.as_ref() };
        let (rows, bytes) =
            plan.tables.iter().fold((0, 0), |(rows, bytes), table| (rows + table.rows, bytes + table.bytes));
        let now = draft.stage(watch, Stage::Verify, (rows, bytes), || examine(&then, watch))?;
        let (proof, proof_made) = state.proof(&mut lead, migration.id)?;
        let sql = "SELECT checksum_failures FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()";
        let failures: Option<i64> = lead.query_one(sql, &[])?.try_get(0)?;
        let (matrix, verdict) = judge(&Measured {
            tables: &plan.tables,
            proof: &proof,
            checksum_failures: failures,
            damage: now.damage.clone(),
            slowdown: self.asked.slowdown,
            app_errors: self.asked.app_errors,
        });
        let options = &plan.options;
        let chose = !(options.only.is_empty() && options.exclude.is_empty());
        let mut notes = words::notes(&now, self.place, chose);
        if self.asked.go == Go::Look
            && let Some(wants) = self.wants(&mut lead, &now.tables)?
        {
            notes.push(words::would_fail(&wants));
        }
        let refused = self.immovable().or_else(|| words::refusal(&now, self.place, &self.elsewhere()));
        let report = RollbackReport {
            version: ROLLBACK_VERSION,
            howdah: env!("CARGO_PKG_VERSION").into(),
            file: self.place.display().to_string(),
            postgres: target.dsn.to_string(),
            finished: migration.finished.clone(),
            proof_made,
            matrix,
            verdict,
            file_state: now.file,
            notes,
            refused,
            changes: now.changes.clone(),
            schema_changes: now.schema.clone(),
            done: None,
            next: vec![
                format!("Try it without the swap: {}", self.command("--rehearse")),
                format!("Roll back: {}", self.command("--yes")),
            ],
        };
        let position = file.as_ref().map(|file| file.snapshot.position().clone());
        Ok((report, Examined { now, position }))
    }

    /// The command that goes on.
    fn command(&self, flag: &str) -> String {
        let source = self.settings.source_place();
        let command = self.settings.command(&["rollback", &source]);
        format!("{command}{} {flag}", self.target_words())
    }

    /// The way forward again, for the tables that went and those that were made since. `left_out`: tables of the old file
    /// that did not go; empty where that is not known.
    fn forward(&self, left_out: &[String]) -> String {
        let options = &self.plan.options;
        let chosen = selection(&options.only, &options.exclude);
        let mut words = vec!["migrate".to_owned(), self.settings.source_place()];
        words.extend(match chosen.is_empty() || left_out.is_empty() {
            true => chosen,
            false => selection(&[], left_out),
        });
        let command = self.settings.command(&words.iter().map(String::as_str).collect::<Vec<_>>());
        format!("{command}{} --replace '*'", self.target_words())
    }

    /// The way back into a file of another name.
    fn elsewhere(&self) -> String {
        let command = self.settings.command(&["migrate"]);
        format!("{command} {} other.db", self.target.arguments(&self.plan.options))
    }

    /// The target in a command line, a space in front; nothing for the embedded server.
    fn target_words(&self) -> String {
        match self.target.embedded {
            Some(_) => String::new(),
            None => format!(" {}", self.target.arguments(&self.plan.options)),
        }
    }

    /// Does it, or everything but the swap.
    fn go(
        &self,
        work: &Path,
        draft: &mut Draft,
        answer: &mut Option<RollbackReport>,
        watch: Watch<'_>,
    ) -> Result<Verdict> {
        let rehearsed = self.asked.go == Go::Rehearse;
        // What is known to fail is told before both sides are read.
        if let Some(refused) = self.immovable() {
            return Err(Error::new(Kind::Unsafe, refused.message).detail(refused.detail).hint(refused.hint));
        }
        let mut lead = self.target.session(Purpose::Build)?;
        if let Some(wants) = self.wants(&mut lead, &self.carried())? {
            return Err(wants);
        }
        // Taking hold also lets SQLite roll back a journal that a crash left; any other trouble with the file is told by
        // those who read it.
        // SQLite makes a database of an empty file.
        if fs::metadata(self.place).is_ok_and(|file| file.len() > 0)
            && let Err(error) = Hold::take(self.place, self.settings.lock_timeout)
            && error.kind == Kind::Unsafe
        {
            return Err(error);
        }
        let (mut report, Examined { now, position }) = self.assess(work, draft, watch)?;
        report.next.clear();
        if let Some(refused) = &report.refused {
            return Err(words::refused(refused, &report));
        }
        if let Some(wants) = self.wants(&mut lead, &now.tables)? {
            return Err(wants);
        }
        // From here on nobody writes on either side.
        claim(&mut lead, &self.state, watch)?;
        let hold = match &position {
            Some(position) => {
                let hold = Hold::take(self.place, self.settings.lock_timeout)?;
                same_position(self.place, position)?;
                Some(hold)
            }
            None => None,
        };
        let session = self.target.session(Purpose::Read)?;
        let mut freeze = Freeze::take(session, &now.tables, self.settings.lock_timeout)?;
        for other in freeze.others()? {
            report.notes.push(format!("Connected to the database: {other}."));
        }
        for note in &report.notes {
            watch.warn(note.clone());
        }
        let new = NewName::free(self.place, self.intent())?;
        let left_out = hold.as_ref().map(|hold| LeftOut { file: hold.connection(), tables: &now.left_out });
        let verdict = self.make(new.path(), left_out, work, draft, watch)?;
        let configuration =
            format!("DATABASE_URL=sqlite:///{}", words::absolute(&self.settings.source).display());
        let mut done = Done {
            rehearsed,
            in_place: false,
            old_file: None,
            configuration,
            configuration_was: format!("DATABASE_URL={}", self.target.dsn),
            run: None,
        };
        if verdict == Verdict::Proven {
            // Whoever waits to write is an application that was not stopped: its rows would be on PostgreSQL alone.
            freeze.nobody_waits()?;
            if coming_back(&self.plan, &mut lead, watch)? != now.tables {
                return Err(Error::new(Kind::Unsafe, "tables were added or altered on PostgreSQL meanwhile")
                    .hint(
                        "Run the command again when nobody changes the schema. The SQLite file is as it was.",
                    ));
            }
            let aside = aside_of(self.place, &now_in_utc());
            if rehearsed {
                done.old_file = hold.is_some().then(|| aside.display().to_string());
            } else {
                done.old_file =
                    self.swap(new.path(), &aside, hold.as_ref(), &mut lead, &mut report, watch)?;
                done.in_place = true;
                draft.wrote();
                for waiting in freeze.waiting()? {
                    let note = format!(
                        "At the very moment of the swap, {waiting} began to write: what it writes is on PostgreSQL alone."
                    );
                    watch.warn(note.clone());
                    report.notes.push(note);
                }
            }
        }
        drop(hold);
        freeze.release()?;
        drop(new);
        words::next(&mut report, &done, &self.check(), &self.forward(&now.left_out), &self.command("--yes"));
        let run = draft.report();
        run.target.place = self.place.display().to_string();
        run.next.clone_from(&report.next);
        report.done = Some(done);
        *answer = Some(report);
        Ok(verdict)
    }

    fn check(&self) -> String {
        let command = self.settings.command(&["verify", &self.settings.source_place()]);
        format!("{command}{}", self.target_words())
    }

    /// Makes the new file and proves it.
    fn make(
        &self,
        path: &Path,
        left_out: Option<LeftOut<'_>>,
        work: &Path,
        draft: &mut Draft,
        watch: Watch<'_>,
    ) -> Result<Verdict> {
        let mut settings = self.settings.clone();
        settings.source = path.to_owned();
        settings.direction = Direction::ToSqlite;
        settings.target = Some(self.target.dsn.clone());
        settings.work_dir = Some(self.settings.work_path());
        (settings.verify, settings.dry_run) = (true, false);
        // What a killed rollback left under this name goes.
        let place = FilePlace::examine(path, true)?.with_permissions_of(&self.settings.source);
        let verdict = back::attempt(&settings, &place, left_out, work, draft, watch)?;
        if verdict == Verdict::Proven
            && draft.report().proof.as_ref().is_none_or(|proof: &ProofReport| !proof.equal)
        {
            return Err(Error::bug("a file was to be put in place without its proof"));
        }
        Ok(verdict)
    }

    /// Puts the new file in place, and records it. Returns where the old one is.
    fn swap(
        &self,
        new: &Path,
        aside: &Path,
        hold: Option<&Hold>,
        lead: &mut postgres::Client,
        report: &mut RollbackReport,
        watch: Watch<'_>,
    ) -> Result<Option<String>> {
        if hold.is_some()
            && let Some(left) = take_after(new, self.place)?
        {
            watch.warn(left.clone());
            report.notes.push(left);
        }
        let gone = || Error::new(Kind::Target, "the new file is gone").hint("Run the command again.");
        let intent = Intent::of(new, aside).ok_or_else(gone)?;
        let json = serde_json::to_string(&intent)
            .map_err(|cause| Error::bug("an intent cannot be written as JSON").caused_by(cause))?;
        self.state.set_rollback(lead, self.migration.id, Some(&json))?;
        let swap = Swap { place: self.place, new, aside, old: hold };
        match watch.check().and_then(|()| swap.run(&mut |_| Ok(()))) {
            Ok(left) => {
                left.iter().for_each(|left| watch.warn(left.clone()));
                report.notes.extend(left);
            }
            Err(error) => {
                if !intent.is_new(self.place) {
                    // The first failure is the one to tell.
                    let _ = self.state.set_rollback(lead, self.migration.id, None);
                }
                return Err(error);
            }
        }
        if let Err(error) = self.state.set_rolled_back(lead, self.migration.id) {
            let note = format!("The file is in place, but the journal could not record it: {error}.");
            watch.warn(note.clone());
            report.notes.push(note);
        }
        Ok(hold.map(|_| aside.display().to_string()))
    }
}

/// What an assessment found besides its report.
struct Examined {
    now: Now,
    /// The file's position; `None` when there is no file.
    position: Option<Position>,
}
