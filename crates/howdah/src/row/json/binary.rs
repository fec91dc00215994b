//! SQLite's JSONB: JSON in a BLOB (<https://sqlite.org/jsonb.html>).
//!
//! An element is a header (its kind, and the size of what follows in 0, 1, 2, 4 or 8 bytes) and a payload: the text of a number
//! or string, or the elements of a container. [`decode`] writes such a BLOB as the text that SQLite's `json()` gives, and
//! takes only what is whole: another BLOB must not pass for JSON. [`encode`] writes text as `jsonb()` does, so that the two
//! tell whether the very BLOB comes back.

use super::parse::{DEPTH_MAX, JsonProblem, Parser, ProblemKind, Sink};

/// The kinds of elements (<https://sqlite.org/jsonb.html#element_type>).
const NULL: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const INT: u8 = 3;
const INT5: u8 = 4;
const FLOAT: u8 = 5;
const FLOAT5: u8 = 6;
const TEXT: u8 = 7;
const TEXTJ: u8 = 8;
const TEXT5: u8 = 9;
const TEXTRAW: u8 = 10;
const ARRAY: u8 = 11;
const OBJECT: u8 = 12;

/// Appends the text of a document. On error `out` holds a part of it.
///
/// Numbers and strings are checked as far as they could be taken for something else; whether the text is JSON, and whether
/// `jsonb` takes it, is for [`super::validate`] to say.
pub fn decode(blob: &[u8], out: &mut Vec<u8>) -> Result<(), JsonProblem> {
    // Open containers: where each ends, whether it is an object, and its elements so far.
    let mut open: Vec<(usize, bool, usize)> = Vec::new();
    let mut at = 0;
    loop {
        // Where containers end, and what stands between elements.
        while let Some(&(end, object, elements)) = open.last()
            && at == end
        {
            if object && elements % 2 == 1 {
                return Err(broken(at));
            }
            out.push(if object { b'}' } else { b']' });
            open.pop();
        }
        if open.is_empty() && at > 0 {
            return if at == blob.len() { Ok(()) } else { Err(broken(at)) };
        }
        let (kind, payload) = header(blob, at)?;
        let end = payload.end;
        if let Some((around, object, elements)) = open.last_mut() {
            let is_label = *object && *elements % 2 == 0;
            if end > *around || (is_label && !matches!(kind, TEXT..=TEXTRAW)) {
                return Err(broken(at));
            }
            if *elements > 0 {
                out.push(if *object && !is_label { b':' } else { b',' });
            }
            *elements += 1;
        } else if end != blob.len() {
            return Err(broken(at));
        }
        if matches!(kind, ARRAY | OBJECT) {
            if open.len() == DEPTH_MAX {
                return Err(JsonProblem { offset: at, kind: ProblemKind::TooDeep });
            }
            out.push(if kind == OBJECT { b'{' } else { b'[' });
            open.push((end, kind == OBJECT, 0));
            at = payload.start;
        } else {
            scalar(kind, &blob[payload.clone()], out).ok_or(broken(payload.start))?;
            at = end;
        }
    }
}

fn broken(offset: usize) -> JsonProblem {
    JsonProblem { offset, kind: ProblemKind::Binary }
}

/// The kind and the payload of the element at a place.
fn header(blob: &[u8], at: usize) -> Result<(u8, std::ops::Range<usize>), JsonProblem> {
    let first = *blob.get(at).ok_or(broken(at))?;
    let bytes = match first >> 4 {
        size @ 0..=11 => return within(blob, first & 15, at + 1, u64::from(size)),
        12 => 1,
        13 => 2,
        14 => 4,
        _ => 8,
    };
    let size = blob.get(at + 1..at + 1 + bytes).ok_or(broken(at))?;
    let size = size.iter().fold(0, |size, &byte| size << 8 | u64::from(byte));
    within(blob, first & 15, at + 1 + bytes, size)
}

