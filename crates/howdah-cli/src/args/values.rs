//! Readers of values that flags and `howdah.toml` share: words of a choice, lists of names, zones, types of columns.
//!
//! Each returns the meaning or a whole sentence that says what is expected.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use howdah::catalog::map::FlawPolicy;
use howdah::plan::back::NanChoice;
use howdah::plan::options::{Collation, Integers, JsonChoice, Names, Orphans, RowidChoice, TypeChoice};
use howdah::row::format::ZonePolicy;
use howdah::row::logical::LogicalType;
use howdah::sqlite::snapshot::SnapshotPolicy;
use std::time::Duration;

/// A choice between words; each has a line of help.
pub trait Choice: Copy + Send + Sync + 'static {
    /// The word, what it means, help. The first spelling of a meaning is the one that help shows.
    const WORDS: &'static [(&'static str, Self, &'static str)];
    /// Other spellings that are understood.
    const ALIASES: &'static [(&'static str, Self)] = &[];
}

impl Choice for Names {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("keep", Names::Keep, "As they are, quoted where PostgreSQL needs it"),
        ("lower", Names::Lower, "Lower case"),
        ("snake", Names::Snake, "snake_case"),
    ];
}

impl Choice for Integers {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("bigint", Integers::Bigint, "64 bits, as SQLite holds"),
        ("declared", Integers::Declared, "What the declaration names, where every value fits"),
    ];
}

impl Choice for JsonChoice {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("jsonb", JsonChoice::Jsonb, "PostgreSQL's binary form, which indexes can search"),
        ("exact", JsonChoice::Exact, "`json`: the text as it was written"),
    ];
}

impl Choice for Collation {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("c", Collation::C, "By bytes, as SQLite compares"),
        ("database", Collation::Database, "The target database's own"),
    ];
    const ALIASES: &'static [(&'static str, Self)] = &[("C", Collation::C)];
}

impl Choice for RowidChoice {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        (
            "auto",
            RowidChoice::Auto,
            "Kept beside the table where something refers to them or there is no key",
        ),
        ("keep", RowidChoice::Keep, "Kept beside every table"),
        ("column", RowidChoice::Column, "Kept as a column where `auto` would keep them"),
        ("drop", RowidChoice::Drop, "Not kept"),
    ];
}

impl Choice for Orphans {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("fail", Orphans::Fail, "Write nothing and list them"),
        ("not-valid", Orphans::NotValid, "Keep the rows; the foreign key stays NOT VALID"),
        ("quarantine", Orphans::Quarantine, "Move the rows into howdah.rejected"),
        ("null", Orphans::Null, "Set the referring columns to NULL"),
        ("drop", Orphans::Drop, "Leave the rows behind"),
    ];
}

impl Choice for NanChoice {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("refuse", NanChoice::Refuse, "Make no file and name the column"),
        ("text", NanChoice::Text, "The column becomes text"),
    ];
}

impl Choice for FlawPolicy {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("refuse", FlawPolicy::Refuse, "Write nothing and list the rows"),
        ("bytea", FlawPolicy::Bytea, "The column becomes bytea"),
        ("escape", FlawPolicy::Escape, "The offending bytes become \\xHH; the original is kept"),
        ("reject-row", FlawPolicy::RejectRow, "The row stays behind; its original is kept"),
    ];
    const ALIASES: &'static [(&'static str, Self)] = &[("reject", FlawPolicy::RejectRow)];
}

impl Choice for SnapshotPolicy {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("copy", SnapshotPolicy::Copy, "Read a private copy; writers wait only while it is made"),
        ("hold", SnapshotPolicy::Hold, "Read the file itself; writers wait until the end, no copy is needed"),
    ];
}

/// `clap`'s reader of a choice, which lists the words in help and completions.
pub fn choice<T: Choice>() -> impl TypedValueParser<Value = T> {
    let words = T::WORDS.iter().map(|&(word, _, help)| PossibleValue::new(word).help(help));
    let aliases = T::ALIASES.iter().map(|&(word, _)| PossibleValue::new(word).hide(true));
    PossibleValuesParser::new(words.chain(aliases)).try_map(|word| read_choice::<T>(&word))
}

/// The meaning of a word.
pub fn read_choice<T: Choice>(word: &str) -> Result<T, String> {
    let words = T::WORDS.iter().map(|&(known, meaning, _)| (known, meaning));
    words
        .chain(T::ALIASES.iter().copied())
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| meaning)
        .ok_or_else(|| {
            let known: Vec<&str> = T::WORDS.iter().map(|(known, _, _)| *known).collect();
            format!("It is one of: {}.", known.join(", "))
        })
}

