//! JSON functions (<https://sqlite.org/json1.html>) over `jsonb`.
//!
//! What SQLite's functions make is text with a mark that it is JSON; here the text and the `jsonb` travel together, so
//! that one function's JSON is the next one's input without being written and read again.

use super::super::context::Context;
use super::super::literal;
use super::super::outcome::Refusal;
use super::super::value::{Constant, Rep, Value};
use super::{Answer, bool_value};
use crate::row::format::Format;
use crate::row::logical::LogicalType;

/// A value as a JSON document, `jsonb` as SQL.
pub(in super::super) fn document(cx: &mut Context<'_>, value: &Value) -> Result<String, Refusal> {
    if let Some(json) = &value.json {
        return Ok(json.clone());
    }
    Ok(match &value.rep {
        Rep::Stored(LogicalType::Jsonb, ..) | Rep::Dyn => value.arg(),
        Rep::Stored(LogicalType::Json, ..) => value.cast("jsonb"),
        _ => {
            let cell = cx.cell(value)?;
            match cell.rep {
                Rep::Blob => return Err(Refusal::new("JSON is read from a BLOB.")),
                _ => cx.text(&cell)?.cast("jsonb"),
            }
        }
    })
}

/// A value as a member of a JSON array or object, of any type that PostgreSQL turns into JSON.
fn member(cx: &mut Context<'_>, value: &Value) -> Result<String, Refusal> {
    if let Some(json) = &value.json {
        return Ok(json.clone());
    }
    if let Rep::Stored(LogicalType::Jsonb | LogicalType::Json, ..) = value.rep {
        // A column's cell is text, not JSON, to SQLite's functions.
        return Ok(cx.text(value)?.sql);
    }
    let cell = cx.cell(value)?;
    Ok(match cell.rep {
        Rep::Null => "NULL::text".into(),
        Rep::Bool => cell.cast("integer"),
        Rep::Int | Rep::Dyn => cell.sql,
        Rep::Real | Rep::Number | Rep::Loose => format!("{}::jsonb", cx.text(&cell)?.arg()),
        Rep::Blob => return Err(Refusal::new("JSON cannot hold a BLOB.")),
        _ => cx.text(&cell)?.cast("text"),
    })
}

/// Text that is JSON, from SQL of type `jsonb`.
fn made(cx: &mut Context<'_>, jsonb: String) -> Value {
    written(cx, jsonb).nullable(false)
}

/// A path that stands as a constant.
fn path(value: &Value) -> Result<String, Refusal> {
    match &value.constant {
        Some(Constant::Text(path)) if path.starts_with('$') => Ok(literal::text_value(path)?.sql),
        _ => Err(Refusal::new("A JSON path is computed.")),
    }
}

/// The value at a path as SQL sees it.
fn extract(cx: &mut Context<'_>, document: &str, path: String) -> Value {
    let sql = cx.call("lite_json_extract", &[document.to_owned(), path.clone()]);
    let mut value = Value::new(sql, Rep::Dyn);
    value.as_text = Some(cx.call("lite_json_extract_text", &[document.to_owned(), path]));
    value
}

/// `->` and `->>`.
pub(in super::super) fn arrow(cx: &mut Context<'_>, left: &Value, right: &Value, as_value: bool) -> Answer {
    let document = document(cx, left)?;
    let path = match &right.constant {
        Some(Constant::Text(path)) if path.starts_with('$') => path.clone(),
        Some(Constant::Text(key)) if !key.contains('"') => format!("$.\"{key}\""),
        Some(Constant::Integer(at)) if *at < 0 => format!("$[#{at}]"),
        Some(Constant::Integer(at)) => format!("$[{at}]"),
        _ => return Err(Refusal::new("A JSON path is computed.")),
    };
    let sql_path = literal::text_value(&path)?.sql;
    if as_value {
        return Ok(extract(cx, &document, sql_path));
    }
    let jsonb = match &right.constant {
        Some(Constant::Text(key)) if !key.starts_with('$') => {
            format!("({document} -> {})", literal::text_value(key)?.sql)
        }
        Some(Constant::Integer(at)) => format!("({document} -> ({at}))"),
        _ => cx.call("lite_json_at", &[document, sql_path]),
    };
    Ok(written(cx, jsonb))
}

/// JSON as the text that SQLite's functions give.
fn written(cx: &mut Context<'_>, jsonb: String) -> Value {
    let sql = cx.call("lite_json_text", std::slice::from_ref(&jsonb));
    cx.note("json-spelling", "JSON is read as PostgreSQL keeps it: the order of keys may differ.");
    let mut value = Value::new(sql, Rep::Text);
    value.json = Some(jsonb);
    value
}

