//! Where in the life of a source a snapshot stands: enough to notice later whether the source was written since.

use super::header::{HEADER_BYTES, Header};
use super::raw::RawFile;
use crate::error::{Error, Kind, Result};
use crate::whole_file::with_suffix;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// State of a database file and its WAL. Equal positions are the same content; different ones may be too (a
/// checkpoint moves pages without changing anything), which costs a run begun anew, never a wrong one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Time of the file's last change, nanoseconds since 1970.
    pub modified_ns: i64,
    /// Counts the commits of rollback-journal mode.
    pub change_counter: u32,
    /// Counts changes of the schema (in WAL mode: as of the last checkpoint).
    pub schema_cookie: u32,
    /// The WAL, when it holds anything.
    pub wal: Option<WalPosition>,
}

/// State of a WAL (<https://sqlite.org/fileformat2.html#the_write_ahead_log>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalPosition {
    /// Bytes of the file.
    pub bytes: u64,
    /// Time of its last change, nanoseconds since 1970.
    pub modified_ns: i64,
    /// Its header in hexadecimal; the salts within change whenever the WAL begins anew.
    pub header: String,
}

/// Bytes of a WAL's header.
const WAL_HEADER_BYTES: u64 = 32;

impl Position {
    /// The position of a file now. Only while no connection of this process relies on its lock: the header is read
    /// by opening the file, and closing it again makes the system forget every lock that the process has on it
    /// (<https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>).
    ///
    /// Fails with [`Kind::Source`] when the file cannot be read, or is no database any more.
    pub fn of(path: &Path) -> Result<Position> {
        let gone = || {
            Error::new(Kind::Source, "the source is no longer there, or no longer a database")
                .detail(format!("{} was read before.", path.display()))
                .hint("Put the file back and run the command again.")
        };
        let read = || {
            let file = RawFile::open(path)?;
            Ok((file.metadata()?, file.start(HEADER_BYTES)?))
        };
        let (metadata, start) = read().map_err(|cause: std::io::Error| gone().caused_by(cause))?;
        let header = Header::read(&start).ok_or_else(gone)?;
        Ok(Position {
            file_bytes: metadata.len(),
            modified_ns: modified_ns(&metadata),
            change_counter: header.change_counter,
            schema_cookie: header.schema_cookie,
            wal: wal_position(&with_suffix(path, "-wal")),
        })
    }

    /// The position in 32 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let wal = self.wal.as_ref().map(|wal| (wal.bytes, wal.modified_ns, wal.header.as_str()));
        let text = format!(
            "{} {} {} {} {wal:?}",
            self.file_bytes, self.modified_ns, self.change_counter, self.schema_cookie
        );
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// An empty WAL says nothing: reading makes one where there was none. SQLite locks the database and the `-shm`, never
/// the WAL, so this file may be opened and closed.
fn wal_position(path: &Path) -> Option<WalPosition> {
    let file = fs::File::open(path).ok()?;
    let metadata = file.metadata().ok().filter(|metadata| metadata.len() > 0)?;
    let mut header = Vec::new();
    file.take(WAL_HEADER_BYTES).read_to_end(&mut header).ok()?;
    let header = header.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(WalPosition { bytes: metadata.len(), modified_ns: modified_ns(&metadata), header })
}

fn modified_ns(metadata: &fs::Metadata) -> i64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    // 64 bits last until 2262.
    since.map_or(0, |since| since.as_nanos() as i64)
}
