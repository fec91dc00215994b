//! The walk through an expression: each node by its type and its operands' types.

use super::clock::Clock;
use super::compare::{self, Comparison};
use super::context::{Context, Purpose, Scope};
use super::kind::{Kind, Modifier};
use super::value::{Collated, Constant, Value};
use super::{
    Collation, Result, Stored, Untranslatable, array, cast, function, json, literal, moment, pattern, select,
};
use sqlparser::ast::{BinaryOperator, CaseWhen, Expr, Ident, InTarget, UnaryOperator, Value as Token};

/// Operands of one AND or OR; SQLite takes a thousand levels.
const OPERANDS_MAX: usize = 300;

/// Longest SQL of an expression.
const SQL_BYTES_MAX: usize = 256 << 10;

/// Translates an expression.
pub(super) fn expression(cx: &Context<'_>, scope: &Scope<'_>, expr: &Expr) -> Result<Value> {
    let value = cx.deeper(|| walk(cx, scope, expr))?;
    // Some operands stand twice in what they become, so that a deep one would grow without end.
    if value.sql.len() > SQL_BYTES_MAX {
        return Err(Untranslatable::new(format!("It would be longer than {SQL_BYTES_MAX} bytes in SQLite.")));
    }
    Ok(value)
}

fn walk(cx: &Context<'_>, scope: &Scope<'_>, expr: &Expr) -> Result<Value> {
    let inner = |expr: &Expr| expression(cx, scope, expr);
    match expr {
        Expr::Nested(nested) => inner(nested),
        Expr::Identifier(ident) => named(cx, scope, ident),
        Expr::CompoundIdentifier(parts) => scope.column(parts),
        Expr::Value(value) => token(&value.value),
        Expr::Cast { expr, data_type, format: None, .. } => cast::cast(cx, scope, expr, data_type),
        Expr::TypedString(typed) => match &typed.value.value {
            Token::SingleQuotedString(text) => {
                let (kind, modifier) = Kind::of(&typed.data_type)?;
                literal::typed(text, &kind, modifier)
            }
            _ => Err(unknown(expr)),
        },
        Expr::IsNull(of) => null_test(&inner(of)?, "IS NULL"),
        Expr::IsNotNull(of) => null_test(&inner(of)?, "IS NOT NULL"),
        Expr::IsTrue(of) => truth_test(inner(of)?, "IS 1"),
        Expr::IsNotTrue(of) => truth_test(inner(of)?, "IS NOT 1"),
        Expr::IsFalse(of) => truth_test(inner(of)?, "IS 0"),
        Expr::IsNotFalse(of) => truth_test(inner(of)?, "IS NOT 0"),
        Expr::IsUnknown(of) => truth_test(inner(of)?, "IS NULL"),
        Expr::IsNotUnknown(of) => truth_test(inner(of)?, "IS NOT NULL"),
        Expr::IsDistinctFrom(one, other) => {
            compare::compare(Comparison::NotSame, &inner(one)?, &inner(other)?)
        }
        Expr::IsNotDistinctFrom(one, other) => {
            compare::compare(Comparison::Same, &inner(one)?, &inner(other)?)
        }
        Expr::Between { expr, negated, low, high } => {
            let value = inner(expr)?;
            let (from, to) = if *negated {
                (Comparison::Less, Comparison::Greater)
            } else {
                (Comparison::GreaterOrEqual, Comparison::LessOrEqual)
            };
            let low = compare::compare(from, &value, &inner(low)?)?;
            let high = compare::compare(to, &value, &inner(high)?)?;
            let between = if *negated { "OR" } else { "AND" };
            Ok(Value::bool(format!("({} {between} {})", low.sql, high.sql)))
        }
        Expr::UnaryOp { op, expr } => unary(*op, inner(expr)?),
        Expr::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
            logical(cx, scope, op, left, right)
        }
        Expr::BinaryOp { left, op, right } => binary(op, inner(left)?, inner(right)?),
        Expr::AnyOp { left, compare_op, right, .. } => {
            let (value, list) = (inner(left)?, inner(right)?);
            each(&value, compare_op, &compare::listed(&list)?, false)
        }
        Expr::AllOp { left, compare_op, right } => {
            let (value, list) = (inner(left)?, inner(right)?);
            each(&value, compare_op, &compare::listed(&list)?, true)
        }
        Expr::In { expr, target: InTarget::List(list), negated, global: false } => {
            let list = list.iter().map(inner).collect::<Result<Vec<_>>>()?;
            compare::any_of(&inner(expr)?, &list, *negated)
        }
        Expr::Exists { subquery, negated } => select::exists(cx, scope, subquery, *negated),
        Expr::Subquery(query) => select::scalar(cx, scope, query),
        Expr::In { expr, target: InTarget::Subquery(query), negated, global: false } => {
            select::member(cx, scope, &inner(expr)?, query, *negated)
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            case(cx, scope, operand.as_deref(), conditions, else_result.as_deref())
        }
        Expr::Collate { expr, collation } => {
            let value = inner(expr)?;
            let name = collation.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.as_str());
            let collation = match name {
                Some("C" | "POSIX") => Collation::Bytes,
                _ => {
                    return Err(Untranslatable::new(format!(
                        "SQLite does not have the collation {collation}."
                    )));
                }
            };
            Ok(Value { collated: Collated::Explicit(collation), ..value })
        }
        Expr::AtTimeZone { timestamp, time_zone } => at_time_zone(&inner(timestamp)?, &inner(time_zone)?),
        Expr::Array(elements) => {
            let list = elements.elem.iter().map(inner).collect::<Result<Vec<_>>>()?;
            let kind = list.iter().map(|item| item.kind.clone()).find(|kind| *kind != Kind::Unknown);
            self::list(list, kind.unwrap_or(Kind::Unknown))
        }
        _ => function::call(cx, scope, expr),
    }
}

