//! printf() with made-up formats.

use crate::both::{Both, Dice, Value, calls, postgres_text, sqlite_text};

#[test]
fn formats_are_filled_as_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime printf");
    let mut pairs = Vec::new();
    for _ in 0..calls() * 6 {
        let mut format = String::new();
        let mut one = Vec::new();
        let mut other = Vec::new();
        for _ in 0..dice.number(1, 3) {
            let width = match dice.number(0, 5) {
                0 | 1 => dice.number(1, 25).to_string(),
                2 => "*".into(),
                _ => String::new(),
            };
            let precision = match dice.number(0, 6) {
                0 | 1 => format!(".{}", dice.number(0, 22)),
                2 => ".*".into(),
                3 => ".".into(),
                _ => String::new(),
            };
            let kind = dice.word(&[
                "d", "d", "i", "u", "x", "X", "o", "r", "p", "f", "f", "e", "E", "g", "G", "s", "s", "q",
                "Q", "w", "c", "%", "n", "z", "y",
            ]);
            let literal = dice.word(&["", "a", "é ", "%%", "x"]);
            let flags = dice.text(&["-", "+", " ", "#", "!", "0", ","], 3);
            format += &[literal, "%", &flags, &width, &precision, dice.word(&["", "", "", "l", "ll"]), kind]
                .concat();
            for star in [width.as_str(), precision.trim_start_matches('.')] {
                if star == "*" {
                    let number = dice.number(-12, 12);
                    one.push(number.to_string());
                    other.push(format!("'{number}'"));
                }
            }
            match kind {
                "%" | "n" => {}
                "d" | "i" | "u" | "x" | "X" | "o" | "r" | "p" => {
                    let number = Value::Integer(dice.integer());
                    one.push(number.in_sqlite());
                    other.push(format!("{}::text", number.in_postgres()));
                }
                "f" | "e" | "E" | "g" | "G" => {
                    let real = Value::Real(dice.real());
                    one.push(real.in_sqlite());
                    other.push(format!("{}({})", Both::name("lite_real_text"), real.in_postgres()));
                }
                // Cut by bytes, only ASCII is left whole in both.
                _ => {
                    let whole = precision.is_empty() && kind != "c" || flags.contains('!');
                    let text = dice.word(if whole {
                        &["it's", "a\"b", "héllo", "back\\s", "tab\t", "日本語", "abc def"]
                    } else {
                        &["it's", "a\"b", "hello", "back\\s", "tab\t", "x", "abc def"]
                    });
                    one.push(sqlite_text(text));
                    other.push(postgres_text(text));
                }
            }
        }
        if kind_of_last_is_text(&format) || !dice.one_in(20) {
            pairs.push(pair(&format, &one, &other));
        } else {
            one.pop();
            other.pop();
            pairs.push(pair(&format, &one, &other));
        }
    }
    both.compare("printf", &pairs);
}

/// Where digits of the integer part are left out, SQLite scales by a power of ten that is a little too small: of a number
/// that ends there, the last digit is one less.
#[test]
fn whole_numbers_that_end_at_the_last_digit_are_cut_as_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime printf cut");
    let mut pairs = Vec::new();
    for _ in 0..calls() {
        let below = 10_i64.pow(dice.number(1, 12) as u32);
        let digits = dice.number(1, below);
        let end = dice.pick(&[5, 5, 0, 4, 9]).to_string();
        let real = format!("{digits}{end}{}.0", "0".repeat(dice.number(0, 8) as usize));
        let kept = digits.to_string().len() as i64 + dice.number(-1, 1);
        for format in [format!("%.{kept}g"), format!("%!.{kept}g"), format!("%.{}e", kept - 1)] {
            let real_text = format!("{}({real})", Both::name("lite_real_text"));
            pairs.push(pair(&format, std::slice::from_ref(&real), &[real_text]));
        }
    }
    pairs.extend(["1e22", "1e15", "950.0", "95.0", "1048576.0"].into_iter().flat_map(|real| {
        let real_text = format!("{}({real})", Both::name("lite_real_text"));
        ["%.1g", "%.2g", "%.5g", "%.0e"]
            .map(|format| pair(format, &[real.to_owned()], std::slice::from_ref(&real_text)))
    }));
    both.compare("printf of whole numbers", &pairs);
}

/// A missing text for %c is NUL in SQLite.
fn kind_of_last_is_text(format: &str) -> bool {
    format.contains('c')
}

fn pair(format: &str, one: &[String], other: &[String]) -> (String, String) {
    let arguments = |list: &[String]| list.iter().map(|argument| format!(", {argument}")).collect::<String>();
    (
        format!("printf({}{})", sqlite_text(format), arguments(one)),
        format!("{}({}{})", Both::name("lite_printf"), postgres_text(format), arguments(other)),
    )
}

#[test]
fn odd_formats_and_missing_arguments_are_answered_as_in_sqlite() {
    let mut both = Both::new("runtime printf edges");
    let pairs: Vec<(String, String)> = [
        "''",
        "'%'",
        "'%5'",
        "'a%y'",
        "'%y'",
        "'%n'",
        "'%s'",
        "'%d|%f|%s|%q|%Q|%w|%x|%g'",
        "'%s', NULL",
        "'%Q', NULL",
        "'%.2q', NULL",
        "'%d', NULL",
        "'%.3f', NULL",
        "'%z', 'x'",
        "'%,d', '1234567'",
        "'%,.2f', '1234567.891'",
        "'%d', '12abc'",
        "'%r', '111'",
        "'%r', '102'",
        "'%05d', '-42'",
        "'%-5d|', '42'",
        "'%+d', '42'",
        "'%#x', '255'",
        "'%#o', '8'",
        "'%!.20g', '0.1'",
        "'%.15g', '0.1'",
        "'%0.3f', '9e999'",
        "'%f', '-9e999'",
        "'%5s|%-5s|', 'é', 'é'",
        "'%!5s|%-!5s|', 'é', 'é'",
        "'%#q', 'a\\b'",
        "'%.0f', '0.5'",
        "'%.0f', '1.5'",
        "'%.0f', '2.5'",
        "'%e', '0'",
        "'%c', 'hello'",
        "'%.3c', 'é'",
        "NULL, 'x'",
    ]
    .iter()
    .map(|arguments| {
        let ours = arguments.replacen("NULL, 'x'", "NULL::text, 'x'", 1);
        (format!("printf({arguments})"), format!("{}({ours})", Both::name("lite_printf")))
    })
    .collect();
    both.compare("printf edges", &pairs);
}
