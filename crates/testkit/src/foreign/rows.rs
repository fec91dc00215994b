//! Two multisets of rows: every row on one side without its equal on the other is named.

use super::Answer;
use super::catalog::Table;
use super::file::Cell;
use std::collections::HashMap;

/// Past this many rows without an equal, nobody reads the names any more.
const NAMED_MAX: usize = 50;

pub(super) fn compare(table: &Table, ours: &[Vec<Cell>], theirs: &[Vec<Cell>], answer: &mut Answer) {
    if ours.len() != theirs.len() {
        let (ours, theirs) = (ours.len(), theirs.len());
        answer.no(format!("{}: {ours} rows in PostgreSQL, {theirs} in the file", table.place()));
    }
    let mut waiting: HashMap<&[Cell], Vec<usize>> = HashMap::new();
    for (at, row) in theirs.iter().enumerate() {
        waiting.entry(row).or_default().push(at);
    }
    let alone: Vec<&Vec<Cell>> =
        ours.iter().filter(|row| waiting.get_mut(row.as_slice()).and_then(Vec::pop).is_none()).collect();
    let mut left: Vec<usize> = waiting.into_values().flatten().collect();
    left.sort_unstable();
    for row in alone.iter().take(NAMED_MAX) {
        match partner(table, row, theirs, &left) {
            Some(at) => changed(table, row, &theirs[left.swap_remove(at)], answer),
            None => {
                answer.no(format!("{}: a row is not in the file: {}", table.place(), describe(table, row)))
            }
        }
    }
    for at in left.into_iter().take(NAMED_MAX) {
        let row = describe(table, &theirs[at]);
        answer.no(format!("{}: a row of the file is not in PostgreSQL: {row}", table.place()));
    }
}

/// The row with the same primary key; without a key, the one with most cells in common.
fn partner(table: &Table, row: &[Cell], theirs: &[Vec<Cell>], left: &[usize]) -> Option<usize> {
    if let Some(key) = table.primary() {
        let same = |at: &usize| key.iter().all(|&column| theirs[*at][column] == row[column]);
        if let Some(at) = left.iter().position(same) {
            return Some(at);
        }
    }
    let in_common = |at: &usize| row.iter().zip(&theirs[*at]).filter(|(a, b)| a == b).count();
    let best = left.iter().take(500).enumerate().max_by_key(|(_, at)| in_common(at));
    best.filter(|(_, at)| in_common(at) > 0 || row.len() == 1).map(|(at, _)| at)
}

fn changed(table: &Table, ours: &[Cell], theirs: &[Cell], answer: &mut Answer) {
    for (column, (a, b)) in table.columns.iter().zip(ours.iter().zip(theirs)).filter(|(_, (a, b))| a != b) {
        let place = format!("{}, column {:?}", table.place(), column.original);
        answer.no(format!("{place}: {} is expected, the file has {}", a.describe(), b.describe()));
    }
}

fn describe(table: &Table, row: &[Cell]) -> String {
    let cells = table.columns.iter().zip(row).take(4);
    let cells: Vec<String> =
        cells.map(|(column, cell)| format!("{:?} {}", column.original, cell.describe())).collect();
    cells.join(", ")
}
