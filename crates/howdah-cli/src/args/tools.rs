//! Commands about the program itself: `completions`, `man`, and the hidden `docs`.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// For example: `howdah completions bash > /etc/bash_completion.d/howdah`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    pub shell: Shell,
}

/// For example: `howdah man | man -l -`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this directory
    pub directory: Option<PathBuf>,
}

/// Pages that are made from the program itself.
#[derive(Debug, Args)]
pub struct DocsArgs {
    /// The directory of the documentation
    pub directory: PathBuf,
    /// Write nothing; fail when a page is not what it should be
    #[arg(long)]
    pub check: bool,
}
