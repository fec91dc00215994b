//! Rows of tables that are kept as they are, for the way back: `howdah.shadow`.

use super::state::State;
use crate::error::Result;
use postgres::GenericClient;
use postgres::fallible_iterator::FallibleIterator;

/// A row that is kept as it is: for every cell the storage class (SQLite's type code, 5 for NULL) and the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// The table.
    pub table: String,
    /// Classes.
    pub classes: Vec<i16>,
    /// Bytes; numbers as 8 of them, big-endian.
    pub cells: Vec<Option<Vec<u8>>>,
}

/// Calls `each` with every kept row of a migration, table by table, in the order in which the rows were read.
pub fn kept_rows(
    client: &mut impl GenericClient,
    state: &State,
    migration: i32,
    mut each: impl FnMut(KeptRow) -> Result<()>,
) -> Result<()> {
    let sql = format!(
        "SELECT table_name, classes, cells FROM {} WHERE migration = $1 ORDER BY table_name, row_no",
        state.table("shadow")
    );
    let parameters: [&(dyn postgres::types::ToSql + Sync); 1] = [&migration];
    let mut rows = client.query_raw(&sql, parameters)?;
    while let Some(row) = rows.next()? {
        each(KeptRow { table: row.try_get(0)?, classes: row.try_get(1)?, cells: row.try_get(2)? })?;
    }
    Ok(())
}
