//! Dates and times: time values in every spelling, modifiers in every order.

use crate::both::{Both, Dice, calls, postgres_text, sqlite_text};

const ALL: &str = "%d|%e|%f|%F|%G|%g|%H|%I|%j|%J|%k|%l|%m|%M|%p|%P|%R|%s|%S|%T|%u|%U|%V|%w|%W|%Y|%%";

fn date(dice: &mut Dice) -> String {
    let year = match dice.number(0, 8) {
        0 => dice.number(-4713, 9999),
        1 => *dice.pick(&[0, 9999, 2000, 1900]),
        _ => dice.number(1900, 2100),
    };
    let month = if dice.one_in(20) { *dice.pick(&[0, 13]) } else { dice.number(1, 12) };
    let day = if dice.one_in(3) { dice.number(28, 32) } else { dice.number(1, 28) };
    format!("{}{:04}-{month:02}-{day:02}", if year < 0 { "-" } else { "" }, year.abs())
}

fn clock(dice: &mut Dice) -> String {
    let mut clock =
        format!("{:02}:{:02}", if dice.one_in(12) { 24 } else { dice.number(0, 23) }, dice.number(0, 59));
    if !dice.one_in(3) {
        clock += &format!(":{:02}", dice.number(0, 59));
        if dice.one_in(2) {
            clock += &format!(".{}{}", dice.number(0, 9), dice.text(&["0", "1", "5", "9"], 8));
        }
    }
    clock
}

fn time_value(dice: &mut Dice) -> String {
    const ODD: &[&str] = &[
        "",
        "x",
        "2023",
        "2023-1-1",
        "now ",
        "2451545.0 ",
        " 2451545",
        " 2023-01-01",
        "2023-01-01 ",
        "1e6",
        ".5",
        "+5.",
        "2023-01-01T",
        "12:00 ",
        "12:0",
        "2023-02-30",
        "2023-02-31",
        "0000-00-00",
        "NaN",
        "now",
        "-0000-01-01",
        "12:30:",
        "2023-01-01 12:30:60",
        "2023-01-01t12:00",
        "5373484.5",
        "5373484.4999999",
        "-0.0",
    ];
    const ZONES: &[&str] =
        &["", "", "", "", "", "", "Z", "z", " Z", "+05:30", "-08:00", " +14:00", "+00:00", "+15:00", "x"];
    match dice.number(0, 12) {
        0..=2 => date(dice),
        3..=7 => [&date(dice), dice.word(&[" ", "T", "  ", ""]), &clock(dice), dice.word(ZONES)].concat(),
        8 => [&clock(dice), dice.word(ZONES)].concat(),
        9 => format!("{}.{}", dice.number(0, 5_373_484), dice.number(0, 99_999)),
        10 => dice.number(-300_000_000_000, 300_000_000_000).to_string(),
        11 => dice.number(-2_000_000_000, 2_000_000_000).to_string(),
        _ => (dice.word(ODD)).to_owned(),
    }
}

fn modifier(dice: &mut Dice) -> String {
    const UNITS: &[&str] = &[
        "day", "days", "Hours", "hour", "minute", "minutes", "second", "seconds", "month", "months", "year",
        "years", "week", "dayss", "s",
    ];
    const WORDS: &[&str] = &[
        "start of month",
        "start of day",
        "start of year",
        "START OF MONTH",
        "start of week",
        "start of ",
        "unixepoch",
        "julianday",
        "auto",
        "unixepoch",
        "auto",
        "localtime",
        "utc",
        "subsec",
        "Subsecond",
        "floor",
        "ceiling",
        "floor",
        "",
        "x",
        "+",
        "+5",
        "+05:30:00",
        " +1 day",
        "+1 day ",
        "weekday 2.0",
        "weekday  3",
        "+12345-01-01",
        "+10000 years",
        "+1 month",
        "-1 month",
        "+13 months",
        "-25 months",
        "+1.5 months",
        "+0.5 years",
    ];
    let sign = dice.word(&["+", "-", ""]);
    match dice.number(0, 9) {
        0..=2 => {
            let number = match dice.number(0, 3) {
                0 => (dice.word(&["1e2", ".5", "1."])).to_owned(),
                1 => format!("{}.{}", dice.number(0, 30), dice.number(0, 999)),
                _ => dice.number(0, 20_000).to_string(),
            };
            [sign, &number, dice.word(&[" ", " ", "  ", ""]), dice.word(UNITS)].concat()
        }
        3 => format!("weekday {}", dice.number(0, 8)),
        4 => {
            let behind = dice.word(&["", "", " 12:30", " 01:02:03.5", " x"]);
            format!(
                "{sign}{:04}-{:02}-{:02}{behind}",
                dice.pick(&[0, 1, 3, 100, 9999]),
                dice.number(0, 12),
                dice.pick(&[0, 1, 10, 30, 31])
            )
        }
        5 => [sign, &clock(dice), dice.word(&["", "", "", "Z", "+01:00"])].concat(),
        _ => (dice.word(WORDS)).to_owned(),
    }
}

/// 'now' in a plain form is not understood; SQLite understands it.
fn plain(value: &str) -> bool {
    !["now", "subsec", "subsecond"].contains(&value.to_lowercase().as_str())
}

