//! The cell that each value of PostgreSQL must be in the file.
//!
//! Values come as the text that the type's output function writes (`format('%s', …)`: a cast to text would lose the
//! blanks of `char(n)`), in the session that [`super::compare`] sets.

use super::catalog::{Column, Kind, Table, quoted};
use super::file::{Cell, Declared};
use super::{Answer, Options};
use postgres::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// The rows that the file must hold, and which columns of numbers must be TEXT.
pub(super) struct Expected {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) textual: Vec<bool>,
}

type Texts = Vec<Option<String>>;

/// Reads a table and says what its cells must be. Whether a numeric column is numbers or text follows its values; where
/// both are right, it follows the file.
pub(super) fn read(
    work: &mut Transaction<'_>,
    table: &Table,
    declared: &[Declared],
    options: &Options,
    answer: &mut Answer,
) -> Expected {
    let mut expected = Expected { rows: Vec::new(), textual: Vec::new() };
    let mut columns = texts(work, table);
    for ((column, found), texts) in table.columns.iter().zip(declared).zip(&mut columns) {
        let place = format!("{}, column {:?}", table.place(), column.original);
        if column.kind == Kind::Array {
            arrays(work, column, texts);
        }
        let form = Form::of(column, found, texts, options, &place, answer);
        expected.textual.push(form == Form::Text);
        let cells: Vec<Cell> = texts
            .drain(..)
            .map(|text| text.map_or(Cell::Null, |text| cell(&column.kind, form, text)))
            .collect();
        expected.rows.resize_with(cells.len(), Vec::new);
        for (row, cell) in expected.rows.iter_mut().zip(cells) {
            row.push(cell);
        }
    }
    expected
}

/// How the cells of a column are written, which its values decide together.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// As the type is written by default.
    Usual,
    /// Numbers as PostgreSQL's text.
    Text,
    /// Moments as PostgreSQL writes them, since one of the column is outside of SQLite's calendar.
    Odd,
}

impl Form {
    fn of(
        column: &Column,
        declared: &Declared,
        texts: &Texts,
        options: &Options,
        place: &str,
        answer: &mut Answer,
    ) -> Form {
        let values = || texts.iter().flatten();
        match &column.kind {
            Kind::Real | Kind::Double if values().any(|text| text == "NaN") => {
                if !options.nan_as_text {
                    answer.no(format!("{place}: holds NaN, which no REAL holds; the file must not exist"));
                }
                Form::Text
            }
            Kind::Numeric(_) | Kind::Money => {
                let scale = match &column.kind {
                    Kind::Numeric(typed) => typed.map(|(_, scale)| scale),
                    _ => Some(2),
                };
                let odd = values().find(|text| number(text, scale).is_none());
                let may = values().find(|text| !is_short(text));
                match (declared.declared == "TEXT", odd, may) {
                    (true, None, None) => {
                        answer.no(format!("{place}: TEXT, but SQLite's numbers give each value back"));
                        Form::Text
                    }
                    (false, Some(odd), _) => {
                        answer.no(format!("{place}: not TEXT, but no number of SQLite gives {odd} back"));
                        Form::Text
                    }
                    (true, _, _) => Form::Text,
                    (false, None, _) => Form::Usual,
                }
            }
            Kind::Date | Kind::Timestamp | Kind::TimestampTz if values().any(|text| is_odd_moment(text)) => {
                Form::Odd
            }
            _ => Form::Usual,
        }
    }
}

fn cell(kind: &Kind, form: Form, text: String) -> Cell {
    let wrong = |text: &str| -> ! { panic!("PostgreSQL wrote {text:?} for {kind:?}") };
    match kind {
        _ if form == Form::Text => Cell::Text(text.into_bytes()),
        Kind::Integer => Cell::Integer(text.parse().unwrap_or_else(|_| wrong(&text))),
        Kind::Boolean => Cell::Integer(match text.as_str() {
            "t" => 1,
            "f" => 0,
            _ => wrong(&text),
        }),
        // The shortest text of a float4 is a float4's, not a double's.
        Kind::Real => Cell::Real(f64::from(text.parse::<f32>().unwrap_or_else(|_| wrong(&text))).to_bits()),
        Kind::Double => Cell::Real(text.parse::<f64>().unwrap_or_else(|_| wrong(&text)).to_bits()),
        Kind::Numeric(typed) => number(&text, typed.map(|(_, scale)| scale)).unwrap_or_else(|| wrong(&text)),
        Kind::Money => number(&text, Some(2)).unwrap_or_else(|| wrong(&text)),
        Kind::Bytea => Cell::Blob(unhex(&text).unwrap_or_else(|| wrong(&text))),
        Kind::TimestampTz if form == Form::Usual => Cell::Text(zoned(&text).into_bytes()),
        _ => Cell::Text(text.into_bytes()),
    }
}

/// `+00` becomes `+00:00`.
fn zoned(text: &str) -> String {
    assert!(text.ends_with("+00"), "the session is in UTC: {text}");
    format!("{text}:00")
}

fn is_odd_moment(text: &str) -> bool {
    let year = text.split('-').next().unwrap_or_default();
    text.contains("infinity") || text.ends_with("BC") || year.len() > 4
}

