//! `howdah verify SOURCE TARGET`.

use super::choices::{Choices, ReadArgs};
use super::conduct::WorkDirArgs;
use super::places::PlacesArgs;
use clap::Args;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// What to compare.
    #[command(flatten)]
    pub places: PlacesArgs,
    /// Where its own things are.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
    /// The choices with which the target was made.
    #[command(flatten)]
    pub choices: Choices,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
