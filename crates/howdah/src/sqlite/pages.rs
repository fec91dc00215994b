//! The pages of a database file as bytes, summed up by a hash: what a copy made page by page must have too.
//!
//! Left out are the fields of the header that SQLite sets anew in a copy, counters all of them, and the page that is
//! never used since locks are taken on its bytes (<https://sqlite.org/fileformat2.html>).

use super::header::{HEADER_BYTES, Header};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// The change counter with the page count behind it; the schema cookie; the change counter again and the version of
/// the library that wrote last.
const SET_ANEW: [Range<usize>; 3] = [24..32, 40..44, 92..100];

/// Where SQLite takes its locks (<https://sqlite.org/fileformat2.html#the_lock_byte_page>).
const LOCK_BYTE: u64 = 0x4000_0000;

/// Bytes that are read at once: a multiple of every page size.
const READ_BYTES: u64 = 1 << 20;

/// The hash over the first so many pages of a file.
#[derive(Debug)]
pub struct PageHash {
    hasher: blake3::Hasher,
    page_bytes: u64,
    pages: u64,
}

impl PageHash {
    /// Of no page yet, for a file whose pages have the size that its header says.
    ///
    /// Fails with [`io::ErrorKind::InvalidData`] when the file is no database.
    pub fn begin(file: &File) -> io::Result<PageHash> {
        let mut start = [0; HEADER_BYTES];
        file.read_exact_at(&mut start, 0)?;
        let header = Header::read(&start).ok_or(io::ErrorKind::InvalidData)?;
        Ok(PageHash { hasher: blake3::Hasher::new(), page_bytes: header.page_bytes.into(), pages: 0 })
    }

    /// Reads on, up to this page (numbered from 1).
    pub fn read_to(&mut self, file: &File, page: u64) -> io::Result<()> {
        let unused = LOCK_BYTE / self.page_bytes * self.page_bytes;
        let (mut at, end) = (self.pages * self.page_bytes, page * self.page_bytes);
        let mut buffer = vec![0; READ_BYTES as usize];
        while at < end {
            if at == unused {
                at += self.page_bytes;
                continue;
            }
            let next = if at < unused { end.min(unused) } else { end };
            let bytes = &mut buffer[..(next - at).min(READ_BYTES) as usize];
            file.read_exact_at(bytes, at)?;
            if at == 0 {
                SET_ANEW.into_iter().for_each(|field| bytes[field].fill(0));
            }
            self.hasher.update(bytes);
            at += bytes.len() as u64;
        }
        self.pages = self.pages.max(page);
        Ok(())
    }

    /// Bytes of a page.
    pub fn page_bytes(&self) -> u64 {
        self.page_bytes
    }

    /// The hash: of the pages and of their number.
    pub fn finish(mut self) -> [u8; 32] {
        self.hasher.update(&self.pages.to_le_bytes());
        *self.hasher.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of a file of three pages of 512 bytes, after a change to it.
    fn hash(steps: &[u64], change: impl FnOnce(&mut Vec<u8>)) -> [u8; 32] {
        let mut bytes = vec![7; 3 * 512];
        bytes[..16].copy_from_slice(b"SQLite format 3\0");
        bytes[16..24].copy_from_slice(&[2, 0, 1, 1, 0, 64, 32, 32]);
        change(&mut bytes);
        let path = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(path.path(), bytes).expect("written");
        let mut hash = PageHash::begin(path.as_file()).expect("a header");
        steps.iter().for_each(|&page| hash.read_to(path.as_file(), page).expect("read"));
        hash.finish()
    }

    #[test]
    fn every_byte_counts_but_the_counters_that_a_copy_has_of_its_own() {
        let whole = hash(&[3], |_| {});
        assert_eq!(hash(&[1, 2, 3], |_| {}), whole);
        assert_ne!(hash(&[2], |_| {}), whole);
        for at in (0..3 * 512).filter(|at| !(0..16).contains(at) && !(16..24).contains(at)) {
            let changed = hash(&[3], |bytes| bytes[at] ^= 1);
            let is_left_out = (24..32).contains(&at) || (40..44).contains(&at) || (92..100).contains(&at);
            assert_eq!(changed == whole, is_left_out, "byte {at}");
        }
    }
}
