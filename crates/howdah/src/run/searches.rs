//! Searches whose text is stored nowhere: their vectors made from the index. And the tables that are kept as they are
//! for the way back: SQLite's own, and the storage of virtual tables.
//!
//! Each search is one transaction with its mark, and each kept table, so that a run that is resumed finds a whole one
//! or none.

use super::source::Source;
use crate::catalog::schema::{Catalog, TableKind};
use crate::catalog::search::SearchMap;
use crate::error::{Error, Result};
use crate::postgres::search::index::{Words, keep_row};
use crate::postgres::state::State;
use crate::report::event::Watch;
use crate::sqlite::cells::{Cell, ScanSpec, scan};
use crate::sqlite::vocabulary::instances;
use postgres::Client;

/// Rows between two looks at the flag that stops a run.
const CHECK_ROWS: i64 = 4_096;

/// Makes what is not marked as made.
pub fn fill(
    client: &mut Client,
    state: &State,
    migration: i32,
    source: &Source,
    searches: &[SearchMap],
    watch: Watch<'_>,
) -> Result<()> {
    let done = state.steps(client, migration)?;
    for map in searches {
        let mark = format!("search {}", map.name);
        if map.from_index && !done.contains_key(&mark) {
            vectors(client, state, source, map, &mark, watch)?;
        }
    }
    for table in kept_whole(&source.catalog, searches) {
        let mark = format!("shadow {table}");
        if !done.contains_key(&mark) {
            shadow(client, state, source, &table, &mark, watch)?;
        }
    }
    Ok(())
}

/// Tables whose rows are kept as they are, since nothing on the target's side could make them again: SQLite's own
/// (`sqlite_sequence`, `sqlite_stat1`, …), and the storage of virtual tables, but for the index of a search that is
/// built again from its text.
pub fn kept_whole(catalog: &Catalog, searches: &[SearchMap]) -> Vec<String> {
    let built_again = |name: &str| {
        searches.iter().filter(|map| map.opaque.is_empty()).any(|map| {
            let suffixes = map.version.index_suffixes().iter().filter(|suffix| **suffix != "_config");
            let rest = name.get(..map.name.len()).filter(|start| start.eq_ignore_ascii_case(&map.name));
            rest.is_some_and(|rest| suffixes.copied().any(|suffix| name[rest.len()..].eq_ignore_ascii_case(suffix)))
        })
    };
    let is_opaque = |name: &String| searches.iter().any(|map| map.opaque.contains(name));
    catalog
        .tables
        .iter()
        .filter(|table| match table.kind {
            TableKind::Internal => !table.columns.is_empty(),
            TableKind::Shadow => is_opaque(&table.name) || !built_again(&table.name),
            _ => is_opaque(&table.name),
        })
        .map(|table| table.name.clone())
        .collect()
}

fn vectors(
    client: &mut Client,
    state: &State,
    source: &Source,
    map: &SearchMap,
    mark: &str,
    watch: Watch<'_>,
) -> Result<()> {
    let searched: Vec<&String> = map.columns.iter().filter(|name| !map.unindexed.contains(name)).collect();
    let mut tx = client.transaction()?;
    let mut words = Words::begin(&mut tx)?;
    let mut seen = 0;
    let reader = source.snapshot.reader()?;
    instances(reader.connection(), &map.name, |word| {
        seen += 1;
        if seen % CHECK_ROWS == 0 {
            watch.check()?;
        }
        let column = word.column.and_then(|name| searched.iter().position(|one| **one == name));
        words.add(word.row, column.map_or(0, |at| at as i32), word.offset, &word.term)
    })?;
    words.finish(state, map)?;
    state.mark_step(&mut tx, mark, None)?;
    tx.commit()?;
    Ok(())
}

fn shadow(
    client: &mut Client,
    state: &State,
    source: &Source,
    name: &str,
    mark: &str,
    watch: Watch<'_>,
) -> Result<()> {
    let known = source.catalog.tables.iter().find(|table| table.name == name);
    let table = known.ok_or_else(|| Error::bug("a shadow table is not in the catalogue").table(name))?;
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let mut tx = client.transaction()?;
    let mut number = 0;
    let reader = source.snapshot.reader()?;
    let spec = ScanSpec { table: name, columns: &columns, rowids: false, range: None };
    scan(reader.connection(), &spec, |row| {
        number += 1;
        if number % CHECK_ROWS == 0 {
            watch.check()?;
        }
        let cells: Vec<(i16, Option<Vec<u8>>)> = row.iter().map(cell).collect();
        keep_row(&mut tx, state, name, number, &cells)
    })?;
    state.mark_step(&mut tx, mark, None)?;
    tx.commit()?;
    Ok(())
}

/// SQLite's type code (<https://sqlite.org/c3ref/c_blob.html>) and the bytes; numbers as 8 bytes, big-endian.
fn cell(cell: Cell<'_>) -> (i16, Option<Vec<u8>>) {
    match cell {
        Cell::Integer(value) => (1, Some(value.to_be_bytes().to_vec())),
        Cell::Real(value) => (2, Some(value.to_bits().to_be_bytes().to_vec())),
        Cell::Text(bytes) => (3, Some(bytes.to_vec())),
        Cell::Blob(bytes) => (4, Some(bytes.to_vec())),
        Cell::Null => (5, None),
    }
}
