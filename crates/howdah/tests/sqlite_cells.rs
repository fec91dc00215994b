//! Cells are read as they are stored, whatever the encoding, and nothing but stored columns is read.

mod sqlite_support;

use howdah::sqlite::cells::{Cell, ScanSpec, rowid_span, scan};
use rusqlite::Connection;
use sqlite_support::{Place, told};

/// A cell that outlives its row.
#[derive(Debug, Clone, PartialEq)]
enum Kept {
    Null,
    Integer(i64),
    Real(u64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

fn kept(cell: Cell<'_>) -> Kept {
    match cell {
        Cell::Null => Kept::Null,
        Cell::Integer(value) => Kept::Integer(value),
        Cell::Real(value) => Kept::Real(value.to_bits()),
        Cell::Text(bytes) => Kept::Text(bytes.to_vec()),
        Cell::Blob(bytes) => Kept::Blob(bytes.to_vec()),
    }
}

fn text(bytes: impl AsRef<[u8]>) -> Kept {
    Kept::Text(bytes.as_ref().to_vec())
}

fn read(connection: &Connection, spec: &ScanSpec<'_>) -> Vec<(Option<i64>, Vec<Kept>)> {
    let mut rows = Vec::new();
    scan(connection, spec, |row| {
        assert_eq!(row.len(), spec.columns.len());
        rows.push((row.rowid(), row.iter().map(kept).collect()));
        Ok(())
    })
    .unwrap();
    rows
}

fn all<'a>(table: &'a str, columns: &'a [&'a str]) -> ScanSpec<'a> {
    ScanSpec { table, columns, rowids: true, range: None }
}

const ENCODINGS: [&str; 3] = ["UTF-8", "UTF-16le", "UTF-16be"];

#[test]
fn every_storage_class_comes_back_in_every_encoding() {
    for encoding in ENCODINGS {
        let place = Place::with(&format!(
            "PRAGMA encoding = '{encoding}'; CREATE TABLE \"t t\"(\"a\"\"b\", n INTEGER, r REAL);
             INSERT INTO \"t t\"(rowid, \"a\"\"b\", n, r) VALUES(-3, NULL, 9223372036854775807, 1), (0, 'naïve 日本 😀', '12', 2.5),
             (5, x'00ff', 'twelve', 9e999), (6, '', x'', -0.0), (7, 'a' || char(0) || 'b', 1.5, NULL)"
        ));
        let connection = place.examine().unwrap().connect().unwrap();
        let rows = read(&connection, &all("t t", &["a\"b", "n", "r"]));
        let real = |value: f64| Kept::Real(value.to_bits());
        assert_eq!(
            rows,
            [
                (Some(-3), vec![Kept::Null, Kept::Integer(i64::MAX), real(1.0)]),
                (Some(0), vec![text("naïve 日本 😀"), Kept::Integer(12), real(2.5)]),
                (Some(5), vec![Kept::Blob(vec![0, 255]), text("twelve"), real(f64::INFINITY)]),
                // A REAL column stores an integral value as an integer, and that has no sign for zero.
                (Some(6), vec![text(""), Kept::Blob(vec![]), real(0.0)]),
                (Some(7), vec![text("a\0b"), real(1.5), Kept::Null]),
            ],
            "{encoding}"
        );
        assert_eq!(rowid_span(&connection, "t t").unwrap(), Some((-3, 7)));
    }
}

#[test]
fn text_that_is_no_text_is_handed_on_as_it_is() {
    let place = Place::with(
        "CREATE TABLE t(a TEXT); INSERT INTO t VALUES(CAST(x'61ff62' AS TEXT)), (CAST(x'eda080' AS TEXT))",
    );
    let rows = read(&place.examine().unwrap().connect().unwrap(), &all("t", &["a"]));
    assert_eq!(rows[0].1, [text(b"a\xffb")]);
    assert_eq!(rows[1].1, [text(b"\xed\xa0\x80")]);
    // A letter, then the first half of a pair alone, then a letter; SQLite itself would hand out a replacement.
    for (encoding, raw) in [("UTF-16le", "61003dd86200"), ("UTF-16be", "0061d83d0062")] {
        let place = Place::with(&format!(
            "PRAGMA encoding = '{encoding}'; CREATE TABLE t(a TEXT, b TEXT);
             INSERT INTO t VALUES(CAST(x'{raw}' AS TEXT), 'fine')"
        ));
        let rows = read(&place.examine().unwrap().connect().unwrap(), &all("t", &["a", "b"]));
        assert_eq!(rows[0].1, [text(b"a\xed\xa0\xbdb"), text("fine")], "{encoding}");
    }
}

