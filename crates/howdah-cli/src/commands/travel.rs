//! `migrate`, `verify` and `rollback`: the commands that end in a report and a verdict.

use super::watched;
use crate::printer::Printer;
use crate::render;
use howdah::report::run::RunReport;
use howdah::run::{self, Finished, Rollback, Settings};
use howdah::{Error, Kind, Result};

/// Carries the source to the target.
pub fn migrate(settings: &Settings, printer: &Printer) -> Result<u8> {
    let finished = watched(printer, |watch| run::migrate(settings, watch))?;
    answer(&finished, printer)
}

/// Compares source and target.
pub fn verify(settings: &Settings, printer: &Printer) -> Result<u8> {
    require_target(settings, "verify")?;
    let finished = watched(printer, |watch| run::verify(settings, watch))?;
    answer(&finished, printer)
}

/// Judges a migration, and rolls it back when told to. 5 when it is refused, 1 when the new file was not equal.
pub fn rollback(settings: &Settings, asked: &Rollback, printer: &Printer) -> Result<u8> {
    require_target(settings, "rollback")?;
    let report = watched(printer, |watch| run::rollback(settings, asked, watch))?;
    if printer.voice().json {
        printer.document(&report)?;
    } else {
        printer.answer(&render::rollback::text(&report));
    }
    Ok(render::rollback::exit_code(&report))
}

/// Asking for the embedded server would make one where there is none.
fn require_target(settings: &Settings, command: &str) -> Result<()> {
    if settings.target.is_some() || run::status(&settings.work_path())?.server.is_some() {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, "the target is missing")
        .detail(format!("There is no embedded server in {}.", settings.work_path().display()))
        .hint(format!("Name both places: howdah {command} app.db postgresql://user@host/database.")))
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
