//! Windows and orders (<https://sqlite.org/windowfunctions.html>). NULL is the smallest value of SQLite.

use super::super::context::Context;
use super::super::expression::expression;
use super::super::functions::choice;
use super::super::outcome::Refusal;
use super::super::parse;
use super::super::scope::Scope;
use super::super::value::Value;
use crate::postgres::emit::quote_ident;
use sqlite3_parser::ast::{
    FrameBound, FrameClause, FrameExclude, FrameMode, NullsOrder, Over, SortOrder, SortedColumn, Window,
    WindowDef,
};

/// A term of ORDER BY.
pub(in super::super) fn order_term(
    cx: &mut Context<'_>,
    value: &Value,
    term: &SortedColumn<'_>,
) -> Result<String, Refusal> {
    // A constant orders nothing, and PostgreSQL would take a number for a column's.
    let sql = if value.constant.is_some() { "(SELECT 1)".to_owned() } else { choice::sortable(cx, value)? };
    let descending = term.order == Some(SortOrder::Desc);
    let nulls_first = match term.nulls {
        Some(NullsOrder::First) => true,
        Some(NullsOrder::Last) => false,
        None => !descending,
    };
    let mut out = sql;
    if descending {
        out.push_str(" DESC");
    }
    // PostgreSQL's own place for NULLs is behind when ascending.
    if value.nullable && nulls_first != descending {
        out.push_str(if nulls_first { " NULLS FIRST" } else { " NULLS LAST" });
    }
    Ok(out)
}

/// The terms of an ORDER BY that knows no column numbers.
pub(in super::super) fn order_terms<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    terms: &'b [SortedColumn<'b>],
) -> Result<String, Refusal> {
    let mut all = Vec::new();
    for term in terms {
        let value = expression(cx, scope, &term.expr)?;
        all.push(order_term(cx, &value, term)?);
    }
    Ok(all.join(", "))
}

/// What stands behind OVER.
pub(in super::super) fn over<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    over: &'b Over<'b>,
) -> Result<String, Refusal> {
    match over {
        Over::Name(name) => Ok(quote_ident(&parse::name(name.0).to_ascii_lowercase())),
        Over::Window(window) => definition(cx, scope, window),
    }
}

/// The WINDOW clause.
pub(super) fn definitions<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    windows: &'b [WindowDef<'b>],
) -> Result<String, Refusal> {
    let mut all = Vec::new();
    for window in windows {
        let name = quote_ident(&parse::name(window.name.0).to_ascii_lowercase());
        all.push(format!("{name} AS {}", definition(cx, scope, &window.window)?));
    }
    Ok(all.join(", "))
}

fn definition<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    window: &'b Window<'b>,
) -> Result<String, Refusal> {
    let mut parts = Vec::new();
    if let Some(base) = &window.base {
        parts.push(quote_ident(&parse::name(base.0).to_ascii_lowercase()));
    }
    if let Some(terms) = window.partition_by {
        let mut keys = Vec::new();
        for term in terms {
            let value = expression(cx, scope, term)?;
            keys.push(choice::sortable(cx, &value)?);
        }
        parts.push(format!("PARTITION BY {}", keys.join(", ")));
    }
    if let Some(terms) = window.order_by {
        parts.push(format!("ORDER BY {}", order_terms(cx, scope, terms)?));
    }
    if let Some(frame) = &window.frame_clause {
        parts.push(frame_sql(cx, scope, frame)?);
    }
    Ok(format!("({})", parts.join(" ")))
}

fn frame_sql<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    frame: &'b FrameClause<'b>,
) -> Result<String, Refusal> {
    let mode = match frame.mode {
        FrameMode::Groups => "GROUPS",
        FrameMode::Range => "RANGE",
        FrameMode::Rows => "ROWS",
    };
    let start = bound(cx, scope, &frame.start)?;
    let mut sql = match &frame.end {
        Some(end) => format!("{mode} BETWEEN {start} AND {}", bound(cx, scope, end)?),
        None => format!("{mode} {start}"),
    };
    sql.push_str(match frame.exclude {
        None | Some(FrameExclude::NoOthers) => "",
        Some(FrameExclude::CurrentRow) => " EXCLUDE CURRENT ROW",
        Some(FrameExclude::Group) => " EXCLUDE GROUP",
        Some(FrameExclude::Ties) => " EXCLUDE TIES",
    });
    Ok(sql)
}

fn bound<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    bound: &'b FrameBound<'b>,
) -> Result<String, Refusal> {
    Ok(match bound {
        FrameBound::CurrentRow => "CURRENT ROW".into(),
        FrameBound::UnboundedFollowing => "UNBOUNDED FOLLOWING".into(),
        FrameBound::UnboundedPreceding => "UNBOUNDED PRECEDING".into(),
        FrameBound::Following(expr) => format!("{} FOLLOWING", expression(cx, scope, expr)?.arg()),
        FrameBound::Preceding(expr) => format!("{} PRECEDING", expression(cx, scope, expr)?.arg()),
    })
}
