//! Rows for a table.

use super::dice::Dice;
use super::file::File;
use super::moments;
use super::names::quoted;
use super::table::{Column, Feed, Ids, Table};
use super::values::{KINDS, value};
use rusqlite::types::Value;

/// Text as bytes in the file's encoding, which SQLite takes without a look (<https://sqlite.org/invalidutf.html>).
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Value(Value),
    RawText(Vec<u8>),
}

/// Fills a table that stands in the file. Rows that a constraint forbids are left out.
pub(super) fn fill(file: &mut File, table: &Table, dice: &mut Dice) {
    let rows = match dice.below(12) {
        0 => 0,
        1 => 1,
        2 => 200 + dice.below(300),
        3..6 => 30 + dice.below(60),
        _ => dice.below(25),
    };
    add(file, table, rows, dice);
}

/// Adds so many rows.
pub(super) fn add(file: &mut File, table: &Table, rows: usize, dice: &mut Dice) {
    let stored: Vec<&Column> = table.columns.iter().filter(|column| !column.generated).collect();
    let mut parents: Vec<Vec<Vec<Value>>> =
        table.foreign_keys.iter().map(|key| file.rows(&key.parent, &key.read_from)).collect();
    let names: Vec<String> = stored.iter().map(|column| quoted(&column.name)).collect();
    let mut previous: Option<Vec<Cell>> = None;
    for row in 0..rows {
        // Values come from a small part of the kind's space, so that duplicates and joins happen.
        let mut chosen: Vec<Option<Vec<Value>>> = Vec::new();
        for (key, tuples) in table.foreign_keys.iter().zip(&mut parents) {
            if key.parent == table.name && row % 7 == 3 {
                *tuples = file.rows(&key.parent, &key.read_from);
            }
            chosen.push((!tuples.is_empty() && dice.percent(90)).then(|| dice.pick(tuples).clone()));
        }
        let cells: Vec<Cell> = match &previous {
            // The same row again: only tables without a key take it.
            Some(previous) if dice.percent(5) => previous.clone(),
            _ => stored.iter().map(|column| cell(file, column, row, &chosen, dice)).collect(),
        };
        insert(file, &table.name, &names, &cells);
        previous = Some(cells);
    }
}

fn insert(file: &mut File, table: &str, names: &[String], cells: &[Cell]) {
    let marks: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| match cell {
            Cell::Value(_) => format!("?{}", at + 1),
            Cell::RawText(_) => format!("CAST(?{} AS TEXT)", at + 1),
        })
        .collect();
    let sql = format!(
        "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
        quoted(table),
        names.join(", "),
        marks.join(", ")
    );
    let values = cells.iter().map(|cell| match cell {
        Cell::Value(value) => value.clone(),
        Cell::RawText(bytes) => Value::Blob(bytes.clone()),
    });
    file.insert(&sql, values.collect());
}

fn cell(
    file: &mut File,
    column: &Column,
    row: usize,
    chosen: &[Option<Vec<Value>>],
    dice: &mut Dice,
) -> Cell {
    if file.flawed && dice.permille(4) {
        return file.flaw(dice);
    }
    if column.null_percent > 0 && dice.percent(column.null_percent) {
        return Cell::Value(Value::Null);
    }
    if column.stray_percent > 0 && dice.percent(column.stray_percent) {
        return Cell::Value(value(*dice.pick(KINDS), dice));
    }
    Cell::Value(match &column.feed {
        Feed::Kind(kind) => value(*kind, dice),
        Feed::Writer(writer) => Value::Text(moments::by_writer(*writer, dice)),
        Feed::Ids(ids) => id(*ids, row, dice),
        Feed::Parent(key, position) => match chosen.get(*key).and_then(Option::as_ref) {
            Some(tuple) => tuple[*position].clone(),
            None => value(*dice.pick(KINDS), dice),
        },
    })
}

fn id(ids: Ids, row: usize, dice: &mut Dice) -> Value {
    let row = row as i64;
    Value::Integer(match ids {
        Ids::Dense => row + 1,
        Ids::Gaps => row * 1000 + dice.between(0, 900),
        Ids::Negative => -row - 1,
        Ids::Huge => match dice.below(20) {
            0 => *dice.pick(&[i64::MAX, i64::MIN, i64::MAX - 1, 0]),
            1 => dice.next() as i64,
            _ => (1 << 53) + row,
        },
        Ids::Given => return Value::Null,
    })
}
