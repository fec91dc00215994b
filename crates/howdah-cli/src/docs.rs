//! The pages of the documentation that are made from the program itself, so that they cannot drift from it.
//!
//! Pure text from the command line's own declaration and from tables that the program uses; written or compared by
//! [`crate::commands`].

use crate::args::Cli;
use crate::config::KEYS;
use crate::render::error::kind_word;
use crate::settings::VARIABLES;
use clap::{Arg, Command, CommandFactory as _};
use howdah::plan::rules::findings_markdown;
use howdah::{Error, Kind, Result};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Says at the top of a page that it is made.
const MADE: &str = "<!-- Made by `scripts/docs` from the program itself. Do not edit. -->\n\n";

/// Every page: its path below the directory of the documentation, and its text.
pub fn pages() -> Result<Vec<(PathBuf, String)>> {
    let mut pages = vec![
        (PathBuf::from("reference/cli.md"), cli()),
        (PathBuf::from("reference/exit-codes.md"), exit_codes()),
        (PathBuf::from("reference/findings.md"), format!("{MADE}{}", findings_markdown())),
        (PathBuf::from("reference/howdah-toml.md"), settings()),
    ];
    for (name, text) in man_pages()? {
        pages.push((PathBuf::from("man").join(name), text));
    }
    Ok(pages)
}

/// The man pages of the program and of each command.
pub fn man_pages() -> Result<Vec<(String, String)>> {
    let mut root = Cli::command();
    root.build();
    let mut pages = vec![("howdah.1".to_owned(), man_page(&root)?)];
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        // Building gave each command the name of its page: `howdah-migrate`.
        let name = command.get_display_name().unwrap_or(command.get_name());
        pages.push((format!("{name}.1"), man_page(command)?));
    }
    Ok(pages)
}

/// The man page of one command.
pub fn man_page(command: &Command) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|cause| Error::bug("the man page cannot be made").caused_by(cause))?;
    String::from_utf8(page).map_err(|cause| Error::bug("the man page is not UTF-8").caused_by(cause))
}

fn cli() -> String {
    let mut root = Cli::command();
    root.build();
    let mut out = format!("{MADE}# The command line\n\n{}\n\n", about(&root));
    out.push_str("| command | what it does |\n|---|---|\n");
    let commands: Vec<&Command> = root.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    for command in &commands {
        let name = command.get_name();
        let _ = writeln!(out, "| [`{name}`](#howdah-{name}) | {} |", cell(&short_about(command)));
    }
    out.push_str("\n## For every command\n\n");
    out.push_str(&options(root.get_arguments().filter(|argument| is_shown(argument))));
    for command in commands {
        let _ = write!(out, "\n## howdah {}\n\n{}\n\n", command.get_name(), about(command));
        let usage = command.clone().render_usage().to_string();
        let _ = writeln!(out, "```\n{}\n```\n", usage.trim_start_matches("Usage: "));
        let own = |argument: &&Arg| is_shown(argument) && !argument.is_global_set();
        out.push_str(&options(command.get_arguments().filter(own)));
    }
    out
}

fn is_shown(argument: &Arg) -> bool {
    !argument.is_hide_set() && !["help", "version"].contains(&argument.get_id().as_str())
}

