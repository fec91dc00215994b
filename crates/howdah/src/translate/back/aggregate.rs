//! Aggregates and window functions.

use super::compare::{groups, sorts};
use super::context::{Context, Scope};
use super::expression::expression;
use super::kind::Kind;
use super::select::term_of;
use super::value::{Constant, Value};
use super::{Result, Stored, Untranslatable};
use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, OrderByExpr, WindowFrameBound, WindowFrameUnits, WindowType,
};

/// Arguments of a call.
struct Call {
    star: bool,
    distinct: bool,
    arguments: Vec<Value>,
    order: Vec<String>,
}

/// An aggregate or a window function; nothing when the function is neither.
pub(super) fn call(cx: &Context<'_>, scope: &Scope<'_>, function: &Function) -> Option<Result<Value>> {
    let [part] = function.name.0.as_slice() else { return None };
    let called = super::context::name(part.as_ident()?);
    let known = function.over.is_some()
        || function.filter.is_some()
        || !function.within_group.is_empty()
        || AGGREGATES.contains(&called.as_str());
    known.then(|| translated(cx, scope, function, &called))
}

/// Those of PostgreSQL that are common, so that they are refused by their names.
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "bool_and",
    "every",
    "bool_or",
    "string_agg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
    "stddev",
    "variance",
    "stddev_pop",
    "stddev_samp",
    "var_pop",
    "var_samp",
    "corr",
    "bit_and",
    "bit_or",
    "xmlagg",
    "any_value",
];

fn refused<T>(called: &str, why: &str) -> Result<T> {
    Err(Untranslatable::new(format!("{called} has no counterpart in SQLite{why}.")))
}

fn translated(cx: &Context<'_>, scope: &Scope<'_>, function: &Function, called: &str) -> Result<Value> {
    if !function.within_group.is_empty() || function.null_treatment.is_some() {
        return refused(called, " with WITHIN GROUP");
    }
    let call = arguments(cx, scope, function, called)?;
    let windowed = function.over.is_some();
    let mut value = answer(called, &call, windowed)?;
    if let Some(filter) = &function.filter {
        let condition = expression(cx, scope, filter)?.truth()?;
        value.sql.push_str(&format!(" FILTER (WHERE {})", condition.sql));
    }
    if let Some(over) = &function.over {
        value.sql.push_str(&format!(" OVER {}", window(cx, scope, over)?));
    }
    Ok(value)
}

fn arguments(cx: &Context<'_>, scope: &Scope<'_>, function: &Function, called: &str) -> Result<Call> {
    let FunctionArguments::List(list) = &function.args else { return refused(called, " in this form") };
    let mut call = Call { star: false, distinct: false, arguments: Vec::new(), order: Vec::new() };
    call.distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    for argument in &list.args {
        match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(argument)) => {
                call.arguments.push(expression(cx, scope, argument)?);
            }
            FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => call.star = true,
            _ => return refused(called, " with named arguments"),
        }
    }
    for clause in &list.clauses {
        match clause {
            FunctionArgumentClause::OrderBy(terms) => call.order.extend(ordered(cx, scope, terms)?),
            _ => return refused(called, " with this clause"),
        }
    }
    Ok(call)
}

fn ordered(cx: &Context<'_>, scope: &Scope<'_>, terms: &[OrderByExpr]) -> Result<Vec<String>> {
    terms.iter().map(|term| term_of(term, sorts(&expression(cx, scope, &term.expr)?)?)).collect()
}

