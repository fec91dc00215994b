//! Every hostile and every published file is read to the last cell, or refused for its reason; what is found is held
//! against SQLite's own answers.

mod sqlite_support;

use howdah::catalog::profile::TableProfile;
use howdah::catalog::schema::{Catalog, Table, TableKind};
use howdah::sqlite::emit::ident;
use howdah::sqlite::inspect::inspect;
use howdah::sqlite::integrity::{Integrity, integrity};
use howdah::sqlite::open::SourceFile;
use howdah::sqlite::orphans::{Orphans, orphans};
use howdah::sqlite::profile::profile;
use howdah::sqlite::snapshot::{Snapshot, SnapshotOptions, SnapshotPolicy};
use rusqlite::Connection;
use sqlite_support::{hash, told, watch};
use std::path::Path;
use std::time::Duration;
use testkit::hostile::Expect;

struct Read {
    catalog: Catalog,
    integrity: Integrity,
    orphans: Orphans,
    profiles: Vec<TableProfile>,
}

fn read(path: &Path, work: &Path) -> howdah::Result<Read> {
    let timeout = Duration::from_secs(2);
    let file = SourceFile::examine(path, work, timeout)?;
    let options = SnapshotOptions {
        readers: 2,
        policy: SnapshotPolicy::Copy,
        busy_timeout: timeout,
        work_dir: work.to_owned(),
    };
    let snapshot = Snapshot::open(&file, &options, watch())?;
    let (catalog, integrity, orphans) = {
        let reader = snapshot.reader()?;
        let connection = reader.connection();
        let catalog = inspect(connection)?;
        let integrity = integrity(connection, &catalog, false)?;
        integrity.require_whole()?;
        let orphans = orphans(connection, &catalog, true)?;
        (catalog, integrity, orphans)
    };
    let wanted: Vec<usize> = (0..catalog.tables.len()).filter(|&at| catalog.tables[at].is_data()).collect();
    let profiles = profile(&snapshot, &catalog, &wanted, 2, watch())?;
    let reader = snapshot.reader()?;
    // SQLite's own answers need the collation that one of the files uses.
    reader
        .connection()
        .create_collation("by_length", |one, other| (one.len(), one).cmp(&(other.len(), other)))
        .unwrap();
    reader.connection().execute_batch("PRAGMA writable_schema = RESET").unwrap();
    for &at in &wanted {
        agrees_with_sqlite(reader.connection(), &catalog.tables[at], &profiles[at]);
    }
    Ok(Read { catalog, integrity, orphans, profiles })
}

/// Counts, ranges and lengths as SQLite's own functions give them.
fn agrees_with_sqlite(connection: &Connection, table: &Table, found: &TableProfile) {
    let name = ident(&table.name);
    let rows: i64 = connection
        .query_row(&format!("SELECT count(*) FROM {name} NOT INDEXED"), [], |row| row.get(0))
        .unwrap();
    assert_eq!(found.rows, rows.unsigned_abs(), "{}", table.name);
    assert_eq!(found.columns.len(), table.columns.len());
    let mut bytes = 0;
    for at in table.stored() {
        let column = format!("t.{}", ident(&table.columns[at].name));
        let sql = format!(
            "SELECT sum(typeof({column}) = 'null'), sum(typeof({column}) = 'integer'), sum(typeof({column}) = 'real'),
                sum(typeof({column}) = 'text'), sum(typeof({column}) = 'blob'),
                min({column}) FILTER (WHERE typeof({column}) = 'integer'), max({column}) FILTER (WHERE typeof({column}) = 'integer'),
                max(length(CAST({column} AS BLOB))) FILTER (WHERE typeof({column}) = 'blob'),
                sum(CASE typeof({column}) WHEN 'null' THEN 0 WHEN 'text' THEN 0 WHEN 'blob' THEN length({column}) ELSE 8 END)
             FROM {name} AS t NOT INDEXED"
        );
        connection
            .query_row(&sql, [], |row| {
                let count = |at: usize| {
                    row.get::<_, Option<i64>>(at).map(|count| count.unwrap_or_default().unsigned_abs())
                };
                let profile = &found.columns[at];
                assert_eq!(
                    [profile.nulls, profile.integers, profile.reals, profile.texts, profile.blobs],
                    [count(0)?, count(1)?, count(2)?, count(3)?, count(4)?],
                    "{column} of {}",
                    table.name
                );
                let range = row.get::<_, Option<i64>>(5)?.zip(row.get::<_, Option<i64>>(6)?);
                assert_eq!(profile.integer_range, range);
                assert_eq!(profile.blob_bytes_max, count(7)?);
                bytes += count(8)?;
                Ok(())
            })
            .unwrap();
    }
    assert!(found.bytes >= bytes, "{}: text comes on top", table.name);
    if let Some((first, _)) = found.rowids.filter(|_| table.kind == TableKind::Ordinary && rows > 0) {
        assert_eq!(found.chunk_starts[0], first);
        assert!(found.chunk_starts.is_sorted());
    }
}

#[test]
fn hostile_files_are_read_or_refused() {
    for case in testkit::hostile::all() {
        let directory = tempfile::tempdir().unwrap();
        let built = case.build_in(directory.path());
        let is_file = built.path.is_file();
        let before = is_file.then(|| hash(&built.path));
        let outcome = read(&built.path, &directory.path().join("work"));
        assert_eq!(is_file.then(|| hash(&built.path)), before, "{}: the source is as it was", case.name);
        match (case.expect, outcome) {
            (Expect::Refused { exit_code: 3, message_contains }, Err(error)) => {
                assert_eq!(error.kind.exit_code(), 3, "{}", case.name);
                let said = told(&error).to_lowercase();
                assert!(message_contains.iter().any(|words| said.contains(words)), "{}: {said}", case.name);
            }
            (Expect::Refused { exit_code: 3, .. }, Ok(_)) => panic!("{} was read", case.name),
            (_, Err(error)) => panic!("{}: {}", case.name, told(&error)),
            (_, Ok(read)) => {
                assert!(read.integrity.corruption.is_empty(), "{}", case.name);
                let tables = read.catalog.tables.iter().filter(|table| table.is_data()).count();
                println!(
                    "{}: {tables} tables, {} troubles, {} orphan sets",
                    case.name,
                    read.catalog.troubles.len(),
                    read.orphans.sets.len()
                );
            }
        }
    }
}

#[test]
fn published_files_are_read() {
    for file in testkit::real::files() {
        let directory = tempfile::tempdir().unwrap();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let copy = testkit::real::copy(&name, directory.path());
        let before = hash(&copy);
        let found = read(&copy, &directory.path().join("work"))
            .unwrap_or_else(|error| panic!("{name}: {}", told(&error)));
        assert_eq!(hash(&copy), before, "{name}");
        let rows: u64 = found.profiles.iter().map(|profile| profile.rows).sum();
        println!(
            "{name}: {rows} rows; {:?} {:?} {:?}",
            found.catalog.troubles, found.integrity.notes, found.orphans.troubles
        );
    }
}