/// A name alone: a column, or what PostgreSQL writes without parentheses.
fn named(cx: &Context<'_>, scope: &Scope<'_>, ident: &Ident) -> Result<Value> {
    if let Ok(column) = scope.column(std::slice::from_ref(ident)) {
        return Ok(column);
    }
    if ident.quote_style.is_none()
        && let Some(value) = function::keyword(cx, &ident.value)
    {
        return value;
    }
    scope.column(std::slice::from_ref(ident))
}

fn token(token: &Token) -> Result<Value> {
    match token {
        Token::Null => Ok(Value::null()),
        Token::Boolean(truth) => Ok(literal::bool(*truth)),
        Token::Number(digits, false) => {
            let whole = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<i64>().is_ok();
            literal::number(digits, if whole { Kind::Int } else { Kind::Numeric }, Modifier::default())
        }
        Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => {
            let value = literal::typed(text, &Kind::Text, Modifier::default())?;
            Ok(Value { kind: Kind::Unknown, ..value })
        }
        other => Err(Untranslatable::new(format!("The constant {other} has no counterpart."))),
    }
}

pub(super) fn unknown(expr: &Expr) -> Untranslatable {
    let mut words: String = expr.to_string().chars().take(80).collect();
    if words.len() == 80 {
        words.push('…');
    }
    Untranslatable::new(format!("{words} has no counterpart with the same meaning in SQLite."))
}

fn null_test(value: &Value, test: &str) -> Result<Value> {
    // A type with a schema is none of PostgreSQL's own; of a row, the fields are asked: `ROW(NULL, NULL) IS NULL`.
    if value.stored == Stored::Other
        && let Kind::Named(name) = &value.kind
        && name.contains('.')
    {
        return Err(Untranslatable::new(format!("{test} may ask the fields of a value of {name}.")));
    }
    let of = json::is_null(value).unwrap_or_else(|| value.sql.clone());
    Ok(Value::bool(format!("({of} {test})")))
}

fn truth_test(value: Value, test: &str) -> Result<Value> {
    let value = value.truth()?;
    Ok(Value::bool(format!("({} {test})", value.sql)))
}

/// A chain of AND or OR in one parenthesis, so that it is no deeper than it looks.
fn logical(
    cx: &Context<'_>,
    scope: &Scope<'_>,
    op: &BinaryOperator,
    left: &Expr,
    right: &Expr,
) -> Result<Value> {
    let mut operands = vec![right];
    let mut rest = left;
    while let Expr::BinaryOp { left, op: other, right } = rest
        && other == op
    {
        operands.push(right);
        rest = left;
    }
    operands.push(rest);
    if operands.len() > OPERANDS_MAX {
        return Err(Untranslatable::new(format!("It joins more than {OPERANDS_MAX} conditions.")));
    }
    let sql = operands
        .iter()
        .rev()
        .map(|operand| Ok(expression(cx, scope, operand)?.truth()?.sql))
        .collect::<Result<Vec<_>>>()?;
    Ok(Value::bool(format!("({})", sql.join(&format!(" {op} ")))))
}

fn unary(op: UnaryOperator, value: Value) -> Result<Value> {
    match op {
        UnaryOperator::Not => {
            let value = value.truth()?;
            Ok(Value::bool(format!("(NOT {})", value.sql)))
        }
        UnaryOperator::Plus if value.kind.is_exact() || value.kind.is_float() => Ok(value),
        UnaryOperator::Minus => function::negative(value),
        _ => Err(Untranslatable::new(format!("The operator {op} of {} has no counterpart.", value.kind))),
    }
}