/// Names of tables, separated by commas when given in one word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameList(pub Vec<String>);

/// Reads names separated by commas; a name that holds a comma stands in double quotes, a double quote in it is doubled.
pub fn name_list(text: &str) -> Result<NameList, String> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = name(rest, &[','])?;
        names.push(name);
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return Ok(NameList(names)),
        }
    }
}

/// A name in front of `text`, and what follows it: in double quotes, or up to one of `ends`.
fn name<'a>(text: &'a str, ends: &[char]) -> Result<(String, &'a str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(ends).unwrap_or(text.len());
        let (bare, after) = text.split_at(end);
        let bare = bare.trim();
        if bare.is_empty() {
            return Err("A name is missing.".to_owned());
        }
        return Ok((bare.to_owned(), after));
    };
    let mut name = String::new();
    loop {
        let Some(end) = rest.find('"') else {
            return Err("A name in double quotes does not end.".to_owned());
        };
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None if rest.is_empty() || rest.starts_with(ends) => return Ok((name, rest)),
            None => return Err("A name in double quotes is followed by something else.".to_owned()),
        }
    }
}

/// Reads `table.column`.
pub fn column_name(text: &str) -> Result<(String, String), String> {
    let (table, after) = name(text, &['.'])?;
    let Some(after) = after.strip_prefix('.') else {
        return Err("It is written table.column; a name that holds a dot stands in double quotes.".to_owned());
    };
    let (column, after) = name(after, &['.'])?;
    if !after.is_empty() {
        return Err("It has too many dots; a name that holds a dot stands in double quotes.".to_owned());
    }
    Ok((table, column))
}

/// Reads `table.column=type`.
pub fn type_choice(text: &str) -> Result<TypeChoice, String> {
    // An equals sign within double quotes belongs to a name; the first one outside them ends the column.
    let mut quoted = false;
    let equals = text.char_indices().find(|&(_, character)| {
        quoted ^= character == '"';
        character == '=' && !quoted
    });
    let Some((at, _)) = equals else {
        return Err("It is written table.column=type.".to_owned());
    };
    let (table, column) = column_name(&text[..at])?;
    Ok(TypeChoice { table, column, logical: logical_type(&text[at + 1..])? })
}

/// Reads a type by one of PostgreSQL's names for it
/// (<https://www.postgresql.org/docs/current/datatype.html>), any case.
pub fn logical_type(text: &str) -> Result<LogicalType, String> {
    let lower = text.to_ascii_lowercase();
    let (base, modifier) = match lower.split_once('(') {
        Some((base, rest)) => {
            let inside =
                rest.trim_end().strip_suffix(')').ok_or("The bracket behind the type does not end.")?;
            let numbers: Result<Vec<u32>, _> = inside.split(',').map(|part| part.trim().parse()).collect();
            (
                base.to_owned(),
                Some(numbers.map_err(|_| "Numbers are expected in the brackets behind the type.")?),
            )
        }
        None => (lower, None),
    };
    let base = base.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = |logical: LogicalType| match modifier {
        None => Ok(logical),
        Some(_) => Err(format!("The type {base} takes no number in brackets here.")),
    };
    match base.as_str() {
        "boolean" | "bool" => plain(LogicalType::Bool),
        "smallint" | "int2" => plain(LogicalType::Int2),
        "integer" | "int" | "int4" => plain(LogicalType::Int4),
        "bigint" | "int8" => plain(LogicalType::Int8),
        "double precision" | "float8" => plain(LogicalType::Float8),
        "real" | "float4" => Err("It would lose digits; the type for SQLite's REAL is double precision.".to_owned()),
        "numeric" | "decimal" => numeric(modifier.as_deref()),
        "text" => plain(LogicalType::TEXT),
        "varchar" | "character varying" => varchar(modifier.as_deref()),
        "bytea" => plain(LogicalType::Bytea),
        "uuid" => plain(LogicalType::Uuid),
        "date" => plain(LogicalType::Date),
        "time" | "time without time zone" => plain(LogicalType::Time),
        "timestamp" | "timestamp without time zone" => plain(LogicalType::Timestamp),
        "timestamptz" | "timestamp with time zone" => plain(LogicalType::TimestampTz),
        "json" => plain(LogicalType::Json),
        "jsonb" => plain(LogicalType::Jsonb),
        _ => Err("The type is one of: boolean, smallint, integer, bigint, double precision, numeric, numeric(p,s), \
                  text, varchar(n), bytea, uuid, date, time, timestamp, timestamptz, json, jsonb."
            .to_owned()),
    }
}

