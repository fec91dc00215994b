//! Queries: WITH, compound SELECTs, their parts, ORDER BY and LIMIT, and queries inside of expressions.

use super::compare::{self, groups, sorts, sorts_nearly};
use super::context::{Common, Context, Purpose, Scope, name};
use super::expression::{expression, unified};
use super::value::{Collated, Constant, Value};
use super::{Result, Stored, Untranslatable, from, store};
use crate::sqlite::emit::ident;
use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, LimitClause, OrderByExpr, OrderByKind, OrderBySort, Query, Select,
    SelectItem, SetExpr, SetOperator, SetQuantifier, TableFactor, With,
};

/// Rows of a VALUES; SQLite takes as many SELECTs in one (<https://sqlite.org/limits.html#max_compound_select>).
const ROWS_MAX: usize = 400;

/// A translated query and its columns: names, and values whose SQL is the column's name in SQLite.
pub(super) struct Done {
    pub sql: String,
    pub columns: Vec<(String, Value)>,
}

/// What a construct of PostgreSQL's is refused with.
fn refused<T>(construct: &str) -> Result<T> {
    Err(Untranslatable::new(format!("{construct} has no counterpart in SQLite.")))
}

/// An ORDER BY.
#[derive(Clone, Copy)]
struct Order<'q> {
    terms: &'q [OrderByExpr],
    /// Which rows there are, or what they come to, depends on it.
    chooses: bool,
}

impl Order<'_> {
    const NONE: Order<'static> = Order { terms: &[], chooses: false };

    /// What SQLite sorts by.
    fn by(self, cx: &Context<'_>, value: &Value) -> Result<String> {
        if self.chooses {
            return sorts(value);
        }
        let (sql, by_bytes) = sorts_nearly(value)?;
        cx.sorted_by_bytes.set(cx.sorted_by_bytes.get() || by_bytes);
        Ok(sql)
    }
}

/// Translates a query.
pub(super) fn query(cx: &Context<'_>, outer: Option<&Scope<'_>>, query: &Query) -> Result<Done> {
    cx.deeper(|| whole(cx, outer, query))
}

fn whole(cx: &Context<'_>, outer: Option<&Scope<'_>>, query: &Query) -> Result<Done> {
    if query.fetch.is_some()
        || !query.locks.is_empty()
        || query.for_clause.is_some()
        || query.settings.is_some()
        || query.format_clause.is_some()
        || !query.pipe_operators.is_empty()
    {
        return refused("FETCH or a lock");
    }
    let mut scope = Scope { outer, ..Scope::default() };
    let with = match &query.with {
        Some(with) => common(cx, &mut scope, with)?,
        None => String::new(),
    };
    let order: &[OrderByExpr] = match &query.order_by {
        None => &[],
        Some(order) => match (&order.kind, &order.interpolate) {
            (OrderByKind::Expressions(list), None) => list,
            _ => return refused("ORDER BY ALL"),
        },
    };
    // The order of the last rows chooses none of them.
    let order = Order { terms: order, chooses: outer.is_some() || query.limit_clause.is_some() };
    let mut done = match query.body.as_ref() {
        SetExpr::Select(select) => plain(cx, &scope, select, order)?,
        body => {
            let mut done = set(cx, &scope, body)?;
            let terms = order
                .terms
                .iter()
                .map(|term| by_column(cx, term, order, &done.columns))
                .collect::<Result<Vec<_>>>()?;
            push_order(&mut done.sql, &terms);
            done
        }
    };
    if let Some(limit) = &query.limit_clause {
        done.sql.push_str(&limited(cx, &scope, limit)?);
    }
    Ok(Done { sql: with + &done.sql, ..done })
}

/// The queries of a WITH, which go to the scope.
fn common(cx: &Context<'_>, scope: &mut Scope<'_>, with: &With) -> Result<String> {
    let mut texts = Vec::with_capacity(with.cte_tables.len());
    for table in &with.cte_tables {
        let called = name(&table.alias.name);
        if scope.hides(&called) {
            return refused("WITH of a name twice");
        }
        let renamed: Vec<String> = table.alias.columns.iter().map(|column| name(&column.name)).collect();
        let recursive = with.recursive && mentions(&table.query, &called);
        let done = if recursive {
            recursive_query(cx, scope, &table.query, &called, &renamed)?
        } else {
            query(cx, Some(scope), &table.query)?
        };
        let columns = renamed_columns(done.columns, &renamed)?;
        distinct_names(&columns)?;
        let list: Vec<String> = columns.iter().map(|(name, _)| ident(name)).collect();
        texts.push(format!("{}({}) AS ({})", ident(&called), list.join(", "), done.sql));
        scope.queries.push(Common { name: called, columns: as_columns(columns) });
    }
    Ok(format!("WITH {}{} ", if with.recursive { "RECURSIVE " } else { "" }, texts.join(", ")))
}

