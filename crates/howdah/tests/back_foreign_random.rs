//! Made-up PostgreSQL databases that never were SQLite become files, as the judge of such files says.
//!
//! `HOWDAH_RANDOM` (or `HOWDAH_SOAK`) is the number of databases, `HOWDAH_SEED` the first seed; a failure names its seed.

mod back_support;
mod support;

use back_support::back_settings;
use back_support::foreign::judge;
use howdah::plan::back::{Choices, NanChoice};
use std::time::{SystemTime, UNIX_EPOCH};
use support::{assert_proven, panic_words, run_migrate, words};
use testkit::foreign::{self, random};
use testkit::server::server;

/// Seeds that once failed, and stay.
const REGRESSIONS: &[u64] = &[7_036, 20_022, 20_028, 20_045];

/// Databases of a run that nobody asked for more of.
const COUNT: u64 = 20;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn made_up_databases_become_files() {
    let soak = number("HOWDAH_SOAK");
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let first = number("HOWDAH_SEED").unwrap_or_else(|| soak.map_or(7_000, |_| clock()));
    let count = number("HOWDAH_RANDOM").or(soak).unwrap_or(COUNT);
    println!("seeds {first} to {}", first + count.max(1) - 1);
    let regressions = REGRESSIONS.iter().copied().filter(|_| number("HOWDAH_SEED").is_none());
    let mut failures = Vec::new();
    for seed in regressions.chain(first..first + count) {
        if let Err(said) = panic_words(|| become_file(seed)) {
            println!("seed {seed}: {said}\n");
            failures.push(format!("seed {seed}: {said}"));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
}

fn become_file(seed: u64) {
    let database = server().database("made-up");
    let made = random::build(seed, &database);
    let views = made.log.iter().filter(|sql| sql.starts_with("CREATE VIEW"));
    views.for_each(|sql| println!("seed {seed}: {sql}"));
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("made.db");
    let mut settings = back_settings(&file, &database, &directory.path().join("work"));
    let on_nan = if made.may_hold_nan { NanChoice::Text } else { NanChoice::Refuse };
    settings.back = Choices { strict: seed.is_multiple_of(3), on_nan };
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let options = judge(&file, &report, settings.back);
    foreign::compare(&mut database.connect(), None, &file, &options).assert_equal();
}
