//! Tokenizers: what the declaration says, as the SQL functions read it.

use crate::catalog::search::{Search, Version};

/// The tokenizer in the words of `fts_tokens`, and how it differs from SQLite's, in words, where it does.
///
/// FTS5: <https://sqlite.org/fts5.html#tokenizers>; FTS3 and FTS4: <https://sqlite.org/fts3.html#tokenizer>.
pub(super) fn canonical(search: &Search) -> (String, Option<String>) {
    let tokenizer = &search.tokenizer;
    let known: &[&str] = match (search.version, tokenizer.name.as_str()) {
        (_, "unicode61") => &["remove_diacritics", "tokenchars", "separators"],
        (Version::Fts5, "ascii") => &["tokenchars", "separators"],
        (Version::Fts5, "trigram") => &["case_sensitive", "remove_diacritics"],
        (Version::Fts3 | Version::Fts4, "simple" | "porter") => &[],
        _ => {
            let name = &tokenizer.name;
            return ("unicode61".to_owned(), Some(format!("the tokenizer {name} is not SQLite's own")));
        }
    };
    let mut words = match (search.version, tokenizer.name.as_str()) {
        (Version::Fts3 | Version::Fts4, "simple") => "ascii".to_owned(),
        (Version::Fts3 | Version::Fts4, "porter") => "fts3 porter".to_owned(),
        (_, name) if tokenizer.porter => format!("porter {name}"),
        (_, name) => name.to_owned(),
    };
    let mut differs = None;
    for (name, value) in &tokenizer.options {
        if known.contains(&name.as_str()) {
            words.push_str(&format!(" {name} {}", value_word(value)));
        } else {
            differs = Some(format!("its option {name} has no counterpart"));
        }
    }
    (
        words,
        differs.or_else(|| {
            search.unknown.first().map(|option| format!("the option {option} has no counterpart"))
        }),
    )
}

/// A value as one word: digits as they are, everything else in single quotes.
fn value_word(value: &str) -> String {
    match !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', "''").replace('\0', "")),
    }
}
