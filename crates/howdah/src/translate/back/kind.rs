//! The types of PostgreSQL, as far as a translation tells them apart.

use super::{Result, Untranslatable, parse};
use sqlparser::ast::{
    ArrayElemTypeDef, CharacterLength, DataType, ExactNumberInfo, ObjectName, TimezoneInfo,
};
use std::fmt;

/// A type of PostgreSQL without its modifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of an untyped literal or NULL.
    Unknown,
    Bool,
    /// `smallint`, `integer`, `bigint`, `oid`.
    Int,
    Float4,
    Float8,
    Numeric,
    /// `text`, `varchar`, `name`, `"char"`.
    Text,
    /// `char(n)`.
    Bpchar,
    Bytea,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Json,
    Jsonb,
    /// What `jsonb ->> key` yields: text, but an object or array in it is spelled otherwise in SQLite.
    JsonText,
    Array(Box<Kind>),
    /// By its name as it is written: an enum, `public.citext`, `inet`, `money`, …
    Named(String),
}

/// What stands in parentheses behind a type's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Modifier {
    /// Length of a text, or digits of a moment's fraction.
    pub length: Option<u64>,
    /// Digits behind the point of a `numeric`.
    pub scale: Option<i64>,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Kind::Unknown => "unknown",
            Kind::Bool => "boolean",
            Kind::Int => "integer",
            Kind::Float4 => "real",
            Kind::Float8 => "double precision",
            Kind::Numeric => "numeric",
            Kind::Text | Kind::JsonText => "text",
            Kind::Bpchar => "character",
            Kind::Bytea => "bytea",
            Kind::Uuid => "uuid",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Timestamp => "timestamp",
            Kind::TimestampTz => "timestamp with time zone",
            Kind::Interval => "interval",
            Kind::Json => "json",
            Kind::Jsonb => "jsonb",
            Kind::Array(element) => return write!(f, "{element}[]"),
            Kind::Named(name) => name,
        };
        f.write_str(name)
    }
}

impl Kind {
    pub(super) fn is_float(&self) -> bool {
        matches!(self, Kind::Float4 | Kind::Float8)
    }

    /// Whether its values are exact numbers.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self, Kind::Int | Kind::Numeric)
    }

    /// The kind of a type's name as `format_type` writes it.
    pub(super) fn parse(name: &str) -> Result<(Kind, Modifier)> {
        // Not every name that a type may have is one to the parser.
        match name {
            "\"char\"" | "name" => return Ok((Kind::Text, Modifier::default())),
            "oid" => return Ok((Kind::Int, Modifier::default())),
            _ => {}
        }
        match parse::data_type(name) {
            Ok(parsed) => Kind::of(&parsed),
            Err(_) => Ok((Kind::Named(name.to_owned()), Modifier::default())),
        }
    }

    pub(super) fn of(data: &DataType) -> Result<(Kind, Modifier)> {
        let none = Modifier::default();
        let of_length = |length: Option<u64>| Modifier { length, scale: None };
        Ok(match data {
            DataType::Bool | DataType::Boolean => (Kind::Bool, none),
            DataType::Int2(None)
            | DataType::SmallInt(None)
            | DataType::Int(None)
            | DataType::Int4(None)
            | DataType::Integer(None)
            | DataType::Int8(None)
            | DataType::BigInt(None) => (Kind::Int, none),
            DataType::Real | DataType::Float4 => (Kind::Float4, none),
            DataType::DoublePrecision | DataType::Float8 => (Kind::Float8, none),
            DataType::Numeric(info) | DataType::Decimal(info) => (Kind::Numeric, scale(info)),
            DataType::Text => (Kind::Text, none),
            DataType::CharacterVarying(length) | DataType::Varchar(length) => {
                (Kind::Text, of_length(characters(length.as_ref())))
            }
            DataType::Character(length) | DataType::Char(length) => {
                (Kind::Bpchar, of_length(Some(characters(length.as_ref()).unwrap_or(1))))
            }
            DataType::Bytea => (Kind::Bytea, none),
            DataType::Uuid => (Kind::Uuid, none),
            DataType::Date => (Kind::Date, none),
            DataType::Time(length, zone) if without_zone(zone) => (Kind::Time, of_length(*length)),
            DataType::Timestamp(length, zone) if without_zone(zone) => (Kind::Timestamp, of_length(*length)),
            DataType::Timestamp(length, _) => (Kind::TimestampTz, of_length(*length)),
            DataType::Interval { fields: None, precision: None } => (Kind::Interval, none),
            DataType::JSON => (Kind::Json, none),
            DataType::JSONB => (Kind::Jsonb, none),
            DataType::Array(ArrayElemTypeDef::SquareBracket(element, None)) => {
                let (element, modifier) = Kind::of(element)?;
                // An array of arrays is an array of more dimensions, of the same type.
                let element = if let Kind::Array(inner) = element { *inner } else { element };
                (Kind::Array(Box::new(element)), modifier)
            }
            DataType::Custom(name, modifiers) if modifiers.is_empty() => match plain(name).as_deref() {
                Some("bpchar") => (Kind::Bpchar, none),
                Some("name" | "\"char\"") => (Kind::Text, none),
                Some("oid") => (Kind::Int, none),
                _ => (Kind::Named(name.to_string()), none),
            },
            other => (Kind::Named(other.to_string().to_lowercase()), none),
        })
    }
}

/// A name of one part, as it is written.
fn plain(name: &ObjectName) -> Option<String> {
    match name.0.as_slice() {
        [one] => Some(one.to_string()),
        _ => None,
    }
}

fn without_zone(zone: &TimezoneInfo) -> bool {
    matches!(zone, TimezoneInfo::None | TimezoneInfo::WithoutTimeZone)
}

fn characters(length: Option<&CharacterLength>) -> Option<u64> {
    match length {
        Some(CharacterLength::IntegerLength { length, .. }) => Some(*length),
        _ => None,
    }
}

fn scale(info: &ExactNumberInfo) -> Modifier {
    match info {
        ExactNumberInfo::None => Modifier::default(),
        ExactNumberInfo::Precision(length) => Modifier { length: Some(*length), scale: Some(0) },
        ExactNumberInfo::PrecisionAndScale(length, scale) => {
            Modifier { length: Some(*length), scale: Some(*scale) }
        }
    }
}

/// What is said of a type that has no such form.
pub(super) fn mismatch(what: &str, kind: &Kind) -> Untranslatable {
    Untranslatable::new(format!("{what} of the type {kind} has no counterpart in SQLite."))
}
