//! `howdah migrate postgresql://… app.db`: a PostgreSQL database becomes a SQLite file. One that was carried over before
//! becomes the file that it was; of any other, the file is what `docs/from-postgresql.md` says.
//!
//! Everything is read at one snapshot. The file is built under a name of its own, proven, and put in place by one
//! rename; a run that ends early leaves nothing under the final name.

use super::back_from::{Origin, Record};
use super::back_promises;
use super::back_proof::{Back, prove};
use super::back_sequences::{moved, raise_sequence};
use super::draft::Draft;
use super::ending::end;
use super::left_out::{LeftOut, Taken};
use super::migrate::{Finished, blocked_by};
use super::room::Room;
use super::scratch::Scratch;
use super::settings::{Settings, selection};
use super::sides::{OnSide, handed_on, of_source};
use super::workdir::{WorkDir, write_untranslated};
use crate::catalog::map::TableMap;
use crate::catalog::schema::TableKind;
use crate::catalog::transfer::{Chunk, Range};
use crate::copy::workers;
use crate::error::{Error, Kind, Result};
use crate::plan::assessment::Engine;
use crate::plan::back::Additions;
use crate::plan::model::Plan;
use crate::plan::rules::{index_left_empty, rows_without_parent, search_not_rebuilt, value_in_another_class};
use crate::postgres::kept_rows::{KeptRow, kept_rows};
use crate::postgres::reader::{PostgresReader, Readings};
use crate::proof::digests::{Collected, SideDigest};
use crate::report::event::{Stage, Watch};
use crate::report::figures;
use crate::report::finding::{Finding, Level};
use crate::report::run::{LedgerLine, PlaceReport, ProofReport, TableReport, Verdict};
use crate::sqlite::blueprint::Blueprint;
use crate::sqlite::cells::Cell;
use crate::sqlite::failure::unwritten;
use crate::sqlite::foreign_keys;
use crate::sqlite::insert::{Inserter, kept_cell};
use crate::sqlite::new_file::{ClosedFile, FilePlace, NewFile};
use crate::sqlite::snapshot::SnapshotPolicy;
use crate::sqlite::writer::{Notes, SqliteWriter, Used};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, PoisonError};

/// Carries the PostgreSQL database into a new SQLite file and proves it.
pub(super) fn carry(settings: &Settings, mut draft: Draft, watch: Watch<'_>) -> Result<Finished> {
    let place = FilePlace::examine(&settings.source, !settings.replace.is_empty())?;
    if settings.dry_run {
        let scratch = Scratch::open(&settings.source)?;
        let verdict = attempt(settings, &place, None, scratch.path(), &mut draft, watch)?;
        return Ok(Finished { report: draft.finish(verdict), written_to: None });
    }
    place.try_old(settings.lock_timeout)?;
    let work = WorkDir::open(&settings.work_path())?;
    let outcome = attempt(settings, &place, None, work.path(), &mut draft, watch);
    end(outcome, draft, &work, watch)
}

/// The way itself, in a directory that holds what it needs. Tables that did not go are empty, unless their rows are there to
/// be taken.
pub(super) fn attempt(
    settings: &Settings,
    place: &FilePlace,
    left_out: Option<LeftOut<'_>>,
    work: &Path,
    draft: &mut Draft,
    watch: Watch<'_>,
) -> Result<Verdict> {
    let origin = draft.stage(watch, Stage::Inspect, (0, 0), || of_source(Origin::open(settings, watch)))?;
    draft.report().source = origin.server.place();
    draft.report().target = file_place(place.path(), &[]);
    let mut way = Way { left_out, ..Way::new(settings, place, work, origin, watch) };
    draft.stage(watch, Stage::Preflight, (0, 0), || of_source(way.preflight()))?;
    take_plan(draft, &way.origin.plan);
    let options = &settings.options;
    if way.origin.record.is_some() && !(options.only.is_empty() && options.exclude.is_empty()) {
        watch.warn(
            "All that was carried comes back: --only and --exclude choose tables of a database that was not.",
        );
    }
    way.origin.plan.untranslated = way.added.untranslated();
    let left = way.origin.plan.untranslated.len();
    let blocking: Vec<Finding> =
        way.added.findings.iter().filter(|finding| finding.level == Level::Blocks).cloned().collect();
    for finding in way.added.findings.drain(..) {
        draft.finding(finding);
    }
    if !settings.dry_run
        && left > 0
        && let Some(path) = write_untranslated(work, &way.origin.plan, Engine::PostgreSql)?
    {
        let count = figures::counted(left as u64, "object is", "objects are");
        draft.report().next.push(format!("{count} not translated: see {}.", path.display()));
    }
    if let Some(error) = blocked_by(&blocking.iter().collect::<Vec<_>>()) {
        return Err(error);
    }
    if settings.dry_run {
        draft.report().next.push(format!("A run would make the file {}.", place.path().display()));
        return Ok(Verdict::Planned);
    }
    for left in place.sweep() {
        watch.message(format!("removed {}, which a run left that was killed", left.display()));
    }
    let room = Room::of(&way.origin.plan, place.directory());
    room.warn(watch);
    room.explain(way.go(draft))
}

