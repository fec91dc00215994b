//! The first hundred bytes of a database file, and what a file is that does not begin as one
//! (<https://sqlite.org/fileformat2.html#the_database_header>). Reads bytes, opens nothing.

use crate::error::{Error, Kind};

/// Bytes of the header.
pub const HEADER_BYTES: usize = 100;

/// Bytes looked at to tell what a file is: the first page of the usual size.
pub const SAMPLE_BYTES: usize = 4096;

/// The payload fractions, which never had other values.
const FRACTIONS: [u8; 3] = [64, 32, 32];

pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The fields of the header that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Bytes of a page.
    pub page_bytes: u32,
    /// Counts the commits of rollback-journal mode.
    pub change_counter: u32,
    /// Pages of the file; meaningful only when [`Header::page_count_is_valid`].
    pub page_count: u32,
    /// Counts changes of the schema.
    pub schema_cookie: u32,
    /// The change counter at which `page_count` was written.
    pub valid_for: u32,
    /// The file is in WAL mode.
    pub wal: bool,
}

impl Header {
    /// Reads the header; `None` when the bytes are not the start of a database that this SQLite reads.
    pub fn read(bytes: &[u8]) -> Option<Header> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk()?;
        let four = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        // 1 stands for 65,536, which two bytes cannot hold.
        let page_bytes = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            size => u32::from(size),
        };
        let sound = bytes.starts_with(MAGIC)
            && page_bytes.is_power_of_two()
            && page_bytes >= 512
            && matches!(bytes[19], 1 | 2)
            && bytes[21..24] == FRACTIONS;
        sound.then_some(Header {
            page_bytes,
            change_counter: four(24),
            page_count: four(28),
            schema_cookie: four(40),
            valid_for: four(92),
            wal: bytes[19] == 2,
        })
    }

    /// Whether the page count was kept by the last writer; SQLite before 3.7.0 did not.
    pub fn page_count_is_valid(&self) -> bool {
        self.page_count > 0 && self.valid_for == self.change_counter
    }

    /// Bytes that the file must have, when the header says so.
    pub fn file_bytes(&self) -> Option<u64> {
        self.page_count_is_valid().then(|| u64::from(self.page_count) * u64::from(self.page_bytes))
    }
}

/// Says what a file is that [`Header::read`] refused; `sample` is its start, up to [`SAMPLE_BYTES`].
pub fn what_else(sample: &[u8]) -> Error {
    let not_a_database = |what: &str| Error::new(Kind::Source, format!("not a SQLite database: {what}"));
    if sample.starts_with(MAGIC) {
        // The payload fractions behind the version are constants, so a header that has them is a real one.
        let is_newer =
            sample.get(19).is_some_and(|&version| version > 2) && sample.get(21..24) == Some(&FRACTIONS);
        return if is_newer {
            not_a_database("its format is newer than this SQLite")
                .hint("Open it with the program that wrote it and export it in the current format.")
        } else {
            not_a_database("the file begins as one, but its header is damaged or encrypted")
                .detail("The signature is that of SQLite 3; the fields behind it make no sense.")
                .hint(ENCRYPTED_HINT)
        };
    }
    if sample.starts_with(b"** This file contains an SQLite 2") {
        return not_a_database("the file is of SQLite 2")
            .detail("SQLite 3 reads no files of version 2, which ended in 2005.")
            .hint("Convert it: sqlite old.db .dump | sqlite3 new.db");
    }
    for (magic, name) in [
        (&b"\x1f\x8b"[..], "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xfd7zXZ\0", "xz"),
        (b"BZh", "bzip2"),
    ] {
        if sample.starts_with(magic) {
            return not_a_database(&format!("the file is compressed ({name})")).hint("Unpack it first.");
        }
    }
    if is_text(sample) {
        let start = String::from_utf8_lossy(&sample[..sample.len().min(200)]).to_ascii_uppercase();
        let is_dump = ["CREATE TABLE", "BEGIN TRANSACTION", "PRAGMA FOREIGN_KEYS"];
        return if is_dump.iter().any(|word| start.contains(word)) {
            not_a_database("it is a text file of SQL statements")
                .hint("Load it into a database first: sqlite3 app.db < dump.sql")
        } else {
            not_a_database("it is a text file").hint("Name the database file itself.")
        };
    }
    if sample.iter().all(|&byte| byte == 0) {
        return not_a_database("it holds nothing but zero bytes")
            .detail("That happens to files whose content was lost in a crash or an interrupted download.");
    }
    // Random bytes have more than 7.5 bits each in a sample of 512 and 7.9 in one of 4,096; machine code, images
    // and other files that are neither compressed nor encrypted stay below 7.
    if sample.len() >= 512 && entropy_bits(sample) > 7.2 {
        return Error::new(Kind::Source, "the file is encrypted or not a SQLite database")
            .detail("Its first page looks like random bytes.")
            .hint(ENCRYPTED_HINT);
    }
    not_a_database("it does not begin with SQLite's signature").hint("Name the database file itself.")
}

const ENCRYPTED_HINT: &str = "If it is encrypted (SQLCipher, SEE, SQLite3 Multiple Ciphers), export it with the tool \
                              that encrypted it to a plain file first; with SQLCipher: ATTACH 'plain.db' AS plain \
                              KEY ''; SELECT sqlcipher_export('plain').";

fn is_text(sample: &[u8]) -> bool {
    // The sample may end within a character.
    let valid = match std::str::from_utf8(sample) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&sample[..error.valid_up_to()]).unwrap_or("")
        }
        Err(_) => return false,
    };
    !valid.is_empty()
        && valid.chars().all(|character| !character.is_control() || "\t\n\r\u{c}".contains(character))
}

/// Shannon entropy, bits a byte.
fn entropy_bits(sample: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in sample {
        counts[usize::from(byte)] += 1;
    }
    let total = sample.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / total;
            -share * share.log2()
        })
        .sum()
}
