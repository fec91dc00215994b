//! The work directory: beside the source unless the user names another; holds the lock, the private copy of a source
//! that needs one, the embedded server's record, and the reports. It may disappear: nothing that the target needs is
//! only here.

use crate::error::{Error, Kind, Result};
use crate::plan::assessment::{self, Engine};
use crate::plan::model::Plan;
use crate::report::run::RunReport;
use crate::report::text;
use crate::sqlite::open::COPY_DIRECTORY;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// A work directory, held by this process until it is dropped.
#[derive(Debug)]
pub struct WorkDir {
    path: PathBuf,
    _lock: File,
}

/// The work directory that belongs to a source: `app.howdah` beside `app.db`.
pub fn beside(source: &Path) -> PathBuf {
    source.with_extension("howdah")
}

impl WorkDir {
    /// Makes the directory when it is missing and takes its lock; fails with [`Kind::Unsafe`] when another run has it.
    pub fn open(path: &Path) -> Result<WorkDir> {
        let failed = |error: std::io::Error| {
            Error::new(Kind::Usage, format!("cannot use the work directory {}", path.display()))
                .detail(format!("{error}."))
                .hint("Choose a directory that you may write with --work-dir DIR.")
                .caused_by(error)
        };
        fs::create_dir_all(path).map_err(failed)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(WorkDir { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::new(
                Kind::Unsafe,
                format!("another run holds the work directory {}", path.display()),
            )
            .hint("Wait until it ends, or choose another directory with --work-dir DIR.")),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the private copy of the source, which nothing needs after a run that ended.
    pub fn remove_copy(&self) -> Result<bool> {
        let copy = self.path.join(COPY_DIRECTORY);
        match fs::remove_dir_all(&copy) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::new(Kind::Usage, format!("cannot remove {}", copy.display()))
                .detail(format!("{error}."))
                .caused_by(error)),
        }
    }

    /// Writes `migration_report_YYYYMMDD_HHMMSS.txt` and `.json` and returns the path of the text.
    pub fn write_report(&self, report: &RunReport) -> Result<PathBuf> {
        // RFC 3339 in UTC: the digits of date and time are the name.
        let digits: String = report.started.chars().filter(char::is_ascii_digit).take(14).collect();
        let (day, time) = digits.split_at(digits.len().min(8));
        let mut name = format!("migration_report_{day}_{time}");
        let mut twin = 1;
        while self.path.join(format!("{name}.json")).exists() {
            twin += 1;
            name = format!("migration_report_{day}_{time}_{twin}");
        }
        let json = serde_json::to_string_pretty(report)
            .map_err(|error| Error::bug("the report cannot be written as JSON").caused_by(error))?;
        let path = self.path.join(format!("{name}.txt"));
        write(&path, text::render(report).as_bytes())?;
        write(&self.path.join(format!("{name}.json")), json.as_bytes())?;
        Ok(path)
    }
}

/// Writes `untranslated.sql` into a work directory, or removes an earlier run's when everything was translated; returns
/// its path.
pub fn write_untranslated(directory: &Path, plan: &Plan, whose: Engine) -> Result<Option<PathBuf>> {
    let path = directory.join(UNTRANSLATED);
    keep_the_other(&path, whose);
    match assessment::untranslated_sql(plan, whose) {
        Some(sql) => write(&path, sql.as_bytes()).map(|()| Some(path)),
        None => {
            // Nothing to remove is the usual case.
            let _ = fs::remove_file(&path);
            Ok(None)
        }
    }
}

/// Objects that the other way left behind exist nowhere else: their file gets another name.
fn keep_the_other(path: &Path, whose: Engine) {
    let Ok(before) = fs::read_to_string(path) else { return };
    let (other, name) = match whose {
        Engine::Sqlite => (Engine::PostgreSql, UNTRANSLATED_POSTGRESQL),
        Engine::PostgreSql => (Engine::Sqlite, UNTRANSLATED_SQLITE),
    };
    if before.contains(&assessment::owner_line(other)) {
        // Under its own name it would be lost for certain.
        let _ = fs::rename(path, path.with_file_name(name));
    }
}

/// The file of objects that were not translated, under the names that it has once a run went the other way.
const UNTRANSLATED_POSTGRESQL: &str = "untranslated_from_postgresql.sql";
const UNTRANSLATED_SQLITE: &str = "untranslated_from_sqlite.sql";

/// The file of objects that were not translated.
const UNTRANSLATED: &str = "untranslated.sql";

/// Removes what runs leave in a work directory, and the directory when nothing else is in it.
pub fn remove_own(path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(Kind::Usage, format!("cannot remove {}", path.display()))
            .detail(format!("{error}."))
            .caused_by(error)
    };
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let untranslated = [UNTRANSLATED, UNTRANSLATED_POSTGRESQL, UNTRANSLATED_SQLITE];
        if name == "lock" || untranslated.contains(&&*name) || name.starts_with("migration_report_") {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    match fs::remove_dir(path) {
        Err(error) if error.kind() != std::io::ErrorKind::DirectoryNotEmpty => Err(failed(error)),
        _ => Ok(()),
    }
}

/// The newest report in a work directory.
pub fn last_report(path: &Path) -> Result<RunReport> {
    let none = || {
        Error::new(Kind::Usage, format!("there is no report in {}", path.display()))
            .hint("Reports are written by howdah migrate; name the database or its work directory.")
    };
    let mut reports: Vec<(std::time::SystemTime, PathBuf)> = fs::read_dir(path)
        .map_err(|_| none())?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_report = name.starts_with("migration_report_") && name.ends_with(".json");
            Some((entry.metadata().ok()?.modified().ok()?, entry.path())).filter(|_| is_report)
        })
        .collect();
    reports.sort();
    let (_, newest) = reports.pop().ok_or_else(none)?;
    let unreadable = |cause: Box<dyn std::error::Error + Send + Sync>| {
        let mut error = Error::new(Kind::Usage, format!("the report {} cannot be read", newest.display()))
            .detail(format!("{cause}."))
            .hint("It may have been written by another version of howdah.");
        error.source = Some(cause);
        error
    };
    let json = fs::read(&newest).map_err(|error| unreadable(error.into()))?;
    serde_json::from_slice(&json).map_err(|error| unreadable(error.into()))
}

/// Writes a file that appears whole or not at all, also when the program is killed meanwhile.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| {
        Error::new(Kind::Usage, format!("cannot write {}", path.display()))
            .detail(format!("{error}."))
            .caused_by(error)
    })
}
