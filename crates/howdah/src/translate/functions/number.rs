//! Arithmetic, bit operators and functions of numbers (<https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>).
//!
//! Integer arithmetic stays `bigint`: where SQLite passes beyond 64 bits into REAL, PostgreSQL reports an error.

use super::super::context::Context;
use super::super::literal;
use super::super::outcome::Refusal;
use super::super::value::{Constant, Rep, Value};
use super::{Answer, any_nullable};
use sqlite3_parser::ast::Operator;

/// `+ - * / %`.
pub(in super::super) fn arithmetic(
    cx: &mut Context<'_>,
    op: Operator,
    left: &Value,
    right: &Value,
) -> Answer {
    let sign = match op {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => return divide(cx, left, right),
        Operator::Modulus => return modulo(cx, left, right),
        _ => return Err(Refusal::new("This operator is not one of arithmetic.")),
    };
    let (left, right) = (cx.number(left)?, cx.number(right)?);
    let nullable = left.nullable || right.nullable;
    if left.rep == Rep::Int && right.rep == Rep::Int {
        let (left, right) = one_wide(cx, left, right);
        return Ok(
            Value::compound(format!("{} {sign} {}", left.arg(), right.arg()), Rep::Int).nullable(nullable)
        );
    }
    let rep = result_class(&left, &right);
    let (left, right) = (cx.real(&left)?, cx.real(&right)?);
    Ok(Value::compound(format!("{} {sign} {}", left.arg(), right.arg()), rep).nullable(nullable))
}

/// REAL when either side is, unknown when that depends on the row.
fn result_class(left: &Value, right: &Value) -> Rep {
    if left.rep == Rep::Real || right.rep == Rep::Real { Rep::Real } else { Rep::Loose }
}

/// Makes one side a `bigint` where both are narrower, so that the result has SQLite's range.
fn one_wide(cx: &Context<'_>, left: Value, right: Value) -> (Value, Value) {
    match (left.small, right.small) {
        (true, true) if left.constant.is_some() => {
            let right = cx.wide(right);
            (left, right)
        }
        (true, true) => {
            let left = cx.wide(left);
            (left, right)
        }
        _ => (left, right),
    }
}

/// The divisor, NULL for zero: SQLite's division by zero is NULL.
fn divisor(value: &Value) -> String {
    match value.constant {
        Some(Constant::Integer(integer)) if integer != 0 => value.arg(),
        Some(Constant::Real(real)) if real != 0.0 => value.arg(),
        _ => format!("nullif({}, 0)", value.sql),
    }
}

fn divide(cx: &mut Context<'_>, left: &Value, right: &Value) -> Answer {
    let (left, right) = (cx.number(left)?, cx.number(right)?);
    if left.rep == Rep::Int && right.rep == Rep::Int {
        let (left, right) = one_wide(cx, left, right);
        return Ok(Value::compound(format!("{} / {}", left.arg(), divisor(&right)), Rep::Int));
    }
    let rep = result_class(&left, &right);
    let by_value = |value: &Value| matches!(value.rep, Rep::Int | Rep::Number);
    let (left_real, right_real) = (cx.real(&left)?, cx.real(&right)?);
    let real = format!("{} / {}", left_real.arg(), divisor(&right_real));
    if rep == Rep::Real {
        return Ok(Value::compound(real, Rep::Real));
    }
    if by_value(&left) && by_value(&right) {
        // Both INTEGER in this row: the quotient is cut off.
        let whole: Vec<String> = [&left, &right]
            .iter()
            .filter(|value| value.rep == Rep::Number)
            .map(|value| format!("{0} = trunc({0})", value.arg()))
            .collect();
        let sql = format!("CASE WHEN {} THEN trunc({real}) ELSE {real} END", whole.join(" AND "));
        return Ok(Value::compound(sql, Rep::Loose));
    }
    cx.note(
        "division-class-unknown",
        "A quotient is computed with fractions; SQLite cuts it off in rows where both numbers are integers.",
    );
    Ok(Value::compound(real, Rep::Loose))
}

/// `%`: both sides become INTEGER; the result is REAL when a side was.
fn modulo(cx: &mut Context<'_>, left: &Value, right: &Value) -> Answer {
    let (left_number, right_number) = (cx.number(left)?, cx.number(right)?);
    let (left, right) = (cx.integer(&left_number)?, cx.integer(&right_number)?);
    let (left, right) = one_wide(cx, left, right);
    let sql = format!("{} % {}", left.arg(), divisor(&right));
    if left_number.rep == Rep::Int && right_number.rep == Rep::Int {
        return Ok(Value::compound(sql, Rep::Int));
    }
    let rep = result_class(&left_number, &right_number);
    Ok(Value::new(format!("({sql})::double precision"), rep))
}

/// `& | << >>`.
pub(in super::super) fn bits(cx: &mut Context<'_>, op: Operator, left: &Value, right: &Value) -> Answer {
    let (left, right) = (cx.integer(left)?, cx.integer(right)?);
    let nullable = left.nullable || right.nullable;
    let left = cx.wide(left);
    let sign = match op {
        Operator::BitwiseAnd => "&",
        Operator::BitwiseOr => "|",
        shift => {
            let left_shift = shift == Operator::LeftShift;
            return Ok(self::shift(&left, &right, left_shift).nullable(nullable));
        }
    };
    let right = cx.wide(right);
    Ok(Value::compound(format!("{} {sign} {}", left.arg(), right.arg()), Rep::Int).nullable(nullable))
}

