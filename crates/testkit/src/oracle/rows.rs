//! Two multisets of rows: which rows have no counterpart?
//!
//! Rows are first matched by the bytes of their cells. What is left may still agree where a SQLite cell agrees with
//! more than one value (a Julian day, a number among text), so that it is matched once more, cell by cell, among the
//! rows that are equal in all other columns.

use super::cell::Cell;
use std::collections::{BTreeSet, HashMap};

type Row = Vec<Cell>;

/// One sentence for each row without a counterpart. Left is SQLite's side.
pub(super) fn differences(columns: &[&str], left: Vec<Row>, right: Vec<Row>) -> Vec<String> {
    let (left, right) = unmatched(left, right);
    let wide: BTreeSet<usize> = left
        .iter()
        .flat_map(|row| row.iter().enumerate().filter(|(_, c)| c.is_wide()).map(|(at, _)| at))
        .collect();
    let (left, right) = if wide.is_empty() { (left, right) } else { unmatched_wide(left, right, &wide) };
    name(columns, left, right)
}

fn key<'a>(cells: impl Iterator<Item = &'a Cell>) -> Vec<u8> {
    let mut out = Vec::new();
    cells.for_each(|cell| cell.key(&mut out));
    out
}

fn unmatched(left: Vec<Row>, right: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let mut waiting: HashMap<Vec<u8>, Vec<Row>> = HashMap::new();
    for row in right {
        waiting.entry(key(row.iter())).or_default().push(row);
    }
    let mut alone = Vec::new();
    for row in left {
        // Equal keys do not yet agree: two misfits have equal keys, and a misfit agrees with nothing.
        let found = waiting.get_mut(&key(row.iter())).and_then(Vec::pop);
        match found {
            Some(other) if agree(&row, &other) => {}
            Some(other) => {
                waiting.entry(key(other.iter())).or_default().push(other);
                alone.push(row);
            }
            None => alone.push(row),
        }
    }
    (alone, waiting.into_values().flatten().collect())
}

fn unmatched_wide(left: Vec<Row>, right: Vec<Row>, wide: &BTreeSet<usize>) -> (Vec<Row>, Vec<Row>) {
    let narrow = |row: &Row| key(row.iter().enumerate().filter(|(at, _)| !wide.contains(at)).map(|(_, c)| c));
    let mut waiting: HashMap<Vec<u8>, Vec<Row>> = HashMap::new();
    for row in right {
        waiting.entry(narrow(&row)).or_default().push(row);
    }
    let mut alone = Vec::new();
    for row in left {
        let group = waiting.entry(narrow(&row)).or_default();
        match group.iter().position(|other| agree(&row, other)) {
            Some(at) => drop(group.swap_remove(at)),
            None => alone.push(row),
        }
    }
    (alone, waiting.into_values().flatten().collect())
}

fn agree(left: &Row, right: &Row) -> bool {
    left.iter().zip(right).all(|(ours, theirs)| ours.agrees(theirs))
}

/// Pairs each row with the one on the other side that has most cells in common, so that a changed cell is named as
/// such and not as two lone rows.
fn name(columns: &[&str], left: Vec<Row>, mut right: Vec<Row>) -> Vec<String> {
    // Pairing is quadratic: past this many rows, nobody reads the names any more.
    const PAIRED_MAX: usize = 200;
    let mut out = Vec::new();
    for (number, ours) in left.iter().enumerate() {
        let in_common = |theirs: &Row| ours.iter().zip(theirs).filter(|(a, b)| a.agrees(b)).count();
        let best = (0..right.len()).take(PAIRED_MAX).max_by_key(|at| in_common(&right[*at]));
        match best.filter(|at| in_common(&right[*at]) > 0 || ours.len() == 1) {
            Some(at) if number < PAIRED_MAX => {
                let theirs = right.swap_remove(at);
                let cells = columns.iter().zip(ours.iter().zip(&theirs)).filter(|(_, (a, b))| !a.agrees(b));
                let cells: Vec<String> = cells
                    .map(|(column, (a, b))| {
                        format!("column {column:?}: SQLite {}, PostgreSQL {}", a.describe(), b.describe())
                    })
                    .collect();
                out.push(cells.join("; "));
            }
            _ => out.push(format!("a row is only in SQLite: {}", describe(columns, ours))),
        }
    }
    out.extend(right.iter().map(|row| format!("a row is only in PostgreSQL: {}", describe(columns, row))));
    out
}

fn describe(columns: &[&str], row: &Row) -> String {
    let cells =
        columns.iter().zip(row).take(4).map(|(column, cell)| format!("{column:?} {}", cell.describe()));
    cells.collect::<Vec<_>>().join(", ")
}
