//! One SELECT without its ORDER BY and LIMIT: columns, FROM, WHERE, GROUP BY, HAVING, WINDOW; and VALUES.

use super::super::compare;
use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::functions::choice;
use super::super::outcome::Refusal;
use super::super::parse;
use super::super::schema::{Collation, Column};
use super::super::scope::{Grouped, Scope};
use super::super::value::{Rep, Value};
use super::{Query, from, has_equality, position, walk, window};
use crate::postgres::emit::quote_ident;
use sqlite3_parser::ast::{As, Distinctness, Expr, OneSelect, ResultColumn, SortedColumn};

/// A translated SELECT whose columns are still values, so that a compound can give them a common type.
pub(super) struct Core {
    pub outputs: Vec<(Value, String)>,
    pub distinct: bool,
    /// FROM and all behind it.
    pub rest: String,
    /// The terms of ORDER BY.
    pub order: String,
    /// Further rows of VALUES.
    pub more: Vec<Vec<Value>>,
}

impl Core {
    /// The columns that it yields.
    pub fn describe(&self, cx: &mut Context<'_>, names: Option<&[String]>) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for (at, (value, name)) in self.outputs.iter().enumerate() {
            let mut value = cx.shown(value.clone());
            value.nullable |= self.more.iter().any(|row| row[at].nullable);
            let mut lite = name.clone();
            let mut count = 0;
            while columns.iter().any(|column| column.is_named(&lite)) {
                count += 1;
                lite = format!("{name}:{count}");
            }
            let mut column = value.describe(&lite);
            column.target = names.and_then(|names| names.get(at)).cloned().unwrap_or(lite);
            columns.push(column);
        }
        columns
    }

    /// As SQL.
    pub fn render(self, cx: &mut Context<'_>, names: Option<&[String]>) -> Query {
        let columns = self.describe(cx, names);
        let mut rows = Vec::new();
        let first: Vec<Value> = self.outputs.into_iter().map(|(value, _)| value).collect();
        let distinct = if self.distinct { "DISTINCT " } else { "" };
        for row in std::iter::once(first).chain(self.more) {
            let mut list = Vec::new();
            for (value, column) in row.into_iter().zip(&columns) {
                let value = cx.shown(value);
                let collated = matches!(value.rep, Rep::Text | Rep::Mixed) && !value.c_collated;
                let sql = if collated { format!("{} COLLATE \"C\"", value.arg()) } else { value.sql.clone() };
                list.push(format!("{sql} AS {}", quote_ident(&column.target)));
            }
            rows.push(format!("SELECT {distinct}{}{}", list.join(", "), self.rest));
        }
        Query { sql: rows.join(" UNION ALL "), columns }
    }
}

/// VALUES: its rows are SELECTs of a compound.
pub(super) fn values<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    rows: &'b [sqlite3_parser::Vec<'b, Expr<'b>>],
) -> Result<Core, Refusal> {
    let scope = Scope { parent, ..Scope::default() };
    let mut all = Vec::new();
    for row in rows {
        all.push(row.iter().map(|value| expression(cx, &scope, value)).collect::<Result<Vec<_>, _>>()?);
    }
    let width = all.first().map_or(0, Vec::len);
    if all.iter().any(|row| row.len() != width) {
        return Err(Refusal::new("The rows of VALUES have different lengths."));
    }
    let mut cores: Vec<Core> = all
        .into_iter()
        .map(|row| Core {
            outputs: row
                .into_iter()
                .enumerate()
                .map(|(at, value)| (value, format!("column{}", at + 1)))
                .collect(),
            distinct: false,
            rest: String::new(),
            order: String::new(),
            more: Vec::new(),
        })
        .collect();
    super::one_type_each(cx, &mut cores)?;
    let mut cores = cores.into_iter();
    let Some(mut first) = cores.next() else { return Err(Refusal::new("VALUES has no row.")) };
    first.more = cores.map(|core| core.outputs.into_iter().map(|(value, _)| value).collect()).collect();
    Ok(first)
}

