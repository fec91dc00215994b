//! Functions and arithmetic.

use super::compare::{self, by_bytes};
use super::context::{Context, Purpose, Scope};
use super::expression::{clock, clock_value, expression, timezone, unified, unknown};
use super::kind::{Kind, Modifier};
use super::value::{Constant, Value};
use super::{Collation, Result, Stored, Untranslatable, aggregate, json, literal, moment, pattern};
use sqlparser::ast::{
    BinaryOperator, CeilFloorKind, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    TrimWhereField,
};

/// A UUID of version 4, in lower case with hyphens.
const UUID: &str = "(lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || \
    substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || \
    substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6))))";

/// What is written without parentheses.
pub(super) fn keyword(cx: &Context<'_>, name: &str) -> Option<Result<Value>> {
    let kind = match name.to_ascii_uppercase().as_str() {
        "CURRENT_TIMESTAMP" => Kind::TimestampTz,
        "LOCALTIMESTAMP" => Kind::Timestamp,
        "CURRENT_DATE" => Kind::Date,
        // Its zone is UTC, which a column of `time` does not keep.
        "LOCALTIME" | "CURRENT_TIME" => Kind::Time,
        "CURRENT_USER" | "SESSION_USER" | "USER" | "CURRENT_ROLE" | "CURRENT_CATALOG" | "CURRENT_SCHEMA"
        | "SYSTEM_USER" => {
            return Some(Err(Untranslatable::new(
                "SQLite has no sessions, users and schemas of PostgreSQL.",
            )));
        }
        _ => return None,
    };
    Some(clock(cx, kind))
}

/// A call, also in the forms that have a syntax of their own.
pub(super) fn call(cx: &Context<'_>, scope: &Scope<'_>, expr: &Expr) -> Result<Value> {
    let inner = |expr: &Expr| expression(cx, scope, expr);
    match expr {
        Expr::Function(function) => function_call(cx, scope, function, expr),
        Expr::Extract { field, expr, .. } => {
            moment::extract(&field.to_string().to_ascii_lowercase(), &inner(expr)?)
        }
        Expr::Position { expr: part, r#in } => position(&inner(r#in)?, &inner(part)?),
        Expr::Substring { expr: of, substring_from: Some(from), substring_for, .. } => {
            let count = substring_for.as_deref().map(inner).transpose()?;
            substring(&inner(of)?, &inner(from)?, count.as_ref()).unwrap_or_else(|| Err(unknown(expr)))
        }
        Expr::Trim { trim_where, trim_what, expr, trim_characters: None } => {
            let name = match trim_where {
                None | Some(TrimWhereField::Both) => "trim",
                Some(TrimWhereField::Leading) => "ltrim",
                Some(TrimWhereField::Trailing) => "rtrim",
            };
            let what = trim_what.as_deref().map(inner).transpose()?;
            trimmed(name, &inner(expr)?, what.as_ref())
        }
        Expr::Ceil { expr: of, field: CeilFloorKind::DateTimeField(_) }
        | Expr::Floor { expr: of, field: CeilFloorKind::DateTimeField(_) } => {
            let value = inner(of)?;
            if value.kind == Kind::Int { Ok(value) } else { Err(unknown(expr)) }
        }
        _ => Err(unknown(expr)),
    }
}

fn function_call(cx: &Context<'_>, scope: &Scope<'_>, function: &Function, expr: &Expr) -> Result<Value> {
    if cx.purpose == Purpose::Query
        && let Some(value) = aggregate::call(cx, scope, function)
    {
        return value;
    }
    let bare = function.filter.is_none()
        && function.over.is_none()
        && function.within_group.is_empty()
        && function.null_treatment.is_none();
    let parts: Vec<String> =
        function.name.0.iter().filter_map(|part| part.as_ident()).map(super::context::name).collect();
    let (name, builtin) = match parts.as_slice() {
        [name] => (name.as_str(), true),
        [schema, name] => (name.as_str(), schema == "pg_catalog"),
        _ => return Err(unknown(expr)),
    };
    if name == "nextval" && builtin {
        return Err(Untranslatable {
            reason: "It takes the next value of a sequence, which SQLite does not have.".into(),
            sequence: true,
        });
    }
    let arguments = match &function.args {
        FunctionArguments::None => {
            if let Some(value) = keyword(cx, name) {
                return value;
            }
            Vec::new()
        }
        FunctionArguments::List(list) if list.duplicate_treatment.is_none() && list.clauses.is_empty() => {
            list.args
                .iter()
                .map(|argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(argument)) => expression(cx, scope, argument),
                    _ => Err(unknown(expr)),
                })
                .collect::<Result<Vec<_>>>()?
        }
        _ => return Err(unknown(expr)),
    };
    if !bare {
        return Err(unknown(expr));
    }
    if !builtin {
        return match (name, arguments.as_slice()) {
            // Of the extensions pgcrypto and uuid-ossp.
            ("gen_random_uuid" | "uuid_generate_v4", []) => random_uuid(cx),
            _ => Err(Untranslatable::new(format!("The function {} is not of SQLite.", parts.join(".")))),
        };
    }
    named(cx, name, &arguments).unwrap_or_else(|| Err(unknown(expr)))
}

