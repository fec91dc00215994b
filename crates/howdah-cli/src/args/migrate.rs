//! `howdah migrate SOURCE [TARGET]`.

use super::choices::{Choices, ReadArgs};
use super::conduct::{ConductArgs, WorkDirArgs};
use super::places::PlacesArgs;
use clap::Args;

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// From where to where.
    #[command(flatten)]
    pub places: PlacesArgs,
    /// What it may do.
    #[command(flatten)]
    pub conduct: ConductArgs,
    /// Where its own things are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
    /// The plan's choices.
    #[command(flatten)]
    pub choices: Choices,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
