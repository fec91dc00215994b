//! Numbers, their text forms, and aggregates.

use crate::both::{Both, Dice, Value, calls, postgres_text, sqlite_text};

/// Something like a number: signs, many digits, points, exponents, what stands before and behind.
fn number_text(dice: &mut Dice) -> String {
    let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let whole = match dice.number(0, 4) {
        0 => (dice.word(&["9223372036854775807", "9223372036854775808", "18446744073709551615"])).to_owned(),
        1 => format!("000{}", dice.text(&digits, 25)),
        2 => dice.text(&digits, 25),
        _ => dice.text(&digits, 5),
    };
    let fraction = dice.number(0, 1) * dice.number(0, 25);
    [
        dice.text(&[" ", "\t", "\n", "\r"], 2).as_str(),
        dice.word(&["", "", "-", "+"]),
        &whole,
        dice.word(&["", "", "."]),
        &dice.text(&digits, fraction),
        dice.word(&["", "", "", "e", "E+", "e-"]),
        &dice.text(&digits, 3),
        dice.word(&["", "", " ", "x", "é"]),
    ]
    .concat()
}

#[test]
fn text_is_worth_what_it_is_worth_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime casts");
    let edges = [
        "",
        "-",
        "+",
        ".",
        "-.",
        ".e1",
        "1e",
        "1e+",
        "0x10",
        "1e308",
        "1.8e308",
        "1e309",
        "-1e400",
        "1e-323",
        "2e-324",
        "1e-400",
        "1e99999999999",
        "-0",
        "-0.0",
        "Infinity",
        "nan",
        "-9223372036854775808",
        "-9223372036854775809",
        "9223372036854775807.5",
        "3500000000000000.2500001",
        "1_000",
        "１",
    ];
    let texts: Vec<String> = edges
        .iter()
        .map(|&edge| edge.to_owned())
        .chain((0..calls() * 4).map(|_| number_text(&mut dice)))
        .collect();
    for (sqlite, ours) in [
        ("CAST(# AS REAL)", "lite_text_real"),
        ("CAST(# AS INTEGER)", "lite_text_integer"),
        ("CAST(# AS NUMERIC)", "lite_text_number"),
        ("iif(#, 1, 0)", "lite_truth"),
    ] {
        let pairs: Vec<_> = texts
            .iter()
            .map(|text| {
                (
                    sqlite.replace('#', &sqlite_text(text)),
                    format!("{}({})", Both::name(ours), postgres_text(text)),
                )
            })
            .collect();
        both.compare(ours, &pairs);
    }
}

#[test]
fn reals_have_the_digits_and_the_rounding_of_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime reals");
    let reals: Vec<f64> = (0..calls() * 5).map(|_| dice.real()).collect();
    let pairs = |sqlite: &str, ours: &str| -> Vec<(String, String)> {
        reals
            .iter()
            .map(|&real| Value::Real(real))
            .map(|real| {
                let question = sqlite.replace('#', &real.in_sqlite());
                (question, format!("{}({})", Both::name(ours), real.in_postgres()))
            })
            .collect()
    };
    let texts: Vec<(String, String)> = (0..calls() * 5)
        .map(|_| Value::Real(dice.real()))
        .map(|real| {
            (
                format!("CAST({} AS TEXT)", real.in_sqlite()),
                format!("{}({})", Both::name("lite_real_text"), real.in_postgres()),
            )
        })
        .collect();
    both.compare("lite_real_text", &texts);
    // Whatever the digits, they give the value back.
    both.compare("digits", &pairs("CAST(CAST(# AS TEXT) AS REAL)", "lite_real_text"));
    both.compare("lite_real_integer", &pairs("CAST(# AS INTEGER)", "lite_real_integer"));
    both.compare("lite_round", &pairs("round(#)", "lite_round"));
    let places: Vec<_> = reals
        .iter()
        .map(|&real| (Value::Real(real), dice.number(-1, 4) + dice.number(0, 1) * dice.number(0, 28)))
        .map(|(real, places)| {
            let ours = format!("{}({}, {places})", Both::name("lite_round"), real.in_postgres());
            (format!("round({}, {places})", real.in_sqlite()), ours)
        })
        .collect();
    both.compare("lite_round to places", &places);
}

#[test]
fn division_by_zero_is_null() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime division");
    for (sign, ours) in [("/", "lite_div"), ("%", "lite_mod")] {
        let mut pairs = Vec::new();
        for _ in 0..calls() {
            let (one, other) = (dice.integer(), dice.integer());
            // The one quotient that is a REAL in SQLite and no bigint.
            if sign == "/" && one == i64::MIN && other == -1 {
                continue;
            }
            let values = [Value::Integer(one), Value::Integer(other)];
            pairs.push(pair(sign, ours, &values));
        }
        for _ in 0..calls() {
            let values =
                [Value::Real(dice.real()), Value::Real(if dice.one_in(5) { 0.0 } else { dice.real() })];
            let [Value::Real(one), Value::Real(other)] = values else { unreachable!() };
            let quotient = one / other;
            // Beyond a double's range the server raises an error; the function's comment says so.
            if sign == "%" || other == 0.0 || one == 0.0 || (quotient.is_finite() && quotient != 0.0) {
                pairs.push(pair(sign, ours, &values));
            }
        }
        both.compare(ours, &pairs);
    }
}

fn pair(sign: &str, ours: &str, values: &[Value; 2]) -> (String, String) {
    let [one, other] = values;
    (
        format!("({}) {sign} ({})", one.in_sqlite(), other.in_sqlite()),
        format!("{}({}, {})", Both::name(ours), one.in_postgres(), other.in_postgres()),
    )
}

#[test]
fn aggregates_add_and_join_as_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime aggregates");
    let mut pairs = Vec::new();
    for _ in 0..calls() {
        let numbers: Vec<Value> = (0..dice.number(0, 30))
            .map(|_| {
                if dice.one_in(9) {
                    Value::Null("double precision")
                } else {
                    Value::Real(dice.number(-9999, 9999) as f64 / 100.0)
                }
            })
            .collect();
        let texts: Vec<Value> = (0..dice.number(0, 6))
            .map(|_| {
                if dice.one_in(4) {
                    Value::Null("text")
                } else {
                    Value::Text(dice.text(&["a", "é", ","], 2))
                }
            })
            .collect();
        let rows = |values: &[Value], write: fn(&Value) -> String, empty: &str| -> String {
            let rows: Vec<String> = values
                .iter()
                .enumerate()
                .map(|(n, value)| {
                    format!("SELECT {} AS v, {} AS s", write(value), ["'-'", "''", "'; '"][n % 3])
                })
                .collect();
            if rows.is_empty() {
                format!("SELECT {empty} AS v, '' AS s WHERE false")
            } else {
                rows.join(" UNION ALL ")
            }
        };
        for (call, values, empty) in [
            ("sum(v)", &numbers, "NULL::double precision"),
            ("total(v)", &numbers, "NULL::double precision"),
            ("avg(v)", &numbers, "NULL::double precision"),
            ("group_concat(v)", &texts, "NULL::text"),
            ("group_concat(v, s)", &texts, "NULL::text"),
        ] {
            let sqlite = rows(values, Value::in_sqlite, "NULL");
            let postgres = rows(values, Value::in_postgres, empty);
            pairs.push((
                format!("(SELECT {call} FROM ({sqlite}))"),
                format!("SELECT {} FROM ({postgres}) AS r", Both::name(&format!("lite_{call}"))),
            ));
        }
    }
    both.compare("aggregates", &pairs);
}
