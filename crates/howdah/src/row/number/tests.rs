//! Numbers against SQLite itself, and the quirks of the wire that no server is needed for.

use super::*;
use crate::row::misfit::Misfit;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;

fn numeric(text: &str, modifier: Option<Modifier>) -> Result<Vec<u8>, Misfit> {
    let mut out = Vec::new();
    numeric_from_decimal(text.as_bytes(), modifier, &mut out).map(|()| out)
}

fn printed(canonical: &[u8]) -> String {
    let mut out = Vec::new();
    numeric_to_text(canonical, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn real_text(value: f64) -> String {
    let mut out = Vec::new();
    real_to_text(value, &mut out);
    String::from_utf8(out).unwrap()
}

fn modifier(precision: u16, scale: u16) -> Option<Modifier> {
    Some(Modifier { precision, scale })
}

#[test]
fn a_modifier_never_rounds() {
    assert_eq!(numeric("1.25", modifier(10, 1)), Err(Misfit::TooManyFractionDigits));
    assert_eq!(numeric("1.2", modifier(10, 1)).map(|n| printed(&n)), Ok("1.2".into()));
    assert_eq!(numeric("1.200", modifier(10, 1)).map(|n| printed(&n)), Ok("1.2".into()));
    assert_eq!(numeric("1", modifier(10, 2)).map(|n| printed(&n)), Ok("1.00".into()));
    assert_eq!(numeric("99.9", modifier(3, 1)).map(|n| printed(&n)), Ok("99.9".into()));
    assert_eq!(numeric("100.0", modifier(3, 1)), Err(Misfit::TooManyIntegerDigits));
    assert_eq!(numeric("0.001", modifier(2, 3)).map(|n| printed(&n)), Ok("0.001".into()));
    assert_eq!(numeric("0.1", modifier(2, 3)), Err(Misfit::TooManyIntegerDigits));
    assert_eq!(numeric_from_i64(100, modifier(4, 2), &mut Vec::new()), Err(Misfit::TooManyIntegerDigits));
    assert_eq!(numeric_from_f64(0.125, modifier(9, 2), &mut Vec::new()), Err(Misfit::TooManyFractionDigits));
}

#[test]
fn what_is_no_plain_decimal_number_is_refused() {
    for text in [
        "",
        " 1",
        "1 ",
        "1_000",
        "0x10",
        "NaN",
        "Infinity",
        ".",
        "-",
        "e5",
        "1e",
        "1e+",
        "--1",
        "1.2.3",
        "1e99999999999",
    ] {
        assert_eq!(numeric(text, None), Err(Misfit::NotDecimal), "{text:?}");
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(numeric_from_f64(value, None, &mut Vec::new()), Err(Misfit::NotFinite));
    }
    assert_eq!(numeric("1e131072", None), Err(Misfit::TooManyIntegerDigits));
    assert_eq!(numeric("1e-16384", None), Err(Misfit::TooManyFractionDigits));
    assert!(numeric("1e131071", None).is_ok() && numeric("1e-16383", None).is_ok());
}

#[test]
fn bytes_that_are_no_numeric_are_refused() {
    for bytes in [&b""[..], b"\0\0\0\0\0\0", b"\0\x01\0\0\0\0\0\0", b"\0\0\0\0\x12\x34\0\0"] {
        assert_eq!(numeric_to_text(bytes, &mut Vec::new()), Err(Misfit::Malformed));
        assert_eq!((numeric_to_f64(bytes), numeric_to_i64_exact(bytes)), (None, None));
    }
    assert_eq!(printed(&[0, 0, 0, 0, 0xC0, 0, 0, 0]), "NaN");
    assert_eq!(printed(&[0, 0, 0, 0, 0xF0, 0, 0, 0]), "-Infinity");
    assert_eq!(numeric_to_f64(&[0, 0, 0, 0, 0xD0, 0, 0, 0]), Some(f64::INFINITY));
}

#[test]
fn a_number_of_many_digits_rounds_to_the_nearest_double() {
    let tie = format!("9007199254740993.{}", "0".repeat(2000));
    assert_eq!(numeric_to_f64(&numeric(&tie, None).unwrap()), Some(9007199254740992.0));
    let above = format!("{tie}1");
    assert_eq!(numeric_to_f64(&numeric(&above, None).unwrap()), Some(9007199254740994.0));
}

#[test]
fn real_text_has_the_shape_of_sqlite() {
    for (value, text) in [
        (1.0, "1.0"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e300, "1.0e+300"),
        (1e16, "10000000000000000.0"),
        (1e17, "1.0e+17"),
        (0.0001, "0.0001"),
        (0.00001, "1.0e-05"),
        (0.1 + 0.2, "0.30000000000000004"),
        (f64::INFINITY, "Inf"),
        (f64::NEG_INFINITY, "-Inf"),
        (5e-324, "5.0e-324"),
        (-123.25, "-123.25"),
    ] {
        assert_eq!(real_text(value), text);
    }
}

/// What SQLite itself stores.
struct Stored(Connection);

impl Stored {
    fn new() -> Stored {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t(n NUMERIC, i INTEGER, r REAL)").unwrap();
        Stored(connection)
    }

    fn of(&self, value: Value) -> [Value; 3] {
        self.0.execute("DELETE FROM t", []).unwrap();
        self.0.prepare_cached("INSERT INTO t VALUES (?1, ?1, ?1)").unwrap().execute([value]).unwrap();
        let mut select = self.0.prepare_cached("SELECT n, i, r FROM t").unwrap();
        select.query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).unwrap()
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Real(one), Value::Real(other)) => one.to_bits() == other.to_bits(),
        (one, other) => one == other,
    }
}

