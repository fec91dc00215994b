//! Canonical bytes back to a cell of SQLite, in the column's format.
//!
//! The counterpart of [`super::codec`]: for every cell that the codec calls exact, decoding its canonical bytes gives
//! that very cell. A value that came later and that the format cannot say is said more fully (a time with its fraction,
//! a number as its decimal text), and [`Decoder::otherwise`] tells when that takes another storage class; what no cell
//! of SQLite can hold is [`Unheld`]. An original wins over the format as long as it still means the value that the
//! target has.

use super::cells::Cell;
use super::codec::{Codec, Fidelity, is_plain};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unheld(pub &'static str);

/// How the cell of a value stands apart from the others of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Otherwise {
    /// TEXT among numbers: the value has more digits than INTEGER and REAL.
    DigitsAsText,
    /// REAL among INTEGERs: the time is finer than the column's unit.
    TimeAsReal,
    /// TEXT among numbers: no number of the column's unit is that time.
    TimeAsText,
}

/// What a NaN is to SQLite, which stores NULL in its place.
const NAN: Unheld = Unheld("is not a number (NaN); SQLite would store NULL");
const BOUNDLESS: Unheld = Unheld("is infinite, and the column's numbers are not");
pub(super) const RESPELLED: Unheld = Unheld(
    "is a number in a spelling that SQLite does not keep in this column: it would store the number alone",
);
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
    otherwise: Option<Otherwise>,
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
            otherwise: None,
        }
    }

    /// How the cell decoded last stands apart from the others of its column.
    pub fn otherwise(&self) -> Option<Otherwise> {
        self.otherwise
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
        self.otherwise = None;
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
                Format::TextOrNumber => return self.mixed(canonical, number::text_as_number(canonical)),
                Format::TextOrReal => {
                    return self.mixed(canonical, number::text_as_real(canonical).map(Number::Real));
                }
                _ => Cell::Text(canonical),
            }),
            LogicalType::Bytea => Ok(match self.column.format {
                Format::BlobText if is_plain(canonical) => Cell::Text(canonical),
                // Bytes that nobody called text.
                Format::BlobText => {
                    self.strayed = true;
                    Cell::Blob(canonical)
                }
                _ => Cell::Blob(canonical),
            }),
            LogicalType::Uuid => self.uuid(canonical),
            LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz => {
                self.moment(canonical)
            }
            LogicalType::Json => self.document(canonical),
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
        let text = std::mem::take(&mut self.text);
        let number = self.document_number(&text);
        self.text = text;
        number.map(|number| affine(&self.text, number))
    }

    /// A text of a column in which numbers stand beside texts: the number that the column's format makes of it, when that
    /// gives the text back. Another spelling of a number stays TEXT where the column converts nothing, and can be no cell
    /// of one that does.
    fn mixed<'b>(&mut self, text: &'b [u8], number: Option<Number>) -> Result<Cell<'b>, Unheld> {
        let Some(number) = number else { return Ok(Cell::Text(text)) };
        if self.spells(number, text) {
            return Ok(affine(text, Some(number)));
        }
        match self.column.affinity {
            Affinity::Text | Affinity::Blob => {
                self.strayed = true;
                Ok(Cell::Text(text))
            }
            Affinity::Numeric | Affinity::Integer | Affinity::Real => Err(RESPELLED),
        }
    }

    /// Whether a number's own text is this one.
    fn spells(&mut self, number: Number, text: &[u8]) -> bool {
        self.again.clear();
        match number {
            Number::Integer(value) => super::codec::push_integer(value, &mut self.again),
            Number::Real(value) => number::real_to_text(value, &mut self.again),
        }
        self.again == text
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
        if !number::numeric_is_finite(canonical) {
            self.text.clear();
            number::numeric_to_text(canonical, &mut self.text).map_err(|_| MALFORMED)?;
            return Err(if self.text == b"NaN" { NAN } else { BOUNDLESS });
        }
        if self.column.format != Format::NumberText {
            // A number is the value only when it has all its digits.
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
        self.otherwise = self.strayed.then_some(Otherwise::DigitsAsText);
        number::numeric_to_text(canonical, &mut self.text).map_err(|_| MALFORMED)?;
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
                Ok(Rendered::Text) => {
                    let is_number = !matches!(own, MomentSpelling::Text(_));
                    self.otherwise = is_number.then_some(Otherwise::TimeAsText);
                    return Ok(Cell::Text(&self.text));
                }
                Ok(Rendered::Integer(value)) => return Ok(Cell::Integer(value)),
                // A REAL is too coarse for some instants.
                Ok(Rendered::Real(value)) if self.means(Cell::Real(value), canonical) => {
                    return Ok(Cell::Real(value));
                }
                Ok(Rendered::Real(_)) | Err(_) => {}
            }
            if let Some(value) = finer(own, canonical)
                && self.means(Cell::Real(value), canonical)
            {
                self.strayed = true;
                self.otherwise = Some(Otherwise::TimeAsReal);
                return Ok(Cell::Real(value));
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

    /// A JSON text as the column's affinity stores it.
    fn document<'b>(&mut self, text: &'b [u8]) -> Result<Cell<'b>, Unheld> {
        self.document_number(text).map(|number| affine(text, number))
    }

    /// The number that the column's affinity makes of a JSON text: NUMERIC makes numbers of JSON numbers.
    fn document_number(&mut self, text: &[u8]) -> Result<Option<Number>, Unheld> {
        match self.column.affinity {
            Affinity::Numeric | Affinity::Integer => match number::text_as_number(text) {
                Some(number) if !self.spells(number, text) => Err(RESPELLED),
                number => Ok(number),
            },
            _ => Ok(None),
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

/// The REAL of an instant in the unit of a column of INTEGERs; `None` where the format has no such unit.
fn finer(own: MomentSpelling, canonical: &[u8]) -> Option<f64> {
    let micros = i64::from_be_bytes(canonical.try_into().ok()?);
    match own {
        MomentSpelling::UnixSeconds => datetime::to_unix_real(micros),
        MomentSpelling::UnixMillis => datetime::to_unix_millis_real(micros),
        _ => None,
    }
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
