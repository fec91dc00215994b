//! Canonical bytes back to a cell of SQLite, in the column's format.
//!
//! The counterpart of [`super::codec`]: for every cell that the codec calls exact, decoding its canonical bytes gives
//! that very cell. A value that came later and that the format cannot say is said more fully (a time with its fraction,
//! a number as its decimal text); what no cell of SQLite can hold is [`Unheld`]. An original wins over the format as
//! long as it still means the value that the target has.

use super::cells::Cell;
use super::codec::{Codec, Fidelity};
use super::insert::kept_cell;
use super::reader::{class, raw};
use crate::catalog::map::{Affinity, ColumnMap, TableMap};
use crate::row::datetime::{self, Rendered};
use crate::row::format::{
    Between, BooleanSpelling, Clock, Format, JsonStyle, MomentSpelling, MomentText, UuidSpelling, ZonePolicy,
    ZoneText,
};
use crate::row::json::{self, JsonScratch, binary};
use crate::row::logical::LogicalType;
use crate::row::number::{self, Modifier, Number};
use crate::row::uuid;

/// A value that no cell of SQLite can hold, in words that complete "the value …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheld(pub &'static str);

/// What a NaN is to SQLite, which stores NULL in its place.
const NAN: Unheld = Unheld("is not a number (NaN); SQLite would store NULL");
const INFINITE: Unheld = Unheld("is infinite, and no date or time of SQLite is");
const FAR: Unheld = Unheld("lies outside the years 0001 to 9999 that SQLite's dates have");
const MALFORMED: Unheld = Unheld("does not have the form of its type");

/// Decodes the values of one column.
#[derive(Debug)]
pub struct Decoder<'a> {
    column: &'a ColumnMap,
    zone: ZonePolicy,
    codec: Codec<'a>,
    text: Vec<u8>,
    again: Vec<u8>,
    json: JsonScratch,
    /// The format could not say the value decoded last.
    strayed: bool,
}

impl<'a> Decoder<'a> {
    /// The decoder of a column of a table.
    pub fn new(table: &TableMap, column: &'a ColumnMap) -> Decoder<'a> {
        Decoder {
            column,
            zone: table.zone,
            codec: Codec::new(table, column),
            text: Vec::new(),
            again: Vec::new(),
            json: JsonScratch::default(),
            strayed: false,
        }
    }

    /// Whether an original still means the value that the target has.
    pub fn means(&mut self, original: Cell<'_>, canonical: &[u8]) -> bool {
        self.again.clear();
        self.codec.encode(original, &mut self.again).is_ok() && self.again == canonical
    }

    /// The original that would be kept for the cell of a value: its class, its bytes, and whether the value is another.
    /// `None` for a cell that type and format restore, which is nearly every one.
    pub fn stray(&mut self, canonical: &[u8]) -> Option<(i16, Vec<u8>, bool)> {
        if !self.strayed {
            return None;
        }
        let cell = self.decode(canonical).ok()?;
        let (class, bytes) = (class(cell), raw(cell));
        self.again.clear();
        match self.codec.encode(kept_cell(class, Some(&bytes))?, &mut self.again) {
            Ok(Fidelity::Exact) | Err(_) => None,
            Ok(fidelity) => Some((class, bytes, fidelity == Fidelity::Changed)),
        }
    }

    /// The cell of a value that is not NULL.
    pub fn decode<'b>(&'b mut self, canonical: &'b [u8]) -> Result<Cell<'b>, Unheld> {
        self.text.clear();
        self.strayed = false;
        match self.column.logical {
            LogicalType::Bool => self.boolean(canonical),
            LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8 => self.integer(canonical),
            LogicalType::Float8 => self.real(canonical),
            LogicalType::Numeric { .. } => self.numeric(canonical),
            LogicalType::Text { .. } => Ok(match self.column.format {
                Format::NumberText => {
                    self.strayed = true;
                    Cell::Text(canonical)
                }
                Format::TextOrNumber => affine(canonical, number::text_as_number(canonical)),
                Format::TextOrReal => affine(canonical, number::text_as_real(canonical).map(Number::Real)),
                _ => Cell::Text(canonical),
            }),
            LogicalType::Bytea => Ok(match self.column.format {
                Format::BlobText => Cell::Text(canonical),
                _ => Cell::Blob(canonical),
            }),
            LogicalType::Uuid => self.uuid(canonical),
            LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
                self.moment(canonical)
            }
            LogicalType::Json => Ok(self.document(canonical)),
            LogicalType::Jsonb => self.jsonb(canonical),
        }
    }

    fn jsonb(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let plain = JsonStyle::default();
        let style = match &self.column.format {
            Format::Json { style } | Format::JsonBinary { style } => style,
            _ => &plain,
        };
        json::render_styled(canonical, style, &mut self.json, &mut self.text).map_err(|_| MALFORMED)?;
        if matches!(self.column.format, Format::JsonBinary { .. }) {
            self.again.clear();
            binary::encode(&self.text, &mut self.again).map_err(|_| MALFORMED)?;
            return Ok(Cell::Blob(&self.again));
        }
        Ok(self.document(&self.text))
    }

    fn boolean(&self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let value = match canonical {
            [0] => false,
            [1] => true,
            _ => return Err(MALFORMED),
        };
        Ok(match &self.column.format {
            Format::Boolean { spelling: BooleanSpelling::Words { yes, no } } => {
                Cell::Text(if value { yes } else { no }.as_bytes())
            }
            _ => Cell::Integer(i64::from(value)),
        })
    }

