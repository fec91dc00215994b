//! Digests: a row's hash, and the sums over buckets of rows by which two tables are compared.
//!
//! A row's hash is BLAKE3 over its canonical bytes in tuple layout, so that lengths and NULLs count. Rows fall into
//! buckets by the hash of their key, because the engines' collations order keys differently. A bucket is a count and
//! a sum modulo 2^256: never XOR, under which two equal rows would cancel.

/// Buckets of a table. 4,096 keep a table's digest at 160 KiB and narrow a difference in ten million rows to some
/// two thousand candidates.
pub const BUCKETS: usize = 4096;

/// A row's hash.
pub type RowHash = [u8; 32];

/// Hashes canonical bytes.
pub fn hash(bytes: &[u8]) -> RowHash {
    *blake3::hash(bytes).as_bytes()
}

/// The first 16 bytes of a hash: enough to tell rows apart in `howdah.rowid`.
pub fn short(hash: &RowHash) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    short
}

/// The bucket of a key's hash.
pub fn bucket_of(key: &RowHash) -> usize {
    usize::from(u16::from_le_bytes([key[0], key[1]])) % BUCKETS
}

/// A count of rows and the sum of their hashes modulo 2^256.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    count: u64,
    words: [u64; 4],
}

impl Sum {
    /// Adds a row.
    pub fn add(&mut self, hash: &RowHash) {
        let mut words = [0u64; 4];
        for (word, bytes) in words.iter_mut().zip(hash.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        self.add_words(&words);
        self.count += 1;
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Sum) {
        self.add_words(&other.words);
        self.count += other.count;
    }

    /// Rows counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    fn add_words(&mut self, words: &[u64; 4]) {
        let mut carry = false;
        for (mine, theirs) in self.words.iter_mut().zip(words) {
            let (sum, over) = mine.overflowing_add(*theirs);
            let (sum, over_carry) = sum.overflowing_add(u64::from(carry));
            *mine = sum;
            carry = over || over_carry;
        }
    }
}

/// The digest of one table (or of what is kept beside it) on one side.
///
/// Most tables of most databases are small and nothing is kept beside them, so buckets without rows take no room until
/// there are many with rows: a thousand small tables must not cost a thousand times 160 KiB.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDigest {
    /// The buckets that have rows, ascending, up to [`SPARSE_MAX`] of them; beyond that, all buckets. So the same rows
    /// always give the same form.
    buckets: Vec<(u16, Sum)>,
}

/// Most buckets that are kept as a list.
const SPARSE_MAX: usize = 256;

/// Bytes of a bucket that is stored.
const STORED_BYTES: usize = 2 + 8 + 4 * 8;

impl TableDigest {
    /// Adds a row under its key's hash.
    pub fn add(&mut self, key: &RowHash, row: &RowHash) {
        self.bucket(bucket_of(key)).add(row);
    }

    /// Adds the digest of another part of the same table.
    pub fn merge(&mut self, other: &TableDigest) {
        for (at, theirs) in other.filled() {
            self.bucket(usize::from(*at)).merge(theirs);
        }
    }

    /// Rows.
    pub fn rows(&self) -> u64 {
        self.buckets.iter().map(|(_, sum)| sum.count()).sum()
    }

    /// Buckets that differ from another digest's.
    pub fn different_buckets(&self, other: &TableDigest) -> Vec<usize> {
        (0..BUCKETS).filter(|&at| self.sum(at) != other.sum(at)).collect()
    }

    /// One hash over everything, for reports: of all buckets in order, each its count and the words of its sum, eight
    /// bytes each, little-endian.
    pub fn fingerprint(&self) -> RowHash {
        let mut hasher = blake3::Hasher::new();
        for sum in (0..BUCKETS).map(|at| self.sum(at)) {
            hasher.update(&sum.count.to_le_bytes());
            for word in sum.words {
                hasher.update(&word.to_le_bytes());
            }
        }
        *hasher.finalize().as_bytes()
    }

