//! The page `docs/reference/semantics.md`: each item of `tests/corpus/items.toml` and the cases that show it.
//!
//! Made from the list and the cases alone, so that the page cannot name a case that is not there. `UPDATE_DOCS=1` writes
//! it, as `scripts/docs` does; otherwise the page must be what it would be.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The list of items and complaints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Items {
    item: Vec<Entry>,
    complaint: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: u32,
    title: String,
    #[serde(default)]
    does: String,
    /// A suite or a case that shows it, whose own lines do not say so.
    shown: Option<String>,
}

/// The names of the cases by the numbers that their `schema.sql` names.
#[derive(Debug, Default)]
pub struct Shown {
    items: BTreeMap<u32, BTreeSet<String>>,
    complaints: BTreeMap<u32, BTreeSet<String>>,
    cases: BTreeSet<String>,
}

/// What the cases say they show.
pub fn shown(cases: &[PathBuf]) -> Shown {
    let mut shown = Shown::default();
    for case in cases {
        let name = case.file_name().expect("a folder").to_string_lossy().into_owned();
        let schema = std::fs::read_to_string(case.join("schema.sql")).expect("schema.sql");
        let before = shown.count();
        for line in schema.lines() {
            for (word, map) in [("-- item: ", &mut shown.items), ("-- complaint: ", &mut shown.complaints)] {
                for number in line.strip_prefix(word).into_iter().flat_map(|numbers| numbers.split(',')) {
                    let number = number.trim().parse().unwrap_or_else(|_| panic!("{name}: {line}"));
                    map.entry(number).or_default().insert(name.clone());
                }
            }
        }
        assert!(shown.count() > before, "{name} does not say what it shows");
        shown.cases.insert(name);
    }
    shown
}

impl Shown {
    fn count(&self) -> usize {
        self.items.values().chain(self.complaints.values()).map(BTreeSet::len).sum()
    }
}

impl Items {
    /// Reads `tests/corpus/items.toml`.
    pub fn read() -> Items {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/items.toml");
        let text = std::fs::read_to_string(path).expect("items.toml");
        toml::from_str(&text).unwrap_or_else(|error| panic!("items.toml: {error}"))
    }

    /// Every entry is shown by something that is there, and every case shows an entry that is there.
    #[track_caller]
    pub fn assert_complete(&self, shown: &Shown) {
        for (list, cases, what) in
            [(&self.item, &shown.items, "item"), (&self.complaint, &shown.complaints, "complaint")]
        {
            let numbers: Vec<u32> = list.iter().map(|entry| entry.number).collect();
            assert!(
                numbers.is_sorted_by(|one, other| one < other),
                "{what}s are numbered in order: {numbers:?}"
            );
            for number in cases.keys() {
                assert!(numbers.contains(number), "{what} {number} is not in the list: {:?}", cases[number]);
            }
            for entry in list {
                let place = entry.shown.as_deref();
                assert!(
                    place.is_some() || cases.contains_key(&entry.number),
                    "nothing shows {what} {}: {}",
                    entry.number,
                    entry.title
                );
                let there = place.is_none_or(|place| shown.cases.contains(place) || suite(place).is_some());
                assert!(there, "{what} {}: there is no {place:?}", entry.number);
            }
        }
    }

    fn page(&self, shown: &Shown) -> String {
        let mut page = format!(
            "<!-- Made by `scripts/docs` from the cases in crates/howdah/tests/corpus. Do not edit. -->\n\n\
             # What must be right between SQLite and PostgreSQL\n\n\
             {} cases, each a folder of `crates/howdah/tests/corpus/`: a schema with rows is carried to a real server \
             and proven,\nthe same questions must have the same answers on both sides, and the same writes must leave \
             the same rows. The folder's\n`expected.sql` is the PostgreSQL that howdah makes of the case, with its \
             findings; where something cannot be carried, it\nsays so there. A name in italics is a suite of tests.\n\n\
             | item | | what howdah does | shown by |\n|---|---|---|---|\n",
            shown.cases.len()
        );
        for entry in &self.item {
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} |",
                entry.number,
                cell(&entry.title),
                cell(&entry.does),
                places(entry, &shown.items)
            );
        }
        page.push_str(
            "\n## What users of other tools met\n\n| | what happened | shown by |\n|---|---|---|\n",
        );
        for entry in &self.complaint {
            let _ = writeln!(
                page,
                "| {} | {} | {} |",
                entry.number,
                cell(&entry.title),
                places(entry, &shown.complaints)
            );
        }
        page
    }
}

/// Writes the page, or compares it with what it would be.
#[track_caller]
pub fn check(cases: &[PathBuf]) {
    let page = Items::read().page(&shown(cases));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/semantics.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page).expect("the page is written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/reference/semantics.md is not what the cases show; scripts/docs writes it");
}

fn places(entry: &Entry, cases: &BTreeMap<u32, BTreeSet<String>>) -> String {
    let mut places: Vec<String> =
        cases.get(&entry.number).into_iter().flatten().map(|name| format!("`{name}`")).collect();
    if let Some(place) = &entry.shown {
        places.push(if suite(place).is_some() { format!("*{place}*") } else { format!("`{place}`") });
    }
    places.join(", ")
}

/// The suite of tests of this name, in this crate or the program's.
fn suite(name: &str) -> Option<PathBuf> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    [format!("howdah/tests/{name}.rs"), format!("howdah-cli/tests/{name}/main.rs")]
        .into_iter()
        .map(|path| crates.join(path))
        .find(|path| path.exists())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