fn within(
    blob: &[u8],
    kind: u8,
    start: usize,
    size: u64,
) -> Result<(u8, std::ops::Range<usize>), JsonProblem> {
    let end = usize::try_from(size).ok().and_then(|size| start.checked_add(size));
    let end = end.filter(|&end| end <= blob.len() && kind <= OBJECT).ok_or(broken(start))?;
    Ok((kind, start..end))
}

/// Appends the text of a number, string or literal; `None` when the payload is not of its kind.
fn scalar(kind: u8, payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let all = |of: fn(&u8) -> bool| (!payload.is_empty() && payload.iter().all(of)).then_some(());
    match kind {
        NULL | TRUE | FALSE => {
            payload.is_empty().then_some(())?;
            out.extend_from_slice([&b"null"[..], b"true", b"false"][usize::from(kind)]);
        }
        INT => {
            all(|byte| byte.is_ascii_digit() || *byte == b'-')?;
            out.extend_from_slice(payload);
        }
        FLOAT => {
            all(of_float)?;
            is_pointed(payload)?;
            out.extend_from_slice(payload);
        }
        INT5 => hexadecimal(payload, out)?,
        FLOAT5 => {
            all(of_float)?;
            is_pointed(payload)?;
            let digits = payload.strip_prefix(b"-");
            if digits.is_some() {
                out.push(b'-');
            }
            pointed(digits.unwrap_or(payload), out);
        }
        TEXT | TEXTJ => {
            let mut rest = payload;
            while let Some((&byte, behind)) = rest.split_first() {
                rest = match byte {
                    b'\\' if kind == TEXTJ => behind.get(1..)?,
                    b'"' | b'\\' | 0..0x20 => return None,
                    _ => behind,
                };
            }
            quoted(payload, out);
        }
        TEXT5 => {
            out.push(b'"');
            unescaped(payload, out)?;
            out.push(b'"');
        }
        TEXTRAW => {
            out.push(b'"');
            payload.iter().for_each(|&byte| raw(byte, out));
            out.push(b'"');
        }
        _ => return None,
    }
    Some(())
}

fn of_float(byte: &u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// A number without point and exponent is no float.
fn is_pointed(payload: &[u8]) -> Option<()> {
    payload.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')).then_some(())
}

fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

/// A hexadecimal integer of JSON5 as a decimal one; beyond 64 bits it is what SQLite takes for infinity.
fn hexadecimal(payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let digits = payload.strip_prefix(b"-");
    if digits.is_some() {
        out.push(b'-');
    }
    let digits = digits.unwrap_or(payload);
    let digits = digits.strip_prefix(b"0x").or_else(|| digits.strip_prefix(b"0X"))?;
    (!digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit)).then_some(())?;
    let digits = std::str::from_utf8(digits).ok()?;
    match u64::from_str_radix(digits, 16) {
        Ok(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Err(_) => out.extend_from_slice(b"9.0e999"),
    }
    Some(())
}

/// A number of JSON5 whose point lacks digits before or behind it.
fn pointed(digits: &[u8], out: &mut Vec<u8>) {
    if digits.first() == Some(&b'.') {
        out.push(b'0');
    }
    for (at, &byte) in digits.iter().enumerate() {
        out.push(byte);
        if byte == b'.' && !digits.get(at + 1).is_some_and(u8::is_ascii_digit) {
            out.push(b'0');
        }
    }
}

/// A string of JSON5 with the escapes of JSON (<https://spec.json5.org/#escapes>).
fn unescaped(payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut rest = payload;
    while let Some((&byte, behind)) = rest.split_first() {
        if byte != b'\\' {
            raw(byte, out);
            rest = behind;
            continue;
        }
        let (&escape, behind) = behind.split_first()?;
        rest = behind;
        match escape {
            b'\'' => out.push(b'\''),
            b'v' => out.extend_from_slice(b"\\u000b"),
            b'0' => out.extend_from_slice(b"\\u0000"),
            b'x' => {
                let (digits, behind) = rest.split_at_checked(2)?;
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(digits);
                rest = behind;
            }
            // A line's end that is escaped is no part of the string.
            b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
            b'\n' => {}
            0xe2 => rest = rest.strip_prefix(b"\x80\xa8").or_else(|| rest.strip_prefix(b"\x80\xa9"))?,
            _ => out.extend_from_slice(&[b'\\', escape]),
        }
    }
    Some(())
}

/// A byte of a string as it is, escaped where JSON asks for it.
fn raw(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
        0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        _ => out.push(byte),
    }
}

