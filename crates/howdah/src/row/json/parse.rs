//! A strict RFC 8259 parser over bytes, as strict as PostgreSQL's.
//!
//! It hands what it meets to a [`Sink`] and keeps apart what is not JSON at all (an error) from what `json` takes and
//! `jsonb` does not (<https://www.postgresql.org/docs/current/datatype-json.html>): `\u0000`, surrogates that are no
//! pair, numbers beyond `numeric`, strings and values beyond 256 MB.

use crate::row::number::decimal::{Decimal, FRACTION_DIGITS_MAX};

/// Containers in containers, at most. PostgreSQL's limit is its stack (some thousands with the default settings).
pub const DEPTH_MAX: usize = 1000;
/// Most bytes of a string, and of a stored container, in `jsonb` (`JENTRY_OFFLENMASK`).
pub const STORED_BYTES_MAX: u64 = 0x0FFF_FFFF;

/// Why a text is not JSON, or not `jsonb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct JsonProblem {
    /// Bytes before the place.
    pub offset: usize,
    /// What is wrong there.
    pub kind: ProblemKind,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ProblemKind {
    /// Not RFC 8259: also what only JSON5 allows, control characters in strings, and an empty text.
    #[error("invalid JSON")]
    Syntax,
    /// A BLOB that is no JSONB of SQLite.
    #[error("invalid JSONB")]
    Binary,
    /// Not UTF-8.
    #[error("invalid UTF-8")]
    BadUtf8,
    /// More than [`DEPTH_MAX`] containers in one another.
    #[error("JSON nested too deeply")]
    TooDeep,
    /// `\u0000`, which `jsonb` cannot hold.
    #[error("\\u0000 in JSON")]
    NulEscape,
    /// A `\u` surrogate without its other half, which `jsonb` cannot hold.
    #[error("lone surrogate in JSON")]
    LoneSurrogate,
    /// A number that `numeric` cannot hold.
    #[error("JSON number out of range")]
    NumberOutOfRange,
    /// A string, as written, longer than [`STORED_BYTES_MAX`].
    #[error("JSON string too long")]
    StringTooLong,
    /// A value that might take more than [`STORED_BYTES_MAX`] in the server, or that it could not send.
    #[error("JSON value too large")]
    TooLarge,
}

/// What is known of a text that is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Why `jsonb` does not take it; the first reason.
    pub jsonb_problem: Option<JsonProblem>,
    /// The first byte of the value: `{`, `[`, `"`, `t`, `f`, `n`, `-` or a digit.
    pub first: u8,
    /// No more than this many bytes in the server's `jsonb`.
    pub stored_bytes_max: u64,
}

impl Shape {
    /// Whether `jsonb` takes the text (`json` does).
    pub fn fits_jsonb(&self) -> bool {
        self.jsonb_problem.is_none()
    }
}

/// Whether `json`, and whether `jsonb`, takes a text.
pub fn validate(text: &[u8]) -> Result<Shape, JsonProblem> {
    struct Ignore;
    impl Sink for Ignore {}
    Parser::new(text, &mut Ignore).run()
}

/// What meets the parser's findings. Offsets are those of the byte named.
pub(super) trait Sink {
    /// `{` or `[`; `empty` when the next character closes it.
    fn begin(&mut self, _object: bool, _empty: bool, _at: usize) {}
    /// `}` or `]`.
    fn end(&mut self, _object: bool, _empty: bool) {}
    /// A key, without its quotes; `escaped` when a backslash is in it.
    fn key(&mut self, _raw: &[u8], _escaped: bool) {}
    /// The colon behind a key.
    fn colon(&mut self, _at: usize) {}
    /// A comma.
    fn comma(&mut self, _at: usize) {}
    /// A string, without its quotes.
    fn string(&mut self, _raw: &[u8], _escaped: bool) {}
    /// A number.
    fn number(&mut self, _raw: &[u8]) {}
    /// `true`, `false` or `null`.
    fn literal(&mut self, _raw: &[u8]) {}
    /// Whether the sink has written more than a value can have; asked after each value, before the next. No single
    /// value that `jsonb` takes adds more than 1 GB.
    fn full(&self) -> bool {
        false
    }
    /// Whether the sink has use for a text that `jsonb` does not take; else the parser stops there.
    const BEYOND_JSONB: bool = true;
}

