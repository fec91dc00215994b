//! Text parses back: PostgreSQL reads every text of the file as the column's type and writes the same text again.
//!
//! A type's text form is its identity: types without equality (`json`, `xml`, `point`) are held to it too.

use super::Answer;
use super::catalog::{Column, Kind, Table};
use super::file::Cell;
use super::values::from_json;
use postgres::Transaction;
use std::collections::BTreeSet;

/// A round trip for this many bytes of texts.
const BATCH_BYTES: usize = 4 << 20;

pub(super) fn check(work: &mut Transaction<'_>, table: &Table, rows: &[Vec<Cell>], answer: &mut Answer) {
    for (at, column) in table.columns.iter().enumerate() {
        if matches!(column.kind, Kind::Text | Kind::Varchar(_) | Kind::Citext | Kind::Bytea) {
            continue;
        }
        let text = |row: &Vec<Cell>| match &row[at] {
            Cell::Text(bytes) => Some(bytes.clone()),
            _ => None,
        };
        let place = format!("{}, column {:?}", table.place(), column.original);
        let mut batch: Vec<String> = Vec::new();
        let mut bytes = 0;
        for text in rows.iter().filter_map(text).collect::<BTreeSet<_>>() {
            let Ok(text) = String::from_utf8(text) else {
                answer.no(format!("{place}: a text of the file is not UTF-8"));
                continue;
            };
            answer.parsed += 1;
            bytes += text.len();
            batch.push(text);
            if bytes > BATCH_BYTES {
                ask(work, column, &place, &std::mem::take(&mut batch), answer);
                bytes = 0;
            }
        }
        ask(work, column, &place, &batch, answer);
    }
}

fn ask(work: &mut Transaction<'_>, column: &Column, place: &str, texts: &[String], answer: &mut Answer) {
    if texts.is_empty() {
        return;
    }
    let base = &column.base;
    // What PostgreSQL writes of what it read.
    let again = match column.kind {
        Kind::Array => format!(
            "CASE WHEN x ~ '^([{{]|\\[[-+0-9]+:)' THEN pg_catalog.format('%s', x::{base})
             ELSE pg_catalog.array_to_json({})::text END",
            from_json(base, "x::json")
        ),
        Kind::Money => "(x::numeric::money)::numeric::text".to_owned(),
        Kind::TimestampTz => {
            format!("pg_catalog.format('%s', x::{base}) || CASE WHEN x ~ '\\+00:00$' THEN ':00' ELSE '' END")
        }
        // The input function itself: some types (regclass) have a cast from text that takes less.
        Kind::Other => format!("pg_catalog.format('%s', {})", from_json(base, "x")),
        _ => format!("pg_catalog.format('%s', x::{base})"),
    };
    let sql = format!(
        "SELECT x, y FROM (SELECT x, {again} AS y FROM pg_catalog.unnest($1::text[]) x) s WHERE x IS DISTINCT FROM y LIMIT 3"
    );
    let mut inner = work.transaction().expect("a savepoint");
    match inner.query(&sql, &[&texts]) {
        Ok(rows) => {
            for row in rows {
                let (x, y): (String, Option<String>) = (row.get(0), row.get(1));
                let y = y.as_deref().map(short);
                answer.no(format!("{place}: {:?} of the file does not parse back: {y:?}", short(&x)));
            }
        }
        Err(error) => {
            let said = error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_owned());
            answer.no(format!("{place}: a text of the file does not parse back: {said}"));
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(160).collect()
}
