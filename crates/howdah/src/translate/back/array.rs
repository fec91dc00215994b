//! Arrays: constants as JSON text, and the elements of a list.

use super::kind::Kind;
use serde_json::Value as Json;

/// `{a,b}` as `array_to_json` writes it.
pub(super) fn constant(text: &str, element: &Kind) -> Option<String> {
    let list = elements(text)?;
    let mut out = Vec::with_capacity(list.len());
    for item in list {
        out.push(match item {
            None => "null".to_owned(),
            Some(item) => one(&item, element)?,
        });
    }
    Some(format!("[{}]", out.join(",")))
}

/// An element as JSON.
pub(super) fn one(item: &str, element: &Kind) -> Option<String> {
    Some(match element {
        Kind::Text | Kind::Uuid | Kind::Date | Kind::Bpchar | Kind::Interval | Kind::Named(_) => {
            Json::String(item.to_owned()).to_string()
        }
        Kind::Int => item.parse::<i64>().ok()?.to_string(),
        Kind::Numeric if item.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) => {
            item.to_owned()
        }
        Kind::Bool => super::literal::truth(item)?.to_string(),
        _ => return None,
    })
}

/// The elements of an array's text of one dimension; `None` is NULL
/// (<https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>).
pub(super) fn elements(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut list = Vec::new();
    let mut rest = inner.chars().peekable();
    if inner.is_empty() {
        return Some(list);
    }
    loop {
        let mut item = String::new();
        let mut quoted = false;
        if rest.peek() == Some(&'"') {
            quoted = true;
            rest.next();
            loop {
                match rest.next()? {
                    '"' => break,
                    '\\' => item.push(rest.next()?),
                    other => item.push(other),
                }
            }
        } else {
            while let Some(next) = rest.next_if(|next| *next != ',') {
                match next {
                    '{' | '}' | '"' => return None,
                    '\\' => item.push(rest.next()?),
                    other => item.push(other),
                }
            }
        }
        list.push((quoted || item != "NULL").then_some(item));
        match rest.next() {
            None => return Some(list),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}
