//! Queries (<https://sqlite.org/lang_select.html>): WITH, compounds, ORDER BY and LIMIT around the single SELECTs.

mod core;
mod from;
pub(super) mod walk;
pub(super) mod window;

use super::context::Context;
use super::expression::expression;
use super::functions::choice;
use super::outcome::Refusal;
use super::parse;
use super::schema::{Column, Relation, RelationKind};
use super::scope::{Scope, Source};
use super::value::{Constant, Rep, Value};
use crate::postgres::emit::quote_ident;
use crate::row::logical::LogicalType;
use core::Core;
pub(super) use from::from_clause;
pub(super) use from::relation;
use sqlite3_parser::ast::{
    CommonTableExpr, CompoundOperator, Expr, Limit, OneSelect, QualifiedName, Select, SortedColumn, With,
};

/// A translated query with the columns that it yields.
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub sql: String,
    pub columns: Vec<Column>,
}

/// A query inside an expression.
pub(super) fn subquery<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    select: &'b Select<'b>,
) -> Result<Query, Refusal> {
    let kept = std::mem::replace(&mut cx.regroup, false);
    let done = query(cx, Some(scope), select, None);
    cx.regroup = kept;
    done
}

/// `x IN table`.
pub(super) fn table_as_query<'b>(
    cx: &mut Context<'_>,
    _scope: &Scope<'_, 'b>,
    table: &QualifiedName<'b>,
    args: Option<&'b [Expr<'b>]>,
) -> Result<Query, Refusal> {
    if args.is_some() {
        return Err(Refusal::new("IN reads from a table function."));
    }
    let name = parse::name(table.name.0);
    let relation = from::relation(cx, &name)?;
    let columns: Vec<String> = relation.columns.iter().map(|column| quote_ident(&column.target)).collect();
    Ok(Query {
        sql: format!("SELECT {} FROM {}", columns.join(", "), from::relation_sql(&relation)),
        columns: relation.columns,
    })
}

/// Translates a query; `names` are its columns' names in PostgreSQL where somebody chose them.
pub(super) fn query<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    select: &'b Select<'b>,
    names: Option<&[String]>,
) -> Result<Query, Refusal> {
    cx.deeper(|cx| {
        let ctes = cx.ctes.len();
        let done = with_and_body(cx, parent, select, names);
        cx.ctes.truncate(ctes);
        done
    })
}

fn with_and_body<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    select: &'b Select<'b>,
    names: Option<&[String]>,
) -> Result<Query, Refusal> {
    let with = match &select.with {
        Some(with) => common_tables(cx, parent, with)?,
        None => String::new(),
    };
    let mut body = body(cx, parent, select, names, &mut |_, _| Ok(()))?;
    body.sql.insert_str(0, &with);
    Ok(body)
}

/// WITH (<https://sqlite.org/lang_with.html>). SQLite takes any term for recursive that names itself.
fn common_tables<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    with: &'b With<'b>,
) -> Result<String, Refusal> {
    let mut terms = Vec::new();
    for term in with.ctes {
        let name = parse::name(term.tbl_name.0);
        let (query, columns) = common_table(cx, parent, term, &name)?;
        let list: Vec<String> = columns.iter().map(|column| quote_ident(&column.target)).collect();
        terms.push(format!("{}({}) AS ({})", quote_ident(&name), list.join(", "), query));
        cx.ctes.push(cte_relation(&name, columns));
    }
    Ok(format!("WITH RECURSIVE {} ", terms.join(", ")))
}

fn cte_relation(name: &str, columns: Vec<Column>) -> Relation {
    Relation {
        lite: name.to_owned(),
        schema: String::new(),
        target: name.to_owned(),
        kind: RelationKind::View,
        columns,
        rowid: None,
        keys: Vec::new(),
        identity: None,

        search: None,
    }
}

fn common_table<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    term: &'b CommonTableExpr<'b>,
    name: &str,
) -> Result<(String, Vec<Column>), Refusal> {
    let given: Option<Vec<String>> =
        term.columns.map(|columns| columns.iter().map(|column| parse::name(column.col_name.0)).collect());
    let compounds = term.select.body.compounds.as_ref();
    let recursive = compounds.is_some_and(|compounds| {
        compounds.iter().any(|compound| walk::reads_directly(&compound.select, name))
    });
    if recursive && (term.select.order_by.is_some() || term.select.limit.is_some()) {
        return Err(Refusal::new(
            "A recursive WITH term has ORDER BY or LIMIT, which PostgreSQL does not know there.",
        ));
    }
    let ctes = cx.ctes.len();
    let named = |columns: Vec<Column>| -> Result<Vec<Column>, Refusal> {
        let Some(given) = &given else { return Ok(columns) };
        if given.len() != columns.len() {
            return Err(Refusal::new(format!("WITH {name} names another number of columns than it yields.")));
        }
        Ok(columns
            .into_iter()
            .zip(given)
            .map(|(column, lite)| Column { lite: lite.clone(), target: lite.clone(), ..column })
            .collect())
    };
    let mut know = |cx: &mut Context<'_>, columns: &[Column]| {
        if recursive {
            cx.ctes.push(cte_relation(name, named(columns.to_vec())?));
        }
        Ok(())
    };
    let ctes_before = ctes;
    let kept = cx.strict_types;
    cx.strict_types = recursive;
    let done = match &term.select.with {
        Some(_) => query(cx, parent, term.select, None),
        None => body(cx, parent, term.select, None, &mut know),
    };
    cx.strict_types = kept;
    cx.ctes.truncate(ctes_before);
    let done = done?;
    Ok((done.sql, named(done.columns)?))
}

