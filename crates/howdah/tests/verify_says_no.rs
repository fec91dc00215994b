//! The verifier is tested by making it say no: each single change is found and named, and equal databases are never
//! accused.

mod support;

use howdah::report::run::{RunReport, Verdict};
use rusqlite::Connection;
use support::{assert_proven, run_migrate, run_verify, settings, words};
use testkit::server::{TestDatabase, server};

const SCHEMA: &str = "
CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(40) NOT NULL UNIQUE);
CREATE TABLE book (
    id CHAR(36) PRIMARY KEY, author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
    title TEXT, price DECIMAL(8,2), sold BOOLEAN, published DATETIME, extra JSON, cover BLOB, weight REAL);
CREATE INDEX book_title ON book (title);
CREATE TABLE log (line TEXT, at DATETIME);
";

/// A small library whose log has no key and holds equal rows.
fn library(path: &std::path::Path) {
    let db = Connection::open(path).expect("a new file");
    db.execute_batch(SCHEMA).expect("the schema");
    for id in 1..=200 {
        db.execute("INSERT INTO author VALUES (?, ?)", (id, format!("author {id}"))).expect("an author");
        db.execute(
            "INSERT INTO book VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                format!("00000000-0000-4000-8000-{id:012}"),
                id,
                format!("title {id}"),
                f64::from(id) + 0.25,
                id % 2,
                format!("2024-01-{:02} 10:20:30.{:06}", id % 28 + 1, id),
                format!("{{\"b\":{id},\"a\":[1, 2]}}"),
                vec![id as u8; 5],
                f64::from(id) / 3.0,
            ),
        )
        .expect("a book");
        db.execute("INSERT INTO log VALUES ('tick', '2024-05-05 05:05:05')", []).expect("a line");
    }
}

struct Carried {
    _directory: tempfile::TempDir,
    settings: howdah::run::Settings,
    database: TestDatabase,
}

fn carried(hint: &str) -> Carried {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    library(&source);
    let database = server().database(hint);
    let settings = settings(&source, &database, &directory.path().join("work"));
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    Carried { _directory: directory, settings, database }
}

fn ask(carried: &Carried) -> RunReport {
    run_verify(&carried.settings).unwrap_or_else(|error| panic!("{}", words(&error)))
}

