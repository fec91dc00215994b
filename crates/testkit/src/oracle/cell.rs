//! One cell, brought to the meaning of PostgreSQL's type, and when two cells agree.
//!
//! | PostgreSQL type | what agrees |
//! |---|---|
//! | boolean | 0 and 1, and t/f, true/false, yes/no, y/n, on/off in any case |
//! | smallint … bigint, numeric | equal numbers; a REAL also the decimal that reads back as the same double |
//! | double precision | the same 64 bits; an integer only when the double holds it exactly |
//! | uuid | the same 32 hexadecimal digits, without hyphens and braces, or the same 16 bytes |
//! | date, time, timestamp, timestamptz | the same instant; text without a zone is UTC; INTEGER: Unix seconds, milliseconds or microseconds; REAL: a Julian day within 1 ms, or Unix seconds within 1 µs |
//! | json, jsonb | equal after PostgreSQL's own `jsonb` has read both; a REAL also any number that reads back as the same double |
//! | bytea | the same bytes; of a number, its text |
//! | text and all others | the same bytes; of a number, its text (REAL: any text that reads back as the same double) |
//!
//! NULL agrees with NULL only.

use super::{md5::md5, moment, number};
use rusqlite::types::ValueRef;

/// Longer values are compared by length and MD5, so that a test can have values of 500 MB.
pub(super) const WHOLE_BYTES_MAX: usize = 1 << 20;

/// What a PostgreSQL type means to the oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Bool,
    Number,
    Float,
    Uuid,
    Date,
    Time,
    Instant,
    Json,
    Bytes,
    Text,
}

impl Meaning {
    pub(super) fn of(type_name: &str) -> Meaning {
        match type_name {
            "bool" => Meaning::Bool,
            "int2" | "int4" | "int8" | "numeric" => Meaning::Number,
            "float4" | "float8" => Meaning::Float,
            "uuid" => Meaning::Uuid,
            "date" => Meaning::Date,
            "time" => Meaning::Time,
            "timestamp" | "timestamptz" => Meaning::Instant,
            "json" | "jsonb" => Meaning::Json,
            "bytea" => Meaning::Bytes,
            _ => Meaning::Text,
        }
    }
}

/// A cell and where it came from.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// SQLite's storage class, or PostgreSQL's type.
    pub(super) kind: &'static str,
    pub(super) form: Form,
}

/// The meaning of a cell. The forms that begin with `Real` or `Unix` come from SQLite only and agree with more than
/// one form of PostgreSQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Null,
    Bool(bool),
    /// Canonical decimal text, see [`number::canonical`].
    Number(String),
    /// The bits of a double; every NaN is one.
    Float(u64),
    Uuid(u128),
    /// Picoseconds since 1970-01-01 00:00:00 UTC, or since midnight for a time of day.
    Instant(i128),
    /// JSON text; PostgreSQL's canonical one once it has been asked.
    Json(String),
    /// Text or bytes.
    Bytes(Vec<u8>),
    /// Length in bytes and MD5 of long text or bytes.
    Long(u64, [u8; 16]),
    RealNumber(f64),
    RealText(f64),
    RealJson(f64),
    RealInstant(f64),
    UnixInstant(i64),
    /// A value that the type cannot mean: it agrees with nothing.
    Misfit(String),
}

impl Cell {
    pub(super) fn from_sqlite(value: ValueRef<'_>, meaning: Meaning) -> Cell {
        let (kind, form) = match value {
            ValueRef::Null => ("NULL", Form::Null),
            ValueRef::Integer(v) => ("INTEGER", integer(v, meaning)),
            ValueRef::Real(v) => ("REAL", real(v, meaning)),
            ValueRef::Text(v) => ("TEXT", text(v, meaning)),
            ValueRef::Blob(v) => ("BLOB", blob(v, meaning)),
        };
        Cell { kind, form }
    }

