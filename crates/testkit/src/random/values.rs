//! Values as applications store them, and at the edges of what SQLite takes.

use super::dice::Dice;
use super::documents;
use super::moments;
use rusqlite::types::Value;

/// What a column usually holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Edge,
    Bool,
    BoolText,
    Real,
    Money,
    Decimal,
    DecimalText,
    Number,
    Word,
    Text,
    Unicode,
    Blob,
    Bytes16,
    Uuid,
    UuidUpper,
    UuidHex,
    Moment,
    Date,
    Time,
    Epoch,
    EpochMillis,
    Nanos,
    Ticks,
    Json,
    JsonScalar,
}

/// Every kind, for cells that do not keep to their column's.
pub(super) const KINDS: &[Kind] = &[
    Kind::Integer,
    Kind::Edge,
    Kind::Bool,
    Kind::BoolText,
    Kind::Real,
    Kind::Money,
    Kind::Decimal,
    Kind::DecimalText,
    Kind::Number,
    Kind::Word,
    Kind::Text,
    Kind::Unicode,
    Kind::Blob,
    Kind::Bytes16,
    Kind::Uuid,
    Kind::UuidUpper,
    Kind::UuidHex,
    Kind::Moment,
    Kind::Date,
    Kind::Time,
    Kind::Epoch,
    Kind::EpochMillis,
    Kind::Nanos,
    Kind::Ticks,
    Kind::Json,
    Kind::JsonScalar,
];

const EDGES: &[i64] = &[
    i64::MAX,
    i64::MIN,
    i64::MAX - 1,
    i64::MIN + 1,
    0,
    -1,
    1,
    1 << 53,
    (1 << 53) + 1,
    (1 << 53) - 1,
    -(1 << 53) - 1,
    i32::MAX as i64,
    i32::MIN as i64,
    i32::MAX as i64 + 1,
    i16::MAX as i64 + 1,
    255,
    4_294_967_296,
    1_000_000_000_000_000_000,
];

const REALS: &[f64] = &[
    0.0,
    -0.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    5e-324,
    -5e-324,
    2.225_073_858_507_201e-308,
    f64::MAX,
    f64::MIN,
    f64::EPSILON,
    0.1,
    0.3,
    1e15,
    1e16,
    123_456_789_012_345_680.0,
    1e17,
    1e18,
    9.223_372_036_854_776e18,
    -9.223_372_036_854_776e18,
    1e19,
    1e21,
    1e22,
    1e23,
    9_007_199_254_740_992.0,
    9_007_199_254_740_993.5,
    1e-5,
    1e-7,
    1e300,
    100.0,
    -1.5,
    0.000_123,
    1e100,
];

const WORDS: &[&str] = &[
    "",
    "a",
    "b",
    "on",
    "off",
    "active",
    "ACTIVE",
    "Alice",
    "alice",
    "bob@example.org",
    "en-US",
    "draft",
    "x ",
    " x",
    "null",
    "NULL",
    "0",
    "1",
    "-1",
    "true",
    "f",
    "Y",
    "No",
    "N/A",
    "/usr/bin",
    "C:\\dir\\file",
    "a,b,c",
    "{}",
    "100%",
    "1e3",
    "0x1F",
    "Infinity",
    "nan",
    "NaN",
    "inf",
    "-",
    "+",
    ".",
    "1.",
    ".5",
    "now",
    "today",
    "epoch",
    "\\N",
    "\\.",
    "\\",
    "'",
    "\"",
    "''",
];

const SCRIPTS: &[&str] = &[
    "Ünïcödé",
    "e\u{301}",
    "é",
    "日本語",
    "שלום",
    "مرحبا",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "\u{feff}bom",
    "\u{200b}",
    "\u{a0}",
    "\u{202e}abc",
    "\u{10ffff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{7f}",
    "\u{1}",
    "\u{1b}[0m",
    "\t",
    "\n",
    "\r\n",
    "ß",
    "İ",
    "ı",
    "ſ",
    "ﬁ",
    "Å",
    "A\u{30a}",
    "\u{e000}",
    "𝔘",
    "\u{85}",
    "\u{2028}",
    "ǆ",
    "\u{d7ff}",
];

