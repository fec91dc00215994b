//! Searches whose text is stored nowhere: their vectors made from the index. And the tables that are kept as they are
//! for the way back: SQLite's own, and the storage of virtual tables.
//!
//! Each search is one transaction with its mark, and each kept table, so that a run that is resumed finds a whole one
//! or none.

use super::source::Source;
use crate::catalog::schema::{Table, TableKind};
use crate::catalog::search::{Content, SearchMap};
use crate::error::{Error, Result};
use crate::postgres::search::index::{Words, keep_row};
use crate::postgres::state::State;
use crate::report::event::Watch;
use crate::sqlite::cells::{Cell, ScanSpec, scan};
use crate::sqlite::emit::ident;
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
    for table in kept_whole(source, searches)? {
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
fn kept_whole(source: &Source, searches: &[SearchMap]) -> Result<Vec<String>> {
    let catalog = &source.catalog;
    let mut built_again: Vec<String> = Vec::new();
    for map in searches.iter().filter(|map| map.opaque.is_empty()) {
        if in_step(source, &map.name)? {
            let suffixes = map.version.index_suffixes().iter().filter(|suffix| **suffix != "_config");
            built_again.extend(suffixes.map(|suffix| format!("{}{suffix}", map.name).to_lowercase()));
        }
    }
    let is_opaque = |name: &String| searches.iter().any(|map| map.opaque.contains(name));
    let kept = catalog.tables.iter().filter(|table| match table.kind {
        TableKind::Internal => !table.columns.is_empty(),
        TableKind::Shadow => is_opaque(&table.name) || !built_again.contains(&table.name.to_lowercase()),
        _ => is_opaque(&table.name),
    });
    Ok(kept.map(|table| table.name.clone()).collect())
}

/// Whether the index of a search is one of the text that is there now. Nobody but the application keeps an index over
/// another table in step (<https://sqlite.org/fts5.html#external_content_table_pitfalls>), and one that lists other rows
/// than the table has comes back as it was. One without rows is as quickly kept as made.
fn in_step(source: &Source, name: &str) -> Result<bool> {
    let Some(search) = source.catalog.searches.iter().find(|search| search.name == name) else {
        return Ok(true);
    };
    let Content::External { table, .. } = &search.content else { return Ok(true) };
    let reader = source.snapshot.reader()?;
    let count = |table: &str| -> Option<i64> {
        let sql = format!("SELECT count(*) FROM main.{}", ident(table));
        reader.connection().query_row(&sql, [], |row| row.get(0)).ok()
    };
    let indexed = count(&format!("{name}_docsize"));
    Ok(indexed.is_some_and(|rows| rows > 0) && indexed == count(table))
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
    let mut tx = client.transaction()?;
    let mut number = 0;
    each_kept_row(source, table, |cells| {
        number += 1;
        if number % CHECK_ROWS == 0 {
            watch.check()?;
        }
        keep_row(&mut tx, state, name, number, cells)
    })?;
    state.mark_step(&mut tx, mark, None)?;
    tx.commit()?;
    Ok(())
}

/// A cell that is kept as it is: SQLite's type code, and the bytes.
pub(super) type KeptCell = (i16, Option<Vec<u8>>);

/// Reads a table that is kept as it is, row by row.
pub(super) fn each_kept_row(
    source: &Source,
    table: &Table,
    mut each: impl FnMut(&[KeptCell]) -> Result<()>,
) -> Result<()> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let reader = source.snapshot.reader()?;
    let spec = ScanSpec { table: &table.name, columns: &columns, rowids: false, range: None };
    scan(reader.connection(), &spec, |row| {
        let cells: Vec<KeptCell> = row.iter().map(cell).collect();
        each(&cells)
    })
}

/// SQLite's type code (<https://sqlite.org/c3ref/c_blob.html>) and the bytes; numbers as 8 bytes, big-endian.
fn cell(cell: Cell<'_>) -> KeptCell {
    match cell {
        Cell::Integer(value) => (1, Some(value.to_be_bytes().to_vec())),
        Cell::Real(value) => (2, Some(value.to_bits().to_be_bytes().to_vec())),
        Cell::Text(bytes) => (3, Some(bytes.to_vec())),
        Cell::Blob(bytes) => (4, Some(bytes.to_vec())),
        Cell::Null => (5, None),
    }
}
