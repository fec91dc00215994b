//! Expressions, node by node (<https://sqlite.org/lang_expr.html>).

use super::compare::{Compared, Comparison, compare, pair};
use super::context::Context;
use super::functions;
use super::literal;
use super::moment;
use super::outcome::Refusal;
use super::parse;
use super::schema::Collation;
use super::scope::{Found, Scope};
use super::select;
use super::value::{Constant, Rep, Value};
use crate::catalog::map::Affinity;
use crate::postgres::emit::{quote_ident, quote_literal};
use crate::postgres::search::matches;
use crate::sqlite::types::affinity;
use sqlite3_parser::ast::{Expr, LikeOperator, Literal, Operator, Type, UnaryOperator};

type Answer = Result<Value, Refusal>;

/// Translates an expression.
pub(super) fn expression<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, expr: &'b Expr<'b>) -> Answer {
    cx.deeper(|cx| {
        if cx.regroup && scope.is_group_term(expr) {
            return cx.as_group_term(|cx| node(cx, scope, expr));
        }
        node(cx, scope, expr)
    })
}

/// Translates a condition.
pub(super) fn condition<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, expr: &'b Expr<'b>) -> Answer {
    let value = expression(cx, scope, expr)?;
    cx.truth(&value)
}

fn node<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, expr: &'b Expr<'b>) -> Answer {
    match expr {
        Expr::Parenthesized(inner) => match inner.as_slice() {
            [one] => expression(cx, scope, one),
            _ => Err(Refusal::new("A row value stands where one value is due.")),
        },
        Expr::Literal(literal) => constant(cx, literal),
        Expr::Id(id) => named(cx, scope, id.0),
        Expr::Name(name) => named(cx, scope, name.0),
        Expr::Qualified(table, column) => qualified(cx, scope, table.0, column.0),
        Expr::DoublyQualified(_, table, column) => qualified(cx, scope, table.0, column.0),
        Expr::Unary(op, operand) => unary(cx, scope, *op, operand),
        Expr::Binary(left, op, right) => binary(cx, scope, left, *op, right),
        Expr::Between { lhs, not, start, end } => {
            let (value, start, end) =
                (expression(cx, scope, lhs)?, expression(cx, scope, start)?, expression(cx, scope, end)?);
            let low = compare(cx, Comparison::GreaterEqual, &value, &start)?;
            let high = compare(cx, Comparison::LessEqual, &value, &end)?;
            let both = format!("{} AND {}", low.arg(), high.arg());
            let nullable = low.nullable || high.nullable;
            Ok(negated(Value::compound(both, Rep::Bool).nullable(nullable), *not))
        }
        Expr::Case { base, when_then_pairs, else_expr } => {
            functions::choice::case(cx, scope, *base, when_then_pairs, *else_expr)
        }
        Expr::Cast { expr, type_name } => {
            let value = expression(cx, scope, expr)?;
            cast(cx, &value, type_name.as_ref())
        }
        Expr::Collate(inner, name) => {
            let mut value = expression(cx, scope, inner)?;
            value.collation = Collation::parse(&parse::name(name));
            value.explicit_collation = true;
            Ok(value)
        }
        Expr::Exists(select) => {
            let inner = select::subquery(cx, scope, select)?;
            Ok(Value::new(format!("EXISTS ({})", inner.sql), Rep::Bool).nullable(false))
        }
        Expr::FunctionCall { .. } | Expr::FunctionCallStar { .. } => functions::call(cx, scope, expr),
        Expr::InList { lhs, not, rhs } => in_list(cx, scope, lhs, *not, rhs.unwrap_or_default()),
        Expr::InSelect { lhs, not, rhs } => {
            let inner = select::subquery(cx, scope, rhs)?;
            in_select(cx, scope, lhs, *not, &inner)
        }
        Expr::InTable { lhs, not, rhs, args } => {
            let inner = select::table_as_query(cx, scope, rhs, *args)?;
            in_select(cx, scope, lhs, *not, &inner)
        }
        Expr::IsNull(operand) => null_test(cx, scope, operand, false),
        Expr::NotNull(operand) => null_test(cx, scope, operand, true),
        Expr::Like { lhs, not, op: LikeOperator::Match, rhs, .. } => {
            Ok(negated(search(cx, scope, lhs, rhs)?, *not))
        }
        Expr::Like { lhs, not, op, rhs, escape } => {
            let value = expression(cx, scope, lhs)?;
            let pattern = expression(cx, scope, rhs)?;
            let escape = escape.map(|escape| expression(cx, scope, escape)).transpose()?;
            let found = match op {
                LikeOperator::Like => functions::pattern::like(cx, &pattern, &value, escape.as_ref())?,
                LikeOperator::Glob => functions::pattern::glob(cx, &pattern, &value)?,
                LikeOperator::Regexp => {
                    return Err(Refusal {
                        reason: "REGEXP calls a function of the application.".into(),
                        nearest: Some(format!("{} ~ {}", value.arg(), pattern.arg())),
                    });
                }
                LikeOperator::Match => return Err(no_search()),
            };
            Ok(negated(found, *not))
        }
        Expr::Subquery(select) => {
            let inner = select::subquery(cx, scope, select)?;
            match inner.columns.as_slice() {
                [column] => {
                    let mut value = Value::column(column, format!("({})", inner.sql));
                    value.nullable = true;
                    value.column = false;
                    Ok(value)
                }
                columns => Err(Refusal::new(format!(
                    "A subquery of {} columns stands where one value is due.",
                    columns.len()
                ))),
            }
        }
        Expr::Raise(..) => Err(Refusal::new("RAISE stands where a trigger does not allow it.")),
        Expr::Variable(_) => Err(Refusal::new("A parameter has no value here.")),
    }
}

