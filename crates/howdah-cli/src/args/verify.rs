//! `howdah verify SOURCE [TARGET]`.

use super::choices::ReadArgs;
use super::conduct::WorkDirArgs;
use super::places::PlacesArgs;
use super::values::{NameList, name_list};
use clap::Args;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// What to compare.
    #[command(flatten)]
    pub places: PlacesArgs,
    /// Schema that received the tables [default: public]
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,
    /// Schema that received howdah's own tables [default: howdah]
    #[arg(long, value_name = "NAME")]
    pub state_schema: Option<String>,
    /// The tables that a run to SQLite was told to carry alone (repeat, or separate by commas)
    #[arg(long, value_name = "TABLE", value_parser = name_list)]
    pub only: Vec<NameList>,
    /// The tables that a run to SQLite was told to leave out (repeat, or separate by commas)
    #[arg(long, value_name = "TABLE", value_parser = name_list)]
    pub exclude: Vec<NameList>,
    /// Where the embedded server's record is.
    #[command(flatten)]
    pub work_dir: WorkDirArgs,
    /// How the source is read.
    #[command(flatten)]
    pub read: ReadArgs,
}