/// The call without its FILTER and OVER.
fn answer(called: &str, call: &Call, windowed: bool) -> Result<Value> {
    let distinct = if call.distinct { "DISTINCT " } else { "" };
    if call.distinct && windowed {
        return refused(called, " as a window function of distinct values");
    }
    let ordered = !call.order.is_empty();
    Ok(match (called, call.arguments.as_slice()) {
        ("count", []) if call.star => Value::int("count(*)"),
        ("count", [value]) if !ordered => {
            if call.distinct {
                groups(value)?;
            }
            let of = super::json::is_null(value).unwrap_or_else(|| value.sql.clone());
            Value::int(format!("count({distinct}{of})"))
        }
        // Beyond 64 bits it is an error in SQLite, and never another number.
        ("sum", [value]) if value.kind == Kind::Int && !ordered => {
            Value::new(format!("sum({distinct}{})", value.sql), Kind::Numeric, Stored::Number)
        }
        ("sum", [value]) => {
            return refused(
                &format!("sum of {}", value.kind),
                ", which adds doubles in its own way where PostgreSQL adds decimals or doubles in theirs",
            );
        }
        ("avg", [value]) => {
            return refused(&format!("avg of {}", value.kind), ", which divides doubles");
        }
        ("min" | "max", [value]) if !call.distinct && !ordered => {
            let sql = sorts(value)?;
            if sql != value.sql {
                return refused(&format!("{called} of {}", value.kind), "");
            }
            Value {
                sql: format!("{called}({sql})"),
                constant: None,
                part: None,
                clock: None,
                ..value.clone()
            }
        }
        ("bool_and" | "every", [value]) if value.kind == Kind::Bool && !ordered => {
            Value::bool(format!("min({})", value.sql))
        }
        ("bool_or", [value]) if value.kind == Kind::Bool && !ordered => {
            Value::bool(format!("max({})", value.sql))
        }
        ("string_agg", [value, between]) if !call.distinct && !windowed => {
            let textual = value.stored == Stored::Text && value.kind == Kind::Text;
            if !textual || between.words().is_none() {
                return refused("string_agg", " but for text and a constant between");
            }
            if ordered {
                return refused(
                    "string_agg with ORDER BY",
                    " before 3.44, which cannot read a file that has it",
                );
            }
            Value::text(format!("group_concat({}, {})", value.sql, between.sql), value)
        }
        ("row_number" | "rank" | "dense_rank", []) if windowed => Value::int(format!("{called}()")),
        ("percent_rank" | "cume_dist", []) if windowed => {
            Value::new(format!("{called}()"), Kind::Float8, Stored::Real)
        }
        ("ntile", [count]) if windowed && count.number().is_some_and(|count| count > 0) => {
            Value::int(format!("ntile({})", count.sql))
        }
        ("first_value" | "last_value", [value]) if windowed => shifted(called, value, "")?,
        ("nth_value", [value, at]) if windowed && at.number().is_some_and(|at| at > 0) => {
            shifted(called, value, &format!(", {}", at.sql))?
        }
        ("lag" | "lead", [value]) if windowed => shifted(called, value, "")?,
        ("lag" | "lead", [value, by]) if windowed && by.number().is_some_and(|by| by >= 0) => {
            shifted(called, value, &format!(", {}", by.sql))?
        }
        ("lag" | "lead", [value, by, otherwise])
            if windowed
                && by.number().is_some_and(|by| by >= 0)
                && otherwise.constant.is_some()
                && otherwise.stored == value.stored
                && otherwise.kind == value.kind =>
        {
            shifted(called, value, &format!(", {}, {}", by.sql, otherwise.sql))?
        }
        _ => return refused(called, " with these arguments"),
    })
}

/// A value of another row.
fn shifted(called: &str, value: &Value, rest: &str) -> Result<Value> {
    let sql = super::store::plain(value)?;
    if matches!(value.stored, Stored::PaddedText | Stored::FoldedText) {
        return refused(&format!("{called} of {}", value.kind), " with the same collation");
    }
    Ok(Value { sql: format!("{called}({sql}{rest})"), constant: None, clock: None, ..value.clone() })
}

/// `(PARTITION BY … ORDER BY … frame)`.
fn window(cx: &Context<'_>, scope: &Scope<'_>, over: &WindowType) -> Result<String> {
    let WindowType::WindowSpec(spec) = over else { return refused("A window with a name", "") };
    if spec.window_name.is_some() {
        return refused("A window with a name", "");
    }
    let mut parts = Vec::new();
    if !spec.partition_by.is_empty() {
        let keys = spec
            .partition_by
            .iter()
            .map(|key| {
                let key = expression(cx, scope, key)?;
                groups(&key)?;
                Ok(key.sql)
            })
            .collect::<Result<Vec<_>>>()?;
        parts.push(format!("PARTITION BY {}", keys.join(", ")));
    }
    if !spec.order_by.is_empty() {
        parts.push(format!("ORDER BY {}", ordered(cx, scope, &spec.order_by)?.join(", ")));
    }
    if let Some(frame) = &spec.window_frame {
        let offsets = frame.units != WindowFrameUnits::Range;
        let end = frame.end_bound.as_ref().unwrap_or(&WindowFrameBound::CurrentRow);
        parts.push(format!(
            "{} BETWEEN {} AND {}",
            frame.units,
            bound(cx, scope, &frame.start_bound, offsets)?,
            bound(cx, scope, end, offsets)?
        ));
    }
    Ok(format!("({})", parts.join(" ")))
}

fn bound(cx: &Context<'_>, scope: &Scope<'_>, bound: &WindowFrameBound, offsets: bool) -> Result<String> {
    let count = |expr: &Expr| -> Result<String> {
        let value = expression(cx, scope, expr)?;
        match value.constant {
            Some(Constant::Number(_)) if offsets && value.kind == Kind::Int => Ok(value.sql),
            _ => refused("A frame of a window with this bound", ""),
        }
    };
    Ok(match bound {
        WindowFrameBound::CurrentRow => "CURRENT ROW".into(),
        WindowFrameBound::Preceding(None) => "UNBOUNDED PRECEDING".into(),
        WindowFrameBound::Following(None) => "UNBOUNDED FOLLOWING".into(),
        WindowFrameBound::Preceding(Some(rows)) => format!("{} PRECEDING", count(rows)?),
        WindowFrameBound::Following(Some(rows)) => format!("{} FOLLOWING", count(rows)?),
    })
}
