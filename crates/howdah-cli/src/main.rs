//! The program `howdah`: reads the command line, lets the engine work, prints its answer.

mod args;
mod commands;
mod config;
mod docs;
mod panics;
mod places;
mod printer;
mod progress;
mod render;
mod settings;
mod signals;
mod usage;

use howdah::{Error, Kind};
use printer::{Printer, Streams};
use settings::{Surroundings, Voice};
use std::ffi::OsString;
use std::process::ExitCode;

/// Writes what the engine logs to stderr, when `HOWDAH_LOG` says which of it.
fn start_log(streams: Streams) {
    if let Some(filter) = std::env::var("HOWDAH_LOG").ok().filter(|filter| !filter.is_empty()) {
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::builder().parse_lossy(filter))
            .with_writer(std::io::stderr)
            .with_ansi(streams.colour)
            .init();
    }
}

fn main() -> ExitCode {
    panics::install();
    // Without it, a limit on the size of files ends the process: no worse than not to run at all.
    let _ = signals::outlive_file_limits();
    let words: Vec<OsString> = std::env::args_os().collect();
    let streams = Streams::of_process();
    start_log(streams);
    // Until the command line is understood, only its own words say how an error is wanted.
    let json = words.iter().any(|word| word == "--json");
    let mut printer = Printer::new(Voice { json, ..Voice::default() }, streams);
    let cli = match args::parse(words.clone()) {
        Ok(cli) => cli,
        Err(error) if usage::is_help(&error) => {
            // Nobody is left to tell when this cannot be printed.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
        Err(error) => {
            let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
            let error = usage::error(&error, &words);
            printer.error(&error);
            return ExitCode::from(error.kind.exit_code());
        }
    };
    printer = Printer::new(Voice::typed(&cli.voice), streams);
    let outcome = panics::caught(|| {
        let around = Surroundings::of_process().map_err(|cause| {
            Error::new(Kind::Usage, "the current directory cannot be read").caused_by(cause)
        })?;
        let file = settings::read_file(&cli, &around)?;
        printer = Printer::new(settings::voice(&cli.voice, &file), streams);
        if file.path.is_file() {
            printer.detail(&format!("settings from {}", file.path.display()));
        }
        commands::run(settings::resolve(cli, &around, &file)?, &printer)
    });
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            printer.error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}
