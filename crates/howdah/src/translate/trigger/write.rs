//! INSERT, UPDATE and DELETE in a trigger's body (<https://sqlite.org/lang_conflict.html>, <https://sqlite.org/lang_upsert.html>).

use super::super::compare::{Comparison, compare};
use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::outcome::Refusal;
use super::super::parse;
use super::super::schema::{Column, Relation, RelationKind};
use super::super::scope::{Scope, Source};
use super::super::select;
use super::super::store::stored;
use super::super::value::{Rep, Value};
use crate::postgres::emit::{quote_ident, quote_literal};
use sqlite3_parser::ast::{
    DistinctNames, Expr, FromClause, OneSelect, QualifiedName, ResolveType, Select, Set, Upsert, UpsertDo,
};

/// The row that a loop is at.
const ROW: &str = "howdah_row";

fn columns_of<'r>(
    relation: &'r Relation,
    names: Option<&DistinctNames<'_>>,
) -> Result<Vec<&'r Column>, Refusal> {
    match names {
        None => Ok(relation.columns.iter().filter(|column| !column.generated).collect()),
        Some(names) => names
            .iter()
            .map(|name| {
                let name = parse::name(name.0);
                relation
                    .column(&name)
                    .ok_or_else(|| Refusal::new(format!("{} has no column {name}.", relation.lite)))
            })
            .collect(),
    }
}

/// INSERT with its conflict clauses.
pub(super) fn insert<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    or: Option<ResolveType>,
    table: &QualifiedName<'b>,
    names: Option<&DistinctNames<'b>>,
    select: &'b Select<'b>,
    upsert: Option<&'b Upsert<'b>>,
) -> Result<String, Refusal> {
    let relation = select::relation(cx, &parse::name(table.name.0))?;
    let columns = columns_of(&relation, names)?;
    let list: Vec<String> = columns.iter().map(|column| quote_ident(&column.target)).collect();
    let alias = quote_ident(&relation.lite);
    let target = format!("{} AS {alias} ({})", relation.sql(), list.join(", "));
    if or == Some(ResolveType::Replace) && relation.kind == RelationKind::Table {
        return replace(cx, scope, &relation, &columns, &list, select);
    }
    let mut conflict = match (or, upsert) {
        (Some(ResolveType::Ignore), None) => {
            cx.note(
                "ignore-covers-keys-only",
                "OR IGNORE passes over conflicts of keys; a NULL or a CHECK is still an error.",
            );
            " ON CONFLICT DO NOTHING".to_owned()
        }
        (_, Some(upsert)) => upsert_sql(cx, scope, &relation, upsert)?,
        _ => String::new(),
    };
    if relation.kind == RelationKind::View {
        conflict.clear();
    }
    let rows = rows(cx, scope, &relation, &columns, select)?;
    Ok(format!("    INSERT INTO {target} {rows}{conflict};\n"))
}

/// The rows to insert in the columns' types: VALUES of one row as they are, anything else through a query.
fn rows<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    relation: &Relation,
    columns: &[&Column],
    select: &'b Select<'b>,
) -> Result<String, Refusal> {
    if let Some(values) = single_row(select) {
        if values.len() != columns.len() {
            return Err(Refusal::new(format!(
                "An INSERT into {} gives another number of values.",
                relation.lite
            )));
        }
        let mut row = Vec::new();
        for (value, column) in values.into_iter().zip(columns) {
            let value = expression(cx, scope, value)?;
            row.push(if value.rep == Rep::Null && is_identity(relation, column) {
                "DEFAULT".to_owned()
            } else {
                identified(relation, column, stored(cx, &value, column)?, value.nullable)
            });
        }
        return Ok(format!("VALUES ({})", row.join(", ")));
    }
    let query = select::subquery(cx, scope, select)?;
    if query.columns.len() != columns.len() {
        return Err(Refusal::new(format!(
            "An INSERT into {} gives another number of values.",
            relation.lite
        )));
    }
    let names: Vec<String> = (1..=columns.len()).map(|at| format!("c{at}")).collect();
    let mut row = Vec::new();
    for ((given, column), name) in query.columns.iter().zip(columns).zip(&names) {
        let value = Value::column(given, format!("q.{name}"));
        let nullable = value.nullable;
        row.push(identified(relation, column, stored(cx, &value, column)?, nullable));
    }
    Ok(format!("SELECT {} FROM ({}) AS q({})", row.join(", "), query.sql, names.join(", ")))
}

