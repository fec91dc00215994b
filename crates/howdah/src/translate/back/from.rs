//! FROM: tables, joins, queries, and the names under which their columns are seen.

use super::compare::{Comparison, compare};
use super::context::{Context, Scope, Source, name};
use super::expression::{expression, unified};
use super::value::Value;
use super::{Result, Untranslatable, select};
use crate::sqlite::emit::ident;
use sqlparser::ast::{
    Ident, Join, JoinConstraint, JoinOperator, ObjectName, TableAlias, TableFactor, TableWithJoins,
};

fn refused<T>(construct: &str) -> Result<T> {
    Err(Untranslatable::new(format!("{construct} has no counterpart in SQLite.")))
}

/// ` FROM …` and what can be named behind it.
pub(super) fn from(
    cx: &Context<'_>,
    outer: &Scope<'_>,
    tables: &[TableWithJoins],
) -> Result<(String, Vec<Source>)> {
    let mut sources = Vec::new();
    let mut parts = Vec::with_capacity(tables.len());
    for table in tables {
        let mut own = Vec::new();
        parts.push(joined(cx, outer, table, &mut own)?);
        // SQLite joins from left to right, so that what stands before would be joined too.
        if tables.len() > 1 && table.joins.iter().any(|join| keeps_right(&join.join_operator)) {
            return refused("RIGHT or FULL JOIN beside other tables");
        }
        sources.extend(own);
    }
    for (at, source) in sources.iter().enumerate() {
        let same = |other: &Source| match (&other.name, &source.name) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            _ => false,
        };
        if sources[..at].iter().any(same) {
            return refused("Two tables whose names differ by case alone");
        }
    }
    Ok(if parts.is_empty() {
        (String::new(), sources)
    } else {
        (format!(" FROM {}", parts.join(", ")), sources)
    })
}

fn keeps_right(operator: &JoinOperator) -> bool {
    matches!(operator, JoinOperator::Right(_) | JoinOperator::RightOuter(_) | JoinOperator::FullOuter(_))
}

fn joined(
    cx: &Context<'_>,
    outer: &Scope<'_>,
    table: &TableWithJoins,
    sources: &mut Vec<Source>,
) -> Result<String> {
    cx.deeper(|| {
        // Parentheses around what comes first change nothing.
        let mut sql = match &table.relation {
            TableFactor::NestedJoin { table_with_joins, alias: None } => {
                joined(cx, outer, table_with_joins, sources)?
            }
            relation => factor(cx, outer, relation, sources)?,
        };
        for join in &table.joins {
            sql.push_str(&one_join(cx, outer, join, sources)?);
        }
        Ok(sql)
    })
}

fn one_join(cx: &Context<'_>, outer: &Scope<'_>, join: &Join, sources: &mut Vec<Source>) -> Result<String> {
    let (word, constraint) = match &join.join_operator {
        JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => ("JOIN", constraint),
        JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => ("LEFT JOIN", constraint),
        JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => ("RIGHT JOIN", constraint),
        JoinOperator::FullOuter(constraint) => ("FULL JOIN", constraint),
        JoinOperator::CrossJoin(constraint) => ("CROSS JOIN", constraint),
        _ => return refused("This join"),
    };
    if join.global {
        return refused("This join");
    }
    let before = sources.len();
    let table = factor(cx, outer, &join.relation, sources)?;
    let condition = match constraint {
        JoinConstraint::None => String::new(),
        JoinConstraint::On(condition) => {
            let scope = Scope { sources: sources.clone(), queries: Vec::new(), outer: Some(outer) };
            format!(" ON {}", expression(cx, &scope, condition)?.truth()?.sql)
        }
        JoinConstraint::Using(columns) => {
            let mut equal = Vec::with_capacity(columns.len());
            for column in columns {
                let parts: Vec<_> = column.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
                let (left, right) = sources.split_at(before);
                let left = Scope::of(left.to_vec()).column(&parts)?;
                let right = Scope::of(right.to_vec()).column(&parts)?;
                equal.push(compare(Comparison::Equal, &left, &right)?.sql);
                merge(sources, &parts, one_of(&join.join_operator, left, right)?);
            }
            format!(" ON {}", equal.join(" AND "))
        }
        // The server writes a NATURAL JOIN with its columns.
        _ => return refused("NATURAL JOIN"),
    };
    Ok(format!(" {word} {table}{condition}"))
}

