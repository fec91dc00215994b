//! The logical types: what a cell means, whichever database holds it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A logical type. Its canonical bytes are those of PostgreSQL's `typsend` function for the type that
/// [`LogicalType::sql`] names (<https://www.postgresql.org/docs/current/datatype.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogicalType {
    /// One byte, 0 or 1.
    Bool,
    /// Two bytes, big-endian, signed.
    Int2,
    /// Four bytes, big-endian, signed.
    Int4,
    /// Eight bytes, big-endian, signed.
    Int8,
    /// Eight bytes, IEEE 754, big-endian. Equality is equality of bits (-0.0 and 0.0 differ).
    Float8,
    /// `numeric_send`; with a modifier, the scale field equals the modifier's scale.
    Numeric {
        /// Total digits, None for unconstrained.
        precision: Option<u16>,
        /// Digits after the point; meaningful only with a precision.
        scale: u16,
    },
    /// UTF-8 bytes without NUL; with `max_chars`, `varchar(n)`.
    Text {
        /// Most characters (not bytes), None for `text`.
        max_chars: Option<u32>,
    },
    /// Any bytes.
    Bytea,
    /// Sixteen bytes.
    Uuid,
    /// Four bytes: days since 2000-01-01.
    Date,
    /// Eight bytes: microseconds since midnight.
    Time,
    /// Eight bytes: microseconds since 2000-01-01 00:00:00 of an unnamed zone.
    Timestamp,
    /// Eight bytes: microseconds since 2000-01-01 00:00:00 UTC.
    TimestampTz,
    /// The JSON text as it was written.
    Json,
    /// One version byte (1) and PostgreSQL's normalised text.
    Jsonb,
}

impl LogicalType {
    /// `text` without a length.
    pub const TEXT: LogicalType = LogicalType::Text { max_chars: None };
    /// `numeric` without a modifier.
    pub const NUMERIC: LogicalType = LogicalType::Numeric { precision: None, scale: 0 };

    /// The type's name in PostgreSQL's SQL, with its modifier.
    pub fn sql(self) -> String {
        match self {
            LogicalType::Bool => "boolean".into(),
            LogicalType::Int2 => "smallint".into(),
            LogicalType::Int4 => "integer".into(),
            LogicalType::Int8 => "bigint".into(),
            LogicalType::Float8 => "double precision".into(),
            LogicalType::Numeric { precision: None, .. } => "numeric".into(),
            LogicalType::Numeric { precision: Some(p), scale } => format!("numeric({p},{scale})"),
            LogicalType::Text { max_chars: None } => "text".into(),
            LogicalType::Text { max_chars: Some(n) } => format!("varchar({n})"),
            LogicalType::Bytea => "bytea".into(),
            LogicalType::Uuid => "uuid".into(),
            LogicalType::Date => "date".into(),
            LogicalType::Time => "time without time zone".into(),
            LogicalType::Timestamp => "timestamp without time zone".into(),
            LogicalType::TimestampTz => "timestamp with time zone".into(),
            LogicalType::Json => "json".into(),
            LogicalType::Jsonb => "jsonb".into(),
        }
    }

    /// Whether values are text to the server, so that a collation applies.
    pub fn is_text(self) -> bool {
        matches!(self, LogicalType::Text { .. })
    }
}

impl fmt::Display for LogicalType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql())
    }
}
