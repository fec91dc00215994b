//! Date and time functions (<https://sqlite.org/lang_datefunc.html>): calls of the runtime, which reads SQLite's formats
//! and modifiers. What reads the current moment, or the session's zone, is another function, which is not immutable.

use super::super::context::Context;
use super::super::moment;
use super::super::outcome::Refusal;
use super::super::value::{Constant, Rep, Value};
use super::text_array;
use crate::row::format::MomentText;

/// A text of the current moment: `CURRENT_TIMESTAMP` and its kin.
pub(in super::super) fn now(cx: &mut Context<'_>, function: &str, shape: MomentText) -> Value {
    let sql = cx.call(function, &["'now'".into()]);
    let moment = cx.call("lite_moment_now", &["'now'".into()]);
    let mut value = Value::new(sql, Rep::Text).nullable(false);
    value.moment = shape.date.then(|| (shape, truncated(&moment, shape)));
    value
}

/// The moment as a text of the shape has it: without what the shape does not write.
fn truncated(moment: &str, shape: MomentText) -> String {
    let unit = if shape.clock.is_some() { "second" } else { "day" };
    format!("date_trunc('{unit}', {moment})")
}

fn is_word(value: &Value, word: &str) -> bool {
    matches!(&value.constant, Some(Constant::Text(text)) if text.trim().eq_ignore_ascii_case(word))
}

pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    let (format, moment_args) = match (name, args) {
        ("strftime", []) => return Ok(None),
        ("strftime", [format, rest @ ..]) => (Some(format), rest),
        (_, args) => (None, args),
    };
    let sub_second = moment_args.iter().any(|arg| is_word(arg, "subsec") || is_word(arg, "subsecond"));
    let now = match moment_args.first() {
        None => true,
        Some(first) => is_word(first, "now") || is_word(first, "subsec") || is_word(first, "subsecond"),
    };
    let zone = moment_args.iter().any(|arg| is_word(arg, "localtime") || is_word(arg, "utc"));
    if zone {
        cx.note(
            "local-time",
            "The modifiers localtime and utc use the zone of the PostgreSQL session, not of the application's machine.",
        );
    }
    let suffix = if now || zone { "_now" } else { "" };
    let mut sql = Vec::new();
    if let Some(format) = format {
        let text = cx.text(format)?;
        sql.push(text.cast("text"));
    }
    let texts = if moment_args.is_empty() { vec!["'now'".to_owned()] } else { text_array(cx, moment_args)? };
    sql.push(format!("VARIADIC ARRAY[{}]::text[]", texts.join(", ")));
    let function = format!("lite_{name}{suffix}");
    let rep = match name {
        "julianday" => Rep::Real,
        "unixepoch" if sub_second => {
            return Err(Refusal::new("unixepoch() with fractions of a second is not translated."));
        }
        "unixepoch" => Rep::Int,
        _ => Rep::Text,
    };
    let mut value = cx.call_value(&function, &sql, rep);
    let shape = match name {
        "date" => Some(moment::DATE),
        "datetime" if !sub_second => Some(moment::DATETIME),
        _ => None,
    };
    if let Some(shape) = shape {
        // The moment itself, for a comparison with a column of moments. It counts as called only when it is used,
        // which nobody can tell here: it is the same family of functions.
        let moment = cx.call(&format!("lite_moment{suffix}"), &sql);
        value.moment = Some((shape, truncated(&moment, shape)));
    }
    if now && value.nullable {
        value.nullable = moment_args.len() > 1;
    }
    Ok(Some(value))
}
