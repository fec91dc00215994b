//! The commands: each calls the engine, prints its answer and gives the exit code.

mod backup;
mod look;
mod travel;
mod workplace;

pub mod tools;

use crate::printer::Printer;
use crate::progress::Progress;
use crate::settings::Task;
use crate::signals;
use howdah::report::event::Watch;
use howdah::{Error, Result};

/// Does what is meant; the answer's exit code.
pub fn run(task: Task, printer: &Printer) -> Result<u8> {
    match task {
        Task::Migrate(settings) => travel::migrate(&settings, printer),
        Task::Verify(settings) => travel::verify(&settings, printer),
        Task::Rollback(settings, asked) => travel::rollback(&settings, &asked, printer),
        Task::Plan(settings, ddl) => look::plan(&settings, ddl, printer),
        Task::Inspect(settings) => look::inspect(&settings, printer),
        Task::Backup(settings) => backup::backup(&settings, printer),
        Task::Report(directory) => workplace::report(directory, printer),
        Task::Status(directory) => workplace::status(directory, printer),
        Task::Stop(directory) => workplace::stop(&directory, printer),
        Task::Clean(directory, everything) => workplace::clean(&directory, everything, printer),
        Task::Completions(shell) => tools::completions(shell, printer),
        Task::Man(directory) => tools::man(directory.as_deref(), printer),
        Task::Docs(directory, check) => tools::docs(&directory, check, printer),
    }
}

/// Lets the engine work while its events are shown and Ctrl-C is heard.
fn watched<T>(printer: &Printer, work: impl FnOnce(Watch<'_>) -> Result<T>) -> Result<T> {
    let quiet = printer.voice().quiet;
    let cancelled = signals::listen(move || {
        if !quiet {
            eprintln!("stopping where the run can be continued; once more stops at once");
        }
    })
    .map_err(|cause| Error::bug("signals cannot be listened to").caused_by(cause))?;
    let progress = Progress::new(printer);
    let sink = |event| progress.event(event);
    let result = work(Watch::new(&sink, &cancelled));
    progress.finish();
    result
}
