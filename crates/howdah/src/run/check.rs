//! The checks of a source beside the look at its cells: integrity and foreign keys, shared by a few connections.
//!
//! Comparing indexes with their tables is the most expensive thing that is done to a source, and SQLite does it on one
//! thread; table by table it is as thorough and can be shared.

use crate::catalog::schema::{Catalog, TableKind};
use crate::error::{Error, Result};
use crate::sqlite::integrity::{Integrity, integrity, integrity_of_table};
use crate::sqlite::open::with_check_cache;
use crate::sqlite::orphans::{Orphans, orphans};
use crate::sqlite::snapshot::Snapshot;
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
    /// One table and its indexes.
    Table(&'a str),
}

/// Checks the source. `rowids`: collect the rowids of all rows without a parent. Fails with
/// [`crate::Kind::Source`] when the file is damaged.
pub fn check(snapshot: &Snapshot, catalog: &Catalog, rowids: bool) -> Result<(Vec<String>, Orphans)> {
    let stored = catalog.tables.iter().filter(|table| !matches!(table.kind, TableKind::Virtual { .. }));
    let parts: Vec<Part<'_>> = [Part::Orphans, Part::Pages]
        .into_iter()
        .chain(stored.map(|table| Part::Table(&table.name)))
        .collect();
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Integrity)>> = Mutex::default();
    let without_parent: Mutex<Orphans> = Mutex::default();
    let work = || -> Result<()> {
        let reader = snapshot.reader()?;
        let connection = reader.connection();
        with_check_cache(connection, || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let said = match parts.get(at) {
                    None => return Ok(()),
                    Some(Part::Orphans) => {
                        let orphans = orphans(connection, catalog, rowids)?;
                        *without_parent.lock().unwrap_or_else(PoisonError::into_inner) = orphans;
                        continue;
                    }
                    Some(Part::Pages) => integrity(connection, catalog, true)?,
                    Some(Part::Table(table)) => integrity_of_table(connection, catalog, table)?,
                };
                found.lock().unwrap_or_else(PoisonError::into_inner).push((at, said));
            }
        })
    };
    let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CHECKERS).map(|_| scope.spawn(work)).collect();
        let stopped = || Error::bug("a check stopped");
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(stopped()))).collect()
    });
    // In the order of the parts, whichever thread was first: the plan depends on it.
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(at, _)| *at);
    let mut whole = Integrity::default();
    for (_, said) in found {
        whole.merge(said);
    }
    // Damage explains whatever else went wrong.
    whole.require_whole()?;
    outcomes.into_iter().collect::<Result<()>>()?;
    Ok((whole.notes, without_parent.into_inner().unwrap_or_else(PoisonError::into_inner)))
}
