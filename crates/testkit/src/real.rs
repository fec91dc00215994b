//! The real databases in `testdata/`; its README names their sources and licences.

use std::path::{Path, PathBuf};

/// Every database file, sorted by name. They are in the repository: copy before writing ([`copy`]), or open
/// read-only.
pub fn files() -> Vec<PathBuf> {
    files_in(&directory())
}

/// The same of any directory.
///
/// # Panics
/// When there is none.
pub fn files_in(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let is_database =
        |path: &PathBuf| path.extension().is_some_and(|e| e == "db" || e == "gpkg" || e == "mbtiles");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_database).collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds no database", directory.display());
    files
}

/// Copies the database `name`, such as `chinook.db`, into a directory and returns the copy's path.
///
/// # Panics
/// When there is none of that name.
pub fn copy(name: &str, into: &Path) -> PathBuf {
    let from = directory().join(name);
    let to = into.join(name);
    let bytes = std::fs::read(&from).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    std::fs::write(&to, bytes).unwrap_or_else(|e| panic!("{}: {e}", to.display()));
    to
}

fn directory() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root =
        crates.and_then(Path::parent).expect("the crate lies two directories below the workspace's root");
    root.join("testdata")
}

#[cfg(test)]
mod tests {
    use super::{directory, files};

    #[test]
    fn the_readme_names_every_file_with_its_licence() {
        let readme = std::fs::read_to_string(directory().join("README.md")).unwrap();
        for file in files() {
            let name = file.file_name().unwrap().to_str().unwrap();
            let line = readme.lines().find(|line| line.starts_with(&format!("| {name} |")));
            let licence = line.and_then(|line| line.split('|').nth(3)).map(str::trim);
            assert!(
                licence.is_some_and(|licence| !licence.is_empty()),
                "{name} has no licence in the README"
            );
        }
    }
}
