//! Random values that look like an application's, the same for the same seed on every machine.
//!
//! Owns the generator and the shapes of single values: phrases, times, UUIDs, JSON as Python's writer spells it
//! (most SQLite files that hold JSON were written by one of the writers that put a space after `,` and `:`).
//! Knows no tables. Nothing here is random enough to keep a secret.

use std::fmt::Write;

/// Words of a library, with all that makes text hard to carry: accents, Cyrillic, Chinese, Japanese, an emoji,
/// quotes of both kinds, a backslash, a percent sign, an underscore.
const WORDS: &str = r#"knowledge graph learning vector index search model query résumé naïve café système données
数据 检索 ontology semantic archive library metadata citation author journal review neural attention sparse dense
ranking cluster topic taxonomy quality outlier score annotation reader history physics biology chemistry O'Brien
"quoted" back\slash algorithm proof theorem lemma method result dataset benchmark Москва 日本語 emoji😀 percent%
under_score"#;

/// A seeded stream of values: xoshiro256++ (<https://prng.di.unimi.it/xoshiro256plusplus.c>).
#[derive(Debug, Clone)]
pub struct Chance {
    state: [u64; 4],
    words: Vec<&'static str>,
}

impl Chance {
    /// The stream of a seed. The state is filled by splitmix64, as the generator's authors ask.
    pub fn new(seed: u64) -> Chance {
        let mut sum = seed;
        let state = std::array::from_fn(|_| {
            sum = sum.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (sum ^ (sum >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        });
        Chance { state, words: WORDS.split_whitespace().collect() }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// A number from 0 to `end` - 1. The bias, at most `end` in 2^64, is far below what a benchmark could notice.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `from` to `end` - 1.
    pub fn between(&mut self, from: i64, end: i64) -> i64 {
        from + self.below((end - from) as u64) as i64
    }

    /// A number from 0 up to, but not including, 1: 53 random bits.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of a list.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// `out.len()` random bytes.
    pub fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let bytes = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }

    /// A version 4 UUID as 32 hex digits, as SQLAlchemy stores it in CHAR(32).
    pub fn uuid(&mut self) -> String {
        let high = (self.bits() & !0xF000) | 0x4000;
        let low = (self.bits() & !(0b11 << 62)) | (0b10 << 62);
        format!("{high:016x}{low:016x}")
    }

    /// A time from 2010 to 2024 with microseconds, as SQLAlchemy stores it in DATETIME.
    pub fn moment(&mut self) -> String {
        let t = self.bits() >> 16;
        format!(
            "20{:02}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
            10 + t % 15,
            1 + (t >> 4) % 12,
            1 + (t >> 8) % 28,
            (t >> 13) % 24,
            (t >> 18) % 60,
            (t >> 24) % 60,
            (t >> 26) % 1_000_000
        )
    }

    /// `count` words with spaces between them.
    pub fn phrase(&mut self, count: usize) -> String {
        let mut out = String::with_capacity(count * 9);
        for n in 0..count {
            if n > 0 {
                out.push(' ');
            }
            out.push_str(self.word());
        }
        out
    }

    /// A phrase in title case: every letter after something that is not a letter is a capital.
    pub fn title(&mut self, count: usize) -> String {
        let mut inside = false;
        let mut out = String::with_capacity(count * 9);
        for c in self.phrase(count).chars() {
            if inside {
                out.extend(c.to_lowercase());
            } else {
                out.extend(c.to_uppercase());
            }
            inside = c.is_lowercase() || c.is_uppercase();
        }
        out
    }

    /// A JSON array of `count` words.
    pub fn json_words(&mut self, count: usize) -> String {
        let mut out = String::from("[");
        for n in 0..count {
            if n > 0 {
                out.push_str(", ");
            }
            json_string(&mut out, self.word());
        }
        out.push(']');
        out
    }

    /// A JSON array of `count` numbers from -1 to 1 with at most ten decimals: a dense vector.
    pub fn json_vector(&mut self, count: usize) -> String {
        let mut out = String::from("[");
        for n in 0..count {
            if n > 0 {
                out.push_str(", ");
            }
            number(&mut out, ((self.fraction() * 2.0 - 1.0) * 1e10).round() / 1e10);
        }
        out.push(']');
        out
    }

    /// A JSON object of up to `count` numbers from 0 to 1 with at most six decimals, by dimension: a sparse vector.
    pub fn json_sparse(&mut self, count: usize) -> String {
        let mut entries: Vec<(u64, f64)> = Vec::with_capacity(count);
        for _ in 0..count {
            let (dimension, weight) = (self.below(30_000), (self.fraction() * 1e6).round() / 1e6);
            match entries.iter_mut().find(|(known, _)| *known == dimension) {
                Some(entry) => entry.1 = weight,
                None => entries.push((dimension, weight)),
            }
        }
        let mut out = String::from("{");
        for (n, (dimension, weight)) in entries.into_iter().enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            // Writing to a string does not fail.
            let _ = write!(out, "{comma}\"{dimension}\": ");
            number(&mut out, weight);
        }
        out.push('}');
        out
    }

    fn word(&mut self) -> &'static str {
        let at = self.below(self.words.len() as u64) as usize;
        self.words[at]
    }
}