pub(super) struct Parser<'a, 's, S> {
    text: &'a [u8],
    at: usize,
    sink: &'s mut S,
    /// One bit a level: the container is an object.
    objects: [u64; DEPTH_MAX.div_ceil(64)],
    depth: usize,
    problem: Option<JsonProblem>,
    stored: u64,
}

impl<'a, 's, S: Sink> Parser<'a, 's, S> {
    pub(super) fn new(text: &'a [u8], sink: &'s mut S) -> Self {
        Parser { text, at: 0, sink, objects: [0; _], depth: 0, problem: None, stored: 8 }
    }

    /// Reads the whole text.
    pub(super) fn run(mut self) -> Result<Shape, JsonProblem> {
        if let Err(error) = std::str::from_utf8(self.text) {
            return Err(JsonProblem { offset: error.valid_up_to(), kind: ProblemKind::BadUtf8 });
        }
        self.space();
        let first = self.peek().ok_or(self.syntax())?;
        loop {
            let opened = self.value()?;
            if self.sink.full() {
                return Err(JsonProblem { offset: self.at, kind: ProblemKind::TooLarge });
            }
            if !opened && !self.after_value()? {
                break;
            }
        }
        if self.stored > STORED_BYTES_MAX {
            self.unfit(0, ProblemKind::TooLarge)?;
        }
        Ok(Shape { jsonb_problem: self.problem, first, stored_bytes_max: self.stored })
    }

    /// Reads a scalar, an empty container, or the opening of a container up to its first value; true for the last.
    fn value(&mut self) -> Result<bool, JsonProblem> {
        self.space();
        match self.peek().ok_or(self.syntax())? {
            b'{' => self.open(true),
            b'[' => self.open(false),
            b'"' => {
                let (raw, escaped) = self.quoted()?;
                self.sink.string(raw, escaped);
                Ok(false)
            }
            b'-' | b'0'..=b'9' => self.number().map(|()| false),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => Err(self.syntax()),
        }
    }

    fn open(&mut self, object: bool) -> Result<bool, JsonProblem> {
        if self.depth == DEPTH_MAX {
            return Err(JsonProblem { offset: self.at, kind: ProblemKind::TooDeep });
        }
        let at = self.at;
        self.at += 1;
        self.space();
        // Its header, its place in the container around it, and alignment.
        self.stored += 4 + 4 + 3;
        if self.peek() == Some(if object { b'}' } else { b']' }) {
            self.at += 1;
            self.sink.begin(object, true, at);
            self.sink.end(object, true);
            return Ok(false);
        }
        let (word, bit) = (self.depth / 64, 1u64 << (self.depth % 64));
        if object {
            self.objects[word] |= bit;
        } else {
            self.objects[word] &= !bit;
        }
        self.depth += 1;
        self.sink.begin(object, false, at);
        if object {
            self.key()?;
        }
        Ok(true)
    }

    fn in_object(&self) -> bool {
        let level = self.depth - 1;
        self.objects[level / 64] >> (level % 64) & 1 == 1
    }