    /// From PostgreSQL's text form. `Bytes` and `Text` do not come this way.
    pub(super) fn from_postgres(text: &str, meaning: Meaning, kind: &'static str) -> Cell {
        let misfit = || Form::Misfit(text.to_owned());
        let form = match meaning {
            Meaning::Bool => Form::Bool(text == "true"),
            Meaning::Number => number::canonical(text).map_or_else(misfit, Form::Number),
            Meaning::Float => text.parse().map_or_else(|_| misfit(), float),
            Meaning::Uuid => uuid(text).map_or_else(misfit, Form::Uuid),
            Meaning::Date | Meaning::Instant => moment::instant(text).map_or_else(misfit, Form::Instant),
            Meaning::Time => moment::time_of_day(text).map_or_else(misfit, Form::Instant),
            Meaning::Json => Form::Json(text.to_owned()),
            Meaning::Bytes | Meaning::Text => bytes(text.as_bytes()),
        };
        Cell { kind, form }
    }

    /// Whether this cell of SQLite and that of PostgreSQL mean the same.
    pub(super) fn agrees(&self, postgres: &Cell) -> bool {
        match (&self.form, &postgres.form) {
            (Form::Misfit(_), _) | (_, Form::Misfit(_)) => false,
            (Form::RealNumber(real), Form::Number(text)) => number::to_f64(text) == Some(*real),
            (Form::RealText(real), Form::Bytes(text)) => {
                let text = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
                text.is_some_and(|read| read.to_bits() == real.to_bits())
            }
            (Form::RealJson(real), Form::Json(text)) => number::to_f64(text) == Some(*real),
            (Form::RealInstant(real), Form::Instant(instant)) => moment::real_is(*real, *instant),
            (Form::UnixInstant(v), Form::Instant(instant)) => {
                [12, 9, 6].iter().any(|power| i128::from(*v) * 10_i128.pow(*power) == *instant)
            }
            (ours, theirs) => ours == theirs,
        }
    }

    /// Whether [`Cell::agrees`] is wider than equality for this cell.
    pub(super) fn is_wide(&self) -> bool {
        matches!(
            self.form,
            Form::RealNumber(_)
                | Form::RealText(_)
                | Form::RealJson(_)
                | Form::RealInstant(_)
                | Form::UnixInstant(_)
        )
    }

    /// Appends bytes that are equal for equal forms. A wide form gives those of the form it most often agrees with.
    pub(super) fn key(&self, out: &mut Vec<u8>) {
        let mut put = |tag: u8, bytes: &[u8]| {
            out.push(tag);
            out.extend((bytes.len() as u64).to_be_bytes());
            out.extend(bytes);
        };
        match &self.form {
            Form::Null => put(0, &[]),
            Form::Bool(v) => put(1, &[u8::from(*v)]),
            Form::Number(v) => put(2, v.as_bytes()),
            Form::Float(v) => put(3, &v.to_be_bytes()),
            Form::Uuid(v) => put(4, &v.to_be_bytes()),
            Form::Instant(v) => put(5, &v.to_be_bytes()),
            Form::Json(v) => put(6, v.as_bytes()),
            Form::Bytes(v) => put(7, v),
            Form::Long(bytes, hash) => {
                put(8, &bytes.to_be_bytes());
                put(8, hash);
            }
            Form::RealNumber(v) => {
                put(2, number::canonical(&format!("{v:?}")).unwrap_or_default().as_bytes())
            }
            Form::RealText(v) => put(7, format!("{v:?}").as_bytes()),
            Form::RealJson(v) => put(6, format!("{v:?}").as_bytes()),
            Form::RealInstant(v) => put(5, &moment::real(*v).to_be_bytes()),
            Form::UnixInstant(v) => put(5, &moment::unix(*v).to_be_bytes()),
            Form::Misfit(v) => put(9, v.as_bytes()),
        }
    }

    /// The cell for a message: its kind and the beginning of what it means.
    pub(super) fn describe(&self) -> String {
        let meaning = match &self.form {
            Form::Null => return "NULL".to_owned(),
            Form::Bytes(v) => format!("{:?} ({} bytes)", String::from_utf8_lossy(v), v.len()),
            Form::Long(bytes, _) => format!("{bytes} bytes"),
            Form::Float(bits) => format!("{:?}", f64::from_bits(*bits)),
            other => format!("{other:?}"),
        };
        let short: String = meaning.chars().take(80).collect();
        format!("{} {short}{}", self.kind, if short.len() < meaning.len() { "…" } else { "" })
    }
}