    /// The buckets that have rows, each in 42 bytes: its number (2), its count (8) and the four words of its sum (8 each),
    /// little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, sum) in self.filled() {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(&sum.count.to_le_bytes());
            bytes.extend(sum.words.iter().flat_map(|word| word.to_le_bytes()));
        }
        bytes
    }

    /// The digest that [`TableDigest::to_bytes`] wrote so; `None` when these bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<TableDigest> {
        let (entries, []) = bytes.as_chunks::<STORED_BYTES>() else { return None };
        let mut digest = TableDigest::default();
        for entry in entries {
            let (number, rest) = entry.split_first_chunk::<2>()?;
            let number = usize::from(u16::from_le_bytes(*number));
            let (words, _) = rest.as_chunks::<8>();
            let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
            let mut sum = Sum { count: words.next()?, ..Sum::default() };
            sum.words.iter_mut().zip(words).for_each(|(word, stored)| *word = stored);
            if number >= BUCKETS {
                return None;
            }
            digest.bucket(number).merge(&sum);
        }
        Some(digest)
    }

    fn is_dense(&self) -> bool {
        self.buckets.len() == BUCKETS
    }

    fn filled(&self) -> impl Iterator<Item = &(u16, Sum)> {
        self.buckets.iter().filter(|(_, sum)| sum.count > 0)
    }

    fn sum(&self, bucket: usize) -> Sum {
        if self.is_dense() {
            return self.buckets[bucket].1;
        }
        match self.place(bucket) {
            Ok(at) => self.buckets[at].1,
            Err(_) => Sum::default(),
        }
    }

    fn place(&self, bucket: usize) -> Result<usize, usize> {
        self.buckets.binary_search_by_key(&bucket, |(number, _)| usize::from(*number))
    }

    fn bucket(&mut self, bucket: usize) -> &mut Sum {
        if self.is_dense() {
            return &mut self.buckets[bucket].1;
        }
        match self.place(bucket) {
            Ok(at) => &mut self.buckets[at].1,
            Err(at) if self.buckets.len() < SPARSE_MAX => {
                self.buckets.insert(at, (bucket as u16, Sum::default()));
                &mut self.buckets[at].1
            }
            Err(_) => {
                let mut all: Vec<(u16, Sum)> = (0..BUCKETS).map(|at| (at as u16, Sum::default())).collect();
                for (number, sum) in &self.buckets {
                    all[usize::from(*number)].1 = *sum;
                }
                self.buckets = all;
                &mut self.buckets[bucket].1
            }
        }
    }
}

/// A hash in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)] as char, DIGITS[usize::from(byte & 15)] as char])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[&[u8]]) -> TableDigest {
        let mut digest = TableDigest::default();
        for row in rows {
            digest.add(&hash(row), &hash(row));
        }
        digest
    }

    #[test]
    fn order_does_not_matter_and_parts_merge() {
        let mut parts = digest(&[b"a", b"b"]);
        parts.merge(&digest(&[b"c"]));
        assert_eq!(parts, digest(&[b"c", b"b", b"a"]));
        assert_eq!(parts.rows(), 3);
    }

    #[test]
    fn equal_duplicates_do_not_cancel() {
        assert_ne!(digest(&[b"a", b"a"]), digest(&[]));
        assert_ne!(digest(&[b"a", b"a", b"b"]), digest(&[b"b", b"b", b"b"]));
        assert_ne!(digest(&[b"a", b"a", b"b"]).fingerprint(), digest(&[b"a", b"b", b"b"]).fingerprint());
    }

    #[test]
    fn the_form_follows_from_the_rows_alone() {
        let rows: Vec<Vec<u8>> = (0..2_000u32).map(|row| row.to_le_bytes().to_vec()).collect();
        let all = |rows: &[Vec<u8>]| digest(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for few in [0, 1, 100, 255, 256, 257, 300, 600, 2_000] {
            let mut parts = all(&rows[few / 3..few]);
            parts.merge(&all(&rows[..few / 3]));
            let whole = all(&rows[..few]);
            assert_eq!(parts, whole, "{few} rows");
            assert_eq!(parts.fingerprint(), whole.fingerprint());
            assert_eq!(whole.rows(), few as u64);
            let more = all(&rows[..few + usize::from(few < 2_000)]);
            assert_eq!(whole.different_buckets(&more).len(), usize::from(few < 2_000), "{few} rows and one");
        }
    }

    #[test]
    fn a_stored_digest_is_read_as_it_was_and_anything_else_is_none() {
        for rows in [0, 1, 200, 5_000u32] {
            let rows: Vec<Vec<u8>> = (0..rows).map(|row| row.to_le_bytes().to_vec()).collect();
            let whole = digest(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let bytes = whole.to_bytes();
            assert_eq!(TableDigest::from_bytes(&bytes), Some(whole));
            assert_eq!(TableDigest::from_bytes(&[&bytes[..], &[0]].concat()), None);
        }
        assert_eq!(TableDigest::from_bytes(&[0xff; STORED_BYTES]), None);
    }

    #[test]
    fn sums_carry_over_words() {
        let mut sum = Sum::default();
        sum.add(&[0xff; 32]);
        let mut one = [0; 32];
        one[0] = 1;
        sum.add(&one);
        assert_eq!(sum.words, [0; 4]);
        assert_eq!(sum.count(), 2);
    }
}