/// `first UNION [ALL] next`, where the next reads the query itself, once, in its FROM.
fn recursive_query(
    cx: &Context<'_>,
    outer: &Scope<'_>,
    recursive: &Query,
    called: &str,
    renamed: &[String],
) -> Result<Done> {
    let SetExpr::SetOperation { op: SetOperator::Union, set_quantifier, left, right } =
        recursive.body.as_ref()
    else {
        return refused("A recursive query that is no UNION");
    };
    let plain_parts =
        recursive.with.is_none() && recursive.order_by.is_none() && recursive.limit_clause.is_none();
    let SetExpr::Select(next) = right.as_ref() else { return refused("A recursive query of this form") };
    let text = right.to_string();
    let read = next.from.iter().flat_map(factors).filter(|table| *table == called).count();
    if !plain_parts
        || read != 1
        || words(&text).filter(|word| word == called).count() < 1
        || holds_query(next)
    {
        return refused("A recursive query of this form");
    }
    let first = set(cx, outer, left)?;
    let columns = renamed_columns(first.columns.clone(), renamed)?;
    distinct_names(&columns)?;
    let mut scope = Scope { outer: Some(outer), ..Scope::default() };
    scope.queries.push(Common { name: called.to_owned(), columns: as_columns(columns) });
    let next = plain(cx, &scope, next, Order::NONE)?;
    joined(SetOperator::Union, *set_quantifier, first, next)
}

/// Whether there is a query in a SELECT's expressions or a derived table, where SQLite allows no recursion.
fn holds_query(select: &Select) -> bool {
    let text = select.to_string().to_ascii_lowercase();
    words(&text).filter(|word| word == "select").count() > 1
}

/// Names of the tables that are joined.
fn factors(from: &sqlparser::ast::TableWithJoins) -> Vec<String> {
    let mut found = Vec::new();
    for factor in std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)) {
        match factor {
            TableFactor::Table { name: table, .. } => {
                if let [part] = table.0.as_slice() {
                    found.extend(part.as_ident().map(name));
                }
            }
            TableFactor::NestedJoin { table_with_joins, .. } => found.extend(factors(table_with_joins)),
            _ => {}
        }
    }
    found
}

