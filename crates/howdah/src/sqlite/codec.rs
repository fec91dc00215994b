//! A cell of SQLite to canonical bytes, and whether type and format would give the very cell back.
//!
//! The encoder, not the server, enforces modifiers and limits: PostgreSQL rounds, pads and truncates silently on
//! COPY BINARY. What the column's type cannot hold is a [`Refusal`]; nothing is ever bent to fit.

use super::cells::Cell;
use crate::catalog::map::{Affinity, ColumnMap, FlawPolicy, TableMap};
use crate::row::datetime::{self, Rendered, UnixUnit};
use crate::row::format::{BooleanSpelling, Format, JsonStyle, MomentSpelling, UuidSpelling, ZonePolicy};
use crate::row::json::{self, JsonScratch, binary};
use crate::row::logical::LogicalType;
use crate::row::number::{self, Modifier, Number};
use crate::row::uuid::Uuid;

/// Whether a cell comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// Type and format restore class and bytes.
    Exact,
    /// The value is the same; its spelling or class is not restored, so the original is to be kept.
    Original,
    /// The value that arrives is another; the original is to be kept and the ledger lists it.
    Changed,
}

/// Why a cell has no canonical bytes in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Text with a NUL at this byte.
    Nul(usize),
    /// Text that is not valid UTF-8 from this byte.
    BadUtf8(usize),
    /// The type cannot hold the value. The plan's profile saw every cell, so this is a cell that the profile did not
    /// see or a fault of the plan.
    Misfit,
}

/// Encodes the cells of one column.
#[derive(Debug)]
pub struct Codec<'a> {
    column: &'a ColumnMap,
    zone: ZonePolicy,
    escape_nul: bool,
    escape_bad_utf8: bool,
    modifier: Option<Modifier>,
    text: Vec<u8>,
    json: JsonScratch,
}

impl<'a> Codec<'a> {
    /// The codec of a column of a table.
    pub fn new(table: &TableMap, column: &'a ColumnMap) -> Codec<'a> {
        Codec {
            column,
            zone: table.zone,
            escape_nul: table.on_nul == FlawPolicy::Escape,
            escape_bad_utf8: table.on_bad_utf8 == FlawPolicy::Escape,
            modifier: Modifier::of(column.logical),
            text: Vec::new(),
            json: JsonScratch::default(),
        }
    }

    /// Appends the canonical bytes of a cell that is not NULL.
    pub fn encode(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        match self.column.logical {
            LogicalType::Bool => self.boolean(cell, out),
            LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8 => self.integer(cell, out),
            LogicalType::Float8 => self.real(cell, out),
            LogicalType::Numeric { .. } => self.numeric(cell, out),
            LogicalType::Text { max_chars } => self.text(cell, max_chars, out),
            LogicalType::Bytea => self.bytes(cell, out),
            LogicalType::Uuid => self.uuid(cell, out),
            LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
                self.moment(cell, out)
            }
            LogicalType::Json => self.json_text(cell, out),
            LogicalType::Jsonb => self.jsonb(cell, out),
        }
    }

    fn boolean(&self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let Format::Boolean { spelling } = &self.column.format else { return Err(Refusal::Misfit) };
        let (value, exact) = match (cell, spelling) {
            (Cell::Integer(value @ 0..=1), spelling) => (value == 1, *spelling == BooleanSpelling::Integer),
            (Cell::Real(value), _) if value == 0.0 || value == 1.0 => (value == 1.0, false),
            (Cell::Text(text), BooleanSpelling::Words { yes, .. }) if text == yes.as_bytes() => (true, true),
            (Cell::Text(text), BooleanSpelling::Words { no, .. }) if text == no.as_bytes() => (false, true),
            (Cell::Text(text), _) => (truth(text).ok_or(Refusal::Misfit)?, false),
            _ => return Err(Refusal::Misfit),
        };
        out.push(u8::from(value));
        Ok(kept_unless(exact))
    }

    fn integer(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let (value, exact) = match cell {
            Cell::Integer(value) => (value, matches!(self.column.format, Format::Integer | Format::Number)),
            Cell::Real(value) => (number::real_as_affinity_integer(value).ok_or(Refusal::Misfit)?, false),
            Cell::Text(text) => {
                let Some(Number::Integer(value)) = number::text_as_number(text) else {
                    return Err(Refusal::Misfit);
                };
                let exact = self.column.format == Format::NumberText && self.spells_integer(value, text);
                (value, exact)
            }
            _ => return Err(Refusal::Misfit),
        };
        match self.column.logical {
            LogicalType::Int2 => out.extend(i16::try_from(value).map_err(|_| Refusal::Misfit)?.to_be_bytes()),
            LogicalType::Int4 => out.extend(i32::try_from(value).map_err(|_| Refusal::Misfit)?.to_be_bytes()),
            _ => out.extend_from_slice(&value.to_be_bytes()),
        }
        Ok(kept_unless(exact))
    }

