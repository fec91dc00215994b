//! `howdah backup DATABASE`.

use super::values::{age, keep, wait};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The database: a SQLite file (a path or `sqlite:///PATH`), or `postgresql://USER@HOST:PORT/DATABASE`
    #[arg(value_name = "DATABASE")]
    pub source: Option<String>,

    /// The same as DATABASE
    #[arg(long = "source", value_name = "DATABASE", conflicts_with = "source")]
    pub source_flag: Option<String>,

    /// Wait this long for another process's lock on the database [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = wait)]
    pub lock_timeout: Option<Duration>,

    /// Where backups are and which of them stay.
    #[command(flatten)]
    pub shelf: ShelfArgs,
}

/// Where backups are and which of them stay.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Where backups are and which of them stay")]
pub struct ShelfArgs {
    /// Directory of the backups [default: beside the SQLite file; for PostgreSQL the current directory]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Keep the newest N backups of this database, the new one included, and remove older ones
    #[arg(long, value_name = "N", value_parser = keep)]
    pub keep: Option<u32>,

    /// Remove backups of this database that are older: `12h`, `30d`, `4w`
    ///
    /// With --keep too, a backup is removed only when it is older and not among the newest N.
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub older_than: Option<Duration>,
}

impl BackupArgs {
    /// The database, however it was given.
    pub fn given(&self) -> Option<&str> {
        self.source.as_deref().or(self.source_flag.as_deref())
    }
}

impl ShelfArgs {
    /// These where they say something, those of `under` where they do not; a relative directory of `under` is relative
    /// to its own.
    pub fn or(self, under: ShelfArgs) -> ShelfArgs {
        ShelfArgs {
            into: self.into.or(under.into),
            keep: self.keep.or(under.keep),
            older_than: self.older_than.or(under.older_than),
        }
    }
}
