//! What the tests of backups share.

#![allow(dead_code, reason = "each test binary uses its part")]

use howdah::Result;
use howdah::report::event::{Event, Watch};
use howdah::run::backup::backup;
use howdah::run::{Backup, BackupSettings, Limits, Origin};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Settings for a SQLite file whose backups are beside it.
pub fn of_file(source: &Path) -> BackupSettings {
    BackupSettings {
        origin: Origin::Lite(source.to_owned()),
        into: None,
        limits: Limits::default(),
        lock_timeout: Duration::from_secs(120),
    }
}

/// Makes a backup without listening.
pub fn run_backup(settings: &BackupSettings) -> Result<Backup> {
    let (sink, cancelled) = (|_: Event| {}, AtomicBool::new(false));
    backup(settings, Watch::new(&sink, &cancelled))
}

/// Names in a directory, sorted.
pub fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("the directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Names of what a backup makes, whole or not.
pub fn backups(directory: &Path) -> Vec<String> {
    names(directory).into_iter().filter(|name| name.contains(".backup")).collect()
}
