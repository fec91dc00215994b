//! A value as a column holds it: SQLite's affinity, then the column's own type and spelling.

use super::context::Context;
use super::literal;
use super::moment;
use super::outcome::Refusal;
use super::schema::Column;
use super::value::{Constant, Rep, Value};
use crate::catalog::map::Affinity;
use crate::postgres::emit::quote_literal;
use crate::row::format::{BooleanSpelling, Format};
use crate::row::json::validate;
use crate::row::logical::LogicalType;
use crate::row::uuid::Uuid;

/// The SQL of a value in a column's type: for defaults, generated columns and what triggers write.
pub(super) fn stored(cx: &mut Context<'_>, value: &Value, column: &Column) -> Result<String, Refusal> {
    if value.rep == Rep::Null {
        return Ok(format!("NULL::{}", column.logical.sql()));
    }
    if let Rep::Stored(logical, format, zone) = &value.rep
        && (*logical, format, *zone) == (column.logical, &column.format, column.zone)
    {
        return Ok(value.sql.clone());
    }
    let value = under_affinity(value, column.affinity)?;
    let refused = |why: &str| Refusal::new(format!("A value for column {} {why}.", column.lite));
    Ok(match (column.logical, &column.format) {
        (LogicalType::Bool, Format::Boolean { spelling }) => boolean(cx, &value, column, spelling)?,
        (LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, _) => {
            let cell = cx.cell(&value)?;
            match (&cell.rep, &cell.constant) {
                (_, Some(Constant::Text(_) | Constant::Blob(_))) => return Err(refused("is no integer")),
                (Rep::Blob, _) => return Err(refused("is a BLOB, the column holds integers")),
                (Rep::Bool, _) => cell.cast("integer"),
                (Rep::Int, _) => cell.sql,
                // A text that is no number is an error of the server, since the column cannot hold it.
                (Rep::Text | Rep::Mixed | Rep::Dyn, _) => {
                    format!("{}::numeric::{}", cx.text(&cell)?.arg(), column.logical.sql())
                }
                _ => format!("{}::{}", cell.arg(), column.logical.sql()),
            }
        }
        (LogicalType::Float8 | LogicalType::Numeric { .. }, _) => {
            let cell = cx.cell(&value)?;
            match (&cell.rep, &cell.constant) {
                (_, Some(Constant::Text(_) | Constant::Blob(_))) => return Err(refused("is no number")),
                (Rep::Blob, _) => return Err(refused("is a BLOB, the column holds numbers")),
                (Rep::Bool, _) => format!("{}::{}", cell.cast("integer"), column.logical.sql()),
                (Rep::Text | Rep::Mixed | Rep::Dyn, _) => {
                    format!("{}::{}", cx.text(&cell)?.arg(), column.logical.sql())
                }
                (_, Some(Constant::Real(real)))
                    if column.logical != LogicalType::Float8 && real.is_finite() =>
                {
                    format!("'{real:?}'::{}", column.logical.sql())
                }
                _ => format!("{}::{}", cell.arg(), column.logical.sql()),
            }
        }
        (LogicalType::Text { .. }, _) => {
            let cell = cx.cell(&value)?;
            if cell.rep == Rep::Blob {
                return Err(refused("is a BLOB, the column holds texts"));
            }
            cx.text(&cell)?.sql
        }
        (LogicalType::Bytea, format) => {
            let cell = cx.cell(&value)?;
            match (&cell.rep, format) {
                (Rep::Blob, _) => cell.sql,
                (_, Format::BlobText) => {
                    cx.volatile();
                    format!("convert_to({}, 'UTF8')", cx.text(&cell)?.sql)
                }
                _ => return Err(refused("is no BLOB")),
            }
        }
        (LogicalType::Uuid, _) => {
            let cell = cx.cell(&value)?;
            // The server evaluates a constant when the default is declared, not when it is used.
            let is_uuid = match &cell.constant {
                Some(Constant::Text(text)) => Uuid::parse(text.as_bytes()).is_some(),
                Some(Constant::Blob(bytes)) => Uuid::from_blob(bytes).is_some(),
                Some(Constant::Integer(_) | Constant::Real(_)) => false,
                None => true,
            };
            match cell.rep {
                _ if !is_uuid => return Err(refused("is no UUID")),
                Rep::Blob => format!("encode({}, 'hex')::uuid", cell.sql),
                _ => format!("{}::uuid", cx.text(&cell)?.arg()),
            }
        }
        (
            LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz,
            Format::Moment { spelling },
        ) => moment::store(cx, &value, column.logical, spelling, column.zone)?,
        (LogicalType::Jsonb | LogicalType::Json, _) => match (&value.json, column.logical) {
            (Some(json), LogicalType::Jsonb) => json.clone(),
            _ if matches!(&value.constant, Some(Constant::Text(text)) if validate(text.as_bytes()).is_err()) =>
            {
                return Err(refused("is no JSON"));
            }
            _ => {
                let text = cx.text(&value)?;
                format!("{}::{}", text.arg(), column.logical.sql())
            }
        },
        _ => return Err(refused("has a type that its spelling does not fit")),
    })
}

