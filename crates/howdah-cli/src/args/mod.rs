//! What was typed: the command line as `clap` reads it, one file a command.
//!
//! Nothing here decides what a flag means together with `howdah.toml` and the environment; that is
//! [`crate::settings`]. Values are read by [`values`], the same readers that `howdah.toml` uses.

pub mod choices;
pub mod conduct;
pub mod inspect;
pub mod migrate;
pub mod places;
pub mod plan;
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
    after_help = "Exit codes: 0 done or equal, 1 the answer is no, 2 wrong usage, 3 the source failed, 4 the target \
                  failed,\n5 refused as unsafe, 6 interrupted (run it again to continue), 70 a bug in howdah."
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
    Migrate(migrate::MigrateArgs),
    /// Show what `migrate` would do: findings, types with reasons, the exact DDL
    Plan(plan::PlanArgs),
    /// Show what is in a SQLite file: tables, rows, sizes, features, troubles
    Inspect(inspect::InspectArgs),
    /// Compare every cell and the structure of two databases
    Verify(verify::VerifyArgs),
    /// Show the last report
    Report(workplace::ReportArgs),
    /// Show the last run, whether its embedded server runs, and how to connect
    Status(workplace::StatusArgs),
    /// Stop the embedded server of a migrated database
    Stop(workplace::StopArgs),
    /// Stop the embedded server and remove what a run left beside the source
    Clean(workplace::CleanArgs),
    /// Print the completion script of a shell
    Completions(tools::CompletionsArgs),
    /// Print the man page, or write all man pages into a directory
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
