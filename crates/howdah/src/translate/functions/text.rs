//! Functions of text and bytes (<https://sqlite.org/lang_corefunc.html>).

use super::super::context::Context;
use super::super::convert::is_integer;
use super::super::literal;
use super::super::outcome::Refusal;
use super::super::value::{Constant, Rep, Value};
use super::{Answer, any_nullable, text_array};
use crate::row::logical::LogicalType;

/// Functions of text; `None` when the name is not one of them.
pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    let nullable = any_nullable(args);
    Ok(Some(match (name, args) {
        ("lower" | "upper", [one]) => {
            let text = cx.text_not_blob(one, name)?;
            // Under COLLATE "C" only ASCII letters have a case, which is SQLite's rule.
            Value::new(format!("{name}({} COLLATE \"C\")", text.arg()), Rep::Text).nullable(nullable)
        }
        ("trim" | "ltrim" | "rtrim", [one]) => trim(cx, name, one, None)?,
        ("trim" | "ltrim" | "rtrim", [one, characters]) => trim(cx, name, one, Some(characters))?,
        ("replace", [text, from, to]) => {
            let (text, from, to) =
                (cx.text_not_blob(text, name)?, cx.text_not_blob(from, name)?, cx.text_not_blob(to, name)?);
            if from.constant == Some(Constant::Text(String::new())) {
                // Nothing is replaced, whatever the third argument is.
                return Ok(Some(text));
            }
            Value::new(format!("replace({}, {}, {})", text.sql, from.sql, to.sql), Rep::Text)
                .nullable(nullable)
        }
        ("substr" | "substring", [text, start]) => substr(cx, text, start, None)?,
        ("substr" | "substring", [text, start, length]) => substr(cx, text, start, Some(length))?,
        ("instr", [text, part]) => instr(cx, text, part)?,
        ("length", [one]) => {
            let cell = cx.cell(one)?;
            let sql = match cell.rep {
                Rep::Blob => format!("octet_length({})", cell.sql),
                _ => format!("length({})", cx.text(&cell)?.sql),
            };
            Value::new(sql, Rep::Int).nullable(nullable).small()
        }
        ("octet_length", [one]) => {
            let cell = cx.cell(one)?;
            let sql = if cell.rep == Rep::Blob { cell.sql } else { cx.text(&cell)?.sql };
            Value::new(format!("octet_length({sql})"), Rep::Int).nullable(nullable).small()
        }
        ("hex", [one]) => {
            let cell = cx.cell(one)?;
            let arg = if cell.rep == Rep::Blob { cell.arg() } else { cx.text(&cell)?.cast("text") };
            let hex = cx.call("lite_hex", &[arg]);
            let sql = if nullable { format!("coalesce({hex}, '')") } else { hex };
            Value::new(sql, Rep::Text).nullable(false)
        }
        ("quote", [one]) => quote(cx, one)?,
        ("typeof", [one]) => type_of(cx, one)?,
        ("char", args) => {
            let mut codes = Vec::new();
            for arg in args {
                codes.push(cx.integer(arg)?.cast("bigint"));
            }
            let array = format!("VARIADIC ARRAY[{}]::bigint[]", codes.join(", "));
            cx.call_value("lite_char", &[array], Rep::Text).nullable(false)
        }
        ("unicode", [one]) => {
            let text = cx.text_not_blob(one, name)?;
            cx.call_value("lite_unicode", &[text.sql], Rep::Int)
        }
        ("concat", args @ [_, ..]) => {
            let texts = text_array(cx, args)?;
            Value::new(format!("concat({})", texts.join(", ")), Rep::Text).nullable(false)
        }
        ("concat_ws", args @ [_, _, ..]) => {
            let texts = text_array(cx, args)?;
            Value::new(format!("concat_ws({})", texts.join(", ")), Rep::Text).nullable(args[0].nullable)
        }
        ("printf" | "format", [format, rest @ ..]) => {
            let format = cx.text(format)?;
            for value in rest {
                let cell = cx.cell(value)?;
                if cell.rep == Rep::Blob {
                    return Err(Refusal::new("printf() of a BLOB reads bytes as text."));
                }
            }
            let mut sql = vec![format.sql];
            if !rest.is_empty() {
                sql.push(format!("VARIADIC ARRAY[{}]::text[]", text_array(cx, rest)?.join(", ")));
            }
            cx.call_value("lite_printf", &sql, Rep::Text).nullable(format.nullable)
        }
        ("randomblob", [one]) => {
            let integer = cx.integer(one)?;
            cx.call_value("lite_randomblob", &[integer.cast("bigint")], Rep::Blob)
        }
        ("zeroblob", [one]) => {
            let integer = cx.integer(one)?;
            let sql = format!("decode(repeat('00', coalesce({}, 0)::integer), 'hex')", integer.sql);
            Value::new(sql, Rep::Blob).nullable(false)
        }
        ("unhex", [one]) => {
            let text = cx.text_not_blob(one, name)?;
            let arg = text.arg();
            let sql = format!("CASE WHEN {arg} ~ '^([0-9A-Fa-f]{{2}})*$' THEN decode({arg}, 'hex') END");
            Value::compound(sql, Rep::Blob)
        }
        _ => return Ok(None),
    }))
}

fn trim(cx: &mut Context<'_>, name: &str, one: &Value, characters: Option<&Value>) -> Answer {
    let text = cx.text_not_blob(one, name)?;
    let (characters, nullable) = match characters {
        None => ("' '".to_owned(), text.nullable),
        Some(characters) => {
            let characters = cx.text_not_blob(characters, name)?;
            (characters.sql, text.nullable || characters.nullable)
        }
    };
    let function = if name == "trim" { "btrim" } else { name };
    Ok(Value::new(format!("{function}({}, {characters})", text.sql), Rep::Text).nullable(nullable))
}