/// Functions of JSON; `None` when the name is not one of them.
pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    Ok(Some(match (name, args) {
        ("json_extract", [document_value, paths @ ..]) if !paths.is_empty() => {
            let document = document(cx, document_value)?;
            match paths {
                [one] => {
                    let path = path(one)?;
                    extract(cx, &document, path)
                }
                _ => return Err(Refusal::new("json_extract() of several paths is not translated.")),
            }
        }
        ("json_valid", [one]) => match &one.rep {
            Rep::Stored(LogicalType::Jsonb | LogicalType::Json, ..) if !one.nullable => {
                bool_value("true".into(), false)
            }
            Rep::Stored(LogicalType::Jsonb | LogicalType::Json, ..) => {
                bool_value(format!("CASE WHEN {} IS NOT NULL THEN true END", one.arg()), true)
            }
            _ => {
                let text = cx.text_not_blob(one, name)?;
                cx.call_value("lite_json_valid", &[text.cast("text")], Rep::Bool).nullable(text.nullable)
            }
        },
        // Flags ask for a kind of JSON: 1 and 2 for text, 4 and 8 for JSONB (https://sqlite.org/json1.html#jvalid).
        ("json_valid", [one, flags]) => {
            let Some(Constant::Integer(flags)) = flags.constant else {
                return Err(Refusal::new("json_valid() with flags that are no constant is not translated."));
            };
            let asked = match &one.rep {
                Rep::Stored(LogicalType::Jsonb, Format::JsonBinary { .. }, _) => 12,
                Rep::Stored(LogicalType::Jsonb | LogicalType::Json, ..) => 3,
                _ => return Err(Refusal::new("json_valid() with flags needs a column of JSON.")),
            };
            if flags & asked == 0 {
                return Err(Refusal::new(
                    "json_valid() asks for a kind of JSON that the column does not hold.",
                ));
            }
            return call(cx, name, std::slice::from_ref(one));
        }
        ("json_type", [one, rest @ ..]) if rest.len() < 2 => {
            let document = document(cx, one)?;
            let path = rest.first().map_or(Ok("'$'".to_owned()), path)?;
            cx.call_value("lite_json_type", &[document, path], Rep::Text)
        }
        ("json_array_length", [one, rest @ ..]) if rest.len() < 2 => {
            let mut document = document(cx, one)?;
            if let Some(at) = rest.first() {
                let path = path(at)?;
                document = cx.call("lite_json_at", &[document, path]);
            }
            let sql = format!(
                "CASE WHEN {document} IS NULL THEN NULL WHEN jsonb_typeof({document}) = 'array' \
                 THEN jsonb_array_length({document}) ELSE 0 END"
            );
            Value::compound(sql, Rep::Int).small()
        }
        ("json", [one]) => {
            let document = document(cx, one)?;
            written(cx, document)
        }
        ("json_array", args) => {
            let members = args.iter().map(|arg| member(cx, arg)).collect::<Result<Vec<_>, _>>()?;
            made(cx, format!("jsonb_build_array({})", members.join(", ")))
        }
        ("json_object", args) if args.len() % 2 == 0 => {
            let mut members = Vec::new();
            for pair in args.chunks_exact(2) {
                members.push(cx.text(&pair[0])?.cast("text"));
                members.push(member(cx, &pair[1])?);
            }
            made(cx, format!("jsonb_build_object({})", members.join(", ")))
        }
        ("json_quote", [one]) => {
            let one = member(cx, one)?;
            made(cx, format!("coalesce(to_jsonb({one}), 'null'::jsonb)"))
        }
        _ => return Ok(None),
    }))
}

/// The aggregates `json_group_array` and `json_group_object`: the SQL of type `jsonb` without its tail, to which the
/// caller adds FILTER and OVER.
pub(super) fn group(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<String>, Refusal> {
    Ok(Some(match (name, args) {
        ("json_group_array", [one]) => format!("jsonb_agg({})", member(cx, one)?),
        ("json_group_object", [key, one]) => {
            format!("jsonb_object_agg({}, {})", cx.text(key)?.cast("text"), member(cx, one)?)
        }
        _ => return Ok(None),
    }))
}

/// Text of an aggregated `jsonb`, which is empty rather than NULL over no rows.
pub(super) fn grouped(cx: &mut Context<'_>, name: &str, json: String) -> Value {
    let empty = if name == "json_group_array" { "'[]'" } else { "'{}'" };
    made(cx, format!("coalesce({json}, {empty}::jsonb)"))
}