/// A single SELECT.
pub(super) fn select<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    select: &'b OneSelect<'b>,
    order: &'b [SortedColumn<'b>],
) -> Result<Core, Refusal> {
    let OneSelect::Select { distinctness, columns, from, where_clause, group_by, having, window_clause } =
        select
    else {
        return Err(Refusal::new("This is no SELECT."));
    };
    let mut scope = Scope { parent, ..Scope::default() };
    let mut rest = String::new();
    if let Some(from) = from {
        let sql = from::from_clause(cx, &mut scope, from)?;
        if !sql.is_empty() {
            rest.push_str(&format!(" FROM {sql}"));
        }
    }
    scope.aliases = columns
        .iter()
        .filter_map(|column| match column {
            ResultColumn::Expr(expr, Some(As::As(name) | As::Elided(name))) => {
                Some((parse::name(name.0), expr))
            }
            _ => None,
        })
        .collect();
    if let Some(filter) = where_clause {
        rest.push_str(&format!(" WHERE {}", condition(cx, &scope, filter)?.sql));
    }
    let mut calls = Vec::new();
    for column in *columns {
        if let ResultColumn::Expr(expr, _) = column {
            walk::aggregates(expr, &mut calls);
        }
    }
    if let Some(having) = having {
        walk::aggregates(having, &mut calls);
    }
    for term in order {
        walk::aggregates(&term.expr, &mut calls);
    }
    let aggregate = group_by.is_some() || !calls.is_empty();
    scope.aggregates = true;
    if aggregate {
        let grouped = group(cx, &scope, group_by.unwrap_or_default(), columns, &calls)?;
        if !grouped.keys.is_empty() {
            rest.push_str(&format!(" GROUP BY {}", grouped.keys.join(", ")));
        }
        scope.grouped = Some(grouped.grouped);
    }
    let kept = std::mem::replace(&mut cx.regroup, aggregate);
    let done = rest_of_select(cx, &mut scope, columns, *having, *window_clause, order, &mut rest);
    cx.regroup = kept;
    let (outputs, order) = done?;
    let distinct = *distinctness == Some(Distinctness::Distinct);
    let outputs = if distinct { distinct_values(cx, outputs)? } else { outputs };
    Ok(Core { outputs, distinct, rest, order, more: Vec::new() })
}

/// Values that DISTINCT can tell apart.
fn distinct_values(
    cx: &mut Context<'_>,
    outputs: Vec<(Value, String)>,
) -> Result<Vec<(Value, String)>, Refusal> {
    outputs
        .into_iter()
        .map(|(value, name)| {
            if value.collation != Collation::Binary && !matches!(value.rep, Rep::Int | Rep::Real | Rep::Bool)
            {
                return Err(Refusal::new("DISTINCT compares texts by a collation other than BINARY."));
            }
            let value = if has_equality(&value) { value } else { cx.cell(&value)? };
            Ok((value, name))
        })
        .collect()
}

type Outputs = (Vec<(Value, String)>, String);

fn rest_of_select<'b>(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, 'b>,
    columns: &'b [ResultColumn<'b>],
    having: Option<&'b Expr<'b>>,
    windows: Option<&'b [sqlite3_parser::ast::WindowDef<'b>]>,
    order: &'b [SortedColumn<'b>],
    rest: &mut String,
) -> Result<Outputs, Refusal> {
    if let Some(having) = having {
        rest.push_str(&format!(" HAVING {}", condition(cx, scope, having)?.sql));
    }
    if let Some(windows) = windows {
        rest.push_str(&format!(" WINDOW {}", window::definitions(cx, scope, windows)?));
    }
    let aliases = std::mem::take(&mut scope.aliases);
    let mut outputs = Vec::new();
    for column in columns {
        output(cx, scope, column, &mut outputs)?;
    }
    scope.aliases = aliases;
    let mut terms = Vec::new();
    for term in order {
        let value = match position(&term.expr, outputs.len())? {
            Some(at) => outputs[at].0.clone(),
            None => match aliased(&term.expr, scope) {
                // A column's alias goes before a column of that name.
                Some(expr) => expression(cx, scope, expr)?,
                None => expression(cx, scope, &term.expr)?,
            },
        };
        terms.push(window::order_term(cx, &value, term)?);
    }
    Ok((outputs, terms.join(", ")))
}

fn aliased<'b>(expr: &Expr<'b>, scope: &Scope<'_, 'b>) -> Option<&'b Expr<'b>> {
    let Expr::Id(id) = expr else { return None };
    let name = parse::name(id.0);
    scope.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(&name)).map(|(_, expr)| *expr)
}

