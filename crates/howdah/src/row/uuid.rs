//! UUIDs: sixteen bytes, and the seven ways in which columns spell them.
//!
//! PostgreSQL forgets hyphens, braces and case; the column's spelling brings them back. A text of mixed case is a UUID
//! that no spelling restores, and one without letters is the same in either case, so a UUID carries what its text is
//! compatible with rather than one spelling.

use crate::row::format::UuidSpelling;
use serde::{Deserialize, Serialize};

/// A UUID as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid {
    /// The value, in the order of RFC 9562.
    pub bytes: [u8; 16],
    shape: Shape,
    case: Case,
}

/// What surrounds the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Hyphens,
    Hex,
    Braces,
    Bytes,
}

/// The case of the digits above nine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// There are none.
    Either,
    Lower,
    Upper,
    Mixed,
}

impl Uuid {
    /// Reads 36, 38 or 32 characters; `None` when the text is not spelled like a UUID.
    pub fn parse(text: &[u8]) -> Option<Uuid> {
        let (shape, text) = match text {
            [b'{', inner @ .., b'}'] if inner.len() == 36 => (Shape::Braces, inner),
            text if text.len() == 36 => (Shape::Hyphens, text),
            text if text.len() == 32 => (Shape::Hex, text),
            _ => return None,
        };
        let mut bytes = [0u8; 16];
        let mut seen = 0;
        let mut at = 0;
        for (index, byte) in bytes.iter_mut().enumerate() {
            if shape != Shape::Hex && matches!(index, 4 | 6 | 8 | 10) {
                if text[at] != b'-' {
                    return None;
                }
                at += 1;
            }
            // No branch a digit: every text of a column may have to be asked.
            let (high, low) = (DIGITS[usize::from(text[at])], DIGITS[usize::from(text[at + 1])]);
            *byte = high << 4 | low & 15;
            seen |= high | low;
            at += 2;
        }
        if seen & STRANGER != 0 {
            return None;
        }
        let case = match (seen & LOWER != 0, seen & UPPER != 0) {
            (false, false) => Case::Either,
            (true, false) => Case::Lower,
            (false, true) => Case::Upper,
            (true, true) => Case::Mixed,
        };
        Some(Uuid { bytes, shape, case })
    }

    /// Takes a BLOB of sixteen bytes.
    pub fn from_blob(blob: &[u8]) -> Option<Uuid> {
        Some(Uuid { bytes: blob.try_into().ok()?, shape: Shape::Bytes, case: Case::Either })
    }

    /// Whether rendering the value in `spelling` gives the cell back.
    pub fn is_spelled(&self, spelling: UuidSpelling) -> bool {
        let (shape, upper) = parts(spelling);
        self.shape == shape
            && match self.case {
                Case::Either => true,
                Case::Lower => !upper,
                Case::Upper => upper,
                Case::Mixed => false,
            }
    }

    /// A spelling that gives the cell back: lower case when there are no letters, `None` when they are mixed.
    pub fn spelling(&self) -> Option<UuidSpelling> {
        SPELLINGS.into_iter().find(|&spelling| self.is_spelled(spelling))
    }
}

