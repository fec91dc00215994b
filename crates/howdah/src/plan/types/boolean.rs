//! `boolean`: 0 and 1, or two words.

use super::{Held, Subject, misfit};
use crate::row::format::{BooleanSpelling, Format};

/// The pairs of words that mean false and true, in lower case.
const PAIRS: [(&str, &str); 6] =
    [("t", "f"), ("true", "false"), ("y", "n"), ("yes", "no"), ("on", "off"), ("1", "0")];

pub(super) fn hold(subject: &Subject) -> Result<Held, String> {
    let profile = subject.profile;
    let others = misfit(&[
        (profile.integers_not_boolean, "integers other than 0 and 1"),
        (profile.reals, "REAL"),
        (profile.blobs, "BLOB"),
    ]);
    if !others.is_empty() {
        return Err(others);
    }
    let mut spellings = vec![(BooleanSpelling::Integer, profile.integers)];
    if profile.texts > 0 {
        let words = profile.boolean_words.as_ref().ok_or("texts that are no truth words")?;
        for (word, count) in words {
            let (yes, no) = pair(word).ok_or("texts that are no truth words")?;
            let spelling = BooleanSpelling::Words { yes, no };
            match spellings.iter_mut().find(|(known, _)| *known == spelling) {
                Some((_, sum)) => *sum += count,
                None => spellings.push((spelling, *count)),
            }
        }
    }
    let kinds = spellings.iter().filter(|(_, count)| *count > 0).count();
    // The first of equals, so that the integers win and the order of the rows does not matter more than it must.
    let best = spellings.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    let spelling = best.map_or(BooleanSpelling::Integer, |(spelling, _)| spelling);
    Ok(Held { format: Format::Boolean { spelling }, distinct: kinds <= 1 })
}

/// The pair to which a word belongs, in the word's own case.
fn pair(word: &str) -> Option<(String, String)> {
    let lower = word.to_ascii_lowercase();
    let (yes, no) = PAIRS.into_iter().find(|(yes, no)| lower == *yes || lower == *no)?;
    let titled = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let pairs = [
        (yes.to_owned(), no.to_owned()),
        (yes.to_ascii_uppercase(), no.to_ascii_uppercase()),
        (titled(yes), titled(no)),
    ];
    pairs.into_iter().find(|(yes, no)| word == yes || word == no)
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn a_word_knows_its_pair_in_its_own_case() {
        for (word, expected) in [
            ("t", Some(("t", "f"))),
            ("F", Some(("T", "F"))),
            ("FALSE", Some(("TRUE", "FALSE"))),
            ("True", Some(("True", "False"))),
            ("no", Some(("yes", "no"))),
            ("tRuE", None),
            ("1", Some(("1", "0"))),
            ("oN", None),
            ("", None),
        ] {
            let expected = expected.map(|(yes, no)| (yes.to_owned(), no.to_owned()));
            assert_eq!(pair(word), expected, "{word}");
        }
    }
}
