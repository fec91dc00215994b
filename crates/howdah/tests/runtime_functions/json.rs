//! JSON: documents and paths made up, with keys in the order that jsonb keeps.

use crate::both::{Both, Dice, calls, postgres_text, sqlite_text};
use std::collections::BTreeMap;

const KEYS: &[&str] = &["", "0", "a", "b", "c", "_z", "a1", "ab", "é", "a b", "x\\\"y"];
const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "12",
    "-100",
    "1.5",
    "-0.25",
    "3.0",
    "0.001",
    "9007199254740993",
    "9223372036854775807",
    "\"\"",
    "\"a\"",
    "\"é\"",
    "\"it's\"",
    "\"q\\\"uote\"",
    "\"tab\\t\"",
    "\"back\\\\\"",
    "\"12abc\"",
    "\"3.7\"",
    "\"true\"",
    "\"日本\"",
    "\"😀\"",
    "[]",
    "{}",
];

/// Minified; keys by length and bytes, each once, as jsonb keeps them.
fn document(dice: &mut Dice, depth: i64) -> String {
    match dice.number(0, if depth < 3 { 5 } else { 2 }) {
        0..=2 => (dice.word(SCALARS)).to_owned(),
        3 => {
            let parts: Vec<String> = (0..dice.number(0, 4)).map(|_| document(dice, depth + 1)).collect();
            format!("[{}]", parts.join(","))
        }
        _ => {
            let keys: BTreeMap<(usize, &str), String> = (0..dice.number(0, 4))
                .map(|_| {
                    let key = dice.word(KEYS);
                    ((key.len() - usize::from(key.contains('\\')), key), document(dice, depth + 1))
                })
                .collect();
            let parts: Vec<String> =
                keys.iter().map(|((_, key), value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}", parts.join(","))
        }
    }
}

fn path(dice: &mut Dice) -> String {
    const STEPS: &[&str] = &[
        ".a",
        ".b",
        ".ab",
        ".\"a b\"",
        "[0]",
        "[1]",
        "[#-1]",
        "[2]",
        ".\"x\\\"y\"",
        ".0",
        ".é",
        "[#]",
        ".\"\"",
        "[#-2]",
    ];
    let wrong =
        if dice.one_in(15) { dice.word(&[".", "[", "[x]", ".\"a", "x", "[-1]", "[1", "[#-]"]) } else { "" };
    format!("${}{wrong}", dice.text(STEPS, 3))
}

#[test]
fn what_a_path_leads_to_is_what_sqlite_finds() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime json");
    let mut pairs = Vec::new();
    for _ in 0..calls() * 3 {
        let json = document(&mut dice, 0);
        let (text, jsonb) = (sqlite_text(&json), format!("{}::jsonb", postgres_text(&json)));
        let path = sqlite_text(&path(&mut dice));
        let key = sqlite_text(dice.word(&["a", "b", "a b", "0", "[0]", "$.a", "é", "[#-1]", "$"]));
        let place = dice.number(-3, 3);
        let mut both_ways = |sqlite: String, ours: &str, arguments: String| {
            pairs.push((sqlite, format!("{}({arguments})", Both::name(ours))));
        };
        both_ways(
            format!("json_extract({text}, {path})"),
            "lite_json_extract_text",
            format!("{jsonb}, {path}"),
        );
        both_ways(
            format!("CAST(json_extract({text}, {path}) AS INTEGER)"),
            "lite_json_extract_integer",
            format!("{jsonb}, {path}"),
        );
        both_ways(
            format!("CAST(json_extract({text}, {path}) AS REAL)"),
            "lite_json_extract_real",
            format!("{jsonb}, {path}"),
        );
        both_ways(format!("json_type({text}, {path})"), "lite_json_type", format!("{jsonb}, {path}"));
        both_ways(format!("json_type({text})"), "lite_json_type", jsonb.clone());
        both_ways(
            format!("json_array_length({text}, {path})"),
            "lite_json_array_length",
            format!("{jsonb}, {path}"),
        );
        both_ways(format!("json_array_length({text})"), "lite_json_array_length", jsonb.clone());
        both_ways(format!("json({text})"), "lite_json_text", jsonb.clone());
        both_ways(format!("{text} ->> {key}"), "lite_json_arrow_text", format!("{jsonb}, {key}"));
        both_ways(format!("{text} ->> {place}"), "lite_json_arrow_text", format!("{jsonb}, {place}"));
        both_ways(
            format!("json_extract({text}, {path}) IS NULL"),
            "lite_json_extract",
            format!("{jsonb}, {path}) IS NULL AND (true"),
        );
    }
    both.compare("json", &pairs);
}

