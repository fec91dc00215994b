//! The checks of a source beside the look at its cells: integrity and foreign keys, shared by a few connections.
//!
//! Comparing indexes with their tables is the most expensive thing that is done to a source, and SQLite does it on one
//! thread. Here indexes over plain columns are read once each ([`crate::sqlite::entries`]) and compared with what the
//! look at the cells summed up; whatever disagrees, and every table with other indexes, is put to SQLite's own check.

use crate::catalog::profile::TableProfile;
use crate::catalog::schema::{Catalog, Table};
use crate::error::{Error, Result};
use crate::sqlite::entries::{Entries, IndexSpec, summed_up};
use crate::sqlite::integrity::{Integrity, integrity, integrity_of_table};
use crate::sqlite::open::with_check_cache;
use crate::sqlite::orphans::{Orphans, orphans};
use crate::sqlite::snapshot::Snapshot;
use crate::sqlite::violations::{CheckedConstraints, violations};
use rusqlite::Connection;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Connections that check. The look at the cells runs beside them, so more would only wait for processors.
pub const CHECKERS: usize = 2;

/// A part of the checks.
enum Part<'a> {
    /// Rows without a parent.
    Orphans,
    /// Every page of the file.
    Pages,
    /// One table and its indexes, by SQLite.
    Table(&'a Table),
    /// The CHECK constraints of one table.
    Checks(&'a Table),
    /// The entries of one index.
    Index(&'a Table, IndexSpec),
}

/// What the checks found.
#[derive(Default)]
pub struct Checked {
    /// Of the parts that SQLite checked, in the order of the parts.
    integrity: Vec<(usize, Integrity)>,
    /// What indexes hold: table, index, entries (`None` when it could not be read).
    entries: Vec<(String, String, Option<Entries>)>,
    /// Rows without a parent.
    pub orphans: Orphans,
    /// Rows that violate CHECK constraints, and constraints that could not be checked; in the order of the parts.
    constraints: Vec<(usize, CheckedConstraints)>,
}

/// Checks the source. `looked_at`: positions of the tables whose cells are looked at. `rowids`: collect the rowids of all
/// rows without a parent. [`Checked::finish`] says what was found.
pub fn check(snapshot: &Snapshot, catalog: &Catalog, looked_at: &[usize], rowids: bool) -> Result<Checked> {
    let parts = {
        let reader = snapshot.reader()?;
        parts(reader.connection(), catalog, looked_at)?
    };
    share(snapshot, catalog, &parts, rowids)
}

/// SQLite's whole integrity check: every page, and every table with its indexes. And the CHECK constraints, which are no
/// part of it where nothing can be written.
pub fn check_by_sqlite(snapshot: &Snapshot, catalog: &Catalog) -> Result<(Integrity, CheckedConstraints)> {
    let tables = catalog.tables.iter().map(Part::Table);
    let promising = |table: &&Table| !table.is_virtual() && !table.checks.is_empty();
    let checks = catalog.tables.iter().filter(promising).map(Part::Checks);
    // The pages last: a check of them takes less time than one of a large table, and so the threads end together.
    let parts: Vec<Part<'_>> = tables.chain(checks).chain([Part::Pages]).collect();
    let mut checked = share(snapshot, catalog, &parts, false)?;
    Ok((checked.whole(), checked.constraints()))
}

/// Does all parts, each on whichever connection is free.
fn share(snapshot: &Snapshot, catalog: &Catalog, parts: &[Part<'_>], rowids: bool) -> Result<Checked> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Checked> = Mutex::default();
    let work = || -> Result<()> {
        let reader = snapshot.reader()?;
        let connection = reader.connection();
        let found = || found.lock().unwrap_or_else(PoisonError::into_inner);
        with_check_cache(connection, || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                match parts.get(at) {
                    None => return Ok(()),
                    Some(Part::Orphans) => {
                        let orphans = orphans(connection, catalog, rowids)?;
                        found().orphans = orphans;
                    }
                    Some(Part::Pages) => {
                        let said = integrity(connection, catalog, true)?;
                        found().integrity.push((at, said));
                    }
                    Some(Part::Table(table)) => {
                        let said = integrity_of_table(connection, catalog, &table.name)?;
                        found().integrity.push((at, said));
                    }
                    Some(Part::Checks(table)) => {
                        let checked = violations(connection, table)?;
                        found().constraints.push((at, checked));
                    }
                    Some(Part::Index(table, index)) => {
                        // SQLite says better than this what is the matter with an index that cannot be read.
                        let entries = index.read(connection, table).ok();
                        found().entries.push((table.name.clone(), index.name.clone(), entries));
                    }
                }
            }
        })
    };
    let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CHECKERS).map(|_| scope.spawn(work)).collect();
        let stopped = || Error::bug("a check stopped");
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(stopped()))).collect()
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Damage explains whatever else went wrong.
    if outcomes.iter().any(Result::is_err) {
        found.require_whole()?;
    }
    outcomes.into_iter().collect::<Result<()>>()?;
    Ok(found)
}

