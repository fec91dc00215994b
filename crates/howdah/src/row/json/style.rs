//! `jsonb` rendered as a program wrote it.
//!
//! The canonical text is read once and written with the style's separators, escapes, indentation and order of keys.
//! What `jsonb` does not keep and no rule brings back (exponents, `-0`, doubled keys, unusual spaces) makes a text that
//! differs: the caller keeps the original then. See [`StyleRenderer::restores`].

use crate::row::format::JsonStyle;
use crate::row::json::canonical::{JSONB_VERSION, JsonScratch, SENT_BYTES_MAX, write_escaped};
use crate::row::json::members::{KEEP_BYTES, Member, Members};
use crate::row::json::parse::{JsonProblem, Parser, ProblemKind, Sink};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The rank of a key that is not listed.
const UNLISTED: u32 = u32::MAX;

/// Keys, as canonical text writes them, to their places.
type Ranks = HashMap<Box<[u8]>, u32>;

/// A style made ready to render many documents.
#[derive(Debug)]
pub struct StyleRenderer {
    writes: Writes,
    /// The order for most objects, then those of `nested`.
    ranks: Vec<Ranks>,
    /// Keys, as canonical text writes them, to the index in `ranks` for the objects under them.
    nested: HashMap<Box<[u8]>, usize>,
    sorted_keys: bool,
    members: Members,
    /// For each open object: its index in `ranks`, and that of objects under its present key.
    tables: Vec<(usize, usize)>,
    rendered: Vec<u8>,
}

/// How separators and characters are written.
#[derive(Debug)]
struct Writes {
    comma: &'static [u8],
    colon: &'static [u8],
    indent: Option<u8>,
    ascii: bool,
    slash: bool,
    html: bool,
}

impl StyleRenderer {
    /// Prepares a style.
    pub fn new(style: &JsonStyle) -> Self {
        let ranks =
            |keys: &[String]| keys.iter().zip(0..).map(|(key, rank)| (canonical_key(key), rank)).collect();
        StyleRenderer {
            writes: Writes {
                comma: if style.space_after_comma && style.indent.is_none() { b", " } else { b"," },
                colon: if style.space_after_colon { b": " } else { b":" },
                indent: style.indent,
                ascii: style.ascii,
                slash: style.escape_slash,
                html: style.escape_html,
            },
            ranks: std::iter::once(&style.key_order)
                .chain(style.nested_order.iter().map(|nested| &nested.keys))
                .map(|keys| ranks(keys))
                .collect(),
            nested: style
                .nested_order
                .iter()
                .zip(1..)
                .map(|(order, at)| (canonical_key(&order.under), at))
                .collect(),
            sorted_keys: style.sorted_keys,
            members: Members::default(),
            tables: Vec::new(),
            rendered: Vec::new(),
        }
    }

    /// Appends a canonical `jsonb` value as text in the style. On error (bytes that are no `jsonb`, or nested deeper
    /// than this program reads), nothing is appended.
    pub fn render(&mut self, canonical: &[u8], out: &mut Vec<u8>) -> Result<(), JsonProblem> {
        let text = match canonical.split_first() {
            Some((&JSONB_VERSION, text)) => text,
            _ => return Err(JsonProblem { offset: 0, kind: ProblemKind::Syntax }),
        };
        self.members.clear();
        self.tables.clear();
        let base = out.len();
        let mut writer = Writer { style: self, out, base, depth: 0, opened: false };
        let read = Parser::new(text, &mut writer).run();
        read.map(drop).inspect_err(|_| out.truncate(base))
    }

    /// Whether rendering `canonical` gives `text` back.
    pub fn restores(&mut self, text: &[u8], canonical: &[u8]) -> bool {
        let mut rendered = std::mem::take(&mut self.rendered);
        rendered.clear();
        rendered.shrink_to(KEEP_BYTES);
        let restored = self.render(canonical, &mut rendered).is_ok() && rendered == text;
        self.rendered = rendered;
        restored
    }
}

/// Appends a canonical `jsonb` value as text in a style. The scratch keeps the style prepared while it stays the same.
pub fn render_styled(
    canonical: &[u8],
    style: &JsonStyle,
    scratch: &mut JsonScratch,
    out: &mut Vec<u8>,
) -> Result<(), JsonProblem> {
    prepared(style, scratch).render(canonical, out)
}

/// Whether rendering `canonical` in a style gives `text` back.
pub fn restores(text: &[u8], canonical: &[u8], style: &JsonStyle, scratch: &mut JsonScratch) -> bool {
    prepared(style, scratch).restores(text, canonical)
}

fn prepared<'s>(style: &JsonStyle, scratch: &'s mut JsonScratch) -> &'s mut StyleRenderer {
    if scratch.styled.as_ref().is_some_and(|(known, _)| known != style) {
        scratch.styled = None;
    }
    &mut scratch.styled.get_or_insert_with(|| (style.clone(), StyleRenderer::new(style))).1
}

/// A key as canonical text writes it, without quotes.
fn canonical_key(key: &str) -> Box<[u8]> {
    let mut bytes = Vec::with_capacity(key.len());
    key.chars().for_each(|character| write_escaped(character, &mut bytes));
    bytes.into()
}

struct Writer<'o> {
    style: &'o mut StyleRenderer,
    out: &'o mut Vec<u8>,
    base: usize,
    depth: usize,
    /// A container was opened and nothing stands in it yet.
    opened: bool,
}

