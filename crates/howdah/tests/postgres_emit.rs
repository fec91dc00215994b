//! Names and literals, held against the server's own reading of them.

use howdah::postgres::emit::{qualified, quote_ident, quote_literal};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use testkit::server::server;

/// Names out of everything that hurts: quotes, dots, backslashes, control characters, other scripts.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-z0-9_]{0,20}",
        "[\\PC]{1,15}",
        proptest::collection::vec(
            prop::sample::select(vec![
                "\"", "'", ".", "\\", " ", "$", "%", ";", "--", "/*", "\n", "\t", "é", "表", "😀", "A", "a",
                "\u{1}"
            ]),
            1..12
        )
        .prop_map(|pieces| pieces.concat()),
    ]
    .prop_filter("PostgreSQL's names have 1 to 63 bytes", |name| (1..=63).contains(&name.len()))
}

fn sample<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    // Deterministic: the same names each time.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a name can be made").current()).collect()
}

#[test]
fn thousands_of_names_are_read_back_as_they_were() {
    let mut client = server().connect();
    for chunk in sample(names(), 4000).chunks(500) {
        let list: Vec<String> = chunk.iter().map(|name| format!("1 AS {}", quote_ident(name))).collect();
        let statement =
            client.prepare(&format!("SELECT {}", list.join(", "))).expect("the server parses the names");
        let seen: Vec<&str> = statement.columns().iter().map(|column| column.name()).collect();
        assert_eq!(seen, chunk.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn the_server_quotes_no_name_that_we_leave_bare() {
    let mut client = server().connect();
    let words = client.query("SELECT word, quote_ident(word) FROM pg_get_keywords()", &[]).expect("keywords");
    assert!(words.len() > 400);
    for row in words {
        let (word, servers): (String, String) = (row.get(0), row.get(1));
        // Ours may quote what only another version reserves.
        assert!(servers == word || quote_ident(&word) == servers, "{word}");
    }
    for name in sample(names(), 1000) {
        let servers: String = client.query_one("SELECT quote_ident($1)", &[&name]).expect("quoted").get(0);
        assert_eq!(quote_ident(&name), servers);
    }
}

#[test]
fn literals_are_read_back_as_they_were() {
    let mut client = server().connect();
    for text in sample(names(), 1000) {
        let row =
            client.query_one(&format!("SELECT {} = $1", quote_literal(&text)), &[&text]).expect("a literal");
        assert!(row.get::<_, bool>(0), "{text:?}");
    }
}

#[test]
fn a_table_under_a_hostile_name_is_found_again() {
    let database = server().database("emit");
    let mut client = database.connect();
    let (schema, table) = ("we\"ird. schema", "drop table x; --");
    client
        .batch_execute(&format!(
            "CREATE SCHEMA {}; CREATE TABLE {} (\"order\" int)",
            quote_ident(schema),
            qualified(schema, table)
        ))
        .expect("created");
    let found = client
        .query_one(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2",
            &[&schema, &table],
        )
        .expect("counted");
    assert_eq!(found.get::<_, i64>(0), 1);
}

#[test]
fn a_name_with_a_nul_never_reaches_the_server() {
    let mut client = server().connect();
    let error = client
        .batch_execute(&format!("SELECT 1 AS {}", quote_ident("a\0b")))
        .expect_err("a NUL cannot stand in SQL");
    assert!(error.as_db_error().is_none(), "the server saw it: {error}");
}
