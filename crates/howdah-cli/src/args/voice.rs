//! Flags that say how the program speaks, the same for every command, and the two meanings of `--json`.

use clap::{ArgAction, Args};
use howdah::plan::options::JsonChoice;
use std::ffi::OsString;
use std::path::PathBuf;

/// How to speak.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct VoiceArgs {
    /// Print only the answer, warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print details and the causes of errors
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// Print the answer as one JSON document
    ///
    /// With `exact` or `jsonb` behind it, it chooses the type of JSON columns instead, as `--json-columns` does.
    #[arg(
        long,
        global = true,
        action = ArgAction::Append,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "document",
        value_name = "exact|jsonb",
        hide_possible_values = true,
        value_parser = JsonFlag::parse
    )]
    pub json: Vec<JsonFlag>,

    /// Read settings from this file instead of `howdah.toml`
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What one `--json` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFlag {
    /// Speak JSON.
    Document,
    /// Type of JSON columns.
    Columns(JsonChoice),
}

impl JsonFlag {
    fn parse(word: &str) -> Result<JsonFlag, String> {
        match word {
            "document" => Ok(JsonFlag::Document),
            "exact" => Ok(JsonFlag::Columns(JsonChoice::Exact)),
            "jsonb" => Ok(JsonFlag::Columns(JsonChoice::Jsonb)),
            _ => Err("`--json` stands alone, or is followed by `exact` or `jsonb`".to_owned()),
        }
    }
}

impl VoiceArgs {
    /// Whether the answer is wanted as JSON.
    pub fn speaks_json(&self) -> bool {
        self.json.contains(&JsonFlag::Document)
    }

    /// The type of JSON columns, when `--json` chose one; the last one counts.
    pub fn json_columns(&self) -> Option<JsonChoice> {
        self.json.iter().rev().find_map(|flag| match flag {
            JsonFlag::Columns(choice) => Some(*choice),
            JsonFlag::Document => None,
        })
    }
}

/// Joins `--json exact` and `--json jsonb` into one word, so that in `--json app.db` the file stays a file.
pub fn join_json(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut out: Vec<OsString> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        if word == "--" {
            out.push(word);
            out.extend(words);
            break;
        }
        if word == "--json"
            && let Some(choice) = words.next_if(|next| next == "exact" || next == "jsonb")
        {
            let mut joined = OsString::from("--json=");
            joined.push(choice);
            out.push(joined);
            continue;
        }
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command, parse};

    fn read(line: &str) -> Cli {
        parse(line.split(' ').map(OsString::from)).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn source(cli: &Cli) -> Option<&str> {
        match &cli.command {
            Command::Migrate(migrate) => migrate.places.source.as_deref(),
            _ => None,
        }
    }

    #[test]
    fn json_alone_speaks_json_and_leaves_the_file_alone() {
        let cli = read("howdah migrate --json app.db");
        assert!(cli.voice.speaks_json());
        assert_eq!(cli.voice.json_columns(), None);
        assert_eq!(source(&cli), Some("app.db"));
    }

    #[test]
    fn json_exact_chooses_the_type_and_does_not_speak_json() {
        for line in ["howdah migrate --json exact app.db", "howdah migrate app.db --json=exact"] {
            let cli = read(line);
            assert!(!cli.voice.speaks_json(), "{line}");
            assert_eq!(cli.voice.json_columns(), Some(JsonChoice::Exact), "{line}");
            assert_eq!(source(&cli), Some("app.db"), "{line}");
        }
    }

    #[test]
    fn both_meanings_of_json_can_be_given_at_once() {
        let cli = read("howdah migrate app.db --json --json exact");
        assert!(cli.voice.speaks_json());
        assert_eq!(cli.voice.json_columns(), Some(JsonChoice::Exact));
    }

    #[test]
    fn nothing_is_joined_behind_two_hyphens() {
        let words = ["howdah", "migrate", "--", "--json", "exact"].map(OsString::from);
        assert_eq!(join_json(words.clone()), words);
    }
}