    fn integer(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let value = match *canonical {
            [a, b] => i64::from(i16::from_be_bytes([a, b])),
            [a, b, c, d] => i64::from(i32::from_be_bytes([a, b, c, d])),
            _ => i64::from_be_bytes(canonical.try_into().map_err(|_| MALFORMED)?),
        };
        Ok(match self.column.format {
            Format::NumberText => {
                super::codec::push_integer(value, &mut self.text);
                Cell::Text(&self.text)
            }
            // Cells of REAL that were all integral.
            Format::Real if (value as f64) as i128 == i128::from(value) => {
                self.strayed = true;
                Cell::Real(value as f64)
            }
            _ => Cell::Integer(value),
        })
    }

    fn real(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let value = f64::from_bits(u64::from_be_bytes(canonical.try_into().map_err(|_| MALFORMED)?));
        if value.is_nan() {
            return Err(NAN);
        }
        Ok(match self.column.format {
            Format::NumberText => {
                number::real_to_text(value, &mut self.text);
                Cell::Text(&self.text)
            }
            Format::Number => affine_real(value),
            Format::Integer => {
                self.strayed = true;
                affine_real(value)
            }
            _ => Cell::Real(value),
        })
    }

    fn numeric(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        if self.column.format != Format::NumberText {
            // A number is the value only when it has its digits: `3.00` of a numeric without a scale is not `3`.
            let modifier = Modifier::of(self.column.logical);
            self.again.clear();
            if let Some(value) = number::numeric_to_i64_exact(canonical) {
                let encoded = number::numeric_from_i64(value, modifier, &mut self.again);
                if encoded.is_ok() && self.again == canonical {
                    return Ok(Cell::Integer(value));
                }
            } else if let Some(value) = number::numeric_to_f64(canonical) {
                let encoded = number::numeric_from_f64(value, modifier, &mut self.again);
                if encoded.is_ok() && self.again == canonical {
                    return Ok(affine_real(value));
                }
            }
        }
        // More digits than a number has here, or the column's own spelling.
        self.strayed = self.column.format != Format::NumberText;
        number::numeric_to_text(canonical, &mut self.text)
            .map_err(|_| Unheld("is no finite number (NaN or infinity)"))?;
        Ok(Cell::Text(&self.text))
    }

    fn uuid(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let bytes: &[u8; 16] = canonical.try_into().map_err(|_| MALFORMED)?;
        let Format::Uuid { spelling } = self.column.format else { return Err(MALFORMED) };
        uuid::render(bytes, spelling, &mut self.text);
        Ok(match spelling {
            UuidSpelling::Bytes => Cell::Blob(&self.text),
            _ => Cell::Text(&self.text),
        })
    }

    fn moment(&mut self, canonical: &[u8]) -> Result<Cell<'_>, Unheld> {
        let logical = self.column.logical;
        let Format::Moment { spelling: own } = self.column.format else { return Err(MALFORMED) };
        for spelling in [own, fullest(logical)] {
            self.text.clear();
            self.strayed = spelling != own;
            match datetime::render_moment(canonical, logical, &spelling, self.zone, &mut self.text) {
                Ok(Rendered::Text) => return Ok(Cell::Text(&self.text)),
                Ok(Rendered::Integer(value)) => return Ok(Cell::Integer(value)),
                Ok(Rendered::Real(value)) => return Ok(Cell::Real(value)),
                Err(_) => {}
            }
        }
        let infinite = match *canonical {
            [a, b, c, d] => matches!(i32::from_be_bytes([a, b, c, d]), i32::MIN | i32::MAX),
            [a, b, c, d, e, f, g, h] => {
                matches!(i64::from_be_bytes([a, b, c, d, e, f, g, h]), i64::MIN | i64::MAX)
            }
            _ => return Err(MALFORMED),
        };
        Err(if infinite { INFINITE } else { FAR })
    }

    /// A JSON text as the column's affinity stores it: NUMERIC makes numbers of JSON numbers.
    fn document<'b>(&self, text: &'b [u8]) -> Cell<'b> {
        match self.column.affinity {
            Affinity::Numeric | Affinity::Integer => affine(text, number::text_as_number(text)),
            _ => Cell::Text(text),
        }
    }
}

fn affine(text: &[u8], number: Option<Number>) -> Cell<'_> {
    match number {
        Some(Number::Integer(value)) => Cell::Integer(value),
        Some(Number::Real(value)) => Cell::Real(value),
        None => Cell::Text(text),
    }
}

fn affine_real(value: f64) -> Cell<'static> {
    number::real_as_affinity_integer(value).map_or(Cell::Real(value), Cell::Integer)
}

/// The spelling that can say every value of a type, for one that the column's own cannot say.
fn fullest(logical: LogicalType) -> MomentSpelling {
    let date = logical != LogicalType::Time;
    let clock = (logical != LogicalType::Date).then_some(Clock::FractionTrimmed);
    MomentSpelling::Text(MomentText {
        date,
        between: (date && clock.is_some()).then_some(Between::Space),
        clock,
        zone: if logical == LogicalType::TimestampTz { ZoneText::Colon(0) } else { ZoneText::None },
    })
}
