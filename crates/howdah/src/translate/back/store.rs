//! A value in the form of a column's cells: defaults and generated columns.

use super::context::{Context, Scope};
use super::kind::{Kind, Modifier};
use super::value::{Constant, Value};
use super::{Cell, Result, Stored, Untranslatable, cast, expression, literal, moment};
use crate::sqlite::emit;
use sqlparser::ast::Expr;

/// A column that takes a value.
pub(super) struct Place {
    kind: Kind,
    modifier: Modifier,
    stored: Stored,
}

impl Place {
    pub(super) fn of(cell: &Cell<'_>) -> Result<Place> {
        let (kind, modifier) = Kind::parse(cell.type_name)?;
        Ok(Place { kind, modifier, stored: cell.stored })
    }
}

/// A default's text: a literal, or an expression in parentheses.
pub(super) fn default(cx: &Context<'_>, expr: &Expr, cell: &Cell<'_>) -> Result<String> {
    let place = Place::of(cell)?;
    let scope = Scope::of(Vec::new());
    let value = expression::expression(cx, &scope, peeled(expr, &place))?;
    let sql = stored(&value, &place)?;
    let plain = sql.starts_with('\'')
        && sql[1..].replace("''", "").find('\'') == Some(sql[1..].replace("''", "").len() - 1);
    let blob = sql.starts_with("x'") && sql.len() - 1 == 1 + sql[1..].rfind('\'').unwrap_or(0);
    let number = sql.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain || blob || number || sql == "NULL" || sql.starts_with('(') && encloses(&sql) {
        return Ok(sql);
    }
    Ok(format!("({sql})"))
}

/// Whether the first parenthesis is closed by the last.
fn encloses(sql: &str) -> bool {
    let mut depth = 0_usize;
    let mut quoted = None;
    for (at, byte) in sql.bytes().enumerate() {
        match (quoted, byte) {
            (Some(quote), byte) if byte == quote => quoted = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quoted = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => {
                depth -= 1;
                if depth == 0 {
                    return at + 1 == sql.len();
                }
            }
            _ => {}
        }
    }
    false
}

/// Without the cast to a domain, which says no more than the column does.
fn peeled<'e>(expr: &'e Expr, place: &Place) -> &'e Expr {
    match expr {
        Expr::Nested(inner) => peeled(inner, place),
        Expr::Cast { expr: inner, data_type, .. } => match Kind::of(data_type) {
            Ok((Kind::Named(_), _)) if !matches!(place.kind, Kind::Named(_)) => peeled(inner, place),
            _ => expr,
        },
        _ => expr,
    }
}

/// The value in the form of the column's cells; PostgreSQL casts what is assigned without saying so.
pub(super) fn stored(value: &Value, place: &Place) -> Result<String> {
    if value.is_null() {
        return Ok("NULL".into());
    }
    if let Some(clock) = &value.clock {
        let clock = match place.modifier.length {
            Some(digits) if !matches!(place.kind, Kind::Date) => {
                clock.clone().cast(&place.kind, Some(digits))?
            }
            _ => clock.clone(),
        };
        return clock.sql(place.stored, &place.kind);
    }
    if let Some(constant) = &value.constant
        && let Some(sql) = constant_of(value, constant, place)?
    {
        return Ok(sql);
    }
    if let (Some(Constant::List(_)), Stored::Array) = (&value.constant, place.stored) {
        let list = cast::convert(value.clone(), &place.kind, place.modifier)?;
        return if list.stored == Stored::Array { Ok(list.sql) } else { refuse(value, place) };
    }
    match (value.stored, place.stored) {
        (Stored::Integer | Stored::Number, Stored::Real) if value.kind.is_exact() => {
            Ok(format!("CAST({} AS REAL)", value.sql))
        }
        (Stored::Integer, Stored::Number) if place.kind == Kind::Numeric => Ok(value.sql.clone()),
        // PostgreSQL rounds a double to a real.
        (Stored::Real, Stored::Real) if value.kind == place.kind || place.kind == Kind::Float8 => {
            Ok(value.sql.clone())
        }
        (Stored::Number, Stored::Number) if place.modifier.scale.is_none() && value.constant.is_none() => {
            Ok(value.sql.clone())
        }
        (Stored::Real | Stored::Number | Stored::NumberText, _) => refuse(value, place),
        (_, Stored::Text) if place.kind == Kind::Text => {
            let text = cast::convert(value.clone(), &Kind::Text, Modifier::default())?;
            Ok(match place.modifier.length {
                // What is too long is an error, unless it is too long by spaces.
                Some(length) => {
                    format!(
                        "CASE WHEN length({0}) > {length} THEN substr({0}, 1, {length}) ELSE {0} END",
                        plain(&text)?
                    )
                }
                None => plain(&text)?,
            })
        }
        // PostgreSQL would round or pad it to the column's modifier.
        _ if place.modifier.length.is_some() => refuse(value, place),
        (one, other) if one == other && value.kind == place.kind => plain(value),
        _ => match moment::converted(value, &place.kind) {
            Some(moment) if moment.stored == place.stored && place.modifier.length.is_none() => {
                Ok(moment.sql)
            }
            _ => refuse(value, place),
        },
    }
}

