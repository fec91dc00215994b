//! Where SQLite puts what does not fit into memory while a file is made: the sorting of an index, and what is kept beside
//! the rows of one table.
//!
//! That may become as large as the file itself, and `/var/tmp` and `/tmp`, which SQLite would take, are often small or in
//! memory. A directory that the user named in `SQLITE_TMPDIR` or `TMPDIR` stays chosen.

use super::emit::literal;
use rusqlite::Connection;
use std::path::Path;

/// Lets SQLite put temporary files into a directory, instead of the first that is there of `/var/tmp`, `/usr/tmp` and
/// `/tmp` (<https://sqlite.org/tempfiles.html#temporary_file_storage_locations>). It does not show them there, so that
/// none outlives its program.
///
/// This is a setting of the whole process: of two runs at once, both use the directory of the later one, and where that
/// has gone, what SQLite would take unasked.
pub fn put_beside(connection: &Connection, directory: &Path) {
    let is_chosen = |name| std::env::var_os(name).is_some_and(|value: std::ffi::OsString| !value.is_empty());
    if is_chosen("SQLITE_TMPDIR") || is_chosen("TMPDIR") {
        return;
    }
    // A pragma is text, and the directory must be readable, too: otherwise SQLite's own choice is as good.
    let Some(directory) = directory.to_str() else { return };
    let _ = connection.execute_batch(&format!("PRAGMA temp_store_directory = {}", literal(directory)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Files that this process has open and that have no name any more.
    fn nameless() -> Vec<String> {
        let open = fs::read_dir("/proc/self/fd").expect("the open files");
        let files = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        let names = files.map(|path| path.to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(" (deleted)")).collect()
    }

    #[test]
    fn what_is_too_large_for_memory_lies_where_it_was_told_and_has_no_name_there() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let connection = Connection::open("").expect("a temporary database");
        put_beside(&connection, directory.path());
        connection
            .execute_batch(
                "PRAGMA cache_size = 4; CREATE TABLE t (b);
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
                 INSERT INTO t SELECT randomblob(10000) FROM n",
            )
            .expect("a megabyte");
        let chosen = ["SQLITE_TMPDIR", "TMPDIR"].iter().any(|name| std::env::var_os(name).is_some());
        let here = directory.path().to_str().expect("a name");
        let there = nameless().iter().any(|name| name.starts_with(here));
        assert!(there || chosen, "{:?}", nameless());
        assert_eq!(fs::read_dir(directory.path()).expect("the directory").count(), 0);
    }
}
