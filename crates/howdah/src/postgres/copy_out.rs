//! Rows in bulk from the server: `COPY (SELECT …) TO STDOUT (FORMAT binary)`
//! (<https://www.postgresql.org/docs/current/sql-copy.html>, "Binary Format").
//!
//! Gives one row after the other in the tuple layout of [`crate::row::batch`]. PostgreSQL sends a message a row, and
//! then the row's bytes are those of the message; a proxy may cut elsewhere, and then the pieces are put together
//! here. The stream is checked from header to trailer, so that an early end is never taken for the last row.

use super::bulk::BulkSession;
use super::copy_in::{HEADER, TRAILER};
use super::fault;
use crate::error::{Error, Kind, Result};
use crate::row::batch::NULL_LENGTH;
use std::io::BufRead;

/// A COPY out of a table that is under way.
///
/// One that is dropped early leaves the rest of its rows on the connection, which reads past them at its next
/// statement: give up the connection instead.
pub struct CopyOut;

impl CopyOut {
    /// Starts a COPY. `sql` is the whole statement, `COPY (…) TO STDOUT (FORMAT binary)`.
    pub fn start<'s>(session: &'s mut BulkSession, sql: &str) -> Result<TupleReader<impl BufRead + 's>> {
        Ok(TupleReader::new(session.copy_out(sql)?))
    }
}

/// Reads rows in tuple layout out of a binary COPY stream.
pub struct TupleReader<R> {
    reader: R,
    /// Bytes of the row that was returned last, still in the reader's buffer.
    returned: usize,
    /// The beginning of a row that spans messages.
    carry: Vec<u8>,
    rows: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Rows,
    Ended,
}

/// A buffer for spanning rows that one large value blew up is given back beyond this.
const CARRY_BYTES_KEPT: usize = 1024 * 1024;

impl<R: BufRead> TupleReader<R> {
    /// Reads a stream from its header on.
    pub fn new(reader: R) -> Self {
        TupleReader { reader, returned: 0, carry: Vec::new(), rows: 0, state: State::Header }
    }

    /// Rows returned so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row, or `None` behind the last one.
    pub fn next_tuple(&mut self) -> Result<Option<&[u8]>> {
        self.reader.consume(std::mem::take(&mut self.returned));
        if self.state == State::Header {
            self.read_header()?;
        }
        if self.state == State::Ended {
            return Ok(None);
        }
        if !self.carry.is_empty() {
            self.carry.clear();
            self.carry.shrink_to(CARRY_BYTES_KEPT);
        }
        let mut scan = Scan::default();
        match scan.advance(self.buffer()?)? {
            Found::Trailer => self.end(TRAILER.len()),
            Found::Row(length) => {
                self.returned = length;
                self.rows += 1;
                // The same buffer as above, since nothing was consumed: no copy, no read.
                Ok(Some(&self.buffer()?[..length]))
            }
            Found::More => self.assemble(scan),
        }
    }

    /// Calls `row` with each remaining row; returns how many there were.
    pub fn for_each(mut self, mut row: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
        while let Some(tuple) = self.next_tuple()? {
            row(tuple)?;
        }
        Ok(self.rows)
    }

    /// Puts a row together that spans messages.
    fn assemble(&mut self, mut scan: Scan) -> Result<Option<&[u8]>> {
        loop {
            let before = self.carry.len();
            let taken = {
                // The field is used directly, since the buffer stays borrowed while it is copied.
                let buffer = self.reader.fill_buf().map_err(fault::from_io)?;
                if buffer.is_empty() {
                    return Err(ended_early());
                }
                self.carry.extend_from_slice(buffer);
                buffer.len()
            };
            match scan.advance(&self.carry)? {
                Found::More => self.reader.consume(taken),
                Found::Trailer => {
                    self.carry.clear();
                    return self.end(TRAILER.len() - before);
                }
                Found::Row(length) => {
                    self.reader.consume(length - before);
                    self.carry.truncate(length);
                    self.rows += 1;
                    return Ok(Some(&self.carry));
                }
            }
        }
    }

    fn read_header(&mut self) -> Result<()> {
        let mut expected = &HEADER[..];
        while !expected.is_empty() {
            let buffer = self.buffer()?;
            let length = buffer.len().min(expected.len());
            let (head, tail) = expected.split_at(length);
            if &buffer[..length] != head {
                return Err(malformed("the header is not that of PostgreSQL's binary format"));
            }
            expected = tail;
            self.reader.consume(length);
        }
        self.state = State::Rows;
        Ok(())
    }

