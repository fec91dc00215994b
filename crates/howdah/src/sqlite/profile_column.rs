//! What is found in one column, cell by cell: counts that always run, and detectors that die with the first cell that
//! is not theirs unless the declaration promises what they look for.
//!
//! A detector that lives to the end has seen every text; one that died has counted fewer than there are, and that is
//! all that anybody asks of it. Tallies of consecutive parts of a column merge in order, and the parts do not depend
//! on the number of threads, so the same file always gives the same profile.

use super::cells::Cell;
use super::types::{DeclaredClass, class};
use crate::catalog::profile::{ColumnProfile, Flaws, JsonProfile};
use crate::row::datetime::calendar::UNIX_SECONDS_OF_2000;
use crate::row::datetime::{
    UnixUnit, from_julian, from_unix_millis_real, from_unix_real, is_real_millis, likely_unit,
    moment_from_unix, parse_moment, to_julian, to_unix_real,
};
use crate::row::format::MomentSpelling;
use crate::row::json::{StyleLearner, binary, repeats_key, validate};
use crate::row::number::decimal::Decimal;
use crate::row::number::real::Digits;
use crate::row::uuid::Uuid;

/// Rows named as examples of a flaw.
const EXAMPLES: usize = 10;

/// Documents of a part of a column from which the style of its JSON is learned; a part is one of at most 64.
const STYLE_DOCUMENTS: u64 = 64;

/// Words that mean true or false, in any case.
const TRUTH_WORDS: [&str; 10] = ["t", "f", "true", "false", "y", "n", "yes", "no", "on", "off"];

/// The longest of [`TRUTH_WORDS`].
const TRUTH_WORD_BYTES_MAX: usize = 5;

/// What is being found in one column, or in a part of it.
#[derive(Debug, Clone)]
pub(super) struct ColumnTally {
    found: ColumnProfile,
    uuids: Detector,
    moments: Detector,
    json: Detector,
    learner: StyleLearner,
    /// The text of a binary document.
    decoded: Vec<u8>,
    /// The largest finite magnitude of a REAL.
    real_max: f64,
}

/// How long a detector looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detector {
    /// To the end: the declaration promises what it looks for, and the number of exceptions is of interest.
    Promised,
    /// Until the first text that is something else.
    Hoping,
    /// No more.
    Dead,
}

impl Detector {
    fn promised(promised: bool) -> Detector {
        if promised { Detector::Promised } else { Detector::Hoping }
    }

    fn looks(self) -> bool {
        self != Detector::Dead
    }

    fn disappointed(&mut self) {
        if *self == Detector::Hoping {
            *self = Detector::Dead;
        }
    }
}

impl ColumnTally {
    /// A tally for a column with this declaration; `json_checked`: a CHECK says that its texts are JSON.
    pub(super) fn new(declared: &str, json_checked: bool) -> ColumnTally {
        let class = class(declared);
        let is_moment =
            matches!(class, DeclaredClass::Date | DeclaredClass::Time | DeclaredClass::Timestamp { .. });
        ColumnTally {
            found: ColumnProfile { boolean_words: Some(Vec::new()), ..ColumnProfile::default() },
            uuids: Detector::promised(class == DeclaredClass::Uuid),
            moments: Detector::promised(is_moment),
            json: Detector::promised(class == DeclaredClass::Json || json_checked),
            learner: StyleLearner::default(),
            decoded: Vec::new(),
            real_max: 0.0,
        }
    }

    /// Looks at a cell; `place` names its row when that is needed.
    #[inline]
    pub(super) fn add(&mut self, cell: Cell<'_>, place: &dyn Fn() -> String) {
        match cell {
            Cell::Null => self.found.nulls += 1,
            Cell::Integer(value) => self.integer(value),
            Cell::Real(value) => self.real(value),
            Cell::Text(text) => self.text(text, place),
            Cell::Blob(bytes) => {
                self.found.blobs += 1;
                self.found.blobs_16 += u64::from(bytes.len() == 16);
                self.found.blob_bytes_max = self.found.blob_bytes_max.max(bytes.len() as u64);
                // A short BLOB of any kind may look like JSONB, so only a promise makes it worth a look.
                if self.json == Detector::Promised {
                    self.binary_json(bytes, place);
                }
            }
        }
    }