    fn real(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let (value, exact) = match (cell, &self.column.format) {
            (Cell::Real(value), Format::Real) => (value, true),
            (Cell::Real(value), Format::Number) => (value, number::real_as_affinity_integer(value).is_none()),
            (Cell::Real(value), _) => (value, false),
            (Cell::Integer(value), format) => {
                let real = value as f64;
                if real as i128 != i128::from(value) {
                    return Err(Refusal::Misfit);
                }
                (real, *format == Format::Number && number::real_as_affinity_integer(real) == Some(value))
            }
            (Cell::Text(text), format) => {
                let real = number::text_as_real(text).ok_or(Refusal::Misfit)?;
                self.text.clear();
                number::real_to_text(real, &mut self.text);
                (real, *format == Format::NumberText && self.text == text)
            }
            _ => return Err(Refusal::Misfit),
        };
        out.extend_from_slice(&value.to_bits().to_be_bytes());
        Ok(kept_unless(exact))
    }

    fn numeric(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let start = out.len();
        let exact = match cell {
            Cell::Integer(value) => {
                number::numeric_from_i64(value, self.modifier, out).map_err(|_| Refusal::Misfit)?;
                self.column.format == Format::Number
            }
            Cell::Real(value) => {
                number::numeric_from_f64(value, self.modifier, out).map_err(|_| Refusal::Misfit)?;
                self.column.format == Format::Number && number::real_as_affinity_integer(value).is_none()
            }
            Cell::Text(text) => {
                number::numeric_from_decimal(text, self.modifier, out).map_err(|_| Refusal::Misfit)?;
                if self.column.is_scaleless() {
                    number::trim_scale(&mut out[start..]);
                }
                self.text.clear();
                number::numeric_to_text(&out[start..], &mut self.text).map_err(|_| Refusal::Misfit)?;
                self.column.format == Format::NumberText && self.text == text
            }
            _ => return Err(Refusal::Misfit),
        };
        Ok(kept_unless(exact))
    }

    fn text(
        &mut self,
        cell: Cell<'_>,
        max_chars: Option<u32>,
        out: &mut Vec<u8>,
    ) -> Result<Fidelity, Refusal> {
        let start = out.len();
        let numbers = matches!(self.column.format, Format::TextOrNumber | Format::TextOrReal);
        let mut fidelity = match cell {
            Cell::Text(text) => {
                let nul = text.contains(&0);
                let invalid = std::str::from_utf8(text).err();
                // A text may have both flaws: escaping one of them does not make the other bearable.
                if let Some(invalid) = invalid.filter(|_| !self.escape_bad_utf8) {
                    return Err(Refusal::BadUtf8(invalid.valid_up_to()));
                }
                if nul && !self.escape_nul {
                    return Err(Refusal::Nul(text.iter().position(|byte| *byte == 0).unwrap_or(0)));
                }
                if nul || invalid.is_some() {
                    escape(text, out);
                    Fidelity::Changed
                } else {
                    out.extend_from_slice(text);
                    kept_unless(!numbers || number::text_as_number(text).is_none())
                }
            }
            Cell::Integer(value) => {
                push_integer(value, out);
                // The text of an INTEGER is that INTEGER again under NUMERIC and INTEGER affinity, for all 64 bits.
                kept_unless(self.column.format == Format::TextOrNumber)
            }
            Cell::Real(value) => {
                number::real_to_text(value, out);
                let restored = match self.column.format {
                    Format::TextOrNumber => number::text_as_number(&out[start..]),
                    Format::TextOrReal => number::text_as_real(&out[start..]).map(Number::Real),
                    _ => None,
                };
                kept_unless(matches!(restored, Some(Number::Real(real)) if real.to_bits() == value.to_bits()))
            }
            Cell::Blob(blob) => {
                out.extend_from_slice(b"\\x");
                for byte in blob {
                    push_hex(*byte, out);
                }
                Fidelity::Changed
            }
            Cell::Null => return Err(Refusal::Misfit),
        };
        if let Some(most) = max_chars {
            let characters = out[start..].iter().filter(|byte| (**byte as i8) >= -0x40).count();
            if characters > most as usize {
                return Err(Refusal::Misfit);
            }
        }
        if fidelity == Fidelity::Exact && self.column.format == Format::NumberText {
            fidelity = Fidelity::Original;
        }
        Ok(fidelity)
    }

