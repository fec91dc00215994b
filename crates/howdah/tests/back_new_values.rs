//! Values that were written on PostgreSQL into carried columns, and that no original tells how to spell: each comes back in
//! the class that SQLite would have given it, or is said.

mod back_support;
mod support;

use back_support::written::{CELLS, come_back, goes_forward_again, place, refused, rows, written};
use howdah::report::finding::Level;
use support::case::{Case, findings, found};
use support::{assert_proven, run_verify, words};

#[test]
fn numbers_without_a_scale_come_back_as_numbers_by_their_value() {
    let case = written(
        "scaleless",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v NUMERIC); INSERT INTO t VALUES (1, 2.5), (2, 1);",
        "INSERT INTO t (v) VALUES (3.00), (0.30), (-100.0), (1e20), (0.000), (1200.5000)",
    );
    assert_eq!(case.ask("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'v'"), "numeric");
    let report = come_back(&case);
    assert_eq!(
        rows(&case, CELLS),
        [
            "1 real 2.5",
            "2 integer 1",
            "3 integer 3",
            "4 real 0.3",
            "5 integer -100",
            "6 real 1.0e+20",
            "7 integer 0",
            "8 real 1200.5"
        ]
    );
    assert_eq!(rows(&case, "SELECT '' || id FROM t WHERE v < 1 ORDER BY v"), ["5", "7", "4"]);
    assert_eq!(rows(&case, "PRAGMA integrity_check"), ["ok"]);
    assert!(findings(&report, "value-in-another-class").is_empty());
    let verify = support::settings(&place(&case), &case.database, &case.directory.path().join("verify"));
    assert_proven(&run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error))));
    goes_forward_again(case);
}

#[test]
fn keys_without_a_scale_are_the_same_key_in_every_spelling() {
    let case = written(
        "scaleless key",
        "CREATE TABLE t (id NUMERIC PRIMARY KEY, v NUMERIC) WITHOUT ROWID; INSERT INTO t VALUES (2.5, 1), (1, 1.5);",
        "INSERT INTO t VALUES (3.00, 0.3333333333333333333333), (4.50, 2.0)",
    );
    come_back(&case);
    assert_eq!(
        rows(&case, CELLS),
        ["1 real 1.5", "2.5 integer 1", "3 text '0.3333333333333333333333'", "4.5 integer 2"]
    );
    goes_forward_again(case);
}

#[test]
fn numbers_with_more_digits_than_a_real_stay_exact_and_are_counted() {
    let case = written(
        "digits",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v NUMERIC); INSERT INTO t VALUES (1, 2.5), (2, 1);",
        "INSERT INTO t VALUES (3, 12345678901234567890.12), (4, 0.1234567890123456789)",
    );
    let report = come_back(&case);
    assert_eq!(
        rows(&case, CELLS)[2..],
        ["3 text '12345678901234567890.12'", "4 text '0.1234567890123456789'"]
    );
    let finding = found(&report, "value-in-another-class", "t");
    assert_eq!(finding.message, "2 numbers are TEXT among numbers: INTEGER and REAL have too few digits");
    assert_eq!((finding.column.as_deref(), finding.level), (Some("v"), Level::Changes));
    assert_eq!(finding.rows, ["id = 3", "id = 4"]);
    goes_forward_again(case);
}

#[test]
fn a_number_that_is_none_is_named_whatever_its_type() {
    let numbers = "CREATE TABLE t (id INTEGER PRIMARY KEY, v NUMERIC, d DECIMAL(10,2), r REAL); INSERT INTO t VALUES (1, 2.5, 1.5, 0.5), (2, 1, 2, 1);";
    for (value, said) in [("NaN", "not a number (NaN)"), ("Infinity", "infinite"), ("-Infinity", "infinite")]
    {
        let case =
            written(value, numbers, &format!("INSERT INTO t (id, v) VALUES (7, '{value}'), (9, '{value}')"));
        refused(&case, &[said, "\"t\"", "\"v\"", "id = 7", "id = 9", "UPDATE"]);
    }
    let case = written("nan of a scale", numbers, "INSERT INTO t (id, d) VALUES (7, 'NaN')");
    refused(&case, &["not a number (NaN)", "\"d\"", "id = 7"]);
    let case = written("nan of a double", numbers, "INSERT INTO t (id, r) VALUES (7, 'NaN')");
    refused(&case, &["not a number (NaN)", "\"r\"", "id = 7"]);
}

#[test]
fn times_finer_than_the_columns_unit_are_numbers_still() {
    for (unit, first, second, finer) in [
        ("seconds", "1717243200", "1717243201", ["1717243202.892551", "1717243203.5"]),
        ("millis", "1717243200123", "1717243201456", ["1717243202892.551", "1717243203500.25"]),
    ] {
        let case = written(
            unit,
            &format!(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TIMESTAMP); INSERT INTO t VALUES (1, {first}), (2, {second});"
            ),
            "INSERT INTO t VALUES (3, '2024-06-01 12:00:02.892551+00'), (4, '2024-06-01 12:00:03.50025+00'), (5, '2024-06-01 12:00:04+00')",
        );
        let seconds = unit == "seconds";
        if seconds {
            case.database.execute("UPDATE t SET v = '2024-06-01 12:00:03.5+00' WHERE id = 4");
        }
        let report = come_back(&case);
        let whole = if seconds { "1717243204" } else { "1717243204000" };
        assert_eq!(
            rows(&case, CELLS),
            [
                format!("1 integer {first}"),
                format!("2 integer {second}"),
                format!("3 real {}", finer[0]),
                format!("4 real {}", finer[1]),
                format!("5 integer {whole}"),
            ]
        );
        let finding = found(&report, "value-in-another-class", "t");
        assert_eq!(finding.message, "2 times are REAL among INTEGERs: finer than the column's unit");
        let type_again = "SELECT v FROM t WHERE id = 3";
        let then = case.ask(type_again);
        let (file, before) = (place(&case), case.database);
        let database = testkit::server::server().database("epochs again");
        let settings = support::settings(&file, &database, &case.directory.path().join("again"));
        let again = Case { directory: case.directory, settings, database };
        again.carry();
        drop(before);
        assert_eq!(again.ask(type_again), then);
    }
}

