//! Commands about what a run left behind: `report`, `status`, `stop`, `clean`.

use super::conduct::WorkDirArgs;
use super::places::SourceArgs;
use clap::Args;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The SQLite database, or the work directory
    #[arg(value_name = "APP.db|WORKDIR")]
    pub place: Option<String>,
    /// Where the reports are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Which database.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where the run's state is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// Arguments of `stop`.
#[derive(Debug, Args)]
pub struct StopArgs {
    /// Which database.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where the run's state is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// Arguments of `clean`.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// Which database.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Remove the embedded server's data, the reports and the whole work directory as well
    #[arg(long)]
    pub remove: bool,
    /// Where the run's state is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}