/// The values of `VALUES (…)` or of a SELECT without anything else.
fn single_row<'b>(select: &'b Select<'b>) -> Option<Vec<&'b Expr<'b>>> {
    use sqlite3_parser::ast::ResultColumn;
    if select.with.is_some() || select.body.compounds.is_some() || select.limit.is_some() {
        return None;
    }
    match &select.body.select {
        OneSelect::Values(rows) if rows.len() == 1 => Some(rows[0].iter().collect()),
        OneSelect::Select {
            columns, from: None, where_clause: None, group_by: None, having: None, ..
        } => columns
            .iter()
            .map(|column| match column {
                ResultColumn::Expr(expr, _) => Some(expr),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

fn is_identity(relation: &Relation, column: &Column) -> bool {
    relation.identity.is_some_and(|at| relation.columns[at].target == column.target)
}

/// NULL for an INTEGER PRIMARY KEY means the next number (<https://sqlite.org/lang_createtable.html#rowid>).
fn identified(relation: &Relation, column: &Column, sql: String, nullable: bool) -> String {
    if !nullable || !is_identity(relation, column) {
        return sql;
    }
    format!(
        "coalesce({sql}, nextval(pg_get_serial_sequence({}, {})))",
        quote_literal(&relation.sql()),
        quote_literal(&column.target)
    )
}

/// INSERT OR REPLACE: the rows that are in the way are deleted, each before its row is written.
fn replace<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    relation: &Relation,
    columns: &[&Column],
    list: &[String],
    select: &'b Select<'b>,
) -> Result<String, Refusal> {
    cx.note(
        "replace-fires-delete",
        "REPLACE deletes the row that is in the way; its DELETE triggers fire, which SQLite does only with recursive_triggers.",
    );
    let source = rows(cx, scope, relation, columns, select)?;
    let source = match source.strip_prefix("VALUES (") {
        Some(row) => {
            let row = row.replace("DEFAULT", "NULL::bigint");
            format!("SELECT {}", &row[..row.len() - 1])
        }
        None => source,
    };
    let names: Vec<String> = (1..=columns.len()).map(|at| format!("c{at}")).collect();
    let at = |column: &Column| columns.iter().position(|given| given.target == column.target);
    let mut conflicts = Vec::new();
    for key in &relation.keys {
        let parts: Option<Vec<(usize, &Column)>> = key
            .iter()
            .map(|part| at(&relation.columns[*part]).map(|at| (at, &relation.columns[*part])))
            .collect();
        // A key that the INSERT does not give takes its defaults, which collide with nothing but themselves.
        let Some(parts) = parts else { continue };
        let mut equal = Vec::new();
        for (at, column) in parts {
            let kept = Value::column(
                column,
                format!("{}.{}", quote_ident(&relation.lite), quote_ident(&column.target)),
            );
            let given = Value::column(column, format!("{ROW}.{}", names[at]));
            equal.push(compare(cx, Comparison::Equal, &kept, &given)?.sql);
        }
        conflicts.push(format!("({})", equal.join(" AND ")));
    }
    let delete = match conflicts.is_empty() {
        true => String::new(),
        false => format!(
            "        DELETE FROM {} AS {} WHERE {};\n",
            relation.sql(),
            quote_ident(&relation.lite),
            conflicts.join(" OR ")
        ),
    };
    let values: Vec<String> = columns
        .iter()
        .zip(&names)
        .map(|(column, name)| identified(relation, column, format!("{ROW}.{name}"), true))
        .collect();
    Ok(format!(
        "    DECLARE {ROW} record;\n    BEGIN\n    FOR {ROW} IN SELECT * FROM ({source}) AS given({}) LOOP\n{delete}        \
         INSERT INTO {} ({}) VALUES ({});\n    END LOOP;\n    END;\n",
        names.join(", "),
        relation.sql(),
        list.join(", "),
        values.join(", ")
    ))
}

/// ON CONFLICT … DO.
fn upsert_sql<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    relation: &Relation,
    upsert: &'b Upsert<'b>,
) -> Result<String, Refusal> {
    if upsert.next.is_some() {
        return Err(Refusal::new("An INSERT has several ON CONFLICT clauses; PostgreSQL knows one."));
    }
    let alias = quote_ident(&relation.lite);
    let mut excluded = Source::relation(relation, "excluded", "excluded".into());
    excluded.qualified_only = true;
    let inner = Scope {
        parent: Some(scope),
        sources: vec![Source::relation(relation, &relation.lite, alias), excluded],
        ..Scope::default()
    };
    let target = match &upsert.index {
        Some(index) if index.where_clause.is_none() => {
            let mut columns = Vec::new();
            for term in index.targets {
                let value = expression(
                    cx,
                    &Scope::of(Source::relation(relation, &relation.lite, String::new())),
                    &term.expr,
                )?;
                columns.push(value.arg());
            }
            format!(" ({})", columns.join(", "))
        }
        Some(_) => return Err(Refusal::new("ON CONFLICT names a partial index.")),
        None => match (&upsert.do_clause, relation.keys.as_slice()) {
            (UpsertDo::Nothing, _) => String::new(),
            (_, [key]) => {
                let columns: Vec<String> =
                    key.iter().map(|at| quote_ident(&relation.columns[*at].target)).collect();
                format!(" ({})", columns.join(", "))
            }
            _ => return Err(Refusal::new("ON CONFLICT DO UPDATE names no key, and the table has several.")),
        },
    };
    match &upsert.do_clause {
        UpsertDo::Nothing => Ok(format!(" ON CONFLICT{target} DO NOTHING")),
        UpsertDo::Set { sets, where_clause } => {
            let sets = self::sets(cx, &inner, relation, sets)?;
            let filter = match where_clause {
                Some(filter) => format!(" WHERE {}", condition(cx, &inner, filter)?.sql),
                None => String::new(),
            };
            Ok(format!(" ON CONFLICT{target} DO UPDATE SET {sets}{filter}"))
        }
    }
}

/// The assignments of SET.
fn sets<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    relation: &Relation,
    sets: &'b [Set<'b>],
) -> Result<String, Refusal> {
    let mut all = Vec::new();
    for set in sets {
        let columns = columns_of(relation, Some(&set.col_names))?;
        let values: Vec<&Expr<'b>> = match (&set.expr, columns.len()) {
            (expr, 1) => vec![expr],
            (Expr::Parenthesized(parts), width) if parts.len() == width => parts.iter().collect(),
            _ => return Err(Refusal::new("SET assigns a query to several columns.")),
        };
        for (column, value) in columns.into_iter().zip(values) {
            let value = expression(cx, scope, value)?;
            all.push(format!("{} = {}", quote_ident(&column.target), stored(cx, &value, column)?));
        }
    }
    Ok(all.join(", "))
}