/// What is told the columns of a compound's first SELECT.
type Learn<'l> = dyn FnMut(&mut Context<'_>, &[Column]) -> Result<(), Refusal> + 'l;

/// The body with ORDER BY and LIMIT. `first` learns the columns of the first SELECT before the others are translated.
fn body<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    select: &'b Select<'b>,
    names: Option<&[String]>,
    first: &mut Learn<'_>,
) -> Result<Query, Refusal> {
    let order = select.order_by.unwrap_or_default();
    let limit = select.limit.map(|limit| limit_sql(cx, parent, limit)).transpose()?.unwrap_or_default();
    let compounds = select.body.compounds.as_ref().filter(|compounds| !compounds.is_empty());
    let Some(compounds) = compounds else {
        let core = one(cx, parent, &select.body.select, order)?;
        if core.distinct && !core.order.is_empty() {
            let plain = Core { order: String::new(), ..core };
            let query = plain.render(cx, names);
            return ordered_by_output(cx, query, order, &limit);
        }
        let tail = if core.order.is_empty() { String::new() } else { format!(" ORDER BY {}", core.order) };
        let mut query = core.render(cx, names);
        query.sql.push_str(&tail);
        query.sql.push_str(&limit);
        return Ok(query);
    };
    let mut cores = vec![one(cx, parent, &select.body.select, &[])?];
    let described = cores[0].describe(cx, names);
    first(cx, &described)?;
    for compound in compounds {
        cores.push(one(cx, parent, &compound.select, &[])?);
    }
    one_type_each(cx, &mut cores)?;
    let strict = cx.strict_types;
    let unified = cores[0].describe(cx, names);
    if strict && unified.iter().zip(&described).any(|(now, then)| now.logical != then.logical) {
        return Err(Refusal::new("A recursive WITH term changes the type of a column as it goes."));
    }
    let mut parts = cores.into_iter();
    let Some(start) = parts.next() else { return Err(Refusal::new("A compound has no SELECT.")) };
    let start = start.render(cx, names);
    let mut sql = start.sql;
    let last = compounds.len() - 1;
    for (at, (compound, core)) in compounds.iter().zip(parts).enumerate() {
        let right = core.render(cx, None).sql;
        let word = match compound.operator {
            CompoundOperator::Union => "UNION",
            CompoundOperator::UnionAll => "UNION ALL",
            CompoundOperator::Except => "EXCEPT",
            CompoundOperator::Intersect => "INTERSECT",
        };
        sql = format!("{sql} {word} {right}");
        // SQLite groups from the left; PostgreSQL lets INTERSECT bind tighter.
        if at < last && compounds[at + 1].operator == CompoundOperator::Intersect {
            sql = format!("({sql})");
        }
    }
    let query = Query { sql, columns: start.columns };
    if order.is_empty() {
        return Ok(Query { sql: format!("{}{limit}", query.sql), ..query });
    }
    ordered_by_output(cx, query, order, &limit)
}

fn one<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    select: &'b OneSelect<'b>,
    order: &'b [SortedColumn<'b>],
) -> Result<Core, Refusal> {
    match select {
        OneSelect::Select { .. } => core::select(cx, parent, select, order),
        OneSelect::Values(rows) => core::values(cx, parent, rows),
    }
}

/// Gives each column of a compound one type.
fn one_type_each(cx: &mut Context<'_>, cores: &mut [Core]) -> Result<(), Refusal> {
    let width = cores[0].outputs.len();
    if cores.iter().any(|core| core.outputs.len() != width) {
        return Err(Refusal::new("The parts of a compound have different numbers of columns."));
    }
    for at in 0..width {
        let values: Vec<Value> = cores.iter().map(|core| core.outputs[at].0.clone()).collect();
        let unified = choice::unify(cx, &values)?;
        let nullable = values.iter().any(|value| value.nullable);
        let affinity = values[0].affinity;
        let all_columns = values.iter().all(|value| value.column);
        for (core, value) in cores.iter_mut().zip(unified.values) {
            let same = value.rep == unified.rep;
            let rep = if same { value.rep.clone() } else { unified.rep.clone() };
            let mut value = Value { rep, nullable, affinity, column: all_columns, ..value };
            if value.rep != Rep::Null {
                value = pinned(value);
            }
            core.outputs[at].0 = value;
        }
    }
    Ok(())
}

