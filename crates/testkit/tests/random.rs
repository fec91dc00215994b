//! Made-up databases are the same for the same seed, and rich enough to be worth carrying.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::BTreeSet;
use std::path::Path;
use testkit::random;

/// Every stored cell of every ordinary table, as text that tells classes apart.
fn content(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).expect("a database");
    let sql = "SELECT l.name, group_concat('\"' || replace(x.name, '\"', '\"\"') || '\"')
               FROM pragma_table_list l, pragma_table_xinfo(l.name, l.schema) x
               WHERE l.schema = 'main' AND l.type = 'table' AND x.hidden = 0 GROUP BY l.name ORDER BY l.name";
    let mut statement = connection.prepare(sql).expect("a table list");
    let tables = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .expect("a table list");
    let mut out = Vec::new();
    for table in tables {
        let (table, columns) = table.expect("a table has columns");
        let sql = format!("SELECT {columns} FROM \"{}\" NOT INDEXED", table.replace('"', "\"\""));
        let mut statement = connection.prepare(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let width = statement.column_count();
        let mut rows = statement.query([]).expect("a table can be read");
        while let Some(row) = rows.next().unwrap_or_else(|e| panic!("{sql}: {e}")) {
            for at in 0..width {
                out.push(match row.get_ref(at).expect("the column was asked for") {
                    ValueRef::Real(real) => format!("{table} real {:x}", real.to_bits()),
                    ValueRef::Text(text) => format!("{table} text {text:02x?}"),
                    other => format!("{table} {other:?}"),
                });
            }
        }
    }
    out
}

#[test]
fn the_same_seed_makes_the_same_database() {
    for seed in [0, 1, 77, u64::MAX] {
        let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [one, other] = directories.each_ref().map(|directory| random::build(seed, directory.path()));
        assert_eq!(one.log, other.log, "seed {seed}");
        assert_eq!(content(&one.path), content(&other.path), "seed {seed}");
    }
}

#[test]
fn most_of_what_is_made_up_is_taken_by_sqlite_and_differs_from_seed_to_seed() {
    let directory = tempfile::tempdir().unwrap();
    let (mut tables, mut refused, mut statements, mut cells) = (0, 0, 0, 0);
    let mut classes = BTreeSet::new();
    for seed in 0..40 {
        let made = random::build(seed, directory.path());
        tables += made.log.iter().filter(|sql| sql.starts_with("CREATE TABLE")).count();
        refused += made.refused.iter().filter(|said| !said.starts_with("INSERT")).count();
        statements += made.log.len();
        let all = content(&made.path);
        cells += all.len();
        classes.extend(all.iter().filter_map(|cell| cell.rsplit(' ').nth(1).map(str::to_owned)));
        if seed == 0 {
            assert!(!made.log.is_empty());
        }
    }
    assert!(tables >= 120, "{tables} tables");
    assert!(cells >= 10_000, "{cells} cells");
    assert!(refused * 4 < statements, "{refused} statements were refused, {statements} were taken");
}

/// What a schema can say, as a pattern of its text.
const FEATURES: &[(&str, &str)] = &[
    ("index, partial", "CREATE%INDEX%WHERE%"),
    ("index, unique", "CREATE UNIQUE INDEX%"),
    ("index, descending", "CREATE%INDEX% DESC%"),
    ("index over an expression", "CREATE%INDEX%(lower(%"),
    ("index over JSON", "CREATE%INDEX%json_extract(%"),
    ("index, NOCASE", "CREATE%INDEX%COLLATE NOCASE%"),
    ("index, RTRIM", "CREATE%INDEX%COLLATE RTRIM%"),
    ("view", "CREATE VIEW%SELECT *%"),
    ("view with named columns", "CREATE VIEW%(one, two)%"),
    ("view of a join", "CREATE VIEW% x, % y GROUP BY%"),
    ("view, recursive", "CREATE VIEW%RECURSIVE%"),
    ("view with a window", "CREATE VIEW%OVER (%"),
    ("view, compound, with an empty list", "CREATE VIEW%IN ()%UNION%"),
    ("view with a string in double quotes", "CREATE VIEW%ELSE \"no\"%"),
    ("view with aggregates", "CREATE VIEW%group_concat(%"),
    ("view with times", "CREATE VIEW%strftime(%"),
    ("view with LIMIT x, y", "CREATE VIEW%LIMIT 3, 2%"),
    ("view on nothing", "CREATE VIEW%nowhere%"),
    ("trigger AFTER", "CREATE TRIGGER% AFTER INSERT%"),
    ("trigger BEFORE UPDATE OF, WHEN", "CREATE TRIGGER% BEFORE UPDATE OF%WHEN%RAISE(IGNORE)%"),
    ("trigger that raises", "CREATE TRIGGER%RAISE(ABORT%"),
    ("trigger with INSERT OR", "CREATE TRIGGER%INSERT OR IGNORE%"),
    ("trigger INSTEAD OF", "CREATE TRIGGER%INSTEAD OF%"),
    ("trigger on a missing column", "CREATE TRIGGER%SELECT missing%"),
    ("CHECK", "CREATE TABLE%CHECK%(%"),
    ("generated column", "CREATE TABLE% AS (%"),
    ("generated column, VIRTUAL", "CREATE TABLE% VIRTUAL%"),
    ("generated column, STORED", "CREATE TABLE% STORED%"),
    ("default, an expression", "CREATE TABLE%DEFAULT (%"),
    ("default CURRENT_TIMESTAMP", "CREATE TABLE%CURRENT_TIMESTAMP%"),
    ("foreign key, composite", "CREATE TABLE%FOREIGN KEY (%,%) REFERENCES%"),
    ("foreign key with actions", "CREATE TABLE%REFERENCES% ON DELETE %"),
    ("foreign key, deferrable", "CREATE TABLE%DEFERRABLE%"),
    ("WITHOUT ROWID", "CREATE TABLE%WITHOUT ROWID%"),
    ("STRICT", "CREATE TABLE%)%STRICT%"),
    ("AUTOINCREMENT", "CREATE TABLE%AUTOINCREMENT%"),
    ("column, NOCASE", "CREATE TABLE%COLLATE NOCASE%"),
    ("comment", "CREATE TABLE%/*%*/%"),
    ("FTS5", "CREATE VIRTUAL TABLE%fts5(title%"),
    ("FTS5, external content", "CREATE VIRTUAL TABLE%fts5(%content=%"),
    ("FTS4", "CREATE VIRTUAL TABLE%fts4(%"),
    ("R-tree", "CREATE VIRTUAL TABLE%rtree(%"),
];

#[test]
fn every_feature_of_a_schema_is_reached() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut counts = vec![0u64; FEATURES.len()];
    for seed in 1..=250 {
        let made = random::build(seed, directory.path());
        let connection = Connection::open(&made.path).expect("a database");
        for (count, (_, pattern)) in counts.iter_mut().zip(FEATURES) {
            let sql = "SELECT count(*) FROM sqlite_schema WHERE sql LIKE ?1";
            let found: i64 = connection.query_row(sql, [pattern], |row| row.get(0)).expect("a count");
            *count += found.unsigned_abs();
        }
        drop(made);
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(directory.path().join(format!("random{seed}.db{suffix}")));
        }
    }
    for (count, (feature, _)) in counts.iter().zip(FEATURES) {
        println!("{count:6} {feature}");
    }
    let missing: Vec<&str> = counts
        .iter()
        .zip(FEATURES)
        .filter(|(count, _)| **count == 0)
        .map(|(_, (feature, _))| *feature)
        .collect();
    assert!(missing.is_empty(), "never made: {}", missing.join(", "));
}