/// `search MATCH query`, or `column MATCH query` (<https://sqlite.org/fts5.html#full_text_query_syntax>).
fn search<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    left: &'b Expr<'b>,
    query: &'b Expr<'b>,
) -> Answer {
    let found = match left {
        Expr::Id(name) => scope.search(None, &parse::name(name.0)),
        Expr::Name(name) => scope.search(None, &parse::name(name.0)),
        Expr::Qualified(table, name) => scope.search(Some(&parse::name(table.0)), &parse::name(name.0)),
        _ => None,
    };
    let (source, search, column) = found.ok_or_else(no_search)?;
    let vector = match source.qualifier.as_str() {
        "" => quote_ident(&search.vector),
        qualifier => format!("{qualifier}.{}", quote_ident(&search.vector)),
    };
    let name = search.name.clone();
    if column.is_some() && !search.fts5 {
        return Err(Refusal::new(
            "A column of FTS3 or FTS4 on the left of MATCH limits the query to that column.",
        ));
    }
    let query = expression(cx, scope, query)?;
    let mut query = cx.text(&query)?.arg();
    if let Some(column) = column {
        let filter = format!("\"{}\" : (", column.replace('"', "\"\""));
        query = format!("({} || {query} || ')')", quote_literal(&filter));
    }
    // What the functions of searches say depends on the searches that are registered.
    cx.volatile();
    let state = cx.schema.state_schema.clone();
    Ok(Value::compound(matches(&state, &vector, &query, &name), Rep::Bool))
}

fn no_search() -> Refusal {
    Refusal::new(
        "MATCH searches a virtual table that is not carried, or calls a function of the application.",
    )
}

fn constant(cx: &mut Context<'_>, literal: &Literal<'_>) -> Answer {
    match literal {
        Literal::Numeric(token) => literal::number(token, false),
        Literal::String(token) => literal::string(token),
        Literal::Blob(token) => literal::blob(token),
        Literal::Null => Ok(Value::null()),
        Literal::Keyword(word) => Err(Refusal::new(format!("The keyword {word} is not understood here."))),
        Literal::CurrentDate => Ok(functions::date::now(cx, "lite_date_now", moment::DATE)),
        Literal::CurrentTime => Ok(functions::date::now(cx, "lite_time_now", moment::TIME)),
        Literal::CurrentTimestamp => Ok(functions::date::now(cx, "lite_datetime_now", moment::DATETIME)),
    }
}

fn named<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, token: &str) -> Answer {
    let name = parse::name(token);
    match scope.resolve(&name)? {
        Some(found) => value_of(cx, scope, found),
        None if parse::is_double_quoted(token) => literal::text_value(&name),
        None if token.eq_ignore_ascii_case("true") => Ok(literal::integer_value(1)),
        None if token.eq_ignore_ascii_case("false") => Ok(literal::integer_value(0)),
        None => Err(Refusal::new(format!("There is no column {name}."))),
    }
}

fn qualified<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, table: &str, column: &str) -> Answer {
    let found = scope.resolve_qualified(&parse::name(table), &parse::name(column))?;
    value_of(cx, scope, found)
}