/// Text or bytes, as a hash when they are long.
pub(super) fn bytes(value: &[u8]) -> Form {
    match value.len() > WHOLE_BYTES_MAX {
        true => Form::Long(value.len() as u64, md5(value)),
        false => Form::Bytes(value.to_vec()),
    }
}

fn float(value: f64) -> Form {
    Form::Float(if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() })
}

fn integer(value: i64, meaning: Meaning) -> Form {
    let misfit = || Form::Misfit(format!("INTEGER {value}"));
    match meaning {
        Meaning::Bool if value == 0 || value == 1 => Form::Bool(value == 1),
        Meaning::Bool | Meaning::Uuid => misfit(),
        Meaning::Number => number::canonical(&value.to_string()).map_or_else(misfit, Form::Number),
        Meaning::Float if (value as f64) as i128 == i128::from(value) => float(value as f64),
        Meaning::Float => misfit(),
        Meaning::Date | Meaning::Time | Meaning::Instant => Form::UnixInstant(value),
        Meaning::Json => Form::Json(value.to_string()),
        Meaning::Bytes | Meaning::Text => bytes(value.to_string().as_bytes()),
    }
}

fn real(value: f64, meaning: Meaning) -> Form {
    let misfit = || Form::Misfit(format!("REAL {value:?}"));
    match meaning {
        Meaning::Bool if value == 0.0 || value == 1.0 => Form::Bool(value == 1.0),
        Meaning::Bool | Meaning::Uuid => misfit(),
        Meaning::Number => Form::RealNumber(value),
        Meaning::Float => float(value),
        Meaning::Date | Meaning::Time | Meaning::Instant => Form::RealInstant(value),
        Meaning::Json => Form::RealJson(value),
        Meaning::Bytes | Meaning::Text => Form::RealText(value),
    }
}

fn text(value: &[u8], meaning: Meaning) -> Form {
    if matches!(meaning, Meaning::Bytes | Meaning::Text) {
        return bytes(value);
    }
    let misfit = || Form::Misfit(format!("TEXT {}", String::from_utf8_lossy(value)));
    let Ok(text) = std::str::from_utf8(value) else { return misfit() };
    match meaning {
        Meaning::Bool => match text.to_ascii_lowercase().as_str() {
            "1" | "t" | "true" | "y" | "yes" | "on" => Form::Bool(true),
            "0" | "f" | "false" | "n" | "no" | "off" => Form::Bool(false),
            _ => misfit(),
        },
        Meaning::Number => number::canonical(text).map_or_else(misfit, Form::Number),
        Meaning::Float => text.parse().map_or_else(|_| misfit(), float),
        Meaning::Uuid => uuid(text).map_or_else(misfit, Form::Uuid),
        Meaning::Date | Meaning::Instant => moment::instant(text).map_or_else(misfit, Form::Instant),
        Meaning::Time => moment::time_of_day(text).map_or_else(misfit, Form::Instant),
        // PostgreSQL cannot be asked about a NUL.
        Meaning::Json if text.contains('\0') => misfit(),
        Meaning::Json => Form::Json(text.to_owned()),
        Meaning::Bytes | Meaning::Text => bytes(value),
    }
}

fn blob(value: &[u8], meaning: Meaning) -> Form {
    match (meaning, <[u8; 16]>::try_from(value)) {
        (Meaning::Bytes | Meaning::Text, _) => bytes(value),
        (Meaning::Uuid, Ok(sixteen)) => Form::Uuid(u128::from_be_bytes(sixteen)),
        _ => Form::Misfit(format!("BLOB of {} bytes", value.len())),
    }
}

fn uuid(text: &str) -> Option<u128> {
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    let digits: String = inner.chars().filter(|c| *c != '-').collect();
    let all_hex = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if all_hex { u128::from_str_radix(&digits, 16).ok() } else { None }
}
