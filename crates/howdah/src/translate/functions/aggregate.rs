//! Aggregates and window functions (<https://sqlite.org/lang_aggfunc.html>, <https://sqlite.org/windowfunctions.html>).

use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::outcome::Refusal;
use super::super::schema::Collation;
use super::super::scope::Scope;
use super::super::select::window;
use super::super::value::{Rep, Value};
use super::{Answer, choice, json};
use sqlite3_parser::ast::{Distinctness, Expr, FunctionCallOrder, FunctionTail};

/// Whether a call is of an aggregate.
pub(in super::super) fn is_aggregate(name: &str, args: usize) -> bool {
    match name {
        "min" | "max" => args == 1,
        "count" | "sum" | "total" | "avg" | "group_concat" | "string_agg" | "json_group_array"
        | "json_group_object" | "median" => true,
        _ => is_window(name),
    }
}

fn is_window(name: &str) -> bool {
    matches!(
        name,
        "row_number"
            | "rank"
            | "dense_rank"
            | "percent_rank"
            | "cume_dist"
            | "ntile"
            | "lag"
            | "lead"
            | "first_value"
            | "last_value"
            | "nth_value"
    )
}

/// What stands behind a call's parentheses, and in them besides the arguments.
struct Shape {
    distinct: &'static str,
    order: String,
    tail: String,
    window: bool,
}

impl Shape {
    fn call(&self, name: &str, args: &str) -> String {
        format!("{name}({}{args}{}){}", self.distinct, self.order, self.tail)
    }
}

pub(super) fn call<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    expr: &'b Expr<'b>,
    name: &str,
    args: &'b [Expr<'b>],
) -> Answer {
    let (distinctness, order_by, tail) = match expr {
        Expr::FunctionCall { distinctness, order_by, filter_over, .. } => {
            (*distinctness, order_by.as_ref(), filter_over.as_ref())
        }
        Expr::FunctionCallStar { filter_over, .. } => (None, None, filter_over.as_ref()),
        _ => (None, None, None),
    };
    let window = tail.is_some_and(|tail| tail.over_clause.is_some());
    if !window && !scope.aggregates {
        return Err(Refusal::new(format!("The aggregate {name}() stands where none may.")));
    }
    // Inside an aggregate's arguments the rows are not grouped yet; a window function sees the groups.
    let inner = |cx: &mut Context<'_>, work: &mut dyn FnMut(&mut Context<'_>) -> Result<(), Refusal>| {
        let kept = cx.regroup;
        cx.regroup = kept && window;
        let done = work(cx);
        cx.regroup = kept;
        done
    };
    let mut values = Vec::new();
    let mut shape = Shape {
        distinct: if distinctness == Some(Distinctness::Distinct) { "DISTINCT " } else { "" },
        order: String::new(),
        tail: String::new(),
        window,
    };
    inner(cx, &mut |cx| {
        for arg in args {
            values.push(expression(cx, scope, arg)?);
        }
        if let Some(FunctionCallOrder::SortList(terms)) = order_by {
            shape.order = format!(" ORDER BY {}", window::order_terms(cx, scope, terms)?);
        }
        shape.tail = tail_sql(cx, scope, tail)?;
        Ok(())
    })?;
    if is_window(name) {
        return windowed(cx, name, &values, &shape);
    }
    aggregate(cx, name, &values, &shape, matches!(expr, Expr::FunctionCallStar { .. }))
}

fn tail_sql<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    tail: Option<&'b FunctionTail<'b>>,
) -> Result<String, Refusal> {
    let mut sql = String::new();
    let Some(tail) = tail else { return Ok(sql) };
    if let Some(filter) = tail.filter_clause {
        sql.push_str(&format!(" FILTER (WHERE {})", condition(cx, scope, filter)?.sql));
    }
    if let Some(over) = tail.over_clause {
        sql.push_str(&format!(" OVER {}", window::over(cx, scope, over)?));
    }
    Ok(sql)
}

