//! What a run may do to the target, and where it keeps its own things.

use super::values::{NameList, name_list};
use clap::Args;
use std::path::PathBuf;

/// What `migrate` may do.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "What the run may do")]
pub struct ConductArgs {
    /// Do everything but write, and say what would happen
    #[arg(long)]
    pub dry_run: bool,

    /// Compare every cell at the end; this is done anyway
    #[arg(long, conflicts_with = "no_verify")]
    pub validate: bool,

    /// Do not compare at the end; the report then says "not proven"
    #[arg(long)]
    pub no_verify: bool,

    /// Create the target database when it is missing
    #[arg(long)]
    pub create_database: bool,

    /// Drop these tables of the target first (repeat, or separate by commas; '*': all that are in the way)
    ///
    /// On the way back, any name lets the new file take the place of the one that is there.
    #[arg(long, value_name = "TABLE", value_parser = name_list)]
    pub replace: Vec<NameList>,
}

/// Where a run keeps its own things.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct WorkDirArgs {
    /// Directory for reports and the run's state [default: APP.howdah beside the source]
    #[arg(long, value_name = "DIR", help_heading = "What the run may do")]
    pub work_dir: Option<PathBuf>,
}
