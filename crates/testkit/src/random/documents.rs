//! JSON as different writers spell it.

use super::dice::Dice;

/// How a writer spells.
#[derive(Debug, Clone, Copy)]
struct Style {
    comma: &'static str,
    colon: &'static str,
    ascii: bool,
    slash: bool,
}

const STYLES: &[Style] = &[
    // JavaScript, Go, Rust.
    Style { comma: ",", colon: ":", ascii: false, slash: false },
    // Python.
    Style { comma: ", ", colon: ": ", ascii: true, slash: false },
    // PHP.
    Style { comma: ",", colon: ":", ascii: true, slash: true },
    // By hand.
    Style { comma: " ,\n  ", colon: " : ", ascii: false, slash: false },
];

/// A document, mostly an object with the keys that its column's other cells have too.
pub(super) fn document(dice: &mut Dice) -> String {
    let style = match dice.below(10) {
        0 => *dice.pick(STYLES),
        _ => STYLES[1],
    };
    let mut out = String::new();
    match dice.below(40) {
        0 => out.push_str(&scalar(dice)),
        1 => out.push_str(&broken(dice)),
        2 => array(dice, style, 2, &mut out),
        3 => out.push_str(&dice.word(&[
            "{}",
            "[]",
            " {} ",
            "{ }",
            "[ ]",
            "null",
            "\"\"",
            "{\"a\":1,\"a\":2}",
            "[[[[[]]]]]",
        ])),
        _ => object(dice, style, 2, &mut out),
    }
    out
}

/// Numbers and literals at the edges of the grammar.
pub(super) fn scalar(dice: &mut Dice) -> String {
    dice.word(&[
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "1.0",
        "1.00",
        "1e2",
        "1E+2",
        "1e-2",
        "0.1e1",
        "123456789012345678901234567890",
        "1e400",
        "1e-400",
        "0.000000000000000000000000000000000001",
        "9007199254740993",
        "\"\"",
        "\"x\"",
        "\"\\u00e9\"",
        "\"é\"",
        "\"\\ud83d\\ude00\"",
        "\"\\n\\t\\\\\\\"\\/\"",
        "\"\\u007f\"",
        "\"\\b\\f\"",
        "\"\\u0008\"",
    ])
}

fn broken(dice: &mut Dice) -> String {
    dice.word(&[
        "",
        " ",
        "{",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "NaN",
        "Infinity",
        "+1",
        "01",
        "1.",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\ude00\\ud800\"",
        "nul",
        "{\"a\":1} x",
        "// comment\n{}",
        "\"tab\there\"",
        "\"\\x41\"",
        "{\"\\u0000\":1}",
        "1e131073",
        "undefined",
        "not json",
    ])
}

fn object(dice: &mut Dice, style: Style, depth: usize, out: &mut String) {
    const KEYS: &[&str] =
        &["id", "name", "tags", "a", "zz", "nested", "é", "", "url", "Key", "key", "quote\"d", "0"];
    // Mostly in the same order, as a serialiser of a class gives.
    let first = if dice.percent(85) { 0 } else { dice.below(KEYS.len()) };
    out.push('{');
    for (at, key) in KEYS.iter().cycle().skip(first).take(dice.below(5)).enumerate() {
        if at > 0 {
            out.push_str(style.comma);
        }
        string(key, style, out);
        out.push_str(style.colon);
        member(dice, style, depth, out);
    }
    out.push('}');
}

fn array(dice: &mut Dice, style: Style, depth: usize, out: &mut String) {
    out.push('[');
    for at in 0..dice.below(4) {
        if at > 0 {
            out.push_str(style.comma);
        }
        member(dice, style, depth, out);
    }
    out.push(']');
}

fn member(dice: &mut Dice, style: Style, depth: usize, out: &mut String) {
    match dice.below(8) {
        0 if depth > 0 => object(dice, style, depth - 1, out),
        1 if depth > 0 => array(dice, style, depth - 1, out),
        2 => out.push_str(&scalar(dice)),
        3 => out.push_str(&dice.between(-1000, 1000).to_string()),
        4 => out.push_str(&format!("{:?}", dice.between(-100_000, 100_000) as f64 / 1000.0)),
        5 => out.push_str(&dice.word(&["true", "false", "null"])),
        6 => string(
            &dice.word(&["naïve", "日本", "😀", "a/b", "http://x.org/?q=1", "\u{7f}", "\u{2028}", "<b>"]),
            style,
            out,
        ),
        _ => string(
            &dice.word(&["", "x", "long text with \"quotes\"", "line\nbreak", "back\\slash"]),
            style,
            out,
        ),
    }
}

fn string(text: &str, style: Style, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '/' if style.slash => out.push_str("\\/"),
            c if style.ascii && !c.is_ascii() => {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