fn mentions(query: &Query, called: &str) -> bool {
    words(&query.to_string()).any(|word| word == called)
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// UNION, INTERSECT, EXCEPT, VALUES and what stands in parentheses.
fn set(cx: &Context<'_>, scope: &Scope<'_>, body: &SetExpr) -> Result<Done> {
    cx.deeper(|| match body {
        SetExpr::Select(select) => plain(cx, scope, select, Order::NONE),
        SetExpr::Query(inner) => {
            let done = query(cx, Some(scope), inner)?;
            Ok(Done { sql: format!("SELECT * FROM ({})", done.sql), ..done })
        }
        SetExpr::SetOperation { left, op, set_quantifier, right } => {
            let left = set(cx, scope, left)?;
            let compound = matches!(right.as_ref(), SetExpr::SetOperation { .. } | SetExpr::Values(_));
            let mut right = set(cx, scope, right)?;
            if compound {
                // SQLite's compounds go from left to right.
                right.sql = format!("SELECT * FROM ({})", right.sql);
            }
            joined(*op, *set_quantifier, left, right)
        }
        SetExpr::Values(values) => {
            if values.rows.len() > ROWS_MAX {
                return refused("A VALUES of so many rows");
            }
            let mut done: Option<Done> = None;
            for row in &values.rows {
                let mut items = Vec::with_capacity(row.content.len());
                for (at, expr) in row.content.iter().enumerate() {
                    items.push((format!("column{}", at + 1), expression(cx, scope, expr)?));
                }
                let next = listed(items)?;
                done = Some(match done {
                    None => next,
                    Some(done) => joined(SetOperator::Union, SetQuantifier::All, done, next)?,
                });
            }
            done.map_or_else(|| refused("An empty VALUES"), Ok)
        }
        _ => refused("A statement inside of a query"),
    })
}

/// `SELECT …` of values alone.
fn listed(items: Vec<(String, Value)>) -> Result<Done> {
    let list = items
        .iter()
        .map(|(name, value)| Ok(format!("{} AS {}", store::plain(value)?, ident(name))))
        .collect::<Result<Vec<_>>>()?;
    Ok(Done { sql: format!("SELECT {}", list.join(", ")), columns: as_columns(items) })
}

/// Two queries as one compound.
fn joined(op: SetOperator, quantifier: SetQuantifier, left: Done, right: Done) -> Result<Done> {
    let all = match quantifier {
        SetQuantifier::All => true,
        SetQuantifier::None | SetQuantifier::Distinct => false,
        _ => return refused("BY NAME"),
    };
    let word = match (op, all) {
        (SetOperator::Union, true) => "UNION ALL",
        (SetOperator::Union, false) => "UNION",
        (SetOperator::Intersect, false) => "INTERSECT",
        (SetOperator::Except, false) => "EXCEPT",
        _ => return refused("INTERSECT ALL or EXCEPT ALL"),
    };
    if left.columns.len() != right.columns.len() {
        return refused("A compound of other numbers of columns");
    }
    let mut columns = Vec::with_capacity(left.columns.len());
    for ((name, one), (_, two)) in left.columns.into_iter().zip(right.columns) {
        let sql = one.sql.clone();
        let value = if one.stored == two.stored && one.kind == two.kind {
            Value { collated: one.collated.with(two.collated), ascii: one.ascii && two.ascii, ..one }
        } else {
            unified(vec![one, two])?.0
        };
        if !all {
            groups(&value)?;
            if matches!(value.stored, Stored::PaddedText | Stored::FoldedText) {
                return refused("A UNION over char(n) or citext");
            }
        }
        columns.push((name, Value { sql, ..value }));
    }
    Ok(Done { sql: format!("{} {word} {}", left.sql, right.sql), columns })
}

/// One SELECT with the ORDER BY of its query.
fn plain(cx: &Context<'_>, outer: &Scope<'_>, select: &Select, order: Order<'_>) -> Result<Done> {
    let usual = select.top.is_none()
        && select.exclude.is_none()
        && select.into.is_none()
        && select.lateral_views.is_empty()
        && select.prewhere.is_none()
        && select.connect_by.is_empty()
        && select.cluster_by.is_empty()
        && select.distribute_by.is_empty()
        && select.sort_by.is_empty()
        && select.qualify.is_none()
        && select.value_table_mode.is_none()
        && select.optimizer_hints.is_empty();
    if !usual {
        return refused("A clause of this SELECT");
    }
    if !select.named_window.is_empty() {
        return refused("A window with a name");
    }
    let (from, sources) = from::from(cx, outer, &select.from)?;
    let scope = Scope { sources, queries: Vec::new(), outer: Some(outer) };
    let mut items = Vec::with_capacity(select.projection.len());
    for item in &select.projection {
        let (called, expr) = match item {
            SelectItem::ExprWithAlias { expr, alias } => (name(alias), expr),
            SelectItem::UnnamedExpr(expr) => (implied(expr), expr),
            _ => return refused("A * among the columns"),
        };
        items.push((called, expression(cx, &scope, expr)?));
    }
    let mut sql = String::from("SELECT ");
    match &select.distinct {
        None | Some(Distinct::All) => {}
        Some(Distinct::Distinct) => {
            for (_, value) in &items {
                groups(value)?;
            }
            sql.push_str("DISTINCT ");
        }
        Some(Distinct::On(_)) => return refused("DISTINCT ON"),
    }
    let terms = order
        .terms
        .iter()
        .filter_map(|term| match ordered(cx, &scope, &term.expr, &items) {
            // A constant sorts nothing, and would be read as a column's number.
            Ok(value) if value.constant.is_some() => None,
            Ok(value) => Some(order.by(cx, &value).and_then(|sql| term_of(term, sql))),
            Err(error) => Some(Err(error)),
        })
        .collect::<Result<Vec<_>>>()?;
    let list = items
        .iter()
        .map(|(name, value)| Ok(format!("{} AS {}", store::plain(value)?, ident(name))))
        .collect::<Result<Vec<_>>>()?;
    // An EXISTS asks for rows alone.
    sql.push_str(&if list.is_empty() { "1".to_owned() } else { list.join(", ") });
    sql.push_str(&from);
    if let Some(condition) = &select.selection {
        sql.push_str(&format!(" WHERE {}", expression(cx, &scope, condition)?.truth()?.sql));
    }
    match &select.group_by {
        GroupByExpr::Expressions(keys, modifiers) if modifiers.is_empty() => {
            let mut list = Vec::with_capacity(keys.len());
            for key in keys {
                let key = ordered(cx, &scope, key, &items)?;
                groups(&key)?;
                // A constant would be read as a column's number.
                list.push(if key.constant.is_some() { format!("({} + 0)", key.sql) } else { key.sql });
            }
            if !list.is_empty() {
                sql.push_str(&format!(" GROUP BY {}", list.join(", ")));
            }
        }
        _ => return refused("GROUP BY with ROLLUP, CUBE or GROUPING SETS"),
    }
    if let Some(condition) = &select.having {
        sql.push_str(&format!(" HAVING {}", expression(cx, &scope, condition)?.truth()?.sql));
    }
    push_order(&mut sql, &terms);
    Ok(Done { sql, columns: as_columns(items) })
}

/// What ORDER BY or GROUP BY names: a column's number, an expression, or a column's name.
fn ordered(cx: &Context<'_>, scope: &Scope<'_>, expr: &Expr, items: &[(String, Value)]) -> Result<Value> {
    let by_number =
        |at: i64| usize::try_from(at - 1).ok().and_then(|at| items.get(at)).map(|(_, value)| value);
    if let Expr::Value(_) = expr
        && let Some(value) = expression(cx, scope, expr)?.number().and_then(by_number)
    {
        return Ok(value.clone());
    }
    match expression(cx, scope, expr) {
        Ok(value) => Ok(value),
        Err(error) => match expr {
            Expr::Identifier(called) => items
                .iter()
                .find(|(item, _)| *item == name(called))
                .map_or(Err(error), |(_, value)| Ok(value.clone())),
            _ => Err(error),
        },
    }
}

/// A term over a compound, by the number of its column.
fn by_column(
    cx: &Context<'_>,
    term: &OrderByExpr,
    order: Order<'_>,
    columns: &[(String, Value)],
) -> Result<String> {
    let at = match &term.expr {
        Expr::Value(value) => match &value.value {
            sqlparser::ast::Value::Number(digits, _) => digits.parse::<usize>().ok(),
            _ => None,
        },
        Expr::Identifier(called) => {
            columns.iter().position(|(column, _)| *column == name(called)).map(|at| at + 1)
        }
        _ => None,
    };
    match at.and_then(|at| columns.get(at.wrapping_sub(1)).map(|(_, value)| (at, value))) {
        Some((at, value)) if !matches!(value.stored, Stored::PaddedText) => {
            order.by(cx, value)?;
            term_of(term, at.to_string())
        }
        _ => refused("ORDER BY of this compound"),
    }
}

/// A term with its direction; NULL is the greatest in PostgreSQL, and the least in SQLite.
pub(super) fn term_of(term: &OrderByExpr, sql: String) -> Result<String> {
    let down = match &term.options.sort {
        None | Some(OrderBySort::Asc) => false,
        Some(OrderBySort::Desc) => true,
        Some(OrderBySort::Using(_)) => return refused("ORDER BY USING"),
    };
    let first = term.options.nulls_first.unwrap_or(down);
    Ok(format!("{sql}{} NULLS {}", if down { " DESC" } else { "" }, if first { "FIRST" } else { "LAST" }))
}

fn push_order(sql: &mut String, terms: &[String]) {
    if !terms.is_empty() {
        sql.push_str(&format!(" ORDER BY {}", terms.join(", ")));
    }
}

fn limited(cx: &Context<'_>, scope: &Scope<'_>, clause: &LimitClause) -> Result<String> {
    let LimitClause::LimitOffset { limit, offset, limit_by } = clause else { return refused("This LIMIT") };
    if !limit_by.is_empty() {
        return refused("LIMIT BY");
    }
    let number = |expr: &Expr| -> Result<Option<i64>> {
        let value = expression(cx, scope, expr)?;
        match (value.is_null(), value.number()) {
            (true, _) => Ok(None),
            (false, Some(number)) if number >= 0 => Ok(Some(number)),
            _ => refused("A LIMIT that is no number"),
        }
    };
    let limit = limit.as_ref().map(number).transpose()?.flatten();
    let offset = offset.as_ref().map(|offset| number(&offset.value)).transpose()?.flatten();
    Ok(match (limit, offset) {
        (None, None) => String::new(),
        (limit, None) => format!(" LIMIT {}", limit.unwrap_or(-1)),
        (limit, Some(offset)) => format!(" LIMIT {} OFFSET {offset}", limit.unwrap_or(-1)),
    })
}

/// The name of a column without one.
fn implied(expr: &Expr) -> String {
    match expr {
        Expr::Identifier(called) => name(called),
        Expr::CompoundIdentifier(parts) => parts.last().map(name).unwrap_or_default(),
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => {
            implied(inner)
        }
        Expr::Function(function) => {
            function.name.0.last().and_then(|part| part.as_ident()).map(name).unwrap_or_default()
        }
        _ => "?column?".into(),
    }
}

/// Values as columns of the query that yields them.
fn as_columns(items: Vec<(String, Value)>) -> Vec<(String, Value)> {
    items
        .into_iter()
        .map(|(name, value)| {
            let collated = Collated::Implicit(value.collation());
            let sql = ident(&name);
            // A NULL alone may become anything in a compound.
            let constant = value.constant.filter(|constant| matches!(constant, Constant::Null));
            (name, Value { sql, collated, constant, part: None, clock: None, ..value })
        })
        .collect()
}

fn renamed_columns(columns: Vec<(String, Value)>, renamed: &[String]) -> Result<Vec<(String, Value)>> {
    if renamed.len() > columns.len() {
        return refused("A list of more names than columns");
    }
    let names = columns.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let names = renamed.iter().chain(names.iter().skip(renamed.len()));
    Ok(names.zip(&columns).map(|(name, (_, value))| (name.clone(), value.clone())).collect())
}

/// Refuses names that SQLite does not tell apart.
pub(super) fn distinct_names(columns: &[(String, Value)]) -> Result<()> {
    for (at, (name, _)) in columns.iter().enumerate() {
        if columns[..at].iter().any(|(before, _)| before.eq_ignore_ascii_case(name)) {
            return Err(Untranslatable::new(format!("Two of its columns are called {name} to SQLite.")));
        }
    }
    Ok(())
}

/// `EXISTS (query)`.
pub(super) fn exists(cx: &Context<'_>, scope: &Scope<'_>, inner: &Query, negated: bool) -> Result<Value> {
    let done = within(cx, scope, inner)?;
    Ok(Value::bool(format!("({}EXISTS ({}))", if negated { "NOT " } else { "" }, done.sql)))
}

/// A query for one value.
pub(super) fn scalar(cx: &Context<'_>, scope: &Scope<'_>, inner: &Query) -> Result<Value> {
    let mut done = within(cx, scope, inner)?;
    match done.columns.pop() {
        Some((_, value)) if done.columns.is_empty() => {
            // SQLite takes the first of several rows, which are an error in PostgreSQL.
            Ok(Value { sql: format!("({})", done.sql), constant: None, ..value })
        }
        _ => refused("A query of several columns as a value"),
    }
}

/// `value IN (query)`.
pub(super) fn member(
    cx: &Context<'_>,
    scope: &Scope<'_>,
    value: &Value,
    inner: &Query,
    negated: bool,
) -> Result<Value> {
    let mut done = within(cx, scope, inner)?;
    let Some((_, column)) = done.columns.pop().filter(|_| done.columns.is_empty()) else {
        return refused("IN with a query of several columns");
    };
    let column = Value { constant: None, ..column };
    let (left, right) = compare::pair(false, value, &column)?;
    if right != column.sql {
        return refused("IN with a query of another type");
    }
    let not = if negated { "NOT " } else { "" };
    Ok(Value::bool(format!("({left} {not}IN ({}))", done.sql)))
}

fn within(cx: &Context<'_>, scope: &Scope<'_>, inner: &Query) -> Result<Done> {
    if cx.purpose != Purpose::Query {
        return refused("A query inside of this expression");
    }
    query(cx, Some(scope), inner)
}
