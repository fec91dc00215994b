//! `report`, `status`, `stop` and `clean`: what a run left behind.

use crate::printer::Printer;
use crate::render;
use howdah::report::text;
use howdah::run::{self, Status};
use howdah::{Error, Kind, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Version of the JSON that these commands answer.
const VERSION: u32 = 1;

/// Shows the last report of a work directory, or the newest of those here.
pub fn report(directory: Option<PathBuf>, printer: &Printer) -> Result<u8> {
    let report = match directory {
        Some(directory) => run::last_report(&directory)?,
        None => {
            let reports = workplaces()?.into_iter().filter_map(|directory| run::last_report(&directory).ok());
            // Times are RFC 3339 in UTC, which sort as text.
            reports.max_by(|one, other| one.started.cmp(&other.started)).ok_or_else(|| {
                Error::new(Kind::Usage, "there is no report here")
                    .hint("Name the database or its work directory: howdah report app.db.")
            })?
        }
    };
    if printer.voice().json {
        printer.document(&report)?;
    } else {
        printer.answer(&text::render(&report));
    }
    Ok(0)
}

/// What `status` answers in JSON.
#[derive(Serialize)]
struct Statuses {
    version: u32,
    work_dirs: Vec<Status>,
}

/// Shows what is left of earlier runs.
pub fn status(directory: Option<PathBuf>, printer: &Printer) -> Result<u8> {
    let directories = match directory {
        Some(directory) => vec![directory],
        None => workplaces()?,
    };
    let statuses = directories.iter().map(|directory| run::status(directory)).collect::<Result<Vec<_>>>()?;
    if printer.voice().json {
        printer.document(&Statuses { version: VERSION, work_dirs: statuses })?;
    } else if statuses.is_empty() {
        printer.answer("No work directory is here.\n");
    } else {
        let texts: Vec<String> = statuses.iter().map(render::status::text).collect();
        printer.answer(&texts.join("\n"));
    }
    Ok(0)
}

/// What `stop` answers in JSON.
#[derive(Serialize)]
struct Stopped<'a> {
    version: u32,
    work_dir: &'a Path,
    stopped: bool,
}

/// Stops the embedded server.
pub fn stop(directory: &Path, printer: &Printer) -> Result<u8> {
    let stopped = run::stop(directory)?;
    if printer.voice().json {
        printer.document(&Stopped { version: VERSION, work_dir: directory, stopped })?;
    } else if stopped {
        printer.answer("The embedded server is stopped; its data stay.\n");
    } else {
        printer.answer(&format!("There is no embedded server in {}.\n", directory.display()));
    }
    Ok(0)
}

/// What `clean` answers in JSON.
#[derive(Serialize)]
struct Cleaned {
    version: u32,
    removed: Vec<PathBuf>,
    would_remove: Vec<PathBuf>,
}

/// Removes what can be made again, or everything; says what else would be removed.
pub fn clean(directory: &Path, everything: bool, printer: &Printer) -> Result<u8> {
    if !everything && run::stop(directory)? {
        printer.message("The embedded server is stopped; its data stay.");
    }
    let removed = run::clean(directory, everything)?;
    let mut would_remove = Vec::new();
    if !everything {
        let status = run::status(directory)?;
        would_remove.extend(status.data_directory);
        if status.exists {
            would_remove.push(directory.to_owned());
        }
    }
    if printer.voice().json {
        printer.document(&Cleaned { version: VERSION, removed, would_remove })?;
    } else {
        printer.answer(&render::status::cleaned(&removed, &would_remove));
    }
    Ok(0)
}

/// The work directories in the current directory, sorted by name.
fn workplaces() -> Result<Vec<PathBuf>> {
    let failed = |cause: std::io::Error| {
        Error::new(Kind::Usage, "the current directory cannot be read").caused_by(cause)
    };
    let here = std::env::current_dir().map_err(failed)?;
    let mut found: Vec<PathBuf> = std::fs::read_dir(&here)
        .map_err(failed)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "howdah") && path.is_dir())
        .collect();
    found.sort();
    Ok(found)
}
