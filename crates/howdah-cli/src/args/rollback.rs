//! `howdah rollback SOURCE [TARGET]`.

use super::choices::ReadArgs;
use super::conduct::WorkDirArgs;
use super::places::PlacesArgs;
use super::values::{choice, jobs, percent, wait};
use clap::Args;
use howdah::plan::back::NanChoice;
use std::time::Duration;

/// Arguments of `rollback`.
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// The file that was carried, and where to.
    #[command(flatten)]
    pub places: PlacesArgs,

    /// Roll back: make the file anew with what was written on PostgreSQL since, prove it, and put it in place
    ///
    /// This is done whatever the verdict is.
    #[arg(long, conflicts_with = "rehearse", help_heading = "What the run may do")]
    pub yes: bool,

    /// Do everything but put the file in place: the new one is made and proven, and removed again
    #[arg(long, help_heading = "What the run may do")]
    pub rehearse: bool,

    /// By how many percent the application's requests take longer than on SQLite; over 50 speaks for a rollback
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "What was noticed")]
    pub slowdown: Option<f64>,

    /// How many errors of the application are put down to the move; any speaks for a look at the logs
    #[arg(long, value_name = "N", help_heading = "What was noticed")]
    pub app_errors: Option<u64>,

    /// What becomes of a column that was added on PostgreSQL and holds NaN [default: refuse]
    #[arg(long, value_name = "HOW", value_parser = choice::<NanChoice>())]
    pub on_nan: Option<NanChoice>,
    /// Schema that received the tables [default: public]
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,
    /// Schema that received howdah's own tables [default: howdah]
    #[arg(long, value_name = "NAME")]
    pub state_schema: Option<String>,
    /// Where its own things are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,

    /// Wait this long for others: for whoever has the file open, and for writers on PostgreSQL [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = wait)]
    pub lock_timeout: Option<Duration>,

    /// Work with this many threads [default: as many as the machine can use]
    #[arg(long, short, value_name = "N", value_parser = jobs)]
    pub jobs: Option<usize>,
}

impl RollbackArgs {
    /// How both sides are read. The file is held: nobody is to write to it any more.
    pub fn read(&self) -> ReadArgs {
        ReadArgs { snapshot: None, lock_timeout: self.lock_timeout, jobs: self.jobs }
    }
}
