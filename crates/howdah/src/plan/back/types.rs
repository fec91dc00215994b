//! What a column of PostgreSQL becomes in SQLite: declaration, cells, and how its values are read. Pure.
//!
//! A type that SQLite has cells for keeps its meaning; any other becomes the text that PostgreSQL writes for it, which
//! PostgreSQL also reads. `docs/from-postgresql.md` has the table.

use super::{Choices, NanChoice};
use crate::catalog::map::ColumnMap;
use crate::postgres::emit::quote_ident;
use crate::postgres::survey::limits::Limits;
use crate::postgres::survey::types::{Element, TypeKind, ValueType};
use crate::row::format::{
    Between, BooleanSpelling, Clock, Format, MomentSpelling, MomentText, UuidSpelling, ZoneText,
};
use crate::row::logical::LogicalType;
use crate::sqlite::emit::{ident, literal};
use crate::sqlite::types::affinity;
use crate::translate::back::Stored;

/// A column as it will be in SQLite.
#[derive(Debug, Clone)]
pub(super) struct Mapped {
    /// The map by which its values travel.
    pub map: ColumnMap,
    /// The SQL by which it is read, where that is not its name.
    pub reading: Option<String>,
    /// What its cells must be, beyond the declared type: an expression over the column.
    pub check: Option<String>,
    /// Its collation, where that is not BINARY.
    pub collation: Option<&'static str>,
    /// How its values are stored, for the translation of SQL about it.
    pub stored: Stored,
    /// Its values have no type of SQLite's own and are kept as PostgreSQL's text.
    pub as_text: bool,
    /// It holds what its cells cannot: NaN.
    pub refused: bool,
}

/// Maps a column. `name` is PostgreSQL's, `lite` SQLite's; `strict` says that its table is STRICT.
pub(super) fn map_column(
    name: &str,
    lite: String,
    value: &ValueType,
    limits: Limits,
    strict: bool,
    choices: Choices,
) -> Mapped {
    let column = quote_ident(name);
    let mut sketch = sketch(&column, value, limits, choices);
    if let TypeKind::Array(element) = value.kind {
        sketch.reading = Some(array(&column, element, &value.written));
    }
    // A STRICT table knows these types only (https://sqlite.org/stricttables.html).
    let declared = match (strict, sketch.declared.as_str()) {
        (false, _) | (true, "INTEGER" | "REAL" | "TEXT" | "BLOB") => sketch.declared,
        (true, "BOOLEAN") => "INTEGER".into(),
        (true, numeric) if numeric.starts_with("NUMERIC") => "ANY".into(),
        (true, _) => "TEXT".into(),
    };
    let check = match (&value.kind, sketch.stored) {
        (TypeKind::Enum(labels), _) if !labels.is_empty() => {
            let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
            Some(format!("{} IN ({})", ident(&lite), labels.join(", ")))
        }
        (_, Stored::Boolean) => Some(format!("{} IN (0, 1)", ident(&lite))),
        // Some versions of SQLite call NULL invalid (https://sqlite.org/json1.html#jvalid).
        (_, Stored::Json) if !limits.deep => Some(format!("json_valid({0}) OR {0} IS NULL", ident(&lite))),
        _ => None,
    };
    Mapped {
        map: ColumnMap {
            affinity: affinity(&declared, strict),
            lite,
            target: name.to_owned(),
            declared,
            logical: sketch.logical,
            format: sketch.format,
            reason: String::new(),
        },
        reading: sketch.reading,
        check,
        collation: sketch.collation,
        stored: sketch.stored,
        as_text: sketch.as_text,
        refused: limits.nan && sketch.logical == LogicalType::Float8,
    }
}

/// Two values that are equal in PostgreSQL and different in the column's cells, if it may hold such.
pub(super) fn told_apart(value: &ValueType, mapped: &Mapped) -> Option<&'static str> {
    let parts = "those with parts that are spelled otherwise";
    match (&value.kind, value.name.as_str(), mapped.stored) {
        (_, _, Stored::NumberText) => Some("1.0 and 1.00"),
        (_, _, Stored::FoldedText) => Some("Ä and ä"),
        (TypeKind::System, "interval", _) => Some("1 day and 24:00:00"),
        (TypeKind::System, "jsonb", _) => Some("1 and 1.0"),
        (TypeKind::System, "float4" | "float8", Stored::Other) => Some("0 and -0"),
        (TypeKind::System, "numrange" | "nummultirange", _) => Some(parts),
        (TypeKind::Array(_), name, _) => ["_numeric", "_interval", "_jsonb", "_citext", "_float4", "_float8"]
            .contains(&name)
            .then_some(parts),
        (TypeKind::Other, ..) => Some(parts),
        _ => None,
    }
}

