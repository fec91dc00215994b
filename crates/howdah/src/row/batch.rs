//! A batch of rows in the tuple layout of PostgreSQL's `COPY … (FORMAT binary)`
//! (<https://www.postgresql.org/docs/current/sql-copy.html>, "Binary Format").
//!
//! Each row is a 16-bit field count, then for each field a 32-bit length (-1 for NULL) and the canonical bytes.
//! Nothing is allocated per cell or per row.

/// The length field that means NULL.
pub const NULL_LENGTH: i32 = -1;

/// Rows in one contiguous buffer.
#[derive(Debug, Default)]
pub struct RowBatch {
    bytes: Vec<u8>,
    rows: u32,
}

/// A place in a batch to return to when a row is given up.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize, u32);

impl RowBatch {
    /// An empty batch that can hold `bytes` before it grows.
    pub fn with_capacity(bytes: usize) -> Self {
        RowBatch { bytes: Vec::with_capacity(bytes), rows: 0 }
    }

    /// Starts a row of `fields` fields.
    pub fn begin_row(&mut self, fields: u16) {
        self.bytes.extend_from_slice(&fields.to_be_bytes());
        self.rows += 1;
    }

    /// Appends a NULL field.
    pub fn null(&mut self) {
        self.bytes.extend_from_slice(&NULL_LENGTH.to_be_bytes());
    }

    /// Appends a field whose canonical bytes `write` appends to the buffer it is given; the length is set behind it.
    /// When `write` fails, the field is removed again and its error returned.
    pub fn field<T, E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<T, E>) -> Result<T, E> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        match write(&mut self.bytes) {
            Ok(value) => {
                let length = (self.bytes.len() - start - 4) as i32;
                self.bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
                Ok(value)
            }
            Err(error) => {
                self.bytes.truncate(start);
                Err(error)
            }
        }
    }

    /// Appends a field of ready canonical bytes.
    pub fn bytes_field(&mut self, canonical: &[u8]) {
        self.bytes.extend_from_slice(&(canonical.len() as i32).to_be_bytes());
        self.bytes.extend_from_slice(canonical);
    }

    /// Appends a whole row that is in tuple layout already.
    pub fn push_tuple(&mut self, tuple: &[u8]) {
        self.bytes.extend_from_slice(tuple);
        self.rows += 1;
    }

    /// Appends all rows of another batch.
    pub fn append(&mut self, other: &RowBatch) {
        self.bytes.extend_from_slice(&other.bytes);
        self.rows += other.rows;
    }

    /// Remembers this place.
    pub fn mark(&self) -> Mark {
        Mark(self.bytes.len(), self.rows)
    }

    /// Forgets everything after `mark`.
    pub fn rewind(&mut self, mark: Mark) {
        self.bytes.truncate(mark.0);
        self.rows = mark.1;
    }

    /// The bytes appended since `mark`.
    pub fn since(&self, mark: Mark) -> &[u8] {
        &self.bytes[mark.0..]
    }

    /// All rows, in tuple layout.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of rows.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Empties the batch; a buffer that one large value blew up beyond `keep_bytes` is given back.
    pub fn clear(&mut self, keep_bytes: usize) {
        self.bytes.clear();
        self.bytes.shrink_to(keep_bytes);
        self.rows = 0;
    }
}

/// The fields of one row in tuple layout, in order; `None` is NULL.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

/// A tuple that does not have the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed tuple")]
pub struct Malformed;

impl<'a> Fields<'a> {
    /// Reads the field count and returns it with the iterator over the fields.
    pub fn of(tuple: &'a [u8]) -> Result<(u16, Fields<'a>), Malformed> {
        let (count, rest) = tuple.split_first_chunk::<2>().ok_or(Malformed)?;
        Ok((u16::from_be_bytes(*count), Fields { rest }))
    }

    /// What stands behind the fields read so far.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Option<&'a [u8]>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((length, rest)) = self.rest.split_first_chunk::<4>() else {
            self.rest = &[];
            return Some(Err(Malformed));
        };
        let length = i32::from_be_bytes(*length);
        if length == NULL_LENGTH {
            self.rest = rest;
            return Some(Ok(None));
        }
        match usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)) {
            Some((field, rest)) => {
                self.rest = rest;
                Some(Ok(Some(field)))
            }
            None => {
                self.rest = &[];
                Some(Err(Malformed))
            }
        }
    }
}