    /// Reads past the trailer to the end of the stream, where a late error of the server would stand.
    fn end(&mut self, trailer: usize) -> Result<Option<&[u8]>> {
        self.reader.consume(trailer);
        if !self.reader.fill_buf().map_err(fault::from_io)?.is_empty() {
            return Err(malformed("bytes stand behind the trailer"));
        }
        self.state = State::Ended;
        Ok(None)
    }

    fn buffer(&mut self) -> Result<&[u8]> {
        let buffer = self.reader.fill_buf().map_err(fault::from_io)?;
        if buffer.is_empty() { Err(ended_early()) } else { Ok(buffer) }
    }
}

/// Finds the end of a row, going on where it stopped when more bytes have come.
#[derive(Default)]
struct Scan {
    at: usize,
    fields_left: Option<u16>,
}

enum Found {
    Row(usize),
    Trailer,
    More,
}

impl Scan {
    /// `bytes` start at the row's first byte.
    fn advance(&mut self, bytes: &[u8]) -> Result<Found> {
        let mut left = match self.fields_left {
            Some(left) => left,
            None => match bytes.first_chunk::<2>() {
                None => return Ok(Found::More),
                Some(&TRAILER) => return Ok(Found::Trailer),
                Some(&count) => {
                    self.at = 2;
                    u16::try_from(i16::from_be_bytes(count))
                        .map_err(|_| malformed("a row has a negative number of fields"))?
                }
            },
        };
        while left > 0 {
            let Some(length) = bytes.get(self.at..).and_then(|rest| rest.first_chunk::<4>()) else {
                self.fields_left = Some(left);
                return Ok(Found::More);
            };
            let next = self.at
                + 4
                + match i32::from_be_bytes(*length) {
                    NULL_LENGTH => 0,
                    length => {
                        usize::try_from(length).map_err(|_| malformed("a field has a negative length"))?
                    }
                };
            self.at = next;
            left -= 1;
        }
        self.fields_left = Some(0);
        Ok(if self.at <= bytes.len() { Found::Row(self.at) } else { Found::More })
    }
}

fn malformed(what: &str) -> Error {
    Error::new(Kind::Target, "the server's rows cannot be read")
        .detail(format!("In the stream of COPY, {what}."))
        .hint("A proxy between howdah and the server may have changed the stream; connect to the server itself.")
}

fn ended_early() -> Error {
    malformed("the end came before the trailer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    /// Gives at most `piece` bytes at a time, as a proxy that cuts messages anew would.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(buffer.len()).min(self.0.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn rows() -> Vec<Vec<u8>> {
        let field = |bytes: &[u8]| [&(bytes.len() as i32).to_be_bytes()[..], bytes].concat();
        vec![
            [&[0, 0][..]].concat(),
            [&[0, 1][..], &[0xff; 4]].concat(),
            [&[0, 2][..], &field(b""), &field(&[0xff, 0xff, 0, 0, 0, 1])].concat(),
            [&[0, 3][..], &[0xff; 4], &field(&[7; 3000]), &[0xff; 4]].concat(),
            [&[0, 1][..], &field(b"x")].concat(),
        ]
    }

    fn stream() -> Vec<u8> {
        [&HEADER[..], &rows().concat(), &TRAILER].concat()
    }

    fn read(stream: &[u8], piece: usize) -> Result<Vec<Vec<u8>>> {
        let mut reader = TupleReader::new(BufReader::with_capacity(piece, Pieces(stream, piece)));
        let mut seen = Vec::new();
        while let Some(tuple) = reader.next_tuple()? {
            seen.push(tuple.to_vec());
        }
        assert_eq!(reader.rows(), seen.len() as u64);
        assert!(reader.next_tuple()?.is_none());
        Ok(seen)
    }

    #[test]
    fn rows_are_found_wherever_the_messages_are_cut() {
        for piece in 1..200 {
            assert_eq!(read(&stream(), piece).expect("a whole stream"), rows(), "pieces of {piece} bytes");
        }
        assert_eq!(read(&stream(), 1 << 20).expect("a whole stream"), rows());
    }

    #[test]
    fn a_stream_that_ends_early_is_an_error_at_every_length() {
        let whole = stream();
        for length in 0..whole.len() {
            for piece in [1, 7, 1 << 20] {
                assert!(read(&whole[..length], piece).is_err(), "{length} bytes in pieces of {piece}");
            }
        }
    }

    #[test]
    fn a_stream_of_another_format_is_an_error() {
        assert!(read(b"1\tone\n2\ttwo\n\\.\n plus more", 8).is_err());
        assert!(read(&[&stream()[..], b"x"].concat(), 64).is_err());
        assert!(read(&[&HEADER[..], &[0xff, 0xfe]].concat(), 64).is_err());
        assert!(read(&[&HEADER[..], &[0, 1, 0xff, 0xff, 0xff, 0xfe]].concat(), 64).is_err());
    }
}
