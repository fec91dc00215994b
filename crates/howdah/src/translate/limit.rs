//! `LIMIT offset, count` written as `LIMIT count OFFSET offset`.
//!
//! The parser's tree holds the two numbers of both spellings in the order in which they stand, and not which spelling it
//! was (<https://sqlite.org/lang_select.html#limitoffset>). So the text is made unambiguous before it is parsed.

/// The text without `LIMIT x, y`.
pub(super) fn with_offset(text: &str) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        if !text[token.start..token.end].eq_ignore_ascii_case("limit") || token.start < copied {
            continue;
        }
        let Some((comma, end)) = comma_form(text, &tokens, at) else { continue };
        out.push_str(&text[copied..token.end]);
        out.push(' ');
        out.push_str(text[tokens[comma].end..end].trim());
        out.push_str(" OFFSET ");
        out.push_str(text[token.end..tokens[comma].start].trim());
        out.push(' ');
        copied = end;
    }
    out.push_str(&text[copied..]);
    out
}

struct Token {
    start: usize,
    end: usize,
}

/// Position of the comma that belongs to the LIMIT at `at`, and where its second number ends.
fn comma_form(text: &str, tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut comma = None;
    let mut end = tokens[at].end;
    for (position, token) in tokens.iter().enumerate().skip(at + 1) {
        match &text[token.start..token.end] {
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            ";" => break,
            "," if depth == 0 && comma.is_none() => comma = Some(position),
            // Nothing else may stand behind a LIMIT but the end of its SELECT.
            word if depth == 0
                && ["offset", "on", "returning"].iter().any(|end| word.eq_ignore_ascii_case(end)) =>
            {
                break;
            }
            _ => {}
        }
        end = token.end;
    }
    comma.map(|comma| (comma, end))
}

/// Tokens as far as they matter here: words, single characters, and quoted texts as a whole; no comments.
fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let behind = |from: usize, what: &str| text.get(from..).and_then(|rest| rest.find(what));
        match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at = behind(at, "\n").map_or(bytes.len(), |length| at + length);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = behind(at + 2, "*/").map_or(bytes.len(), |length| at + length + 4);
                continue;
            }
            quote @ (b'\'' | b'"' | b'`') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += 1;
                }
                at = (at + 1).min(bytes.len());
            }
            b'[' => {
                at = behind(at, "]").map_or(bytes.len(), |length| at + length + 1);
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => {
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' || bytes[at] >= 0x80)
                {
                    at += 1;
                }
            }
            _ => at += 1,
        }
        tokens.push(Token { start, end: at });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::with_offset;

    #[test]
    fn only_the_spelling_with_a_comma_changes() {
        for (from, to) in [
            ("SELECT 1 LIMIT 2, 3", "SELECT 1 LIMIT 3 OFFSET 2 "),
            ("SELECT 1 LIMIT 2 OFFSET 3", "SELECT 1 LIMIT 2 OFFSET 3"),
            ("SELECT (SELECT 1 LIMIT 1), 2", "SELECT (SELECT 1 LIMIT 1), 2"),
            ("SELECT (SELECT 1 LIMIT 1, max(2, 3)), 2", "SELECT (SELECT 1 LIMIT max(2, 3) OFFSET 1 ), 2"),
            ("SELECT 'limit 1, 2' -- limit 1, 2", "SELECT 'limit 1, 2' -- limit 1, 2"),
            ("x LIMIT 1,2; y LIMIT 3,4", "x LIMIT 2 OFFSET 1 ; y LIMIT 4 OFFSET 3 "),
        ] {
            assert_eq!(with_offset(from), to);
        }
    }
}