/// A value of that kind.
pub(super) fn value(kind: Kind, dice: &mut Dice) -> Value {
    match kind {
        Kind::Integer => Value::Integer(integer(dice)),
        Kind::Edge => Value::Integer(if dice.percent(60) { *dice.pick(EDGES) } else { dice.next() as i64 }),
        Kind::Bool => Value::Integer(dice.between(0, 1)),
        Kind::BoolText => bool_text(dice),
        Kind::Real => Value::Real(real(dice)),
        Kind::Money => Value::Real((dice.between(-99_999, 9_999_999) as f64) / 100.0),
        Kind::Decimal => decimal(dice),
        Kind::DecimalText => Value::Text(decimal_text(dice)),
        Kind::Number => match dice.below(3) {
            0 => Value::Integer(integer(dice)),
            1 => Value::Real(real(dice)),
            _ => Value::Real(dice.between(-50, 50) as f64),
        },
        Kind::Word => Value::Text(dice.word(WORDS)),
        Kind::Text => Value::Text(text(dice)),
        Kind::Unicode => Value::Text(unicode(dice)),
        Kind::Blob => Value::Blob(blob(dice)),
        Kind::Bytes16 => Value::Blob(bytes(dice, 16)),
        Kind::Uuid => Value::Text(uuid(dice, true)),
        Kind::UuidUpper => Value::Text(uuid(dice, true).to_ascii_uppercase()),
        Kind::UuidHex => Value::Text(uuid(dice, false)),
        Kind::Moment => Value::Text(moments::moment(dice)),
        Kind::Date => Value::Text(moments::date(dice)),
        Kind::Time => Value::Text(moments::time(dice)),
        Kind::Epoch => match dice.below(4) {
            0 => Value::Real(dice.between(0, 2_000_000_000_000_000) as f64 / 1e6),
            1 => Value::Real(2_440_587.5 + dice.between(0, 2_000_000_000) as f64 / 86_400.0),
            _ => Value::Integer(dice.between(-1_000_000_000, 2_000_000_000)),
        },
        Kind::EpochMillis => Value::Integer(dice.between(0, 2_000_000_000_000)),
        Kind::Nanos => Value::Integer(dice.between(0, 2_000_000_000_000_000_000)),
        Kind::Ticks => match dice.below(3) {
            0 => Value::Integer(dice.between(630_000_000_000_000_000, 640_000_000_000_000_000)),
            1 => Value::Integer(dice.between(13_000_000_000_000_000, 13_400_000_000_000_000)),
            _ => Value::Integer(dice.between(0, 2_000_000_000_000_000)),
        },
        Kind::Json => Value::Text(documents::document(dice)),
        Kind::JsonScalar => match dice.below(3) {
            0 => Value::Integer(integer(dice)),
            1 => Value::Real(real(dice)),
            _ => Value::Text(documents::scalar(dice)),
        },
    }
}

fn integer(dice: &mut Dice) -> i64 {
    match dice.below(10) {
        0 => *dice.pick(EDGES),
        1 => dice.between(-1000, 1000),
        2 => dice.between(0, 1 << 40),
        _ => dice.between(0, 100),
    }
}

fn real(dice: &mut Dice) -> f64 {
    match dice.below(5) {
        0 => *dice.pick(REALS),
        1 => {
            // SQLite stores NULL for a NaN.
            let bits = f64::from_bits(dice.next());
            if bits.is_nan() { 0.5 } else { bits }
        }
        2 => dice.between(-1000, 1000) as f64,
        3 => dice.between(-1_000_000, 1_000_000) as f64 / 1000.0,
        _ => (dice.next() >> 11) as f64 / (1_u64 << 53) as f64,
    }
}

fn decimal(dice: &mut Dice) -> Value {
    match dice.below(3) {
        0 => Value::Integer(dice.between(-1_000_000, 1_000_000)),
        1 => Value::Real(dice.between(-1_000_000_000, 1_000_000_000) as f64 / 10_000.0),
        _ => Value::Text(decimal_text(dice)),
    }
}

fn decimal_text(dice: &mut Dice) -> String {
    let whole = dice.between(-100_000, 100_000);
    match dice.below(12) {
        0 => format!("{whole}"),
        1 => format!("{}e{}", whole, dice.between(-30, 30)),
        2 => format!("{}{}.{:020}", whole, dice.next(), dice.next()),
        3 => dice.word(&[
            "0", "-0", "0.00", "-0.00", "00.5", "+1", "1.", ".5", "1e400", "-1e-400", "1E5", " 1 ", "1_000",
        ]),
        4 => format!("{}", dice.next()),
        _ => format!("{whole}.{:02}", dice.between(0, 99)),
    }
}

fn bool_text(dice: &mut Dice) -> Value {
    Value::Text(match dice.below(20) {
        0 => dice.word(&["T", "TRUE", "yes", "Y", "", "1", "maybe"]),
        _ => dice.word(&["t", "f"]),
    })
}

fn text(dice: &mut Dice) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz ABC 0123456789 ,.;-_/\\\"'\t\n";
    let length = match dice.below(60) {
        0 => 3_000 + dice.below(6_000),
        1 => 700 + dice.below(2_000),
        2..6 => 0,
        _ => dice.below(40),
    };
    if dice.percent(10) {
        return unicode(dice);
    }
    (0..length).map(|_| char::from(*dice.pick(LETTERS))).collect()
}

fn unicode(dice: &mut Dice) -> String {
    let parts = dice.below(5);
    let mut word = |_| {
        let among = if dice.percent(20) { WORDS } else { SCRIPTS };
        dice.word(among)
    };
    (0..parts).map(&mut word).collect()
}

fn blob(dice: &mut Dice) -> Vec<u8> {
    match dice.below(20) {
        0 => vec![dice.next() as u8; 5_000 + dice.below(20_000)],
        1 => {
            let length = 2_000 + dice.below(10_000);
            bytes(dice, length)
        }
        2 => text(dice).into_bytes(),
        3..5 => Vec::new(),
        _ => {
            let length = dice.below(40);
            bytes(dice, length)
        }
    }
}

fn bytes(dice: &mut Dice, length: usize) -> Vec<u8> {
    (0..length).map(|_| dice.next() as u8).collect()
}

fn uuid(dice: &mut Dice, hyphens: bool) -> String {
    let hex = match dice.below(30) {
        0 => "0".repeat(32),
        1 => "f".repeat(32),
        _ => format!("{:016x}{:016x}", dice.next(), dice.next()),
    };
    match dice.below(100) {
        0 => format!("{{{hex}}}"),
        1 => hex[..31].to_owned(),
        _ if hyphens => {
            format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
        }
        _ => hex,
    }
}