#[test]
fn json_is_valid_where_sqlite_says_so() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime json valid");
    let deep = |count: usize| "[".repeat(count) + &"]".repeat(count);
    let mut texts: Vec<String> = [
        "1 2",
        "01",
        "1.",
        "-",
        "\"\\u0000\"",
        "",
        "  ",
        "nul",
        "truefalse",
        "\"a\"\"b\"",
        "1,2",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{1:2}",
        "'a'",
        "0x10",
        "1e5",
        "1E+5",
        "-0",
        "{\"a\":1,\"a\":2}",
        "[[]",
        "\"\\ud800\"",
        "\"\\x41\"",
        "s",
        "[v]",
        "\u{feff}1",
        "/**/1",
        "\u{a0}1",
        "\"\u{7f}\"",
        "+1",
        ".5",
        "Infinity",
        "{a:1}",
        "\"\t\"",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend([deep(900), deep(1000), deep(1001)]);
    for _ in 0..calls() * 3 {
        let mut letters: Vec<String> = document(&mut dice, 0).chars().map(String::from).collect();
        for _ in 0..dice.number(0, 2) {
            let place = dice.number(0, letters.len() as i64 - 1) as usize;
            let put = dice.word(&[
                "", " ", ",", "\"", "1", "0", ".", "-", "e", "[", "]", "{", "}", "true", "\\", "\n",
                "\\u00e9", "n",
            ]);
            letters[place] = put.to_owned() + if dice.one_in(2) { &letters[place] } else { "" };
        }
        texts.push(letters.concat());
    }
    let pairs: Vec<(String, String)> = texts
        .iter()
        .map(|text| {
            (
                format!("json_valid({})", sqlite_text(text)),
                format!("{}({})", Both::name("lite_json_valid"), postgres_text(text)),
            )
        })
        .collect();
    both.compare("json_valid", &pairs);
    let quoted: Vec<(String, String)> = ["a", "é\"\\/", "\u{1}\u{1f}\n\t\u{8}\u{c}\r", "", "\u{7f}", "😀"]
        .iter()
        .map(|text| {
            (
                format!("json_quote({})", sqlite_text(text)),
                format!("{}({}::text)", Both::name("lite_json_quote"), postgres_text(text)),
            )
        })
        .collect();
    both.compare("json_quote", &quoted);
}

#[test]
fn each_and_tree_have_the_rows_of_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime json rows");
    let mut pairs = Vec::new();
    for _ in 0..calls() / 10 {
        let json = document(&mut dice, 0);
        let root = if dice.one_in(2) { "$".to_owned() } else { path(&mut dice) };
        let (text, root) = (sqlite_text(&json), sqlite_text(&root));
        for name in ["json_each", "json_tree"] {
            let columns = |above: &str| {
                format!(
                    "coalesce(key, 'NULL') || '|' || coalesce(value, 'NULL') || '|' || type || '|' || coalesce(atom, 'NULL') || '|' || fullkey || '|' || path || '|' || coalesce({above}, 'NULL')"
                )
            };
            let above = format!("(SELECT o.fullkey FROM {name}({text}, {root}) AS o WHERE o.id = t.parent)");
            let sqlite =
                format!("(SELECT group_concat({}, ' ; ') FROM {name}({text}, {root}) AS t)", columns(&above));
            let ours = Both::name(&format!("lite_{name}"));
            let call = format!("{ours}({}::jsonb, {root})", postgres_text(&json));
            let above = format!("(SELECT o.fullkey FROM {call} AS o WHERE o.id = t.parent)");
            pairs.push((sqlite, format!("SELECT string_agg({}, ' ; ') FROM {call} AS t", columns(&above))));
        }
    }
    both.compare("json rows", &pairs);
}

#[test]
fn binary_json_is_read() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime jsonb");
    let mut texts: Vec<String> = (0..calls()).map(|_| document(&mut dice, 0)).collect();
    texts.extend(
        [
            "{a:1,'b':'x\\x41\\'y\"'}",
            "[0x1F,-0x2,.5,5.,+3,Infinity,-Infinity,NaN,0xFFFFFFFFFFFFFFFFF]",
            "['\\v\\0\\\nz']",
            "[1e5,-0.0,1E-7]",
            "'a\\\r\nb'",
        ]
        .map(str::to_owned),
    );
    texts.push(format!("\"{}\"", "x".repeat(300)));
    texts.push(format!("[{}1]", "12345,".repeat(14_000)));
    let mut pairs = Vec::new();
    for text in &texts {
        let hex: String = both.sqlite.query_row("SELECT hex(jsonb(?1))", [text], |row| row.get(0)).unwrap();
        // Cut short it is malformed, on both sides; a few bytes SQLite may take for text.
        let hex = if hex.len() > 40 && dice.one_in(10) { &hex[..hex.len() - 2] } else { &hex };
        pairs.push((
            format!("json(x'{hex}')"),
            format!("{}('\\x{hex}'::bytea)", Both::name("lite_jsonb_text")),
        ));
    }
    both.compare("jsonb", &pairs);
}
