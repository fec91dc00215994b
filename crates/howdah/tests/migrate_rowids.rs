//! Rowids that are no column: kept where something refers to them or nothing else tells the rows apart, or as the user
//! says; and every row gets its own back.

mod support;

use howdah::plan::options::RowidChoice;
use howdah::row::digest::{hash, hex, short};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use support::case::{Case, findings, found};

const SOURCE: &str = "
CREATE TABLE log (at TEXT, line TEXT);
INSERT INTO log (rowid, at, line) VALUES (-9223372036854775808, 'noon', 'same'), (5, 'noon', 'same'), (7, 'noon', NULL),
    (6, NULL, NULL), (9223372036854775807, '', ''), (8, 'noon', 'same');
CREATE TABLE seen (code TEXT PRIMARY KEY, n TEXT);
INSERT INTO seen (rowid, code, n) VALUES (30, 'a', 'x'), (10, 'b', 'x'), (20, '', NULL);
CREATE VIEW by_rowid AS SELECT rowid AS r, code FROM seen;
CREATE TABLE pair (a TEXT NOT NULL, b TEXT NOT NULL, c TEXT, UNIQUE (b, a));
INSERT INTO pair (rowid, a, b, c) VALUES (4, 'x', 'yz', NULL), (2, 'xy', 'z', NULL);
CREATE TRIGGER on_pair AFTER DELETE ON pair BEGIN DELETE FROM seen WHERE seen._rowid_ = old.rowid; END;
CREATE TABLE article (slug TEXT PRIMARY KEY, body TEXT);
INSERT INTO article (rowid, slug, body) VALUES (77, 's', 'words');
CREATE VIRTUAL TABLE article_fts USING fts5(body, content = 'article');
CREATE TABLE quiet (code TEXT PRIMARY KEY);
INSERT INTO quiet (rowid, code) VALUES (900, 'q');
CREATE TABLE ids (id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO ids VALUES (3, 'i');
CREATE TABLE bare (k TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID;
INSERT INTO bare VALUES ('k', 'a');
";

/// Rows of `howdah.rowid` by table: key hash and rowid.
fn kept(case: &Case, table: &str) -> Vec<String> {
    let sql = format!(
        "SELECT encode(r.key_hash, 'hex'), r.rowid FROM howdah.rowid r JOIN howdah.table_map m USING (migration, table_no) \
         WHERE m.source_table = '{table}' ORDER BY 1, 2"
    );
    case.ask(&sql).lines().map(str::to_owned).collect()
}

/// What `howdah.rowid` must hold for a table whose columns are all TEXT: the first 16 bytes of the BLAKE3 hash of the
/// row's key columns, each as its length in four bytes and its own bytes; for a table without a key, of the whole row as
/// COPY writes it, which is the same behind the number of columns.
fn expected(case: &Case, table: &str, columns: &[&str], key: Option<&[usize]>) -> Vec<String> {
    let db = Connection::open(case.source()).expect("the source");
    let sql = format!("SELECT _rowid_, {} FROM {table}", columns.join(", "));
    let mut statement = db.prepare(&sql).expect("the rows");
    let mut rows = statement.query([]).expect("the rows");
    let mut lines = Vec::new();
    while let Some(row) = rows.next().expect("a row") {
        let field = |at: usize| match row.get_ref_unwrap(at + 1) {
            ValueRef::Null => (-1i32).to_be_bytes().to_vec(),
            ValueRef::Text(text) => [&(text.len() as i32).to_be_bytes()[..], text].concat(),
            other => panic!("{other:?} in a table of texts"),
        };
        let bytes = match key {
            Some(key) => key.iter().flat_map(|&at| field(at)).collect::<Vec<u8>>(),
            None => {
                let fields: Vec<u8> = (0..columns.len()).flat_map(field).collect();
                [&(columns.len() as i16).to_be_bytes()[..], &fields].concat()
            }
        };
        let rowid: i64 = row.get_unwrap(0);
        lines.push((hex(&short(&hash(&bytes))), rowid));
    }
    lines.sort();
    lines.into_iter().map(|(hash, rowid)| format!("{hash}|{rowid}")).collect()
}

#[test]
fn rowids_are_kept_where_something_needs_them_and_every_row_finds_its_own() {
    let case = Case::new("auto", SOURCE);
    let report = case.carry();
    assert_eq!(kept(&case, "log"), expected(&case, "log", &["at", "line"], None));
    assert_eq!(kept(&case, "seen"), expected(&case, "seen", &["code", "n"], Some(&[0])));
    assert_eq!(kept(&case, "pair"), expected(&case, "pair", &["a", "b", "c"], Some(&[1, 0])));
    assert_eq!(kept(&case, "article"), expected(&case, "article", &["slug", "body"], Some(&[0])));
    assert_eq!(kept(&case, "log").len(), 6);
    for table in ["quiet", "ids", "bare"] {
        assert_eq!(kept(&case, table), Vec::<String>::new(), "{table}");
    }
    assert_eq!(
        case.ask("SELECT * FROM log ORDER BY 1, 2"),
        "|\nnoon|same\nnoon|same\nnoon|same\nnoon|∅\n∅|∅"
    );
    found(&report, "no-row-key", "log");
    assert_eq!(findings(&report, "rowid-not-kept").len(), 0);
    // A rowid that goes astray is found.
    case.database.execute("UPDATE howdah.rowid SET rowid = 31 WHERE rowid = 30");
    assert!(!case.verify().proof.expect("a proof").equal);
}

#[test]
fn all_rowids_are_kept_or_none_as_the_user_says() {
    let mut case = Case::new("keep", SOURCE);
    case.settings.options.rowid = RowidChoice::Keep;
    case.carry();
    assert_eq!(kept(&case, "quiet"), expected(&case, "quiet", &["code"], Some(&[0])));
    assert_eq!(kept(&case, "log").len(), 6);
    assert_eq!(kept(&case, "ids"), Vec::<String>::new(), "its rowid is a column");

    case.again("drop");
    case.settings.options.rowid = RowidChoice::Drop;
    let report = case.carry();
    assert_eq!(case.ask("SELECT count(*) FROM howdah.rowid"), "0");
    assert_eq!(case.ask("SELECT count(*) FROM log"), "6");
    for (table, by) in [("seen", "view by_rowid"), ("pair", "trigger on_pair"), ("article", "article_fts")] {
        let finding = found(&report, "rowid-not-kept", table);
        assert!(format!("{finding:?}").contains(by), "{finding:?}");
    }
    // Equal rows are counted: one too few or too many is found.
    case.database.execute("DELETE FROM log WHERE ctid = (SELECT max(ctid) FROM log WHERE line = 'same')");
    assert!(!case.verify().proof.expect("a proof").equal);
}

#[test]
fn as_a_column_the_rowid_is_a_key_that_goes_on_behind_the_highest() {
    let source = SOURCE.replace("(9223372036854775807, '', '')", "(4000, '', '')");
    let mut case = Case::new("column", &source);
    case.settings.options.rowid = RowidChoice::Column;
    case.carry();
    assert_eq!(
        case.ask("SELECT * FROM log ORDER BY 1"),
        "-9223372036854775808|noon|same\n5|noon|same\n6|∅|∅\n7|noon|∅\n8|noon|same\n4000||"
    );
    assert_eq!(case.ask("SELECT rowid, code FROM seen ORDER BY 1"), "10|b\n20|\n30|a");
    assert_eq!(case.ask("SELECT rowid, a FROM pair ORDER BY 1"), "2|xy\n4|x");
    assert_eq!(case.ask("SELECT count(*) FROM howdah.rowid"), "0");
    assert_eq!(case.ask("SELECT * FROM quiet"), "q", "nothing needs its rowid");
    case.database.execute("INSERT INTO log (at) VALUES ('later')");
    assert_eq!(case.ask("SELECT rowid FROM log WHERE at = 'later'"), "4001");
    case.database.execute("DELETE FROM log WHERE at = 'later'");
    case.database.execute("UPDATE log SET rowid = 9 WHERE rowid = 8");
    assert!(!case.verify().proof.expect("a proof").equal);
}

#[test]
fn columns_that_take_the_rowids_names_are_columns() {
    let source = "
        CREATE TABLE one (rowid TEXT, a TEXT);
        INSERT INTO one (_rowid_, rowid, a) VALUES (3, 'r', 'x'), (4, 'r', 'x'), (9, NULL, 'y');
        CREATE TABLE two (rowid TEXT, _ROWID_ TEXT);
        INSERT INTO two (oid, rowid, _rowid_) VALUES (12, 'p', 'q');
        CREATE TABLE three (rowid TEXT, _rowid_ TEXT, oid TEXT);
        INSERT INTO three VALUES ('1', '2', '3'), ('1', '2', '3'), (NULL, NULL, NULL);
        CREATE TABLE alias (rowid INTEGER PRIMARY KEY, oid TEXT);
        INSERT INTO alias VALUES (8, 'z');";
    let mut case = Case::new("names", source);
    case.carry();
    assert_eq!(kept(&case, "one").len(), 3);
    assert_eq!(case.ask("SELECT rowid, a FROM one ORDER BY 2, 1"), "r|x\nr|x\n∅|y");
    assert_eq!(case.ask("SELECT rowid FROM howdah.rowid ORDER BY 1"), "3\n4\n9\n12");
    assert_eq!(case.ask("SELECT * FROM three ORDER BY 1"), "1|2|3\n1|2|3\n∅|∅|∅");
    assert_eq!(case.ask("SELECT * FROM alias"), "8|z");

    case.again("names_column");
    case.settings.options.rowid = RowidChoice::Column;
    case.carry();
    assert_eq!(case.ask("SELECT _rowid_, rowid, a FROM one ORDER BY 1"), "3|r|x\n4|r|x\n9|∅|y");
    assert_eq!(case.ask("SELECT oid, rowid, \"_ROWID_\" FROM two"), "12|p|q");
    assert_eq!(case.ask("SELECT * FROM three ORDER BY 1"), "1|2|3\n1|2|3\n∅|∅|∅");
    assert_eq!(case.ask("SELECT * FROM alias"), "8|z");
}