fn aggregate(cx: &mut Context<'_>, name: &str, args: &[Value], shape: &Shape, star: bool) -> Answer {
    match (name, args) {
        ("count", []) if star || args.is_empty() => {
            Ok(Value::new(shape.call("count", "*"), Rep::Int).nullable(false))
        }
        ("count", [one]) => {
            let arg = match (shape.distinct, &one.rep) {
                ("", _) => one.sql.clone(),
                _ => choice::sortable(cx, one)?,
            };
            Ok(Value::new(shape.call("count", &arg), Rep::Int).nullable(false))
        }
        ("sum" | "total" | "avg", [one]) => sum(cx, name, one, shape),
        ("min" | "max", [one]) => extreme(cx, name, one, shape),
        ("group_concat" | "string_agg", [one, rest @ ..]) if rest.len() < 2 => {
            let text = cx.text_not_blob(one, name)?;
            let separator = match rest.first() {
                None => "','".to_owned(),
                Some(separator) => format!("coalesce({}, '')", cx.text(separator)?.sql),
            };
            if shape.order.is_empty() && shape.distinct.is_empty() && !shape.window {
                cx.note(
                    "order-of-concatenation",
                    "group_concat() without ORDER BY joins texts in the order in which rows are read.",
                );
            }
            let arg = if shape.distinct.is_empty() { text.cast("text") } else { text.arg() };
            Ok(Value::new(shape.call("string_agg", &format!("{arg}, {separator}")), Rep::Text))
        }
        ("json_group_array" | "json_group_object", args) => {
            let Some(open) = json::group(cx, name, args)? else {
                return Err(Refusal::new(format!("{name}() has other arguments than it takes.")));
            };
            let inner = open.trim_end_matches(')');
            let closed = open.len() - inner.len();
            let json = format!("{inner}{}{}){}", ")".repeat(closed - 1), shape.order, shape.tail);
            Ok(json::grouped(cx, name, json))
        }
        _ => Err(Refusal::new(format!(
            "The aggregate {name}() with {} arguments is not translated.",
            args.len()
        ))),
    }
}

/// Sums. REALs are added with a correction, as SQLite does since 3.43; integers as `bigint`.
fn sum(cx: &mut Context<'_>, name: &str, one: &Value, shape: &Shape) -> Answer {
    let number = cx.number(one)?;
    if number.rep == Rep::Int {
        let sum = shape.call("sum", &number.sql);
        return Ok(match name {
            "sum" => Value::new(format!("{sum}::bigint"), Rep::Int),
            "total" => Value::new(format!("coalesce({sum}::double precision, 0)"), Rep::Real).nullable(false),
            _ => {
                let count = shape.call("count", &number.sql);
                Value::compound(format!("{sum}::double precision / nullif({count}, 0)"), Rep::Real)
            }
        });
    }
    let rep = if name == "sum" && number.rep != Rep::Real { Rep::Loose } else { Rep::Real };
    let function = format!("lite_{name}");
    let opened = cx.call(&function, &[]);
    let sql = shape.call(opened.trim_end_matches("()"), &number.sql);
    Ok(Value::new(sql, rep).nullable(name != "total"))
}

/// `min()` and `max()` over rows.
fn extreme(cx: &mut Context<'_>, name: &str, one: &Value, shape: &Shape) -> Answer {
    let native = |sql: String, value: &Value| {
        let mut found =
            Value { sql, atom: true, nullable: true, constant: None, column: false, ..value.clone() };
        found.json = None;
        found.moment = None;
        found.affinity = value.affinity;
        found
    };
    if one.collation != Collation::Binary {
        let order = choice::sortable(cx, one)?;
        return picked(name, one, &order, shape).map(|sql| native(sql, one));
    }
    let cell = match &one.rep {
        Rep::Stored(..) => {
            let order = choice::sortable(cx, one)?;
            let uuid = matches!(one.rep, Rep::Stored(crate::row::logical::LogicalType::Uuid, ..));
            if order == one.arg() && !uuid {
                return Ok(native(shape.call(name, &one.sql), one));
            }
            cx.cell(one)?
        }
        _ => one.clone(),
    };
    Ok(match cell.rep {
        Rep::Bool => {
            let function = if name == "min" { "bool_and" } else { "bool_or" };
            let mut value = native(shape.call(function, &cell.sql), &cell);
            value.column = cell.column;
            value
        }
        Rep::Blob => {
            let order = cell.arg();
            native(picked(name, &cell, &order, shape)?, &cell)
        }
        Rep::Text => {
            let order = choice::sortable(cx, &cell)?;
            native(shape.call(name, &order), &cell)
        }
        Rep::Mixed | Rep::Dyn => {
            return Err(Refusal::new(format!("{name}() compares values of different classes.")));
        }
        _ => native(shape.call(name, &cell.sql), &cell),
    })
}