fn number_value(number: Option<Number>, text: &str) -> Value {
    match number {
        None => Value::Text(text.into()),
        Some(Number::Integer(integer)) => Value::Integer(integer),
        Some(Number::Real(real)) => Value::Real(real),
    }
}

#[track_caller]
fn agrees_with_sqlite(stored: &Stored, text: &str) {
    let number = number_value(text_as_number(text.as_bytes()), text);
    let real = text_as_real(text.as_bytes()).map_or(Value::Text(text.into()), Value::Real);
    let [n, i, r] = stored.of(Value::Text(text.into()));
    assert!(
        same(&n, &number) && same(&i, &number),
        "{text:?}: NUMERIC {n:?}, INTEGER {i:?}, ours {number:?}"
    );
    assert!(same(&r, &real), "{text:?}: REAL {r:?}, ours {real:?}");
}

#[test]
fn text_becomes_the_number_that_sqlite_stores() {
    let stored = Stored::new();
    for text in [
        "",
        " ",
        "0",
        "-0",
        "+0",
        "-0.0",
        "00012",
        " 12 ",
        "\t12\n",
        "\u{b}1\u{c}",
        "12abc",
        "0x10",
        "1e3",
        "1E3",
        "1e+3",
        "1e-3",
        "48.00",
        ".5",
        "5.",
        ".",
        "-.5",
        "+.",
        "1e",
        "1e+",
        "1.e5",
        ".e5",
        "- 1",
        "1 2",
        "Inf",
        "-Inf",
        "nan",
        "1_000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "9223372036854775807.0",
        "-9223372036854775808.0",
        "9223372036854774784.0",
        "9223372036854774785.0",
        "18446744073709551615",
        "18446744073709551616",
        "1e18",
        "1e19",
        "1e400",
        "-1e400",
        "1e-400",
        "0e99999",
        "2251799813685248",
        "9007199254740993",
        "9007199254740993.0",
        "3500000000000000.2500001",
        "0.1000000000000000055511151231257827",
        "123456789012345678901234567890",
        "1234567890123456789.5",
        "00000000000000000000000000000000000000000000012",
        "0.00000000000000000000000000000000000000000001e44",
        "1٢",
        "１",
        "2.2250738585072011e-308",
        "4.9e-324",
        "2.4703282292062328e-324",
        "2.4703282292062327e-324",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "8.5e-05",
        "1844674407370955160",
        "1844674407370955161",
        "18446744073709551609",
        "184467440737095516.09",
        "0000000000000000000000000001844674407370955161055",
    ] {
        agrees_with_sqlite(&stored, text);
    }
}

