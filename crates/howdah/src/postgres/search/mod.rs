//! Full-text search in the target: SQL functions in the state's schema that cut text into SQLite's tokens, make vectors
//! of them, and turn MATCH queries into tsquery.
//!
//! Generated columns and the application call these functions, so they stay when the migration is over. The SQL stands
//! in the files beside this one; `@schema@` in them is the schema's name as SQL, `@schema_text@` the same within a
//! string. `docs/search.md` is the user's page about them.

pub mod index;

use super::emit::{quote_ident, quote_literal};
use super::state::State;
use crate::catalog::search::SearchMap;
use crate::error::Result;
use postgres::{GenericClient, Transaction};

/// The files in the order in which they refer to one another.
const FILES: [&str; 8] = [
    include_str!("letters.sql"),
    include_str!("tokens.sql"),
    include_str!("vector.sql"),
    include_str!("query.sql"),
    include_str!("query5.sql"),
    include_str!("query4.sql"),
    include_str!("named.sql"),
    include_str!("rank.sql"),
];

/// Makes the functions in a schema that is there, or renews them.
pub fn install(client: &mut impl GenericClient, schema: &str) -> Result<()> {
    client.batch_execute(&definitions(schema))?;
    Ok(())
}

/// The SQL that [`install`] runs.
pub fn definitions(schema: &str) -> String {
    let name = quote_ident(schema);
    let text = name.replace('\'', "''");
    FILES.map(|file| file.replace("@schema_text@", &text).replace("@schema@", &name)).join("\n")
}

/// Registers the searches of a migration, so that queries find them by name.
pub fn register(
    tx: &mut Transaction<'_>,
    state: &State,
    migration: i32,
    searches: &[SearchMap],
) -> Result<()> {
    let insert = format!(
        "INSERT INTO {} (migration, name, version, tokenizer, target_schema, target_table, vector_column, key_column, \
         columns, unindexed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        state.table("search")
    );
    // A search without a vector has no place to be queried.
    for map in searches.iter().filter(|map| !map.vector.is_empty()) {
        tx.execute(
            &insert,
            &[
                &migration,
                &map.name.replace('\0', "\u{fffd}"),
                &map.version.word(),
                &map.tokenizer,
                &map.schema,
                &map.table,
                &map.vector,
                &map.key,
                &map.columns,
                &map.unindexed,
            ],
        )?;
    }
    Ok(())
}

/// The SQL for `operand MATCH query` of SQLite: `vector` is the vector's column as SQL, `query` an expression of type
/// text, `search` the name under which the search is registered.
pub fn matches(schema: &str, vector: &str, query: &str, search: &str) -> String {
    format!("{vector} @@ {}.fts_query({query}, {})", quote_ident(schema), quote_literal(search))
}
