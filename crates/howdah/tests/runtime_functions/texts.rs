//! Text, bytes and patterns.

use crate::both::{Both, Dice, Value, calls};

const LETTERS: &[&str] = &[
    "a", "A", "b", "B", "z", "Z", "1", "9", " ", "%", "_", "*", "?", "[", "]", "^", "-", "\\", "'", "\"",
    "é", "É", "ß", "İ", "😀", "\n", "\t",
];
const FEW: &[&str] = &["a", "A", "b", "é"];
const LIKE: &[&str] = &["a", "A", "b", "é", "É", "%", "_", "\\", "x", "X", "."];
const GLOB: &[&str] = &[
    "a", "A", "b", "é", "*", "?", "[", "[ab]", "[^a]", "[a-b]", "[]]", "[^]a]", "[b-a]", "-", "]", "^",
    "[a-", "\\", ".", "[-a]", "[a-]", "[^é]", "(", "{", "+", "$",
];

fn text(dice: &mut Dice) -> Value {
    Value::Text(dice.text(LETTERS, 8))
}
fn few(dice: &mut Dice) -> Value {
    Value::Text(dice.text(FEW, 9))
}
fn part(dice: &mut Dice) -> Value {
    Value::Text(dice.text(FEW, 2))
}
fn blob(dice: &mut Dice) -> Value {
    Value::Blob((0..dice.number(0, 6)).map(|_| dice.number(0, 3) as u8 * 85).collect())
}
fn byte(dice: &mut Dice) -> Value {
    Value::Blob((0..dice.number(0, 1)).map(|_| dice.number(0, 3) as u8 * 85).collect())
}
fn place(dice: &mut Dice) -> Value {
    let far = [2_147_483_647, -2_147_483_648, 2_147_483_648, 999_999_999, -999_999_999];
    Value::Integer(if dice.one_in(8) { *dice.pick(&far) } else { dice.number(-6, 9) })
}
fn like(dice: &mut Dice) -> Value {
    Value::Text(dice.text(LIKE, 6))
}
fn escape(dice: &mut Dice) -> Value {
    Value::Text((dice.word(&["\\", "x", "%", "_", "a", "é", "", "ab"])).into())
}
fn glob(dice: &mut Dice) -> Value {
    Value::Text(dice.text(GLOB, 5))
}
fn hex(dice: &mut Dice) -> Value {
    Value::Text(dice.text(&["0a", "FF", "7", "Ab", "-", "é", " "], 5))
}
fn ignored(dice: &mut Dice) -> Value {
    Value::Text((dice.word(&["-", "é- ", "", "a"])).into())
}
fn code(dice: &mut Dice) -> Value {
    Value::Integer(*dice.pick(&[1, 65, 127, 233, 8364, 128_512, 1_114_111, 1_114_112, -1]))
}
fn real(dice: &mut Dice) -> Value {
    Value::Real(dice.real())
}
fn integer(dice: &mut Dice) -> Value {
    Value::Integer(dice.integer())
}
fn size(dice: &mut Dice) -> Value {
    Value::Integer(dice.number(-2, 5))
}

type Maker = fn(&mut Dice) -> Value;