    fn integer(&mut self, value: i64) {
        let found = &mut self.found;
        found.integers += 1;
        found.integer_range = merged_range(found.integer_range, Some((value, value)));
        found.integers_beyond_double += u64::from(!is_double(value));
        if matches!(value, 0 | 1) {
            return;
        }
        found.integers_not_boolean += 1;
        // 0 and 1 are moments in any unit, and truth values as well, so they speak for none.
        if self.moments == Detector::Promised
            && let Some(unit) = likely_unit(value)
            && let Some(micros) = moment_from_unix(value, unit)
            && is_plausible(micros)
        {
            found.moments.add_number(spelling_of(unit), true);
        }
    }

    fn real(&mut self, value: f64) {
        let found = &mut self.found;
        found.reals += 1;
        if value.is_infinite() {
            found.reals_infinite += 1;
            return;
        }
        found.reals_integral += u64::from(value.fract() == 0.0);
        self.real_max = self.real_max.max(value.abs());
        if !has_decimals(value, found.digits.1) {
            found.digits.1 = found.digits.1.max(decimals(value));
        }
        if self.moments == Detector::Promised {
            // A Julian day of the years 1 to 9999; as Unix seconds these are days of early 1970.
            if (1_721_425.5..5_373_484.5).contains(&value) {
                if let Some(micros) = from_julian(value) {
                    found.moments.add_number(MomentSpelling::JulianDay, to_julian(micros) == Some(value));
                }
            } else if is_real_millis(value) {
                if from_unix_millis_real(value).is_some_and(is_plausible) {
                    found.moments.add_real_millis();
                }
            } else if let Some(micros) = from_unix_real(value).filter(|&micros| is_plausible(micros)) {
                found
                    .moments
                    .add_number(MomentSpelling::UnixSecondsReal, to_unix_real(micros) == Some(value));
            }
        }
    }

    fn text(&mut self, text: &[u8], place: &dyn Fn() -> String) {
        let found = &mut self.found;
        found.texts += 1;
        found.text_bytes_max = found.text_bytes_max.max(text.len() as u64);
        let is_ascii = text.is_ascii();
        if !is_ascii && let Err(error) = std::str::from_utf8(text) {
            note(&mut found.bad_utf8, place, error.valid_up_to());
        }
        // A text has no more characters than bytes, so few need counting.
        if text.len() as u64 > found.text_chars_max {
            let chars = if is_ascii { text.len() } else { characters(text) };
            found.text_chars_max = found.text_chars_max.max(chars as u64);
        }
        // `contains` searches by words, `position` by bytes.
        if text.contains(&0) {
            note(&mut found.nul, place, text.iter().position(|&byte| byte == 0).unwrap_or(0));
        }
        found.empty_texts += u64::from(text.is_empty());
        self.truth_word(text);
        if self.uuids.looks() {
            match Uuid::parse(text) {
                Some(uuid) => self.found.uuids.add(&uuid),
                None => self.uuids.disappointed(),
            }
        }
        if self.moments.looks() {
            match parse_moment(text) {
                Some(moment) => {
                    self.found.moments.add(&moment);
                    self.found.moments_beyond_micros += u64::from(moment.sub_micro);
                }
                None => self.moments.disappointed(),
            }
        }
        // Asked to the end: beside numbers it matters whether any text looks like one.
        if matches!(text.first(), Some(b'0'..=b'9' | b'+' | b'-' | b'.'))
            && Decimal::parse(text).is_some_and(|decimal| decimal.check_limits().is_ok())
        {
            self.found.decimal_texts += 1;
        }
        if self.json.looks() {
            self.json(text, place);
        }
    }

    fn truth_word(&mut self, text: &[u8]) {
        let Some(words) = &mut self.found.boolean_words else { return };
        if text.len() <= TRUTH_WORD_BYTES_MAX
            && TRUTH_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
        {
            match words.iter_mut().find(|(word, _)| word.as_bytes() == text) {
                Some((_, count)) => *count += 1,
                None => words.push((String::from_utf8_lossy(text).into_owned(), 1)),
            }
        } else {
            self.found.boolean_words = None;
        }
    }

