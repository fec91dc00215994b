//! Rows in bulk, in and out, through a real server.

use howdah::postgres::fault::server_fault;
use howdah::postgres::{BulkSession, ConnectOptions, CopyIn, CopyOut, Dsn, Purpose, connect, connect_bulk};
use howdah::row::batch::{Fields, RowBatch};
use postgres::Client;
use testkit::server::{TestDatabase, server};

fn open(database: &TestDatabase) -> Client {
    let dsn = Dsn::parse_with(&database.url(), &|_| None).expect("a URL of ours");
    connect(&dsn, &ConnectOptions::new(Purpose::Copy)).expect("connected")
}

fn open_bulk(database: &TestDatabase) -> BulkSession {
    let dsn = Dsn::parse_with(&database.url(), &|_| None).expect("a URL of ours");
    connect_bulk(&dsn, &ConnectOptions::new(Purpose::Read)).expect("connected")
}

const IN: &str = "COPY s.t (id, text, bytes) FROM STDIN (FORMAT binary)";
const OUT: &str = "COPY (SELECT id, text, bytes FROM s.t ORDER BY id) TO STDOUT (FORMAT binary)";

fn with_table(hint: &str) -> (TestDatabase, Client) {
    let database = server().database(hint);
    let mut client = open(&database);
    client
        .batch_execute("CREATE SCHEMA s; CREATE TABLE s.t (id int8, text text, bytes bytea)")
        .expect("a table");
    (database, client)
}

fn push(batch: &mut RowBatch, id: Option<i64>, text: Option<&str>, bytes: Option<&[u8]>) {
    batch.begin_row(3);
    for field in [id.map(i64::to_be_bytes).as_ref().map(|id| &id[..]), text.map(str::as_bytes), bytes] {
        match field {
            Some(field) => batch.bytes_field(field),
            None => batch.null(),
        }
    }
}

#[test]
fn awkward_rows_come_back_byte_for_byte() {
    let (database, mut client) = with_table("copy");
    let mut session = open_bulk(&database);
    let mut batch = RowBatch::default();
    push(&mut batch, Some(i64::MIN), Some(""), Some(b""));
    push(&mut batch, Some(-1), None, None);
    push(&mut batch, Some(0), Some("tab\tnewline\n\\. \\N 'quote' \"double\" 😀"), Some(&[0, 0xff, 0xfe, 0]));
    // Bytes that look like a trailer, a header and a NULL.
    push(&mut batch, Some(1), Some("PGCOPY\n"), Some(b"PGCOPY\n\xff\r\n\0\xff\xff\xff\xff\xff\xff"));
    push(&mut batch, Some(2), Some(&"x".repeat(300_000)), Some(&vec![7; 200_000]));
    push(&mut batch, Some(i64::MAX), Some("last"), Some(&[0xff; 2]));

    let mut transaction = client.transaction().expect("a transaction");
    let mut copy = CopyIn::start(&mut transaction, IN).expect("started");
    copy.write_tuples(batch.as_bytes()).expect("sent");
    assert_eq!(copy.finish().expect("taken"), u64::from(batch.rows()));
    transaction.commit().expect("committed");

    let mut seen = RowBatch::default();
    let mut copy = CopyOut::start(&mut session, OUT).expect("started");
    while let Some(tuple) = copy.next_tuple().expect("a row") {
        let (count, fields) = Fields::of(tuple).expect("a tuple");
        assert_eq!((count, fields.filter_map(Result::ok).count()), (3, 3));
        seen.push_tuple(tuple);
    }
    drop(copy);
    assert_eq!(seen.rows(), batch.rows());
    assert!(seen.as_bytes() == batch.as_bytes());
    // The session is free for the next statement.
    assert_eq!(CopyOut::start(&mut session, OUT).expect("started").for_each(|_| Ok(())).expect("read"), 6);
}

