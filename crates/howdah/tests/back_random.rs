//! Made-up databases go forward and back, and are the same.
//!
//! `HOWDAH_RANDOM` (or `HOWDAH_SOAK`) is the number of databases, `HOWDAH_SEED` the first seed; a failure names its seed.

mod back_support;
mod support;

use back_support::{Journey, all, there_and_back_with};
use howdah::catalog::map::FlawPolicy;
use howdah::error::Kind;
use howdah::plan::options::{Integers, JsonChoice, Names, Options, Orphans, RowidChoice};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use support::{panic_words, words};
use testkit::files;
use testkit::random;

/// Seeds that once failed, and stay.
const REGRESSIONS: &[u64] = &[10_018, 10_248, 12_088];

/// Databases of a run that nobody asked for more of.
const COUNT: u64 = 300;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn made_up_databases_come_back_the_same() {
    let soak = number("HOWDAH_SOAK");
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let first = number("HOWDAH_SEED").unwrap_or_else(|| soak.map_or(5_000, |_| clock()));
    let count = number("HOWDAH_RANDOM").or(soak).unwrap_or(COUNT);
    println!("seeds {first} to {}", first + count.max(1) - 1);
    let regressions = REGRESSIONS.iter().copied().filter(|_| number("HOWDAH_SEED").is_none());
    let seeds: Vec<u64> = regressions.chain(first..first + count).collect();
    let (back, refused) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    all(
        &seeds,
        |seed| format!("seed {seed}"),
        |&seed| match travel(seed) {
            None => drop(back.fetch_add(1, Ordering::Relaxed)),
            Some(why) => *refused.lock().expect("no thread fails with the lock").entry(why).or_insert(0) += 1,
        },
    );
    let (back, refused) = (back.into_inner(), refused.into_inner().expect("no thread fails with the lock"));
    println!("{back} came back; refused: {refused:#?}");
    let refused: usize = refused.values().sum();
    assert!(back > refused * 4, "{refused} were refused, and only {back} came back");
}

/// Why one database was refused for its flaws on the way forward; `None` when it came back.
fn travel(seed: u64) -> Option<String> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let made = random::build(seed, directory.path());
    let options = if seed.is_multiple_of(3) { choices(seed) } else { Options::default() };
    let said = format!("{options:?}");
    let known = files::Options::default();
    let verified = seed.is_multiple_of(4);
    let journey = || there_and_back_with(&made.path, directory.path(), "random", options, &known, verified);
    match panic_words(journey) {
        Ok(Journey::Back(_)) => None,
        Ok(Journey::Refused(error)) => {
            assert_eq!(error.kind, Kind::Answer, "{}", words(&error));
            Some(error.message)
        }
        Err(words) => panic!("{words}\n({said})"),
    }
}

/// Choices that a user might make, and that lose nothing.
fn choices(seed: u64) -> Options {
    let mut state = seed;
    let mut dice = move |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let policies = [FlawPolicy::Bytea, FlawPolicy::Escape, FlawPolicy::RejectRow];
    Options {
        names: [Names::Keep, Names::Keep, Names::Lower, Names::Snake][dice(4) as usize],
        integers: [Integers::Bigint, Integers::Declared][dice(2) as usize],
        json: [JsonChoice::Jsonb, JsonChoice::Exact][dice(2) as usize],
        rowid: [RowidChoice::Auto, RowidChoice::Keep, RowidChoice::Column][dice(3) as usize],
        orphans: [Orphans::NotValid, Orphans::NotValid, Orphans::Quarantine, Orphans::Null][dice(4) as usize],
        on_nul: policies[dice(3) as usize],
        on_bad_utf8: policies[dice(3) as usize],
        ..Options::default()
    }
}

#[test]
fn the_choices_differ_from_seed_to_seed() {
    let all: BTreeSet<String> = (0..60).map(|seed| format!("{:?}", choices(seed))).collect();
    assert!(all.len() > 20, "{} kinds of choices", all.len());
}
