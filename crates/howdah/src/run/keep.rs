//! `howdah status`, `stop` and `clean`: the embedded server and the work directory after a run.

use super::workdir;
use crate::error::Result;
use crate::postgres::embedded::{self, Embedded};
use crate::sqlite::open::COPY_DIRECTORY;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is left of earlier runs.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The work directory.
    pub work_dir: PathBuf,
    /// It is there.
    pub exists: bool,
    /// The embedded server: `running`, `stopped`, or none.
    pub server: Option<String>,
    /// How to look at it.
    pub psql: Option<String>,
    /// Its data directory.
    pub data_directory: Option<PathBuf>,
    /// The verdict of the last report, and when it was made.
    pub last: Option<(String, String)>,
}

/// Says what is there.
pub fn status(work: &Path) -> Result<Status> {
    // One that was being made when its run was killed is none yet.
    let embedded = Embedded::open(work)?.filter(|embedded| embedded.status() != embedded::Status::Missing);
    let last = workdir::last_report(work).ok().map(|report| {
        let verdict =
            serde_json::to_value(report.verdict).ok().and_then(|word| word.as_str().map(str::to_owned));
        (verdict.unwrap_or_default(), report.finished)
    });
    Ok(Status {
        work_dir: work.to_owned(),
        exists: work.is_dir(),
        server: embedded.as_ref().map(|embedded| match embedded.status() {
            embedded::Status::Running(_) => "running".to_owned(),
            _ => "stopped".to_owned(),
        }),
        psql: embedded.as_ref().map(Embedded::psql_command),
        data_directory: embedded.as_ref().map(|embedded| embedded.data_directory().to_owned()),
        last,
    })
}

/// Stops the embedded server; its data stays. Returns whether there is one. The work directory may be gone.
pub fn stop(work: &Path) -> Result<bool> {
    match Embedded::open(work)? {
        Some(embedded) => embedded.stop().map(|()| true),
        None => {
            // A run that is making a server has no record of it for a moment.
            let _held = work.is_dir().then(|| workdir::WorkDir::open(work)).transpose()?;
            Embedded::sweep(work)
        }
    }
}

/// Removes what can be made again: the private copy of the source. With `everything`, stops the embedded server and
/// removes its data, the reports, and the work directory unless something else is in it. Returns what was removed.
pub fn clean(work: &Path, everything: bool) -> Result<Vec<PathBuf>> {
    if !work.is_dir() {
        return if everything { remove_server(work) } else { Ok(Vec::new()) };
    }
    // Whoever cleans holds the lock, so that nothing is taken from under a run.
    let held = workdir::WorkDir::open(work)?;
    let mut removed = Vec::new();
    if held.remove_copy()? {
        removed.push(work.join(COPY_DIRECTORY));
    }
    if everything {
        removed.extend(remove_server(work)?);
        drop(held);
        workdir::remove_own(work)?;
        removed.push(work.to_owned());
    }
    Ok(removed)
}

/// Removes the embedded server, and what is left of one whose data was deleted by hand.
fn remove_server(work: &Path) -> Result<Vec<PathBuf>> {
    let mut removed = Vec::new();
    if let Some(embedded) = Embedded::open(work)? {
        removed.push(embedded.data_directory().to_owned());
        embedded.remove()?;
    }
    Embedded::sweep(work)?;
    Ok(removed)
}