/// A column of the result, or all of a `*`.
fn output<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    column: &'b ResultColumn<'b>,
    outputs: &mut Vec<(Value, String)>,
) -> Result<(), Refusal> {
    let star = |cx: &mut Context<'_>, only: Option<&str>, outputs: &mut Vec<(Value, String)>| {
        let mut found = false;
        for source in &scope.sources {
            if only.is_some_and(|only| !source.lite.eq_ignore_ascii_case(only)) {
                continue;
            }
            found = true;
            for column in &source.columns {
                let merged = |names: &[String]| names.iter().any(|name| column.is_named(name));
                if only.is_none() && merged(&source.merged) {
                    continue;
                }
                let joined =
                    scope.merged.iter().find(|merged| column.is_named(&merged.name) && only.is_none());
                let (column, sql) = match joined {
                    Some(merged) => (merged.column.clone(), merged.sql.clone()),
                    None => (column.clone(), source.sql(column)),
                };
                let sql = if cx.regroup { scope.bare_column(cx, sql) } else { sql };
                outputs.push((Value::column(&column, sql), column.lite.clone()));
            }
        }
        if found { Ok(()) } else { Err(Refusal::new("A * stands for no table.")) }
    };
    match column {
        ResultColumn::Star => star(cx, None, outputs),
        ResultColumn::TableStar(name) => star(cx, Some(&parse::name(name.0)), outputs),
        ResultColumn::Expr(expr, alias) => {
            let value = expression(cx, scope, expr)?;
            let name = match alias {
                Some(As::As(name) | As::Elided(name)) => parse::name(name.0),
                None => column_name(scope, expr),
            };
            outputs.push((value, name));
            Ok(())
        }
    }
}

/// The name of a column without an alias: the column's own, or the expression's text.
fn column_name(scope: &Scope<'_, '_>, expr: &Expr<'_>) -> String {
    let token = match expr {
        Expr::Id(id) => id.0,
        Expr::Name(name) | Expr::Qualified(_, name) | Expr::DoublyQualified(_, _, name) => name.0,
        other => return other.to_string(),
    };
    let name = parse::name(token);
    let own = scope.sources.iter().find_map(|source| source.column(&name));
    own.map_or(name, |column| column.lite.clone())
}

struct Grouping<'b> {
    keys: Vec<String>,
    grouped: Grouped<'b>,
}

/// GROUP BY, by SQLite's equality.
fn group<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    terms: &'b [Expr<'b>],
    columns: &'b [ResultColumn<'b>],
    calls: &[&'b Expr<'b>],
) -> Result<Grouping<'b>, Refusal> {
    let mut grouping = Grouping { keys: Vec::new(), grouped: Grouped::default() };
    for term in terms {
        let term = match position(term, columns.len())? {
            Some(at) => match &columns[at] {
                ResultColumn::Expr(expr, _) => expr,
                _ => return Err(Refusal::new("GROUP BY counts columns of a *.")),
            },
            // A column goes before an alias of its name.
            None => match aliased(term, scope) {
                Some(expr) if scope_lacks(scope, term) => expr,
                _ => term,
            },
        };
        let value = expression(cx, scope, term)?;
        let value = if has_equality(&value) { value } else { cx.cell(&value)? };
        let textual = matches!(value.rep, Rep::Text | Rep::Mixed);
        let key = match (&value.collation, textual) {
            (Collation::Binary, _) | (_, false) if value.constant.is_some() => value.cast("text"),
            (Collation::Binary, _) | (_, false) => value.arg(),
            (collation, true) => compare::folded(&value, collation)?,
        };
        if key == value.arg() {
            grouping.grouped.terms.push(key.clone());
            grouping.grouped.exprs.push(term);
        }
        grouping.keys.push(key);
    }
    // With one min() or max(), the other columns come from its row.
    let mut extremes = calls.iter().filter_map(|call| walk::extreme(call));
    if let (Some((name, arg)), None) = (extremes.next(), extremes.next()) {
        let value = expression(cx, scope, arg)?;
        let order = choice::sortable(cx, &value)?;
        grouping.grouped.extreme = Some((order, if name == "min" { "ASC" } else { "DESC" }));
    }
    Ok(grouping)
}

fn scope_lacks(scope: &Scope<'_, '_>, term: &Expr<'_>) -> bool {
    let Expr::Id(id) = term else { return false };
    let name = parse::name(id.0);
    !scope.sources.iter().any(|source| source.columns.iter().any(|column| column.is_named(&name)))
}