/// With its type written out, so that the parts of a compound agree in the server's eyes.
fn pinned(value: Value) -> Value {
    let to = match &value.rep {
        Rep::Int => "bigint",
        Rep::Real | Rep::Number | Rep::Loose => "double precision",
        Rep::Text | Rep::Mixed => "text",
        Rep::Stored(logical, ..) if !logical.is_text() => {
            let sql = value.cast(&logical.sql());
            return Value { sql, atom: true, ..value };
        }
        _ => return value,
    };
    if value.rep == Rep::Text && value.c_collated {
        return value;
    }
    let sql = value.cast(to);
    Value { sql, atom: true, small: false, constant: None, ..value }
}

/// ORDER BY over what the query yields: for compounds and DISTINCT.
fn ordered_by_output<'b>(
    cx: &mut Context<'_>,
    query: Query,
    order: &'b [SortedColumn<'b>],
    limit: &str,
) -> Result<Query, Refusal> {
    let alias = cx.fresh("q");
    let scope: Scope<'_, 'b> = Scope::of(Source {
        lite: alias.clone(),
        qualifier: alias.clone(),
        columns: query.columns.clone(),
        rowid: None,
        search: None,
        merged: Vec::new(),
        qualified_only: false,
    });
    let mut terms = Vec::new();
    for term in order {
        let value = match position(&term.expr, query.columns.len())? {
            Some(at) => Value::column(
                &query.columns[at],
                format!("{alias}.{}", quote_ident(&query.columns[at].target)),
            ),
            None => match unqualified(&term.expr) {
                Some(name) => {
                    let column =
                        query.columns.iter().find(|column| column.is_named(&name)).ok_or_else(|| {
                            Refusal::new(format!(
                                "ORDER BY {name} is no column of the compound or DISTINCT query."
                            ))
                        })?;
                    Value::column(column, format!("{alias}.{}", quote_ident(&column.target)))
                }
                None => expression(cx, &scope, &term.expr)?,
            },
        };
        terms.push(window::order_term(cx, &value, term)?);
    }
    let columns: Vec<String> = query.columns.iter().map(|column| quote_ident(&column.target)).collect();
    Ok(Query {
        sql: format!(
            "SELECT {} FROM ({}) AS {alias} ORDER BY {}{limit}",
            columns.join(", "),
            query.sql,
            terms.join(", ")
        ),
        columns: query.columns,
    })
}

/// A name, qualified or not, that ORDER BY of a compound looks for among the columns.
fn unqualified(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::Id(id) => Some(parse::name(id.0)),
        Expr::Name(name) | Expr::Qualified(_, name) => Some(parse::name(name.0)),
        Expr::Collate(inner, _) => unqualified(inner),
        _ => None,
    }
}

/// A term of ORDER BY or GROUP BY that is a column's number.
pub(super) fn position(expr: &Expr<'_>, columns: usize) -> Result<Option<usize>, Refusal> {
    let Some(number) = expr.is_integer() else { return Ok(None) };
    match usize::try_from(number) {
        Ok(number) if (1..=columns).contains(&number) => Ok(Some(number - 1)),
        _ => Err(Refusal::new(format!("There is no column number {number}."))),
    }
}

/// LIMIT and OFFSET; a negative limit is none, a negative offset is 0.
fn limit_sql<'b>(
    cx: &mut Context<'_>,
    parent: Option<&Scope<'_, 'b>>,
    limit: &'b Limit<'b>,
) -> Result<String, Refusal> {
    let empty = Scope::default();
    let scope = parent.unwrap_or(&empty);
    let mut sql = String::new();
    let count = expression(cx, scope, &limit.expr)?;
    let count = cx.integer(&count)?;
    match count.constant {
        Some(Constant::Integer(count)) if count < 0 => {}
        Some(_) => sql.push_str(&format!(" LIMIT {}", count.sql)),
        None => sql.push_str(&format!(" LIMIT CASE WHEN {0} >= 0 THEN {0} END", count.arg())),
    }
    if let Some(offset) = &limit.offset {
        let offset = expression(cx, scope, offset)?;
        let offset = cx.integer(&offset)?;
        match offset.constant {
            Some(Constant::Integer(..=0)) => {}
            Some(_) => sql.push_str(&format!(" OFFSET {}", offset.sql)),
            None => sql.push_str(&format!(" OFFSET greatest({}, 0)", offset.sql)),
        }
    }
    Ok(sql)
}

/// Whether a type has an equality in PostgreSQL, for DISTINCT and GROUP BY.
pub(super) fn has_equality(value: &Value) -> bool {
    !matches!(value.rep, Rep::Stored(LogicalType::Json, ..))
}