impl Writer<'_> {
    /// The place in the document, which [`Sink::full`] keeps below 4 GB.
    fn at(&self) -> u32 {
        (self.out.len() - self.base) as u32
    }

    /// Before a key or a value.
    fn lead(&mut self) {
        if std::mem::take(&mut self.opened) {
            self.style.writes.line(self.depth, self.out);
        }
    }
}

impl Sink for Writer<'_> {
    const BEYOND_JSONB: bool = false;

    fn full(&self) -> bool {
        self.out.len() - self.base > SENT_BYTES_MAX
    }

    fn begin(&mut self, object: bool, empty: bool, _at: usize) {
        self.lead();
        self.out.push(if object { b'{' } else { b'[' });
        if !empty {
            self.depth += 1;
            self.opened = true;
            if object {
                self.style.members.open();
                let table = self.style.tables.last().map_or(0, |&(_, below)| below);
                self.style.tables.push((table, 0));
            }
        }
    }

    fn end(&mut self, object: bool, empty: bool) {
        if !empty {
            self.depth -= 1;
            if object {
                let (depth, order) = (self.depth + 1, order(self.style.sorted_keys));
                let StyleRenderer { writes, members, .. } = &mut *self.style;
                members.close(
                    self.out,
                    self.base,
                    |out| {
                        out.extend_from_slice(writes.comma);
                        writes.line(depth, out);
                    },
                    order,
                );
                self.style.tables.pop();
            }
            self.style.writes.line(self.depth, self.out);
        }
        self.out.push(if object { b'}' } else { b']' });
    }

    fn comma(&mut self, _at: usize) {
        self.style.members.ends(self.at());
        self.out.extend_from_slice(self.style.writes.comma);
        self.style.writes.line(self.depth, self.out);
    }

    fn key(&mut self, raw: &[u8], _escaped: bool) {
        self.lead();
        let start = self.at();
        self.style.writes.text(raw, self.out);
        let end = self.at();
        let style = &mut *self.style;
        let mut rank = UNLISTED;
        if let Some((table, below)) = style.tables.last_mut() {
            rank = style.ranks[*table].get(raw).copied().unwrap_or(UNLISTED);
            *below = style.nested.get(raw).copied().unwrap_or(0);
        }
        let member = Member { start, end, key_bytes: end - start - 2, rank };
        style.members.add(member, &self.out[self.base..], order(style.sorted_keys));
        self.out.extend_from_slice(self.style.writes.colon);
    }

    fn string(&mut self, raw: &[u8], _escaped: bool) {
        self.lead();
        self.style.writes.text(raw, self.out);
    }

    fn number(&mut self, raw: &[u8]) {
        self.lead();
        self.out.extend_from_slice(raw);
    }

    fn literal(&mut self, raw: &[u8]) {
        self.lead();
        self.out.extend_from_slice(raw);
    }
}

/// The order of an object's members; those that are not listed come from the canonical text in `jsonb`'s order.
fn order(sorted: bool) -> impl Fn(&[u8], &Member, &Member) -> Ordering {
    move |document, one, other| {
        one.rank.cmp(&other.rank).then_with(|| match (one.rank, sorted) {
            (UNLISTED, true) => one.key(document).cmp(other.key(document)),
            _ => one.start.cmp(&other.start),
        })
    }
}

impl Writes {
    /// Begins a line, where lines are broken.
    fn line(&self, depth: usize, out: &mut Vec<u8>) {
        if let Some(indent) = self.indent {
            out.push(b'\n');
            out.resize(out.len() + usize::from(indent) * depth, b' ');
        }
    }

    /// Writes a canonical string with its quotes. Canonical escapes stand for ASCII characters that no style writes
    /// otherwise, so that they are copied like the rest.
    fn text(&self, raw: &[u8], out: &mut Vec<u8>) {
        out.push(b'"');
        if self.ascii || self.slash || self.html {
            let mut rest = raw;
            loop {
                let plain = rest.iter().position(|&byte| self.special(byte)).unwrap_or(rest.len());
                out.extend_from_slice(&rest[..plain]);
                rest = &rest[plain..];
                if rest.is_empty() {
                    break;
                }
                rest = self.special_character(rest, out);
            }
        } else {
            out.extend_from_slice(raw);
        }
        out.push(b'"');
    }

    fn special(&self, byte: u8) -> bool {
        match byte {
            b'/' => self.slash,
            b'<' | b'>' | b'&' => self.html,
            // The first byte of U+2028 and U+2029.
            0xE2 => self.ascii || self.html,
            0x80.. => self.ascii,
            _ => false,
        }
    }

    /// Writes the character in front of `text` and returns what stands behind it.
    fn special_character<'a>(&self, text: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        let length = match text[0] {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
        let (character, rest) = text.split_at(length.min(text.len()));
        let decoded = std::str::from_utf8(character).ok().and_then(|text| text.chars().next());
        match decoded {
            Some('/') => out.extend_from_slice(b"\\/"),
            Some(decoded) if self.ascii || matches!(decoded, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') => {
                let mut units = [0u16; 2];
                for unit in decoded.encode_utf16(&mut units) {
                    let digit = |shift: u32| b"0123456789abcdef"[usize::from(*unit >> shift & 15)];
                    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
                }
            }
            _ => out.extend_from_slice(character),
        }
        rest
    }
}