/// What the one column is that a USING makes of two
/// (<https://www.postgresql.org/docs/current/sql-select.html#SQL-FROM>).
fn one_of(operator: &JoinOperator, left: Value, right: Value) -> Result<Value> {
    let is_full = matches!(operator, JoinOperator::FullOuter(_));
    let takes_right = matches!(operator, JoinOperator::Right(_) | JoinOperator::RightOuter(_));
    if left.kind == right.kind && left.stored == right.stored && !is_full {
        return Ok(if takes_right { right } else { left });
    }
    let (like, values) = unified(vec![left, right])?;
    let sql = match values.as_slice() {
        both if is_full => format!("coalesce({})", both.join(", ")),
        [left, right] => if takes_right { right } else { left }.clone(),
        _ => return refused("USING of other than two columns"),
    };
    Ok(Value { sql, ..like })
}

/// Lets a name alone mean this value, and the columns of that name be named with their tables only.
fn merge(sources: &mut Vec<Source>, parts: &[Ident], value: Value) {
    let Some(column) = parts.last().map(name) else { return };
    sources.iter_mut().for_each(|source| source.merged.push(column.clone()));
    sources.push(Source { name: None, columns: vec![(column, value)], merged: Vec::new() });
}

fn factor(
    cx: &Context<'_>,
    outer: &Scope<'_>,
    table: &TableFactor,
    sources: &mut Vec<Source>,
) -> Result<String> {
    match table {
        TableFactor::Table {
            name: table,
            alias,
            args: None,
            with_hints,
            version: None,
            with_ordinality: false,
            partitions,
            json_path: None,
            sample: None,
            index_directives,
            inheritance: None,
        } if with_hints.is_empty() && partitions.is_empty() && index_directives.is_empty() => {
            relation(cx, outer, table, alias.as_ref(), sources)
        }
        TableFactor::Derived { lateral: false, subquery, alias, sample: None } => {
            let done = select::query(cx, Some(outer), subquery)?;
            select::distinct_names(&done.columns)?;
            let Some(alias) = alias else { return refused("A query in FROM without a name") };
            let called = name(&alias.name);
            sources.push(source(&called, done.columns, Some(alias))?);
            Ok(format!("({}) AS {}", done.sql, ident(&called)))
        }
        TableFactor::NestedJoin { table_with_joins, alias: None } => {
            // Its conditions see its own tables only.
            let mut own = Vec::new();
            let sql = joined(cx, outer, table_with_joins, &mut own)?;
            sources.extend(own);
            Ok(format!("({sql})"))
        }
        TableFactor::Derived { lateral: true, .. } => refused("LATERAL"),
        TableFactor::Table { args: Some(_), .. }
        | TableFactor::Function { .. }
        | TableFactor::UNNEST { .. } => refused("A function in FROM"),
        TableFactor::Table { inheritance: Some(_), .. } => refused("ONLY"),
        TableFactor::Table { sample: Some(_), .. } => refused("TABLESAMPLE"),
        _ => refused("This part of FROM"),
    }
}

/// A table, a view, or a query of a WITH.
fn relation(
    cx: &Context<'_>,
    outer: &Scope<'_>,
    table: &ObjectName,
    alias: Option<&TableAlias>,
    sources: &mut Vec<Source>,
) -> Result<String> {
    let parts: Vec<String> = table.0.iter().filter_map(|part| part.as_ident()).map(name).collect();
    let (lite, columns, own) = match parts.as_slice() {
        [called] => match outer.common(called) {
            Some(common) => (common.name.clone(), common.columns.clone(), called.clone()),
            None => {
                let found = cx.table("pg_catalog", called)?;
                (found.lite, found.columns, called.clone())
            }
        },
        [.., schema, called] => {
            let found = cx.table(schema, called)?;
            if outer.hides(&found.lite) {
                return refused("A table whose name a WITH has too");
            }
            (found.lite, found.columns, called.clone())
        }
        [] => return refused("A table without a name"),
    };
    let called = alias.map_or(own, |alias| name(&alias.name));
    sources.push(source(&called, columns, alias)?);
    Ok(format!("{} AS {}", ident(&lite), ident(&called)))
}

/// Columns under a table's name, renamed where its alias says so.
fn source(called: &str, columns: Vec<(String, Value)>, alias: Option<&TableAlias>) -> Result<Source> {
    let renamed = alias.map(|alias| alias.columns.as_slice()).unwrap_or_default();
    if renamed.len() > columns.len() || renamed.iter().any(|column| column.data_type.is_some()) {
        return refused("A list of these names");
    }
    let columns = columns
        .into_iter()
        .enumerate()
        .map(|(at, (own, value))| {
            let sql = format!("{}.{}", ident(called), value.sql);
            let name = renamed.get(at).map_or(own, |column| name(&column.name));
            (name, Value { sql, constant: None, ..value })
        })
        .collect();
    Ok(Source { name: Some(called.to_owned()), columns, merged: Vec::new() })
}
