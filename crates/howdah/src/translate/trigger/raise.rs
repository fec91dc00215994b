//! SELECT in a trigger's body: it is there for RAISE (<https://sqlite.org/lang_createtrigger.html#the_raise_function>).

use super::super::compare::{Comparison, compare};
use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::outcome::Refusal;
use super::super::scope::Scope;
use super::super::select::{self, walk};
use super::Frame;
use sqlite3_parser::ast::{Expr, OneSelect, ResolveType, ResultColumn, Select};

/// Translates a SELECT of a body.
pub(super) fn select<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    select: &'b Select<'b>,
    frame: &Frame,
) -> Result<String, Refusal> {
    let simple = select.with.is_none() && select.body.compounds.is_none();
    let OneSelect::Select { columns, from, where_clause, group_by: None, having: None, .. } =
        &select.body.select
    else {
        return without_raise(cx, scope, select);
    };
    let [ResultColumn::Expr(expr, _)] = *columns else { return without_raise(cx, scope, select) };
    if !simple || !walk::has_raise(expr) {
        return without_raise(cx, scope, select);
    }
    let mut inner = Scope { parent: Some(scope), ..Scope::default() };
    let tables = match from {
        Some(from) => select::from_clause(cx, &mut inner, from)?,
        None => String::new(),
    };
    let filter = where_clause.map(|filter| condition(cx, &inner, filter)).transpose()?;
    let mut out = String::new();
    let arms = arms(cx, &inner, expr)?;
    if tables.is_empty() {
        for (at, (when, action)) in arms.iter().enumerate() {
            let statement = raise(cx, &inner, action.0, action.1, frame)?;
            match when {
                Some(when) => {
                    let word = if at == 0 { "IF" } else { "ELSIF" };
                    out.push_str(&format!("    {word} {when} THEN\n        {statement}\n"));
                }
                None if at == 0 => out.push_str(&format!("    IF true THEN\n        {statement}\n")),
                None => out.push_str(&format!("    ELSE\n        {statement}\n")),
            }
        }
        out.push_str("    END IF;\n");
        if let Some(filter) = filter {
            out = format!("    IF {} THEN\n{out}    END IF;\n", filter.sql);
        }
        return Ok(out);
    }
    let [(when, action)] = arms.as_slice() else {
        return Err(Refusal::new("RAISE depends on several conditions over rows of a table."));
    };
    let conditions: Vec<String> =
        filter.iter().map(|filter| filter.arg()).chain(when.iter().map(|when| format!("({when})"))).collect();
    let filter =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let statement = raise(cx, scope, action.0, action.1, frame)?;
    Ok(format!("    IF EXISTS (SELECT 1 FROM {tables}{filter}) THEN\n        {statement}\n    END IF;\n"))
}

type Action<'b> = (ResolveType, Option<&'b Expr<'b>>);

/// RAISE with the condition under which it is reached, in order; the conditions exclude those before.
fn arms<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    expr: &'b Expr<'b>,
) -> Result<Vec<(Option<String>, Action<'b>)>, Refusal> {
    let unreadable = || Refusal::new("RAISE stands inside an expression that is neither it nor a CASE.");
    match expr {
        Expr::Raise(kind, message) => Ok(vec![(None, (*kind, *message))]),
        Expr::Parenthesized(parts) => match parts.as_slice() {
            [one] => arms(cx, scope, one),
            _ => Err(unreadable()),
        },
        Expr::Case { base, when_then_pairs, else_expr } => {
            let base = base.map(|base| expression(cx, scope, base)).transpose()?;
            let mut found = Vec::new();
            let mut before: Vec<String> = Vec::new();
            let mut plain_before = false;
            for (when, then) in *when_then_pairs {
                let when = match &base {
                    None => condition(cx, scope, when)?,
                    Some(base) => {
                        let when = expression(cx, scope, when)?;
                        compare(cx, Comparison::Equal, base, &when)?
                    }
                };
                if let Expr::Raise(kind, message) = then {
                    let own = if plain_before {
                        format!("({}) IS NOT TRUE AND {}", before.join(" OR "), when.arg())
                    } else {
                        when.sql.clone()
                    };
                    found.push((Some(own), (*kind, *message)));
                } else if walk::has_raise(then) {
                    return Err(unreadable());
                } else {
                    plain_before = true;
                }
                before.push(when.arg());
            }
            match else_expr {
                Some(Expr::Raise(kind, message)) => {
                    let none = format!("({}) IS NOT TRUE", before.join(" OR "));
                    found.push((Some(none), (*kind, *message)));
                }
                Some(other) if walk::has_raise(other) => return Err(unreadable()),
                _ => {}
            }
            Ok(found)
        }
        _ => Err(unreadable()),
    }
}

/// The statement that a RAISE becomes.
fn raise<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    kind: ResolveType,
    message: Option<&'b Expr<'b>>,
    frame: &Frame,
) -> Result<String, Refusal> {
    if kind == ResolveType::Ignore {
        // Before the row it keeps the row as it was; behind it, it ends the body.
        return Ok(frame.go("NULL"));
    }
    if kind == ResolveType::Fail {
        cx.note(
            "raise-fail",
            "RAISE(FAIL) keeps the rows that its statement wrote before; PostgreSQL takes them back.",
        );
    }
    if kind == ResolveType::Rollback {
        cx.note(
            "raise-rollback",
            "RAISE(ROLLBACK) ends the transaction; PostgreSQL leaves that to the application.",
        );
    }
    let message = match message {
        Some(message) => {
            let message = expression(cx, scope, message)?;
            cx.text(&message)?.sql
        }
        None => "''".into(),
    };
    Ok(format!(
        "RAISE EXCEPTION USING MESSAGE = coalesce({message}, ''), ERRCODE = 'integrity_constraint_violation';"
    ))
}

/// A SELECT whose answer nobody sees.
fn without_raise<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    select: &'b Select<'b>,
) -> Result<String, Refusal> {
    let query = select::subquery(cx, scope, select)?;
    Ok(format!("    PERFORM * FROM ({}) AS q;\n", query.sql))
}
