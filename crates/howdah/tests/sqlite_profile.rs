//! What a look at every cell finds, on tables made by hand.

mod sqlite_support;

use howdah::catalog::profile::{ColumnProfile, TableProfile};
use howdah::catalog::schema::Catalog;
use howdah::report::event::{Event, Stage, Watch};
use howdah::row::format::{Between, Clock, MomentSpelling, MomentText, UuidSpelling, ZoneText};
use howdah::sqlite::inspect::inspect;
use howdah::sqlite::profile::profile;
use howdah::sqlite::snapshot::SnapshotPolicy;
use sqlite_support::{Place, watch};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

fn profiles(place: &Place, jobs: usize) -> (Catalog, Vec<TableProfile>) {
    let snapshot = place.snapshot(jobs, SnapshotPolicy::Hold);
    let catalog = inspect(snapshot.reader().unwrap().connection()).unwrap();
    let wanted: Vec<usize> = (0..catalog.tables.len()).filter(|&at| catalog.tables[at].is_data()).collect();
    let found = profile(&snapshot, &catalog, &wanted, jobs, watch()).unwrap();
    (catalog, found)
}

/// The profile of the first table.
fn first(sql: &str) -> TableProfile {
    profiles(&Place::with(sql), 2).1.remove(0)
}

fn column(found: &TableProfile, at: usize) -> &ColumnProfile {
    &found.columns[at]
}

#[test]
fn cells_are_counted_by_storage_class() {
    let found = first(
        "CREATE TABLE t(a, n NUMERIC, v AS (a) VIRTUAL, b BLOB);
         INSERT INTO t(a, n, b) VALUES(NULL, 1.0, x'00112233445566778899aabbccddeeff'), (1, 2.25, x''), (-7, 'x', 'text'),
         (1.5, 9007199254740993, NULL), ('', -9e999, 3)",
    );
    assert_eq!((found.rows, found.rowids), (5, Some((1, 5))));
    // a: 8+8+8, n: 8+8+1+8+8, b: 16+0+4+8.
    assert_eq!((found.bytes, found.row_bytes_max), (24 + 33 + 28, 24));
    let a = column(&found, 0);
    assert_eq!((a.nulls, a.integers, a.reals, a.texts, a.blobs, a.empty_texts), (1, 2, 1, 1, 0, 1));
    assert_eq!((a.integer_range, a.integers_not_boolean, a.digits), (Some((-7, 1)), 1, (1, 1)));
    let n = column(&found, 1);
    assert_eq!((n.integers, n.reals, n.texts), (2, 2, 1), "NUMERIC stores 1.0 as an integer");
    assert_eq!((n.integers_beyond_double, n.reals_infinite, n.reals_integral), (1, 1, 0));
    assert_eq!(n.digits, (16, 2));
    assert_eq!(column(&found, 2), &ColumnProfile::default(), "a generated column is not read");
    let b = column(&found, 3);
    assert_eq!((b.blobs, b.blobs_16, b.blob_bytes_max, b.texts, b.integers), (2, 1, 16, 1, 1));
    assert_eq!((b.values(), b.cells()), (4, 5));
    assert_eq!(found.chunk_starts, [1]);
}

