//! Where the sequences of a file's tables stand that has been a PostgreSQL database meanwhile.

use crate::error::Result;
use crate::plan::model::Plan;
use crate::plan::stands_as_set;
use crate::postgres::sequences::sequences;
use crate::sqlite::blueprint::{Blueprint, Filling};
use crate::sqlite::failure::unwritten;
use postgres::Client;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// The AUTOINCREMENT tables that gave values on PostgreSQL, as SQLite names them, with the last value given: it is not given
/// again, though its row may be gone (<https://sqlite.org/autoinc.html>).
pub(super) fn moved(lead: &mut Client, plan: &Plan, blueprint: &Blueprint) -> Result<BTreeMap<String, i64>> {
    let mut moved = BTreeMap::new();
    if plan.phases.sequences.is_empty() {
        return Ok(moved);
    }
    let found = sequences(lead, &plan.options.schema)?;
    for statement in &plan.phases.sequences {
        let Some(map) = plan.tables.iter().find(|map| map.target == statement.table) else { continue };
        let counts =
            blueprint.catalog.tables.iter().any(|table| table.name == map.lite && table.autoincrement);
        let sequence = found.iter().find(|one| one.table == statement.table && one.name == statement.name);
        let Some(sequence) = sequence.filter(|_| counts) else { continue };
        if sequence.position.is_some_and(|position| stands_as_set(statement, position)) {
            continue;
        }
        moved.extend(sequence.high_water().filter(|&last| last > 0).map(|last| (map.lite.clone(), last)));
    }
    Ok(moved)
}

/// Lets the kept row of `sqlite_sequence` for a table, when it has one, stand at `position` or where it stands already;
/// where it stands then.
pub(super) fn raise_sequence(
    connection: &Connection,
    filling: &Filling,
    table: &str,
    position: i64,
) -> Result<Option<i64>> {
    let [(_, name), (_, stands)] = filling.columns.as_slice() else { return Ok(None) };
    let sql = format!(
        "UPDATE {} SET {stands} = max({stands}, ?2) WHERE {name} = ?1 AND typeof({stands}) = 'integer' RETURNING {stands}",
        filling.name
    );
    connection
        .query_row(&sql, params![table, position], |row| row.get(0))
        .optional()
        .map_err(|cause| unwritten("setting a sequence", cause).table(table))
}
