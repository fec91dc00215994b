//! Parts of a `jsonb`: `->`, `->>`, and what asks for their type.

use super::kind::Kind;
use super::value::{Constant, Value};
use super::{Result, Stored, Untranslatable};
use crate::sqlite::emit::literal;

/// `doc -> key`.
pub(super) fn arrow(document: &Value, key: &Value) -> Result<Value> {
    let (whole, path) = extended(document, key)?;
    let part = format!("({whole} -> {})", literal(&path));
    Ok(Value { part: Some((whole, path)), ..Value::new(part, Kind::Jsonb, Stored::Json) })
}

/// `doc ->> key`: a string as it is, the JSON of anything else, and NULL for null.
pub(super) fn text(document: &Value, key: &Value) -> Result<Value> {
    let (whole, path) = extended(document, key)?;
    let path = literal(&path);
    let sql = format!(
        "CASE json_type({whole}, {path}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' \
         WHEN 'text' THEN json_extract({whole}, {path}) WHEN 'null' THEN NULL \
         ELSE ({whole} -> {path}) END"
    );
    Ok(Value::new(format!("({sql})"), Kind::JsonText, Stored::Text))
}

/// `jsonb_typeof(doc)`.
pub(super) fn type_of(document: &Value) -> Result<Value> {
    let arguments = arguments(document)?;
    let sql = format!(
        "(CASE json_type({arguments}) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' \
         WHEN 'real' THEN 'number' WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' \
         ELSE json_type({arguments}) END)"
    );
    Ok(Value { ascii: true, ..Value::new(sql, Kind::Text, Stored::Text) })
}

/// `jsonb_array_length(doc)`.
pub(super) fn length(document: &Value) -> Result<Value> {
    Ok(Value::int(format!("json_array_length({})", arguments(document)?)))
}

/// Whether there is such a part at all.
pub(super) fn is_null(document: &Value) -> Option<String> {
    let (whole, path) = document.part.as_ref()?;
    Some(format!("json_type({whole}, {})", literal(path)))
}

fn arguments(document: &Value) -> Result<String> {
    match &document.part {
        _ if document.is_null() => Ok("NULL".into()),
        Some((whole, path)) => Ok(format!("{whole}, {}", literal(path))),
        None if document.stored == Stored::Json && document.constant.is_none() => Ok(document.sql.clone()),
        None => Err(Untranslatable::new(format!("A JSON function of {} has no counterpart.", document.kind))),
    }
}

fn extended(document: &Value, key: &Value) -> Result<(String, String)> {
    if document.kind != Kind::Jsonb || document.constant.is_some() {
        // In a json the last of several equal keys counts, in SQLite the first.
        return Err(Untranslatable::new(format!(
            "Parts of a document of the type {} are not looked up alike.",
            document.kind
        )));
    }
    let (whole, mut path) = document.part.clone().unwrap_or_else(|| (document.sql.clone(), "$".to_owned()));
    match &key.constant {
        Some(Constant::Text(text)) if key.kind == Kind::Text && is_plain(text) => {
            path.push_str(&format!(".\"{text}\""));
        }
        _ => {
            return Err(Untranslatable::new(
                "A part of a jsonb has a counterpart for constant keys of letters, digits and _-: alone.",
            ));
        }
    }
    Ok((whole, path))
}

/// Whether a key is one in a path of SQLite's too (<https://sqlite.org/json1.html#path_arguments>).
fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' ' | b':'))
}