#[test]
fn spellings_are_told_apart() {
    let found = first(
        "CREATE TABLE t(u TEXT, h CHAR(32), d DATETIME, w BOOLEAN, j JSON, m TEXT, k TEXT CHECK (json_valid(k)));
         PRAGMA ignore_check_constraints = ON; INSERT INTO t VALUES
         ('0f8fad5b-d9cb-469f-a165-70867728950e', '0F8FAD5BD9CB469FA16570867728950E', '2024-02-29 12:00:00.5', 't',
          '{\"a\": 1}', '12.50', '[1]'),
         ('7c9e6679-7425-40de-944b-e07fc1f90ae7', '7C9E6679742540DE944BE07FC1F90AE7', '2024-02-29 12:00:00.1234567', 'f',
          'null', '-1e3', 'oops'),
         (NULL, NULL, 1709208000000, 't', '{\"a\": \"\\ud800\"}', 'x', '{}')",
    );
    assert_eq!(column(&found, 0).uuids.best_spelling(), Some((UuidSpelling::Hyphens, 2)));
    assert_eq!(column(&found, 1).uuids.best_spelling(), Some((UuidSpelling::HexUpper, 2)));
    let moments = column(&found, 2);
    assert_eq!((moments.moments.cells(), moments.moments_beyond_micros), (3, 1));
    let text = |digits| {
        MomentSpelling::Text(MomentText {
            date: true,
            between: Some(Between::Space),
            clock: Some(Clock::Fraction(digits)),
            zone: ZoneText::None,
        })
    };
    let mut spellings: Vec<_> = moments.moments.spellings().collect();
    spellings.sort();
    assert_eq!(spellings, [(text(1), 1), (text(7), 1), (MomentSpelling::UnixMillis, 1)]);
    assert_eq!(column(&found, 3).boolean_words, Some(vec![("t".to_owned(), 2), ("f".to_owned(), 1)]));
    let json = &column(&found, 4).json;
    assert_eq!((json.tested, json.valid, json.fits_jsonb, json.documents), (3, 3, 2, 2));
    assert_eq!(json.problems.len(), 1);
    assert_eq!(json.problems[0].0, "rowid 3");
    assert!(json.problems[0].1.contains("lone surrogate"), "{:?}", json.problems);
    assert!(json.style.as_ref().unwrap().space_after_colon);
    assert_eq!(column(&found, 5).decimal_texts, 2);
    let checked = &column(&found, 6).json;
    assert_eq!((checked.tested, checked.valid), (3, 2), "a CHECK promises JSON as a declaration does");
    assert_eq!(checked.problems[0].0, "rowid 2");
}

#[test]
fn flaws_name_their_rows_and_never_their_content() {
    let found = first(
        "CREATE TABLE t(a TEXT); INSERT INTO t(rowid, a) VALUES(-4, 'ok'), (9, 'secret' || char(0)), (12, CAST(x'616263ff' AS TEXT))",
    );
    assert_eq!(column(&found, 0).nul.examples, [("rowid 9".to_owned(), 6)]);
    assert_eq!(column(&found, 0).bad_utf8.examples, [("rowid 12".to_owned(), 3)]);
    let found = first(
        "CREATE TABLE t(k INTEGER, name TEXT, a TEXT, PRIMARY KEY (name, k)) WITHOUT ROWID;
         INSERT INTO t VALUES(7, 'secret', 'a' || char(0))",
    );
    assert_eq!(column(&found, 2).nul.examples, [("key (text of 6 bytes, 7)".to_owned(), 1)]);
    assert_eq!((found.rowids, found.chunk_starts.len()), (None, 0));
    let found = first(
        "CREATE TABLE t(rowid, oid, _rowid_, a); INSERT INTO t VALUES(1, 2, 3, char(0)), (1, 2, 3, char(0))",
    );
    assert_eq!(column(&found, 3).nul.examples[1], ("row 2 of the table".to_owned(), 0));
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO t SELECT char(0) FROM n";
    let found = first(&format!("CREATE TABLE t(a TEXT); {many}"));
    assert_eq!((column(&found, 0).nul.count, column(&found, 0).nul.examples.len()), (50, 10));
}

#[test]
fn unpaired_surrogates_of_utf16_are_bad_text() {
    let found = first(
        "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(a TEXT);
         INSERT INTO t VALUES('日本'), (CAST(x'61003dd86200' AS TEXT))",
    );
    let a = column(&found, 0);
    assert_eq!((a.bad_utf8.count, &a.bad_utf8.examples[..]), (1, &[("rowid 2".to_owned(), 1)][..]));
    assert_eq!((a.text_bytes_max, a.nul.count), (6, 0));
}

/// Rows whose ids are dense, then sparse, then at the end of what is possible.
const MANY: &str = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, j JSON, r REAL);
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
     INSERT INTO t SELECT CASE WHEN i < 30000 THEN i ELSE i * 1000 END, printf('row %d', i),
        printf('{\"n\": %d, \"k\": [%d]}', i, i), i / 8.0 FROM n;
     INSERT INTO t VALUES(9223372036854775807, 'last', '{}', 1e300), (-9223372036854775808, 'first', '[]', -0.5);
     CREATE TABLE empty(a); CREATE VIEW v AS SELECT 1; CREATE TABLE w(k TEXT PRIMARY KEY, x) WITHOUT ROWID;
     INSERT INTO w SELECT a, id FROM t LIMIT 5000";