    fn bytes(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let exact = match cell {
            Cell::Blob(blob) => {
                out.extend_from_slice(blob);
                self.column.format == Format::Blob
            }
            Cell::Text(text) => {
                out.extend_from_slice(text);
                // What PostgreSQL gets there without an original is no text: see the decoder.
                self.column.format == Format::BlobText && is_plain(text)
            }
            Cell::Integer(value) => {
                push_integer(value, out);
                false
            }
            Cell::Real(value) => {
                number::real_to_text(value, out);
                false
            }
            Cell::Null => return Err(Refusal::Misfit),
        };
        Ok(kept_unless(exact))
    }

    fn uuid(&self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let Format::Uuid { spelling } = self.column.format else { return Err(Refusal::Misfit) };
        let uuid = match cell {
            Cell::Text(text) => Uuid::parse(text),
            Cell::Blob(blob) => Uuid::from_blob(blob),
            _ => None,
        }
        .ok_or(Refusal::Misfit)?;
        out.extend_from_slice(&uuid.bytes);
        let same_class = matches!(cell, Cell::Blob(_)) == (spelling == UuidSpelling::Bytes);
        Ok(kept_unless(same_class && uuid.is_spelled(spelling)))
    }

    fn moment(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let Format::Moment { spelling } = self.column.format else { return Err(Refusal::Misfit) };
        let logical = self.column.logical;
        let start = out.len();
        match cell {
            Cell::Text(text) => {
                let moment = datetime::parse_moment(text).ok_or(Refusal::Misfit)?;
                datetime::encode_moment(&moment, logical, self.zone, out).map_err(|_| Refusal::Misfit)?;
            }
            Cell::Integer(value) => {
                let unit = match spelling {
                    MomentSpelling::UnixSeconds => UnixUnit::Seconds,
                    MomentSpelling::UnixMillis => UnixUnit::Millis,
                    MomentSpelling::UnixMicros => UnixUnit::Micros,
                    _ => datetime::likely_unit(value).ok_or(Refusal::Misfit)?,
                };
                let micros = datetime::moment_from_unix(value, unit).ok_or(Refusal::Misfit)?;
                datetime::encode_instant(micros, logical, out).map_err(|_| Refusal::Misfit)?;
            }
            Cell::Real(value) => {
                let micros = match spelling {
                    MomentSpelling::JulianDay => datetime::from_julian(value),
                    MomentSpelling::UnixMillis if datetime::is_real_millis(value) => {
                        datetime::from_unix_millis_real(value)
                    }
                    _ => datetime::from_unix_real(value),
                };
                datetime::encode_instant(micros.ok_or(Refusal::Misfit)?, logical, out)
                    .map_err(|_| Refusal::Misfit)?;
            }
            _ => return Err(Refusal::Misfit),
        }
        self.text.clear();
        let rendered = datetime::render_moment(&out[start..], logical, &spelling, self.zone, &mut self.text);
        let exact = match (rendered, cell) {
            (Ok(Rendered::Text), Cell::Text(text)) => self.text == text,
            (Ok(Rendered::Integer(again)), Cell::Integer(value)) => again == value,
            (Ok(Rendered::Real(again)), Cell::Real(value)) => again.to_bits() == value.to_bits(),
            _ => false,
        };
        // A REAL is finer than a microsecond: what arrives is the nearest one, unless that gives the very REAL.
        Ok(match (exact, cell) {
            (true, _) => Fidelity::Exact,
            (false, Cell::Real(value)) if !is_whole_micros(value, spelling, &out[start..]) => {
                Fidelity::Changed
            }
            (false, _) => Fidelity::Original,
        })
    }