/// After a moment beyond its range SQLite forgets the error at 'localtime' and 'utc' and goes on from a made-up moment.
/// The function gives NULL there, as SQLite does without these two.
fn forgets(both: &Both, question: &str, words: &[String]) -> bool {
    let shifts = words.iter().any(|word| word == "localtime" || word == "utc");
    let without = question.replace(", 'localtime'", "").replace(", 'utc'", "");
    shifts && both.sqlite.query_row(&format!("SELECT {without} IS NULL"), [], |row| row.get(0)).unwrap()
}

#[test]
fn every_time_value_and_modifier_means_what_it_means_in_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime moments");
    let mut pairs = Vec::new();
    while pairs.len() < calls() * 12 {
        let mut words = vec![time_value(&mut dice)];
        for _ in 0..dice.number(0, 3) * dice.number(0, 1) + dice.number(0, 1) {
            words.push(modifier(&mut dice));
        }
        if !plain(&words[0]) {
            continue;
        }
        let function =
            dice.word(&["strftime", "strftime", "datetime", "date", "time", "julianday", "unixepoch"]);
        let one: Vec<String> = words.iter().map(|word| sqlite_text(word)).collect();
        let other: Vec<String> = words.iter().map(|word| postgres_text(word)).collect();
        let format = *dice.pick(&[ALL, ALL, ALL, "", "%Y-", "x%", "%Q", "é%Hé", "%Y%m%d"]);
        let format = if function == "strftime" { format!("'{format}', ") } else { String::new() };
        let subsec = words[1..].iter().any(|word| word.to_lowercase().starts_with("subsec"));
        let ours = if function == "unixepoch" && subsec { "unixepoch_real" } else { function };
        let question = format!("{function}({format}{})", one.join(", "));
        if forgets(&both, &question, &words) {
            continue;
        }
        pairs.push((
            question,
            format!("{}({format}{})", Both::name(&format!("lite_{ours}")), other.join(", ")),
        ));
    }
    let told = both.compare("moments", &pairs);
    assert!(told > pairs.len() / 4, "only {told} answers of {}", pairs.len());
}

#[test]
fn differences_of_times_are_those_of_sqlite() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime timediff");
    let pairs: Vec<(String, String)> = (0..calls() * 2)
        .map(|_| (time_value(&mut dice), time_value(&mut dice)))
        .filter(|(one, other)| plain(one) && plain(other))
        .map(|(one, other)| {
            let ours = format!(
                "{}({}, {})",
                Both::name("lite_timediff"),
                postgres_text(&one),
                postgres_text(&other)
            );
            (format!("timediff({}, {})", sqlite_text(&one), sqlite_text(&other)), ours)
        })
        .collect();
    both.compare("timediff", &pairs);
}

#[test]
fn a_timestamp_is_the_moment_that_sqlite_shows() {
    let mut dice = Dice::new();
    let mut both = Both::new("runtime timestamps");
    let pairs: Vec<(String, String)> = (0..calls() * 2)
        .map(|_| time_value(&mut dice))
        .filter(|value| plain(value) && !value.starts_with('-') && !value.starts_with('0'))
        .map(|value| {
            let ours = format!("{}({})", Both::name("lite_moment"), postgres_text(&value));
            let shown = format!("to_char(nullif({ours}, '0001-01-01'), 'YYYY-MM-DD HH24:MI:SS.MS')");
            // Before the year 1 the server counts and writes years in another way.
            let shown = format!("CASE WHEN {ours} >= '0001-01-02' THEN {shown} END");
            let value = sqlite_text(&value);
            (format!("CASE WHEN julianday({value}) >= 1721426.5 THEN strftime('%Y-%m-%d %H:%M:%f', julianday({value})) END"), shown)
        })
        .collect();
    both.compare("lite_moment", &pairs);
}

#[test]
fn now_is_understood_by_the_forms_that_say_so() {
    let mut both = Both::new("runtime now");
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (sqlite, ours) in [
        ("date()", "lite_date_now()"),
        ("date('now', '+1 month', 'start of month')", "lite_date_now('now', '+1 month', 'start of month')"),
        ("date('2024-01-31', '+1 month')", "lite_date_now('2024-01-31', '+1 month')"),
        ("strftime('%Y')", "lite_strftime_now('%Y')"),
        ("strftime('%Y', 'NOW')", "lite_strftime_now('%Y', 'NOW')"),
        ("timediff('now', 'now')", "lite_timediff_now('now', 'now')"),
        ("NULL", "lite_date('now')"),
        ("NULL", "lite_datetime('subsec')"),
    ] {
        pairs.push((sqlite.into(), Both::name(ours)));
    }
    both.compare("now", &pairs);
    let questions: Vec<String> =
        ["lite_unixepoch_now()", "lite_unixepoch_real_now('subsec')", "lite_julianday_now()"]
            .iter()
            .map(|one| Both::name(one))
            .collect();
    let answers = both.ask_postgres(&questions);
    for (answer, question) in answers.iter().zip(["unixepoch()", "unixepoch('subsec')", "(julianday())"]) {
        let sqlite: f64 =
            both.sqlite.query_row(&format!("SELECT CAST({question} AS REAL)"), [], |row| row.get(0)).unwrap();
        let postgres: f64 = answer[1..].parse().unwrap();
        let near = if question.starts_with('(') { 0.001 } else { 60.0 };
        assert!((sqlite - postgres).abs() < near, "{question}: {sqlite} and {postgres}");
    }
}