#[test]
fn a_julian_day_is_too_coarse_for_a_microsecond() {
    let case = written(
        "julian",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v TIMESTAMP); INSERT INTO t VALUES (1, julianday('2024-01-02 03:04:05')), (2, 2460000.5);",
        "INSERT INTO t VALUES (3, '2024-06-01 12:00:02.892551+00'), (4, '2024-06-01 12:00:00+00')",
    );
    let report = come_back(&case);
    assert_eq!(rows(&case, CELLS)[2..], ["3 text '2024-06-01 12:00:02.892551+00:00'", "4 real 2460463.0"]);
    let finding = found(&report, "value-in-another-class", "t");
    assert!(finding.message.starts_with("1 time is TEXT among numbers"), "{}", finding.message);
}

#[test]
fn text_written_like_a_number_stays_text_where_the_column_converts_nothing() {
    for declared in ["", "BLOB"] {
        let case = written(
            "mixed",
            &format!(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v {declared}); INSERT INTO t VALUES (1, 'a'), (2, 1), (3, 2), (4, 2.5);"
            ),
            "INSERT INTO t VALUES (5, '042'), (6, '1.50'), (7, '12'), (8, '3.0'), (9, ' 7'), (10, '1e3'), (11, '99999999999999999999')",
        );
        come_back(&case);
        assert_eq!(
            rows(&case, CELLS)[4..],
            [
                "5 text '042'",
                "6 text '1.50'",
                "7 integer 12",
                "8 text '3.0'",
                "9 text ' 7'",
                "10 text '1e3'",
                "11 text '99999999999999999999'"
            ]
        );
        goes_forward_again(case);
    }
}

#[test]
fn text_written_like_a_number_stays_text_among_reals() {
    let case = written(
        "mixed reals",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a'), (2, 1.0), (3, 2.0), (4, 3.0);",
        "INSERT INTO t VALUES (5, '12'), (6, '12.0'), (7, '12.50')",
    );
    come_back(&case);
    assert_eq!(rows(&case, CELLS)[4..], ["5 text '12'", "6 real 12.0", "7 text '12.50'"]);
}

#[test]
fn text_written_like_a_number_is_refused_where_the_column_would_convert_it() {
    for (declared, values) in [("NUMERIC", "'042'"), ("INTEGER", "'1.50'"), ("REAL", "'12'")] {
        let case = written(
            declared,
            &format!(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v {declared}); INSERT INTO t VALUES (1, 'n/a'), (2, 1), (3, 2.5);"
            ),
            &format!("INSERT INTO t VALUES (5, {values}), (6, 'b'), (7, {values})"),
        );
        refused(&case, &["spelling", "\"t\"", "\"v\"", "id = 5; id = 7", "as SQLite prints them"]);
        let said = match declared {
            "REAL" => "12.0",
            "INTEGER" => "1.5",
            _ => "42",
        };
        case.database.execute(&format!("UPDATE t SET v = '{said}' WHERE id IN (5, 7)"));
        come_back(&case);
        assert_eq!(rows(&case, "SELECT DISTINCT typeof(v) || quote(v) FROM t WHERE id IN (5, 7)").len(), 1);
        assert_eq!(rows(&case, "PRAGMA integrity_check"), ["ok"]);
    }
}

#[test]
fn bytes_that_are_no_text_come_back_as_a_blob() {
    let case = written(
        "bytes",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, x'00ff'), (4, CAST(x'c3' AS TEXT)),
            (5, CAST(x'6100' AS TEXT));",
        "INSERT INTO t VALUES (6, '\\xdeadbeef'), (7, '\\x6100'), (8, 'plain')",
    );
    come_back(&case);
    assert_eq!(
        rows(&case, "SELECT id || ' ' || typeof(v) || ' ' || hex(v) FROM t ORDER BY id"),
        [
            "1 text 61",
            "2 text 62",
            "3 blob 00FF",
            "4 text C3",
            "5 text 6100",
            "6 blob DEADBEEF",
            "7 blob 6100",
            "8 text 706C61696E"
        ]
    );
}

#[test]
fn rows_find_a_rowid_where_the_greatest_is_taken() {
    let case = written(
        "greatest rowid",
        "CREATE TABLE t (v TEXT); INSERT INTO t (rowid, v) VALUES (9223372036854775807, 'x'), (3, 'y');",
        "INSERT INTO t VALUES ('new'), ('newer')",
    );
    come_back(&case);
    let found = rows(&case, "SELECT v || (CASE WHEN v > 'w' THEN rowid ELSE '' END) FROM t ORDER BY v");
    assert_eq!(found, ["new", "newer", "x9223372036854775807", "y3"]);
    let verify = support::settings(&place(&case), &case.database, &case.directory.path().join("verify"));
    assert_proven(&run_verify(&verify).unwrap_or_else(|error| panic!("{}", words(&error))));
}
