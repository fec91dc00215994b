//! A SQLite default taken apart: what value a new row gets, after the column's affinity.
//!
//! The text is what `PRAGMA table_xinfo` gives: a literal, a signed number, a bare word or a name in any quotes (both
//! are strings, <https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted>), TRUE, FALSE, NULL,
//! CURRENT_TIME, CURRENT_DATE, CURRENT_TIMESTAMP (<https://sqlite.org/lang_createtable.html#the_default_clause>), or
//! an expression, which is not for this page.

use crate::catalog::map::Affinity;
use crate::row::number::{Number, real_as_affinity_integer, real_to_text, text_as_number, text_as_real};

/// What a new row gets.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::plan) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
    /// The current moment in UTC, as text.
    Now(Now),
}

/// Which part of the current moment, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Now {
    /// `YYYY-MM-DD HH:MM:SS`.
    Timestamp,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM:SS`.
    Time,
}

/// The value of a default; `None` for an expression.
pub(in crate::plan) fn parse(text: &str) -> Option<Value> {
    let text = unwrap(text);
    match text.to_ascii_lowercase().as_str() {
        "null" => return Some(Value::Null),
        "true" => return Some(Value::Integer(1)),
        "false" => return Some(Value::Integer(0)),
        "current_timestamp" => return Some(Value::Now(Now::Timestamp)),
        "current_date" => return Some(Value::Now(Now::Date)),
        "current_time" => return Some(Value::Now(Now::Time)),
        _ => {}
    }
    for (open, close) in [('\'', '\''), ('"', '"'), ('`', '`'), ('[', ']')] {
        if let Some(rest) = text.strip_prefix(open) {
            return quoted(rest, close).map(Value::Text);
        }
    }
    if let Some(digits) = text.strip_prefix(['x', 'X']).and_then(|rest| rest.strip_prefix('\'')) {
        return blob(digits.strip_suffix('\'')?).map(Value::Blob);
    }
    if let Some(number) = number(text) {
        return Some(number);
    }
    // A bare word is a string; SQLite allows any identifier here.
    let word = text.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '$');
    let named = text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    (word && named).then(|| Value::Text(text.to_owned()))
}

/// The value as a column of this affinity stores it.
pub(super) fn stored(value: Value, affinity: Affinity) -> Value {
    match (affinity, value) {
        (Affinity::Text, Value::Integer(integer)) => Value::Text(integer.to_string()),
        (Affinity::Text, Value::Real(real)) => Value::Text(real_text(real)),
        (Affinity::Integer | Affinity::Numeric, Value::Text(text)) => match text_as_number(text.as_bytes()) {
            Some(Number::Integer(integer)) => Value::Integer(integer),
            Some(Number::Real(real)) => Value::Real(real),
            None => Value::Text(text),
        },
        (Affinity::Integer | Affinity::Numeric, Value::Real(real)) => {
            real_as_affinity_integer(real).map_or(Value::Real(real), Value::Integer)
        }
        (Affinity::Real, Value::Integer(integer)) => Value::Real(integer as f64),
        (Affinity::Real, Value::Text(text)) => {
            text_as_real(text.as_bytes()).map_or(Value::Text(text), Value::Real)
        }
        (_, value) => value,
    }
}

/// A REAL as SQLite writes it as text.
pub(super) fn real_text(real: f64) -> String {
    let mut text = Vec::new();
    real_to_text(real, &mut text);
    text.into_iter().map(char::from).collect()
}

/// Without spaces and without parentheses around the whole.
fn unwrap(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Whether parentheses outside quotes close in order.
fn balanced(text: &str) -> bool {
    let (mut depth, mut quote) = (0i32, None);
    for char in text.chars() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(char),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth < 0 {
                    return false;
                }
            }
            _ => {}
        }
    }
    depth == 0 && quote.is_none()
}

/// What stands in quotes, when nothing stands behind them.
fn quoted(rest: &str, close: char) -> Option<String> {
    let mut out = String::with_capacity(rest.len());
    let mut chars = rest.chars().peekable();
    while let Some(char) = chars.next() {
        if char != close {
            out.push(char);
        } else if close != ']' && chars.peek() == Some(&close) {
            out.push(close);
            chars.next();
        } else {
            return chars.next().is_none().then_some(out);
        }
    }
    None
}

fn blob(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = digits.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// A number with at most one sign; spaces may stand behind the sign, `_` between digits.
fn number(text: &str) -> Option<Value> {
    let (negative, magnitude) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest.trim_start()),
        None => (false, text),
    };
    if !magnitude.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let plain = magnitude.replace('_', "");
    if let Some(digits) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        // Hexadecimal integers are 64 bits in two's complement (https://sqlite.org/lang_expr.html#hexadecimal_integer_literals).
        let integer = u64::from_str_radix(digits, 16).ok()? as i64;
        return Some(Value::Integer(if negative { integer.checked_neg()? } else { integer }));
    }
    match text_as_number_literal(&plain, negative)? {
        Number::Integer(integer) => Some(Value::Integer(integer)),
        Number::Real(real) => Some(Value::Real(real)),
    }
}

/// A literal keeps its class: `1.0` is REAL, where affinity alone would make an INTEGER of it.
fn text_as_number_literal(plain: &str, negative: bool) -> Option<Number> {
    let text = if negative { format!("-{plain}") } else { plain.to_owned() };
    let integral = plain.bytes().all(|byte| byte.is_ascii_digit());
    if integral {
        return text_as_number(text.as_bytes());
    }
    text_as_real(text.as_bytes()).map(Number::Real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_literal_is_read() {
        let text = |text: &str| Some(Value::Text(text.into()));
        for (default, value) in [
            ("NULL", Some(Value::Null)),
            ("(null)", Some(Value::Null)),
            ("'null'", text("null")),
            ("'it''s'", text("it's")),
            ("\"abc\"", text("abc")),
            ("[a b]", text("a b")),
            ("abc", text("abc")),
            ("'CURRENT_TIMESTAMP'", text("CURRENT_TIMESTAMP")),
            ("current_timestamp", Some(Value::Now(Now::Timestamp))),
            ("TRUE", Some(Value::Integer(1))),
            ("\"true\"", text("true")),
            ("- 5", Some(Value::Integer(-5))),
            ("((7))", Some(Value::Integer(7))),
            ("1_000", Some(Value::Integer(1000))),
            ("0x1F", Some(Value::Integer(31))),
            ("1.0", Some(Value::Real(1.0))),
            ("9223372036854775808", Some(Value::Real(9_223_372_036_854_775_808.0))),
            ("-9223372036854775808", Some(Value::Integer(i64::MIN))),
            ("x'00fF'", Some(Value::Blob(vec![0, 255]))),
            ("''", text("")),
            ("datetime('now')", None),
            ("1 + 1", None),
            ("'a' || 'b'", None),
            ("(1) + (2)", None),
            ("x'0'", None),
            ("", None),
        ] {
            assert_eq!(parse(default), value, "{default}");
        }
    }

    #[test]
    fn the_columns_affinity_has_the_last_word() {
        assert_eq!(stored(Value::Text("5".into()), Affinity::Integer), Value::Integer(5));
        assert_eq!(stored(Value::Real(1.0), Affinity::Numeric), Value::Integer(1));
        assert_eq!(stored(Value::Integer(5), Affinity::Text), Value::Text("5".into()));
        assert_eq!(stored(Value::Real(1.5), Affinity::Text), Value::Text("1.5".into()));
        assert_eq!(stored(Value::Integer(5), Affinity::Real), Value::Real(5.0));
        assert_eq!(stored(Value::Text("".into()), Affinity::Integer), Value::Text("".into()));
        assert_eq!(stored(Value::Real(1.0), Affinity::Blob), Value::Real(1.0));
    }
}