/// A function of `pg_catalog` by its name; nothing when it is not known.
fn named(cx: &Context<'_>, name: &str, arguments: &[Value]) -> Option<Result<Value>> {
    Some(match (name, arguments) {
        ("now" | "transaction_timestamp" | "statement_timestamp" | "clock_timestamp", []) => {
            clock(cx, Kind::TimestampTz)
        }
        ("timezone", [zone, value]) => timezone(zone, value),
        ("date_trunc", [field, value]) => truncated(field, value),
        ("date_part", [field, value]) => field.words().map_or_else(
            || Err(Untranslatable::new("The field of date_part is no constant.")),
            |field| {
                let part = moment::extract(field, value)?;
                Ok(Value::new(format!("CAST({} AS REAL)", part.sql), Kind::Float8, Stored::Real))
            },
        ),
        ("gen_random_uuid", []) => random_uuid(cx),
        ("random", []) if cx.purpose != Purpose::Row => {
            Ok(Value::new("((random() & 4503599627370495) / 4503599627370496.0)", Kind::Float8, Stored::Real))
        }
        ("length" | "char_length" | "character_length", [text]) => length(text),
        ("octet_length", [blob]) if blob.stored == Stored::Blob => {
            Ok(Value::int(format!("length({})", blob.sql)))
        }
        ("octet_length", [text]) if text.stored == Stored::PaddedText || is_text(text) => {
            Ok(Value::int(format!("length(CAST({} AS BLOB))", text.sql)))
        }
        ("lower" | "upper", [text]) => cased(name, text),
        ("btrim", [text]) => trimmed("trim", text, None),
        ("btrim", [text, what]) => trimmed("trim", text, Some(what)),
        ("ltrim" | "rtrim", [text]) => trimmed(name, text, None),
        ("ltrim" | "rtrim", [text, what]) => trimmed(name, text, Some(what)),
        ("strpos" | "position", [text, part]) => position(text, part),
        ("substr" | "substring", [text, from]) => return substring(text, from, None),
        ("substr" | "substring", [text, from, count]) => return substring(text, from, Some(count)),
        ("left", [text, count]) if is_text(text) && count.number().is_some_and(|count| count >= 0) => {
            Ok(Value::text(format!("substr({}, 1, {})", text.sql, count.sql), text))
        }
        ("right", [text, count]) if is_text(text) && count.number().is_some_and(|count| count > 0) => {
            Ok(Value::text(format!("substr({}, -{})", text.sql, count.sql), text))
        }
        ("replace", [text, from, to]) if [text, from, to].iter().all(|text| is_text(text)) => {
            by_bytes(false, text)
                .map(|()| Value::text(format!("replace({}, {}, {})", text.sql, from.sql, to.sql), text))
        }
        ("starts_with", [text, part]) => starts_with(text, part),
        ("concat", texts) if !texts.is_empty() && texts.iter().all(is_text) => {
            let each: Vec<String> = texts.iter().map(|text| format!("coalesce({}, '')", text.sql)).collect();
            Ok(Value::text(format!("({})", each.join(" || ")), &texts[0]))
        }
        ("like_escape", [with, escape]) => return folded(with, escape),
        ("similar_to_escape", [with]) => {
            return constant(pattern::similar(with.words()?));
        }
        ("coalesce", values) => unified(values.to_vec())
            .map(|(like, values)| Value { sql: format!("coalesce({})", values.join(", ")), ..like }),
        ("nullif", [one, other]) => nullif(one, other),
        // Each of them is written as often as there are.
        ("greatest" | "least", values) if (1..=16).contains(&values.len()) => extreme(name, values),
        ("num_nonnulls" | "num_nulls", values) if !values.is_empty() => {
            let test = if name == "num_nulls" { "IS NULL" } else { "IS NOT NULL" };
            let each: Vec<String> = values
                .iter()
                .map(|value| {
                    format!("({} {test})", json::is_null(value).unwrap_or_else(|| value.sql.clone()))
                })
                .collect();
            Ok(Value::int(format!("({})", each.join(" + "))))
        }
        ("abs", [number]) => absolute(number),
        ("mod", [one, other]) => arithmetic(&BinaryOperator::Modulo, one.clone(), other.clone()),
        ("jsonb_typeof", [document]) if document.kind == Kind::Jsonb => json::type_of(document),
        ("json_typeof", [document]) if document.kind == Kind::Json => json::type_of(document),
        ("jsonb_array_length", [document]) if document.kind == Kind::Jsonb => json::length(document),
        ("json_array_length", [document]) if document.kind == Kind::Json => json::length(document),
        ("array_length", [array, dimension])
            if array.stored == Stored::Array && dimension.number() == Some(1) =>
        {
            Ok(Value::int(format!("nullif(json_array_length({}), 0)", array.sql)))
        }
        ("cardinality", [array]) if array.stored == Stored::Array => cardinality(array),
        _ => return None,
    })
}

