//! Full-text search tables in a migration: what they become, that they are proven, kept up to date, and found by the
//! same queries as before.

mod support;

use rusqlite::Connection;
use support::case::{Case, findings, found};

/// What SQLite finds: the rowids in order, as the target answers.
fn sqlite(case: &Case, table: &str, query: &str) -> String {
    let db = Connection::open(case.source()).expect("the source");
    let sql = format!(
        "SELECT group_concat(rowid, char(10)) FROM (SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY 1)"
    );
    let rows: Option<String> = db.query_row(&sql, [query], |row| row.get(0)).expect("a query");
    rows.unwrap_or_default()
}

/// What the target finds.
fn target(case: &Case, table: &str, key: &str, search: &str, query: &str) -> String {
    let query = query.replace('\'', "''");
    case.ask(&format!(
        "SELECT {key} FROM {table} WHERE {search} @@ howdah.fts_query('{query}', '{search}') ORDER BY 1"
    ))
}

#[test]
fn a_search_with_its_own_content_becomes_a_table_of_its_name() {
    let case = Case::new(
        "own",
        "CREATE VIRTUAL TABLE docs USING fts5(title, body, tag UNINDEXED, tokenize = 'porter unicode61');
         INSERT INTO docs (rowid, title, body, tag) VALUES (3, 'Running dogs', 'They don''t stop', 'x'),
             (9, 'Élan vital', 'a dog runs: e-mail me', 'dog'), (12, NULL, 'cats', 7);
         CREATE VIRTUAL TABLE old USING fts4(subject, text VARCHAR, tokenize=porter, notindexed=subject);
         INSERT INTO old (docid, subject, text) VALUES (5, 'cats', 'dogs running'), (6, 'dogs', 'a cat');
         CREATE VIRTUAL TABLE bare USING fts3;
         INSERT INTO bare VALUES ('one word'), ('another');
         CREATE VIRTUAL TABLE empty USING fts5(a, b);",
    );
    let report = case.carry();
    assert_eq!(
        case.ask("SELECT rowid, title, body, tag FROM docs ORDER BY 1"),
        "3|Running dogs|They don't stop|x\n9|Élan vital|a dog runs: e-mail me|dog\n12|∅|cats|7"
    );
    for query in [
        "dog",
        "title : dog",
        "elan",
        "\"e-mail\"",
        "run NOT title : run",
        "don't*",
        "c*",
        "^a",
        "NEAR(dog mail, 1)",
    ] {
        let query = if query.contains('\'') { "\"don't\" *" } else { query };
        assert_eq!(target(&case, "docs", "rowid", "docs", query), sqlite(&case, "docs", query), "{query}");
    }
    for query in ["dogs", "cat", "text:run*", "cat NEAR a"] {
        assert_eq!(target(&case, "old", "rowid", "old", query), sqlite(&case, "old", query), "{query}");
    }
    assert_eq!(target(&case, "bare", "rowid", "bare", "word"), "1");
    // The row is written as any other, and its vector follows.
    case.database.execute("INSERT INTO docs (title, body) VALUES ('New', 'The dogs are back')");
    case.database.execute("INSERT INTO empty (a) VALUES ('first words')");
    assert_eq!(target(&case, "docs", "rowid", "docs", "dogs"), "3\n9\n13");
    assert_eq!(target(&case, "empty", "rowid", "empty", "WORDS"), "1");
    // No shadow table is one in the target.
    assert_eq!(
        case.ask("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"),
        "bare docs empty old"
    );
    found(&report, "search-becomes-tsvector", "docs");
    assert_eq!(findings(&report, "virtual-table-not-translated").len(), 0);
    case.database.execute("DELETE FROM docs WHERE rowid = 13");
    case.database.execute("DELETE FROM empty");
    let rows_are_equal = || case.verify().proof.expect("a proof").tables.iter().all(|table| table.equal);
    assert!(rows_are_equal());
    case.database.execute("UPDATE docs SET body = 'changed' WHERE rowid = 3");
    assert!(!rows_are_equal());
}

const EXTERNAL: &str = "
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, pages INTEGER, seen TIMESTAMP);
INSERT INTO notes VALUES (1, 'First', 'the quick brown fox', 12, '2024-05-06 07:08:09'), (4, 'Second', NULL, 7, NULL);
CREATE VIRTUAL TABLE notes_fts USING fts5(title, body, pages, seen, content='notes', content_rowid=id);
INSERT INTO notes_fts(notes_fts) VALUES ('rebuild');
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN
  INSERT INTO notes_fts(rowid, title, body, pages, seen) VALUES (new.id, new.title, new.body, new.pages, new.seen);
END;
CREATE TRIGGER notes_ad AFTER DELETE ON notes BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, title, body, pages, seen)
    VALUES ('delete', old.id, old.title, old.body, old.pages, old.seen);
END;
CREATE TRIGGER notes_au AFTER UPDATE ON notes BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, title, body, pages, seen)
    VALUES ('delete', old.id, old.title, old.body, old.pages, old.seen);
  INSERT INTO notes_fts(rowid, title, body, pages, seen) VALUES (new.id, new.title, new.body, new.pages, new.seen);
END;
CREATE TABLE log (what TEXT);
CREATE TRIGGER notes_log AFTER INSERT ON notes BEGIN INSERT INTO log VALUES (new.title); END;";

