//! Commands about what a run left behind: `report`, `status`, `stop`, `clean`.

use super::conduct::WorkDirArgs;
use super::places::SourceArgs;
use clap::Args;

/// Without a name, the newest report of the `*.howdah` directories here is shown.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The SQLite database, or the work directory
    #[arg(value_name = "APP.db|WORKDIR")]
    pub place: Option<String>,
    /// Where the reports are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// Without SOURCE, every `*.howdah` directory here is shown.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Which database.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where the run's state is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// The data stay; `howdah status` says how to start the server again.
#[derive(Debug, Args)]
pub struct StopArgs {
    /// Which database.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where the run's state is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
}

/// Without `--remove`, only the private copy of the source is removed, and the rest is named. The source itself and a
/// target on another server are never touched.
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