fn is_text(value: &Value) -> bool {
    value.stored == Stored::Text && matches!(value.kind, Kind::Text | Kind::Unknown)
}

fn constant(text: Option<String>) -> Option<Result<Value>> {
    Some(literal::typed(&text?, &Kind::Text, Modifier::default()))
}

fn folded(with: &Value, escape: &Value) -> Option<Result<Value>> {
    constant(pattern::with_backslash(with.words()?, escape.words()?))
}

fn random_uuid(cx: &Context<'_>) -> Result<Value> {
    if cx.purpose != Purpose::Default {
        return Err(Untranslatable::new("It makes up a UUID, which has a counterpart in a default only."));
    }
    Ok(Value { ascii: true, ..Value::new(UUID, Kind::Uuid, Stored::Uuid) })
}

fn length(text: &Value) -> Result<Value> {
    match text.stored {
        Stored::Text if is_text(text) => Ok(Value::int(format!("length({})", text.sql))),
        // Spaces at its end are none of a char's.
        Stored::PaddedText => Ok(Value::int(format!("length(rtrim({}, ' '))", text.sql))),
        Stored::Blob => Ok(Value::int(format!("length({})", text.sql))),
        _ => Err(Untranslatable::new(format!("The length of a {} has no counterpart.", text.kind))),
    }
}

fn cased(name: &str, text: &Value) -> Result<Value> {
    if !is_text(text) || !(text.ascii || text.collation() == Collation::Bytes) {
        return Err(Untranslatable::new(format!(
            "{name} follows the rules of Unicode in PostgreSQL, and knows ASCII alone in SQLite."
        )));
    }
    Ok(Value { ascii: text.ascii, ..Value::text(format!("{name}({})", text.sql), text) })
}

fn trimmed(name: &str, text: &Value, what: Option<&Value>) -> Result<Value> {
    if !is_text(text) || !what.is_none_or(is_text) {
        return Err(Untranslatable::new(format!("{name} of a {} has no counterpart.", text.kind)));
    }
    let what = what.map(|what| format!(", {}", what.sql)).unwrap_or_else(|| ", ' '".into());
    Ok(Value { ascii: text.ascii, ..Value::text(format!("{name}({}{what})", text.sql), text) })
}

fn position(text: &Value, part: &Value) -> Result<Value> {
    if !is_text(text) || !is_text(part) {
        return Err(Untranslatable::new(format!("A position in a {} has no counterpart.", text.kind)));
    }
    compare::collated(false, text, part)?;
    Ok(Value::int(format!("instr({}, {})", text.sql, part.sql)))
}

/// `substr`, where it does not begin before the text, which SQLite counts from its end.
fn substring(text: &Value, from: &Value, count: Option<&Value>) -> Option<Result<Value>> {
    let counted = count.is_none_or(|count| count.number().is_some_and(|count| count >= 0));
    if !is_text(text) || from.number()? < 1 || !counted {
        return None;
    }
    let count = count.map(|count| format!(", {}", count.sql)).unwrap_or_default();
    let cut = Value::text(format!("substr({}, {}{count})", text.sql, from.sql), text);
    Some(Ok(Value { ascii: text.ascii, ..cut }))
}