#[test]
fn a_profile_does_not_depend_on_the_number_of_threads() {
    let place = Place::with(MANY);
    let (catalog, one) = profiles(&place, 1);
    assert_eq!(one.len(), catalog.tables.len());
    assert_eq!((one[0].rows, one[1].rows, one[2].rows), (40_002, 0, 5_000));
    assert_eq!(one[0].rowids, Some((i64::MIN, i64::MAX)));
    assert_eq!(column(&one[0], 2).json.documents, 40_002);
    assert_eq!(column(&one[0], 3).digits, (301, 3));
    assert!(one[1].chunk_starts.is_empty() && one[1].columns.len() == 1);
    for jobs in [2, 5] {
        assert_eq!(profiles(&place, jobs).1, one);
    }
}

#[test]
fn chunks_begin_at_rowids_and_leave_no_row_out() {
    let place = Place::with(
        "CREATE TABLE t(a BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
         INSERT INTO t(rowid, a) SELECT i * 3, zeroblob(100000) FROM n",
    );
    let found = profiles(&place, 2).1.remove(0);
    assert_eq!(found.chunk_starts[0], 3);
    assert!(found.chunk_starts.is_sorted());
    assert_eq!(found.chunk_starts.len(), 4, "120 MB in chunks of some 32: {:?}", found.chunk_starts);
    let connection = place.application();
    let mut starts = found.chunk_starts.clone();
    starts.push(i64::MAX);
    for pair in starts.windows(2) {
        let sql = "SELECT count(*) FROM t WHERE rowid >= ?1 AND rowid < ?2";
        let rows: i64 = connection.query_row(sql, [pair[0], pair[1]], |row| row.get(0)).unwrap();
        assert!((1..=336).contains(&rows), "{rows} rows in {pair:?}");
    }
}

#[test]
fn the_widest_tables_are_read_in_passes() {
    let names: Vec<String> = (0..2_000).map(|n| format!("c{n} TEXT")).collect();
    let place = Place::with(&format!(
        "CREATE TABLE t({}); INSERT INTO t(c0, c1999) VALUES('ab', 'c'), ('x', NULL)",
        names.join(",")
    ));
    let found = profiles(&place, 2).1.remove(0);
    assert_eq!((found.rows, found.bytes, found.row_bytes_max), (2, 4, 3));
    assert_eq!((column(&found, 1999).texts, column(&found, 1999).nulls, column(&found, 7).nulls), (1, 1, 2));
}

#[test]
fn progress_adds_up_and_the_user_can_stop() {
    let place = Place::with(MANY);
    let snapshot = place.snapshot(2, SnapshotPolicy::Hold);
    let catalog = inspect(snapshot.reader().unwrap().connection()).unwrap();
    let sums = Mutex::new((0, 0));
    let sink = |event| {
        if let Event::Progress { stage: Stage::Profile, rows, bytes } = event {
            let mut sums = sums.lock().unwrap();
            *sums = (sums.0 + rows, sums.1 + bytes);
        }
    };
    let going = AtomicBool::new(false);
    let found = profile(&snapshot, &catalog, &[0, 2], 2, Watch::new(&sink, &going)).unwrap();
    assert_eq!(*sums.lock().unwrap(), (45_002, found[0].bytes + found[2].bytes));
    let stopped = AtomicBool::new(true);
    let error = profile(&snapshot, &catalog, &[0, 2], 2, Watch::new(&sink, &stopped)).unwrap_err();
    assert_eq!(error.kind, howdah::Kind::Interrupted);
    snapshot.reader().expect("stopping does no harm to the snapshot");
}

#[test]
fn damage_in_a_table_is_an_error() {
    let place = Place::with(
        "PRAGMA page_size = 1024; CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 5000) INSERT INTO t SELECT printf('%0100d', i) FROM n",
    );
    let mut bytes = std::fs::read(place.file()).unwrap();
    bytes[400 * 1024..401 * 1024].fill(0xee);
    std::fs::write(place.file(), bytes).unwrap();
    let snapshot = place.snapshot(2, SnapshotPolicy::Hold);
    let catalog = inspect(snapshot.reader().unwrap().connection()).unwrap();
    let error = profile(&snapshot, &catalog, &[0], 2, watch()).unwrap_err();
    assert_eq!((error.kind, error.place.table.as_deref()), (howdah::Kind::Source, Some("t")));
}
