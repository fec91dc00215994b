//! `howdah verify SOURCE TARGET`.

use super::choices::{Choices, ReadArgs};
use super::conduct::WorkDirArgs;
use super::places::PlacesArgs;
use clap::Args;

/// Both databases are read from beginning to end, without trusting the migration: every cell, and the structure
/// (columns, keys, indexes, foreign keys, positions of sequences). The two may be given in either order. Give the same
/// choices as `migrate` was given. Exit code 0: equal; 1: different.
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