#[test]
fn reals_keep_their_value_as_text_and_as_numeric() {
    let stored = Stored::new();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(4000));
    let reals = prop_oneof![
        any::<u64>().prop_map(f64::from_bits).prop_filter("NaN is no cell", |real| !real.is_nan()),
        (any::<i64>(), -30i32..30).prop_map(|(m, e)| m as f64 * 10f64.powi(e)),
        (-1_000_000i64..1_000_000, 0i32..6).prop_map(|(m, e)| m as f64 / 10f64.powi(e)),
        (any::<i64>()).prop_map(|m| m as f64),
    ];
    runner
        .run(&reals, |real| {
            let integer = real_as_affinity_integer(real).map_or(Value::Real(real), Value::Integer);
            let [n, i, _] = stored.of(Value::Real(real));
            prop_assert!(same(&n, &integer) && same(&i, &integer), "{real:e}: {n:?}, ours {integer:?}");
            let text = real_text(real);
            if real.is_finite() {
                prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), real.to_bits());
                agrees_with_sqlite(&stored, &text);
                let mut canonical = Vec::new();
                numeric_from_f64(real, None, &mut canonical).unwrap();
                prop_assert_eq!(numeric_to_f64(&canonical), Some(real));
                prop_assert_eq!(numeric(&printed(&canonical), None).unwrap(), canonical);
            }
            let cast: String = stored
                .0
                .prepare_cached("SELECT CAST(?1 AS TEXT)")
                .unwrap()
                .query_row([real], |row| row.get(0))
                .unwrap();
            // SQLite may spend a digit more; the shape is the same.
            if real != 0.0 && cast.len() == text.len() && cast.parse::<f64>().unwrap() == real {
                prop_assert_eq!(cast.find(['.', 'e']), text.find(['.', 'e']));
                prop_assert_eq!(cast.find('e'), text.find('e'));
            }
            Ok(())
        })
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn generated_text_becomes_the_number_that_sqlite_stores(
        text in prop_oneof![
            "[ \t]{0,2}[+-]?[0-9]{0,22}(\\.[0-9]{0,22})?([eE][+-]?[0-9]{0,3})?[ \n]{0,2}",
            "[+-]?0{0,30}[0-9]{17,21}",
            "-?922337203685477[0-9]{4}(\\.0)?",
            "[0-9.eE+ -]{0,8}",
            "[0-9]\\.[0-9]{14,18}e-?[0-9]{1,2}",
        ]
    ) {
        thread_local!(static STORED: Stored = Stored::new());
        STORED.with(|stored| agrees_with_sqlite(stored, &text));
    }

    #[test]
    fn an_integer_comes_back_from_numeric(value in any::<i64>(), shift in 0u32..63, scale in 0u16..5) {
        let value = value >> shift;
        for modifier in [None, modifier(24, scale)] {
            let mut canonical = Vec::new();
            numeric_from_i64(value, modifier, &mut canonical).unwrap();
            prop_assert_eq!(numeric_to_i64_exact(&canonical), Some(value));
            prop_assert_eq!(numeric(&value.to_string(), modifier).unwrap(), canonical);
        }
    }
}

#[test]
fn only_exact_integers_are_integers() {
    for (text, integer) in [
        ("9223372036854775807", Some(i64::MAX)),
        ("9223372036854775808", None),
        ("-9223372036854775808", Some(i64::MIN)),
        ("1.50", None),
        ("1.00", Some(1)),
        ("0.00", Some(0)),
        ("1e30", None),
        ("0.0001", None),
        ("120000", Some(120_000)),
    ] {
        assert_eq!(numeric_to_i64_exact(&numeric(text, None).unwrap()), integer, "{text}");
    }
}

#[test]
fn a_scale_is_trimmed_to_the_digits_of_the_value() {
    for (text, trimmed) in [
        ("1.50", "1.5"),
        ("3.00", "3"),
        ("100", "100"),
        ("0.000", "0"),
        ("-0.0500", "-0.05"),
        ("12345678.90120000", "12345678.9012"),
        ("10000.0000", "10000"),
        ("0.00000000100", "0.000000001"),
        ("70000000000.5", "70000000000.5"),
    ] {
        let mut canonical = numeric(text, None).unwrap();
        trim_scale(&mut canonical);
        assert_eq!(canonical, numeric(trimmed, None).unwrap(), "{text}");
    }
    for special in [[0, 0, 0, 0, 0xC0, 0, 0, 0], [0, 0, 0, 0, 0xD0, 0, 0, 0x20]] {
        let mut same = special;
        trim_scale(&mut same);
        assert_eq!(same, special);
        assert!(!numeric_is_finite(&special));
    }
}
