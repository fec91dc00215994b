//! The architecture enforces itself: floors, lengths of files, words that do not belong.

use std::fs;
use std::path::{Path, PathBuf};

/// Floors from ARCHITECTURE.md. A file of a module may use modules of lower floors and its own.
const FLOORS: [(&str, u8); 12] = [
    ("error", 0),
    ("row", 0),
    ("whole_file", 0),
    ("catalog", 1),
    ("report", 1),
    ("sqlite", 2),
    ("postgres", 2),
    ("translate", 3),
    ("plan", 4),
    ("copy", 5),
    ("proof", 5),
    ("run", 6),
];

fn sources(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap_or_else(|error| panic!("{}: {error}", below.display())) {
        let path = entry.expect("a directory entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                found.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn floor(module: &str) -> u8 {
    FLOORS
        .iter()
        .find(|(name, _)| *name == module)
        .unwrap_or_else(|| panic!("module {module} has no floor"))
        .1
}

#[test]
fn a_file_uses_only_lower_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let mut arrows = 0;
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).expect("below the root");
        let first = inside.iter().next().and_then(|part| part.to_str()).expect("a name");
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable source");
        for (number, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1).filter(|_| !line.trim_start().starts_with("//")) {
                let used: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if used.is_empty() || used == module {
                    continue;
                }
                arrows += 1;
                if floor(&used) >= floor(module) {
                    broken.push(format!("{}:{}: {module} uses {used}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(arrows > 100, "only {arrows} arrows were read");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_file_has_at_most_800_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let long: Vec<String> = ["crates", "bench"]
        .iter()
        .map(|part| root.join(part))
        .filter(|path| path.is_dir())
        .flat_map(|path| sources(&path))
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).expect("readable source").lines().count();
            (lines > 800).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_module_page_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<String> = sources(&root)
        .into_iter()
        .filter(|path| !fs::read_to_string(path).expect("readable source").starts_with("//!"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "without a first line of words: {silent:?}");
}