fn parts<'a>(connection: &Connection, catalog: &'a Catalog, looked_at: &[usize]) -> Result<Vec<Part<'a>>> {
    let mut parts = vec![Part::Orphans, Part::Pages];
    for (at, table) in catalog.tables.iter().enumerate() {
        if table.is_virtual() {
            continue;
        }
        if looked_at.contains(&at)
            && (!table.checks.is_empty() || table.columns.iter().any(|column| column.generated.is_some()))
        {
            parts.push(Part::Checks(table));
        }
        match looked_at.contains(&at).then(|| summed_up(connection, catalog, table)).transpose()?.flatten() {
            Some(indexes) => parts.extend(indexes.into_iter().map(|index| Part::Index(table, index))),
            None => parts.push(Part::Table(table)),
        }
    }
    Ok(parts)
}

impl Checked {
    /// Fails with [`crate::Kind::Source`] when SQLite found damage.
    pub fn require_whole(&self) -> Result<()> {
        self.whole().require_whole()
    }

    /// What the CHECK constraints came to, in the order of the tables.
    pub fn constraints(&mut self) -> CheckedConstraints {
        self.constraints.sort_by_key(|(at, _)| *at);
        let mut all = CheckedConstraints::default();
        for (_, checked) in self.constraints.drain(..) {
            all.violations.extend(checked.violations);
            all.troubles.extend(checked.troubles);
            all.failing.extend(checked.failing);
        }
        all
    }

    /// Compares the indexes with what the look at the cells summed up, and returns the notes. Fails with
    /// [`crate::Kind::Source`] when the file is damaged.
    pub fn finish(
        &self,
        snapshot: &Snapshot,
        catalog: &Catalog,
        profiles: &[TableProfile],
    ) -> Result<Vec<String>> {
        let mut whole = self.whole();
        for (table, profile) in catalog.tables.iter().zip(profiles) {
            let mine = self.entries.iter().filter(|(name, ..)| *name == table.name);
            let agrees = |(_, name, entries): &(String, String, Option<Entries>)| {
                let expected = Entries::expected(profile, name);
                expected.is_some() && *entries == expected
            };
            if !mine.into_iter().all(agrees) {
                whole.merge(integrity_of_table(snapshot.reader()?.connection(), catalog, &table.name)?);
            }
        }
        whole.require_whole()?;
        Ok(whole.notes)
    }

    /// What SQLite said, in the order of the parts, whichever thread was first: the plan depends on it.
    fn whole(&self) -> Integrity {
        let mut said: Vec<&(usize, Integrity)> = self.integrity.iter().collect();
        said.sort_by_key(|(at, _)| *at);
        let mut whole = Integrity::default();
        said.into_iter().for_each(|(_, said)| whole.merge(said.clone()));
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::check_by_sqlite;
    use crate::report::event::{Event, Watch};
    use crate::sqlite::inspect::inspect;
    use crate::sqlite::open::SourceFile;
    use crate::sqlite::snapshot::{Snapshot, SnapshotOptions, SnapshotPolicy};
    use rusqlite::Connection;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    /// The damage that is found in a file of three tables with indexes, after `damage` was done to its schema.
    fn found(damage: &str) -> Vec<String> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("app.db");
        let application = Connection::open(&path).unwrap();
        for table in ["s", "t", "u"] {
            let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, -i FROM n";
            application
                .execute_batch(&format!(
                    "CREATE TABLE {table} (a, b); CREATE INDEX {table}_a ON {table} (a);
                     CREATE INDEX {table}_b ON {table} (b); INSERT INTO {table} {rows}"
                ))
                .unwrap();
        }
        application.execute_batch(&format!("PRAGMA writable_schema = ON; {damage}")).unwrap();
        drop(application);
        let timeout = Duration::from_secs(20);
        let file = SourceFile::examine(&path, place.path(), timeout).unwrap();
        let work_dir = place.path().join("work");
        let options =
            SnapshotOptions { readers: 3, policy: SnapshotPolicy::Hold, busy_timeout: timeout, work_dir };
        let (silence, running) = (|_: Event| {}, AtomicBool::new(false));
        let snapshot = Snapshot::open(&file, &options, Watch::new(&silence, &running)).unwrap();
        let catalog = inspect(snapshot.reader().unwrap().connection()).unwrap();
        check_by_sqlite(&snapshot, &catalog).unwrap().0.corruption
    }

    #[test]
    fn a_sound_file_is_whole() {
        assert_eq!(found(""), [""; 0]);
    }

    #[test]
    fn an_index_that_holds_other_rows_than_its_table_is_damage_whichever_table_has_it() {
        for table in ["s", "t", "u"] {
            let said = found(&format!(
                "UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM sqlite_schema
                     WHERE name IN ('{table}_a', '{table}_b')) - rootpage
                 WHERE name IN ('{table}_a', '{table}_b')"
            ));
            let missing = format!("missing from index {table}_a");
            assert!(said.iter().any(|line| line.contains(&missing)), "{said:?}");
        }
    }

    #[test]
    fn pages_that_no_tree_has_are_damage() {
        let said = found("DELETE FROM sqlite_schema WHERE name = 't_a'");
        assert!(said.iter().any(|line| line.contains("never used")), "{said:?}");
    }
}