    fn json(&mut self, text: &[u8], place: &dyn Fn() -> String) {
        let promised = self.json == Detector::Promised;
        let json = &mut self.found.json;
        json.tested += 1;
        let problem = match validate(text) {
            Ok(shape) => {
                json.valid += 1;
                json.fits_jsonb += u64::from(shape.fits_jsonb());
                if matches!(shape.first, b'{' | b'[') {
                    json.documents += 1;
                    if self.learner.documents() < STYLE_DOCUMENTS {
                        // A document that teaches nothing has been counted above.
                        let _ = self.learner.observe(text);
                    }
                }
                if promised && repeats_key(text) {
                    repeated(json, place);
                }
                shape.jsonb_problem
            }
            Err(problem) => {
                self.json.disappointed();
                promised.then_some(problem)
            }
        };
        if let Some(problem) = problem
            && json.problems.len() < EXAMPLES
        {
            json.problems.push((place(), problem.to_string()));
        }
    }

    fn binary_json(&mut self, blob: &[u8], place: &dyn Fn() -> String) {
        let json = &mut self.found.json;
        self.decoded.clear();
        let problem = match binary::decode(blob, &mut self.decoded).and_then(|()| validate(&self.decoded)) {
            Ok(shape) => {
                json.binary += 1;
                json.binary_fits_jsonb += u64::from(shape.fits_jsonb());
                if matches!(shape.first, b'{' | b'[') && self.learner.documents() < STYLE_DOCUMENTS {
                    let _ = self.learner.observe(&self.decoded);
                }
                if repeats_key(&self.decoded) {
                    repeated(json, place);
                }
                shape.jsonb_problem
            }
            Err(problem) => Some(problem),
        };
        if let Some(problem) = problem
            && json.problems.len() < EXAMPLES
        {
            json.problems.push((place(), problem.to_string()));
        }
    }

    /// Adds what was found in the part of the column that follows.
    pub(super) fn merge(&mut self, next: ColumnTally) {
        let (found, more) = (&mut self.found, next.found);
        found.nulls += more.nulls;
        found.integers += more.integers;
        found.reals += more.reals;
        found.texts += more.texts;
        found.blobs += more.blobs;
        found.integer_range = merged_range(found.integer_range, more.integer_range);
        found.integers_not_boolean += more.integers_not_boolean;
        found.integers_beyond_double += more.integers_beyond_double;
        found.reals_infinite += more.reals_infinite;
        found.reals_integral += more.reals_integral;
        found.digits.1 = found.digits.1.max(more.digits.1);
        found.text_bytes_max = found.text_bytes_max.max(more.text_bytes_max);
        found.text_chars_max = found.text_chars_max.max(more.text_chars_max);
        found.blob_bytes_max = found.blob_bytes_max.max(more.blob_bytes_max);
        found.blobs_16 += more.blobs_16;
        merge_flaws(&mut found.nul, more.nul);
        merge_flaws(&mut found.bad_utf8, more.bad_utf8);
        found.empty_texts += more.empty_texts;
        found.boolean_words = match (found.boolean_words.take(), more.boolean_words) {
            (Some(mut words), Some(others)) => {
                for (word, count) in others {
                    match words.iter_mut().find(|(known, _)| *known == word) {
                        Some((_, sum)) => *sum += count,
                        None => words.push((word, count)),
                    }
                }
                Some(words)
            }
            _ => None,
        };
        found.uuids.merge(&more.uuids);
        found.moments.merge(&more.moments);
        found.moments_beyond_micros += more.moments_beyond_micros;
        found.decimal_texts += more.decimal_texts;
        let (json, others) = (&mut found.json, more.json);
        json.tested += others.tested;
        json.valid += others.valid;
        json.fits_jsonb += others.fits_jsonb;
        json.documents += others.documents;
        json.repeated_keys += others.repeated_keys;
        json.repeated_rows.extend(others.repeated_rows);
        json.repeated_rows.truncate(EXAMPLES);
        json.binary += others.binary;
        json.binary_fits_jsonb += others.binary_fits_jsonb;
        json.problems.extend(others.problems);
        json.problems.truncate(EXAMPLES);
        self.learner.merge(&next.learner);
        self.real_max = self.real_max.max(next.real_max);
    }

    /// The column's profile.
    pub(super) fn finish(self) -> ColumnProfile {
        let mut found = self.found;
        let (low, high) = found.integer_range.unwrap_or((0, 0));
        let of_integers =
            low.unsigned_abs().max(high.unsigned_abs()).checked_ilog10().map_or(0, |log| log + 1);
        let of_reals =
            Digits::of(self.real_max).map_or(0, |digits| digits.exponent + 1).max(0).cast_unsigned();
        found.digits.0 = of_integers.max(if self.real_max >= 1.0 { of_reals } else { 0 });
        if self.learner.documents() > 0 {
            found.json.style = Some(self.learner.style());
        }
        found
    }
}

