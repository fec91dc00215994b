//! LIKE and GLOB (<https://sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators>).

use super::super::context::Context;
use super::super::literal;
use super::super::outcome::Refusal;
use super::super::value::{Constant, Rep, Value};
use super::{Answer, bool_value};

/// The functions `like(pattern, text[, escape])` and `glob(pattern, text)`.
pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    Ok(Some(match (name, args) {
        ("like", [pattern, value]) => like(cx, pattern, value, None)?,
        ("like", [pattern, value, escape]) => like(cx, pattern, value, Some(escape))?,
        ("glob", [pattern, value]) => glob(cx, pattern, value)?,
        _ => return Ok(None),
    }))
}

/// LIKE folds ASCII letters only and has no escape unless one is named: PostgreSQL's own over `lower(… COLLATE "C")`.
pub(in super::super) fn like(
    cx: &mut Context<'_>,
    pattern: &Value,
    value: &Value,
    escape: Option<&Value>,
) -> Answer {
    let (pattern, value) = (cx.text_not_blob(pattern, "LIKE")?, cx.text_not_blob(value, "LIKE")?);
    let nullable = pattern.nullable || value.nullable || escape.is_some_and(|escape| escape.nullable);
    let folded = format!("lower({} COLLATE \"C\")", value.arg());
    match (escape, &pattern.constant) {
        (None, Some(Constant::Text(text))) => {
            let lower = literal::text_value(&text.to_ascii_lowercase())?;
            // Without a backslash nothing is escaped anyway.
            let escape = if text.contains('\\') { " ESCAPE ''" } else { "" };
            Ok(bool_value(format!("{folded} LIKE {}{escape}", lower.sql), nullable))
        }
        (None, _) => Ok(bool_value(
            format!("{folded} LIKE lower({} COLLATE \"C\") ESCAPE ''", pattern.arg()),
            nullable,
        )),
        (Some(escape), constant) => {
            if let (Some(Constant::Text(escape)), Some(Constant::Text(text))) = (&escape.constant, constant)
                && is_plain(escape, text)
            {
                let lower = literal::text_value(&text.to_ascii_lowercase())?;
                let escape = literal::text_value(escape)?;
                return Ok(bool_value(
                    format!("{folded} LIKE {} ESCAPE {}", lower.sql, escape.sql),
                    nullable,
                ));
            }
            let escape = cx.text(escape)?;
            let args = [pattern.cast("text"), value.cast("text"), escape.cast("text")];
            Ok(cx.call_value("lite_like", &args, Rep::Bool).nullable(nullable))
        }
    }
}

/// Whether PostgreSQL reads pattern and escape as SQLite does: one character that is no letter and no wildcard, and
/// something behind each of them.
fn is_plain(escape: &str, pattern: &str) -> bool {
    let mut characters = escape.chars();
    let (Some(escape), None) = (characters.next(), characters.next()) else { return false };
    if escape.is_alphabetic() || matches!(escape, '%' | '_') {
        return false;
    }
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        if character == escape && rest.next().is_none() {
            return false;
        }
    }
    true
}

/// GLOB knows case and has its own wildcards.
pub(in super::super) fn glob(cx: &mut Context<'_>, pattern: &Value, value: &Value) -> Answer {
    let (pattern, value) = (cx.text_not_blob(pattern, "GLOB")?, cx.text_not_blob(value, "GLOB")?);
    let nullable = pattern.nullable || value.nullable;
    if let Some(Constant::Text(text)) = &pattern.constant
        && let Some(regex) = glob_as_regex(text)
    {
        let regex = literal::text_value(&regex)?;
        return Ok(bool_value(format!("{} ~ {}", value.arg(), regex.sql), nullable));
    }
    let args = [pattern.cast("text"), value.cast("text")];
    Ok(cx.call_value("lite_glob", &args, Rep::Bool).nullable(nullable))
}

/// A pattern without brackets, or with brackets of ASCII letters, digits and ranges, as a regular expression.
fn glob_as_regex(pattern: &str) -> Option<String> {
    let mut regex = String::from("^");
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '*' => regex.push_str("(.|\\n)*"),
            '?' => regex.push_str("(.|\\n)"),
            '[' => {
                regex.push('[');
                let mut count = 0;
                loop {
                    match rest.next()? {
                        ']' if count > 0 => break,
                        '^' if count == 0 && !regex.ends_with('^') => {
                            regex.push('^');
                            continue;
                        }
                        '-' if count > 0 => regex.push('-'),
                        plain if plain.is_ascii_alphanumeric() => regex.push(plain),
                        _ => return None,
                    }
                    count += 1;
                }
                if regex.ends_with('-') || regex.contains("--") {
                    return None;
                }
                regex.push(']');
            }
            plain if plain.is_alphanumeric() || matches!(plain, ' ' | '_' | '-' | '@' | '/' | ':' | ',') => {
                regex.push(plain);
            }
            other if other.is_ascii_punctuation() => {
                regex.push('\\');
                regex.push(other);
            }
            _ => return None,
        }
    }
    regex.push('$');
    Some(regex)
}
