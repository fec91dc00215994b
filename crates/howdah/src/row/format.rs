//! Formats: how SQLite spelled a value that PostgreSQL holds in a better type.
//!
//! A column has one format, the spelling of its majority. A canonical value and the format give the SQLite cell
//! back; a cell that they would not give back exactly is kept in `howdah.original`. Inert data: the parsing and
//! rendering live beside each kind of value ([`super::datetime`], [`super::json`], [`super::uuid`]).

use serde::{Deserialize, Serialize};

/// How the cells of one column are spelled in SQLite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Format {
    /// INTEGER cells.
    Integer,
    /// REAL cells.
    Real,
    /// A number: INTEGER where it is integral and fits 64 bits, REAL otherwise, as NUMERIC affinity stores it
    /// (<https://sqlite.org/datatype3.html#type_affinity>).
    Number,
    /// A number spelled as TEXT in its canonical decimal form.
    NumberText,
    /// TEXT cells.
    Text,
    /// Text that INTEGER or NUMERIC affinity would turn into a number is that number; all else is TEXT.
    TextOrNumber,
    /// Text that REAL affinity would turn into a REAL is that REAL; all else is TEXT.
    TextOrReal,
    /// BLOB cells.
    Blob,
    /// TEXT cells whose bytes the target keeps as `bytea`.
    BlobText,
    /// Truth values.
    Boolean {
        /// The two spellings.
        spelling: BooleanSpelling,
    },
    /// UUIDs.
    Uuid {
        /// The spelling.
        spelling: UuidSpelling,
    },
    /// Dates, times and instants.
    Moment {
        /// The spelling.
        spelling: MomentSpelling,
    },
    /// JSON text written in a style.
    Json {
        /// The writer's style.
        style: JsonStyle,
    },
    /// BLOB cells that hold SQLite's JSONB (<https://sqlite.org/jsonb.html>), made of JSON text in a style.
    JsonBinary {
        /// The style of that text.
        style: JsonStyle,
    },
}

/// How true and false are spelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BooleanSpelling {
    /// INTEGER 1 and 0.
    Integer,
    /// TEXT, two words.
    Words {
        /// The spelling of true.
        yes: String,
        /// The spelling of false.
        no: String,
    },
}

/// How a UUID is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UuidSpelling {
    /// 36 characters, lower case, with hyphens.
    Hyphens,
    /// 36 characters, upper case, with hyphens.
    HyphensUpper,
    /// 32 hexadecimal digits, lower case.
    Hex,
    /// 32 hexadecimal digits, upper case.
    HexUpper,
    /// 38 characters, lower case, in braces.
    Braces,
    /// 38 characters, upper case, in braces.
    BracesUpper,
    /// A BLOB of 16 bytes in the order of RFC 9562.
    Bytes,
}

/// How a date, a time or an instant is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentSpelling {
    /// TEXT of ISO 8601 parts.
    Text(MomentText),
    /// INTEGER seconds since 1970-01-01 00:00:00 UTC.
    UnixSeconds,
    /// INTEGER milliseconds since then.
    UnixMillis,
    /// INTEGER microseconds since then.
    UnixMicros,
    /// REAL seconds since then.
    UnixSecondsReal,
    /// REAL Julian day number (<https://sqlite.org/lang_datefunc.html>).
    JulianDay,
}

/// The parts of an ISO 8601 spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MomentText {
    /// `YYYY-MM-DD` stands in front.
    pub date: bool,
    /// What stands between date and time; `None` when one of them is absent.
    pub between: Option<Between>,
    /// The time of day, `None` for a date alone.
    pub clock: Option<Clock>,
    /// The zone behind the time.
    pub zone: ZoneText,
}

/// What stands between date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// A space.
    Space,
    /// The letter T.
    T,
}

/// How exact the time of day is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// `HH:MM`.
    Minutes,
    /// `HH:MM:SS`.
    Seconds,
    /// `HH:MM:SS.` and always this many digits (1 to 6; a seventh to ninth digit only when it is zero).
    Fraction(u8),
    /// `HH:MM:SS`, and `.` with this many digits only when they are not all zero.
    FractionWhenNotZero(u8),
    /// `HH:MM:SS`, and `.` with as many digits as needed, without trailing zeros.
    FractionTrimmed,
}

/// How the zone is spelled behind a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneText {
    /// No zone.
    None,
    /// `Z`.
    Z,
    /// `+HH:MM` or `-HH:MM`, in minutes east of UTC.
    Colon(i16),
    /// `+HHMM`, in minutes east of UTC.
    Plain(i16),
    /// `+HH`, in minutes east of UTC (whole hours).
    Hours(i16),
    /// A space and `UTC`.
    SpaceUtc,
}

/// How a program wrote its JSON: enough to render the very bytes again in most cells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonStyle {
    /// A space stands after each comma.
    pub space_after_comma: bool,
    /// A space stands after each colon.
    pub space_after_colon: bool,
    /// Characters above U+007F are written `\uXXXX` (lower-case digits, surrogate pairs).
    pub ascii: bool,
    /// `/` is written `\/`.
    pub escape_slash: bool,
    /// Lines are broken and indented by this many spaces a level; `None` writes one line.
    pub indent: Option<u8>,
    /// `<`, `>`, `&`, U+2028 and U+2029 are written `\uXXXX`, as writers do whose output may stand in HTML.
    #[serde(default)]
    pub escape_html: bool,
    /// Keys in the order in which the column's writer sets them; keys that are not listed follow.
    pub key_order: Vec<String>,
    /// Keys that are not listed stand in the order of their bytes; else in jsonb's order (by length first).
    #[serde(default)]
    pub sorted_keys: bool,
    /// For the objects under some keys, an order of its own in place of `key_order`.
    #[serde(default)]
    pub nested_order: Vec<NestedOrder>,
}

/// The order of keys in the objects that are the value of a key, or stand in arrays in that value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NestedOrder {
    /// The nearest key above the objects.
    pub under: String,
    /// Their keys in order.
    pub keys: Vec<String>,
}

/// How text without a zone is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZonePolicy {
    /// Text without a zone has no zone: `timestamp without time zone`.
    None,
    /// Text without a zone is this many minutes east of UTC (0: UTC): `timestamp with time zone`.
    Offset(i16),
}

impl Default for ZonePolicy {
    fn default() -> Self {
        ZonePolicy::Offset(0)
    }
}
