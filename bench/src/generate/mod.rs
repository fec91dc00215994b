//! Makes a SQLite database of a wanted kind and size: the same options give the same rows.
//!
//! Owns the file's life: a new file, no journal, one transaction, indexes after the rows, and at the end SQLite's own
//! word that no foreign key is broken. The data is clean, as a careful application's is, but holds NULLs, other
//! alphabets, quotes, tabs, newlines and backslashes.

mod blobs;
mod events;
mod library;

use crate::dataset::{Dataset, Kind};
use crate::fault::{Context, Fault, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Makes the database `out`, which must not exist.
pub fn generate(dataset: &Dataset, out: &Path) -> Result<()> {
    if out.exists() {
        return Err(Fault::new(format!("{} exists already", out.display())));
    }
    let made = write(dataset, out);
    if made.is_err() {
        // Half a database, without a journal, is of no use to anybody; the error says what happened.
        let _ = std::fs::remove_file(out);
    }
    made.context(format!("cannot make {}", out.display()))
}

fn write(dataset: &Dataset, out: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = Connection::open_with_flags(out, flags)?;
    connection.execute_batch(
        "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;
         PRAGMA foreign_keys=OFF;",
    )?;
    match dataset.kind {
        Kind::Library => library::write(&mut connection, dataset)?,
        Kind::Events => events::write(&mut connection, dataset)?,
        Kind::Blobs => blobs::write(&mut connection, dataset)?,
    }
    let orphan = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if orphan {
        return Err(Fault::new("the generated data breaks a foreign key"));
    }
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::dataset::{Dataset, Kind};
    use rusqlite::Connection;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let dir = tempfile::tempdir().unwrap();
        for kind in [Kind::Library, Kind::Events, Kind::Blobs] {
            let make = |name: &str, seed| {
                let path = dir.path().join(format!("{kind:?}-{name}.db"));
                generate(&Dataset { kind, rows: 150, seed, blob_bytes: 1000 }, &path).unwrap();
                std::fs::read(path).unwrap()
            };
            let first = make("first", 42);
            assert!(first == make("second", 42), "{kind:?}");
            assert!(first != make("third", 43), "{kind:?}");
        }
    }

    #[test]
    fn a_library_has_the_rows_that_were_asked_for_in_every_table() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("library.db");
        let dataset = Dataset { kind: Kind::Library, rows: 1_000, seed: 42, blob_bytes: 0 };
        generate(&dataset, &path).unwrap();
        let connection = Connection::open(path).unwrap();
        let rows = |table: &str| -> i64 {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        let counted = dataset.tables().iter().map(|table| (table.name, rows(table.name))).collect::<Vec<_>>();
        let expected = [
            ("resources", 1_000),
            ("collections", 10),
            ("collection_resources", 2_000),
            ("annotations", 3_000),
            ("citations", 5_000),
            ("taxonomy_nodes", 20),
            ("resource_taxonomy", 2_000),
        ];
        assert_eq!(counted, expected);
    }

    #[test]
    fn an_existing_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.db");
        std::fs::write(&path, "mine").unwrap();
        let dataset = Dataset { kind: Kind::Blobs, rows: 1, seed: 1, blob_bytes: 1 };
        let error = generate(&dataset, &path).unwrap_err();
        assert!(error.to_string().contains("exists already"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }
}