/// Appends JSON text as `jsonb()` writes it: each size in as few bytes as it takes. On error, nothing is appended.
pub fn encode(text: &[u8], out: &mut Vec<u8>) -> Result<(), JsonProblem> {
    let base = out.len();
    let mut writer = Writer { out, open: Vec::new() };
    let read = Parser::new(text, &mut writer).run();
    read.map(drop).inspect_err(|_| out.truncate(base))
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    /// Where the payloads of the open containers begin.
    open: Vec<usize>,
}

impl Writer<'_> {
    fn element(&mut self, kind: u8, payload: &[u8]) {
        let (header, length) = header_of(kind, payload.len());
        self.out.extend_from_slice(&header[..length]);
        self.out.extend_from_slice(payload);
    }

    fn text(&mut self, raw: &[u8], escaped: bool) {
        self.element(if escaped { TEXTJ } else { TEXT }, raw);
    }
}

impl Sink for Writer<'_> {
    fn begin(&mut self, _object: bool, _empty: bool, _at: usize) {
        self.open.push(self.out.len());
    }

    fn end(&mut self, object: bool, _empty: bool) {
        let start = self.open.pop().unwrap_or_default();
        let kind = if object { OBJECT } else { ARRAY };
        let (header, length) = header_of(kind, self.out.len() - start);
        self.out.splice(start..start, header[..length].iter().copied());
    }

    fn key(&mut self, raw: &[u8], escaped: bool) {
        self.text(raw, escaped);
    }

    fn string(&mut self, raw: &[u8], escaped: bool) {
        self.text(raw, escaped);
    }

    fn number(&mut self, raw: &[u8]) {
        let is_float = raw.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        self.element(if is_float { FLOAT } else { INT }, raw);
    }

    fn literal(&mut self, raw: &[u8]) {
        self.out.push(match raw {
            b"null" => NULL,
            b"true" => TRUE,
            _ => FALSE,
        });
    }
}

