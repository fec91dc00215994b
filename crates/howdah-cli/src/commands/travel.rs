//! `migrate` and `verify`: the commands that end in a report and a verdict.

use super::watched;
use crate::printer::Printer;
use crate::render;
use howdah::report::run::RunReport;
use howdah::run::{self, Finished, Settings};
use howdah::{Error, Kind, Result};

/// Carries the source to the target.
pub fn migrate(settings: &Settings, printer: &Printer) -> Result<u8> {
    let finished = watched(printer, |watch| run::migrate(settings, watch))?;
    answer(&finished, printer)
}

/// Compares source and target.
pub fn verify(settings: &Settings, printer: &Printer) -> Result<u8> {
    // Asking for the embedded server would make one where there is none.
    if settings.target.is_none() && run::status(&settings.work_path())?.server.is_none() {
        return Err(Error::new(Kind::Usage, "the target is missing")
            .detail(format!("There is no embedded server in {}.", settings.work_path().display()))
            .hint("Name both places: howdah verify app.db postgresql://user@host/database."));
    }
    let finished = watched(printer, |watch| run::verify(settings, watch))?;
    answer(&finished, printer)
}

fn answer(finished: &Finished, printer: &Printer) -> Result<u8> {
    let report: &RunReport = &finished.report;
    if printer.voice().json {
        printer.document(report)?;
    } else {
        printer.answer(&render::report::summary(report));
    }
    if let Some(path) = &finished.written_to {
        printer.message(&format!("The report is {}.", path.display()));
    }
    Ok(render::report::exit_code(report))
}
