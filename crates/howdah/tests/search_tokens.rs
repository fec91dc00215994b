//! Tokens: every character, and words of all kinds, are cut, folded and stemmed in the target as SQLite does it.

mod support;

use postgres::Client;
use rusqlite::Connection;
use std::collections::BTreeMap;
use support::case::Case;

/// Tokens of each text in order, as a tokenizer of FTS5 makes them.
fn fts5(tokenizer: &str, texts: &[String]) -> Vec<Vec<String>> {
    let db = Connection::open_in_memory().expect("a database in memory");
    db.execute_batch(&format!(
        "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = \"{tokenizer}\");
         CREATE VIRTUAL TABLE v USING fts5vocab(t, instance); BEGIN"
    ))
    .expect("tables");
    let mut insert = db.prepare("INSERT INTO t (rowid, x) VALUES (?1, ?2)").expect("a statement");
    for (at, text) in texts.iter().enumerate() {
        insert.execute((at as i64, text)).expect("a row");
    }
    let mut tokens = vec![BTreeMap::new(); texts.len()];
    let mut statement = db.prepare("SELECT doc, offset, term FROM v").expect("the words");
    let mut rows = statement.query([]).expect("the words");
    while let Some(row) = rows.next().expect("a word") {
        let (text, place): (i64, i64) = (row.get_unwrap(0), row.get_unwrap(1));
        tokens[text as usize].insert(place, row.get_unwrap::<_, String>(2));
    }
    tokens.into_iter().map(|tokens| tokens.into_values().collect()).collect()
}

fn target(client: &mut Client, tokenizer: &str, texts: &[String]) -> Vec<Vec<String>> {
    let sql = "SELECT howdah.fts_tokens($1, text) FROM unnest($2::text[]) WITH ORDINALITY texts (text, n) ORDER BY n";
    let rows = client.query(sql, &[&tokenizer, &texts]).expect("the functions are there");
    rows.iter().map(|row| row.get(0)).collect()
}

#[track_caller]
fn compare(client: &mut Client, tokenizer: &str, texts: &[String]) {
    let (there, here) = (target(client, tokenizer, texts), fts5(tokenizer, texts));
    for ((text, there), here) in texts.iter().zip(there).zip(here) {
        let differs = there.iter().zip(&here).find(|(one, other)| one != other);
        assert!(
            there == here,
            "{tokenizer}: {} tokens, SQLite {}, first difference {differs:?} in {:?}",
            there.len(),
            here.len(),
            text.chars().take(80).collect::<String>()
        );
    }
}

fn functions() -> (Case, Client) {
    let case = Case::new("tokens", "CREATE VIRTUAL TABLE t USING fts5(x);");
    case.carry();
    let client = case.database.connect();
    (case, client)
}

#[test]
fn every_character_is_part_of_a_word_or_not_as_in_sqlite() {
    let (_case, mut client) = functions();
    // Each character between two letters, so that separators show.
    let characters: Vec<char> = ('\u{1}'..=char::MAX).collect();
    let texts: Vec<String> = characters
        .chunks(512)
        .map(|block| block.iter().map(|character| format!("a{character}b")).collect::<Vec<_>>().join(" "))
        .collect();
    for level in 0..3 {
        compare(&mut client, &format!("unicode61 remove_diacritics {level}"), &texts);
    }
    compare(&mut client, "ascii", &texts);
}

#[test]
fn every_word_of_the_text_is_stemmed_as_in_sqlite() {
    let (_case, mut client) = functions();
    let mut texts = Vec::new();
    for name in ["bible-jps.db", "bible-manx.db"] {
        let path = testkit::real::files().into_iter().find(|path| path.ends_with(name)).expect("the file");
        let db = Connection::open(path).expect("the file");
        let table = if name == "bible-jps.db" { "JPS_verses" } else { "ManxGaelic_verses" };
        let mut statement = db.prepare(&format!("SELECT text FROM {table} LIMIT 8000")).expect("the verses");
        let verses = statement.query_map([], |row| row.get::<_, String>(0)).expect("the verses");
        texts.extend(verses.map(|verse| verse.expect("a verse")));
    }
    for words in [
        "ies ties sses bly ably nobly doubly analogy logi bli abli",
        "relational conditional rationalise formaliti hopefulness adjustable x1ing 123s generalizations oscillators",
        "e-mail don't foo@bar.com http://a.b/c?d=e 1,234.5 -7 C++ a_b Ünïcödé ΟΔΟΣ İstanbul e\u{301}te\u{301}",
        "",
        " \t\n .,;",
    ] {
        texts.push(words.to_owned());
    }
    for tokenizer in ["porter unicode61", "porter ascii"] {
        compare(&mut client, tokenizer, &texts);
    }
    // SQLite's stemmer counts bytes, so that "ß" is two consonants to it and one here.
    texts.push("straße".to_owned());
    for tokenizer in ["unicode61", "trigram", "trigram case_sensitive 1"] {
        compare(&mut client, tokenizer, &texts);
    }
}

#[test]
fn characters_that_a_declaration_adds_or_takes_away_are_heeded() {
    let (_case, mut client) = functions();
    let texts: Vec<String> =
        ["e-mail a_b x.y #tag c++ it's 50%", "- _ -- '", "axbXc don't-know"].map(str::to_owned).to_vec();
    for tokenizer in [
        "unicode61 tokenchars '-_'",
        "unicode61 tokenchars '''#+'",
        "unicode61 separators 'xX'",
        "unicode61 remove_diacritics 0 tokenchars '.]^\\%' separators 'a'",
        "porter unicode61 tokenchars '-'",
        "ascii tokenchars '-_' separators 'b'",
    ] {
        compare(&mut client, tokenizer, &texts);
    }
}