fn value_of<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, found: Found<'b>) -> Answer {
    match found {
        Found::Column(column, sql, 0) => {
            let sql = if cx.regroup { scope.bare_column(cx, sql) } else { sql };
            Ok(Value::column(&column, sql))
        }
        Found::Column(column, sql, _) => Ok(Value::column(&column, sql)),
        Found::Alias(expr) => {
            // The alias's own expression does not see the aliases.
            let value = expression(cx, scope, expr)?;
            Ok(Value { column: false, ..value })
        }
    }
}

/// NOT of a condition, when it is due.
pub(super) fn negated(value: Value, not: bool) -> Value {
    if !not {
        return value;
    }
    Value { sql: format!("NOT {}", value.arg()), atom: false, ..value }
}

fn unary<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    op: UnaryOperator,
    operand: &'b Expr<'b>,
) -> Answer {
    if let (UnaryOperator::Negative, Expr::Literal(Literal::Numeric(token))) = (op, operand) {
        return literal::number(token, true);
    }
    match op {
        // It converts nothing, but the operand loses its affinity.
        UnaryOperator::Positive => {
            let value = expression(cx, scope, operand)?;
            Ok(Value { affinity: Affinity::Blob, ..value })
        }
        UnaryOperator::Negative => {
            let value = expression(cx, scope, operand)?;
            let number = cx.number(&value)?;
            let number = cx.wide(number);
            let rep = number.rep.clone();
            Ok(Value::compound(format!("- {}", number.arg()), rep).nullable(number.nullable))
        }
        UnaryOperator::BitwiseNot => {
            let value = expression(cx, scope, operand)?;
            let integer = cx.integer(&value)?;
            let integer = cx.wide(integer);
            Ok(Value::compound(format!("~ {}", integer.arg()), Rep::Int).nullable(integer.nullable))
        }
        UnaryOperator::Not => Ok(negated(condition(cx, scope, operand)?, true)),
    }
}

fn null_test<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, operand: &'b Expr<'b>, not: bool) -> Answer {
    let value = expression(cx, scope, operand)?;
    let test = if not { "IS NOT NULL" } else { "IS NULL" };
    Ok(Value::compound(format!("{} {test}", value.arg()), Rep::Bool).nullable(false))
}

fn binary<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    left: &'b Expr<'b>,
    op: Operator,
    right: &'b Expr<'b>,
) -> Answer {
    let comparison = match op {
        Operator::Equals => Some(Comparison::Equal),
        Operator::NotEquals => Some(Comparison::NotEqual),
        Operator::Less => Some(Comparison::Less),
        Operator::LessEquals => Some(Comparison::LessEqual),
        Operator::Greater => Some(Comparison::Greater),
        Operator::GreaterEquals => Some(Comparison::GreaterEqual),
        Operator::Is => Some(Comparison::Is),
        Operator::IsNot => Some(Comparison::IsNot),
        _ => None,
    };
    match (op, comparison) {
        (Operator::And | Operator::Or, _) => {
            let word = if op == Operator::And { "AND" } else { "OR" };
            let (left, right) = (condition(cx, scope, left)?, condition(cx, scope, right)?);
            let nullable = left.nullable || right.nullable;
            Ok(Value::compound(format!("{} {word} {}", left.arg(), right.arg()), Rep::Bool)
                .nullable(nullable))
        }
        (_, Some(comparison)) => {
            if let Some(truth) = truth_test(cx, scope, left, comparison, right)? {
                return Ok(truth);
            }
            if let (Some(lefts), Some(rights)) = (row(left), row(right)) {
                return rows(cx, scope, comparison, lefts, rights);
            }
            let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
            compare(cx, comparison, &left, &right)
        }
        (Operator::Concat, _) => {
            let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
            let (left, right) = (cx.text_not_blob(&left, "||")?, cx.text_not_blob(&right, "||")?);
            let nullable = left.nullable || right.nullable;
            let left_sql = if left.constant.is_some() { left.cast("text") } else { left.arg() };
            Ok(Value::compound(format!("{left_sql} || {}", right.arg()), Rep::Text).nullable(nullable))
        }
        (Operator::ArrowRight | Operator::ArrowRightShift, _) => {
            let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
            functions::json::arrow(cx, &left, &right, op == Operator::ArrowRightShift)
        }
        (Operator::BitwiseAnd | Operator::BitwiseOr | Operator::LeftShift | Operator::RightShift, _) => {
            let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
            functions::number::bits(cx, op, &left, &right)
        }
        _ => {
            let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
            functions::number::arithmetic(cx, op, &left, &right)
        }
    }
}

