//! Patterns: LIKE, and the regular expressions that GLOB can say.
//!
//! LIKE of SQLite folds ASCII, GLOB does not, so both become GLOB (<https://sqlite.org/lang_expr.html#glob>). A regular
//! expression is a row of pieces, each a character or a class and how often it stands; at most one of them may stand
//! more or less often, as in `^[A-Z]{2}-[0-9]+$`. PostgreSQL's ranges go by code points, as GLOB's do
//! (<https://www.postgresql.org/docs/current/functions-matching.html#POSIX-BRACKET-EXPRESSIONS>).

use super::compare::by_bytes;
use super::value::Value;
use super::{Collation, Result, Untranslatable};
use crate::sqlite::emit::literal;

/// Pieces of a pattern when they are written out; SQLite's patterns end at 50,000 bytes.
const PIECES_MAX: usize = 500;

/// `text LIKE pattern`.
pub(super) fn like(text: &Value, pattern: &str) -> Result<Value> {
    by_bytes(false, text)?;
    let mut glob = String::new();
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => match rest.next() {
                Some(plain) => push_plain(&mut glob, plain),
                None => return Err(Untranslatable::new("The pattern of a LIKE ends in its escape.")),
            },
            '%' => glob.push('*'),
            '_' => glob.push('?'),
            plain => push_plain(&mut glob, plain),
        }
    }
    if glob.len() > 40_000 {
        return Err(Untranslatable::new("The pattern of a LIKE is longer than SQLite takes."));
    }
    Ok(Value::bool(format!("({} GLOB {})", text.sql, literal(&glob))))
}

/// `like_escape(pattern, escape)`: the pattern with a backslash as its escape.
pub(super) fn with_backslash(pattern: &str, escape: &str) -> Option<String> {
    let mut letters = escape.chars();
    let escape = letters.next();
    if letters.next().is_some() {
        return None;
    }
    let mut out = String::new();
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            escaped if Some(escaped) == escape => {
                out.push('\\');
                out.push(rest.next()?);
            }
            '\\' => out.push_str("\\\\"),
            plain => out.push(plain),
        }
    }
    Some(out)
}

/// `similar_to_escape(pattern)`: the pattern of a SIMILAR TO as a regular expression.
pub(super) fn similar(pattern: &str) -> Option<String> {
    let mut out = String::from("^(?:");
    let mut class = false;
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => {
                let plain = rest.next().filter(|plain| plain.is_ascii_punctuation())?;
                out.extend(['\\', plain]);
            }
            '[' => class = true,
            ']' => class = false,
            _ => {}
        }
        match next {
            '\\' => {}
            '%' if !class => out.push_str(".*"),
            '_' if !class => out.push('.'),
            '.' | '^' | '$' if !class => out.extend(['\\', next]),
            other => out.push(other),
        }
    }
    out.push_str(")$");
    Some(out)
}

/// Whether folding a pattern changes nothing, so that ILIKE is LIKE and `~*` is `~`.
pub(super) fn has_letters(pattern: &str) -> bool {
    pattern.chars().any(|letter| letter.is_alphabetic() || !letter.is_ascii())
}

fn push_plain(glob: &mut String, plain: char) {
    match plain {
        '*' | '?' | '[' => {
            glob.push('[');
            glob.push(plain);
            glob.push(']');
        }
        plain => glob.push(plain),
    }
}

/// A set of characters, as what stands between the brackets of GLOB.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Class {
    negated: bool,
    /// `a-z0-9_`.
    members: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Plain(char),
    Class(Class),
    Any,
}

impl Piece {
    fn push(&self, glob: &mut String) {
        match self {
            Piece::Plain(plain) => push_plain(glob, *plain),
            Piece::Class(class) => {
                glob.push('[');
                if class.negated {
                    glob.push('^');
                }
                glob.push_str(&class.members);
                glob.push(']');
            }
            Piece::Any => glob.push('?'),
        }
    }

