//! What stands in a database beside tables and views, by name and with its SQL: who carries the rows elsewhere must say
//! what stays behind.
//!
//! The catalogues are those of <https://www.postgresql.org/docs/current/catalogs.html>.

mod comments;
mod of_database;
mod of_schemas;
mod of_tables;

use super::Lost;
use crate::error::Result;
use postgres::GenericClient;
use postgres::types::ToSql;

/// Objects of one schema: by kind and name, comments at the end.
pub(super) fn lost<C: GenericClient>(client: &mut C, schema: &str) -> Result<Vec<Lost>> {
    let mut found = read(client, &of_schemas::query(), &[&schema])?;
    found.extend(read(client, of_tables::QUERY, &[&schema])?);
    found.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    if schema != "public" {
        found.iter_mut().for_each(|lost| lost.name = format!("{schema}.{}", lost.name));
    }
    // Named with their schema by the server.
    found.extend(read(client, comments::QUERY, &[&schema])?);
    Ok(found)
}

/// Objects that belong to no schema.
pub(super) fn of_database<C: GenericClient>(client: &mut C) -> Result<Vec<Lost>> {
    read(client, of_database::QUERY, &[])
}

fn read<C: GenericClient>(client: &mut C, query: &str, schema: &[&(dyn ToSql + Sync)]) -> Result<Vec<Lost>> {
    let rows = client.query(query, schema)?;
    rows.iter()
        .map(|row| Ok(Lost { kind: row.try_get(0)?, name: row.try_get(1)?, sql: row.try_get(2)? }))
        .collect()
}