/// The header of an element, and how many of its bytes count.
fn header_of(kind: u8, size: usize) -> ([u8; 9], usize) {
    let mut header = [0; 9];
    let bytes = match size {
        0..=11 => {
            header[0] = (size as u8) << 4 | kind;
            return (header, 1);
        }
        12..=0xFF => 1,
        0x100..=0xFFFF => 2,
        0x1_0000..=0xFFFF_FFFF => 4,
        _ => 8,
    };
    header[0] = match bytes {
        1 => 0xC0,
        2 => 0xD0,
        4 => 0xE0,
        _ => 0xF0,
    } | kind;
    let size = (size as u64).to_be_bytes();
    header[1..=bytes].copy_from_slice(&size[8 - bytes..]);
    (header, 1 + bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    fn ask<T: rusqlite::types::FromSql>(lite: &Connection, sql: &str, given: impl rusqlite::ToSql) -> T {
        lite.query_row(sql, [given], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn decoded(blob: &[u8]) -> Result<String, JsonProblem> {
        let mut text = Vec::new();
        decode(blob, &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn text_is_encoded_as_sqlite_encodes_it_and_comes_back() {
        let lite = Connection::open_in_memory().unwrap();
        let long = format!("[\"{}\",{{\"{}\":[]}}]", "x".repeat(70_000), "ä".repeat(200));
        let wide = format!("[{}1]", "1234567890,".repeat(40));
        for text in [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "12",
            "-1.5e+10",
            "1E5",
            "\"\"",
            "\"ü\\n\\u0041\\/\"",
            "\"it's\"",
            "[]",
            "{}",
            "[[],{},[1,[2,[3]]]]",
            "{\"b\":1,\"a\":{\"a\":null},\"b\":2}",
            "[\"12345678901\",\"123456789012\"]",
            &long,
            &wide,
        ] {
            let theirs: Vec<u8> = ask(&lite, "SELECT jsonb(?1)", text);
            let mut ours = Vec::new();
            encode(text.as_bytes(), &mut ours).unwrap();
            assert_eq!(ours, theirs, "{}", text.get(..60).unwrap_or(text));
            assert_eq!(decoded(&theirs).unwrap(), text);
        }
    }

    #[test]
    fn what_json5_and_edits_leave_is_read_as_sqlite_reads_it() {
        let lite = Connection::open_in_memory().unwrap();
        for sql in [
            "jsonb('{a: 0x1F, b: -0xff, ''c\"d'': .5, $e: 5., f: -.5e3, g: +1, h: Infinity, i: 0xFFFFFFFFFFFFFFFFFF}')",
            "jsonb('[''it\\''s'', \"a\\x41\\v\\0\", \"x\\\ny\", \"tab\t\"]')",
            "jsonb_set('{}', '$.a', 'raw \"text\" \\ and' || char(10, 9, 8, 12, 1))",
            "jsonb_array(1, 2.5, 'x', NULL, jsonb('[1]'))",
            "jsonb_group_array(value) FROM json_each('[1,\"a\",{\"b\":null}]')",
        ] {
            let blob: Vec<u8> = ask(&lite, &format!("SELECT {sql} WHERE ?1"), 1);
            let text: String = ask(&lite, "SELECT json(?1)", &blob);
            assert_eq!(decoded(&blob).unwrap(), text, "{sql}");
        }
        // Sizes may take more bytes than they need.
        assert_eq!(decoded(b"\xcb\x02\x13\x31").unwrap(), "[1]");
        assert_eq!(decoded(b"\xf3\0\0\0\0\0\0\0\x01\x31").unwrap(), "1");
    }

    #[test]
    fn other_blobs_are_refused_where_sqlite_refuses_them() {
        let lite = Connection::open_in_memory().unwrap();
        let mut state = 11_u64;
        let mut both = 0;
        let mut some: Vec<Vec<u8>> = vec![
            vec![],
            vec![0, 0],
            vec![0x13],
            vec![0x10],
            vec![0x23, b'1', b','],
            vec![0x17, b'"'],
            vec![0x1c, 0x00],
            vec![0x2c, 0x00, 0x00],
            vec![0x3b, 0x13, b'1', 0x23],
            vec![0x0d],
            vec![0x0f],
            vec![0xff; 9],
            vec![0x18, b'\\'],
            b"{\"a\":1}".to_vec(),
            b"\x89PNG".to_vec(),
            vec![0x45, b't', b'r', b'u', b'e'],
        ];
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let length = (state >> 60) as usize % 6 + 1;
            some.push(
                (0..length)
                    .map(|at| (state >> (8 * at + 8)) as u8 & if at == 0 { 0x3F } else { 0x7F })
                    .collect(),
            );
        }
        for blob in some {
            let theirs: bool = ask(&lite, "SELECT json_valid(?1, 8)", &blob);
            let ours = decoded(&blob).is_ok_and(|text| super::super::validate(text.as_bytes()).is_ok());
            both += u32::from(ours);
            // SQLite takes some payloads that are no JSON when they are written out, such as the integer 007.
            assert!(theirs || !ours, "{blob:02x?}: {:?}", decoded(&blob));
            if theirs && !ours {
                let text: Vec<u8> = ask(&lite, "SELECT CAST(json(?1) AS BLOB)", &blob);
                assert!(
                    super::super::validate(&text).is_err(),
                    "{blob:02x?}: {}",
                    String::from_utf8_lossy(&text)
                );
            }
        }
        assert!(both > 100, "{both}");
    }
}
