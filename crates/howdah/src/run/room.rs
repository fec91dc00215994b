//! How much room a new SQLite file needs, how much there is, and what is said when that is too little.

use crate::error::{Error, Result};
use crate::plan::estimate;
use crate::plan::model::Plan;
use crate::report::event::Watch;
use crate::report::figures;
use rusqlite::ErrorCode;
use std::io;
use std::path::Path;

/// The room for one file.
#[derive(Debug, Clone)]
pub(super) struct Room<'a> {
    directory: &'a Path,
    /// About how many bytes the file takes.
    needed: u64,
}

impl<'a> Room<'a> {
    /// The room for the file of a plan in a directory.
    pub(super) fn of(plan: &Plan, directory: &'a Path) -> Room<'a> {
        Room { directory, needed: estimate::of_file(plan) }
    }

    /// Warns when there is less than the estimate. It was made when the database was carried, and rows that were deleted
    /// since need no room: so this is no reason to refuse.
    pub(super) fn warn(&self, watch: Watch<'_>) {
        if self.free().is_some_and(|free| free < self.needed) {
            watch.warn(format!("The file may not find room. {}", self.figures()));
        }
    }

    /// Adds the figures to a failure for the want of room. The file that was being made is gone by then, so that what is
    /// free is what was free before.
    pub(super) fn explain<T>(&self, outcome: Result<T>) -> Result<T> {
        outcome.map_err(|mut error| {
            let Some(lack) = lack(&error) else { return error };
            let detail = error.detail.take().unwrap_or_default();
            error = error.detail(format!("{detail} {}", self.figures()).trim().to_owned());
            let place = self.directory.display();
            error.hint(match lack {
                Lack::Room => format!(
                    "Free some space in {place} or choose another place for the file, then run the same command again."
                ),
                Lack::Unknown => format!(
                    "Check the disk of {place}, quotas, and the limit on the size of files (ulimit -f), or choose \
                     another place for the file; then run the same command again."
                ),
            })
        })
    }

    fn figures(&self) -> String {
        let needed = figures::bytes(self.needed);
        let place = self.directory.display();
        match self.free() {
            Some(free) => format!("About {needed} are needed in {place}, {} are free.", figures::bytes(free)),
            None => format!("About {needed} are needed in {place}."),
        }
    }

    fn free(&self) -> Option<u64> {
        let space = rustix::fs::statvfs(self.directory).ok()?;
        Some(space.f_bavail.saturating_mul(space.f_frsize))
    }
}

/// Why a file could not be written.
enum Lack {
    /// The disk or a quota is full.
    Room,
    /// SQLite does not say whether a quota, a limit or the disk itself is the reason.
    Unknown,
}

fn lack(error: &Error) -> Option<Lack> {
    let cause = error.source.as_deref()?;
    if let Some(sqlite) = cause.downcast_ref::<rusqlite::Error>() {
        return match sqlite.sqlite_error_code()? {
            ErrorCode::DiskFull => Some(Lack::Room),
            ErrorCode::SystemIoFailure => Some(Lack::Unknown),
            _ => None,
        };
    }
    match cause.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(Lack::Room),
        io::ErrorKind::FileTooLarge => Some(Lack::Unknown),
        _ => None,
    }
}
