//! What was typed: the command line as `clap` reads it, one file a command.
//!
//! Nothing here decides what a flag means together with `howdah.toml` and the environment; that is
//! [`crate::settings`]. Values are read by [`values`], the same readers that `howdah.toml` uses.

pub mod backup;
pub mod choices;
pub mod conduct;
pub mod inspect;
pub mod migrate;
pub mod places;
pub mod plan;
pub mod rollback;
pub mod tools;
pub mod values;
pub mod verify;
pub mod voice;
pub mod workplace;

use clap::{Parser, Subcommand};
use std::ffi::OsString;

/// Carry a SQLite database to PostgreSQL and prove that nothing was lost
///
/// `howdah migrate app.db postgresql://me@host/app` inspects, plans, copies, builds keys and indexes, compares every
/// cell and writes a report. The source is opened read-only and never changed.
#[derive(Debug, Parser)]
#[command(
    name = "howdah",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Exit codes:
  0 done, equal   1 the answer is no   2 wrong usage   3 the source failed   4 the target failed
  \
                  5 refused as unsafe   6 interrupted, run it again   70 a bug in howdah"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// How to speak.
    #[command(flatten)]
    pub voice: voice::VoiceArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Carry a SQLite database to PostgreSQL and prove that nothing was lost
    ///
    /// Without TARGET, a private PostgreSQL server is started with its data in `APP.howdah` beside the source; lines at
    /// the end say how to connect to it, how to stop it and how to remove it. An interrupted run is continued by the
    /// same command.
    Migrate(migrate::MigrateArgs),
    /// Show what `migrate` would do: findings, types with reasons, the exact DDL
    ///
    /// Every cell of the source is looked at, nothing is written, and a TARGET is not asked; `migrate --dry-run` asks it
    /// too. Exit code 1: something must be decided first.
    Plan(plan::PlanArgs),
    /// Show what is in a SQLite file: tables, rows, sizes, features, troubles
    ///
    /// Every cell is looked at, nothing is written, no server is needed.
    Inspect(inspect::InspectArgs),
    /// Compare every cell and the structure of two databases
    ///
    /// Both are read from beginning to end, without trusting the migration: every cell, and the structure (columns,
    /// keys, indexes, foreign keys, positions of sequences). They may be given in either order; without TARGET, the
    /// embedded server of the source is meant. Exit code 0: equal; 1: different.
    Verify(verify::VerifyArgs),
    /// Copy a database while it is in use, check the copy, and remove older ones
    ///
    /// A SQLite file becomes `NAME.backup_YYYYMMDD_HHMMSS` beside it, a PostgreSQL database
    /// `DATABASE.backup_YYYYMMDD_HHMMSS.dump` in the current directory, made by `pg_dump`; the time is UTC. Nothing is
    /// overwritten, and a backup appears under its name only when it is whole and checked.
    Backup(backup::BackupArgs),
    /// Put a migrated application back on SQLite, with what was written on PostgreSQL since
    ///
    /// Without `--yes`, nothing is written: the answer says what speaks for a rollback (rows that are missing, damage,
    /// `--slowdown`, `--app-errors`), what changed on both sides since the move, and the command to go on. With `--yes`,
    /// the file is made anew from PostgreSQL, proven, and put in place; the old one is kept under another name. Refused
    /// while the old file is open somewhere, while somebody writes to PostgreSQL, and when the file was written after
    /// the move. Exit code 5: it is, or would be, refused.
    Rollback(rollback::RollbackArgs),
    /// Show the last report
    ///
    /// Without a name, the newest report of the `*.howdah` directories here is shown.
    Report(workplace::ReportArgs),
    /// Show the last run, whether its embedded server runs, and how to connect
    ///
    /// Without SOURCE, every `*.howdah` directory here is shown.
    Status(workplace::StatusArgs),
    /// Stop the embedded server of a migrated database
    ///
    /// The data stay. The next `howdah migrate` or `howdah verify` of the same source starts the server again.
    Stop(workplace::StopArgs),
    /// Stop the embedded server and remove what a run left beside the source
    ///
    /// Without `--remove`, only the private copy of the source is removed, and the rest is named. The source itself and
    /// a target on another server are never touched.
    Clean(workplace::CleanArgs),
    /// Print the completion script of a shell
    ///
    /// For example: `howdah completions bash > /etc/bash_completion.d/howdah`.
    Completions(tools::CompletionsArgs),
    /// Print the man page, or write all man pages into a directory
    ///
    /// For example: `howdah man | man -l -`.
    Man(tools::ManArgs),
    /// Write the generated pages of the documentation
    #[command(hide = true)]
    Docs(tools::DocsArgs),
}

/// Reads a command line, the program's name first.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(voice::join_json(words))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
