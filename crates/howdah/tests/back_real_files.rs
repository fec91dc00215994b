//! Forward and back: every real database in `testdata/`, and every hostile file that moves, becomes a PostgreSQL database
//! and then the same SQLite file again, by a comparer that shares no code with the engine.

mod back_support;
mod support;

use back_support::{Journey, there_and_back};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::panic_words;
use testkit::hostile;

/// Runs every part on two threads, since most of a small migration is waiting for the server; names what failed.
fn all<T: Sync>(parts: &[T], name: impl Fn(&T) -> String + Sync, part: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(said) = panic_words(|| part(one)) {
                        failures.lock().expect("no thread fails with the lock").push(format!("{}: {said}", name(one)));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no thread fails with the lock");
    assert!(failures.is_empty(), "{} of {} failed:\n{}", failures.len(), parts.len(), failures.join("\n\n"));
}

#[test]
fn every_real_file_comes_back_the_same() {
    let only = std::env::var("HOWDAH_ONLY").ok();
    let files: Vec<String> = testkit::real::files()
        .iter()
        .filter_map(|file| Some(file.file_name()?.to_str()?.to_owned()))
        .filter(|name| only.as_ref().is_none_or(|only| name.contains(only.as_str())))
        .collect();
    let cells = AtomicUsize::new(0);
    all(&files, String::clone, |name| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let source = testkit::real::copy(name, directory.path());
        let journey = there_and_back(&source, directory.path(), name);
        match journey {
            Journey::Back(compared) => cells.fetch_add(compared as usize, Ordering::Relaxed),
            Journey::Refused(error) => panic!("refused: {error}"),
        };
    });
    let cells = cells.into_inner();
    assert!(only.is_some() || cells > 100_000, "only {cells} cells were compared");
}

#[test]
fn every_hostile_file_that_moves_comes_back_the_same() {
    let only = std::env::var("HOWDAH_ONLY").ok();
    let mut cases = hostile::all();
    cases.retain(|case| only.as_ref().is_none_or(|only| case.name.contains(only.as_str())));
    let back = AtomicUsize::new(0);
    all(&cases, |case| case.name.to_owned(), |case| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let built = case.build_in(directory.path());
        // What is refused on the way forward is the matter of another test.
        if let Journey::Back(_) = there_and_back(&built.path, directory.path(), case.name) {
            back.fetch_add(1, Ordering::Relaxed);
        }
    });
    let back = back.into_inner();
    assert!(only.is_some() || back >= 55, "only {back} files came back");
}
