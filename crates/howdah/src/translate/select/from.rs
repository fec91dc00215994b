//! FROM and joins (<https://sqlite.org/lang_select.html#the_from_clause>).

use super::super::compare::{Comparison, compare};
use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::functions::json;
use super::super::outcome::Refusal;
use super::super::parse;
use super::super::schema::{Column, Relation};
use super::super::scope::{Merged, Scope, Source};
use super::super::value::Value;
use super::query;
use crate::catalog::map::Affinity;
use crate::postgres::emit::quote_ident;
use crate::row::format::Format;
use crate::row::logical::LogicalType;
use sqlite3_parser::ast::{
    As, Expr, FromClause, JoinConstraint, JoinOperator, JoinType, JoinedSelectTable, SelectTable,
};

/// Looks a relation up, WITH terms first.
pub(in super::super) fn relation(cx: &mut Context<'_>, name: &str) -> Result<Relation, Refusal> {
    if let Some(cte) = cx.ctes.iter().rev().find(|cte| cte.lite.eq_ignore_ascii_case(name)) {
        return Ok(cte.clone());
    }
    match cx.schema.relation(name) {
        Some(relation) => {
            cx.facts.relations.insert(relation.lite.clone());
            Ok(relation.clone())
        }
        None => Err(Refusal::new(format!("The table or view {name} is not in the target."))),
    }
}

/// A relation's name as SQL; a WITH term has no schema.
pub(super) fn relation_sql(relation: &Relation) -> String {
    if relation.schema.is_empty() { quote_ident(&relation.target) } else { relation.sql() }
}

/// Translates a FROM clause and puts its sources into the scope.
pub(in super::super) fn from_clause<'b>(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, 'b>,
    from: &'b FromClause<'b>,
) -> Result<String, Refusal> {
    let Some(first) = from.select else { return Ok(String::new()) };
    let mut sql = table(cx, scope, first)?;
    for join in from.joins.iter().flatten() {
        sql = joined(cx, scope, sql, join)?;
    }
    Ok(sql)
}

fn alias_of(alias: &Option<As<'_>>) -> Option<String> {
    alias.as_ref().map(|(As::As(name) | As::Elided(name))| parse::name(name.0))
}

fn table<'b>(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, 'b>,
    table: &'b SelectTable<'b>,
) -> Result<String, Refusal> {
    match table {
        SelectTable::Table(name, alias, _) => {
            let lite = parse::name(name.name.0);
            if matches!(lite.to_ascii_lowercase().as_str(), "json_each" | "json_tree") {
                return Err(Refusal::new(format!("{lite} stands without its arguments.")));
            }
            let relation = relation(cx, &lite)?;
            let alias = alias_of(alias).unwrap_or(lite);
            let qualifier = quote_ident(&alias);
            scope.sources.push(Source::relation(&relation, &alias, qualifier.clone()));
            Ok(format!("{} AS {qualifier}", relation_sql(&relation)))
        }
        SelectTable::TableCall(name, args, alias) => {
            let lite = parse::name(name.name.0);
            let alias = alias_of(alias).unwrap_or_else(|| lite.clone());
            table_function(cx, scope, &lite, args.unwrap_or_default(), &alias)
        }
        SelectTable::Select(select, alias) => {
            let inner = query(cx, scope.parent, select, None)?;
            let alias = alias_of(alias).unwrap_or_else(|| cx.fresh("q"));
            let qualifier = quote_ident(&alias);
            scope.sources.push(Source {
                lite: alias,
                qualifier: qualifier.clone(),
                columns: inner.columns,
                rowid: None,
                search: None,
                merged: Vec::new(),
                qualified_only: false,
            });
            Ok(format!("({}) AS {qualifier}", inner.sql))
        }
        SelectTable::Sub(from, None) => Ok(format!("({})", from_clause(cx, scope, from)?)),
        SelectTable::Sub(_, Some(_)) => Err(Refusal::new("A join in parentheses has an alias.")),
    }
}

/// `json_each`, `json_tree` and `generate_series` (<https://sqlite.org/json1.html#jeach>).
fn table_function<'b>(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, 'b>,
    name: &str,
    args: &'b [Expr<'b>],
    alias: &str,
) -> Result<String, Refusal> {
    let name = name.to_ascii_lowercase();
    let qualifier = quote_ident(alias);
    let text = |name: &str| Column::new(name, LogicalType::TEXT, Affinity::Blob);
    let by_row = |name: &str| text(name).with_format(Format::TextOrNumber);
    let number = |name: &str| Column::new(name, LogicalType::Int8, Affinity::Blob);
    let (sql, columns) = match (name.as_str(), args) {
        ("json_each" | "json_tree", [document, path @ ..]) if path.len() < 2 => {
            let document = expression(cx, scope, document)?;
            let mut arguments = vec![json::document(cx, &document)?];
            if let Some(path) = path.first() {
                let path = expression(cx, scope, path)?;
                arguments.push(cx.text(&path)?.sql);
            }
            let columns = vec![
                by_row("key"),
                by_row("value"),
                text("type"),
                by_row("atom"),
                number("id"),
                number("parent"),
                text("fullkey"),
                text("path"),
            ];
            (cx.call(&format!("lite_{name}"), &arguments), columns)
        }
        ("generate_series", [_, _] | [_, _, _]) => {
            let mut arguments = Vec::new();
            for arg in args {
                let arg = expression(cx, scope, arg)?;
                arguments.push(cx.integer(&arg)?.cast("bigint"));
            }
            (format!("generate_series({})", arguments.join(", ")), vec![number("value")])
        }
        _ => return Err(Refusal::new(format!("The table function {name} is not translated."))),
    };
    let names: Vec<String> = columns.iter().map(|column| quote_ident(&column.target)).collect();
    scope.sources.push(Source {
        lite: alias.to_owned(),
        qualifier: qualifier.clone(),
        columns,
        rowid: None,
        search: None,
        merged: Vec::new(),
        qualified_only: false,
    });
    Ok(format!("LATERAL {sql} AS {qualifier}({})", names.join(", ")))
}

