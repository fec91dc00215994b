//! The bytes that `jsonb_send` emits: a version byte and PostgreSQL's normalised text.
//!
//! Keys are ordered by their length in bytes, then by their bytes; of equal keys the last one counts; `, ` and `: `
//! separate; strings are escaped as `escape_json` does; numbers are printed as `numeric_out` does
//! (<https://www.postgresql.org/docs/current/datatype-json.html>,
//! <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/jsonb.c>).

use crate::row::format::JsonStyle;
use crate::row::json::members::{Member, Members};
use crate::row::json::parse::{JsonProblem, Parser, Sink, hex4, plain_run};
use crate::row::json::style::StyleRenderer;
use crate::row::number::decimal::Decimal;
use std::cmp::Ordering;

/// The version that stands in front of `jsonb` on the wire.
pub const JSONB_VERSION: u8 = 1;

/// Most bytes that the server can put into one message field (`MaxAllocSize`).
pub(super) const SENT_BYTES_MAX: usize = 0x3FFF_FFFF;

/// Buffers that are kept from document to document, and the style last rendered in.
#[derive(Debug, Default)]
pub struct JsonScratch {
    members: Members,
    pub(super) styled: Option<(JsonStyle, StyleRenderer)>,
}

/// Appends the canonical bytes of JSON text. On error, nothing is appended.
pub fn canonical_jsonb(text: &[u8], scratch: &mut JsonScratch, out: &mut Vec<u8>) -> Result<(), JsonProblem> {
    canonical_within(SENT_BYTES_MAX, text, scratch, out)
}

pub(super) fn canonical_within(
    bytes_max: usize,
    text: &[u8],
    scratch: &mut JsonScratch,
    out: &mut Vec<u8>,
) -> Result<(), JsonProblem> {
    scratch.members.clear();
    out.push(JSONB_VERSION);
    let base = out.len();
    let mut writer = Writer { out, base, bytes_max, members: &mut scratch.members };
    let read = Parser::new(text, &mut writer).run();
    read.map(drop).inspect_err(|_| out.truncate(base - 1))
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    base: usize,
    bytes_max: usize,
    members: &'o mut Members,
}

impl Writer<'_> {
    /// The place in the document, which [`Sink::full`] keeps below 4 GB.
    fn at(&self) -> u32 {
        (self.out.len() - self.base) as u32
    }
}

impl Sink for Writer<'_> {
    const BEYOND_JSONB: bool = false;

    /// Ten characters of a number can stand for 131,072 digits.
    fn full(&self) -> bool {
        self.out.len() - self.base > self.bytes_max
    }

    fn begin(&mut self, object: bool, empty: bool, _at: usize) {
        self.out.push(if object { b'{' } else { b'[' });
        if object && !empty {
            self.members.open();
        }
    }

    fn end(&mut self, object: bool, empty: bool) {
        if object && !empty {
            self.members.close(self.out, self.base, |out| out.extend_from_slice(b", "), jsonb_order);
        }
        self.out.push(if object { b'}' } else { b']' });
    }

    fn comma(&mut self, _at: usize) {
        // In an array this sets the end of the member that holds the array, which a later call sets again.
        self.members.ends(self.at());
        self.out.extend_from_slice(b", ");
    }

    fn key(&mut self, raw: &[u8], escaped: bool) {
        let start = self.at();
        let length = self.text(raw, escaped);
        let member = Member { start, end: start, key_bytes: self.at() - start - 2, rank: length };
        self.members.add(member, &self.out[self.base..], jsonb_order);
        self.out.extend_from_slice(b": ");
    }

    fn string(&mut self, raw: &[u8], escaped: bool) {
        self.text(raw, escaped);
    }

    fn number(&mut self, raw: &[u8]) {
        let exponent = raw.iter().any(|byte| matches!(byte, b'e' | b'E'));
        if exponent || raw.starts_with(b"-0") {
            if let Some(decimal) = Decimal::parse(raw) {
                decimal.write_plain(self.out);
            }
        } else {
            self.out.extend_from_slice(raw);
        }
    }

    fn literal(&mut self, raw: &[u8]) {
        self.out.extend_from_slice(raw);
    }
}

impl Writer<'_> {
    /// Writes a string with its quotes; returns its length in bytes without escapes.
    fn text(&mut self, raw: &[u8], escaped: bool) -> u32 {
        self.out.push(b'"');
        let mut length = raw.len();
        if escaped {
            length = 0;
            let mut rest = raw;
            loop {
                let plain = plain_run(rest);
                self.out.extend_from_slice(&rest[..plain]);
                length += plain;
                rest = &rest[plain..];
                if rest.is_empty() {
                    break;
                }
                let (character, taken) = unescape(rest);
                write_escaped(character, self.out);
                length += character.len_utf8();
                rest = &rest[taken..];
            }
        } else {
            self.out.extend_from_slice(raw);
        }
        self.out.push(b'"');
        length as u32
    }
}

/// The character of the escape in front of `text`, which the parser has accepted for `jsonb`, and the bytes it takes.
pub(super) fn unescape(text: &[u8]) -> (char, usize) {
    let plain = |byte: u8| (char::from(byte), 2);
    match text.get(1) {
        Some(b'b') => plain(8),
        Some(b'f') => plain(12),
        Some(b'n') => plain(b'\n'),
        Some(b'r') => plain(b'\r'),
        Some(b't') => plain(b'\t'),
        Some(b'u') => {
            let unit = text.get(2..).and_then(hex4).unwrap_or(0xFFFD);
            if let 0xD800..=0xDBFF = unit {
                let low = text.get(8..).and_then(hex4).unwrap_or(0xDC00);
                let code = 0x10000 + ((unit - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            } else {
                (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
            }
        }
        Some(&byte) => plain(byte),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

/// Writes a character as `escape_json` does.
pub(super) fn write_escaped(character: char, out: &mut Vec<u8>) {
    let short = match character {
        '"' => b'"',
        '\\' => b'\\',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        control if control < ' ' => {
            let digit = b"0123456789abcdef"[control as usize % 16];
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0' + control as u8 / 16, digit]);
        }
        character => {
            return out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// `jsonb`'s order of keys; the rank is the key's length without escapes.
pub(super) fn jsonb_order(document: &[u8], one: &Member, other: &Member) -> Ordering {
    one.rank.cmp(&other.rank).then_with(|| {
        let (one_key, other_key) = (one.key(document), other.key(document));
        if one.rank == one.key_bytes && other.rank == other.key_bytes {
            return one_key.cmp(other_key);
        }
        Unescaped(one_key).cmp(Unescaped(other_key))
    })
}

/// The bytes of a canonical string without escapes.
struct Unescaped<'a>(&'a [u8]);

impl Iterator for Unescaped<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        if first != b'\\' {
            self.0 = rest;
            return Some(first);
        }
        // Canonical text escapes ASCII characters only.
        let (character, taken) = unescape(self.0);
        self.0 = &self.0[taken.min(self.0.len())..];
        Some(character as u8)
    }
}