    /// GLOB of one character that is not this.
    fn other(&self) -> Option<String> {
        match self {
            Piece::Any => None,
            Piece::Plain('^') => None,
            Piece::Plain(plain) => Some(format!("[^{plain}]")),
            Piece::Class(class) => {
                Some(format!("[{}{}]", if class.negated { "" } else { "^" }, class.members))
            }
        }
    }
}

type Pieces = Vec<(Piece, Times)>;

/// How often a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    least: usize,
    most: Option<usize>,
}

/// `text ~ pattern`.
pub(super) fn matches(text: &Value, pattern: &str) -> Result<Value> {
    by_bytes(false, text)?;
    let refuse =
        || Untranslatable::new(format!("The regular expression '{pattern}' cannot be said with GLOB."));
    let bytes = text.collation() == Collation::Bytes;
    let (start, pieces, end) = parse(pattern, bytes).ok_or_else(refuse)?;
    let sql = &text.sql;
    // Pieces written out before and behind the one that varies.
    let mut before = Vec::new();
    let mut varying: Option<(Piece, Times)> = None;
    let mut behind = Vec::new();
    for (piece, times) in pieces {
        let list = if varying.is_some() { &mut behind } else { &mut before };
        if times.most == Some(times.least) {
            list.extend(std::iter::repeat_n(piece, times.least));
        } else if varying.is_some() {
            return Err(refuse());
        } else {
            varying = Some((piece, times));
        }
        if before.len() + behind.len() > PIECES_MAX {
            return Err(refuse());
        }
    }
    let mut glob = String::new();
    let push = |glob: &mut String, list: &[Piece]| list.iter().for_each(|piece| piece.push(glob));
    let Some((piece, times)) = varying else {
        if !start {
            glob.push('*');
        }
        push(&mut glob, &before);
        if !end {
            glob.push('*');
        }
        return Ok(Value::bool(format!("({sql} GLOB {})", literal(&glob))));
    };
    if !(start && end) {
        // What varies at an open end need not vary: at least so many of it are enough.
        let open_behind = !end && behind.is_empty();
        let open_before = !start && before.is_empty();
        let well = (start || open_before) && (end || open_behind);
        if !well {
            return Err(refuse());
        }
        if open_before {
            glob.push('*');
        }
        push(&mut glob, &before);
        (0..times.least).for_each(|_| piece.push(&mut glob));
        push(&mut glob, &behind);
        if open_behind {
            glob.push('*');
        }
        return Ok(Value::bool(format!("({sql} GLOB {})", literal(&glob))));
    }
    push(&mut glob, &before);
    glob.push('*');
    push(&mut glob, &behind);
    let fixed = before.len() + behind.len();
    let mut conditions = Vec::new();
    if fixed > 0 {
        conditions.push(format!("{sql} GLOB {}", literal(&glob)));
    }
    match times.most {
        Some(most) => {
            conditions.push(format!("length({sql}) BETWEEN {} AND {}", fixed + times.least, fixed + most));
        }
        None => conditions.push(format!("length({sql}) >= {}", fixed + times.least)),
    }
    if let Some(other) = piece.other() {
        let between = if fixed == 0 {
            sql.clone()
        } else if behind.is_empty() {
            format!("substr({sql}, {})", before.len() + 1)
        } else {
            format!("substr({sql}, {}, length({sql}) - {fixed})", before.len() + 1)
        };
        conditions.push(format!("{between} NOT GLOB {}", literal(&format!("*{other}*"))));
    } else if piece != Piece::Any {
        return Err(refuse());
    }
    Ok(Value::bool(format!("({})", conditions.join(" AND "))))
}

