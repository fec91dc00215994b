//! A piece of translated SQL and what is known of its value: PostgreSQL's type, SQLite's storage class and affinity.
//!
//! A column's type may be richer than SQLite's cell (a `uuid` whose cells are TEXT). Such a value stays as it is until
//! something asks for its text, its number or its truth; `convert` then renders it as the cell.

use super::schema::{Collation, Column};
use crate::catalog::map::Affinity;
use crate::row::format::{BooleanSpelling, Format, MomentText, ZonePolicy};
use crate::row::logical::LogicalType;

/// PostgreSQL's type and SQLite's storage class of a value that is not NULL.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rep {
    /// Always NULL.
    Null,
    /// `boolean`; INTEGER 1 or 0.
    Bool,
    /// An integer type; INTEGER.
    Int,
    /// `double precision`; REAL.
    Real,
    /// `double precision`; INTEGER when integral, as NUMERIC affinity stores it, else REAL.
    Number,
    /// `double precision`; INTEGER or REAL, which is not known.
    Loose,
    /// `text`; TEXT.
    Text,
    /// `text`; TEXT or a number's text, which is not known.
    Mixed,
    /// `bytea`; BLOB.
    Blob,
    /// `jsonb`; a scalar of JSON, and its class with it.
    Dyn,
    /// A column's own type and spelling.
    Stored(LogicalType, Format, ZonePolicy),
}

/// A constant, as SQLite holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// Translated SQL with what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub sql: String,
    /// The SQL is one operand: no operator in it stands outside parentheses.
    pub atom: bool,
    pub rep: Rep,
    /// BLOB stands for none as well (<https://sqlite.org/datatype3.html#affinity_of_expressions>).
    pub affinity: Affinity,
    pub collation: Collation,
    /// COLLATE was written.
    pub explicit_collation: bool,
    pub nullable: bool,
    pub constant: Option<Constant>,
    /// The text is a moment's in this shape, and this SQL is that moment as `timestamp` in UTC.
    pub moment: Option<(MomentText, String)>,
    /// A `smallint` or `integer`, which overflows earlier than SQLite's.
    pub small: bool,
    /// A column with COLLATE "C".
    pub c_collated: bool,
    /// Text that SQLite's JSON functions take for JSON (<https://sqlite.org/json1.html#jsubtype>); the SQL as `jsonb`.
    pub json: Option<String>,
    /// For [`Rep::Dyn`], SQL of its text as SQLite writes it.
    pub as_text: Option<String>,
    /// A column itself.
    pub column: bool,
}

impl Value {
    pub fn new(sql: impl Into<String>, rep: Rep) -> Self {
        Value {
            sql: sql.into(),
            atom: true,
            rep,
            affinity: Affinity::Blob,
            collation: Collation::Binary,
            explicit_collation: false,
            nullable: true,
            constant: None,
            moment: None,
            small: false,
            c_collated: false,
            json: None,
            as_text: None,
            column: false,
        }
    }

    /// SQL with an operator outside parentheses.
    pub fn compound(sql: impl Into<String>, rep: Rep) -> Self {
        Value { atom: false, ..Value::new(sql, rep) }
    }

    pub fn null() -> Self {
        Value::new("NULL", Rep::Null)
    }

    pub fn column(column: &Column, sql: String) -> Self {
        let mut value = Value::new(sql, column_rep(column));
        value.small = matches!(column.logical, LogicalType::Int2 | LogicalType::Int4);
        value.affinity = column.affinity;
        value.collation = column.collation.clone();
        value.nullable = column.nullable;
        value.c_collated = column.c_collated;
        value.column = true;
        value
    }

    pub fn nullable(mut self, nullable: bool) -> Self {
        self.nullable = nullable;
        self
    }

    /// As an operand: in parentheses unless it needs none.
    pub fn arg(&self) -> String {
        if self.atom { self.sql.clone() } else { format!("({})", self.sql) }
    }

    /// Cast to a type.
    pub fn cast(&self, to: &str) -> String {
        format!("{}::{to}", self.arg())
    }

    /// Whether SQLite's class is a number, and known to be.
    pub fn is_number(&self) -> bool {
        matches!(self.rep, Rep::Bool | Rep::Int | Rep::Real | Rep::Number | Rep::Loose)
    }

    /// Describes it in the manner of a column.
    pub fn describe(&self, name: &str) -> Column {
        let number = |logical, format| Column::new(name, logical, Affinity::Blob).with_format(format);
        let mut column = match &self.rep {
            Rep::Stored(logical, format, zone) => Column { zone: *zone, ..number(*logical, format.clone()) },
            Rep::Bool if self.column => {
                number(LogicalType::Bool, Format::Boolean { spelling: BooleanSpelling::Integer })
            }
            Rep::Bool | Rep::Int => number(LogicalType::Int8, Format::Integer),
            Rep::Real => number(LogicalType::Float8, Format::Real),
            Rep::Number | Rep::Loose => number(LogicalType::Float8, Format::Number),
            Rep::Null | Rep::Text => number(LogicalType::TEXT, Format::Text),
            Rep::Mixed | Rep::Dyn => number(LogicalType::TEXT, Format::TextOrNumber),
            Rep::Blob => number(LogicalType::Bytea, Format::Blob),
        };
        column.affinity = self.affinity;
        column.collation = self.collation.clone();
        column.nullable = self.nullable;
        column
    }
}

/// The representation of a column's values.
fn column_rep(column: &Column) -> Rep {
    match (column.logical, &column.format) {
        (LogicalType::Bool, Format::Boolean { spelling: BooleanSpelling::Integer }) => Rep::Bool,
        (LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, Format::Integer | Format::Number) => {
            Rep::Int
        }
        (LogicalType::Float8, Format::Real) => Rep::Real,
        (LogicalType::Float8, Format::Number) => Rep::Number,
        (LogicalType::Text { .. }, Format::TextOrNumber | Format::TextOrReal) => Rep::Mixed,
        (LogicalType::Text { .. }, _) => Rep::Text,
        (LogicalType::Bytea, Format::Blob) => Rep::Blob,
        (logical, format) => Rep::Stored(logical, format.clone(), column.zone),
    }
}