/// `text ^@ part`.
pub(super) fn starts_with(text: &Value, part: &Value) -> Result<Value> {
    match part.words() {
        Some(words) if is_text(text) => {
            let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            pattern::like(text, &format!("{escaped}%"))
        }
        _ => Err(Untranslatable::new("starts_with has a counterpart for a text and a constant only.")),
    }
}

/// `one || other`.
pub(super) fn concatenated(one: &Value, other: &Value) -> Result<Value> {
    let textual = |value: &Value| is_text(value) || value.is_null();
    let joined = |value: &Value| {
        if value.kind == Kind::Int { format!("CAST({} AS TEXT)", value.sql) } else { value.sql.clone() }
    };
    let well = textual(one) && (textual(other) || other.kind == Kind::Int)
        || textual(other) && one.kind == Kind::Int;
    if !well {
        return Err(Untranslatable::new(format!("{} || {} has no counterpart.", one.kind, other.kind)));
    }
    let of = if one.kind == Kind::Int { other } else { one };
    let collated = one.collated.with(other.collated);
    let sql = format!("({} || {})", joined(one), joined(other));
    Ok(Value { collated, ascii: one.ascii && other.ascii, ..Value::text(sql, of) })
}

fn nullif(one: &Value, other: &Value) -> Result<Value> {
    let (left, right) = compare::pair(false, one, other)?;
    if left != one.sql || one.part.is_some() || one.kind == Kind::JsonText {
        return Err(Untranslatable::new(format!("NULLIF of {} has no counterpart.", one.kind)));
    }
    Ok(Value { sql: format!("nullif({left}, {right})"), constant: None, clock: None, ..one.clone() })
}

/// GREATEST and LEAST, which overlook NULLs; `max` and `min` do not.
fn extreme(name: &str, values: &[Value]) -> Result<Value> {
    let (like, sql) = unified(values.to_vec())?;
    for value in values {
        compare::pair(true, &like, value)?;
    }
    if like.kind.is_float() {
        return Err(Untranslatable::new("GREATEST and LEAST of 0.0 and -0.0 have no counterpart."));
    }
    if sql.len() == 1 {
        return Ok(like);
    }
    let each: Vec<String> = (0..sql.len())
        .map(|at| {
            let mut rest: Vec<&str> = sql.iter().map(String::as_str).collect();
            rest.swap(0, at);
            format!("coalesce({})", rest.join(", "))
        })
        .collect();
    let function = if name == "greatest" { "max" } else { "min" };
    Ok(Value { sql: format!("{function}({})", each.join(", ")), ..like })
}

fn absolute(number: &Value) -> Result<Value> {
    let sql = match (&number.kind, number.stored) {
        // Without a number there is an error in PostgreSQL too.
        (Kind::Int, Stored::Integer) => format!("abs({})", number.sql),
        // The smallest integer has none in 64 bits, as a numeric it has.
        (Kind::Numeric, Stored::Integer | Stored::Number) => format!("max({0}, - {0})", number.sql),
        // The absolute value of -0.0 is 0.0.
        (Kind::Float4 | Kind::Float8, Stored::Real) => format!("(abs({}) + 0.0)", number.sql),
        _ => return Err(Untranslatable::new(format!("abs of {} has no counterpart.", number.kind))),
    };
    Ok(Value { sql, constant: None, ..number.clone() })
}

/// The elements in all dimensions, of which there are at most six.
fn cardinality(array: &Value) -> Result<Value> {
    if let Kind::Array(element) = &array.kind
        && matches!(**element, Kind::Json | Kind::Jsonb | Kind::Named(_))
    {
        return Err(Untranslatable::new(format!(
            "The elements of {} cannot be counted as JSON.",
            array.kind
        )));
    }
    let sql = &array.sql;
    let mut product = format!("json_array_length({sql})");
    for depth in 1..6 {
        let path = format!("'${}'", "[0]".repeat(depth));
        product.push_str(&format!(
            " * CASE json_type({sql}, {path}) WHEN 'array' THEN json_array_length({sql}, {path}) ELSE 1 END"
        ));
    }
    Ok(Value::int(format!("({product})")))
}