/// SQLite's number that gives the very text back, in the column's scale or, without one, as it stands.
fn number(text: &str, scale: Option<i32>) -> Option<Cell> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let zeros = fraction.bytes().all(|digit| digit == b'0');
    if zeros
        && (fraction.is_empty() || scale.is_some())
        && let Ok(integer) = whole.parse::<i64>()
    {
        return Some(Cell::Integer(integer));
    }
    let real: f64 = text.parse().ok().filter(|real: &f64| real.is_finite())?;
    // Rust writes the shortest digits that read back as the same double, without an exponent.
    let mut written = real.to_string();
    let places = scale.map_or(0, |scale| usize::try_from(scale).unwrap_or(0));
    let has = written.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if has < places {
        if has == 0 {
            written.push('.');
        }
        written.extend(std::iter::repeat_n('0', places - has));
    }
    (written == text).then_some(Cell::Real(real.to_bits()))
}

/// Whether any way to write a double gives the digits back: at most 15 of them.
/// <https://en.wikipedia.org/wiki/Double-precision_floating-point_format>
fn is_short(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len() <= 15
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?;
    (0..digits.len())
        .step_by(2)
        .map(|at| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()))
        .collect()
}

/// All values of a table, column by column, as text.
fn texts(work: &mut Transaction<'_>, table: &Table) -> Vec<Texts> {
    let mut columns: Vec<Texts> = table.columns.iter().map(|_| Vec::new()).collect();
    if !table.populated {
        return columns;
    }
    let list: Vec<String> = table.columns.iter().map(expression).collect();
    let sql = format!("SELECT {} FROM {} AS t", list.join(", "), table.from());
    for row in work.query(&sql, &[]).unwrap_or_else(|e| panic!("{sql}: {e:?}")) {
        for (at, column) in columns.iter_mut().enumerate() {
            column.push(row.get(at));
        }
    }
    columns
}

/// NULL is asked for by IS NOT DISTINCT FROM: a composite of NULLs IS NULL, and is a value.
fn expression(column: &Column) -> String {
    let name = format!("t.{}", quoted(&column.original));
    let value = match column.kind {
        Kind::Array => {
            format!("pg_catalog.array_to_json({name})::text || E'\\x01' || pg_catalog.format('%s', {name})")
        }
        Kind::Money => format!("{name}::numeric::text"),
        _ => format!("pg_catalog.format('%s', {name})"),
    };
    format!("CASE WHEN {name} IS NOT DISTINCT FROM NULL THEN NULL ELSE {value} END")
}

/// SQL by which PostgreSQL reads a value of the type `base` of a JSON value: an array of a JSON array, and of a string
/// whatever the type's input function takes.
pub(super) fn from_json(base: &str, json: &str) -> String {
    format!(
        "(SELECT r.v FROM pg_catalog.json_to_record(pg_catalog.json_build_object('v', {json})) AS r(v {base}))"
    )
}

/// Leaves of `JSON U+0001 text` the JSON, or the text where PostgreSQL does not read the JSON back as the same array:
/// other subscripts than from 1, a JSON null beside a NULL, an element whose JSON is no input of its type.
fn arrays(work: &mut Transaction<'_>, column: &Column, texts: &mut Texts) {
    let split = |both: &str| {
        let (json, text) = both.split_once('\u{1}').expect("both are there");
        (json.to_owned(), text.to_owned())
    };
    let distinct: BTreeSet<(String, String)> = texts.iter().flatten().map(|both| split(both)).collect();
    let jsons: Vec<String> = distinct.iter().map(|(json, _)| json.clone()).collect();
    let mut read: BTreeMap<String, String> = BTreeMap::new();
    let sql = format!(
        "SELECT j, pg_catalog.format('%s', {}) FROM pg_catalog.unnest($1::text[]) j",
        from_json(&column.base, "j::json")
    );
    let mut ask = |work: &mut Transaction<'_>, jsons: &[String]| -> bool {
        let mut inner = work.transaction().expect("a savepoint");
        let rows = inner.query(&sql, &[&jsons]);
        let Ok(rows) = rows else { return false };
        read.extend(rows.iter().map(|row| (row.get(0), row.get(1))));
        inner.commit().expect("a savepoint ends");
        true
    };
    if !ask(work, &jsons) {
        for json in &jsons {
            ask(work, std::slice::from_ref(json));
        }
    }
    for both in texts.iter_mut().flatten() {
        let (json, text) = split(both);
        *both = if read.get(&json) == Some(&text) { json } else { text };
    }
}

#[cfg(test)]
mod tests {
    use super::{is_short, number};
    use crate::foreign::file::Cell;

    #[test]
    fn a_number_of_sqlite_stands_for_a_numeric_only_when_its_digits_come_back() {
        let real = |value: f64| Some(Cell::Real(value.to_bits()));
        assert_eq!(number("1.50", Some(2)), real(1.5));
        assert_eq!(number("1.50", None), None);
        assert_eq!(number("2.00", Some(2)), Some(Cell::Integer(2)));
        assert_eq!(number("2.0", None), None);
        assert_eq!(number("0.0000001", None), real(1e-7));
        assert_eq!(number("9223372036854775807", None), Some(Cell::Integer(i64::MAX)));
        assert_eq!(number("9223372036854775808", None), None);
        assert_eq!(number("100000000000000000000", None), real(1e20));
        assert_eq!(number("0.12345678901234567890", None), None);
        assert_eq!(number("NaN", None), None);
        assert_eq!(number("Infinity", None), None);
        assert_eq!(number("-0.5", Some(1)), real(-0.5));
        assert!(is_short("123456.789012345") && !is_short("1234567890.123456"));
    }
}
