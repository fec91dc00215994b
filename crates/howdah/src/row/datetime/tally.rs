//! Which spelling restores most cells of a column.
//!
//! The profile counts every cell under its concrete spelling; afterwards rules that cover several of them ("a fraction
//! only when it is not zero") compete with the concrete ones. Counts of disjoint parts of a column merge.

use crate::row::datetime::parse::Moment;
use crate::row::format::{Clock, MomentSpelling, MomentText};
use serde::{Deserialize, Serialize};

/// A column whose text names more zones and shapes than this has no majority worth finding; the rest is only counted.
const ENTRIES_MAX: usize = 96;

/// Counts of the spellings seen in one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentTally {
    entries: Vec<Entry>,
    /// Cells that came when there were no more entries.
    others: u64,
}

/// Cells that look alike to every rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    seen: Seen,
    count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    spelling: MomentSpelling,
    /// See [`Moment::fraction_zero`].
    fraction_zero: bool,
    /// See [`Moment::trailing_zero`].
    trailing_zero: bool,
    /// See [`Moment::exact`].
    exact: bool,
}

impl MomentTally {
    /// Counts a cell of text.
    pub fn add(&mut self, moment: &Moment) {
        let spelling = MomentSpelling::Text(moment.spelling);
        let Moment { fraction_zero, trailing_zero, exact, .. } = *moment;
        self.count(Seen { spelling, fraction_zero, trailing_zero, exact }, 1);
    }

    /// Counts a cell that is a number. For a REAL, `exact` says whether the instant gives the same double back.
    pub fn add_number(&mut self, spelling: MomentSpelling, exact: bool) {
        self.count(Seen { spelling, fraction_zero: true, trailing_zero: false, exact }, 1);
    }

    /// Counts a REAL of milliseconds. No spelling restores it: it stands among INTEGERs that cannot say its fraction.
    pub fn add_real_millis(&mut self) {
        self.add_number(MomentSpelling::UnixMillis, false);
    }

    /// The cells of [`MomentTally::add_real_millis`]; an INTEGER is always exact.
    pub fn real_millis(&self) -> u64 {
        let is_one = |entry: &&Entry| entry.seen.spelling == MomentSpelling::UnixMillis && !entry.seen.exact;
        self.entries.iter().filter(is_one).map(|entry| entry.count).sum()
    }

    /// Adds the counts of another part of the column.
    pub fn merge(&mut self, other: &MomentTally) {
        for entry in &other.entries {
            self.count(entry.seen, entry.count);
        }
        self.others += other.others;
    }

    /// Number of cells counted.
    pub fn cells(&self) -> u64 {
        self.others + self.entries.iter().map(|entry| entry.count).sum::<u64>()
    }

    /// Each concrete spelling seen, with its count; a spelling may come more than once.
    pub fn spellings(&self) -> impl Iterator<Item = (MomentSpelling, u64)> {
        self.entries.iter().map(|entry| (entry.seen.spelling, entry.count))
    }

    /// The spelling that restores most cells, and how many it restores at least; `None` when nothing was counted. Of
    /// several that restore as many, the plainest.
    pub fn best_spelling(&self) -> Option<(MomentSpelling, u64)> {
        self.candidates()
            .map(|candidate| (candidate, self.restored_by(&candidate)))
            .min_by_key(|(candidate, restored)| (u64::MAX - restored, plainness(candidate), *candidate))
    }

    /// How many of the counted cells a spelling restores, at least.
    pub fn restored_by(&self, spelling: &MomentSpelling) -> u64 {
        self.entries.iter().filter(|entry| restores(spelling, &entry.seen)).map(|entry| entry.count).sum()
    }

    fn count(&mut self, seen: Seen, count: u64) {
        match self.entries.iter_mut().position(|entry| entry.seen == seen) {
            Some(0) => self.entries[0].count += count,
            Some(at) => {
                self.entries[at].count += count;
                // Common spellings wander to the front, so that the search stays short.
                if self.entries[at].count > self.entries[at - 1].count {
                    self.entries.swap(at, at - 1);
                }
            }
            None if self.entries.len() < ENTRIES_MAX => self.entries.push(Entry { seen, count }),
            None => self.others += count,
        }
    }

    /// Every concrete spelling seen, and the rules that might cover it together with others.
    fn candidates(&self) -> impl Iterator<Item = MomentSpelling> {
        self.entries.iter().flat_map(|entry| {
            let spelling = entry.seen.spelling;
            let rules = match spelling {
                MomentSpelling::Text(text @ MomentText { clock: Some(Clock::Fraction(digits)), .. }) => {
                    [Clock::FractionWhenNotZero(digits), Clock::FractionTrimmed]
                        .map(|clock| Some(MomentSpelling::Text(MomentText { clock: Some(clock), ..text })))
                }
                _ => [None, None],
            };
            std::iter::once(spelling).chain(rules.into_iter().flatten())
        })
    }
}

/// Whether rendering in `spelling` gives a cell that was seen so back.
fn restores(spelling: &MomentSpelling, seen: &Seen) -> bool {
    let (MomentSpelling::Text(rule), MomentSpelling::Text(cell)) = (spelling, &seen.spelling) else {
        return seen.exact && *spelling == seen.spelling;
    };
    let clock = match (rule.clock, cell.clock) {
        (Some(Clock::FractionWhenNotZero(digits)), Some(Clock::Fraction(written))) => {
            written == digits && !seen.fraction_zero
        }
        (Some(Clock::FractionTrimmed), Some(Clock::Fraction(_))) => !seen.trailing_zero,
        (Some(Clock::FractionWhenNotZero(_) | Clock::FractionTrimmed), Some(Clock::Seconds)) => true,
        (rule, cell) => rule == cell,
    };
    seen.exact && clock && MomentText { clock: None, ..*rule } == MomentText { clock: None, ..*cell }
}

fn plainness(spelling: &MomentSpelling) -> u8 {
    match spelling {
        MomentSpelling::Text(MomentText { clock: Some(Clock::FractionWhenNotZero(_)), .. }) => 1,
        MomentSpelling::Text(MomentText { clock: Some(Clock::FractionTrimmed), .. }) => 2,
        _ => 0,
    }
}
