//! Declarations of full-text search tables, in every quoting, as SQLite accepts them.

use howdah::catalog::schema::TableKind;
use howdah::catalog::search::{Content, Detail, Search, Version};
use howdah::sqlite::fts::declaration;
use howdah::sqlite::inspect::inspect;
use rusqlite::Connection;

/// The declaration of a table `t`, which SQLite accepts as well and reads with the same columns.
#[track_caller]
fn read(arguments: &str) -> Search {
    let sql = format!("CREATE VIRTUAL TABLE t USING {arguments}");
    let search = declaration("t", &sql).expect("a search");
    let db = Connection::open_in_memory().expect("a database in memory");
    db.execute_batch("CREATE TABLE docs (id INTEGER PRIMARY KEY, title, body)").expect("a table");
    db.execute_batch(&sql).unwrap_or_else(|error| panic!("{error}, in: {sql}"));
    let mut statement =
        db.prepare("SELECT name FROM pragma_table_xinfo('t') WHERE hidden = 0").expect("the columns");
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).expect("names").map(|name| name.expect("a name")).collect();
    let language = search.language.clone();
    let read: Vec<String> = search.columns.iter().map(|column| column.name.clone()).chain(language).collect();
    if !read.is_empty() && search.language.is_none() {
        assert_eq!(read, names, "{sql}");
    }
    search
}

fn indexed(search: &Search) -> Vec<&str> {
    search.columns.iter().filter(|column| column.indexed).map(|column| column.name.as_str()).collect()
}

#[test]
fn fts5_is_read_with_all_its_options() {
    let search = read(
        "fts5(title, \"two words\", [UNINDEXED] , `tick` unindexed, 'it''s', prefix='2 3', tokenize = 'porter ascii')",
    );
    assert_eq!(search.version, Version::Fts5);
    assert_eq!(indexed(&search), ["title", "two words", "UNINDEXED", "it's"]);
    assert_eq!(search.prefixes, [2, 3]);
    assert!(search.tokenizer.porter);
    assert_eq!(search.tokenizer.name, "ascii");
    assert_eq!(search.content, Content::Own);

    let search = read("FTS5(title, body, content=docs, content_rowid = \"id\", columnsize=0, detail=none)");
    assert_eq!(search.content, Content::External { table: "docs".into(), key: Some("id".into()) });
    assert_eq!(search.detail, Detail::None);

    let search = read(
        "fts5(a, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_' separators '''.'\")",
    );
    assert_eq!(search.content, Content::None);
    let options: Vec<(&str, &str)> =
        search.tokenizer.options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(options, [("remove_diacritics", "0"), ("tokenchars", "-_"), ("separators", "'.")]);
    assert!(search.unknown.is_empty());

    let search = read("fts5(a, tokenize = trigram, det = column)");
    assert_eq!((search.tokenizer.name.as_str(), search.detail), ("trigram", Detail::Column));
}

#[test]
fn fts3_and_fts4_are_read_with_all_their_options() {
    let search = read("fts3");
    assert_eq!(indexed(&search), ["content"]);
    assert_eq!(search.tokenizer.name, "simple");
    let search = read("fts3(subject VARCHAR(20) NOT NULL, \"a b\" TEXT, tokenize porter)");
    assert_eq!(indexed(&search), ["subject", "a b"]);
    assert_eq!(search.tokenizer.name, "porter");
    assert!(!search.tokenizer.porter, "FTS3's own porter is another one");

    let search = read(
        "fts4(a, b, notindexed=b, tokenize=unicode61 \"remove_diacritics=0\" \"tokenchars=-=\", prefix=\"2,4\", matchinfo=fts3, order=DESC)",
    );
    assert_eq!(indexed(&search), ["a"]);
    assert_eq!(search.prefixes, [2, 4]);
    assert_eq!(
        search.tokenizer.options,
        [("remove_diacritics".into(), "0".into()), ("tokenchars".into(), "-=".into())]
    );
    assert!(search.unknown.is_empty());

    let search = read("fts4(content=\"docs\", title, body)");
    assert_eq!(search.content, Content::External { table: "docs".into(), key: None });
    let search = read("fts4(a, content=\"\")");
    assert_eq!(search.content, Content::None);
    let search = read("fts4(a, languageid=\"lid\")");
    assert_eq!(search.language.as_deref(), Some("lid"));
    let packed = "CREATE VIRTUAL TABLE t USING fts4(a, compress=zip, uncompress=unzip)";
    assert!(declaration("t", packed).expect("a search").compressed);
}

#[test]
fn a_declaration_is_read_where_the_module_cannot_open_it() {
    let search = declaration("t", "CREATE VIRTUAL TABLE t USING fts3(a TEXT, b, tokenize=mozporter)")
        .expect("a search");
    assert_eq!(search.tokenizer.name, "mozporter");
    assert_eq!(indexed(&search), ["a", "b"]);
    for sql in [
        "CREATE TABLE t (a)",
        "CREATE VIRTUAL TABLE t USING rtree(id, a, b)",
        "",
        "CREATE VIRTUAL TABLE t USING fts5(",
        "fts5",
    ] {
        let read = declaration("t", sql);
        assert!(read.is_none() || read.is_some_and(|search| search.columns.len() <= 1), "{sql}");
    }
}

#[test]
fn the_rows_of_a_search_are_told_from_an_applications_table_with_such_a_name() {
    let db = Connection::open_in_memory().expect("a database in memory");
    db.execute_batch(
        "CREATE VIRTUAL TABLE own USING fts5(a);
         CREATE TABLE notes (a); CREATE TABLE notes_content (a); CREATE TABLE notes_docsize (id INTEGER PRIMARY KEY);
         CREATE VIRTUAL TABLE notes_fts USING fts4(a, content='notes');
         CREATE VIRTUAL TABLE bare USING fts5(a, content='');
         CREATE VIRTUAL TABLE all_of USING fts4(content='notes');",
    )
    .expect("tables");
    let catalog = inspect(&db).expect("a catalogue");
    let kind =
        |name: &str| catalog.tables.iter().find(|table| table.name == name).map(|table| table.kind.clone());
    assert_eq!(kind("own_content"), Some(TableKind::Content { of: "own".into() }));
    assert_eq!(kind("bare_docsize"), Some(TableKind::Content { of: "bare".into() }));
    assert_eq!(kind("own_data"), Some(TableKind::Shadow));
    assert_eq!(kind("notes_fts_segdir"), Some(TableKind::Shadow));
    assert_eq!(kind("notes_content"), Some(TableKind::Ordinary));
    assert_eq!(kind("notes_docsize"), Some(TableKind::Ordinary));
    let all: Vec<&str> = catalog.searches.iter().map(|search| search.name.as_str()).collect();
    assert_eq!(all, ["own", "notes_fts", "bare", "all_of"]);
    assert_eq!(indexed(&catalog.searches[3]), ["a"], "the columns of the table that it names");
}
