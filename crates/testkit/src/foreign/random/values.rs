//! Texts of made-up values, as the types' input functions read them.

use super::people::People;
use super::types::Type;
use crate::random::dice::Dice;
use std::fmt::Write;

/// A literal of SQL (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html>).
pub(super) fn quoted(text: &str) -> String {
    match text.contains('\\') {
        true => format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

/// The text of a value that is not NULL; `wild` ones are at the type's ends, or beyond what SQLite can say.
pub(super) fn text(kind: &Type, wild: bool, people: &People, dice: &mut Dice) -> String {
    match kind {
        Type::Plain(name) => plain(name, wild && dice.percent(40), people, dice),
        Type::Numeric(None) => numeric(wild && dice.percent(40), dice),
        Type::Numeric(Some((precision, scale))) => {
            let most = if wild { *precision } else { (*precision).min(14) };
            let digits = dice.between(1, most.max(1));
            let unsigned = digits_of(digits, dice);
            point(&unsigned, usize::try_from(*scale).unwrap_or(0), dice.percent(30))
        }
        Type::Varchar(length) => clip(&words(wild, dice), *length),
        Type::Char(length) => clip(&words(wild, dice), *length),
        Type::Bit(length) => bits(*length, dice),
        Type::Enum(_) => people.label(dice),
        Type::Domain(at) => text(&people.domains[*at].clone(), wild, people, dice),
        Type::Composite(at) => {
            let fields: Vec<String> = people.composites[*at]
                .iter()
                .map(|field| match dice.percent(20) {
                    true => String::new(),
                    false => inside(&text(field, wild, people, dice)),
                })
                .collect();
            format!("({})", fields.join(","))
        }
        Type::Array(inner) => array(inner, wild, people, dice),
    }
}

/// Quoted inside of an array or a composite.
fn inside(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn array(inner: &Type, wild: bool, people: &People, dice: &mut Dice) -> String {
    // Only boxes are separated otherwise (pg_type.typdelim).
    let comma = if *inner.base(people) == Type::Plain("box") { ";" } else { "," };
    let element = |dice: &mut Dice| match dice.percent(12) {
        true => "NULL".to_owned(),
        false => inside(&text(inner, wild, people, dice)),
    };
    let row = |length: usize, dice: &mut Dice| {
        let elements: Vec<String> = (0..length).map(|_| element(dice)).collect();
        format!("{{{}}}", elements.join(comma))
    };
    let length = dice.below(5);
    match dice.below(20) {
        0 | 1 => {
            let rows: Vec<String> = (0..1 + dice.below(3)).map(|_| row(length + 1, dice)).collect();
            format!("{{{}}}", rows.join(comma))
        }
        2 if wild => {
            let from = dice.between(-3, 3);
            let to = from + length as i64;
            format!("[{from}:{to}]={}", row(length + 1, dice))
        }
        _ => row(length, dice),
    }
}

fn plain(name: &str, wild: bool, people: &People, dice: &mut Dice) -> String {
    let among = |dice: &mut Dice, words: &[&str]| dice.word(words);
    match name {
        "smallint" => integer(i64::from(i16::MIN), i64::from(i16::MAX), wild, dice),
        "integer" => integer(i64::from(i32::MIN), i64::from(i32::MAX), wild, dice),
        "bigint" => integer(i64::MIN, i64::MAX, wild, dice),
        "oid" => integer(0, i64::from(u32::MAX), wild, dice),
        "boolean" => among(dice, &["t", "f"]),
        "real" if wild && people.nan && dice.percent(20) => "NaN".to_owned(),
        "double precision" if wild && people.nan && dice.percent(20) => "NaN".to_owned(),
        "real" if wild => among(
            dice,
            &["-0", "Infinity", "-Infinity", "1e-45", "3.4028235e38", "1.1754942e-38", "0.1", "16777217"],
        ),
        "double precision" if wild => {
            let edges = [
                "-0",
                "Infinity",
                "-Infinity",
                "5e-324",
                "1.7976931348623157e308",
                "0.1",
                "9007199254740993",
                "1e22",
            ];
            match dice.percent(50) {
                true => among(dice, &edges),
                false => {
                    Some(f64::from_bits(dice.next())).filter(|v| v.is_finite()).unwrap_or(1e-7).to_string()
                }
            }
        }
        "real" | "double precision" => format!("{}", dice.between(-100_000, 100_000) as f64 / 64.0),
        "money" if wild => among(dice, &["92233720368547758.07", "-92233720368547758.08", "0.01"]),
        "money" => point(&digits_of(6, dice), 2, dice.percent(30)),
        "text" | "varchar" | "citext" => words(wild, dice),
        "name" => clip(&words(wild, dice), 15),
        "\"char\"" => among(dice, &["a", "Z", "", "'", "0", "\\"]),
        "bytea" => {
            let bytes: Vec<u8> =
                (0..dice.below(if wild { 300 } else { 20 })).map(|_| dice.next() as u8).collect();
            bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
        }
        "uuid" => format!("{:016x}{:016x}", dice.next(), dice.next()),
        "date" if wild => among(
            dice,
            &["infinity", "-infinity", "0044-03-15 BC", "5874897-12-31", "10000-01-01", "4713-01-01 BC"],
        ),
        "date" => date(dice),
        "time" | "time(3)" if wild => among(dice, &["24:00:00", "00:00:00", "23:59:59.999999"]),
        "time" | "time(3)" => clock(dice),
        "timestamp" | "timestamp(0)" if wild => among(
            dice,
            &[
                "infinity",
                "-infinity",
                "0044-03-15 12:00:00 BC",
                "294276-12-31 23:59:59",
                "10000-01-01 00:00",
            ],
        ),
        "timestamp" | "timestamp(0)" => format!("{} {}", date(dice), clock(dice)),
        "timestamptz" | "timestamptz(3)" if wild => among(
            dice,
            &[
                "infinity",
                "-infinity",
                "0044-03-15 12:00:00+00 BC",
                "294276-12-31 23:59:59+00",
                "9999-12-31 23:59:59-05",
            ],
        ),
        "timestamptz" | "timestamptz(3)" => format!("{} {}{}", date(dice), clock(dice), dice.word(ZONES)),
        "timetz" => format!("{}{}", clock(dice), dice.word(ZONES)),
        "json" | "jsonb" => document(if wild { 5 } else { 2 }, wild && name == "json", dice),
        "interval" if wild => among(
            dice,
            &[
                "178000000 years",
                "-1 year +2 mons -3 days +04:05:06.000001",
                "1 mon -1 day",
                "0",
                "-00:00:00.5",
            ],
        ),
        "interval" => format!(
            "{} mons {} days {}:00:00.{}",
            dice.between(-30, 30),
            dice.between(-40, 40),
            dice.between(-99, 99),
            dice.below(1000)
        ),
        "inet" => among(
            dice,
            &[
                "10.0.0.1",
                "192.168.1.1/24",
                "::1",
                "2001:db8::1/64",
                "255.255.255.255",
                "::ffff:1.2.3.4",
                "0.0.0.0/0",
            ],
        ),
        "cidr" => among(dice, &["10.0.0.0/8", "192.168.1.0/24", "::/0", "2001:db8::/32", "1.2.3.4/32"]),
        "macaddr" => digits_hex(12, dice),
        "macaddr8" => digits_hex(16, dice),
        "varbit" => {
            let length = dice.between(0, 60);
            bits(length, dice)
        }
        "int4range" => {
            let from = dice.between(-1000, 1000);
            let to = from + dice.between(0, 100);
            match dice.below(8) {
                0 => "empty".to_owned(),
                1 => format!("[{from},)"),
                2 => format!("(,{from}]"),
                3 => "(,)".to_owned(),
                _ => format!("[{from},{to}]"),
            }
        }
        "numrange" => among(dice, &["[1.50,2.5)", "(0.1,NaN]", "empty", "[1,)", "(,1.0)", "[0.10,0.10]"]),
        "tstzrange" => among(
            dice,
            &[
                "[2024-01-01 00:00+02,2024-02-01 00:00+00)",
                "empty",
                "[-infinity,infinity]",
                "(,2024-01-01 00:00:00.5+00]",
                "[0044-03-15 00:00+00 BC,)",
            ],
        ),
        "daterange" => {
            among(dice, &["[2024-01-01,2024-02-01)", "empty", "(,infinity)", "[2024-01-01,2024-01-01]"])
        }
        "int4multirange" => among(dice, &["{}", "{[1,3),[5,9)}", "{(,)}", "{(,-5),[7,)}"]),
        "hstore" => among(dice, &["", "a=>1", "a=>NULL, b=>\"x \\\" y\"", "\"ключ\"=>\"🎺\", \"\"=>\"\""]),
        "xml" => among(dice, &["", "text", "<a b=\"c\">d &amp; e</a>", "<a/><b/>", "<!-- c --><x>ä</x>"]),
        "tsvector" => among(dice, &["", "a fat cat", "'it''s':1A,3B 'b c':2", "cat:7C dog:1"]),
        "tsquery" => among(dice, &["", "fat & (cat | rat)", "!a:A* <-> b", "'it''s' <3> 'b c'"]),
        "point" => format!(
            "({},{})",
            dice.between(-99, 99) as f64 / 8.0,
            dice.word(&["-0", "1e300", "0.1", "Infinity", "7"])
        ),
        "box" => {
            format!("({},{}),({},{})", dice.below(9), dice.below(9), dice.between(-9, 0), dice.between(-9, 0))
        }
        "path" => among(dice, &["[(0,0),(1,1)]", "((0,0),(1,1),(2,0))", "[(0.1,-0)]"]),
        "polygon" => among(dice, &["((0,0),(1,1),(2,0))", "((0.5,1e10))"]),
        "circle" => format!("<({},{}),{}>", dice.between(-9, 9), dice.between(-9, 9), dice.below(9)),
        "lseg" => format!("[({},0),(1,{})]", dice.between(-9, 9), dice.between(-9, 9)),
        "pg_lsn" => format!("{:X}/{:X}", dice.below(1 << 32), dice.below(1 << 32)),
        other => panic!("no value of {other} is known"),
    }
}

const ZONES: &[&str] = &["+00", "+02", "-05:30", "+14", "Z"];

fn integer(least: i64, most: i64, wild: bool, dice: &mut Dice) -> String {
    let value = match wild {
        true => *dice.pick(&[least, most, least + 1, most - 1, 0, 1]),
        false => dice.between(least.max(-100_000), most.min(100_000)),
    };
    // A domain refuses it.
    if value == 424_242 { "7".to_owned() } else { value.to_string() }
}

fn numeric(wild: bool, dice: &mut Dice) -> String {
    match wild {
        false => match dice.percent(50) {
            true => dice.between(-1_000_000, 1_000_000).to_string(),
            false => format!("{}.{}", dice.between(-9999, 9999), dice.pick(&["5", "25", "1", "125", "003"])),
        },
        true => match dice.below(12) {
            0 => "NaN".to_owned(),
            1 => "Infinity".to_owned(),
            2 => "-Infinity".to_owned(),
            3 => "1.50".to_owned(),
            4 => "0.0".to_owned(),
            5 => format!("1e{}", dice.between(-300, 300)),
            6 => point(&digits_of(16, dice), 8, false),
            7 => "9223372036854775808".to_owned(),
            _ => {
                let (length, scale) = (dice.between(1, 200), dice.below(100));
                point(&digits_of(length, dice), scale, dice.percent(30))
            }
        },
    }
}

fn digits_of(length: i64, dice: &mut Dice) -> String {
    (0..length).map(|_| char::from(b'0' + dice.below(10) as u8)).collect()
}

fn digits_hex(length: usize, dice: &mut Dice) -> String {
    (0..length).map(|_| *dice.pick(b"0123456789abcdef")).map(char::from).collect()
}

/// Digits with a decimal point before the last `scale` of them.
fn point(digits: &str, scale: usize, negative: bool) -> String {
    let sign = if negative { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

fn bits(length: i64, dice: &mut Dice) -> String {
    (0..length).map(|_| if dice.percent(50) { '1' } else { '0' }).collect()
}

fn clip(text: &str, length: i64) -> String {
    text.chars().take(usize::try_from(length).unwrap_or(0)).collect()
}

fn date(dice: &mut Dice) -> String {
    let year = if dice.percent(85) { dice.between(1960, 2040) } else { dice.between(1, 9998) };
    format!("{year:04}-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28))
}

fn clock(dice: &mut Dice) -> String {
    let seconds = format!("{:02}:{:02}:{:02}", dice.below(24), dice.below(60), dice.below(60));
    match dice.below(4) {
        0 => format!("{seconds}.{}", dice.pick(&["5", "25", "000001", "999", "120"])),
        _ => seconds,
    }
}

const WORDS: &[&str] = &[
    "lorem",
    "Ipsum",
    "dolor",
    "größe",
    "東京",
    "🎺",
    "it's",
    "say \"hi\"",
    "back\\slash",
    "comma, brace}",
    "NULL",
    "007",
    "1e5",
    "-1.50",
    "null",
    "tab\there",
    "line\nbreak",
    "%",
    "--",
    "/*",
];

/// None of them is what a domain refuses.
fn words(wild: bool, dice: &mut Dice) -> String {
    if wild && dice.percent(10) {
        return dice.word(&["", " ", "  blanks  ", "\u{1}\u{7f}", "e\u{301}", "'", "\\", "{}", "[1,2]"]);
    }
    let most = if wild && dice.percent(5) { 3000 } else { 4 };
    let words: Vec<String> = (0..1 + dice.below(most)).map(|_| dice.word(WORDS)).collect();
    format!("{} {}", words.join(" "), dice.below(10_000))
}

fn document(depth: usize, spaced: bool, dice: &mut Dice) -> String {
    let comma = if spaced { " ,\n\t" } else { "," };
    match dice.below(if depth == 0 { 6 } else { 9 }) {
        0 => "null".to_owned(),
        1 => dice.word(&["true", "false"]),
        2 => dice.between(-1000, 1000).to_string(),
        3 => dice.word(&["1.50", "1E+2", "-0.0", "123456789012345678901234567890.123", "0"]),
        4 | 5 => dice.word(&["\"\"", "\"ä🎺\"", "\"\\u00e4 \\\"q\\\" \\\\\"", "\"text\"", "\"\\n\""]),
        6 => {
            let items: Vec<String> = (0..dice.below(4)).map(|_| document(depth - 1, spaced, dice)).collect();
            format!("[{}]", items.join(comma))
        }
        _ => {
            let items: Vec<String> = (0..dice.below(4))
                .map(|_| {
                    let key = dice.word(&["a", "b", "key with space", "", "ключ", "a.b"]);
                    format!(
                        "\"{key}\":{}{}",
                        if spaced { "  " } else { "" },
                        document(depth - 1, spaced, dice)
                    )
                })
                .collect();
            format!("{{{}}}", items.join(comma))
        }
    }
}
