//! Commands about the program itself: `completions`, `man`, and the hidden `docs`.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    pub shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this directory
    pub directory: Option<PathBuf>,
}

/// Arguments of `docs`.
#[derive(Debug, Args)]
pub struct DocsArgs {
    /// The directory of the documentation
    pub directory: PathBuf,
    /// Write nothing; fail when a page is not what it should be
    #[arg(long)]
    pub check: bool,
}