/// A shift: a negative count shifts the other way, and from 64 on nothing is left but the sign.
fn shift(left: &Value, right: &Value, is_left: bool) -> Value {
    let operand = if left.constant.is_some() { left.cast("bigint") } else { left.arg() };
    let shifted = |to_left: bool, count: &str| match to_left {
        true => format!("CASE WHEN {count} >= 64 THEN 0 ELSE {operand} << ({count})::integer END"),
        false => format!("{operand} >> least({count}, 63)::integer"),
    };
    if let Some(Constant::Integer(count)) = right.constant {
        let (to_left, count) = if count < 0 { (!is_left, count.saturating_neg()) } else { (is_left, count) };
        return match (to_left, count) {
            (true, 64..) => Value::compound(format!("{operand} & 0"), Rep::Int),
            (true, count) => Value::compound(format!("{operand} << {count}"), Rep::Int),
            (false, count) => Value::compound(format!("{operand} >> {}", count.min(63)), Rep::Int),
        };
    }
    let count = right.arg();
    let (there, back) = (shifted(is_left, &count), shifted(!is_left, &format!("(- {count})")));
    Value::compound(format!("CASE WHEN {count} >= 0 THEN ({there}) ELSE ({back}) END"), Rep::Int)
}

/// Functions of numbers; `None` when the name is not one of them.
pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    let nullable = any_nullable(args);
    Ok(Some(match (name, args) {
        ("abs", [one]) => {
            let cell = cx.cell(one)?;
            let number = match cell.rep {
                Rep::Text | Rep::Mixed => cx.real(&cell)?,
                _ => cx.number(&cell)?,
            };
            let number = cx.wide(number);
            Value::new(format!("abs({})", number.sql), number.rep.clone()).nullable(nullable)
        }
        ("sign", [one]) => {
            let cell = cx.cell(one)?;
            if !cell.is_number() {
                return Err(Refusal::new("sign() of a text depends on whether the text is a number."));
            }
            let number = cx.number(&cell)?;
            Value::new(format!("sign({})::bigint", number.sql), Rep::Int).nullable(nullable)
        }
        ("round", [one]) => round(cx, one, None)?,
        ("round", [one, digits]) => round(cx, one, Some(digits))?,
        ("random", []) => cx.call_value("lite_random", &[], Rep::Int).nullable(false),
        ("ceil" | "ceiling" | "floor" | "trunc", [one]) => {
            let number = cx.number(one)?;
            match number.rep {
                Rep::Int => number,
                _ => Value::new(format!("{name}({})", number.sql), number.rep.clone()).nullable(nullable),
            }
        }
        ("pi", []) => Value::new("pi()", Rep::Real).nullable(false),
        (
            "exp" | "degrees" | "radians" | "sin" | "cos" | "tan" | "atan" | "sinh" | "cosh" | "tanh"
            | "asinh",
            [one],
        ) => real_call(cx, name, one, None)?,
        ("sqrt", [one]) => real_call(cx, "sqrt", one, Some(">= 0"))?,
        ("ln", [one]) => real_call(cx, "ln", one, Some("> 0"))?,
        ("log" | "log10", [one]) => real_call(cx, "log", one, Some("> 0"))?,
        ("log2", [one]) => {
            let real = cx.real(one)?.arg();
            Value::compound(
                format!("CASE WHEN {real} > 0 THEN ln({real}) / ln(2::double precision) END"),
                Rep::Real,
            )
        }
        ("acos" | "asin", [one]) => real_call(cx, name, one, Some("BETWEEN -1 AND 1"))?,
        ("atan2", [y, x]) => {
            let (y, x) = (cx.real(y)?, cx.real(x)?);
            Value::new(format!("atan2({}, {})", y.sql, x.sql), Rep::Real).nullable(nullable)
        }
        ("pow" | "power", [base, exponent]) => {
            let (base, exponent) = (cx.real(base)?, cx.real(exponent)?);
            Value::new(format!("power({}, {})", base.sql, exponent.sql), Rep::Real).nullable(nullable)
        }
        ("mod", [left, right]) => {
            let (left, right) = (cx.real(left)?.arg(), cx.real(right)?.arg());
            Value::compound(format!("{left} - trunc({left} / nullif({right}, 0)) * {right}"), Rep::Real)
        }
        _ => return Ok(None),
    }))
}

/// A function of `double precision` that has a domain in PostgreSQL and NULL outside of it in SQLite.
fn real_call(cx: &mut Context<'_>, name: &str, one: &Value, domain: Option<&str>) -> Answer {
    let real = cx.real(one)?;
    Ok(match domain {
        None => Value::new(format!("{name}({})", real.sql), Rep::Real).nullable(real.nullable),
        Some(domain) => {
            Value::compound(format!("CASE WHEN {0} {domain} THEN {name}({0}) END", real.arg()), Rep::Real)
        }
    })
}

/// Half away from zero, always REAL.
fn round(cx: &mut Context<'_>, one: &Value, digits: Option<&Value>) -> Answer {
    let real = cx.real(one)?;
    let digits = match digits {
        None => literal::integer_value(0),
        Some(digits) => cx.integer(digits)?,
    };
    let nullable = real.nullable || digits.nullable;
    let digits = if digits.small { digits.arg() } else { digits.cast("integer") };
    Ok(cx.call_value("lite_round", &[real.sql, digits], Rep::Real).nullable(nullable))
}
