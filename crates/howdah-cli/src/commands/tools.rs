//! `completions`, `man` and `docs`: what the program says about itself.

use crate::args::Cli;
use crate::docs;
use crate::printer::Printer;
use clap::CommandFactory as _;
use clap_complete::Shell;
use howdah::{Error, Kind, Result};
use std::fs;
use std::path::Path;

/// Prints a shell's completion script.
pub fn completions(shell: Shell, printer: &Printer) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "howdah", &mut script);
    let script = String::from_utf8(script)
        .map_err(|cause| Error::bug("the completion script is not UTF-8").caused_by(cause))?;
    printer.answer(&script);
    Ok(0)
}

/// Prints the man page, or writes all man pages.
pub fn man(directory: Option<&Path>, printer: &Printer) -> Result<u8> {
    let Some(directory) = directory else {
        let mut command = Cli::command();
        command.build();
        printer.answer(&docs::man_page(&command)?);
        return Ok(0);
    };
    for (name, page) in docs::man_pages()? {
        write(&directory.join(&name), &page)?;
        printer.message(&format!("wrote {}", directory.join(&name).display()));
    }
    Ok(0)
}

/// Writes the made pages of the documentation, or says which of them are not what they should be.
pub fn docs(directory: &Path, check: bool, printer: &Printer) -> Result<u8> {
    let mut stale = Vec::new();
    for (name, page) in docs::pages()? {
        let path = directory.join(&name);
        if fs::read_to_string(&path).is_ok_and(|old| old == page) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            write(&path, &page)?;
            printer.message(&format!("wrote {}", path.display()));
        }
    }
    if stale.is_empty() {
        return Ok(0);
    }
    Err(Error::new(Kind::Answer, "made pages are not up to date")
        .detail(format!("They differ from what the program says: {}.", stale.join(", ")))
        .hint("Run scripts/docs and commit what it writes."))
}

fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |cause: std::io::Error| {
        Error::new(Kind::Usage, format!("{} cannot be written", path.display())).caused_by(cause)
    };
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