fn repeated(json: &mut JsonProfile, place: &dyn Fn() -> String) {
    json.repeated_keys += 1;
    if json.repeated_rows.len() < EXAMPLES {
        json.repeated_rows.push(place());
    }
}

fn note(flaws: &mut Flaws, place: &dyn Fn() -> String, offset: usize) {
    flaws.count += 1;
    if flaws.examples.len() < EXAMPLES {
        flaws.examples.push((place(), offset as u64));
    }
}

fn merge_flaws(flaws: &mut Flaws, more: Flaws) {
    flaws.count += more.count;
    flaws.examples.extend(more.examples);
    flaws.examples.truncate(EXAMPLES);
}

fn merged_range(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((low, high)), Some((lower, higher))) => Some((low.min(lower), high.max(higher))),
        (one, other) => one.or(other),
    }
}

/// Whether a double holds the integer: its significant bits are 53 or fewer.
fn is_double(value: i64) -> bool {
    let magnitude = value.unsigned_abs();
    magnitude == 0 || magnitude >> magnitude.trailing_zeros() < 1 << 53
}

fn spelling_of(unit: UnixUnit) -> MomentSpelling {
    match unit {
        UnixUnit::Seconds => MomentSpelling::UnixSeconds,
        UnixUnit::Millis => MomentSpelling::UnixMillis,
        UnixUnit::Micros => MomentSpelling::UnixMicros,
    }
}

/// Characters of a text; a byte that belongs to none counts as one.
fn characters(text: &[u8]) -> usize {
    text.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}

/// Whether an instant lies in the years 1973 to 2103: a number that means another year is more likely none, and these
/// are the years in which the units of Unix times do not meet.
fn is_plausible(micros: i64) -> bool {
    let unix = micros / 1_000_000 + UNIX_SECONDS_OF_2000;
    (100_000_000..=4_200_000_000).contains(&unix)
}

/// Digits behind the point in the shortest decimal form.
fn decimals(value: f64) -> u32 {
    let Some(digits) = Digits::of(value) else { return 0 };
    let significant = i32::try_from(digits.as_bytes().len()).unwrap_or(i32::MAX);
    (significant - 1 - digits.exponent).max(0).cast_unsigned()
}