/// Limits of `numeric(p,s)`: <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL>.
fn numeric(modifier: Option<&[u32]>) -> Result<LogicalType, String> {
    let (precision, scale) = match modifier {
        None => return Ok(LogicalType::NUMERIC),
        Some([precision]) => (*precision, 0),
        Some([precision, scale]) => (*precision, *scale),
        Some(_) => return Err("It is written numeric(precision,scale).".to_owned()),
    };
    match (u16::try_from(precision), u16::try_from(scale)) {
        (Ok(precision @ 1..=1000), Ok(scale @ 0..=1000)) => {
            Ok(LogicalType::Numeric { precision: Some(precision), scale })
        }
        _ => Err("Precision is between 1 and 1000, scale between 0 and 1000.".to_owned()),
    }
}

/// Limit of `varchar(n)`: 10,485,760 (`MaxAttrSize` of PostgreSQL's `htup_details.h`).
fn varchar(modifier: Option<&[u32]>) -> Result<LogicalType, String> {
    match modifier {
        None => Ok(LogicalType::TEXT),
        Some(&[max_chars @ 1..=10_485_760]) => Ok(LogicalType::Text { max_chars: Some(max_chars) }),
        Some(_) => Err("It is written varchar(n), n between 1 and 10,485,760.".to_owned()),
    }
}

/// Reads `utc`, `none` or an offset east of UTC such as `+02:00`.
pub fn zone(text: &str) -> Result<ZonePolicy, String> {
    const EXPECTED: &str = "It is utc, none, or an offset such as +02:00 (at most 15:59 either way).";
    match text.to_ascii_lowercase().as_str() {
        "utc" | "z" => return Ok(ZonePolicy::Offset(0)),
        "none" => return Ok(ZonePolicy::None),
        _ => {}
    }
    let (sign, digits) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (_, Some(digits)) => (-1, digits),
        _ => return Err(EXPECTED.to_owned()),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "00"));
    let number = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    match (number(hours), number(minutes)) {
        (Some(hours @ 0..=15), Some(minutes @ 0..=59)) => {
            Ok(ZonePolicy::Offset(sign * (hours * 60 + minutes)))
        }
        _ => Err(EXPECTED.to_owned()),
    }
}

/// Reads `on` or `off`.
pub fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err("It is on or off.".to_owned()),
    }
}

/// Reads a number of threads, at least one.
pub fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=256) => Ok(jobs),
        _ => Err("It is a whole number between 1 and 256.".to_owned()),
    }
}

/// Reads a number of backups, at least one.
pub fn keep(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(keep @ 1..=1_000_000) => Ok(keep),
        _ => Err("It is a whole number between 1 and 1000000.".to_owned()),
    }
}

/// Reads an age: a whole number of hours, days or weeks.
pub fn age(text: &str) -> Result<Duration, String> {
    const EXPECTED: &str = "It is a whole number with h, d or w behind it: 12h, 30d, 4w.";
    let unit = text.chars().last().map(|unit| unit.to_ascii_lowercase());
    let hours = match unit {
        Some('h') => 1,
        Some('d') => 24,
        Some('w') => 7 * 24,
        _ => return Err(EXPECTED.to_owned()),
    };
    // The unit is one byte. `parse` alone would take a sign.
    let digits = &text[..text.len() - 1];
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse::<u64>() {
        // Some ten thousand years.
        Ok(number @ 1..=100_000_000) if is_number => Ok(Duration::from_secs(number * hours * 3600)),
        _ => Err(EXPECTED.to_owned()),
    }
}

/// Reads seconds, whole or with a fraction.
pub fn wait(text: &str) -> Result<Duration, String> {
    // A week is longer than anybody waits for a lock, and within what SQLite's timeout in milliseconds can say.
    const LONGEST: f64 = 604_800.0;
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=LONGEST).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("It is a number of seconds between 0 and 604800.".to_owned()),
    }
}