#[test]
fn generated_columns_are_never_computed() {
    let place = Place::with(
        "CREATE TABLE t(a INTEGER, v AS (upper(a)), s TEXT AS (upper(a)) STORED, b TEXT);
         INSERT INTO t(a, b) VALUES(1, 'one'), (2, 'two'); CREATE INDEX i ON t(upper(b));
         PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'upper', 'shout')",
    );
    let connection = place.examine().unwrap().connect().unwrap();
    connection.query_row("SELECT v FROM t", [], |_| Ok(())).expect_err("SQLite lacks the function");
    let rows = read(&connection, &all("t", &["a", "b"]));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1], (Some(2), vec![Kept::Integer(2), text("two")]));
}

#[test]
fn ranges_are_inclusive_and_rows_come_in_their_order() {
    let place = Place::with(
        "CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
         INSERT INTO t SELECT 200 - i, i FROM n; CREATE INDEX covering ON t(a)",
    );
    let connection = place.examine().unwrap().connect().unwrap();
    let spec = ScanSpec { range: Some((10, 20)), ..all("t", &["a"]) };
    let rowids: Vec<i64> = read(&connection, &spec).into_iter().filter_map(|(rowid, _)| rowid).collect();
    assert_eq!(rowids, (10..=20).collect::<Vec<_>>());
    let rowids: Vec<i64> =
        read(&connection, &all("t", &["a"])).into_iter().filter_map(|(rowid, _)| rowid).collect();
    assert!(rowids.is_sorted(), "an index that covers the columns is not read in the table's place");
    let silent = ScanSpec { rowids: false, ..spec };
    assert!(read(&connection, &silent).iter().all(|(rowid, _)| rowid.is_none()));
    let bare = ScanSpec { columns: &[], rowids: false, range: None, table: "t" };
    assert_eq!(read(&connection, &bare).len(), 100);
}

#[test]
fn tables_without_rowid_are_read_in_the_order_of_their_key() {
    let place = Place::with(
        "CREATE TABLE t(v, k INTEGER PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES('b', 2), ('a', 1)",
    );
    let connection = place.examine().unwrap().connect().unwrap();
    let rows = read(&connection, &ScanSpec { table: "t", columns: &["v"], rowids: false, range: None });
    assert_eq!(rows, [(None, vec![text("a")]), (None, vec![text("b")])]);
    let error = scan(&connection, &all("t", &["v"]), |_| Ok(())).unwrap_err();
    assert!(told(&error).contains("rowid"), "{}", told(&error));
}

#[test]
fn a_name_that_is_no_column_is_an_error_and_no_string() {
    let place = Place::with("CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    let connection = place.examine().unwrap().connect().unwrap();
    let error = scan(&connection, &all("t", &["b"]), |_| Ok(())).unwrap_err();
    assert_eq!(error.place.table.as_deref(), Some("t"));
    assert!(told(&error).contains("no such column: t.b"), "{}", told(&error));
}

#[test]
fn wide_tables_are_read_in_utf16_too() {
    for encoding in ENCODINGS {
        let names: Vec<String> = (0..1_900).map(|n| format!("c{n}")).collect();
        let columns: Vec<&str> = names.iter().map(String::as_str).collect();
        let place =
            Place::with(&format!("PRAGMA encoding = '{encoding}'; CREATE TABLE t({})", names.join(",")));
        let values: Vec<String> =
            (0..1_900).map(|n| if n % 3 == 0 { format!("'é{n}'") } else { n.to_string() }).collect();
        place.application().execute_batch(&format!("INSERT INTO t VALUES({})", values.join(","))).unwrap();
        let rows = read(&place.examine().unwrap().connect().unwrap(), &all("t", &columns));
        assert_eq!(rows[0].1[1_899], text("é1899"));
        assert_eq!(rows[0].1[1_898], Kept::Integer(1898));
    }
}

#[test]
fn damage_is_an_error_that_names_the_table_and_the_last_row() {
    let place = Place::with(
        "PRAGMA page_size = 1024; CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 500) INSERT INTO t SELECT printf('%0100d', i) FROM n",
    );
    let mut bytes = std::fs::read(place.file()).unwrap();
    let damaged = 40 * 1024;
    bytes[damaged..damaged + 1024].fill(0xee);
    std::fs::write(place.file(), bytes).unwrap();
    let connection = place.examine().unwrap().connect().unwrap();
    let error = scan(&connection, &all("t", &["a"]), |_| Ok(())).unwrap_err();
    assert_eq!(error.kind, howdah::Kind::Source);
    assert_eq!(error.place.table.as_deref(), Some("t"));
    assert!(error.place.row.as_deref().unwrap().starts_with("behind rowid "), "{:?}", error.place);
    assert!(told(&error).contains("corrupt"), "{}", told(&error));
}

#[test]
fn an_error_of_the_receiver_ends_the_scan() {
    let place = Place::with("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
    let connection = place.examine().unwrap().connect().unwrap();
    let mut seen = 0;
    let error = scan(&connection, &all("t", &["a"]), |_| {
        seen += 1;
        if seen == 2 { Err(howdah::Error::new(howdah::Kind::Interrupted, "enough")) } else { Ok(()) }
    })
    .unwrap_err();
    assert_eq!((seen, error.kind), (2, howdah::Kind::Interrupted));
}