/// Whether so many digits behind the point are known to be enough without writing the number out, which is slow: when
/// the number rounded to them is the number again, or when 17 significant digits reach no further.
fn has_decimals(value: f64, count: u32) -> bool {
    let magnitude = value.abs();
    // The powers of ten that a double holds exactly; below 2^53 the product's integral part is exact.
    const POWERS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    if let Some(power) = POWERS.get(count as usize) {
        let scaled = magnitude * power;
        return scaled < 9e15 && scaled.round() / power == magnitude;
    }
    // One digit more than 17 less the place of the first, for a logarithm that is off by one.
    magnitude == 0.0 || 18 - magnitude.log10().floor() as i64 <= i64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(declared: &str, cells: &[Cell<'_>]) -> ColumnProfile {
        let mut whole = ColumnTally::new(declared, false);
        cells.iter().for_each(|&cell| whole.add(cell, &|| "rowid 1".to_owned()));
        let whole = whole.finish();
        // Any cut into parts gives the same profile of a promised column.
        for cut in 0..=cells.len() {
            let mut parts = [ColumnTally::new(declared, false), ColumnTally::new(declared, false)];
            for (at, &cell) in cells.iter().enumerate() {
                parts[usize::from(at >= cut)].add(cell, &|| "rowid 1".to_owned());
            }
            let [mut first, second] = parts;
            first.merge(second);
            let merged = first.finish();
            assert_eq!((merged.cells(), merged.digits), (whole.cells(), whole.digits));
            assert_eq!(
                (&merged.integer_range, &merged.boolean_words),
                (&whole.integer_range, &whole.boolean_words)
            );
        }
        whole
    }

    #[test]
    fn digits_are_those_of_the_shortest_form() {
        for (values, digits) in [
            (&[][..], (0, 0)),
            (&[0.0], (0, 0)),
            (&[12.5, 0.25], (2, 2)),
            (&[1e15, 0.1], (16, 1)),
            (&[0.1 + 0.2], (0, 17)),
            (&[1e-7], (0, 7)),
            (&[123456.789, 1.5e-10, 0.3], (6, 11)),
            (&[1e300], (301, 0)),
            (&[0.001_234_567_890_123_4, 0.5, 2.0_f64.powi(-40)], (0, 28)),
        ] {
            let cells: Vec<Cell<'_>> = values.iter().map(|&value| Cell::Real(value)).collect();
            assert_eq!(tally("REAL", &cells).digits, digits, "{values:?}");
        }
        assert_eq!(tally("", &[Cell::Integer(-12345), Cell::Real(1.25)]).digits, (5, 2));
        assert_eq!(tally("", &[Cell::Integer(i64::MIN)]).digits, (19, 0));
    }

    #[test]
    fn decimals_without_writing_are_those_of_writing() {
        let mut state = 7_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = match state % 3 {
                0 => f64::from_bits(state),
                1 => (state >> 40) as f64 / 100.0,
                _ => (state >> 11) as f64 / 9_007_199_254_740_992.0,
            };
            if !value.is_finite() {
                continue;
            }
            for count in [0, 1, 2, 5, 15, 16, 17, 20, 30, 400] {
                if has_decimals(value, count) {
                    assert!(decimals(value) <= count, "{value:e} in {count}");
                }
            }
        }
    }

    #[test]
    fn integers_beyond_a_double_are_counted() {
        let cells = [1, 1 << 53, (1 << 53) + 1, i64::MAX, i64::MIN, -(1 << 60), 0].map(Cell::Integer);
        let found = tally("INTEGER", &cells);
        assert_eq!((found.integers_beyond_double, found.integers_not_boolean), (2, 5));
    }

    #[test]
    fn a_detector_without_a_promise_dies_with_the_first_stranger() {
        let day = Cell::Text(b"2024-01-02");
        let stranger = Cell::Text(b"soon");
        assert_eq!(tally("TEXT", &[day, stranger, day]).moments.cells(), 1);
        assert_eq!(tally("DATE", &[day, stranger, day]).moments.cells(), 2);
        let document = Cell::Text(b"{}");
        assert_eq!(tally("TEXT", &[stranger, document]).json.tested, 1);
        let found = tally("JSON", &[stranger, document]).json;
        assert_eq!((found.tested, found.valid, found.documents, found.problems.len()), (2, 1, 1, 1));
    }

    #[test]
    fn numbers_are_moments_only_where_the_declaration_says_so() {
        let cells = [Cell::Integer(1_700_000_000), Cell::Integer(0), Cell::Real(2_460_000.5)];
        assert_eq!(tally("INTEGER", &cells).moments.cells(), 0);
        let found = tally("DATETIME", &cells).moments;
        let spellings: Vec<_> = found.spellings().collect();
        assert_eq!(spellings, [(MomentSpelling::UnixSeconds, 1), (MomentSpelling::JulianDay, 1)]);
    }

    #[test]
    fn numbers_of_other_years_are_no_moments() {
        let cells =
            [Cell::Integer(5), Cell::Integer(-1), Cell::Integer(99_999_999_999), Cell::Real(45_000.5)];
        assert_eq!(tally("DATETIME", &cells).moments.cells(), 0);
    }

    #[test]
    fn flaws_are_counted_and_placed() {
        let found = tally(
            "TEXT",
            &[Cell::Text(b"ab\0c"), Cell::Text(b"\xc3\xa9\xff"), Cell::Text("日本".as_bytes())],
        );
        assert_eq!(found.nul, Flaws { count: 1, examples: vec![("rowid 1".to_owned(), 2)] });
        assert_eq!(found.bad_utf8, Flaws { count: 1, examples: vec![("rowid 1".to_owned(), 2)] });
        assert_eq!((found.text_bytes_max, found.text_chars_max), (6, 4));
    }

    #[test]
    fn truth_words_keep_their_spelling() {
        let found = tally("BOOLEAN", &[Cell::Text(b"t"), Cell::Text(b"F"), Cell::Text(b"t"), Cell::Null]);
        assert_eq!(found.boolean_words, Some(vec![("t".to_owned(), 2), ("F".to_owned(), 1)]));
        assert_eq!(tally("BOOLEAN", &[Cell::Text(b"t"), Cell::Text(b"maybe")]).boolean_words, None);
    }
}
