//! `howdah inspect SOURCE`.

use super::choices::ReadArgs;
use super::conduct::WorkDirArgs;
use super::places::SourceArgs;
use clap::Args;

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// What to inspect.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where its own things are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
