//! The commands: each calls the engine, renders its answer and gives the exit code.

pub mod tools;

use crate::printer::Printer;
use crate::settings::Task;
use howdah::{Error, Result};

/// Does what is meant; the answer's exit code.
pub fn run(task: Task, printer: &Printer) -> Result<u8> {
    match task {
        Task::Completions(shell) => tools::completions(shell, printer),
        Task::Man(directory) => tools::man(directory.as_deref(), printer),
        Task::Docs(directory, check) => tools::docs(&directory, check, printer),
        other => Err(Error::bug(format!("{other:?}"))),
    }
}
