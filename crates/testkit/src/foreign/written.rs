//! Files written from the judge's own expectation: what it expects can be stored, and its texts parse back.
//!
//! That proves nothing about the engine. It shows that every database can be read to the last value, that a file with just
//! the expected cells is not accused, and that the mapping keeps its promise: each text of it is PostgreSQL's input.

use super::catalog::{self, Kind, Table, quoted};
use super::file::{Cell, Declared};
use super::{Answer, Options, SESSION, names, types, values};
use postgres::Client;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;

/// Writes names, declarations and cells; no keys, indexes and positions.
pub(super) fn write(client: &mut Client, file: &Path, options: &Options) {
    let mut work = client.transaction().expect("a transaction");
    work.batch_execute(SESSION).expect("settings");
    let mut tables = catalog::read(&mut work, None);
    names::give(&mut tables);
    let connection = Connection::open(file).expect("a file");
    connection
        .execute_batch("PRAGMA writable_schema = ON; PRAGMA synchronous = OFF; BEGIN")
        .expect("settings");
    for table in &tables {
        let declared: Vec<Declared> = table.columns.iter().map(|column| undecided(&column.name)).collect();
        let expected = values::read(&mut work, table, &declared, options, &mut Answer::default());
        // Without types nothing is changed on its way in: a REAL column stores -0.0 as 0.
        let plain: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
        let name = quoted(&table.name);
        let sql = format!("CREATE TABLE {name} ({})", plain.join(", "));
        connection.execute_batch(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let marks = vec!["?"; plain.len()].join(", ");
        let mut insert =
            connection.prepare(&format!("INSERT INTO {name} VALUES ({marks})")).expect("a table");
        for row in expected.rows {
            insert.execute(rusqlite::params_from_iter(row.into_iter().map(value))).expect("a row");
        }
        let sql =
            format!("CREATE TABLE {name} ({})", columns(table, &expected.textual, options.strict).join(", "));
        let changed =
            connection.execute("UPDATE sqlite_schema SET sql = ?1 WHERE name = ?2", [&sql, &table.name]);
        assert_eq!(changed, Ok(1), "{sql}");
    }
    connection.execute_batch("COMMIT").expect("an end");
}

fn undecided(name: &str) -> Declared {
    Declared {
        name: name.to_owned(),
        declared: String::new(),
        not_null: false,
        key: 0,
        collation: String::new(),
        auto_increment: false,
    }
}

fn columns(table: &Table, textual: &[bool], strict: bool) -> Vec<String> {
    let column = |(column, textual): (&catalog::Column, &bool)| {
        let name = quoted(&column.name);
        let collation = match column.kind {
            Kind::Char(_) => " COLLATE RTRIM",
            Kind::Citext => " COLLATE NOCASE",
            _ => "",
        };
        let null = if column.not_null { " NOT NULL" } else { "" };
        let check = match types::check(column) {
            Some(check) if check.starts_with("json") => format!(" CHECK (json_valid({name}))"),
            Some(check) => format!(" CHECK ({})", check.replace('\u{1}', &name).replacen("IN(", " IN (", 1)),
            None => String::new(),
        };
        let declared = types::expected(column, *textual, strict)[0].replace('*', "");
        format!("{name} {declared}{collation}{null}{check}")
    };
    table.columns.iter().zip(textual).map(column).collect()
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(value) => Value::Integer(value),
        Cell::Real(bits) => Value::Real(f64::from_bits(bits)),
        Cell::Text(bytes) => Value::Text(String::from_utf8(bytes).expect("PostgreSQL's text is UTF-8")),
        Cell::Blob(bytes) => Value::Blob(bytes),
    }
}

/// Differences other than those of keys, indexes, positions and comments, which are not written.
pub(super) fn of_values(answer: &Answer) -> Vec<&String> {
    let not_written = [
        "primary key",
        "is missing",
        "not unique",
        "AUTOINCREMENT",
        "sqlite_sequence",
        "the comment",
        "deferred",
    ];
    answer.differences.iter().filter(|words| !not_written.iter().any(|one| words.contains(one))).collect()
}

#[test]
fn every_value_of_every_written_database_has_a_cell_and_its_text_parses_back() {
    for database in super::databases() {
        for strict in [false, true] {
            let into = crate::server::server().database(database.name);
            super::load(database.name, &into);
            let directory = tempfile::tempdir().expect("a directory");
            let file = directory.path().join("written.db");
            let options = Options { strict, nan_as_text: database.name == "nan", ..Options::default() };
            let mut client = into.connect();
            write(&mut client, &file, &options);
            if strict {
                Connection::open(&file)
                    .expect("the file")
                    .execute_batch(
                        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' STRICT'",
                    )
                    .expect("a change");
            }
            let answer = super::compare(&mut client, None, &file, &options);
            let differences = of_values(&answer);
            assert!(differences.is_empty(), "{}: {differences:#?}", database.name);
            assert!(answer.cells > 10 && answer.parsed > 5, "{}: {answer:?}", database.name);
        }
    }
}

#[test]
fn every_value_of_made_up_databases_has_a_cell_and_its_text_parses_back() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("HOWDAH_SEED").unwrap_or(0);
    let mut parsed = 0;
    for seed in first..first + number("HOWDAH_RANDOM").unwrap_or(20) {
        println!("seed {seed}");
        let into = crate::server::server().database("made-up");
        let made = super::random::build(seed, &into);
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("written.db");
        let options = Options { nan_as_text: made.may_hold_nan, ..Options::default() };
        let mut client = into.connect();
        write(&mut client, &file, &options);
        let answer = super::compare(&mut client, None, &file, &options);
        let differences = of_values(&answer);
        assert!(differences.is_empty(), "seed {seed}: {differences:#?}");
        parsed += answer.parsed;
    }
    assert!(parsed > 200, "{parsed} texts were read again");
}
