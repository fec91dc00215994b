//! The source of a run: opened, pinned at one snapshot, inspected, checked, and looked at cell by cell.

use super::check::{CHECKERS, check};
use super::draft::Draft;
use super::settings::Settings;
use crate::catalog::profile::TableProfile;
use crate::catalog::schema::{Catalog, TableKind};
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::plan::options::{Options, Orphans};
use crate::plan::{Input, make};
use crate::report::event::{Stage, Watch};
use crate::report::run::PlaceReport;
use crate::sqlite::inspect::inspect;
use crate::sqlite::open::SourceFile;
use crate::sqlite::orphans::OrphanSet;
use crate::sqlite::profile::profile;
use crate::sqlite::snapshot::{Snapshot, SnapshotOptions};
use crate::sqlite::violations::CheckedConstraints;
use std::path::Path;

/// A source that is open at one snapshot.
pub struct Source {
    /// The file.
    pub file: SourceFile,
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Its schema.
    pub catalog: Catalog,
}

/// What a look at every cell gave.
pub struct Looked {
    /// A profile a table, in the catalogue's order.
    pub profiles: Vec<TableProfile>,
    /// Notes of the integrity check that are not corruption.
    pub notes: Vec<String>,
    /// Foreign keys with rows whose parent is missing.
    pub orphans: Vec<OrphanSet>,
    /// What CHECK constraints and generated columns came to.
    pub constraints: CheckedConstraints,
}

impl Source {
    /// Opens the source with a reader for each worker, and reads its schema.
    pub fn open(settings: &Settings, work: &Path, watch: Watch<'_>) -> Result<Source> {
        let file = SourceFile::examine(&settings.source, work, settings.lock_timeout)?;
        if let Some(recovered) = file.recovered() {
            watch.warn(recovered.words());
        }
        // A worker may hold one reader; checks and questions between need their own.
        let options = SnapshotOptions {
            readers: settings.workers() + CHECKERS,
            policy: settings.snapshot,
            busy_timeout: settings.lock_timeout,
            work_dir: work.to_owned(),
        };
        let snapshot = Snapshot::open(&file, &options, watch)?;
        let mut catalog = inspect(snapshot.reader()?.connection())?;
        if let Some(mended) = file.mended() {
            mended.describe(&mut catalog);
        }
        Ok(Source { file, snapshot, catalog })
    }

    /// Looks at every cell; the file's integrity and its foreign keys are checked at the same time.
    pub fn look(&self, settings: &Settings, draft: &mut Draft, watch: Watch<'_>) -> Result<Looked> {
        draft.stage(watch, Stage::Profile, (0, self.file.bytes()), || {
            // Rows that are to be changed or left behind have to be known one by one.
            let rowids = !matches!(settings.options.orphans, Orphans::NotValid | Orphans::Fail);
            let wanted = self.wanted(settings);
            let (profiles, checked) = std::thread::scope(|scope| {
                let checking = scope.spawn(|| check(&self.snapshot, &self.catalog, &wanted, rowids));
                let profiles = profile(&self.snapshot, &self.catalog, &wanted, settings.workers(), watch);
                (profiles, checking.join().unwrap_or_else(|_| Err(Error::bug("the integrity check stopped"))))
            });
            // Damage explains whatever else went wrong.
            let mut checked = checked?;
            checked.require_whole()?;
            let profiles = profiles?;
            let mut notes = checked.finish(&self.snapshot, &self.catalog, &profiles)?;
            let constraints = checked.constraints();
            notes.extend(constraints.troubles.iter().map(|(table, reason)| format!("{table}: {reason}")));
            let found = checked.orphans;
            notes.extend(found.troubles.iter().map(|(table, reason)| format!("{table}: {reason}")));
            Ok(Looked { profiles, notes, orphans: found.sets, constraints })
        })
    }

    /// The plan for what was found.
    pub fn plan(
        &self,
        looked: &Looked,
        settings: &Settings,
        draft: &mut Draft,
        watch: Watch<'_>,
    ) -> Result<Plan> {
        let plan = draft.stage(watch, Stage::Plan, (0, 0), || self.plan_with(looked, &settings.options))?;
        draft.take_plan(&plan);
        Ok(plan)
    }

    /// The plan for what was found, with these choices.
    pub fn plan_with(&self, looked: &Looked, options: &Options) -> Result<Plan> {
        make(&Input {
            catalog: &self.catalog,
            profiles: &looked.profiles,
            orphans: &looked.orphans,
            violations: &looked.constraints.violations,
            failing: &looked.constraints.failing,
            integrity_notes: &looked.notes,
            options,
            // The same source must give the same plan, whatever stands in the target already.
            target: None,
        })
    }

    /// Positions in the catalogue of the tables that are looked at.
    fn wanted(&self, settings: &Settings) -> Vec<usize> {
        let options = &settings.options;
        let named = |names: &[String], table: &str| names.iter().any(|name| name.eq_ignore_ascii_case(table));
        self.catalog
            .tables
            .iter()
            .enumerate()
            .filter(|(_, table)| {
                table.is_data()
                    && (options.only.is_empty() || named(&options.only, &table.name))
                    && !named(&options.exclude, &table.name)
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// What tells this state of the source from another.
    pub fn fingerprint(&self) -> String {
        self.snapshot.position().fingerprint()
    }

    /// Names of tables that the user chose and the source lacks are a mistake worth stopping for.
    pub fn check_names(&self, settings: &Settings) -> Result<()> {
        let options = &settings.options;
        for name in options.only.iter().chain(&options.exclude) {
            if !self
                .catalog
                .tables
                .iter()
                .any(|table| table.is_data() && table.name.eq_ignore_ascii_case(name))
            {
                let known: Vec<&str> = self
                    .catalog
                    .tables
                    .iter()
                    .filter(|table| table.is_data())
                    .map(|table| table.name.as_str())
                    .collect();
                let message = match self.what_it_is(name) {
                    Some(what) => format!("\"{name}\" is {what}, not a table whose rows are carried"),
                    None => format!("the source has no table \"{name}\""),
                };
                return Err(
                    Error::new(Kind::Usage, message).hint(format!("Its tables: {}.", known.join(", ")))
                );
            }
        }
        Ok(())
    }

    /// What an object of this name is that is no table with rows of its own.
    fn what_it_is(&self, name: &str) -> Option<String> {
        let catalog = &self.catalog;
        if let Some(table) = catalog.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name)) {
            return match &table.kind {
                TableKind::Virtual { module } => Some(format!("a virtual table (module {module})")),
                TableKind::Shadow => Some("the storage of a virtual table".to_owned()),
                TableKind::Internal => Some("SQLite's own table".to_owned()),
                TableKind::Ordinary
                | TableKind::WithoutRowid
                | TableKind::Content { .. }
                | TableKind::RTree => None,
            };
        }
        let object = catalog.origin.iter().find(|object| object.name.eq_ignore_ascii_case(name))?;
        let article = if object.kind.starts_with('i') { "an" } else { "a" };
        Some(format!("{article} {}", object.kind))
    }

    /// The source in a report.
    pub fn place(&self) -> PlaceReport {
        let mut facts = self.catalog.properties.clone();
        facts.extend(self.snapshot.facts().lines());
        for left in self.file.made_beside() {
            facts.push(("left to SQLite".into(), left.display().to_string()));
        }
        PlaceReport {
            place: self.file.path().display().to_string(),
            engine: format!("SQLite {}", rusqlite::version()),
            bytes: Some(self.file.bytes()),
            facts,
        }
    }
}