/// A table of arguments, one table a heading.
fn options<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let mut groups: Vec<(Option<&str>, Vec<&Arg>)> = Vec::new();
    for argument in arguments {
        let heading = argument.get_help_heading();
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, group)) => group.push(argument),
            None => groups.push((heading, vec![argument])),
        }
    }
    let mut out = String::new();
    for (heading, group) in groups {
        if let Some(heading) = heading {
            let _ = writeln!(out, "**{heading}**\n");
        }
        out.push_str("| argument | meaning |\n|---|---|\n");
        for argument in group {
            let _ = writeln!(out, "| {} | {} |", spelling(argument), cell(&meaning(argument)));
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn spelling(argument: &Arg) -> String {
    let value = match argument.get_value_names() {
        Some(names) if argument.get_action().takes_values() => names.join(" "),
        _ => String::new(),
    };
    let optional = argument.get_num_args().is_some_and(|range| range.min_values() == 0);
    let flags: Vec<String> = [
        argument.get_short().map(|short| format!("-{short}")),
        argument.get_long().map(|long| format!("--{long}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = match (flags.is_empty(), value.is_empty(), optional) {
        (true, _, _) => value,
        (false, true, _) => flags.join(", "),
        (false, false, true) => format!("{} [{value}]", flags.join(", ")),
        (false, false, false) => format!("{} {value}", flags.join(", ")),
    };
    format!("`{}`", text.replace('|', "\\|"))
}

fn meaning(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut out = help.replace("\n\n", ". ").replace('\n', " ");
    let words = argument.get_possible_values();
    if !words.is_empty() && !argument.is_hide_possible_values_set() && argument.get_action().takes_values() {
        let words: Vec<String> = words
            .iter()
            .filter(|word| !word.is_hide_set())
            .map(|word| match word.get_help() {
                Some(help) => format!("`{}`: {help}", word.get_name()),
                None => format!("`{}`", word.get_name()),
            })
            .collect();
        let _ = write!(out, "<br>{}", words.join("<br>"));
    }
    out
}

/// Text within a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn about(command: &Command) -> String {
    let short = short_about(command);
    match command.get_long_about().map(ToString::to_string) {
        Some(long) if long.starts_with(&short) => long,
        Some(long) => format!("{short}.\n\n{long}"),
        None => format!("{short}."),
    }
}

fn short_about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// The kinds of failure in the order of their codes, and what each means. One entry a variant of [`Kind`].
const KINDS: [(Kind, &str); 7] = [
    (Kind::Answer, "The answer is no: databases differ, or the plan has findings that block."),
    (Kind::Usage, "Wrong usage or configuration."),
    (Kind::Source, "The source failed."),
    (Kind::Target, "The target failed."),
    (
        Kind::Unsafe,
        "Refused as unsafe: the target is not empty, the plan has changed, or another run holds the work directory.",
    ),
    (Kind::Interrupted, "Interrupted; the same command continues."),
    (Kind::Bug, "A bug in howdah; please report it."),
];

fn exit_codes() -> String {
    let mut out = format!("{MADE}# Exit codes\n\n| code | kind in JSON | meaning |\n|---|---|---|\n");
    out.push_str("| 0 | | Done; for `verify`: equal. |\n");
    for (kind, meaning) in KINDS {
        let _ = writeln!(out, "| {} | `{}` | {meaning} |", kind.exit_code(), kind_word(kind));
    }
    out.push_str(
        "\nThe answer goes to stdout, progress and messages go to stderr. An error looks like this:\n\n\
         ```\nerror: what is wrong\n  detail: Where, and the circumstances.\n  hint: What to do about it.\n```\n\n\
         With `--json`, stdout holds one document instead:\n\n\
         ```json\n{\"version\": 1, \"error\": {\"kind\": \"source\", \"message\": \"…\", \"detail\": null, \"hint\": null,\n  \
         \"place\": {\"table\": null, \"column\": null, \"row\": null}, \"exit_code\": 3}}\n```\n",
    );
    out
}

fn settings() -> String {
    let mut root = Cli::command();
    root.build();
    let mut out = format!(
        "{MADE}# howdah.toml and the environment\n\n\
         Everything that a flag can say, `howdah.toml` can say; a key is the flag's name. The file is the one that \
         `--config`\nnames, else the one in the current directory, else the one beside the source. Relative paths in it \
         are relative to its\nown directory. An unknown key is an error.\n\n\
         A flag comes before an environment variable, that before the file, that before the default. A list that is \
         given by\nflags replaces the file's list; types of columns are replaced one by one.\n\n\
         `--remove` of `howdah clean` and what `howdah rollback` alone understands must be typed.\n\n\
         ```toml\nsource = \"app.db\"\ntarget = \"postgresql://me@host/app\"\nnames = \"snake\"\nexclude = [\"log\", \"cache\"]\n\
         on-nul = \"escape\"\n\n[type]\n\"orders.total\" = \"numeric(10,2)\"\n\"orders.meta\" = \"jsonb\"\n```\n\n\
         | key | value | meaning |\n|---|---|---|\n"
    );
    for (key, kind) in KEYS {
        let argument = root
            .get_subcommands()
            .chain([&root])
            .flat_map(|command| command.get_arguments())
            .find(|argument| argument.get_long() == Some(key));
        let meaning =
            argument.and_then(|argument| argument.get_help()).map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(out, "| `{key}` | {kind} | {} |", cell(&meaning));
    }
    out.push_str("\n## The environment\n\n| variable | meaning |\n|---|---|\n");
    for (name, meaning) in VARIABLES {
        let _ = writeln!(out, "| `{name}` | {meaning} |");
    }
    out
}