fn binary(op: &BinaryOperator, left: Value, right: Value) -> Result<Value> {
    if let Some(comparison) = Comparison::of(op) {
        return compare::compare(comparison, &left, &right);
    }
    let not = |value: Value| Value::bool(format!("(NOT {})", value.sql));
    match op {
        BinaryOperator::PGLikeMatch => like(&left, &right, false),
        BinaryOperator::PGNotLikeMatch => like(&left, &right, true),
        BinaryOperator::PGILikeMatch => folded(&right, &|| like(&left, &right, false)),
        BinaryOperator::PGNotILikeMatch => folded(&right, &|| like(&left, &right, true)),
        BinaryOperator::PGRegexMatch => matches(&left, &right),
        BinaryOperator::PGRegexNotMatch => Ok(not(matches(&left, &right)?)),
        BinaryOperator::PGRegexIMatch => folded(&right, &|| matches(&left, &right)),
        BinaryOperator::PGRegexNotIMatch => folded(&right, &|| Ok(not(matches(&left, &right)?))),
        BinaryOperator::PGStartsWith => function::starts_with(&left, &right),
        BinaryOperator::Arrow => json::arrow(&left, &right),
        BinaryOperator::LongArrow => json::text(&left, &right),
        BinaryOperator::StringConcat => function::concatenated(&left, &right),
        _ => function::arithmetic(op, left, right),
    }
}

/// `value op ANY (list)` and `value op ALL (list)`.
fn each(value: &Value, op: &BinaryOperator, list: &[Value], all: bool) -> Result<Value> {
    match (op, all) {
        (BinaryOperator::Eq, false) => return compare::any_of(value, list, false),
        (BinaryOperator::NotEq, true) => return compare::any_of(value, list, true),
        _ => {}
    }
    if list.is_empty() {
        return Ok(literal::bool(all));
    }
    let each = list
        .iter()
        .map(|item| Ok(binary(op, value.clone(), item.clone())?.sql))
        .collect::<Result<Vec<_>>>()?;
    Ok(Value::bool(format!("({})", each.join(if all { " AND " } else { " OR " }))))
}

/// ARRAY of these values.
pub(super) fn list(list: Vec<Value>, kind: Kind) -> Result<Value> {
    let mut json = Vec::with_capacity(list.len());
    for item in &list {
        json.push(match &item.constant {
            Some(Constant::Null) => Some("null".to_owned()),
            Some(Constant::Text(text) | Constant::Number(text)) => array::one(text, &kind),
            Some(Constant::Bool(truth)) => Some(truth.to_string()),
            _ => None,
        });
    }
    let sql = json.into_iter().collect::<Option<Vec<_>>>();
    let sql = sql.map(|json| crate::sqlite::emit::literal(&format!("[{}]", json.join(","))));
    // Without an own text it is good for a comparison with its elements only.
    let stored = if sql.is_some() { Stored::Array } else { Stored::Other };
    let value = Value::new(sql.unwrap_or_default(), Kind::Array(Box::new(kind)), stored);
    Ok(Value { constant: Some(Constant::List(list)), ..value })
}

fn case(
    cx: &Context<'_>,
    scope: &Scope<'_>,
    operand: Option<&Expr>,
    conditions: &[CaseWhen],
    otherwise: Option<&Expr>,
) -> Result<Value> {
    let operand = operand.map(|operand| expression(cx, scope, operand)).transpose()?;
    let mut whens = Vec::with_capacity(conditions.len());
    let mut results = Vec::with_capacity(conditions.len() + 1);
    for when in conditions {
        let condition = expression(cx, scope, &when.condition)?;
        let condition = match &operand {
            Some(operand) => compare::compare(Comparison::Equal, operand, &condition)?,
            None => condition.truth()?,
        };
        whens.push(condition.sql);
        results.push(expression(cx, scope, &when.result)?);
    }
    if let Some(otherwise) = otherwise {
        results.push(expression(cx, scope, otherwise)?);
    }
    let (like, results) = unified(results)?;
    let mut sql = String::from("(CASE");
    for (when, result) in whens.iter().zip(&results) {
        sql.push_str(&format!(" WHEN {when} THEN {result}"));
    }
    if results.len() > whens.len() {
        sql.push_str(&format!(" ELSE {}", results[whens.len()]));
    }
    sql.push_str(" END)");
    Ok(Value { sql, ..like })
}