/// A constant after the column's affinity (<https://sqlite.org/datatype3.html#type_affinity>).
fn under_affinity(value: &Value, affinity: Affinity) -> Result<Value, Refusal> {
    let converted = match (&value.constant, affinity) {
        (Some(Constant::Text(text)), Affinity::Integer | Affinity::Numeric | Affinity::Real) => {
            literal::text_under_numeric_affinity(text)
        }
        (Some(constant @ (Constant::Integer(_) | Constant::Real(_))), Affinity::Text) => {
            literal::constant_text(constant).map(|text| literal::text_value(&text)).transpose()?
        }
        _ => None,
    };
    Ok(converted.unwrap_or_else(|| value.clone()))
}

fn boolean(
    cx: &mut Context<'_>,
    value: &Value,
    column: &Column,
    spelling: &BooleanSpelling,
) -> Result<String, Refusal> {
    let refused = || Refusal::new(format!("A value for column {} is no truth value.", column.lite));
    match (&value.constant, spelling) {
        (Some(Constant::Integer(bit @ 0..=1)), _) => return Ok((*bit == 1).to_string()),
        (Some(Constant::Real(real)), _) if *real == 0.0 || *real == 1.0 => {
            return Ok((*real == 1.0).to_string());
        }
        (Some(Constant::Text(text)), BooleanSpelling::Words { yes, no }) if text == yes || text == no => {
            return Ok((text == yes).to_string());
        }
        (Some(Constant::Text(text)), _) => {
            return match text.to_ascii_lowercase().as_str() {
                "true" | "t" | "yes" | "y" | "on" | "1" => Ok("true".into()),
                "false" | "f" | "no" | "n" | "off" | "0" => Ok("false".into()),
                _ => Err(refused()),
            };
        }
        (Some(_), _) => return Err(refused()),
        _ => {}
    }
    let cell = cx.cell(value)?;
    match (&cell.rep, spelling) {
        (Rep::Bool, _) => Ok(cell.sql),
        (Rep::Text, BooleanSpelling::Words { yes, no }) => Ok(format!(
            "CASE {} WHEN {} THEN true WHEN {} THEN false END",
            cell.arg(),
            quote_literal(yes),
            quote_literal(no)
        )),
        _ if cell.is_number() => {
            cx.note("number-as-truth", "Any number but 0 becomes true in a column of truth values.");
            Ok(format!("{} <> 0", cell.arg()))
        }
        (Rep::Text | Rep::Mixed | Rep::Dyn, _) => Ok(format!("{}::boolean", cx.text(&cell)?.arg())),
        _ => Err(refused()),
    }
}
