//! `backup`: a copy of a database, and what became of older ones.

use super::watched;
use crate::printer::Printer;
use crate::render;
use howdah::Result;
use howdah::run::{self, Backup, BackupSettings};
use serde::Serialize;

/// Version of the JSON that `backup` answers.
const VERSION: u32 = 1;

/// A backup as a JSON document.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    backup: &'a Backup,
}

/// Makes a backup and removes those that are to go.
pub fn backup(settings: &BackupSettings, printer: &Printer) -> Result<u8> {
    let backup = watched(printer, |watch| run::backup::backup(settings, watch))?;
    if printer.voice().json {
        printer.document(&Document { version: VERSION, backup: &backup })?;
    } else {
        printer.answer(&render::backup::text(&backup));
    }
    Ok(0)
}
