//! `howdah plan SOURCE [TARGET]`.

use super::choices::{Choices, ReadArgs};
use super::places::PlacesArgs;
use clap::Args;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// From where to where.
    #[command(flatten)]
    pub places: PlacesArgs,
    /// Print only the DDL, ready for `psql`
    #[arg(long, help_heading = "Output")]
    pub ddl: bool,
    /// The plan's choices.
    #[command(flatten)]
    pub choices: Choices,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
