//! What `clap` says about a wrong command line, as the error that this program prints: the same shape as every other
//! error, and no secret that was typed.

use crate::places::masked;
use clap::error::ErrorKind;
use howdah::{Error, Kind};

/// Whether `clap` asks to print help or the version rather than an error.
pub fn is_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The error. `clap`'s text is paragraphs: what is wrong, advice, the usage, where help is; they become message, detail
/// and hint. Each typed word that may hold a secret is masked as a whole first, whatever it holds.
pub fn error(error: &clap::Error, typed: &[String]) -> Error {
    let mut text = error.render().to_string();
    for word in typed {
        let safe = masked(word);
        if safe != *word {
            text = text.replace(word.as_str(), &safe);
        }
    }
    let text = masked(&text);
    let mut message = String::new();
    let mut detail = Vec::new();
    let mut hint = None;
    for paragraph in text.split("\n\n") {
        let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(what) = line.strip_prefix("error: ") {
            message = what.to_owned();
        } else if line.starts_with("Usage:") {
            hint = Some(format!("{line} (--help says more)"));
        } else if let Some(tip) = line.strip_prefix("tip: ") {
            detail.push(sentence(tip));
        } else if !line.is_empty() && !line.starts_with("For more information") {
            detail.push(sentence(&line));
        }
    }
    // What a value's reader expects stands behind the message in a sentence of its own.
    if let Some((what, expected)) = message.split_once(": ").filter(|(_, rest)| rest.ends_with('.')) {
        detail.insert(0, expected.to_owned());
        message = what.to_owned();
    }
    if let Some((what, words)) = message.split_once(" [possible values: ") {
        detail.insert(0, format!("It is one of: {}.", words.trim_end_matches(']')));
        message = what.to_owned();
    }
    let out = Error::new(Kind::Usage, message);
    let out = if detail.is_empty() { out } else { out.detail(detail.join(" ")) };
    out.hint(hint.unwrap_or_else(|| "`--help` says more.".to_owned()))
}

fn sentence(text: &str) -> String {
    let mut out: String = text.to_owned();
    if let Some(first) = out.get(0..1) {
        let upper = first.to_ascii_uppercase();
        out.replace_range(0..1, &upper);
    }
    if !out.ends_with(['.', ']']) {
        out.push('.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn wrong(line: &str) -> Error {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let parsed = crate::args::parse(words.iter().map(OsString::from));
        error(&parsed.err().unwrap_or_else(|| panic!("{line} is accepted")), &words)
    }

    #[test]
    fn a_wrong_word_is_named_and_advice_kept() {
        let error = wrong("howdah migrate app.db --namse lower");
        assert_eq!(error.message, "unexpected argument '--namse' found");
        assert_eq!(error.detail.as_deref(), Some("A similar argument exists: '--names'."));
        assert!(error.hint.unwrap().starts_with("Usage: howdah migrate"));
    }

    #[test]
    fn what_a_value_should_look_like_is_said() {
        let error = wrong("howdah migrate app.db --type orders.total=money");
        assert!(error.message.starts_with("invalid value 'orders.total=money' for '--type"), "{error:?}");
        assert!(error.detail.unwrap().starts_with("The type is one of: boolean"));
        let error = wrong("howdah migrate app.db --names camel");
        assert!(error.detail.unwrap().contains("keep, lower, snake"));
    }

    #[test]
    fn a_password_is_never_repeated() {
        for line in [
            "howdah inspect app.db postgresql://me:secret@host/app",
            "howdah migrate a.db --jobs postgresql://me:se'secret@host/app",
            "howdah postgresql://me:secret@host/app",
        ] {
            let error = wrong(line);
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }
}