/// Reads how much longer something takes, in percent; a sign behind the number is understood.
pub fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').trim_end().parse::<f64>() {
        Ok(percent) if (0.0..=1e9).contains(&percent) => Ok(percent),
        _ => Err("It is a number of percent, 0 or more.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_a_unit() {
        for (text, hours) in [("12h", 12), ("30d", 30 * 24), ("4w", 4 * 7 * 24), ("1D", 24)] {
            assert_eq!(age(text), Ok(Duration::from_secs(hours * 3600)), "{text}");
        }
        for text in ["", "30", "d", "0d", "-1d", "+1d", "1.5d", "30m", "30 d", "é", "99999999999d"] {
            assert!(age(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percents_are_numbers_with_or_without_their_sign() {
        assert_eq!((percent("60"), percent("12.5 %")), (Ok(60.0), Ok(12.5)));
        for text in ["", "%", "-1", "nan", "inf", "much"] {
            assert!(percent(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_separated_by_commas_outside_quotes() {
        for (text, names) in [
            ("a", vec!["a"]),
            ("a, b ,c", vec!["a", "b", "c"]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"say \"\"hi\"\"\"", vec!["say \"hi\""]),
            ("\"\"", vec![""]),
            ("*", vec!["*"]),
        ] {
            assert_eq!(
                name_list(text).map(|list| list.0),
                Ok(names.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
        for text in ["", "a,,b", "a,", "\"a", "\"a\"b"] {
            assert!(name_list(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_type_is_chosen_for_a_column_however_odd_its_name() {
        for (text, table, column, sql) in [
            ("orders.total=numeric(10,2)", "orders", "total", "numeric(10,2)"),
            ("orders.total=NUMERIC( 10 , 2 )", "orders", "total", "numeric(10,2)"),
            ("\"a.b\".\"c=\"\"d\"=jsonb", "a.b", "c=\"d", "jsonb"),
            ("t.c=double  precision", "t", "c", "double precision"),
            ("t.c=float8", "t", "c", "double precision"),
            ("t.c=int", "t", "c", "integer"),
            ("t.c=bigint", "t", "c", "bigint"),
            ("t.c=smallint", "t", "c", "smallint"),
            ("t.c=bool", "t", "c", "boolean"),
            ("t.c=numeric", "t", "c", "numeric"),
            ("t.c=decimal(5)", "t", "c", "numeric(5,0)"),
            ("t.c=varchar(20)", "t", "c", "varchar(20)"),
            ("t.c=character varying", "t", "c", "text"),
            ("t.c=bytea", "t", "c", "bytea"),
            ("t.c=uuid", "t", "c", "uuid"),
            ("t.c=date", "t", "c", "date"),
            ("t.c=time", "t", "c", "time without time zone"),
            ("t.c=timestamp", "t", "c", "timestamp without time zone"),
            ("t.c=timestamptz", "t", "c", "timestamp with time zone"),
            ("t.c=timestamp with time zone", "t", "c", "timestamp with time zone"),
            ("t.c=json", "t", "c", "json"),
            ("täble.ß=text", "täble", "ß", "text"),
        ] {
            let choice = type_choice(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((choice.table.as_str(), choice.column.as_str()), (table, column), "{text}");
            assert_eq!(choice.logical.sql(), sql, "{text}");
        }
    }

    #[test]
    fn a_wrong_type_says_what_is_expected() {
        for (text, expected) in [
            ("orders", "It is written table.column=type."),
            ("orders=text", "It is written table.column"),
            ("a.b.c=text", "It has too many dots"),
            ("t.c=money", "The type is one of"),
            ("t.c=real", "It would lose digits"),
            ("t.c=numeric(0,1)", "Precision is between"),
            ("t.c=numeric(1,2,3)", "It is written numeric"),
            ("t.c=varchar(0)", "It is written varchar(n)"),
            ("t.c=text(3)", "The type text takes no number"),
            ("t.c=numeric(10", "The bracket"),
            ("t.c=numeric(x)", "Numbers are expected"),
        ] {
            let error = type_choice(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }

    #[test]
    fn zones_are_utc_none_or_an_offset() {
        for (text, zone_read) in [
            ("utc", ZonePolicy::Offset(0)),
            ("UTC", ZonePolicy::Offset(0)),
            ("none", ZonePolicy::None),
            ("+02:00", ZonePolicy::Offset(120)),
            ("-05:30", ZonePolicy::Offset(-330)),
            ("+14", ZonePolicy::Offset(840)),
        ] {
            assert_eq!(zone(text), Ok(zone_read), "{text}");
        }
        for text in ["", "2", "+2:00", "+16:00", "+01:60", "Europe/Berlin", "+-1:00", "++1"] {
            assert!(zone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_have_sensible_bounds() {
        assert_eq!(jobs("4"), Ok(4));
        assert!(jobs("0").is_err() && jobs("257").is_err() && jobs("many").is_err());
        assert_eq!(wait("1.5"), Ok(Duration::from_millis(1500)));
        assert_eq!(wait("0"), Ok(Duration::ZERO));
        assert!(wait("-1").is_err() && wait("nan").is_err() && wait("inf").is_err());
    }

    #[test]
    fn a_word_has_the_same_meaning_everywhere() {
        assert_eq!(read_choice::<FlawPolicy>("reject"), Ok(FlawPolicy::RejectRow));
        assert_eq!(read_choice::<FlawPolicy>("reject-row"), Ok(FlawPolicy::RejectRow));
        assert_eq!(read_choice::<Names>("camel"), Err("It is one of: keep, lower, snake.".to_owned()));
    }
}