#[test]
fn a_search_over_another_table_becomes_a_column_that_follows_the_same_writes() {
    let case = Case::new("external", EXTERNAL);
    let report = case.carry();
    for trigger in ["notes_ai", "notes_ad", "notes_au"] {
        found(&report, "search-trigger-replaced", trigger);
    }
    assert_eq!(findings(&report, "trigger-not-translated").len(), 0);
    let queries = [
        "fox",
        "title : second",
        "12",
        "pages : 7",
        "\"quick brown\" OR new",
        "seen : \"05 06\"",
        "red NOT fox",
    ];
    let same = || {
        for query in queries {
            let found = target(&case, "notes", "id", "notes_fts", query);
            assert_eq!(found, sqlite(&case, "notes_fts", query), "{query}");
        }
    };
    same();
    let source = Connection::open(case.source()).expect("the source");
    for write in [
        "INSERT INTO notes (id, title, body, pages) VALUES (9, 'New', 'a red fox', 12)",
        "UPDATE notes SET body = 'red and brown', pages = 7 WHERE id = 1",
        "DELETE FROM notes WHERE id = 4",
        "UPDATE notes SET id = 5, title = 'Second' WHERE id = 9",
        "INSERT INTO notes (id, title) VALUES (10, 'quick brown')",
    ] {
        source.execute_batch(write).expect("a write");
        case.database.execute(write);
        same();
    }
    assert_eq!(case.ask("SELECT count(*) FROM log"), "2", "other triggers are translated");
    let plan = case.ask(
        "SET enable_seqscan = off; EXPLAIN SELECT id FROM notes WHERE notes_fts @@ howdah.fts_query('fox', 'notes_fts')",
    );
    assert!(plan.contains("notes_notes_fts_idx"), "{plan}");
}

#[test]
fn triggers_that_fill_a_search_with_its_own_content_go_on_doing_so() {
    let case = Case::new(
        "fill",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
         CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize = 'porter');
         CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN
           INSERT INTO words(rowid, title, body) VALUES (new.id, new.title, new.body);
         END;
         CREATE TRIGGER notes_ad AFTER DELETE ON notes BEGIN DELETE FROM words WHERE rowid = old.id; END;
         CREATE TRIGGER notes_au AFTER UPDATE ON notes BEGIN
           UPDATE words SET title = new.title, body = new.body WHERE rowid = old.id;
         END;
         INSERT INTO notes VALUES (1, 'First', 'running dogs'), (2, 'Second', 'cats');",
    );
    let report = case.carry();
    assert_eq!(findings(&report, "trigger-not-translated").len(), 0);
    let source = Connection::open(case.source()).expect("the source");
    for write in [
        "INSERT INTO notes VALUES (7, 'Third', 'a dog runs')",
        "UPDATE notes SET body = 'dogs and cats' WHERE id = 2",
        "DELETE FROM notes WHERE id = 1",
    ] {
        source.execute_batch(write).expect("a write");
        case.database.execute(write);
        for query in ["dog", "title : second", "run OR cat"] {
            let found = target(&case, "words", "rowid", "words", query);
            assert_eq!(found, sqlite(&case, "words", query), "{write}: {query}");
        }
    }
}

#[test]
fn a_view_over_a_search_with_its_own_content_reads_the_table() {
    let case = Case::new(
        "view",
        "CREATE VIRTUAL TABLE docs USING fts5(title, body);
         INSERT INTO docs (rowid, title, body) VALUES (4, 'one', 'x'), (7, 'two', 'y');
         CREATE VIEW titles AS SELECT rowid AS id, title FROM docs WHERE body <> 'x';",
    );
    case.carry();
    assert_eq!(case.ask("SELECT id, title FROM titles"), "7|two");
}

#[test]
fn texts_beyond_the_limits_of_a_vector_stop_neither_the_load_nor_a_write() {
    let case = Case::new(
        "long",
        "CREATE VIRTUAL TABLE docs USING fts5(body);
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000)
         INSERT INTO docs SELECT group_concat('word' || n || 'x', ' ') FROM n;
         INSERT INTO docs SELECT replace(hex(zeroblob(5000)), '0', 'long');
         INSERT INTO docs VALUES ('short');",
    );
    let report = case.carry();
    found(&report, "search-text-too-long", "docs");
    assert_eq!(target(&case, "docs", "rowid", "docs", "word77x OR short"), "1\n3");
    let long = "long".repeat(10_000);
    assert_eq!(target(&case, "docs", "rowid", "docs", &long), "2");
    case.database.execute("UPDATE docs SET body = body || ' end' WHERE rowid < 3");
    assert_eq!(case.ask("SELECT count(*) FROM docs WHERE body LIKE '% end'"), "2");
}

#[test]
fn a_wrong_query_is_an_error_that_says_so() {
    let case = Case::new("wrong", "CREATE VIRTUAL TABLE docs USING fts5(title, body);");
    case.carry();
    let mut client = case.database.connect();
    for (query, words) in [
        ("AND", "syntax error near \"AND\""),
        ("a AND", "syntax error near"),
        ("\"open", "unterminated string"),
        ("other : a", "no such column in a full-text query: other"),
        ("(a", "syntax error near"),
        ("a)", "syntax error near \")\""),
        ("NEAR(a b, x)", "expected integer"),
        ("a ? b", "syntax error near \"?\""),
    ] {
        let error = client.query("SELECT howdah.fts_query($1, 'docs')", &[&query]).expect_err(query);
        let error = error.as_db_error().expect("an error of the server");
        assert_eq!(error.code().code(), "22023", "{query}: {error}");
        assert!(error.message().contains(words), "{query}: {error}");
    }
    let error = client.query("SELECT howdah.fts_query('a', 'nothing')", &[]).expect_err("no such search");
    assert_eq!(error.as_db_error().expect("an error of the server").code().code(), "42704");
}