/// Values of which one becomes the answer: what the answer is like, and the SQL of each.
pub(super) fn unified(values: Vec<Value>) -> Result<(Value, Vec<String>)> {
    let mut like: Option<Value> = None;
    for value in values.iter().filter(|value| !value.is_null()) {
        if value.part.is_some() || value.kind == Kind::JsonText {
            return Err(Untranslatable::new("A part of a jsonb is spelled otherwise in SQLite."));
        }
        let next = Value { constant: None, clock: None, ..value.clone() };
        like = Some(match like {
            None => next,
            Some(before) => {
                let stored = match (before.stored, next.stored) {
                    (one, other) if one == other => one,
                    (Stored::Integer, Stored::Number) | (Stored::Number, Stored::Integer) => Stored::Number,
                    (Stored::Enum, Stored::Other) | (Stored::Other, Stored::Enum) => Stored::Enum,
                    _ => return Err(mixed(&before, &next)),
                };
                let kind = match (&before.kind, &next.kind) {
                    (one, other) if one == other => one.clone(),
                    (Kind::Int, Kind::Numeric) | (Kind::Numeric, Kind::Int) => Kind::Numeric,
                    (Kind::Unknown, other) | (other, Kind::Unknown) => other.clone(),
                    _ => return Err(mixed(&before, &next)),
                };
                let collated = before.collated.with(next.collated);
                Value { stored, kind, collated, ascii: before.ascii && next.ascii, ..before }
            }
        });
    }
    let like = like.unwrap_or_else(Value::null);
    if matches!(like.stored, Stored::PaddedText | Stored::FoldedText) {
        return Err(Untranslatable::new(format!(
            "A choice among values of the type {} has another collation in SQLite.",
            like.kind
        )));
    }
    Ok((like, values.into_iter().map(|value| value.sql).collect()))
}

fn mixed(one: &Value, other: &Value) -> Untranslatable {
    Untranslatable::new(format!(
        "A choice between {} and {} has no counterpart in cells of one form.",
        one.kind, other.kind
    ))
}

/// `text ~~ pattern`.
fn like(text: &Value, with: &Value, negated: bool) -> Result<Value> {
    if text.is_null() || with.is_null() {
        return Ok(Value { kind: Kind::Bool, ..Value::null() });
    }
    let textual = matches!(text.stored, Stored::Text | Stored::PaddedText) && text.kind != Kind::JsonText;
    let Some(pattern) = with.words().filter(|_| textual) else {
        return Err(Untranslatable::new("LIKE has a counterpart for a text and a constant pattern only."));
    };
    let value = pattern::like(text, pattern)?;
    Ok(if negated { Value::bool(format!("(NOT {})", value.sql)) } else { value })
}

fn matches(text: &Value, with: &Value) -> Result<Value> {
    if text.is_null() || with.is_null() {
        return Ok(Value { kind: Kind::Bool, ..Value::null() });
    }
    let textual = matches!(text.stored, Stored::Text | Stored::PaddedText) && text.kind != Kind::JsonText;
    match with.words().filter(|_| textual) {
        Some(pattern) => pattern::matches(text, pattern),
        None => Err(Untranslatable::new(
            "A regular expression has a counterpart for a text and a constant pattern only.",
        )),
    }
}

/// What folds case, where there is none.
fn folded(with: &Value, plain: &dyn Fn() -> Result<Value>) -> Result<Value> {
    if with.words().is_some_and(pattern::has_letters) {
        return Err(Untranslatable::new(
            "Letters are folded by the rules of Unicode in PostgreSQL, and in ASCII alone in SQLite.",
        ));
    }
    plain()
}

fn at_time_zone(value: &Value, zone: &Value) -> Result<Value> {
    if !zone.words().is_some_and(moment::is_utc) {
        return Err(Untranslatable::new("SQLite knows no time zone but UTC."));
    }
    match &value.clock {
        Some(clock) => {
            let kind = if clock.kind == Kind::Timestamp { Kind::TimestampTz } else { Kind::Timestamp };
            clock_value(clock.clone().cast(&kind, None)?)
        }
        None => moment::at_utc(value),
    }
}

/// `timezone('utc', value)`.
pub(super) fn timezone(zone: &Value, value: &Value) -> Result<Value> {
    at_time_zone(value, zone)
}

/// The clock as a value.
pub(super) fn clock(cx: &Context<'_>, kind: Kind) -> Result<Value> {
    if cx.purpose == Purpose::Row {
        return Err(Untranslatable::new("It reads the clock, which SQLite allows in a default only."));
    }
    clock_value(Clock::new(kind))
}

/// A value that reads the clock, in the form of its own type.
pub(super) fn clock_value(clock: Clock) -> Result<Value> {
    let stored = match clock.kind {
        Kind::Date => Stored::Date,
        Kind::Time => Stored::Time,
        Kind::Timestamp => Stored::Timestamp,
        _ => Stored::TimestampTz,
    };
    let sql = clock.sql(stored, &clock.kind)?;
    Ok(Value { clock: Some(clock.clone()), ..Value::new(sql, clock.kind, stored) })
}
