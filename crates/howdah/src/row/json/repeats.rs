//! Whether an object holds a key twice: `jsonb` keeps the last of them
//! (<https://www.postgresql.org/docs/current/datatype-json.html>), SQLite's functions read the first.

use super::parse::{Parser, Sink};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whether any object of a JSON text holds a key twice, however it is escaped. Keys are told apart by 64-bit hashes.
pub fn repeats_key(text: &[u8]) -> bool {
    // Most documents are lists of values, or objects of one key: no second look for those.
    if !text.contains(&b'{') || text.iter().filter(|byte| **byte == b':').take(2).count() < 2 {
        return false;
    }
    let mut keys = Keys { open: Vec::new(), hashes: Vec::new(), repeats: false };
    Parser::new(text, &mut keys).run().is_ok() && keys.repeats
}

struct Keys {
    /// Where the keys of each open object begin; an array has none.
    open: Vec<usize>,
    hashes: Vec<u64>,
    repeats: bool,
}

impl Sink for Keys {
    fn begin(&mut self, _object: bool, _empty: bool, _at: usize) {
        self.open.push(self.hashes.len());
    }

    fn end(&mut self, _object: bool, _empty: bool) {
        let start = self.open.pop().unwrap_or_default();
        let own = &mut self.hashes[start..];
        own.sort_unstable();
        self.repeats |= own.windows(2).any(|pair| pair[0] == pair[1]);
        self.hashes.truncate(start);
    }

    fn key(&mut self, raw: &[u8], escaped: bool) {
        let mut hasher = DefaultHasher::new();
        let plain = escaped.then(|| serde_json::from_slice::<String>(&[b"\"", raw, b"\""].concat()));
        match plain {
            Some(Ok(plain)) => plain.as_bytes().hash(&mut hasher),
            // Halves of surrogate pairs are no text, and equal only as they are written.
            _ => raw.hash(&mut hasher),
        }
        self.hashes.push(hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::repeats_key;

    #[test]
    fn a_key_counts_in_its_own_object() {
        for (text, repeats) in [
            (r#"{"a":1,"a":2}"#, true),
            (r#"{"a":1,"b":{"a":2}}"#, false),
            (r#"[{"a":1},{"a":2}]"#, false),
            (r#"{"a":{"x":1,"y":[{"x":1,"x":2}]},"b":0}"#, true),
            (r#"{"ä":1,"\u00e4":2}"#, true),
            (r#"{"\ud800":1,"\ud800":2}"#, true),
            (r#"{"\ud800":1,"\ud801":2}"#, false),
            (r#"{"a":[],"b":{},"":1}"#, false),
            ("1", false),
            ("{", false),
        ] {
            assert_eq!(repeats_key(text.as_bytes()), repeats, "{text}");
        }
    }
}