/// What a report says of differences, one line each.
fn named(report: &RunReport) -> String {
    let proof = report.proof.as_ref().expect("a proof");
    let rows = proof.tables.iter().flat_map(|table| {
        table.differences.iter().map(|one| {
            format!("{} [{}] {}: {}", table.table, one.key, one.column.as_deref().unwrap_or("-"), one.what)
        })
    });
    rows.chain(proof.structure.iter().cloned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn equal_databases_are_never_accused() {
    let carried = carried("equal");
    for _ in 0..3 {
        assert_proven(&ask(&carried));
    }
}

#[test]
fn every_single_change_of_a_row_is_found_and_named() {
    let carried = carried("rows");
    let seven = "00000000-0000-4000-8000-000000000007";
    let eight = "00000000-0000-4000-8000-000000000008";
    let book = "INSERT INTO book SELECT * FROM saved ON CONFLICT DO NOTHING";
    // What is done, how it is undone, and what must be named.
    let changes = [
        (format!("UPDATE book SET author = 9 WHERE id = '{seven}'"), vec!["book", seven, "author"]),
        (
            format!("UPDATE book SET title = left(title, -1) WHERE id = '{seven}'"),
            vec![seven, "title", "6 bytes"],
        ),
        (
            format!("UPDATE book SET published = published + '1 microsecond' WHERE id = '{seven}'"),
            vec![seven, "published"],
        ),
        (format!("UPDATE book SET price = price + 0.01 WHERE id = '{seven}'"), vec![seven, "price"]),
        (format!("UPDATE book SET sold = NOT sold WHERE id = '{seven}'"), vec![seven, "sold"]),
        (
            format!("UPDATE book SET extra = extra || '{{\"c\":1}}' WHERE id = '{seven}'"),
            vec![seven, "extra"],
        ),
        (format!("UPDATE book SET cover = cover || '\\x00' WHERE id = '{seven}'"), vec![seven, "cover"]),
        (format!("UPDATE book SET weight = NULL WHERE id = '{seven}'"), vec![seven, "weight", "NULL"]),
        (format!("DELETE FROM book WHERE id = '{seven}'"), vec![seven, "only in the source"]),
        (
            format!(
                "INSERT INTO book SELECT gen_random_uuid(), author, title FROM book WHERE id = '{seven}'"
            ),
            vec!["only in the target"],
        ),
        (
            format!(
                "UPDATE book b SET title = o.title FROM book o WHERE b.id IN ('{seven}', '{eight}') \
                 AND o.id IN ('{seven}', '{eight}') AND o.id <> b.id"
            ),
            vec![seven, eight, "title"],
        ),
        (
            "DELETE FROM log WHERE ctid = (SELECT min(ctid) FROM log)".to_owned(),
            vec!["log", "only in the source"],
        ),
        ("INSERT INTO log SELECT * FROM log LIMIT 1".to_owned(), vec!["log", "only in the target"]),
        (
            "DELETE FROM howdah.original WHERE ctid = (SELECT min(ctid) FROM howdah.original)".to_owned(),
            vec!["original"],
        ),
        ("UPDATE howdah.rowid SET rowid = 1000000 WHERE rowid = 3".to_owned(), vec!["rowid"]),
    ];
    for (change, expected) in changes {
        let mut client = carried.database.connect();
        client
            .batch_execute("CREATE TEMP TABLE saved AS TABLE book; CREATE TEMP TABLE lines AS TABLE log; \
                CREATE TEMP TABLE originals AS TABLE howdah.original; CREATE TEMP TABLE rowids AS TABLE howdah.rowid")
            .expect("a copy to put back");
        let changed = client.execute(&change, &[]).unwrap_or_else(|error| panic!("{change}: {error}"));
        assert!(changed > 0, "{change} changed nothing");
        let report = ask(&carried);
        assert_eq!(report.verdict, Verdict::Different, "not found: {change}");
        let named = named(&report);
        for part in expected {
            assert!(named.contains(part), "{change}: \"{part}\" is not named in:\n{named}");
        }
        client
            .batch_execute(&format!(
                "TRUNCATE book, log, howdah.original, howdah.rowid; {book}; INSERT INTO log SELECT * FROM lines; \
                 INSERT INTO howdah.original SELECT * FROM originals; INSERT INTO howdah.rowid SELECT * FROM rowids"
            ))
            .expect("everything is put back");
        assert_proven(&ask(&carried));
    }
}

#[test]
fn every_single_change_of_the_structure_is_found_and_named() {
    let changes = [
        ("ALTER SEQUENCE author_id_seq RESTART WITH 5", "sequence"),
        ("SELECT setval('author_id_seq', 100000)", "sequence"),
        ("DROP INDEX book_title", "book_title"),
        ("ALTER TABLE book DROP CONSTRAINT book_pkey", "primary key"),
        ("DROP TABLE log", "log"),
        ("ALTER TABLE author ALTER name DROP NOT NULL", "allows NULL"),
        ("ALTER TABLE book ALTER title TYPE varchar(500)", "title"),
        ("ALTER TABLE book DROP COLUMN weight", "weight"),
    ];
    for (at, (change, expected)) in changes.iter().enumerate() {
        let carried = carried(&format!("structure{at}"));
        carried.database.execute(change);
        let report = ask(&carried);
        assert_eq!(report.verdict, Verdict::Different, "not found: {change}");
        let named = named(&report);
        assert!(named.contains(expected), "{change}: \"{expected}\" is not named in:\n{named}");
    }
    let carried = carried("structure_fk");
    let mut client = carried.database.connect();
    let name: String = client
        .query_one(
            "SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND conrelid = 'book'::regclass",
            &[],
        )
        .expect("the foreign key")
        .get(0);
    client
        .batch_execute(&format!("ALTER TABLE book DROP CONSTRAINT \"{name}\""))
        .expect("the key is dropped");
    let report = ask(&carried);
    assert!(named(&report).contains("foreign key"), "{}", named(&report));
}

#[test]
fn a_change_of_the_source_is_found_too() {
    let carried = carried("source");
    let db = Connection::open(&carried.settings.source).expect("the source");
    db.execute("UPDATE book SET sold = 'perhaps' WHERE author = 12", [])
        .expect("a value that boolean cannot hold");
    db.execute("CREATE TABLE extra (a)", []).expect("a table that was not carried");
    drop(db);
    let report = ask(&carried);
    assert_eq!(report.verdict, Verdict::Different);
    let named = named(&report);
    assert!(named.contains("sold") && named.contains("boolean cannot hold"), "{named}");
    assert!(named.contains("extra"), "{named}");
}

#[test]
fn a_missing_index_is_named_once() {
    let carried = carried("once");
    carried.database.execute("DROP INDEX book_title");
    let report = ask(&carried);
    let structure = &report.proof.as_ref().expect("a proof").structure;
    assert_eq!(structure.len(), 1, "{structure:?}");
    assert!(structure[0].contains("index \"book_title\""), "{structure:?}");
    // Another index in its place is not the same one, and neither is its name on other columns.
    carried.database.execute("CREATE INDEX book_title ON book (price)");
    let report = ask(&carried);
    let structure = &report.proof.as_ref().expect("a proof").structure;
    assert_eq!(structure.len(), 1, "{structure:?}");
    assert!(structure[0].contains("index \"book_title\" (title)"), "{structure:?}");
}

#[test]
fn without_a_record_the_rows_and_the_structure_are_compared_all_the_same() {
    let carried = carried("unrecorded");
    carried.database.execute("DROP SCHEMA howdah CASCADE");
    let report = ask(&carried);
    assert_proven(&report);
    let exceptions = &report.proof.as_ref().expect("a proof").exceptions;
    assert!(
        exceptions.iter().any(|said| said.contains("spellings are compared by meaning only")),
        "{exceptions:?}"
    );
    let seven = "00000000-0000-4000-8000-000000000007";
    for (change, back, expected) in [
        (
            format!("UPDATE book SET title = left(title, -1) WHERE id = '{seven}'"),
            format!("UPDATE book SET title = 'title 7' WHERE id = '{seven}'"),
            vec!["book", seven, "title"],
        ),
        (
            format!("UPDATE book SET weight = weight * 2 WHERE id = '{seven}'"),
            format!("UPDATE book SET weight = weight / 2 WHERE id = '{seven}'"),
            vec!["book", seven, "weight"],
        ),
        (
            "INSERT INTO log VALUES ('tick', '2024-05-05 05:05:06+00')".to_owned(),
            "DELETE FROM log WHERE at = '2024-05-05 05:05:06+00'".to_owned(),
            vec!["log", "only in the target"],
        ),
        (
            "DROP INDEX book_title".to_owned(),
            "CREATE INDEX book_title ON book (title NULLS FIRST)".to_owned(),
            vec!["book_title"],
        ),
    ] {
        carried.database.execute(&change);
        let report = ask(&carried);
        assert_eq!(report.verdict, Verdict::Different, "not found: {change}");
        let named = named(&report);
        for part in expected {
            assert!(named.contains(part), "{change}: \"{part}\" is not named in:\n{named}");
        }
        carried.database.execute(&back);
        assert_proven(&ask(&carried));
    }
}

#[test]
fn without_a_record_the_types_of_the_target_decide_where_they_hold_every_value() {
    let carried = carried("unrecorded_types");
    carried.database.execute(
        "DROP SCHEMA howdah CASCADE; ALTER TABLE book ALTER price TYPE numeric, ALTER sold TYPE smallint USING sold::int; \
         ALTER TABLE author ALTER name TYPE text",
    );
    assert_proven(&ask(&carried));
    // A type that does not hold the values is a difference, and so is one that no plan knows.
    carried.database.execute("ALTER TABLE book ALTER published TYPE date, ALTER weight TYPE real");
    let report = ask(&carried);
    assert_eq!(report.verdict, Verdict::Different);
    let named = named(&report);
    assert!(named.contains("\"published\" is date") && named.contains("\"weight\" is real"), "{named}");
}

#[test]
fn a_target_without_any_of_the_tables_is_no_answer() {
    let carried = carried("unrecorded_empty");
    carried
        .database
        .execute("DROP SCHEMA howdah CASCADE; DROP TABLE book, author, log; CREATE TABLE other (a int)");
    let error = run_verify(&carried.settings).expect_err("nothing to compare");
    assert!(words(&error).contains("no record of a migration"), "{}", words(&error));
}

#[test]
fn a_target_that_another_program_filled_is_compared_by_its_own_names_and_types() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    Connection::open(&source)
        .and_then(|db| {
            db.execute_batch(
                "CREATE TABLE Item (Id INTEGER PRIMARY KEY, Name TEXT NOT NULL, Price DECIMAL(6,2), Sold BOOLEAN); \
                 INSERT INTO Item VALUES (1, 'Käse', 9.5, 0), (3, '', NULL, 'false')",
            )
        })
        .expect("a source");
    let database = server().database("filled_by_another");
    database.execute(
        "CREATE TABLE item (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name varchar(20) NOT NULL, \
         price numeric, sold boolean); \
         INSERT INTO item VALUES (1, 'Käse', 9.5, false), (3, '', NULL, false); SELECT setval('item_id_seq', 3)",
    );
    let settings = settings(&source, &database, &directory.path().join("work"));
    let carried = Carried { _directory: directory, settings, database };
    assert_proven(&ask(&carried));
    carried.database.execute("UPDATE item SET price = 9.51 WHERE id = 1");
    let report = ask(&carried);
    assert_eq!(report.verdict, Verdict::Different);
    assert!(named(&report).contains("Price"), "{}", named(&report));
}

#[test]
fn keys_and_not_null_of_generated_columns_are_held_against_the_source() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    Connection::open(&source)
        .and_then(|db| {
            db.execute_batch(
                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, short TEXT AS (substr(name, 1, 3)) NOT NULL UNIQUE); \
                 INSERT INTO item VALUES (1, 'abcdef'), (2, 'bcd')",
            )
        })
        .expect("a source");
    let database = server().database("generated_structure");
    let settings = settings(&source, &database, &directory.path().join("work"));
    assert_proven(&run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error))));
    let carried = Carried { _directory: directory, settings, database };
    for (change, back, expected) in [
        (
            "ALTER TABLE item DROP CONSTRAINT item_short_key",
            "ALTER TABLE item ADD CONSTRAINT item_short_key UNIQUE (short)",
            "unique constraint (short)",
        ),
        (
            "ALTER TABLE item ALTER short DROP NOT NULL",
            "ALTER TABLE item ALTER short SET NOT NULL",
            "\"short\" allows NULL",
        ),
        ("ALTER TABLE item ALTER short DROP EXPRESSION", "", "\"short\" is not generated"),
    ] {
        assert_proven(&ask(&carried));
        carried.database.execute(change);
        let report = ask(&carried);
        assert_eq!(report.verdict, Verdict::Different, "not found: {change}");
        assert!(named(&report).contains(expected), "{change}: {}", named(&report));
        carried.database.execute(back);
    }
}
