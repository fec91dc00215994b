//! Puts rows into a table, each cell stored as it is given: class and bytes.
//!
//! Text goes in as raw bytes, valid or not. In a UTF-16 file SQLite would convert it, and put another character in the
//! place of what is not valid; there such a text goes in as the bytes that the file stores, in a BLOB that a cast calls
//! text (<https://sqlite.org/lang_expr.html#castexpr>).

use super::blueprint::Filling;
use super::cells::Cell;
use super::failure::{forbidden, is_missing_extension, said, unwritten};
use crate::error::{Error, Kind, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

/// How a file stores text (<https://sqlite.org/pragma.html#pragma_encoding>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, high byte first or not.
    Utf16 {
        /// High byte first.
        big_endian: bool,
    },
}

impl TextEncoding {
    /// Reads the name that `PRAGMA encoding` gives.
    pub fn of(name: &str) -> TextEncoding {
        match name {
            "UTF-16le" => TextEncoding::Utf16 { big_endian: false },
            "UTF-16be" => TextEncoding::Utf16 { big_endian: true },
            _ => TextEncoding::Utf8,
        }
    }
}

/// A prepared statement that puts rows into one table.
pub struct Inserter<'c> {
    statement: Statement<'c>,
    table: String,
    /// The columns' names, and the ones that they have while the table is filled.
    columns: Vec<(String, String)>,
    encoding: TextEncoding,
    /// Parameters in front of the columns'.
    first: usize,
    stored: Vec<u8>,
}

struct Bound<'a>(Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Integer(value) => ValueRef::Integer(value),
            Cell::Real(value) => ValueRef::Real(value),
            Cell::Text(bytes) => ValueRef::Text(bytes),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'c> Inserter<'c> {
    /// Prepares the statement. With `rowids`, each row is given its rowid.
    pub fn new(
        connection: &'c Connection,
        filling: &Filling,
        rowids: bool,
        encoding: TextEncoding,
        table: &str,
    ) -> Result<Inserter<'c>> {
        let rowid = if rowids { filling.rowid_name() } else { None };
        let sql = filling.insert(rowid, encoding != TextEncoding::Utf8);
        let statement = connection.prepare(&sql).map_err(|cause| match is_missing_extension(&cause) {
            true => unordered(&cause).table(table),
            false => unwritten("preparing rows", cause).table(table),
        })?;
        let first = usize::from(rowid.is_some());
        let (table, columns) = (table.to_owned(), filling.columns.clone());
        Ok(Inserter { statement, table, columns, encoding, first, stored: Vec::new() })
    }

    /// Sets the rowid of the next row; `None`: SQLite chooses one.
    pub fn set_rowid(&mut self, rowid: Option<i64>) -> Result<()> {
        match self.first {
            0 => Ok(()),
            _ => self.bind(1, rowid),
        }
    }

    /// Sets the cell at a place of [`Filling::columns`]; it stays for the rows that follow.
    pub fn set(&mut self, place: usize, cell: Cell<'_>) -> Result<()> {
        let TextEncoding::Utf16 { big_endian } = self.encoding else {
            return self.bind(self.first + place + 1, Bound(cell));
        };
        let at = self.first + 2 * place + 1;
        if let Cell::Text(text) = cell
            && std::str::from_utf8(text).is_err()
        {
            let mut stored = std::mem::take(&mut self.stored);
            stored.clear();
            push_stored_utf16(text, big_endian, &mut stored);
            self.bind(at, Bound(Cell::Blob(&stored)))?;
            self.stored = stored;
            return self.bind(at + 1, true);
        }
        self.bind(at, Bound(cell))?;
        self.bind(at + 1, false)
    }

    /// Puts the row in.
    pub fn execute(&mut self) -> Result<()> {
        let outcome = self.statement.raw_execute();
        outcome.map(drop).map_err(|cause| {
            let own = |known: &str| {
                let column = self.columns.iter().find(|(_, filled)| filled == known);
                column.map(|(own, _)| own.clone())
            };
            match forbidden(&cause, &self.table, own) {
                Some(error) => error.caused_by(cause),
                None => unwritten("writing rows", cause).table(&self.table),
            }
        })
    }

    fn bind(&mut self, at: usize, value: impl ToSql) -> Result<()> {
        let outcome = self.statement.raw_bind_parameter(at, value);
        outcome.map_err(|cause| unwritten("writing rows", cause).table(&self.table))
    }
}

/// The rows of a table WITHOUT ROWID lie in the order of its key.
fn unordered(cause: &rusqlite::Error) -> Error {
    Error::new(Kind::Answer, "a table is laid out in an order that only the application knows")
        .detail(format!("While preparing rows, SQLite said: {}. No file was put in place.", said(cause)))
        .hint("Carry the other tables by hand, or let the application itself write this table.")
}

/// A cell as `howdah.original` and its neighbours keep it: SQLite's type code (5: NULL) and the bytes, numbers as 8 of
/// them, big-endian. `None` for what is no such cell.
pub fn kept_cell(class: i16, bytes: Option<&[u8]>) -> Option<Cell<'_>> {
    let eight = || bytes?.try_into().ok();
    Some(match class {
        1 => Cell::Integer(i64::from_be_bytes(eight()?)),
        2 => Cell::Real(f64::from_bits(u64::from_be_bytes(eight()?))),
        3 => Cell::Text(bytes?),
        4 => Cell::Blob(bytes?),
        5 => Cell::Null,
        _ => return None,
    })
}

/// Appends text as a UTF-16 file stores it: the counterpart of what reading such a file makes of unpaired surrogates and
/// of half a unit at the end (see [`super::cells`]).
fn push_stored_utf16(text: &[u8], big_endian: bool, out: &mut Vec<u8>) {
    let mut push = |unit: u16| out.extend(if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
    let mut rest = text;
    let mut half = None;
    while !rest.is_empty() {
        match rest {
            [0xed, second @ 0xa0..=0xbf, third, behind @ ..] => {
                push(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                rest = behind;
            }
            [0xff, byte] => {
                half = Some(*byte);
                rest = &[];
            }
            _ => {
                let valid = match std::str::from_utf8(rest) {
                    Ok(all) => all,
                    Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
                };
                valid.encode_utf16().for_each(&mut push);
                rest = &rest[valid.len()..];
                // No text of a UTF-16 file reads so: the byte becomes the character that stands for such bytes.
                if valid.is_empty() {
                    push(0xfffd);
                    rest = &rest[1..];
                }
            }
        }
    }
    out.extend(half);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_text_has_its_unpaired_surrogates_again() {
        let text =
            [b"a".as_slice(), &[0xed, 0xa0, 0x80], "é😀".as_bytes(), &[0xed, 0xbf, 0xbf], b"\0z"].concat();
        let units = [0x61, 0xd800, 0xe9, 0xd83d, 0xde00, 0xdfff, 0, 0x7a_u16];
        for big_endian in [false, true] {
            let mut out = Vec::new();
            push_stored_utf16(&text, big_endian, &mut out);
            let expected: Vec<u8> = units
                .iter()
                .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn half_a_unit_comes_back() {
        let mut out = Vec::new();
        push_stored_utf16(&[b'a', 0xff, 0x62], false, &mut out);
        assert_eq!(out, [0x61, 0, 0x62]);
    }
}
