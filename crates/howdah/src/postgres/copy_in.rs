//! Rows in bulk to the server: `COPY … FROM STDIN (FORMAT binary)`
//! (<https://www.postgresql.org/docs/current/sql-copy.html>, "Binary Format").
//!
//! Takes rows in the tuple layout of [`crate::row::batch`] and puts the header before and the trailer behind them; no
//! byte of a row is looked at. What is not finished is not copied: dropping a [`CopyIn`] makes the server forget it.

use super::fault;
use crate::error::Result;
use postgres::{CopyInWriter, GenericClient};
use std::io::Write;

/// The signature, then a flags field and the length of a header extension, both zero.
pub(super) const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// A field count of -1 stands behind the last row.
pub(super) const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// How many bytes go to the server in one message. A message is copied twice in the client before it is sent, so it
/// should stay in the processor's cache, and a value of a gigabyte must not be held three times; a smaller message
/// would only add wake-ups. Rows may span messages.
const MESSAGE_BYTES: usize = 128 * 1024;

/// A COPY into a table that is under way.
pub struct CopyIn<'a> {
    writer: CopyInWriter<'a>,
}

impl<'a> CopyIn<'a> {
    /// Starts a COPY. `sql` is the whole statement, `COPY … FROM STDIN (FORMAT binary)`; the client is a connection
    /// or, as usual, a transaction.
    pub fn start<C: GenericClient>(client: &'a mut C, sql: &str) -> Result<CopyIn<'a>> {
        let mut writer = client.copy_in(sql)?;
        writer.write_all(HEADER).map_err(fault::from_io)?;
        Ok(CopyIn { writer })
    }

    /// Sends whole rows in tuple layout. Best given many rows at a time. Blocks while the server is behind.
    ///
    /// A row that the server refuses is reported here only when the connection ends over it, else by
    /// [`CopyIn::finish`].
    pub fn write_tuples(&mut self, tuples: &[u8]) -> Result<()> {
        for piece in tuples.chunks(MESSAGE_BYTES) {
            self.writer.write_all(piece).map_err(fault::from_io)?;
        }
        Ok(())
    }

    /// Ends the COPY and returns how many rows the server took.
    pub fn finish(mut self) -> Result<u64> {
        self.writer.write_all(&TRAILER).map_err(fault::from_io)?;
        Ok(self.writer.finish()?)
    }
}