/// The SQL that reads an array: as JSON where that gives the same array back, else as PostgreSQL writes it.
///
/// Subscripts that do not begin at 1 are a part of an array that JSON has no place for. Of elements whose JSON does not give
/// them back, only NULLs do; a JSON null is no NULL, a JSON array in front no dimension; and of rows, PostgreSQL itself is asked.
fn array(column: &str, element: Element, type_name: &str) -> String {
    let own = match element {
        Element::Plain => String::new(),
        // The first element says how many dimensions there are.
        Element::Json => format!(
            " OR coalesce((SELECT e::pg_catalog.text ~ E'^[ \\n\\r\\t]*\\\\[' FROM unnest({column}) AS e (e) LIMIT 1), false) \
             OR EXISTS (SELECT FROM unnest({column}) AS e (e) WHERE e::pg_catalog.text ~ E'^[ \\n\\r\\t]*null')"
        ),
        Element::Composite => format!(
            " OR (SELECT v::pg_catalog.text FROM json_to_record(json_build_object('v', array_to_json({column}))) \
             AS r (v {type_name})) <> {column}::pg_catalog.text"
        ),
        Element::Other => {
            format!(" OR EXISTS (SELECT FROM unnest({column}) AS e (e) WHERE e IS DISTINCT FROM NULL)")
        }
    };
    format!(
        "CASE WHEN array_dims({column}) !~ '^(\\[1:[0-9]+\\])+$'{own} THEN {column}::pg_catalog.text \
         ELSE array_to_json({column})::pg_catalog.text END"
    )
}

struct Sketch {
    logical: LogicalType,
    declared: String,
    format: Format,
    reading: Option<String>,
    collation: Option<&'static str>,
    stored: Stored,
    as_text: bool,
}

impl Sketch {
    fn new(logical: LogicalType, declared: impl Into<String>, format: Format, stored: Stored) -> Sketch {
        let declared = declared.into();
        Sketch { logical, declared, format, reading: None, collation: None, stored, as_text: false }
    }

    fn text(declared: impl Into<String>, stored: Stored) -> Sketch {
        Sketch::new(LogicalType::TEXT, declared, Format::Text, stored)
    }

    fn read(self, reading: Option<String>) -> Sketch {
        Sketch { reading, ..self }
    }

    fn collated(self, collation: &'static str) -> Sketch {
        Sketch { collation: Some(collation), ..self }
    }
}

