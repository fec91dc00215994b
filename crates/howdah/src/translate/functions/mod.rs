//! Functions by name: the arguments are translated, the one file for the function's kind does the rest
//! (<https://sqlite.org/lang_corefunc.html>, <https://sqlite.org/lang_datefunc.html>,
//! <https://sqlite.org/lang_aggfunc.html>, <https://sqlite.org/json1.html>).

pub(super) mod aggregate;
pub(super) mod choice;
pub(super) mod date;
pub(super) mod json;
pub(super) mod number;
pub(super) mod pattern;
pub(super) mod text;

use super::context::Context;
use super::expression::expression;
use super::outcome::Refusal;
use super::parse;
use super::scope::Scope;
use super::value::{Rep, Value};
use sqlite3_parser::ast::{Distinctness, Expr};

type Answer = Result<Value, Refusal>;

/// Translates a call.
pub(super) fn call<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, expr: &'b Expr<'b>) -> Answer {
    let (name, args, tail, star) = match expr {
        Expr::FunctionCall { name, args, filter_over, .. } => {
            (parse::name(name.0), args.unwrap_or_default(), filter_over.as_ref(), false)
        }
        Expr::FunctionCallStar { name, filter_over } => {
            (parse::name(name.0), &[][..], filter_over.as_ref(), true)
        }
        _ => return Err(Refusal::new("This is no call.")),
    };
    let name = name.to_ascii_lowercase();
    if star || tail.is_some() || aggregate::is_aggregate(&name, args.len()) {
        return aggregate::call(cx, scope, expr, &name, args);
    }
    if let Expr::FunctionCall { distinctness: Some(Distinctness::Distinct), .. } = expr {
        return Err(Refusal::new(format!("DISTINCT stands in a call of {name}, which is no aggregate.")));
    }
    scalar(cx, scope, &name, args)
}

fn scalar<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, name: &str, args: &'b [Expr<'b>]) -> Answer {
    match (name, args) {
        ("iif" | "if", args) if args.len() >= 2 => return choice::iif(cx, scope, args),
        ("likely" | "unlikely", [one]) | ("likelihood", [one, _]) => return expression(cx, scope, one),
        _ => {}
    }
    let values = args.iter().map(|arg| expression(cx, scope, arg)).collect::<Result<Vec<_>, _>>()?;
    let answer = match name {
        "coalesce" | "ifnull" | "nullif" | "min" | "max" => choice::call(cx, name, &values)?,
        "like" | "glob" => pattern::call(cx, name, &values)?,
        "date" | "time" | "datetime" | "julianday" | "unixepoch" | "strftime" => {
            date::call(cx, name, &values)?
        }
        name if name.starts_with("json") => json::call(cx, name, &values)?,
        _ => match number::call(cx, name, &values)? {
            Some(answer) => Some(answer),
            None => text::call(cx, name, &values)?,
        },
    };
    answer.ok_or_else(|| unknown(name, values.len()))
}

/// The refusal of a function that nobody here knows.
fn unknown(name: &str, args: usize) -> Refusal {
    let reason = match name {
        "last_insert_rowid" => "last_insert_rowid() depends on the connection's last INSERT; use RETURNING.",
        "changes" | "total_changes" => {
            "Counts of changed rows depend on the connection; use GET DIAGNOSTICS."
        }
        "load_extension"
        | "sqlite_version"
        | "sqlite_source_id"
        | "sqlite_offset"
        | "sqlite_compileoption_get"
        | "sqlite_compileoption_used" => "The function is about SQLite itself.",
        "bm25" | "highlight" | "snippet" | "matchinfo" | "offsets" => {
            "The function belongs to full-text search."
        }
        _ => {
            return Refusal::new(format!(
                "The function {name}() with {args} arguments is not one of SQLite's that are translated; \
                 it may be the application's."
            ));
        }
    };
    Refusal::new(reason)
}

/// Values' SQL as a `text[]` of their texts.
pub(super) fn text_array(cx: &mut Context<'_>, values: &[Value]) -> Result<Vec<String>, Refusal> {
    values
        .iter()
        .map(|value| {
            let text = cx.text(value)?;
            Ok(if text.constant.is_some() { text.cast("text") } else { text.sql })
        })
        .collect()
}

/// NULL when a value of this class is NULL.
fn any_nullable(values: &[Value]) -> bool {
    values.iter().any(|value| value.nullable)
}

fn bool_value(sql: String, nullable: bool) -> Value {
    Value::compound(sql, Rep::Bool).nullable(nullable)
}