/// Appends the UUID's text, or for [`UuidSpelling::Bytes`] the bytes of the BLOB.
pub fn render(bytes: &[u8; 16], spelling: UuidSpelling, out: &mut Vec<u8>) {
    let (shape, upper) = parts(spelling);
    if shape == Shape::Bytes {
        return out.extend_from_slice(bytes);
    }
    let digits = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    if shape == Shape::Braces {
        out.push(b'{');
    }
    for (index, byte) in bytes.iter().enumerate() {
        if shape != Shape::Hex && matches!(index, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.extend_from_slice(&[digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
    }
    if shape == Shape::Braces {
        out.push(b'}');
    }
}

/// All spellings, lower case first.
const SPELLINGS: [UuidSpelling; 7] = [
    UuidSpelling::Hyphens,
    UuidSpelling::HyphensUpper,
    UuidSpelling::Hex,
    UuidSpelling::HexUpper,
    UuidSpelling::Braces,
    UuidSpelling::BracesUpper,
    UuidSpelling::Bytes,
];

/// The shape of a spelling and whether it is upper case.
fn parts(spelling: UuidSpelling) -> (Shape, bool) {
    match spelling {
        UuidSpelling::Hyphens => (Shape::Hyphens, false),
        UuidSpelling::HyphensUpper => (Shape::Hyphens, true),
        UuidSpelling::Hex => (Shape::Hex, false),
        UuidSpelling::HexUpper => (Shape::Hex, true),
        UuidSpelling::Braces => (Shape::Braces, false),
        UuidSpelling::BracesUpper => (Shape::Braces, true),
        UuidSpelling::Bytes => (Shape::Bytes, false),
    }
}

/// Beside a digit's value in [`DIGITS`]: it is a lower-case letter, an upper-case letter, or no digit at all.
const LOWER: u8 = 0x10;
const UPPER: u8 = 0x20;
const STRANGER: u8 = 0x80;

/// What each byte is as a hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut digits = [STRANGER; 256];
    let mut value = 0;
    while value < 10 {
        digits[b'0' as usize + value] = value as u8;
        value += 1;
    }
    while value < 16 {
        digits[b'a' as usize + value - 10] = value as u8 | LOWER;
        digits[b'A' as usize + value - 10] = value as u8 | UPPER;
        value += 1;
    }
    digits
};

/// Counts of the spellings seen in one column. A UUID without letters counts for both cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UuidTally {
    /// Cells that each of [`SPELLINGS`] restores.
    restored: [u64; 7],
    cells: u64,
}

impl UuidTally {
    /// Counts a cell.
    pub fn add(&mut self, uuid: &Uuid) {
        self.cells += 1;
        for (count, spelling) in self.restored.iter_mut().zip(SPELLINGS) {
            *count += u64::from(uuid.is_spelled(spelling));
        }
    }

    /// Adds the counts of another part of the column.
    pub fn merge(&mut self, other: &UuidTally) {
        self.cells += other.cells;
        for (count, more) in self.restored.iter_mut().zip(other.restored) {
            *count += more;
        }
    }

    /// Number of cells counted.
    pub fn cells(&self) -> u64 {
        self.cells
    }

    /// The spelling that restores most cells, and how many; `None` when none restores any. Of equals, lower case.
    pub fn best_spelling(&self) -> Option<(UuidSpelling, u64)> {
        let best = SPELLINGS.into_iter().zip(self.restored).rev().max_by_key(|&(_, restored)| restored);
        best.filter(|&(_, restored)| restored > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8; 16], spelling: UuidSpelling) -> Vec<u8> {
        let mut out = Vec::new();
        render(bytes, spelling, &mut out);
        out
    }

    #[test]
    fn what_is_not_spelled_like_a_uuid_is_none() {
        for text in [
            "",
            "00112233-4455-6677-8899-aabbccddeef",
            "00112233-4455-6677-8899-aabbccddeeff0",
            "00112233-4455-6677-8899-aabbccddeefg",
            "001122334455-6677-8899-aabbccddeeff-",
            "{00112233-4455-6677-8899-aabbccddeeff",
            "{00112233445566778899aabbccddeeff}",
            "00112233445566778899aabbccddee-f",
            "00112233-4455-6677-8899-aabbccddee f",
        ] {
            assert_eq!(Uuid::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Uuid::from_blob(&[0; 15]), None);
    }

    #[test]
    fn mixed_case_is_a_value_without_a_spelling() {
        let uuid = Uuid::parse(b"00112233-4455-6677-8899-aabbccddeeFF").unwrap();
        assert_eq!((uuid.bytes[15], uuid.spelling()), (0xFF, None));
    }

    #[test]
    fn digits_alone_count_for_either_case() {
        let (mut tally, mut other) = (UuidTally::default(), UuidTally::default());
        tally.add(&Uuid::parse(b"00112233-4455-6677-8899-001122334455").unwrap());
        assert_eq!(tally.best_spelling(), Some((UuidSpelling::Hyphens, 1)));
        other.add(&Uuid::parse(b"00112233-4455-6677-8899-AABBCCDDEEFF").unwrap());
        other.add(&Uuid::from_blob(&[7; 16]).unwrap());
        tally.merge(&other);
        assert_eq!((tally.best_spelling(), tally.cells()), (Some((UuidSpelling::HyphensUpper, 2)), 3));
        assert_eq!(UuidTally::default().best_spelling(), None);
    }

    proptest! {
        #[test]
        fn each_spelling_comes_back(bytes in any::<[u8; 16]>(), at in 0usize..7) {
            let spelling = SPELLINGS[at];
            let cell = text(&bytes, spelling);
            let uuid = if spelling == UuidSpelling::Bytes { Uuid::from_blob(&cell) } else { Uuid::parse(&cell) }.unwrap();
            prop_assert_eq!(uuid.bytes, bytes);
            for other in SPELLINGS {
                prop_assert_eq!(uuid.is_spelled(other), text(&bytes, other) == cell, "{:?}", other);
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 30..40)) {
            Uuid::parse(&bytes);
        }
    }
}