fn truncated(field: &Value, value: &Value) -> Result<Value> {
    let Some(field) = field.words() else {
        return Err(Untranslatable::new("The field of date_trunc is no constant."));
    };
    match &value.clock {
        Some(clock) => clock_value(clock.clone().truncate(field)?),
        None => moment::truncate(field, value),
    }
}

/// `-value`.
pub(super) fn negative(value: Value) -> Result<Value> {
    match (&value.kind, value.stored, &value.constant) {
        (Kind::Int | Kind::Numeric, _, Some(Constant::Number(digits))) => {
            let digits = match digits.strip_prefix('-') {
                Some(rest) => rest.to_owned(),
                None => format!("-{digits}"),
            };
            literal::number(&digits, value.kind.clone(), Modifier::default())
        }
        (Kind::Int | Kind::Numeric, Stored::Integer | Stored::Number, _) => {
            Ok(Value { sql: format!("(- {})", value.sql), constant: None, ..value })
        }
        // The negative of 0.0 is -0.0, which a difference from zero is not.
        (Kind::Float4 | Kind::Float8, Stored::Real, _) => {
            Ok(Value { sql: format!("({} * -1.0)", value.sql), constant: None, ..value })
        }
        _ => Err(Untranslatable::new(format!("The negative of {} has no counterpart.", value.kind))),
    }
}

/// `one op other` of numbers and moments.
pub(super) fn arithmetic(op: &BinaryOperator, one: Value, other: Value) -> Result<Value> {
    let refuse = |words: &str| {
        Err(Untranslatable::new(format!("{} {op} {} has no counterpart{words}.", one.kind, other.kind)))
    };
    if let Some(value) = moments(op, &one, &other) {
        return value;
    }
    let between = format!("({} {op} {})", one.sql, other.sql);
    if one.clock.is_some() || other.clock.is_some() {
        return refuse("");
    }
    match (&one.kind, &other.kind) {
        (Kind::Int, Kind::Int) => match op {
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::BitwiseAnd
            | BinaryOperator::BitwiseOr => Ok(Value::int(between)),
            _ => refuse(""),
        },
        (Kind::Float8, Kind::Float8) => {
            // Infinities and zeros may make a NaN, which SQLite does not have.
            let safe = |value: &Value, zero: bool| match &value.constant {
                Some(Constant::Number(digits)) => {
                    digits.parse::<f64>().is_ok_and(|real| real.is_finite() && (zero || real != 0.0))
                }
                _ => false,
            };
            let well = match op {
                BinaryOperator::Plus | BinaryOperator::Minus => safe(&one, true) || safe(&other, true),
                BinaryOperator::Multiply => safe(&one, false) || safe(&other, false),
                BinaryOperator::Divide => safe(&other, false) || safe(&one, false),
                _ => false,
            };
            if well {
                return Ok(Value::new(between, Kind::Float8, Stored::Real));
            }
            refuse(" that is exact for infinite values")
        }
        (Kind::Int | Kind::Numeric, Kind::Int | Kind::Numeric) => {
            refuse(", since SQLite computes in doubles what PostgreSQL computes in decimals")
        }
        _ => refuse(""),
    }
}

/// Dates and days, the clock and intervals.
fn moments(op: &BinaryOperator, one: &Value, other: &Value) -> Option<Result<Value>> {
    let minus = match op {
        BinaryOperator::Plus => false,
        BinaryOperator::Minus => true,
        _ => return None,
    };
    if let (Some(clock), None) = (&one.clock, &other.clock) {
        if let (Kind::Interval, Some(interval)) = (&other.kind, other.words()) {
            // A date and an interval are a timestamp.
            let clock = match clock.kind {
                Kind::Date => clock.clone().cast(&Kind::Timestamp, None),
                _ => Ok(clock.clone()),
            };
            return Some(clock.and_then(|clock| clock.plus(interval, minus)).and_then(clock_value));
        }
        if let Some(days) = other.number().filter(|_| other.kind == Kind::Int) {
            return Some(clock.clone().days(if minus { -days } else { days }).and_then(clock_value));
        }
    }
    if minus && one.stored == Stored::Date && other.stored == Stored::Date {
        // Both end in a half, so that the difference is whole and exact.
        return Some(Ok(Value::int(format!(
            "CAST(julianday({}) - julianday({}) AS INTEGER)",
            one.sql, other.sql
        ))));
    }
    None
}