/// The first value in an order, for types that PostgreSQL has no `min` of.
fn picked(name: &str, value: &Value, order: &str, shape: &Shape) -> Result<String, Refusal> {
    if shape.window {
        return Err(Refusal::new(format!(
            "{name}() over a window compares by a rule that PostgreSQL has not."
        )));
    }
    let direction = if name == "min" { "ASC" } else { "DESC" };
    Ok(format!("(array_agg({} ORDER BY {order} {direction} NULLS LAST){})[1]", value.sql, shape.tail))
}

/// Functions that only a window has.
fn windowed(cx: &mut Context<'_>, name: &str, args: &[Value], shape: &Shape) -> Answer {
    if !shape.window {
        return Err(Refusal::new(format!("{name}() stands without OVER.")));
    }
    Ok(match (name, args) {
        ("row_number" | "rank" | "dense_rank", []) => {
            Value::new(shape.call(name, ""), Rep::Int).nullable(false)
        }
        ("percent_rank" | "cume_dist", []) => Value::new(shape.call(name, ""), Rep::Real).nullable(false),
        ("ntile", [count]) => {
            let count = cx.integer(count)?.cast("integer");
            Value::new(shape.call(name, &count), Rep::Int).nullable(false).small()
        }
        ("first_value" | "last_value", [one]) => over_value(one, shape.call(name, &typed(one))),
        ("nth_value", [one, at]) => {
            let at = cx.integer(at)?.cast("integer");
            over_value(one, shape.call(name, &format!("{}, {at}", typed(one))))
        }
        ("lag" | "lead", [one]) => over_value(one, shape.call(name, &typed(one))),
        ("lag" | "lead", [one, offset]) => {
            let offset = cx.integer(offset)?.cast("integer");
            over_value(one, shape.call(name, &format!("{}, {offset}", typed(one))))
        }
        ("lag" | "lead", [one, offset, default]) => {
            let offset = cx.integer(offset)?.cast("integer");
            let unified = choice::unify(cx, &[one.clone(), default.clone()])?;
            let args = match unified.rep {
                // The default's literal has to have the very type of the value.
                Rep::Int => format!(
                    "{}, {offset}, {}",
                    unified.values[0].cast("bigint"),
                    unified.values[1].cast("bigint")
                ),
                _ => format!("{}, {offset}, {}", typed(&unified.values[0]), typed(&unified.values[1])),
            };
            let mut value = over_value(one, shape.call(name, &args));
            value.rep = unified.rep;
            value.small = false;
            value
        }
        _ => {
            return Err(Refusal::new(format!(
                "The window function {name}() has other arguments than it takes."
            )));
        }
    })
}

/// A literal has no type of its own, which a polymorphic function needs.
fn typed(value: &Value) -> String {
    match value.rep {
        Rep::Text if value.constant.is_some() => value.cast("text"),
        _ => value.sql.clone(),
    }
}

fn over_value(one: &Value, sql: String) -> Value {
    let mut value = Value { sql, atom: true, nullable: true, constant: None, column: false, ..one.clone() };
    value.affinity = crate::catalog::map::Affinity::Blob;
    value.moment = None;
    value.json = None;
    value
}