/// One run on the way back.
pub(super) struct Way<'a> {
    settings: &'a Settings,
    place: &'a FilePlace,
    work: &'a Path,
    watch: Watch<'a>,
    origin: Origin,
    /// What is on PostgreSQL that was not carried there.
    added: Additions,
    /// Tables with more columns than were carried, and the fields that their rows had.
    grown: BTreeMap<i32, usize>,
    readings: Arc<Readings>,
    /// Where the rows are of tables that did not go.
    left_out: Option<LeftOut<'a>>,
}

/// What was read of PostgreSQL, and used of what was kept there.
pub(super) struct Filled {
    read: Vec<SideDigest>,
    used: Vec<Used>,
    /// Tables that are as they were kept.
    put: BTreeSet<String>,
    /// Tables that are as they were in the old file.
    taken: Vec<Taken>,
}

impl<'a> Way<'a> {
    pub fn new(
        settings: &'a Settings,
        place: &'a FilePlace,
        work: &'a Path,
        origin: Origin,
        watch: Watch<'a>,
    ) -> Way<'a> {
        let (added, grown, readings) = Default::default();
        Way { settings, place, work, watch, origin, added, grown, readings, left_out: None }
    }

    /// What was carried must still be there, and what is new gets its place.
    pub fn preflight(&mut self) -> Result<()> {
        self.added = self.origin.additions(self.settings, self.watch)?;
        let plan = &mut self.origin.plan;
        for map in &mut plan.tables {
            if let Some(columns) = self.added.columns.get(&map.number) {
                self.grown.insert(map.number, map.fields());
                map.columns.extend(columns.iter().cloned());
            }
        }
        plan.tables.extend(self.added.tables.iter().cloned());
        self.readings = Arc::new(std::mem::take(&mut self.added.readings));
        Ok(())
    }

    /// Whether something on PostgreSQL has no file at all.
    pub fn is_blocked(&self) -> bool {
        self.added.findings.iter().any(|finding| finding.level == Level::Blocks)
    }

    /// The file's tables: those that were carried, then new ones.
    pub fn tables(&self) -> &[TableMap] {
        &self.origin.plan.tables
    }

    /// All declarations of the file.
    pub fn blueprint(&self) -> Result<Blueprint> {
        Blueprint::draw(&self.origin.plan.origin, &self.added.sql)
    }

    /// An empty file with them.
    pub fn begin(&self, blueprint: Blueprint) -> Result<NewFile> {
        NewFile::begin(self.place, blueprint, &self.origin.plan.properties)
    }

    /// Writes all rows into the file.
    pub fn fill(&mut self, file: &mut NewFile) -> Result<Filled> {
        // What lies in the storage of a virtual table comes back with that storage.
        let opaque = self.origin.plan.searches.iter().flat_map(|search| search.opaque.iter().cloned());
        let virtuals = file
            .blueprint()
            .catalog
            .tables
            .iter()
            .filter(|table| matches!(table.kind, TableKind::Virtual { .. }));
        let elsewhere: Vec<String> = opaque.chain(virtuals.map(|table| table.name.clone())).collect();
        let moved = moved(&mut self.origin.lead, &self.origin.plan, file.blueprint())?;
        let put = self.put_kept_rows(file)?;
        self.put_sequences(file, moved)?;
        self.added.searches.iter().try_for_each(|search| file.begin_search(search))?;
        let (read, used) = self.copy(file, elsewhere)?;
        let taken = match self.left_out {
            Some(left_out) => left_out.put(&self.origin.plan, &put, file, self.watch)?,
            None => Vec::new(),
        };
        Ok(Filled { read, used, put, taken })
    }

    fn go(mut self, draft: &mut Draft) -> Result<Verdict> {
        let watch = self.watch;
        let mut file = draft.stage(watch, Stage::Prepare, (0, 0), || self.begin(self.blueprint()?))?;
        for entry in &file.blueprint().entries {
            for column in entry.filling.iter().flat_map(|filling| &filling.uncomputed) {
                watch.warn(format!(
                    "Column {column} of {} is computed by a function that only the application has: it is NULL until the application writes its rows.",
                    entry.origin.name
                ));
            }
        }
        let (rows, bytes) = totals(&self.origin.plan);
        let filled = draft.stage(watch, Stage::Copy, (rows, bytes), || self.fill(&mut file))?;
        let indexes = file.blueprint().entries.iter().filter(|entry| entry.origin.kind == "index").count();
        let searches = self.origin.plan.searches.len() + self.added.searches.len();
        let steps = (indexes + searches) as u64;
        let (empty, dead) = draft.stage(watch, Stage::Indexes, (0, steps), || {
            let empty = file.index(self.settings.workers(), || {
                watch.progress(Stage::Indexes, 0, 1);
                watch.check()
            })?;
            self.require_constraints(&file)?;
            Ok((empty, self.rebuild_searches(&file, &filled.put)?))
        })?;
        for index in &empty {
            draft.finding(index_left_empty::finding(&index.table, &index.name, &index.reason));
        }
        for (search, reason) in &dead {
            draft.finding(search_not_rebuilt::finding(search, reason));
        }
        let blueprint = file.blueprint().clone();
        let closed = draft.stage(watch, Stage::Finish, (0, 0), || file.close())?;
        self.say_what_came_back(draft, &filled.used);
        let verdict = self.prove(draft, &closed, &blueprint, filled)?;
        if verdict == Verdict::Different {
            draft.report().next.push(format!(
                "The file was not put in place, since it is not equal: {} is as it was.",
                self.place.path().display()
            ));
            return Ok(verdict);
        }
        let placed = closed.put(self.place, self.settings.lock_timeout)?;
        draft.wrote();
        if let Some(left) = placed.warning() {
            watch.warn(left);
        }
        let path = self.place.path();
        draft.report().target = file_place(path, &self.origin.plan.properties);
        let mut words = vec!["verify".to_owned(), path.display().to_string()];
        if self.origin.record.is_none() {
            let options = &self.settings.options;
            words.extend(selection(&options.only, &options.exclude));
        }
        let check = format!(
            "Check it again at any time: {} {}",
            self.settings.command(&words.iter().map(String::as_str).collect::<Vec<_>>()),
            self.origin.server.arguments(&self.origin.plan.options)
        );
        draft.report().next.push(check);
        Ok(verdict)
    }

    /// Tables that are kept as they were: SQLite's own, and the storage of virtual tables.
    /// Returns their names.
    fn put_kept_rows(&mut self, file: &NewFile) -> Result<BTreeSet<String>> {
        let mut put = BTreeSet::new();
        let Origin { lead, record, .. } = &mut self.origin;
        let Some(Record { state, migration }) = record else { return Ok(put) };
        let mut under_way: Option<(String, usize, Inserter<'_>)> = None;
        let watch = self.watch;
        let rows = |each: &mut dyn FnMut(KeptRow) -> Result<()>| kept_rows(lead, state, *migration, each);
        handed_on(rows, |row| {
            watch.check()?;
            if under_way.as_ref().is_none_or(|(table, ..)| *table != row.table) {
                let filling = file.blueprint().filling(&row.table).ok_or_else(|| unknown(&row.table))?;
                let inserter = Inserter::new(file.connection(), filling, false, file.encoding(), &row.table)?;
                under_way = Some((row.table.clone(), filling.columns.len(), inserter));
                put.insert(row.table.clone());
            }
            let Some((_, columns, inserter)) = &mut under_way else { return Ok(()) };
            if row.classes.len() != *columns || row.cells.len() != *columns {
                return Err(unknown(&row.table));
            }
            for (place, (class, bytes)) in row.classes.iter().zip(&row.cells).enumerate() {
                let cell = kept_cell(*class, bytes.as_deref()).ok_or_else(|| unknown(&row.table))?;
                inserter.set(place, cell)?;
            }
            inserter.execute()
        })?;
        Ok(put)
    }

    /// Where the sequences stand of new tables, and of those that gave values on PostgreSQL
    /// (<https://sqlite.org/autoinc.html>).
    fn put_sequences(&mut self, file: &NewFile, moved: BTreeMap<String, i64>) -> Result<()> {
        let table = "sqlite_sequence";
        self.added.sequences.extend(moved);
        let Some(filling) = file.blueprint().filling(table).filter(|_| !self.added.sequences.is_empty())
        else {
            return Ok(());
        };
        let mut inserter = Inserter::new(file.connection(), filling, false, file.encoding(), table)?;
        for (name, position) in &mut self.added.sequences {
            match raise_sequence(file.connection(), filling, name, *position)? {
                // A sequence never goes back.
                Some(stands) => *position = stands,
                None => {
                    inserter.set(0, Cell::Text(name.as_bytes()))?;
                    inserter.set(1, Cell::Integer(*position))?;
                    inserter.execute()?;
                }
            }
        }
        Ok(())
    }

    /// All rows, by one reader and one writer: SQLite has one writer at a time.
    fn copy(&self, file: &mut NewFile, elsewhere: Vec<String>) -> Result<(Vec<SideDigest>, Vec<Used>)> {
        let plan = &self.origin.plan;
        let chunk = Chunk { number: 0, range: Range::All };
        let tasks: Vec<workers::Task<'_>> =
            plan.tables.iter().map(|table| workers::Task { table, chunk }).collect();
        let collected = Collected::new(&plan.tables);
        let notes = Notes::default();
        let reader = OnSide::source(self.reader()?.for_writing());
        let writer = SqliteWriter::new(file, elsewhere, self.grown.clone(), notes.clone())?;
        workers::carry(&tasks, vec![(reader, writer, collected.witness())], self.watch)?;
        let used = std::mem::take(&mut *notes.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((collected.finish(), used))
    }

    fn reader(&self) -> Result<PostgresReader> {
        let Origin { server, record, snapshot, .. } = &self.origin;
        let kept = record.as_ref().map(|record| (record.state.clone(), record.migration));
        of_source(server.bulk_session().and_then(|session| PostgresReader::join(session, snapshot, kept)))
            .map(|reader| reader.reading(&self.readings))
    }

    /// Builds the indexes of searches from their text, but for those that are there as they were (`put`); returns those
    /// that cannot be made, with the reason.
    fn rebuild_searches(&self, file: &NewFile, put: &BTreeSet<String>) -> Result<Vec<(String, String)>> {
        let mut failed = Vec::new();
        for search in &self.origin.plan.searches {
            let suffixes = search.version.index_suffixes().iter().filter(|suffix| **suffix != "_config");
            let mut index = suffixes.map(|suffix| format!("{}{suffix}", search.name));
            if index.any(|table| put.contains(&table)) {
                continue;
            }
            self.rebuild(file, &search.name, &mut failed)?;
        }
        for search in &self.added.searches {
            self.rebuild(file, search, &mut failed)?;
        }
        Ok(failed)
    }

    fn rebuild(&self, file: &NewFile, search: &str, failed: &mut Vec<(String, String)>) -> Result<()> {
        self.watch.check()?;
        failed.extend(file.rebuild_search(search).map(|reason| (search.to_owned(), reason)));
        self.watch.progress(Stage::Indexes, 0, 1);
        Ok(())
    }

    /// Rows of new tables keep the constraints that were translated: PostgreSQL's rows kept PostgreSQL's.
    fn require_constraints(&self, file: &NewFile) -> Result<()> {
        for table in &self.added.tables {
            self.watch.check()?;
            let broken = file.broken_constraints(&table.lite)?;
            if !broken.is_empty() {
                return Err(Error::new(
                    Kind::Target,
                    "rows break a constraint in SQLite that they keep in PostgreSQL",
                )
                .detail(format!("SQLite says: {}. No file was put in place.", broken.join("; ")))
                .hint("Leave the table out with --exclude, and please report this with its declaration.")
                .table(&table.lite));
            }
        }
        Ok(())
    }

    fn say_what_came_back(&self, draft: &mut Draft, used: &[Used]) {
        for used in used {
            let table = self.origin.plan.tables.iter().find(|table| table.number == used.table);
            for ((column, otherwise), places) in &used.otherwise {
                let Some(table) = table else { continue };
                let column = &table.columns[*column].lite;
                draft.finding(value_in_another_class::finding(&table.lite, column, *otherwise, places));
            }
            for (what, cells) in [
                ("original restored", used.restored),
                ("original not restored: the value was changed since", used.stale),
                ("rejected rows restored", used.rejected_rows),
                ("rejected rows not restored: another row has their key", used.rejected_left),
            ] {
                if cells > 0 {
                    let table = table.map_or(String::new(), |table| table.lite.clone());
                    let column = String::new();
                    draft.ledger(LedgerLine { table, column, what: what.into(), cells });
                }
            }
        }
    }

    /// Compares the file of the settings with what was filled into another.
    pub fn compare(&self, filled: Filled, blueprint: &Blueprint) -> Result<Option<ProofReport>> {
        let readers = || self.reader().map(OnSide::source);
        let back = self.comparison(blueprint, &self.settings.source, self.settings.snapshot, &readers);
        Ok(prove(&back, Some(filled.read), &filled.used, self.watch)?.0)
    }

    fn comparison<'b>(
        &'b self,
        blueprint: &'b Blueprint,
        path: &'b Path,
        snapshot: SnapshotPolicy,
        readers: &'b dyn Fn() -> Result<OnSide<PostgresReader>>,
    ) -> Back<'b> {
        Back {
            settings: self.settings,
            plan: &self.origin.plan,
            blueprint,
            sequences: &self.added.sequences,
            path,
            snapshot,
            work: self.work,
            readers,
            given_up: &self.origin.given_up,
            taken: &[],
        }
    }

    fn prove(
        &self,
        draft: &mut Draft,
        closed: &ClosedFile,
        blueprint: &Blueprint,
        filled: Filled,
    ) -> Result<Verdict> {
        let Filled { read, used, taken, .. } = filled;
        for (line, digest) in draft.report().tables.iter_mut().zip(&read) {
            line.source_rows = digest.rows.rows();
            line.result = "copied, not proven".into();
        }
        let (rows, bytes) = totals(&self.origin.plan);
        let expected = if self.settings.verify { (rows, bytes) } else { (0, 0) };
        let readers = || self.reader().map(OnSide::source);
        let back = Back {
            taken: &taken,
            ..self.comparison(blueprint, closed.path(), SnapshotPolicy::Hold, &readers)
        };
        let proof = draft.stage(self.watch, Stage::Verify, expected, || {
            std::thread::scope(|scope| {
                let keys = scope.spawn(|| foreign_keys::check(closed.path(), &blueprint.catalog));
                let proof = prove(&back, Some(read), &used, self.watch)?;
                let keys = keys.join().map_err(|_| Error::bug("a check stopped"))?;
                Ok((proof, keys.map_err(|cause| unwritten("checking the file's foreign keys", cause))?))
            })
        });
        let ((proof, broken), keys) = proof?;
        back_promises::findings(&broken, &blueprint.catalog, &self.origin.plan, &used)
            .into_iter()
            .for_each(|finding| draft.finding(finding));
        let valid = |table: &str| self.added.valid_keys.iter().any(|valid| valid == table);
        rows_without_parent::findings(&keys, valid).for_each(|finding| draft.finding(finding));
        let Some(proof) = proof else { return Ok(Verdict::NotProven) };
        let report = draft.report();
        for (line, table) in report.tables.iter_mut().zip(&proof.tables) {
            line.target_rows = Some(table.target_rows);
            line.result = if table.equal { "equal" } else { "different" }.into();
        }
        let equal = proof.equal;
        report.proof = Some(proof);
        Ok(if equal { Verdict::Proven } else { Verdict::Different })
    }
}

fn totals(plan: &Plan) -> (u64, u64) {
    plan.tables.iter().fold((0, 0), |(rows, bytes), table| (rows + table.rows, bytes + table.bytes))
}

fn take_plan(draft: &mut Draft, plan: &Plan) {
    let line = |table: &TableMap| TableReport {
        source: format!("{}.{}", table.schema, table.target),
        target: table.lite.clone(),
        source_rows: table.rows,
        target_rows: None,
        bytes: table.bytes,
        seconds: 0.0,
        result: "planned".into(),
    };
    let report = draft.report();
    report.plan = plan.id.clone();
    report.tables = plan.tables.iter().map(line).collect();
}

fn file_place(path: &Path, facts: &[(String, String)]) -> PlaceReport {
    PlaceReport {
        place: path.display().to_string(),
        engine: format!("SQLite {}", rusqlite::version()),
        bytes: std::fs::metadata(path).ok().map(|there| there.len()),
        facts: facts.to_vec(),
    }
}

fn unknown(table: &str) -> Error {
    Error::new(Kind::Source, "rows that were kept do not fit their table").table(table)
}