/// A JSON string; of what JSON must escape, the words hold only quotes and backslashes.
fn json_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// A finite number as Python writes it: the shortest digits that read back equal, an exponent below 0.0001 of two
/// digits at least. Rust's `{:?}` agrees but for the exponent's width.
fn number(out: &mut String, value: f64) {
    let begin = out.len();
    // Writing to a string does not fail.
    let _ = write!(out, "{value:?}");
    if let Some(e) = out[begin..].find("e-") {
        let digits = begin + e + 2;
        if out.len() - digits == 1 {
            out.insert(digits, '0');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, json_string, number};

    #[test]
    fn numbers_are_spelled_as_python_spells_them() {
        let spelled = |value| {
            let mut out = String::from("e-");
            number(&mut out, value);
            out[2..].to_owned()
        };
        assert_eq!(spelled(0.1), "0.1");
        assert_eq!(spelled(-1.0), "-1.0");
        assert_eq!(spelled(0.0001), "0.0001");
        assert_eq!(spelled(0.0000123), "1.23e-05");
        assert_eq!(spelled(-1e-10), "-1e-10");
    }

    #[test]
    fn words_are_escaped_as_json_asks() {
        let mut out = String::new();
        json_string(&mut out, r#""back\slash" 数据"#);
        assert_eq!(out, r#""\"back\\slash\" 数据""#);
    }

    #[test]
    fn uuids_are_of_version_4_and_all_json_is_valid() {
        let mut chance = Chance::new(7);
        for _ in 0..200 {
            let uuid = chance.uuid();
            assert_eq!(uuid.len(), 32);
            assert_eq!(&uuid[12..13], "4", "{uuid}");
            assert!(matches!(&uuid[16..17], "8" | "9" | "a" | "b"), "{uuid}");
            for json in [chance.json_words(3), chance.json_vector(64), chance.json_sparse(10)] {
                serde_json::from_str::<serde_json::Value>(&json).unwrap_or_else(|e| panic!("{json}: {e}"));
            }
        }
    }

    #[test]
    fn titles_have_capitals_after_everything_that_is_not_a_letter() {
        let mut chance = Chance::new(1);
        let titles: Vec<String> = (0..300).map(|_| chance.title(7)).collect();
        let all = titles.join(" ");
        for word in ["Knowledge", "O'Brien", "\"Quoted\"", "Back\\Slash", "Under_Score", "Résumé", "Москва"]
        {
            assert!(all.contains(word), "{word} is missing");
        }
    }

    #[test]
    fn the_stream_is_the_published_one() {
        // splitmix64(0) begins with this number; it is the first word of the state.
        let chance = Chance::new(0);
        assert_eq!(chance.state[0], 0xE220_A839_7B1D_CDAF);
        let mut known = Chance { state: [1, 2, 3, 4], words: Vec::new() };
        // The first numbers of xoshiro256++ from the state 1, 2, 3, 4.
        let first: Vec<u64> = (0..3).map(|_| known.bits()).collect();
        assert_eq!(first, [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }
}