/// `substr()`: PostgreSQL's own where the start is positive, for it takes other starts otherwise.
fn substr(cx: &mut Context<'_>, text: &Value, start: &Value, length: Option<&Value>) -> Answer {
    let cell = cx.cell(text)?;
    let (subject, rep) = match cell.rep {
        Rep::Blob => (cell.arg(), Rep::Blob),
        _ => (cx.text(&cell)?.sql, Rep::Text),
    };
    let start = cx.integer(start)?;
    let length = length.map(|length| cx.integer(length)).transpose()?;
    let nullable = cell.nullable || start.nullable || length.as_ref().is_some_and(|length| length.nullable);
    let in_range = |value: &Value, least: i64| match value.constant {
        Some(Constant::Integer(integer)) => (least..=1_000_000_000).contains(&integer),
        _ => false,
    };
    if rep == Rep::Text && in_range(&start, 1) && length.as_ref().is_none_or(|length| in_range(length, 0)) {
        let mut args = vec![subject, start.sql];
        args.extend(length.map(|length| length.sql));
        return Ok(Value::new(format!("substr({})", args.join(", ")), rep).nullable(nullable));
    }
    let subject =
        if cell.constant.is_some() && rep == Rep::Text { format!("{subject}::text") } else { subject };
    let mut args = vec![subject, start.cast("bigint")];
    args.extend(length.map(|length| length.cast("bigint")));
    Ok(cx.call_value("lite_substr", &args, rep).nullable(nullable))
}

fn instr(cx: &mut Context<'_>, text: &Value, part: &Value) -> Answer {
    let (text, part) = (cx.cell(text)?, cx.cell(part)?);
    let nullable = text.nullable || part.nullable;
    match (&text.rep, &part.rep) {
        (Rep::Blob, Rep::Blob) => {
            Ok(cx.call_value("lite_instr", &[text.arg(), part.arg()], Rep::Int).nullable(nullable))
        }
        (Rep::Blob, _) | (_, Rep::Blob) => {
            Err(Refusal::new("instr() looks for a text in a BLOB or the other way."))
        }
        _ => {
            let (text, part) = (cx.text(&text)?, cx.text(&part)?);
            Ok(Value::new(format!("strpos({}, {})", text.sql, part.sql), Rep::Int).nullable(nullable).small())
        }
    }
}

/// `quote()` by class, since PostgreSQL chooses the function by type.
fn quote(cx: &mut Context<'_>, one: &Value) -> Answer {
    let cell = cx.cell(one)?;
    let arg = match cell.rep {
        Rep::Text => cell.cast("text"),
        Rep::Int | Rep::Bool => cx.number(&cell)?.cast("bigint"),
        Rep::Real => cell.arg(),
        Rep::Number => {
            // A number is quoted as its text.
            let text = cx.text(&cell)?;
            return Ok(Value::new(format!("coalesce({}, 'NULL')", text.sql), Rep::Text).nullable(false));
        }
        Rep::Blob => cell.arg(),
        Rep::Null => return literal::text_value("NULL"),
        _ => return Err(Refusal::new("quote() of a value whose class depends on the row.")),
    };
    let quoted = cx.call("lite_quote", &[arg]);
    let sql = if cell.nullable { format!("coalesce({quoted}, 'NULL')") } else { quoted };
    Ok(Value::new(sql, Rep::Text).nullable(false))
}

/// `typeof()`: known from the type, but for NULL.
fn type_of(cx: &mut Context<'_>, one: &Value) -> Answer {
    if let Rep::Stored(LogicalType::Jsonb, ..) = one.rep {
        return class_name(one, "text");
    }
    let cell = match &one.rep {
        Rep::Stored(..) => cx.cell(one)?,
        _ => one.clone(),
    };
    match cell.rep {
        Rep::Null => literal::text_value("null"),
        Rep::Bool | Rep::Int => class_name(one, "integer"),
        Rep::Real => class_name(one, "real"),
        Rep::Text => class_name(one, "text"),
        Rep::Blob => class_name(one, "blob"),
        Rep::Number => {
            let arg = one.arg();
            let floats = !matches!(one.rep, Rep::Stored(LogicalType::Numeric { .. }, ..));
            let is_integer = is_integer(&arg, floats);
            let sql = format!(
                "CASE WHEN {arg} IS NULL THEN 'null' WHEN {is_integer} THEN 'integer' ELSE 'real' END"
            );
            Ok(Value::compound(sql, Rep::Text).nullable(false))
        }
        Rep::Dyn => {
            let sql = format!(
                "CASE coalesce(jsonb_typeof({0}), 'null') WHEN 'string' THEN 'text' WHEN 'null' THEN 'null' \
                 WHEN 'number' THEN CASE WHEN ({1} #>> '{{}}') ~ '[.eE]' THEN 'real' ELSE 'integer' END \
                 WHEN 'boolean' THEN 'integer' ELSE 'text' END",
                cell.sql,
                cell.arg()
            );
            Ok(Value::compound(sql, Rep::Text).nullable(false))
        }
        _ => Err(Refusal::new("typeof() of a value whose class depends on the row.")),
    }
}

fn class_name(value: &Value, class: &str) -> Answer {
    if !value.nullable {
        return literal::text_value(class);
    }
    let sql = format!("CASE WHEN {} IS NULL THEN 'null' ELSE '{class}' END", value.arg());
    Ok(Value::compound(sql, Rep::Text).nullable(false))
}
