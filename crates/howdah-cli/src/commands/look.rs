//! `inspect` and `plan`: the commands that only look.

use super::watched;
use crate::printer::Printer;
use crate::render;
use howdah::Result;
use howdah::plan::summary::ddl_text;
use howdah::run::{self, Direction, Inspection, Settings};
use serde::Serialize;

/// Version of the JSON that `inspect` answers.
const INSPECTION_VERSION: u32 = 1;

/// An inspection as a JSON document.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    inspection: &'a Inspection,
}

/// Shows what is in the source.
pub fn inspect(settings: &Settings, printer: &Printer) -> Result<u8> {
    let inspection = watched(printer, |watch| run::inspect(settings, watch))?;
    if printer.voice().json {
        printer.document(&Document { version: INSPECTION_VERSION, inspection: &inspection })?;
    } else {
        printer.answer(&render::inspect::text(&inspection));
    }
    Ok(0)
}

/// Shows what a run would do; 1 when something must be decided first.
pub fn plan(settings: &Settings, ddl: bool, printer: &Printer) -> Result<u8> {
    let plan = watched(printer, |watch| run::plan(settings, watch))?;
    if printer.voice().json {
        printer.document(&plan)?;
    } else if ddl {
        printer.answer(&ddl_text(&plan));
    } else if settings.direction == Direction::ToSqlite {
        printer.answer(&render::plan::back_text(&plan));
    } else {
        printer.answer(&render::plan::text(&plan));
    }
    let blocked = plan.blocking().count();
    if blocked > 0 && ddl {
        printer.warning("findings block this plan; howdah plan without --ddl shows them");
    }
    Ok(u8::from(blocked > 0))
}