fn joined<'b>(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, 'b>,
    left: String,
    join: &'b JoinedSelectTable<'b>,
) -> Result<String, Refusal> {
    let kind = match join.operator {
        JoinOperator::Comma | JoinOperator::TypedJoin(None) => JoinType::INNER,
        JoinOperator::TypedJoin(Some(kind)) => kind,
    };
    let before = scope.sources.len();
    let right = table(cx, scope, &join.table)?;
    let (to_left, to_right) = (kind.contains(JoinType::LEFT), kind.contains(JoinType::RIGHT));
    let shared: Vec<String> = match &join.constraint {
        Some(JoinConstraint::Using(names)) => names.iter().map(|name| parse::name(name.0)).collect(),
        _ if kind.contains(JoinType::NATURAL) => common_names(&scope.sources, before),
        _ => Vec::new(),
    };
    let on = match &join.constraint {
        Some(JoinConstraint::On(on)) => Some(condition(cx, scope, on)?.sql),
        _ if shared.is_empty() => None,
        _ => Some(using(cx, scope, before, &shared, to_right)?),
    };
    for (at, source) in scope.sources.iter_mut().enumerate() {
        if to_left && at >= before || to_right && at < before {
            source.columns.iter_mut().for_each(|column| column.nullable = true);
            source.rowid.iter_mut().for_each(|column| column.nullable = true);
        }
    }
    let word = match (to_left, to_right) {
        (true, true) => "FULL JOIN",
        (true, false) => "LEFT JOIN",
        (false, true) => "RIGHT JOIN",
        (false, false) if on.is_none() => return Ok(format!("{left} CROSS JOIN {right}")),
        (false, false) => "JOIN",
    };
    Ok(format!("{left} {word} {right} ON {}", on.unwrap_or_else(|| "true".into())))
}

/// Names that both sides of a NATURAL join have.
fn common_names(sources: &[Source], before: usize) -> Vec<String> {
    let (left, right) = sources.split_at(before);
    right
        .iter()
        .flat_map(|source| &source.columns)
        .filter(|column| {
            left.iter().flat_map(|source| &source.columns).any(|other| other.is_named(&column.lite))
        })
        .map(|column| column.lite.clone())
        .collect()
}

/// USING: the columns are equal, and the name means one of them.
fn using(
    cx: &mut Context<'_>,
    scope: &mut Scope<'_, '_>,
    before: usize,
    names: &[String],
    to_right: bool,
) -> Result<String, Refusal> {
    let mut conditions = Vec::new();
    for name in names {
        let find = |sources: &[Source]| {
            sources.iter().find_map(|source| {
                let column = source.columns.iter().find(|column| column.is_named(name))?;
                let hidden = source.merged.iter().any(|merged| merged.eq_ignore_ascii_case(name));
                (!hidden).then(|| (column.clone(), source.sql(column)))
            })
        };
        let (left_sources, right_sources) = scope.sources.split_at(before);
        let (Some(left), Some(right)) = (find(left_sources), find(right_sources)) else {
            return Err(Refusal::new(format!("USING names {name}, which a side of the join lacks.")));
        };
        let earlier = scope.merged.iter().find(|merged| merged.name.eq_ignore_ascii_case(name));
        let left = earlier.map_or(left, |merged| (merged.column.clone(), merged.sql.clone()));
        let values = (Value::column(&left.0, left.1.clone()), Value::column(&right.0, right.1.clone()));
        conditions.push(compare(cx, Comparison::Equal, &values.0, &values.1)?.sql);
        if to_right {
            if left.0.logical != right.0.logical || left.0.format != right.0.format {
                return Err(Refusal::new(format!("A RIGHT or FULL join merges {name} of two types.")));
            }
            scope.merged.retain(|merged| !merged.name.eq_ignore_ascii_case(name));
            scope.merged.push(Merged {
                name: name.clone(),
                sql: format!("coalesce({}, {})", left.1, right.1),
                column: Column { nullable: true, ..left.0 },
            });
        }
        for source in &mut scope.sources[before..] {
            if source.columns.iter().any(|column| column.is_named(name)) {
                source.merged.push(name.clone());
            }
        }
    }
    Ok(conditions.join(" AND "))
}
