//! Casts: of constants, and between types whose cells are made from one another.

use super::context::{Context, Scope};
use super::kind::{Kind, Modifier};
use super::value::{Constant, Value};
use super::{Result, Stored, Untranslatable, expression, literal, moment};
use sqlparser::ast::{DataType, Expr};

/// `expr::type`.
pub(super) fn cast(cx: &Context<'_>, scope: &Scope<'_>, expr: &Expr, data_type: &DataType) -> Result<Value> {
    let (kind, modifier) = Kind::of(data_type)?;
    if let Expr::Value(value) = bare(expr) {
        use sqlparser::ast::Value as Token;
        match &value.value {
            Token::SingleQuotedString(text) => return constant(cx, text, &kind, modifier),
            // Backslashes are doubled in it.
            Token::EscapedStringLiteral(text) => return constant(cx, text, &kind, modifier),
            Token::Null => return Ok(Value { kind, ..Value::null() }),
            _ => {}
        }
    }
    let value = expression::expression(cx, scope, expr)?;
    match (&value.kind, value.words()) {
        (Kind::Text, Some(text)) if !matches!(kind, Kind::Text | Kind::Bpchar) => {
            constant(cx, text, &kind, modifier)
        }
        _ => convert(value, &kind, modifier),
    }
}

fn constant(cx: &Context<'_>, text: &str, kind: &Kind, modifier: Modifier) -> Result<Value> {
    // Read anew whenever it is used, as `now()` is.
    if matches!(kind, Kind::Date | Kind::Time | Kind::Timestamp | Kind::TimestampTz)
        && text.eq_ignore_ascii_case("now")
    {
        return expression::clock(cx, kind.clone());
    }
    literal::typed(text, kind, modifier)
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        _ => expr,
    }
}

/// A value as another type.
pub(super) fn convert(value: Value, kind: &Kind, modifier: Modifier) -> Result<Value> {
    if value.is_null() {
        return Ok(Value { kind: kind.clone(), ..value });
    }
    if let Some(clock) = &value.clock {
        return expression::clock_value(clock.clone().cast(kind, modifier.length)?);
    }
    let sql = value.sql.clone();
    let refuse = |value: &Value| {
        Err(Untranslatable::new(format!("A cast from {} to {kind} has no counterpart.", value.kind)))
    };
    // What is not text yet becomes text first, and is cut then.
    if *kind == Kind::Text
        && modifier.length.is_some()
        && value.constant.is_none()
        && !matches!(value.kind, Kind::Text | Kind::JsonText)
    {
        let whole = convert(value, kind, Modifier::default())?;
        return convert(whole, kind, modifier);
    }
    match (&value.kind, kind) {
        (Kind::Int | Kind::Numeric, Kind::Numeric | Kind::Float4 | Kind::Float8)
        | (Kind::Numeric, Kind::Int)
            if value.constant.is_some() =>
        {
            let Some(Constant::Number(digits)) = &value.constant else { return refuse(&value) };
            literal::typed(digits, kind, modifier)
        }
        (Kind::Int, Kind::Int) => Ok(value),
        (Kind::Int, Kind::Numeric) if modifier == Modifier::default() => {
            Ok(Value { stored: Stored::Number, kind: Kind::Numeric, ..value })
        }
        (Kind::Numeric, Kind::Numeric) if modifier == Modifier::default() => Ok(value),
        (Kind::Int | Kind::Numeric, Kind::Float8)
            if matches!(value.stored, Stored::Integer | Stored::Number) =>
        {
            Ok(Value::new(format!("CAST({sql} AS REAL)"), Kind::Float8, Stored::Real))
        }
        (Kind::Float4 | Kind::Float8, Kind::Float8) | (Kind::Float4, Kind::Float4) => {
            Ok(Value { kind: kind.clone(), ..value })
        }
        (Kind::Int, Kind::Bool) => Ok(Value::bool(format!("({sql} <> 0)"))),
        (Kind::Bool, Kind::Int) => Ok(Value::int(sql)),
        (Kind::Bool, Kind::Text) => Ok(Value {
            ascii: true,
            ..Value::text(format!("(CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"), &value)
        }),
        (Kind::Int, Kind::Text) => {
            Ok(Value { ascii: true, ..Value::text(format!("CAST({sql} AS TEXT)"), &value) })
        }
        (Kind::Text | Kind::JsonText, Kind::Text) => match modifier.length {
            None => Ok(value),
            Some(_) if value.words().is_some() => {
                literal::typed(value.words().unwrap_or_default(), kind, modifier)
            }
            Some(length) if value.kind == Kind::Text => {
                let cut = Value::text(format!("substr({sql}, 1, {length})"), &value);
                Ok(Value { ascii: value.ascii, ..cut })
            }
            Some(_) => refuse(&value),
        },
        (Kind::Bpchar, Kind::Bpchar) if modifier.length.is_none() => Ok(value),
        (Kind::Text, Kind::Bpchar) if modifier.length.is_none() => {
            Ok(Value { kind: Kind::Bpchar, stored: Stored::PaddedText, ..value })
        }
        // Spaces at its end are none of a char's.
        (Kind::Bpchar, Kind::Text) if modifier.length.is_none() => {
            Ok(Value::text(format!("rtrim({sql}, ' ')"), &value))
        }
        (Kind::Uuid, Kind::Text) => Ok(Value { ascii: true, ..Value::text(sql, &value) }),
        (Kind::Named(_), Kind::Text) if matches!(value.stored, Stored::Enum) => Ok(Value::text(sql, &value)),
        (Kind::Named(_), Kind::Text) if value.stored == Stored::FoldedText => {
            Ok(Value::text(format!("({sql} COLLATE BINARY)"), &value))
        }
        (Kind::Array(_), Kind::Array(to)) => array(value, to, modifier),
        (Kind::Named(one), Kind::Named(two)) if one == two => Ok(value),
        (one, two) if one == two && modifier == Modifier::default() => Ok(value),
        _ => match moment::converted(&value, kind) {
            Some(moment) if modifier.length.is_none() => Ok(moment),
            _ => refuse(&value),
        },
    }
}

/// An array's elements as another type: of `varchar` as `text`, as PostgreSQL prints a list of them.
fn array(value: Value, to: &Kind, modifier: Modifier) -> Result<Value> {
    if let Some(Constant::List(list)) = value.constant {
        let list = list.into_iter().map(|item| convert(item, to, modifier)).collect::<Result<_>>()?;
        return expression::list(list, to.clone());
    }
    match &value.kind {
        Kind::Array(from) if **from == *to && modifier == Modifier::default() => Ok(value),
        kind => Err(Untranslatable::new(format!("A cast from {kind} to {to}[] has no counterpart."))),
    }
}