fn refuse<T>(value: &Value, place: &Place) -> Result<T> {
    Err(Untranslatable::new(format!(
        "A value of the type {} has no counterpart in a column of {}.",
        value.kind, place.kind
    )))
}

/// An expression of an index.
pub(super) fn plain(value: &Value) -> Result<String> {
    if value.kind == Kind::JsonText {
        return Err(Untranslatable::new(
            "The text of a part of a jsonb is spelled otherwise in SQLite when it is an object or an array.",
        ));
    }
    if value.part.is_some() {
        return Err(Untranslatable::new("A part of a jsonb is spelled otherwise in SQLite."));
    }
    Ok(value.sql.clone())
}

/// A constant in the column's form, when its own text says it.
fn constant_of(value: &Value, constant: &Constant, place: &Place) -> Result<Option<String>> {
    let text = match constant {
        Constant::Text(text) | Constant::Number(text) => text.as_str(),
        _ => return Ok(None),
    };
    let number = |kind: &Kind| kind.is_exact() || kind.is_float();
    let own = match (&value.kind, &place.kind) {
        (one, other) if one == other => true,
        (Kind::Unknown, _) | (Kind::Text, Kind::Bpchar) => true,
        // A double is not rounded to a number, nor to a real.
        (one, Kind::Int | Kind::Numeric) => one.is_exact(),
        (one, Kind::Float8) => number(one),
        (one, Kind::Float4) => one.is_exact(),
        // The base of a domain in its cells.
        (Kind::Text, Kind::Named(_)) => true,
        _ => false,
    };
    if !own {
        return Ok(None);
    }
    match place.stored {
        Stored::NumberText => match digits(text, place.modifier) {
            Some(digits) => Ok(Some(emit::literal(&digits))),
            None => refuse(value, place),
        },
        // As it is read, but for a zone that is not UTC.
        Stored::MomentText => {
            let well = place.kind != Kind::TimestampTz || text.ends_with("+00") || text.ends_with("infinity");
            if well { Ok(Some(emit::literal(text))) } else { refuse(value, place) }
        }
        Stored::FoldedText => Ok(Some(emit::literal(text))),
        Stored::Number if place.modifier.scale.is_none() && text.contains('.') && text.ends_with('0') => {
            // Such digits are kept by PostgreSQL, and not by a number of SQLite.
            refuse(value, place)
        }
        stored => {
            let typed = literal::typed(text, &place.kind, place.modifier)?;
            let fits = typed.stored == stored || typed.stored == Stored::Other && stored == Stored::Enum;
            if fits { Ok(Some(typed.sql)) } else { refuse(value, place) }
        }
    }
}

/// A numeric's digits with those of the column's scale.
fn digits(text: &str, modifier: Modifier) -> Option<String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    if !plain {
        return matches!(text, "NaN" | "Infinity" | "-Infinity").then(|| text.to_owned());
    }
    let Some(scale) = modifier.scale else { return Some(text.to_owned()) };
    let scale = usize::try_from(scale).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > scale {
        return None;
    }
    let padding = "0".repeat(scale - fraction.len());
    Some(if scale == 0 { whole.to_owned() } else { format!("{whole}.{fraction}{padding}") })
}