fn sketch(column: &str, value: &ValueType, limits: Limits, choices: Choices) -> Sketch {
    let cast = |to: &str| Some(format!("{column}::pg_catalog.{to}"));
    // What the type's output function writes, as everybody sees it; a cast to text may write another text, as that of
    // `inet` does. A row of NULLs is not NULL, though `IS NULL` says so.
    let written =
        || Some(format!("CASE WHEN {column} IS DISTINCT FROM NULL THEN format('%s', {column}) END"));
    let as_text = |stored: Stored| Sketch { as_text: true, ..Sketch::text("TEXT", stored).read(written()) };
    match &value.kind {
        TypeKind::Enum(_) => return Sketch::text("TEXT", Stored::Enum).read(cast("text")),
        TypeKind::Array(Element::Plain) if !limits.shifted => return Sketch::text("TEXT", Stored::Array),
        // Some of their cells are no JSON.
        TypeKind::Array(_) => return Sketch::text("TEXT", Stored::Other),
        TypeKind::Extension(extension) if extension == "citext" && value.name == "citext" => {
            return Sketch::text("TEXT", Stored::FoldedText).read(cast("text")).collated("NOCASE");
        }
        TypeKind::Extension(_) | TypeKind::Other => return as_text(Stored::Other),
        TypeKind::System => {}
    }
    let clock = Some(Clock::FractionTrimmed);
    let integer = |logical: LogicalType| Sketch::new(logical, "INTEGER", Format::Integer, Stored::Integer);
    match value.name.as_str() {
        "bool" => {
            let spelling = BooleanSpelling::Integer;
            Sketch::new(LogicalType::Bool, "BOOLEAN", Format::Boolean { spelling }, Stored::Boolean)
        }
        "int2" => integer(LogicalType::Int2),
        "int4" => integer(LogicalType::Int4),
        "int8" => integer(LogicalType::Int8),
        "oid" => integer(LogicalType::Int8).read(cast("int8")),
        "float4" | "float8" if limits.nan && choices.on_nan == NanChoice::Text => {
            Sketch::text("TEXT", Stored::Other).read(cast("text"))
        }
        "float8" => Sketch::new(LogicalType::Float8, "REAL", Format::Real, Stored::Real),
        // A double holds every value of 4 bytes.
        "float4" => Sketch::new(LogicalType::Float8, "REAL", Format::Real, Stored::Real).read(cast("float8")),
        "numeric" | "money" if limits.inexact => {
            // The text of an amount of money follows the server's locale; a number's does not.
            let numeric = cast("numeric").map(|number| format!("({number})::pg_catalog.text"));
            Sketch::text("TEXT", Stored::NumberText).read(numeric)
        }
        "money" => {
            let logical = LogicalType::Numeric { precision: Some(19), scale: 2 };
            Sketch::new(logical, "NUMERIC(19,2)", Format::Number, Stored::Number).read(cast("numeric"))
        }
        "numeric" => numeric(value, Some(format!("trim_scale({column})"))),
        "text" | "name" => {
            Sketch::text("TEXT", Stored::Text).read((value.name == "name").then(|| cast("text")).flatten())
        }
        "char" => Sketch::text("TEXT", Stored::Text).read(cast("text")),
        "varchar" => {
            let declared = value.characters().map_or("VARCHAR".into(), |most| format!("VARCHAR({most})"));
            Sketch::text(declared, Stored::Text)
        }
        // The padding is a part of the value that PostgreSQL shows and does not compare.
        "bpchar" => {
            let declared = value.characters().map_or("TEXT".into(), |length| format!("CHAR({length})"));
            Sketch::text(declared, Stored::PaddedText).collated("RTRIM")
        }
        "bytea" => Sketch::new(LogicalType::Bytea, "BLOB", Format::Blob, Stored::Blob),
        "uuid" => {
            let spelling = UuidSpelling::Hyphens;
            Sketch::new(LogicalType::Uuid, "CHAR(36)", Format::Uuid { spelling }, Stored::Uuid)
        }
        "date" if !limits.beyond => {
            Sketch::new(LogicalType::Date, "DATE", moment(true, None, ZoneText::None), Stored::Date)
        }
        "time" if !limits.beyond => {
            Sketch::new(LogicalType::Time, "TIME", moment(false, clock, ZoneText::None), Stored::Time)
        }
        "timestamp" if !limits.beyond => {
            let format = moment(true, clock, ZoneText::None);
            Sketch::new(LogicalType::Timestamp, "DATETIME", format, Stored::Timestamp)
        }
        "timestamptz" if !limits.beyond => {
            let format = moment(true, clock, ZoneText::Colon(0));
            Sketch::new(LogicalType::TimestampTz, "DATETIME", format, Stored::TimestampTz)
        }
        "date" => Sketch::text("DATE", Stored::MomentText).read(cast("text")),
        "time" => Sketch::text("TIME", Stored::MomentText).read(cast("text")),
        "timestamp" | "timestamptz" => Sketch::text("DATETIME", Stored::MomentText).read(cast("text")),
        "json" | "jsonb" => Sketch::text("TEXT", Stored::Json).read(cast("text")),
        _ => as_text(Stored::Other),
    }
}

fn moment(date: bool, clock: Option<Clock>, zone: ZoneText) -> Format {
    let between = (date && clock.is_some()).then_some(Between::Space);
    Format::Moment { spelling: MomentSpelling::Text(MomentText { date, between, clock, zone }) }
}

fn numeric(value: &ValueType, trimmed: Option<String>) -> Sketch {
    let usual = |(precision, scale): (u16, i32)| {
        let scale = u16::try_from(scale).ok().filter(|scale| *scale <= precision)?;
        Some(LogicalType::Numeric { precision: Some(precision), scale })
    };
    let declared = match value.digits() {
        Some((precision, 0)) => format!("NUMERIC({precision})"),
        Some((precision, scale)) => format!("NUMERIC({precision},{scale})"),
        None => "NUMERIC".into(),
    };
    let Some(logical) = value.digits().map_or(Some(LogicalType::NUMERIC), usual) else {
        // A scale that is negative or larger than the precision: the value is read without the zeros that it adds.
        return Sketch::new(LogicalType::NUMERIC, declared, Format::Number, Stored::Number).read(trimmed);
    };
    Sketch::new(logical, declared, Format::Number, Stored::Number)
}