/// Whether it is anchored at its start, its pieces, whether it is anchored at its end.
fn parse(pattern: &str, bytes: bool) -> Option<(bool, Pieces, bool)> {
    if pattern.starts_with("***") || pattern.starts_with("(?") {
        return None;
    }
    let mut rest = pattern;
    // What `similar_to_escape` makes: ^(?:…)$
    let mut end = false;
    let start = rest.starts_with('^');
    if start {
        rest = &rest[1..];
    }
    if let Some(inner) = rest.strip_prefix("(?:").and_then(|inner| inner.strip_suffix(")$")) {
        if inner.contains(['(', ')']) {
            return None;
        }
        rest = inner;
        end = true;
    }
    let mut pieces = Vec::new();
    let mut chars = rest.chars().peekable();
    while let Some(next) = chars.next() {
        let piece = match next {
            '$' if chars.peek().is_none() && !end => {
                end = true;
                break;
            }
            '[' => class(&mut chars, bytes)?,
            '.' => Piece::Any,
            '\\' => match chars.next()? {
                'd' if bytes => Piece::Class(Class { negated: false, members: "0-9".into() }),
                plain if !plain.is_alphanumeric() && plain.is_ascii() => Piece::Plain(plain),
                _ => return None,
            },
            '(' | ')' | '|' | '^' | '$' | '*' | '+' | '?' | '{' => return None,
            plain => Piece::Plain(plain),
        };
        pieces.push((piece, times(&mut chars)?));
    }
    Some((start, pieces, end))
}

/// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}` or nothing.
fn times(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Times> {
    let times = match rest.peek() {
        Some('*') => Times { least: 0, most: None },
        Some('+') => Times { least: 1, most: None },
        Some('?') => Times { least: 0, most: Some(1) },
        Some('{') => {
            rest.next();
            let mut inside = String::new();
            loop {
                match rest.peek()? {
                    '}' => break,
                    next => inside.push(*next),
                }
                rest.next();
            }
            match inside.split_once(',') {
                None => {
                    let count = inside.parse().ok()?;
                    Times { least: count, most: Some(count) }
                }
                Some((least, "")) => Times { least: least.parse().ok()?, most: None },
                Some((least, most)) => Times { least: least.parse().ok()?, most: Some(most.parse().ok()?) },
            }
        }
        _ => return Some(Times { least: 1, most: Some(1) }),
    };
    rest.next();
    // A second quantifier asks for the shortest match.
    if matches!(rest.peek(), Some('*' | '+' | '?' | '{'))
        || times.most.is_some_and(|most| most < times.least || most > 255)
    {
        return None;
    }
    Some(times)
}

/// What stands behind `[`, up to `]`.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, bytes: bool) -> Option<Piece> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut members: Vec<(char, char)> = Vec::new();
    loop {
        let next = rest.next()?;
        let first = match next {
            ']' if !members.is_empty() => break,
            // A class of classes, or what collates together.
            '[' if matches!(rest.peek(), Some(':' | '.' | '=')) => return None,
            '\\' => match rest.next()? {
                'd' if bytes => {
                    members.push(('0', '9'));
                    continue;
                }
                plain if !plain.is_alphanumeric() && plain.is_ascii() => plain,
                _ => return None,
            },
            plain => plain,
        };
        if rest.peek() == Some(&'-') {
            rest.next();
            match rest.peek() {
                // A hyphen at the end is one.
                Some(']') => members.extend([(first, first), ('-', '-')]),
                Some('[' | '\\' | '-') | None => return None,
                Some(last) => {
                    if *last < first {
                        return None;
                    }
                    members.push((first, *last));
                    rest.next();
                }
            }
        } else {
            members.push((first, first));
        }
    }
    // In GLOB `]` stands first, `^` not first, and `-` last.
    let mut text = String::new();
    let single = |wanted: char| members.contains(&(wanted, wanted));
    if single(']') {
        text.push(']');
    }
    for (first, last) in &members {
        if first == last {
            if !matches!(first, ']' | '-' | '^') {
                text.push(*first);
            }
        } else if matches!(first, ']' | '^' | '-') || matches!(last, ']' | '^' | '-') {
            return None;
        } else {
            text.extend([*first, '-', *last]);
        }
    }
    if single('^') {
        if text.is_empty() && !negated {
            return None;
        }
        text.push('^');
    }
    if single('-') {
        text.push('-');
    }
    Some(Piece::Class(Class { negated, members: text }))
}