#[test]
fn a_value_of_64_megabytes_passes_both_ways() {
    let (database, mut client) = with_table("large");
    let mut session = open_bulk(&database);
    let large: Vec<u8> =
        (0..64 * 1024 * 1024_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    client
        .batch_execute("ALTER TABLE s.t ALTER bytes SET STORAGE EXTERNAL")
        .expect("no time spent on compression");
    let mut batch = RowBatch::default();
    push(&mut batch, Some(1), Some("before"), Some(b"small"));
    push(&mut batch, Some(2), None, Some(&large));
    push(&mut batch, Some(3), Some("after"), None);
    let mut copy = CopyIn::start(&mut client, IN).expect("started");
    copy.write_tuples(batch.as_bytes()).expect("sent");
    assert_eq!(copy.finish().expect("taken"), 3);

    let mut seen = RowBatch::default();
    let rows = CopyOut::start(&mut session, OUT)
        .expect("started")
        .for_each(|tuple| {
            seen.push_tuple(tuple);
            Ok(())
        })
        .expect("read");
    assert_eq!(rows, 3);
    assert!(seen.as_bytes() == batch.as_bytes());
}

#[test]
fn an_empty_table_and_rows_without_columns_are_whole_streams_too() {
    let (database, mut client) = with_table("empty");
    let mut session = open_bulk(&database);
    let copy = CopyIn::start(&mut client, IN).expect("started");
    assert_eq!(copy.finish().expect("taken"), 0);
    assert_eq!(CopyOut::start(&mut session, OUT).expect("started").for_each(|_| Ok(())).expect("read"), 0);

    client
        .batch_execute(
            "CREATE TABLE s.bare (); INSERT INTO s.bare DEFAULT VALUES; INSERT INTO s.bare DEFAULT VALUES",
        )
        .expect("rows");
    let mut copy = CopyOut::start(&mut session, "COPY s.bare TO STDOUT (FORMAT binary)").expect("started");
    assert_eq!(copy.next_tuple().expect("a row"), Some(&[0, 0][..]));
    assert_eq!(copy.next_tuple().expect("a row"), Some(&[0, 0][..]));
    assert_eq!(copy.next_tuple().expect("the end"), None);
}

#[test]
fn many_small_rows_in_many_writes_arrive_in_order() {
    let (database, mut client) = with_table("many");
    let mut session = open_bulk(&database);
    let mut copy = CopyIn::start(&mut client, IN).expect("started");
    let mut batch = RowBatch::default();
    for id in 0..20_000 {
        push(&mut batch, Some(id), Some("row"), None);
        if id % 37 == 0 {
            copy.write_tuples(batch.as_bytes()).expect("sent");
            batch.clear(1 << 16);
        }
    }
    copy.write_tuples(batch.as_bytes()).expect("sent");
    assert_eq!(copy.finish().expect("taken"), 20_000);
    let mut expected = 0_i64;
    let rows = CopyOut::start(&mut session, OUT)
        .expect("started")
        .for_each(|tuple| {
            assert_eq!(&tuple[6..14], &expected.to_be_bytes());
            expected += 1;
            Ok(())
        })
        .expect("read");
    assert_eq!(rows, 20_000);
}

#[test]
fn a_row_that_the_server_refuses_is_named_by_its_number() {
    let (_database, mut client) = with_table("refused");
    let mut batch = RowBatch::default();
    push(&mut batch, Some(1), Some("fine"), None);
    push(&mut batch, Some(2), Some("sesame\0"), None);
    let mut copy = CopyIn::start(&mut client, IN).expect("started");
    copy.write_tuples(batch.as_bytes()).expect("sent");
    let error = copy.finish().expect_err("text with a NUL is refused");
    let fault = server_fault(&error).expect("the server said it");
    assert_eq!(fault.copy_place, Some((2, Some("text".to_owned()))));
    assert_eq!(error.place.row.as_deref(), Some("copied row 2"));
    assert_eq!(error.place.column.as_deref(), Some("text"));
    assert!(!format!("{error:?}").contains("sesame"));
    // Nothing is left behind, and the connection goes on.
    assert_eq!(client.query_one("SELECT count(*) FROM s.t", &[]).expect("counted").get::<_, i64>(0), 0);
}

#[test]
fn a_copy_that_is_dropped_leaves_nothing_behind() {
    let (_database, mut client) = with_table("dropped");
    let mut batch = RowBatch::default();
    push(&mut batch, Some(1), Some("half"), None);
    let mut copy = CopyIn::start(&mut client, IN).expect("started");
    copy.write_tuples(batch.as_bytes()).expect("sent");
    drop(copy);
    assert_eq!(client.query_one("SELECT count(*) FROM s.t", &[]).expect("counted").get::<_, i64>(0), 0);
}

#[test]
fn an_error_in_the_middle_of_reading_is_an_error() {
    let (database, _) = with_table("broken");
    let mut session = open_bulk(&database);
    let sql = "COPY (SELECT 10 / (1000 - n) FROM generate_series(1, 2000) n) TO STDOUT (FORMAT binary)";
    let error = CopyOut::start(&mut session, sql)
        .expect("started")
        .for_each(|_| Ok(()))
        .expect_err("division by zero");
    assert_eq!(server_fault(&error).map(|fault| fault.sqlstate.as_str()), Some("22012"));
    session.batch_execute("SELECT 1").expect("the session goes on");
}