/// UPDATE, with FROM.
pub(super) fn update<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    or: Option<ResolveType>,
    table: &QualifiedName<'b>,
    assignments: &'b [Set<'b>],
    from: Option<&'b FromClause<'b>>,
    filter: Option<&'b Expr<'b>>,
) -> Result<String, Refusal> {
    if or == Some(ResolveType::Replace) {
        return Err(Refusal::new("UPDATE OR REPLACE deletes the rows that are in the way of an UPDATE."));
    }
    let relation = select::relation(cx, &parse::name(table.name.0))?;
    let lite = table.alias.as_ref().map_or_else(|| relation.lite.clone(), |alias| parse::name(alias.0));
    let alias = quote_ident(&lite);
    let mut inner = Scope { parent: Some(scope), ..Scope::default() };
    inner.sources.push(Source::relation(&relation, &lite, alias.clone()));
    let tables = match from {
        Some(from) => format!(" FROM {}", select::from_clause(cx, &mut inner, from)?),
        None => String::new(),
    };
    let sets = sets(cx, &inner, &relation, assignments)?;
    let filter = filter_sql(cx, &inner, filter)?;
    let statement = format!("UPDATE {} AS {alias} SET {sets}{tables}{filter};", relation.sql());
    if or == Some(ResolveType::Ignore) {
        cx.note(
            "ignore-covers-the-statement",
            "UPDATE OR IGNORE passes over the rows with a conflict; here a conflict takes the whole UPDATE back.",
        );
        return Ok(format!(
            "    BEGIN\n        {statement}\n    EXCEPTION WHEN unique_violation THEN NULL;\n    END;\n"
        ));
    }
    Ok(format!("    {statement}\n"))
}

/// DELETE.
pub(super) fn delete<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    table: &QualifiedName<'b>,
    filter: Option<&'b Expr<'b>>,
) -> Result<String, Refusal> {
    let relation = select::relation(cx, &parse::name(table.name.0))?;
    let lite = table.alias.as_ref().map_or_else(|| relation.lite.clone(), |alias| parse::name(alias.0));
    let alias = quote_ident(&lite);
    let mut inner = Scope { parent: Some(scope), ..Scope::default() };
    inner.sources.push(Source::relation(&relation, &lite, alias.clone()));
    let filter = filter_sql(cx, &inner, filter)?;
    Ok(format!("    DELETE FROM {} AS {alias}{filter};\n", relation.sql()))
}

fn filter_sql<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    filter: Option<&'b Expr<'b>>,
) -> Result<String, Refusal> {
    match filter {
        Some(filter) => Ok(format!(" WHERE {}", condition(cx, scope, filter)?.sql)),
        None => Ok(String::new()),
    }
}