/// `x IS TRUE` and its kin, where TRUE is no column (<https://sqlite.org/lang_expr.html#boolean_expressions>).
fn truth_test<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    left: &'b Expr<'b>,
    op: Comparison,
    right: &'b Expr<'b>,
) -> Result<Option<Value>, Refusal> {
    let (Comparison::Is | Comparison::IsNot, Expr::Id(id)) = (op, right) else { return Ok(None) };
    let word = ["TRUE", "FALSE"].into_iter().find(|word| word.eq_ignore_ascii_case(id.0));
    let Some(word) = word.filter(|_| matches!(scope.resolve(id.0), Ok(None))) else { return Ok(None) };
    let truth = condition(cx, scope, left)?;
    let is = if op == Comparison::Is { "IS" } else { "IS NOT" };
    Ok(Some(Value::compound(format!("{} {is} {word}", truth.arg()), Rep::Bool).nullable(false)))
}

/// The parts of a row value.
fn row<'b>(expr: &'b Expr<'b>) -> Option<&'b [Expr<'b>]> {
    match expr {
        Expr::Parenthesized(parts) if parts.len() > 1 => Some(parts),
        _ => None,
    }
}

/// Row values (<https://sqlite.org/rowvalue.html>): part by part, since each part may convert in its own way.
fn rows<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    op: Comparison,
    lefts: &'b [Expr<'b>],
    rights: &'b [Expr<'b>],
) -> Answer {
    if lefts.len() != rights.len() {
        return Err(Refusal::new("Row values of different lengths are compared."));
    }
    let (mut left_parts, mut right_parts) = (Vec::new(), Vec::new());
    for (left, right) in lefts.iter().zip(rights) {
        let (left, right) = (expression(cx, scope, left)?, expression(cx, scope, right)?);
        match pair(cx, op, &left, &right)? {
            Compared::Pair(same, left, right) if same == op => {
                left_parts.push(left);
                right_parts.push(right);
            }
            _ => return Err(Refusal::new("Row values are compared whose parts have different types.")),
        }
    }
    let sql = format!("({}) {} ({})", left_parts.join(", "), op.sql(), right_parts.join(", "));
    Ok(Value::compound(sql, Rep::Bool))
}

/// `IN (…)`: the same as a chain of `=` whose right sides have no affinity
/// (<https://sqlite.org/lang_expr.html#in_op>).
fn in_list<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    lhs: &'b Expr<'b>,
    not: bool,
    list: &'b [Expr<'b>],
) -> Answer {
    if list.is_empty() {
        return Ok(Value::new(if not { "true" } else { "false" }, Rep::Bool).nullable(false));
    }
    if let Some(parts) = row(lhs) {
        let mut all: Vec<String> = Vec::new();
        for item in list {
            let other =
                row(item).ok_or_else(|| Refusal::new("A row value is sought among single values."))?;
            all.push(rows(cx, scope, Comparison::Equal, parts, other)?.arg());
        }
        return Ok(negated(Value::compound(all.join(" OR "), Rep::Bool), not));
    }
    let value = expression(cx, scope, lhs)?;
    let mut nullable = value.nullable;
    let mut members = Vec::new();
    for item in list {
        let item = expression(cx, scope, item)?;
        let item = Value { affinity: Affinity::Blob, collation: Collation::Binary, column: false, ..item };
        nullable |= item.nullable;
        members.push(pair(cx, Comparison::Equal, &value, &item)?);
    }
    let left = match members.first() {
        Some(Compared::Pair(Comparison::Equal, left, _)) => Some(left.clone()),
        _ => None,
    };
    let same = left.filter(|left| {
        members
            .iter()
            .all(|member| matches!(member, Compared::Pair(Comparison::Equal, other, _) if other == left))
    });
    let found = match same {
        Some(left) => {
            let rights: Vec<String> = members
                .into_iter()
                .filter_map(|member| match member {
                    Compared::Pair(_, _, right) => Some(right),
                    Compared::Whole(_) => None,
                })
                .collect();
            let word = if not { "NOT IN" } else { "IN" };
            return Ok(Value::compound(format!("{left} {word} ({})", rights.join(", ")), Rep::Bool)
                .nullable(nullable));
        }
        None => members.into_iter().map(|member| format!("({})", member.into_sql())).collect::<Vec<_>>(),
    };
    Ok(negated(Value::compound(found.join(" OR "), Rep::Bool).nullable(nullable), not))
}

