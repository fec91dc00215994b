//! Searches without text: their vectors come from the index, and their shadow tables travel as bytes that restore them.

mod support;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use support::case::{Case, found};

const SOURCE: &str = "
CREATE VIRTUAL TABLE mail USING fts5(subject, body, content='', tokenize='porter');
INSERT INTO mail (rowid, subject, body) VALUES (7, 'Running late', 'the dogs are running again'),
    (-2, 'Late', 'nothing, again'), (40, '', 'dogs'), (41, NULL, NULL);
CREATE VIRTUAL TABLE kept USING fts5(a, b, content='', contentless_delete=1, detail=column);
INSERT INTO kept (rowid, a, b) VALUES (1, 'one two', 'three'), (2, 'two', 'one');
DELETE FROM kept WHERE rowid = 2;
CREATE VIRTUAL TABLE packed USING fts4(text, content='');
INSERT INTO packed (docid, text) VALUES (3, 'some words'), (4, 'more words');
CREATE VIEW texts AS SELECT 1 AS id, 'seen words' AS text;
CREATE VIRTUAL TABLE seen USING fts5(text, content='texts', content_rowid='id');
INSERT INTO seen(seen) VALUES ('rebuild');";

fn rowids(db: &Connection, table: &str, query: &str) -> Vec<i64> {
    let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY 1");
    let mut statement = db.prepare(&sql).expect("a query");
    statement.query_map([query], |row| row.get(0)).expect("a query").map(|row| row.expect("a row")).collect()
}

#[test]
fn vectors_come_from_the_index_and_answer_as_it_does() {
    let case = Case::new("index", SOURCE);
    let report = case.carry();
    let db = Connection::open(case.source()).expect("the source");
    for (table, queries) in [
        (
            "mail",
            &[
                "dogs",
                "subject : late",
                "\"dogs are\"",
                "^late",
                "body : ^nothing",
                "NEAR(the run)",
                "late NOT dog",
            ][..],
        ),
        ("kept", &["one", "a : one", "b : one", "three AND two"][..]),
    ] {
        for query in queries {
            let found: Vec<String> = rowids(&db, table, query).iter().map(i64::to_string).collect();
            let answer = case.ask(&format!(
                "SELECT rowid FROM {table} WHERE {table} @@ howdah.fts_query('{query}', '{table}') ORDER BY 1"
            ));
            assert_eq!(answer, found.join("\n"), "{table}: {query}");
        }
    }
    assert_eq!(case.ask("SELECT count(*) FROM mail WHERE mail = ''"), "1", "the row without any word");
    // What the application does from now on.
    case.database.execute(
        "INSERT INTO mail (rowid, mail) VALUES (50, howdah.fts_vector('porter unicode61', 'New dog', 'text'))",
    );
    assert_eq!(
        case.ask("SELECT rowid FROM mail WHERE mail @@ howdah.fts_query('subject : dogs', 'mail')"),
        "50"
    );
    found(&report, "search-positions-missing", "kept");
    found(&report, "search-not-carried", "packed");
    found(&report, "search-not-carried", "seen");
    assert_eq!(
        case.ask("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"),
        "kept mail"
    );
}

#[test]
fn the_kept_rows_restore_a_search_that_works() {
    let case = Case::new("restore", SOURCE);
    case.carry();
    let source = Connection::open(case.source()).expect("the source");
    let restored = Connection::open_in_memory().expect("a database in memory");
    restored.execute_batch("PRAGMA writable_schema = ON").expect("a setting");
    // The declarations as they were, the shadow tables among them.
    let mut client = case.database.connect();
    let origin = "SELECT convert_from(sql, 'UTF8') FROM howdah.origin WHERE kind = 'table' AND sql IS NOT NULL \
                  AND convert_from(sql, 'UTF8') LIKE 'CREATE VIRTUAL%' ORDER BY position";
    for row in client.query(origin, &[]).expect("the declarations") {
        restored.execute_batch(row.get(0)).expect("a declaration");
    }
    let tables = "SELECT DISTINCT table_name FROM howdah.shadow ORDER BY 1";
    let tables: Vec<String> =
        client.query(tables, &[]).expect("tables").iter().map(|row| row.get(0)).collect();
    assert!(tables.len() >= 12, "{tables:?}");
    for table in &tables {
        restored.execute(&format!("DELETE FROM {table}"), []).expect("an empty table");
        let sql = "SELECT classes, cells FROM howdah.shadow WHERE table_name = $1 ORDER BY row_no";
        for row in client.query(sql, &[table]).expect("rows") {
            let (classes, cells): (Vec<i16>, Vec<Option<Vec<u8>>>) = (row.get(0), row.get(1));
            let number = |bytes: &[u8]| bytes.try_into().map(u64::from_be_bytes).expect("eight bytes");
            let values: Vec<Value> = classes
                .iter()
                .zip(cells)
                .map(|(class, bytes)| match (class, bytes) {
                    (1, Some(bytes)) => Value::Integer(number(&bytes) as i64),
                    (2, Some(bytes)) => Value::Real(f64::from_bits(number(&bytes))),
                    (3, Some(bytes)) => Value::Text(String::from_utf8(bytes).expect("text")),
                    (4, Some(bytes)) => Value::Blob(bytes),
                    _ => Value::Null,
                })
                .collect();
            let places = vec!["?"; values.len()].join(", ");
            restored
                .execute(&format!("INSERT INTO {table} VALUES ({places})"), params_from_iter(values))
                .expect("a row");
        }
    }
    for (table, query) in
        [("mail", "dogs"), ("mail", "\"dogs are\""), ("kept", "one"), ("packed", "words"), ("seen", "seen")]
    {
        let before = rowids(&source, table, query);
        assert!(!before.is_empty(), "{table}: {query}");
        assert_eq!(rowids(&restored, table, query), before, "{table}: {query}");
    }
}
