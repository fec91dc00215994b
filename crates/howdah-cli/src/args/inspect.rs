//! `howdah inspect SOURCE`.

use super::choices::ReadArgs;
use super::places::SourceArgs;
use clap::Args;

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// What to inspect.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
