//! Canonical bytes against the server itself: thousands of generated values a type, each compared with what
//! PostgreSQL's `*_send` functions emit for the same text, and refused by both or by neither.
//!
//! `HOWDAH_ORACLE_VALUES` sets how many values a test generates, `HOWDAH_ORACLE_SEED` repeats a run; with
//! `HOWDAH_SOAK` there are more, from the clock.

use howdah::row::datetime::{encode_moment, parse_moment, render_moment};
use howdah::row::format::{Between, Clock, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use howdah::row::json::{JsonScratch, ProblemKind, canonical_jsonb, validate};
use howdah::row::logical::LogicalType;
use howdah::row::misfit::Misfit;
use howdah::row::number::{
    Modifier, numeric_from_decimal, numeric_from_f64, numeric_from_i64, numeric_to_f64, numeric_to_text,
};
use howdah::row::uuid::Uuid;
use postgres::Client;
use postgres::types::FromSqlOwned;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::time::{SystemTime, UNIX_EPOCH};

const VALUES: usize = 4000;
/// What the server would refuse is NULL, so that one query can ask about thousands of texts.
const TRY: &str = "
    CREATE FUNCTION pg_temp.try_send(value text, type text, send text) RETURNS bytea LANGUAGE plpgsql AS $$
    DECLARE bytes bytea;
    BEGIN
        EXECUTE format('SELECT %s($1::%s)', send, type) INTO bytes USING value;
        RETURN bytes;
    EXCEPTION WHEN OTHERS THEN
        RETURN NULL;
    END $$";

fn generated<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> Vec<T> {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let soak = number("HOWDAH_SOAK");
    let seed = number("HOWDAH_ORACLE_SEED").unwrap_or_else(|| soak.map_or(20_261_127, |_| clock()));
    println!("HOWDAH_ORACLE_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let values = number("HOWDAH_ORACLE_VALUES").or(soak.map(|rounds| rounds * 200));
    let count = values.map_or(VALUES, |count| count as usize);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn matching(pattern: &str) -> impl Strategy<Value = String> + use<> {
    proptest::string::string_regex(pattern).unwrap()
}

fn client(database: &testkit::server::TestDatabase) -> Client {
    let mut client = database.connect();
    client.batch_execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'").unwrap();
    client.batch_execute(TRY).unwrap();
    client
}

/// One answer for each text, in order. `select` speaks of the text as `v`.
fn ask<T: FromSqlOwned>(client: &mut Client, select: &str, texts: &[String]) -> Vec<T> {
    let sql = format!("SELECT {select} FROM unnest($1::text[]) WITH ORDINALITY AS texts(v, n) ORDER BY n");
    client.query(&sql, &[&texts]).unwrap().iter().map(|row| row.get(0)).collect()
}

/// What the server sends for each text as a value of `type`, or NULL where it takes none.
fn sent(client: &mut Client, send: &str, type_name: &str, texts: &[String]) -> Vec<Option<Vec<u8>>> {
    ask(client, &format!("pg_temp.try_send(v, '{type_name}', '{send}')"), texts)
}

#[track_caller]
fn equal<T: PartialEq + std::fmt::Debug>(what: &str, texts: &[String], ours: &[T], servers: &[T]) {
    assert_eq!(ours.len(), servers.len());
    for ((text, ours), server) in texts.iter().zip(ours).zip(servers) {
        let shown: String = text.chars().take(400).collect();
        assert!(ours == server, "{what} {shown:?}: ours {ours:?}, the server's {server:?}");
    }
}

fn decimal() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[+-]?[0-9]{1,25}(\\.[0-9]{0,20})?",
        2 => "[+-]?0{0,9}[0-9]{0,3}\\.0{0,9}[0-9]{1,9}0{0,9}",
        2 => "[+-]?[0-9]{0,9}\\.[0-9]{1,9}[eE][+-]?[0-9]{1,3}",
        1 => "-?[1-9]e(13107[0-3]|-?1638[0-5]|99999)",
        1 => "-?0(\\.0{0,5})?(e-?[0-9]{1,6})?",
        1 => "[1-9]{1,3}[0]{4,40}(\\.0{1,8})?",
        1 => "[0-9]{0,2}[.eE+-]{0,3}[0-9]{0,2}",
        1 => "[1-9][0-9]{900,1200}(\\.[0-9]{900,1000})?",
    ]
}

#[test]
fn numeric_is_what_the_server_sends() {
    let database = testkit::server::server().database("row numeric");
    let mut client = client(&database);
    let texts = generated(decimal());
    let ours: Vec<Option<Vec<u8>>> = texts
        .iter()
        .map(|text| {
            let mut out = Vec::new();
            numeric_from_decimal(text.as_bytes(), None, &mut out).ok().map(|()| out)
        })
        .collect();
    equal("numeric", &texts, &ours, &sent(&mut client, "numeric_send", "numeric", &texts));

    let (texts, ours): (Vec<_>, Vec<_>) =
        texts.into_iter().zip(ours).filter_map(|(text, ours)| Some((text, ours?))).unzip();
    let printed: Vec<String> = ours
        .iter()
        .map(|canonical| {
            let mut out = Vec::new();
            numeric_to_text(canonical, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        })
        .collect();
    equal("numeric_out", &texts, &printed, &ask(&mut client, "v::numeric::text", &texts));
    // The server refuses what overflows or underflows a double; ours is then infinite or zero, as when parsing text.
    let doubles: Vec<Option<Vec<u8>>> = ours
        .iter()
        .map(|canonical| {
            let double = numeric_to_f64(canonical).unwrap();
            let zero = double == 0.0 && canonical[..2] != [0, 0];
            (double.is_finite() && !zero).then(|| double.to_be_bytes().to_vec())
        })
        .collect();
    equal("double", &texts, &doubles, &sent(&mut client, "float8send", "numeric::float8", &texts));
}

#[test]
fn numeric_with_a_modifier_is_what_the_server_sends_or_refused_where_it_rounds() {
    let database = testkit::server::server().database("row modifier");
    let mut client = client(&database);
    let texts = generated(prop_oneof![
        4 => "-?[0-9]{1,9}\\.[0-9]{1,5}0{0,2}",
        1 => "-?[0-9]{1,10}",
        1 => "0?\\.0{0,4}[0-9]{1,3}"
    ]);
    let plain = sent(&mut client, "numeric_send", "numeric", &texts);
    for (precision, scale) in [(12, 3), (10, 1), (9, 0), (3, 4), (1000, 1000)] {
        let type_name = format!("numeric({precision},{scale})");
        let server = sent(&mut client, "numeric_send", &type_name, &texts);
        for ((text, server), plain) in texts.iter().zip(server).zip(&plain) {
            let mut ours = Vec::new();
            match numeric_from_decimal(text.as_bytes(), Some(Modifier { precision, scale }), &mut ours) {
                Ok(()) => assert_eq!(Some(ours), server, "{text} as {type_name}"),
                Err(Misfit::TooManyFractionDigits) => {
                    let rounded = server.as_deref().and_then(numeric_to_f64);
                    let exact = plain.as_deref().and_then(numeric_to_f64);
                    assert_ne!(rounded, exact, "{text} as {type_name} is not rounded by the server");
                }
                Err(Misfit::TooManyIntegerDigits) => assert_eq!(server, None, "{text} as {type_name}"),
                Err(other) => panic!("{text}: {other}"),
            }
        }
    }
}

#[test]
fn integers_and_reals_become_the_numeric_of_their_digits() {
    let database = testkit::server::server().database("row reals");
    let mut client = client(&database);
    let integers = generated((any::<i64>(), 0u32..63).prop_map(|(value, shift)| value >> shift));
    let reals = generated(prop_oneof![
        any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |real| real.is_finite()),
        (-1_000_000_000i64..1_000_000_000, 0i32..9).prop_map(|(m, e)| m as f64 / 10f64.powi(e)),
    ]);
    let mut texts = Vec::new();
    let mut ours = Vec::new();
    for integer in integers {
        let mut out = Vec::new();
        numeric_from_i64(integer, None, &mut out).unwrap();
        ours.push(Some(out));
        texts.push(integer.to_string());
    }
    for real in reals {
        let mut out = Vec::new();
        numeric_from_f64(real, None, &mut out).unwrap();
        ours.push(Some(out));
        // The standard library prints the shortest digits and never an exponent.
        texts.push(real.to_string());
    }
    equal("numeric", &texts, &ours, &sent(&mut client, "numeric_send", "numeric", &texts));
}

fn moment_texts() -> Vec<String> {
    let date = "(000[1-9]|0[0-9]{2}[1-9]|1[0-9]{3}|20[0-9]{2}|9999)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    let clock = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6}0{0,3})?)?";
    let zone = "(Z| UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?";
    generated(prop_oneof![
        2 => matching(date),
        2 => matching(clock),
        8 => matching(&format!("{date}[T ]{clock}{zone}")),
        1 => Just("24:00:00".to_string()),
    ])
}

#[test]
fn moments_are_what_the_server_sends() {
    let database = testkit::server::server().database("row moments");
    let mut client = client(&database);
    let texts = moment_texts();
    let policies = [(ZonePolicy::Offset(0), "UTC"), (ZonePolicy::Offset(-210), "<-0330>+03:30")];
    let types = [
        (LogicalType::Date, "date_send", "date"),
        (LogicalType::Time, "time_send", "time"),
        (LogicalType::Timestamp, "timestamp_send", "timestamp"),
        (LogicalType::TimestampTz, "timestamptz_send", "timestamptz"),
    ];
    for (policy, zone) in policies {
        client.batch_execute(&format!("SET TimeZone = '{zone}'")).unwrap();
        for (logical, send, type_name) in types {
            let mut compared = 0;
            let servers = sent(&mut client, send, type_name, &texts);
            for (text, server) in texts.iter().zip(servers) {
                let mut ours = Vec::new();
                match parse_moment(text.as_bytes()) {
                    // No such day: 31 April. `9999-12-31` and behind is within the server's range as well.
                    None => assert_eq!(server, None, "{text} as {type_name}"),
                    Some(moment) => {
                        assert!(!moment.sub_micro, "{text}");
                        assert_ne!(moment.exact, ends_in_minus_zero(text), "{text}");
                        if encode_moment(&moment, logical, policy, &mut ours).is_ok() {
                            assert_eq!(Some(ours), server, "{text} as {type_name} in {zone}");
                            compared += 1;
                        }
                    }
                }
            }
            assert!(compared > texts.len() / 10, "only {compared} texts were a {type_name}");
        }
    }
}

fn ends_in_minus_zero(text: &str) -> bool {
    ["-00", "-0000", "-00:00"].iter().any(|zone| text.len() > 16 && text.ends_with(zone))
}

#[test]
fn instants_are_rendered_as_the_server_spells_them() {
    let database = testkit::server::server().database("row rendering");
    let mut client = client(&database);
    // Years 0001 to 9999, in microseconds since 2000-01-01.
    let instants = generated(-63_082_281_600_000_000i64..252_455_616_000_000_000);
    let texts: Vec<String> = instants.iter().map(i64::to_string).collect();
    let spelling = MomentSpelling::Text(MomentText {
        date: true,
        between: Some(Between::Space),
        clock: Some(Clock::Fraction(6)),
        zone: ZoneText::Colon(345),
    });
    let ours: Vec<String> = instants
        .iter()
        .map(|micros| {
            let (mut out, logical) = (Vec::new(), LogicalType::TimestampTz);
            match render_moment(&micros.to_be_bytes(), logical, &spelling, ZonePolicy::None, &mut out) {
                Ok(_) => String::from_utf8(out).unwrap(),
                Err(misfit) => misfit.to_string(),
            }
        })
        .collect();
    client.batch_execute("SET TimeZone = '<+0545>-05:45'").unwrap();
    // Days apart: the server multiplies an interval by a double.
    let servers = "to_char(timestamptz '2000-01-01 00:00:00Z' + v::bigint / 86400000000 * interval '1 day' \
                   + v::bigint % 86400000000 * interval '1 microsecond', 'YYYY-MM-DD HH24:MI:SS.USTZH:TZM')";
    equal("instant", &texts, &ours, &ask(&mut client, servers, &texts));
}

#[test]
fn uuids_are_what_the_server_sends() {
    let database = testkit::server::server().database("row uuid");
    let mut client = client(&database);
    let hyphens = "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX".replace('X', "[0-9a-fA-F]");
    let texts = generated(prop_oneof![
        4 => matching(&hyphens),
        2 => "[0-9a-fA-F]{32}",
        1 => matching(&format!("\\{{{hyphens}\\}}")),
        1 => "[0-9a-g]{31,33}",
        1 => "[0-9a-f]{8}-[0-9a-f-]{27}",
    ]);
    for (text, server) in texts.iter().zip(sent(&mut client, "uuid_send", "uuid", &texts)) {
        // The server takes hyphens behind any four digits as well; such text is none of the column spellings.
        if let Some(uuid) = Uuid::parse(text.as_bytes()) {
            assert_eq!(server.as_deref(), Some(&uuid.bytes[..]), "{text}");
        } else if text.len() == 32 && !text.contains('-') {
            assert_eq!(server, None, "{text}");
        }
    }
}

/// JSON text as no sane program writes it, some of it broken.
fn json() -> impl Strategy<Value = String> {
    let space = || "[ \t\n\r]{0,2}";
    let piece = prop_oneof![
        4 => "[a-z]{1,3}",
        1 => "[é日😀\u{7f}\u{80}<&/'\u{2028}]",
        2 => prop::sample::select(vec!["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]).prop_map(String::from),
        2 => "\\\\u00[0-7][0-9a-fA-F]",
        1 => prop::sample::select(vec!["\\u00e9", "\\u65E5", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\u2028"])
            .prop_map(String::from),
    ];
    let rare = prop_oneof![
        200 => Just(""),
        1 => prop::sample::select(vec!["\\u0000", "\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\x", "\\u12", "\t", "\u{1}"]),
    ];
    let string = (prop::collection::vec(piece, 0..5), rare)
        .prop_map(|(pieces, rare)| format!("\"{}{rare}\"", pieces.concat()))
        .boxed();
    let number = prop_oneof![
        4 => "-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,12})?",
        2 => "-?(0|[1-9][0-9]{0,6})(\\.[0-9]{1,6})?[eE][+-]?[0-9]{1,2}",
        1 => "-?0(\\.0{1,4})?([eE][+-]?[0-9]{1,3})?",
    ];
    let scalar = prop_oneof![
        3 => string.clone(),
        3 => number,
        1 => prop::sample::select(vec!["true", "false", "null"]).prop_map(String::from),
    ];
    // Few keys, so that some are doubled and many have one length.
    let key = prop_oneof!["\"[ab]{0,2}\"", "\"(\\\\u006[1-3]|\\\\n|\\\\\"|c|é){1,2}\"", string];
    let tree = scalar.prop_recursive(5, 40, 8, move |inner| {
        let element = (space(), inner.clone(), space()).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
        let member = (space(), key.clone(), space(), space(), inner, space())
            .prop_map(|(a, b, c, d, e, f)| format!("{a}{b}{c}:{d}{e}{f}"));
        prop_oneof![
            (prop::collection::vec(element, 0..5), space())
                .prop_map(|(all, space)| format!("[{}]", if all.is_empty() { space } else { all.join(",") })),
            (prop::collection::vec(member, 0..8), space()).prop_map(|(all, space)| format!(
                "{{{}}}",
                if all.is_empty() { space } else { all.join(",") }
            )),
        ]
    });
    let broken = (tree.clone(), any::<prop::sample::Index>(), "[\\[\\]{},:\"\\\\0-9eE.+a -]{0,1}").prop_map(
        |(text, at, other)| {
            let mut characters: Vec<String> = text.chars().map(String::from).collect();
            let at = at.index(characters.len());
            characters[at] = other;
            characters.concat()
        },
    );
    prop_oneof![3 => tree, 1 => broken]
}

#[test]
fn json_is_taken_and_jsonb_is_what_the_server_sends() {
    let database = testkit::server::server().database("row json");
    let mut client = client(&database);
    let texts = generated(json());
    let mut scratch = JsonScratch::default();
    let ours: Vec<Option<Vec<u8>>> = texts
        .iter()
        .map(|text| {
            let mut out = Vec::new();
            canonical_jsonb(text.as_bytes(), &mut scratch, &mut out).ok().map(|()| out)
        })
        .collect();
    equal("jsonb", &texts, &ours, &sent(&mut client, "jsonb_send", "jsonb", &texts));
    assert!(ours.iter().flatten().count() > texts.len() / 2);

    let as_json: Vec<Option<Vec<u8>>> =
        texts.iter().map(|text| validate(text.as_bytes()).ok().map(|_| text.clone().into_bytes())).collect();
    equal("json", &texts, &as_json, &sent(&mut client, "json_send", "json", &texts));

    let fitting: Vec<String> =
        texts.into_iter().zip(&ours).filter_map(|(text, ours)| ours.as_ref().map(|_| text)).collect();
    let sizes: Vec<i32> = ask(&mut client, "pg_column_size(v::jsonb)", &fitting);
    for (text, size) in fitting.iter().zip(sizes) {
        let most = validate(text.as_bytes()).unwrap().stored_bytes_max;
        assert!(most >= size as u64, "{text}: {size} bytes stored, {most} expected at most");
    }
}

#[test]
fn numbers_at_the_limits_of_jsonb_are_those_of_the_server() {
    let database = testkit::server::server().database("row json limits");
    let mut client = client(&database);
    let mut texts: Vec<String> = [
        "1e131071",
        "1e131072",
        "12e131070",
        "12e131071",
        "0.1e131072",
        "0.01e131073",
        "1e-16383",
        "1e-16384",
        "10e-16384",
        "0e-16383",
        "0e-16384",
        "0e131072",
        "0e1000000",
        "-0e5",
        "0.0e1073741822",
        "1e1073741823",
        "1e-1073741824",
        "1e9999999999",
        "0e9999999999",
        "1.0e131071",
        "1.5e-16383",
        "1.5e-16382",
        "[1e131071, {\"a\": -1e-16383}]",
    ]
    .map(String::from)
    .into();
    for (integer, fraction) in [(131_072, 0), (131_073, 0), (1, 16_383), (1, 16_384), (131_072, 16_383)] {
        let mut text = "7".repeat(integer);
        if fraction > 0 {
            text = format!("{text}.{}", "3".repeat(fraction));
        }
        texts.push(text);
    }
    let ours: Vec<Option<Vec<u8>>> = texts
        .iter()
        .map(|text| {
            let mut out = Vec::new();
            match canonical_jsonb(text.as_bytes(), &mut JsonScratch::default(), &mut out) {
                Ok(()) => Some(out),
                Err(problem) => {
                    assert_eq!(problem.kind, ProblemKind::NumberOutOfRange, "{text:.40}");
                    None
                }
            }
        })
        .collect();
    equal("jsonb", &texts, &ours, &sent(&mut client, "jsonb_send", "jsonb", &texts));
}