/// `IN (SELECT …)`.
fn in_select<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    lhs: &'b Expr<'b>,
    not: bool,
    inner: &select::Query,
) -> Answer {
    let lefts: Vec<Value> = match row(lhs) {
        Some(parts) => parts.iter().map(|part| expression(cx, scope, part)).collect::<Result<_, _>>()?,
        None => vec![expression(cx, scope, lhs)?],
    };
    if lefts.len() != inner.columns.len() {
        return Err(Refusal::new("IN compares different numbers of columns."));
    }
    let alias = cx.fresh("q");
    let names: Vec<String> = (1..=lefts.len()).map(|at| format!("c{at}")).collect();
    let (mut left_parts, mut right_parts) = (Vec::new(), Vec::new());
    for ((left, column), name) in lefts.iter().zip(&inner.columns).zip(&names) {
        let right = Value::column(column, format!("{alias}.{name}"));
        match pair(cx, Comparison::Equal, left, &right)? {
            Compared::Pair(Comparison::Equal, left, right) => {
                left_parts.push(left);
                right_parts.push(right);
            }
            other if lefts.len() == 1 => {
                // True, else unknown, else false, as IN has it.
                let sql = format!(
                    "(SELECT CASE WHEN bool_or({0}) THEN true WHEN bool_or(({0}) IS NULL) THEN NULL ELSE false END \
                     FROM ({1}) AS {alias}({name}))",
                    other.into_sql(),
                    inner.sql
                );
                return Ok(negated(Value::new(sql, Rep::Bool), not));
            }
            _ => return Err(Refusal::new("IN compares row values whose parts have different types.")),
        }
    }
    let word = if not { "NOT IN" } else { "IN" };
    let left =
        if left_parts.len() == 1 { left_parts.remove(0) } else { format!("({})", left_parts.join(", ")) };
    let plain = right_parts.iter().zip(&names).all(|(right, name)| *right == format!("{alias}.{name}"));
    let sql = if plain {
        format!("{left} {word} ({})", inner.sql)
    } else {
        format!(
            "{left} {word} (SELECT {} FROM ({}) AS {alias}({}))",
            right_parts.join(", "),
            inner.sql,
            names.join(", ")
        )
    };
    Ok(Value::compound(sql, Rep::Bool))
}

/// CAST (<https://sqlite.org/lang_expr.html#castexpr>).
fn cast(cx: &mut Context<'_>, value: &Value, type_name: Option<&Type<'_>>) -> Answer {
    let declared = type_name.map(|name| name.name).unwrap_or_default();
    let to = affinity(declared, false);
    let cast = match to {
        Affinity::Text => cx.text(value)?,
        Affinity::Integer => cx.integer(value)?,
        Affinity::Real => cx.real(value)?,
        Affinity::Numeric => numeric_cast(cx, value)?,
        Affinity::Blob => {
            let cell = cx.cell(value)?;
            match cell.rep {
                Rep::Blob => cell,
                _ => {
                    let text = cx.text(&cell)?;
                    let sql = match &text.constant {
                        Some(Constant::Text(text)) => {
                            let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                            format!("'\\x{digits}'::bytea")
                        }
                        _ => {
                            cx.volatile();
                            format!("convert_to({}, 'UTF8')", text.sql)
                        }
                    };
                    Value::new(sql, Rep::Blob).nullable(text.nullable)
                }
            }
        }
    };
    Ok(Value { affinity: to, moment: None, json: None, ..cast })
}

/// `CAST AS NUMERIC`: a text becomes INTEGER or REAL, a number stays.
fn numeric_cast(cx: &mut Context<'_>, value: &Value) -> Answer {
    let cell = cx.cell(value)?;
    if cell.is_number() {
        return cx.number(&cell);
    }
    let number = cx.number(&cell)?;
    // A text that is integral becomes an INTEGER, "1.0" too.
    Ok(match &number.constant {
        Some(Constant::Real(real)) if real.fract() == 0.0 && real.abs() < 9e18 => {
            literal::integer_value(*real as i64)
        }
        Some(_) => number,
        None if number.rep == Rep::Loose => Value { rep: Rep::Number, ..number },
        None => number,
    })
}