/// SQLite's function, ours, arguments, whether NULL may be among them.
const FUNCTIONS: &[(&str, &str, &[Maker], bool)] = &[
    ("lower", "lite_lower", &[text], true),
    ("upper", "lite_upper", &[text], true),
    ("trim", "lite_trim", &[text], true),
    ("trim", "lite_trim", &[text, text], true),
    ("ltrim", "lite_ltrim", &[text], true),
    ("ltrim", "lite_ltrim", &[text, text], true),
    ("rtrim", "lite_rtrim", &[text], true),
    ("rtrim", "lite_rtrim", &[text, text], true),
    ("rtrim", "lite_rtrimmed", &[text], true),
    ("replace", "lite_replace", &[few, part, text], true),
    ("instr", "lite_instr", &[few, part], true),
    ("instr", "lite_instr", &[blob, byte], true),
    ("substr", "lite_substr", &[few, place], true),
    ("substr", "lite_substr", &[few, place, place], true),
    ("substr", "lite_substr", &[blob, place], true),
    ("substr", "lite_substr", &[blob, place, place], true),
    ("like", "lite_like", &[like, few], true),
    ("like", "lite_like", &[like, few, escape], false),
    ("glob", "lite_glob", &[glob, few], true),
    ("glob", "lite_glob", &[glob, text], true),
    ("hex", "lite_hex", &[text], true),
    ("hex", "lite_hex", &[blob], true),
    ("unhex", "lite_unhex", &[hex], true),
    ("unhex", "lite_unhex", &[hex, ignored], true),
    ("quote", "lite_quote", &[text], true),
    ("quote", "lite_quote", &[integer], true),
    ("quote", "lite_quote", &[real], true),
    ("quote", "lite_quote", &[blob], true),
    ("unicode", "lite_unicode", &[text], true),
    ("char", "lite_char", &[code, code], false),
    ("zeroblob", "lite_zeroblob", &[size], true),
];

fn null_of(value: &Value) -> Value {
    Value::Null(match value {
        Value::Null(name) => name,
        Value::Text(_) => "text",
        Value::Integer(_) => "bigint",
        Value::Real(_) => "double precision",
        Value::Blob(_) => "bytea",
    })
}

#[test]
fn text_and_bytes_are_handled_as_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime texts");
    for (sqlite, ours, makers, nulls) in FUNCTIONS {
        let mut pairs = Vec::new();
        for _ in 0..calls() {
            let values: Vec<Value> = makers
                .iter()
                .map(|make| {
                    let value = make(&mut dice);
                    if *nulls && dice.one_in(50) { null_of(&value) } else { value }
                })
                .collect();
            let one: Vec<String> = values.iter().map(Value::in_sqlite).collect();
            let other: Vec<String> = values.iter().map(Value::in_postgres).collect();
            let question = format!("{sqlite}({})", one.join(", "));
            pairs.push((question, format!("{}({})", Both::name(ours), other.join(", "))));
        }
        let told = both.compare(ours, &pairs);
        assert!(told > pairs.len() / 20, "{ours}: only {told} answers of {}", pairs.len());
    }
}

#[test]
fn nocase_folds_what_sqlite_compares_as_equal() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime nocase");
    let pairs: Vec<(String, String)> = (0..calls())
        .map(|_| (dice.text(FEW, 3), dice.text(&["a", "A", "B", "É", "é"], 3)))
        .map(|(one, other)| {
            let fold = Both::name("lite_nocase");
            (
                format!("'{one}' < '{other}' COLLATE NOCASE"),
                format!("{fold}('{one}') COLLATE \"C\" < {fold}('{other}') COLLATE \"C\""),
            )
        })
        .collect();
    both.compare("lite_nocase", &pairs);
}

#[test]
fn random_bytes_have_the_wanted_length_and_differ() {
    let mut both = Both::new("runtime random");
    let questions: Vec<String> = [
        "length(RB(0)) || ',' || length(RB(-5)) || ',' || length(RB(13)) || ',' || length(RB(14)) || ',' || length(RB(100))",
        "count(DISTINCT RB(9 + n - n)) > 990 FROM generate_series(1, 1000) AS g(n)",
        "count(DISTINCT RI()) > 990 AND min(RI()) < 0 AND max(RI()) > 0 FROM generate_series(1, 1000) AS g(n)",
    ]
    .iter()
    .map(|one| one.replace("RB", &Both::name("lite_randomblob")).replace("RI", &Both::name("lite_random")))
    .collect();
    let answers: Vec<String> = questions
        .iter()
        .map(|one| {
            both.client
                .query_one(
                    &format!(
                        "SELECT ({})::text {}",
                        one.split(" FROM ").next().unwrap(),
                        one.split_once(" FROM ").map_or(String::new(), |(_, from)| format!("FROM {from}"))
                    ),
                    &[],
                )
                .unwrap()
                .get(0)
        })
        .collect();
    assert_eq!(answers, ["1,1,13,14,100", "true", "true"]);
}