    /// Closes what ends here and reads up to the next value; false at the end of the text.
    fn after_value(&mut self) -> Result<bool, JsonProblem> {
        loop {
            self.space();
            if self.depth == 0 {
                return if self.at == self.text.len() { Ok(false) } else { Err(self.syntax()) };
            }
            let object = self.in_object();
            match self.peek() {
                Some(b',') => {
                    self.sink.comma(self.at);
                    self.at += 1;
                    if object {
                        self.space();
                        self.key()?;
                    }
                    return Ok(true);
                }
                Some(b'}') if object => {}
                Some(b']') if !object => {}
                _ => return Err(self.syntax()),
            }
            self.at += 1;
            self.depth -= 1;
            self.sink.end(object, false);
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Result<(), JsonProblem> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax());
        }
        let (raw, escaped) = self.quoted()?;
        self.sink.key(raw, escaped);
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.syntax());
        }
        self.sink.colon(self.at);
        self.at += 1;
        Ok(())
    }

    /// Reads a string whose opening quote stands here; returns what is between the quotes.
    fn quoted(&mut self) -> Result<(&'a [u8], bool), JsonProblem> {
        let start = self.at + 1;
        self.at = start;
        let mut escaped = false;
        loop {
            self.at += plain_run(&self.text[self.at..]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                // A control character, or the end.
                _ => return Err(self.syntax()),
            }
        }
        let raw = &self.text[start..self.at];
        self.at += 1;
        self.stored += raw.len() as u64 + 4;
        if raw.len() as u64 > STORED_BYTES_MAX {
            self.unfit(start, ProblemKind::StringTooLong)?;
        }
        Ok((raw, escaped))
    }

    /// Reads an escape, or two when they are a surrogate pair.
    fn escape(&mut self) -> Result<(), JsonProblem> {
        let start = self.at;
        match self.text.get(start + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                return Ok(());
            }
            Some(b'u') => {}
            _ => return Err(self.syntax()),
        }
        let unit = hex4(&self.text[start + 2..]).ok_or(self.syntax())?;
        self.at += 6;
        match unit {
            0 => self.unfit(start, ProblemKind::NulEscape),
            0xD800..=0xDBFF => match self.text.get(self.at..) {
                Some([b'\\', b'u', low @ ..]) if matches!(hex4(low), Some(0xDC00..=0xDFFF)) => {
                    self.at += 6;
                    Ok(())
                }
                _ => self.unfit(start, ProblemKind::LoneSurrogate),
            },
            0xDC00..=0xDFFF => self.unfit(start, ProblemKind::LoneSurrogate),
            _ => Ok(()),
        }
    }

    fn number(&mut self) -> Result<(), JsonProblem> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.syntax()),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        let mut exponent = false;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            exponent = true;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits()?;
        }
        let raw = &self.text[start..self.at];
        // Place, alignment, two headers, and two bytes for four digits.
        self.stored += 4 + 3 + 8 + 4 + raw.len() as u64 / 2;
        if (exponent || raw.len() as i64 > FRACTION_DIGITS_MAX)
            && Decimal::parse(raw).is_none_or(|decimal| decimal.check_limits().is_err())
        {
            return self.unfit(start, ProblemKind::NumberOutOfRange);
        }
        self.sink.number(raw);
        Ok(())
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), JsonProblem> {
        let start = self.at;
        self.digits();
        if self.at == start { Err(self.syntax()) } else { Ok(()) }
    }

    fn literal(&mut self, word: &'static [u8]) -> Result<bool, JsonProblem> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.syntax());
        }
        self.at += word.len();
        self.stored += 4;
        self.sink.literal(word);
        Ok(false)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn syntax(&self) -> JsonProblem {
        JsonProblem { offset: self.at, kind: ProblemKind::Syntax }
    }

    /// Notes that `jsonb` does not take the text.
    fn unfit(&mut self, offset: usize, kind: ProblemKind) -> Result<(), JsonProblem> {
        let problem = *self.problem.get_or_insert(JsonProblem { offset, kind });
        if S::BEYOND_JSONB { Ok(()) } else { Err(problem) }
    }
}

/// Four hexadecimal digits in front of `text`.
pub(super) fn hex4(text: &[u8]) -> Option<u32> {
    text.first_chunk::<4>()?
        .iter()
        .try_fold(0, |sum, &digit| Some(sum * 16 + char::from(digit).to_digit(16)?))
}

/// Bytes up to the first quote, backslash or control character, or to the end.
pub(super) fn plain_run(text: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // Eight bytes at once: the high bit of a byte of `zero(x)` tells whether that byte of x is zero, at least up to
    // the first such byte, which is the one asked for.
    let zero = |x: u64| x.wrapping_sub(ONES) & !x & HIGH;
    let mut at = 0;
    while let Some(chunk) = text[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let tail = &text[at..];
    at + tail.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\').unwrap_or(tail.len())
}
