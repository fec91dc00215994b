//! Dates and times in the spellings of many writers.

use super::dice::Dice;

struct Parts {
    date: String,
    clock: String,
    micros: i64,
}

fn parts(dice: &mut Dice) -> Parts {
    let year = match dice.below(40) {
        0 => dice.between(1, 1900),
        1 => dice.between(2_100, 9_999),
        _ => dice.between(1970, 2030),
    };
    let (month, day) = (dice.between(1, 12), dice.between(1, 28));
    let (hour, minute, second) = match dice.below(10) {
        0 => (0, 0, 0),
        1 => (23, 59, 59),
        _ => (dice.between(0, 23), dice.between(0, 59), dice.between(0, 59)),
    };
    let micros = match dice.below(6) {
        0 => 0,
        1 => dice.between(0, 999) * 1000,
        2 => *dice.pick(&[1, 999_999, 500_000, 100, 123_450]),
        _ => dice.between(0, 999_999),
    };
    Parts {
        date: format!("{year:04}-{month:02}-{day:02}"),
        clock: format!("{hour:02}:{minute:02}:{second:02}"),
        micros,
    }
}

/// One writer's spelling; a column whose cells all come from one writer passes its number.
pub(super) fn by_writer(writer: usize, dice: &mut Dice) -> String {
    let Parts { date, clock, micros } = parts(dice);
    let millis = micros / 1000;
    match writer % WRITERS {
        // Django: the fraction only when there is one.
        0 if micros == 0 => format!("{date} {clock}"),
        // SQLAlchemy, Rails: always six digits.
        0 | 1 => format!("{date} {clock}.{micros:06}"),
        // Laravel, CURRENT_TIMESTAMP.
        2 => format!("{date} {clock}"),
        // JavaScript.
        3 => format!("{date}T{clock}.{millis:03}Z"),
        4 => format!("{date}T{clock}Z"),
        5 => format!("{date}T{clock}"),
        // mattn/go-sqlite3.
        6 => {
            let fraction = trimmed(&format!("{micros:06}{:03}", dice.below(3)));
            format!("{date} {clock}{fraction}{}", zone(dice))
        }
        // EF Core: up to seven digits.
        7 => format!("{date} {clock}{}", trimmed(&format!("{micros:06}{}", dice.below(2) * 5))),
        8 => format!("{date} {clock}.{micros:06}0"),
        9 => format!("{date}T{clock}.{micros:06}{}", zone(dice)),
        10 => format!("{date} {}", &clock[..5]),
        11 => format!("{date} {clock}.{millis:03}"),
        12 => format!("{date} {clock} UTC"),
        13 => format!("{date} {clock} +0000 UTC"),
        14 => format!("{date} {clock}.{micros:06}789"),
        15 => format!("{date}T{clock}{}", dice.word(&["+00:00", "+00:00", "-00:00", "+0000", "+00"])),
        16 => date,
        _ => odd(dice),
    }
}

/// Number of writers.
pub(super) const WRITERS: usize = 18;

pub(super) fn moment(dice: &mut Dice) -> String {
    let writer = dice.below(WRITERS);
    by_writer(writer, dice)
}

pub(super) fn date(dice: &mut Dice) -> String {
    match dice.below(30) {
        0 => odd(dice),
        1 => dice.word(&[
            "2024-02-30",
            "2024/01/02",
            "1/2/2024",
            "20240102",
            "2024-1-2",
            "2024-W05",
            "12024-01-01",
        ]),
        _ => parts(dice).date,
    }
}

pub(super) fn time(dice: &mut Dice) -> String {
    let Parts { clock, micros, .. } = parts(dice);
    match dice.below(20) {
        0 => odd(dice),
        1 => dice.word(&[
            "24:00:00",
            "23:59:60",
            "9:30",
            "25:00:00",
            "12:00:00+02:00",
            "-1:00:00",
            "1.02:03:04",
        ]),
        2 => clock[..5].to_owned(),
        3..8 => format!("{clock}.{micros:06}"),
        _ => clock,
    }
}

fn odd(dice: &mut Dice) -> String {
    dice.word(&[
        "",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "0001-01-01 00:00:00",
        "0000-01-01 00:00:00",
        "9999-12-31 23:59:59.999999",
        "9999-12-31T23:59:59.9999999",
        "2024-02-30 00:00:00",
        "2016-12-31 23:59:60",
        "2024-01-01 24:00:00",
        "2024-01-01 24:00:01",
        "now",
        "infinity",
        "epoch",
        "-4713-11-24 00:00:00",
        "10000-01-01 00:00:00",
        "2024-01-01 10:00:00 AM",
        "Mon, 01 Jan 2024 10:00:00 GMT",
        "2024-01-01 10:00:00.",
        "2024-01-01  10:00:00",
        " 2024-01-01 10:00:00",
        "2024-01-01 10:00:00+25:00",
        "2024-01-01 10:00:00+15:59",
        "2024-01-01 10:00:00 Europe/Berlin",
        "2024-01-01t10:00:00z",
        "2024-01-01 00:00:00 +0000 UTC m=+0.000000001",
        "１２３４-01-01",
        "1700000000",
    ])
}

fn zone(dice: &mut Dice) -> String {
    dice.word(&["+00:00", "+02:00", "-07:00", "+05:30", "Z", "+14:00", "-11:30"])
}

fn trimmed(digits: &str) -> String {
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { String::new() } else { format!(".{digits}") }
}
