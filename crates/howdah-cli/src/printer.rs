//! The one object that prints: the answer to stdout, everything else to stderr.
//!
//! It honours `--quiet`, `--verbose`, `--json`, `NO_COLOR` and `TERM=dumb`, and keeps messages and moving bars apart.
//! What is printed is made elsewhere ([`crate::render`]).

use crate::render;
use crate::settings::Voice;
use howdah::Error;
use howdah::report::figures::visible_lines;
use indicatif::{MultiProgress, ProgressDrawTarget};
use serde::Serialize;
use std::io::{IsTerminal as _, Write as _};

/// What the two streams can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// stderr is a terminal on which the cursor can be moved.
    pub moves: bool,
    /// stderr may be coloured.
    pub colour: bool,
}

impl Streams {
    /// Those of this process: <https://no-color.org>; `TERM=dumb` can neither colour nor move.
    pub fn of_process() -> Streams {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let moves = std::io::stderr().is_terminal() && !dumb;
        Streams { moves, colour: moves && !plain }
    }
}

/// A word's role, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `error:`
    Error,
    /// `warning:`
    Warning,
    /// `hint:`, `detail:`, `cause:`
    Label,
}

/// The one object that prints.
pub struct Printer {
    voice: Voice,
    streams: Streams,
    bars: MultiProgress,
}

impl Printer {
    /// A printer that speaks as told, on streams that can do so much.
    pub fn new(voice: Voice, streams: Streams) -> Printer {
        let bars = MultiProgress::with_draw_target(if streams.moves && !voice.quiet {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        Printer { voice, streams, bars }
    }

    /// How it speaks.
    pub fn voice(&self) -> Voice {
        self.voice
    }

    /// Where moving bars are drawn; `None` where they cannot or may not be.
    pub fn bars(&self) -> Option<&MultiProgress> {
        (self.streams.moves && !self.voice.quiet).then_some(&self.bars)
    }

    /// Prints the answer as it is. A reader that went away (`howdah plan | head`) is no failure.
    pub fn answer(&self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    /// Prints the answer as one JSON document.
    pub fn document(&self, answer: &impl Serialize) -> howdah::Result<()> {
        let mut text = serde_json::to_string_pretty(answer)
            .map_err(|cause| Error::bug("an answer cannot be written as JSON").caused_by(cause))?;
        text.push('\n');
        self.answer(&text);
        Ok(())
    }

    /// Says something that a person should see.
    pub fn message(&self, text: &str) {
        if !self.voice.quiet {
            self.say(&visible_lines(text));
        }
    }

    /// Says something that a person must see.
    pub fn warning(&self, text: &str) {
        self.say(&format!("{} {}", self.paint(Role::Warning, "warning:"), visible_lines(text)));
    }

    /// Says something for those who asked for details.
    pub fn detail(&self, text: &str) {
        if self.voice.verbose {
            self.say(&visible_lines(text));
        }
    }

    /// Says why the program ends without an answer: to stderr in words, or as the JSON document on stdout.
    pub fn error(&self, error: &Error) {
        if self.voice.json {
            // The document holds texts and numbers only, which always can be written.
            let _ = self.document(&render::error::document(error));
        } else {
            let text = render::error::text(error, self.voice.verbose, |role, word| self.paint(role, word));
            self.say(text.trim_end());
        }
    }

    /// A line to stderr, above the bars.
    fn say(&self, line: &str) {
        self.bars.suspend(|| {
            // When stderr is gone, there is nobody left to tell.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        });
    }

    /// A word in its role's colour, when colours are allowed.
    pub fn paint(&self, role: Role, word: &str) -> String {
        if !self.streams.colour {
            return word.to_owned();
        }
        let code = match role {
            Role::Error => "1;31",
            Role::Warning => "1;33",
            Role::Label => "1;36",
        };
        format!("\u{1b}[{code}m{word}\u{1b}[0m")
    }
}