    /// The text of a cell in a JSON column: SQLite's NUMERIC affinity makes numbers of JSON numbers.
    fn json_source<'c>(
        &mut self,
        cell: Cell<'c>,
        text: &'c mut Vec<u8>,
    ) -> Result<(&'c [u8], bool), Refusal> {
        let numeric = matches!(self.column.affinity, Affinity::Numeric | Affinity::Integer);
        match cell {
            Cell::Text(bytes) => Ok((bytes, !numeric || number::text_as_number(bytes).is_none())),
            Cell::Integer(value) => {
                push_integer(value, text);
                Ok((text, numeric))
            }
            Cell::Real(value) if value.is_finite() => {
                number::real_to_text(value, text);
                let exact = numeric && number::text_as_number(text) == Some(Number::Real(value));
                Ok((text, exact))
            }
            _ => Err(Refusal::Misfit),
        }
    }

    fn json_text(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let mut number = Vec::new();
        let (text, exact) = self.json_source(cell, &mut number)?;
        if json::validate(text).is_err() {
            return Err(Refusal::Misfit);
        }
        out.extend_from_slice(text);
        Ok(kept_unless(exact))
    }

    fn jsonb(&mut self, cell: Cell<'_>, out: &mut Vec<u8>) -> Result<Fidelity, Refusal> {
        let plain = JsonStyle::default();
        let style = match &self.column.format {
            Format::Json { style } | Format::JsonBinary { style } => style,
            _ => &plain,
        };
        let is_binary = matches!(self.column.format, Format::JsonBinary { .. });
        if let Cell::Blob(blob) = cell {
            return self.binary_json(blob, style, is_binary, out);
        }
        let mut number = Vec::new();
        let (text, exact) = self.json_source(cell, &mut number)?;
        let start = out.len();
        json::canonical_jsonb(text, &mut self.json, out).map_err(|_| Refusal::Misfit)?;
        Ok(kept_unless(exact && !is_binary && json::restores(text, &out[start..], style, &mut self.json)))
    }

    /// A BLOB of SQLite's JSONB, which comes back when its text does and is written as SQLite writes it.
    fn binary_json(
        &mut self,
        blob: &[u8],
        style: &JsonStyle,
        is_binary: bool,
        out: &mut Vec<u8>,
    ) -> Result<Fidelity, Refusal> {
        let start = out.len();
        self.text.clear();
        binary::decode(blob, &mut self.text).map_err(|_| Refusal::Misfit)?;
        json::canonical_jsonb(&self.text, &mut self.json, out).map_err(|_| Refusal::Misfit)?;
        let mut exact = is_binary && json::restores(&self.text, &out[start..], style, &mut self.json);
        if exact {
            let mut again = Vec::with_capacity(blob.len());
            exact = binary::encode(&self.text, &mut again).is_ok() && again == blob;
        }
        Ok(kept_unless(exact))
    }

    fn spells_integer(&mut self, value: i64, text: &[u8]) -> bool {
        self.text.clear();
        push_integer(value, &mut self.text);
        self.text == text
    }
}

/// Whether a REAL of a column of other times is the one that its instant has.
fn is_whole_micros(value: f64, spelling: MomentSpelling, canonical: &[u8]) -> bool {
    let Ok(micros) = canonical.try_into().map(i64::from_be_bytes) else { return false };
    let again = match spelling {
        MomentSpelling::JulianDay | MomentSpelling::UnixSecondsReal => None,
        MomentSpelling::UnixMillis if datetime::is_real_millis(value) => {
            datetime::to_unix_millis_real(micros)
        }
        _ => datetime::to_unix_real(micros),
    };
    again.map(f64::to_bits) == Some(value.to_bits())
}

/// Whether bytes are text as every program reads it: valid, and without a NUL, at which many end
/// (<https://sqlite.org/nulinstr.html>).
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

fn kept_unless(exact: bool) -> Fidelity {
    if exact { Fidelity::Exact } else { Fidelity::Original }
}

/// The truth value that a word names, any case, in the spellings that PostgreSQL's boolean input knows
/// (<https://www.postgresql.org/docs/current/datatype-boolean.html>).
pub fn truth(text: &[u8]) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()));
    if is(&["t", "true", "y", "yes", "on", "1"]) {
        Some(true)
    } else if is(&["f", "false", "n", "no", "off", "0"]) {
        Some(false)
    } else {
        None
    }
}

/// Writes NULs and bytes that are not UTF-8 as `\xHH`, and each backslash twice, so that the text can be read back.
pub fn escape(text: &[u8], out: &mut Vec<u8>) {
    for chunk in text.utf8_chunks() {
        for byte in chunk.valid().bytes() {
            match byte {
                0 => out.extend_from_slice(b"\\x00"),
                b'\\' => out.extend_from_slice(b"\\\\"),
                _ => out.push(byte),
            }
        }
        for byte in chunk.invalid() {
            out.extend_from_slice(b"\\x");
            push_hex(*byte, out);
        }
    }
}

fn push_hex(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(DIGITS[usize::from(byte >> 4)]);
    out.push(DIGITS[usize::from(byte & 15)]);
}

/// Appends an integer's decimal digits.
pub fn push_integer(value: i64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}
