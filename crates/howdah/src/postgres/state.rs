//! Howdah's own tables in the target: what was carried, how far, and what the way back needs.
//!
//! They live in one schema (`howdah` unless the user names another) and are the only thing that howdah adds to a
//! database besides the application's tables. All SQL about them stands here; what the rows mean for a run is the
//! journal's business.

use super::emit::{qualified, quote_ident};
use super::state_lock::SETTING;
use crate::catalog::map::TableMap;
use crate::catalog::schema::Origin;
use crate::catalog::transfer::Written;
use crate::error::{Error, Result};
use postgres::{GenericClient, Transaction};
use std::collections::{BTreeMap, BTreeSet};

/// The layout of the state's tables and the meaning of what is in them. A change that another version of this program
/// would misread, in the tables or in how runs use them, takes the next number. Every layout has
/// `layout (number)`, and of `migration` and `table_map` at least what [`State::unfinished`] reads.
pub const LAYOUT: i32 = 2;

/// Tables of the state schema, in the order in which they are made.
pub const TABLES: [&str; 14] = [
    "layout",
    "migration",
    "table_map",
    "chunk",
    "step",
    "origin",
    "property",
    "original",
    "rowid",
    "rejected",
    "search",
    "shadow",
    "proof",
    "digest",
];

/// The state schema of one target.
#[derive(Debug, Clone)]
pub struct State {
    schema: String,
}

/// A row of `howdah.migration`.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Its number.
    pub id: i32,
    /// The plan's id.
    pub plan_id: String,
    /// The plan as JSON.
    pub plan: String,
    /// The source's place, secrets masked.
    pub source: String,
    /// What tells one state of the source from another.
    pub fingerprint: String,
    /// Where in the source's life the snapshot stood that was carried: a position as JSON.
    pub position: String,
    /// Schema that received the tables.
    pub target_schema: String,
    /// The stage that is reached: see the journal.
    pub stage: String,
    /// When it was finished (RFC 3339, UTC).
    pub finished: Option<String>,
    /// What a rollback was about to put in place (JSON), from just before it did.
    pub rollback: Option<String>,
    /// When the application was rolled back to SQLite (RFC 3339, UTC).
    pub rolled_back: Option<String>,
    /// Version of the program that registered it.
    pub howdah: String,
}

/// A target table that a migration made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeTable {
    /// Schema and name.
    pub name: (String, String),
    /// What has that name now.
    pub now: Now,
}

/// What stands where a migration made a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// That very table.
    Same,
    /// Something else: the table was dropped or renamed, or the database restored from a dump.
    Other,
    /// Nothing.
    Nothing,
}

/// What a new migration is registered with.
#[derive(Debug, Clone, Copy)]
pub struct NewMigration<'a> {
    /// The plan's id.
    pub plan_id: &'a str,
    /// The plan as JSON.
    pub plan: &'a str,
    /// The source's place, secrets masked.
    pub source: &'a str,
    /// What tells one state of the source from another.
    pub fingerprint: &'a str,
    /// The source's position as JSON.
    pub position: &'a str,
    /// Schema that receives the tables.
    pub target_schema: &'a str,
}

impl State {
    /// The state in a schema.
    pub fn in_schema(schema: &str) -> State {
        State { schema: schema.to_owned() }
    }

    /// The schema's name, unquoted.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// A table of the state, quoted.
    pub fn table(&self, name: &str) -> String {
        qualified(&self.schema, name)
    }

    /// The layout of the state's tables, when they are there. 0 is not howdah's, or older than any number.
    pub fn layout(&self, client: &mut impl GenericClient) -> Result<Option<i32>> {
        let row = client.query_one(
            "SELECT pg_catalog.to_regclass($1) IS NOT NULL, pg_catalog.to_regclass($2) IS NOT NULL",
            &[&self.table("migration"), &self.table("layout")],
        )?;
        match (row.try_get(0)?, row.try_get(1)?) {
            (false, _) => Ok(None),
            (true, false) => Ok(Some(0)),
            (true, true) => {
                let sql = format!("SELECT coalesce(max(number), 0) FROM {}", self.table("layout"));
                Ok(Some(client.query_one(&sql, &[])?.try_get(0)?))
            }
        }
    }

    /// Of the state in any layout but 0: the migrations that are not finished; `None` when one is finished.
    pub fn unfinished(&self, client: &mut impl GenericClient) -> Result<Option<Vec<i32>>> {
        let sql = format!("SELECT id, stage = 'done' FROM {}", self.table("migration"));
        let mut unfinished = Vec::new();
        for row in client.query(&sql, &[])? {
            if row.try_get(1)? {
                return Ok(None);
            }
            unfinished.push(row.try_get(0)?);
        }
        Ok(Some(unfinished))
    }

    /// Drops the state's tables, which are of another layout.
    pub fn remove(&self, tx: &mut Transaction<'_>) -> Result<()> {
        let names: Vec<String> = TABLES.iter().map(|name| self.table(name)).collect();
        tx.batch_execute(&format!("DROP TABLE IF EXISTS {}", names.join(", ")))?;
        Ok(())
    }

    /// Makes the schema and its tables where they are missing.
    pub fn install(&self, tx: &mut Transaction<'_>) -> Result<()> {
        let there: bool = tx
            .query_one(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1)",
                &[&self.schema],
            )?
            .try_get(0)?;
        if !there {
            tx.batch_execute(&format!("CREATE SCHEMA {}", quote_ident(&self.schema)))?;
        }
        tx.batch_execute(&self.ddl())?;
        tx.batch_execute(&format!(
            "INSERT INTO {0} SELECT {LAYOUT} WHERE NOT EXISTS (SELECT FROM {0})",
            self.table("layout")
        ))?;
        Ok(())
    }

    fn ddl(&self) -> String {
        let migration = self.table("migration");
        let number = format!(
            "migration integer NOT NULL DEFAULT current_setting('{SETTING}')::integer \
             REFERENCES {migration} (id) ON DELETE CASCADE"
        );
        // Without a foreign key: checking one for each of millions of rows would cost more than writing them.
        let number_light =
            format!("migration integer NOT NULL DEFAULT current_setting('{SETTING}')::integer");
        [
            ("layout", "number integer NOT NULL".to_owned()),
            (
                "migration",
                "id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, plan_id text NOT NULL, plan text NOT NULL, \
                 source text NOT NULL, fingerprint text NOT NULL, position text NOT NULL, target_schema text NOT NULL, \
                 stage text NOT NULL, started timestamptz NOT NULL DEFAULT now(), finished timestamptz, \
                 rollback text, rolled_back timestamptz, howdah text NOT NULL"
                    .to_owned(),
            ),
            (
                "table_map",
                format!(
                    "{number}, table_no integer NOT NULL, source_table text NOT NULL, target_schema text NOT NULL, \
                     target_table text NOT NULL, relation oid NOT NULL, map text NOT NULL, \
                     PRIMARY KEY (migration, table_no)"
                ),
            ),
            (
                "chunk",
                format!(
                    "{number}, table_no integer NOT NULL, chunk_no integer NOT NULL, rows bigint NOT NULL, \
                     bytes bigint NOT NULL, originals bigint NOT NULL, rejected bigint NOT NULL, \
                     done timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (migration, table_no, chunk_no)"
                ),
            ),
            (
                "step",
                format!(
                    "{number}, name text NOT NULL, failure text, done timestamptz NOT NULL DEFAULT now(), \
                     PRIMARY KEY (migration, name)"
                ),
            ),
            (
                "origin",
                format!(
                    "{number}, position integer NOT NULL, kind text NOT NULL, name bytea NOT NULL, \
                     table_name bytea NOT NULL, sql bytea, PRIMARY KEY (migration, position)"
                ),
            ),
            ("property", format!("{number}, name text NOT NULL, value text NOT NULL, PRIMARY KEY (migration, name)")),
            (
                "original",
                format!(
                    "{number_light}, table_no integer NOT NULL, row_key bytea NOT NULL, column_no smallint NOT NULL, \
                     class smallint NOT NULL, bytes bytea NOT NULL, changed boolean NOT NULL"
                ),
            ),
            (
                "rowid",
                format!("{number_light}, table_no integer NOT NULL, key_hash bytea NOT NULL, rowid bigint NOT NULL"),
            ),
            (
                "rejected",
                format!(
                    "{number_light}, table_no integer NOT NULL, row_key bytea NOT NULL, column_no smallint NOT NULL, \
                     class smallint NOT NULL, bytes bytea"
                ),
            ),
            (
                "search",
                format!(
                    "{number}, name text NOT NULL, version text NOT NULL, tokenizer text NOT NULL, \
                     target_schema text NOT NULL, target_table text NOT NULL, vector_column text NOT NULL, \
                     key_column text, columns text[] NOT NULL, unindexed text[] NOT NULL, PRIMARY KEY (migration, name)"
                ),
            ),
            (
                "shadow",
                format!(
                    "{number_light}, table_name text NOT NULL, row_no bigint NOT NULL, classes smallint[] NOT NULL, \
                     cells bytea[] NOT NULL, PRIMARY KEY (migration, table_name, row_no)"
                ),
            ),
            ("proof", format!("{number}, {}", super::state_proof::PROOF_COLUMNS)),
            ("digest", format!("{number}, {}", super::state_proof::DIGEST_COLUMNS)),
        ]
        .map(|(name, columns)| format!("CREATE TABLE IF NOT EXISTS {} ({columns});\n", self.table(name)))
        .concat()
    }

    /// Registers a migration and what its way back needs, and returns its number.
    pub fn register(
        &self,
        tx: &mut Transaction<'_>,
        new: NewMigration<'_>,
        tables: &[(&TableMap, String)],
        origin: &[Origin],
        properties: &[(String, String)],
    ) -> Result<i32> {
        let id: i32 = tx
            .query_one(
                &format!(
                    "INSERT INTO {} (plan_id, plan, source, fingerprint, position, target_schema, stage, howdah) \
                     VALUES ($1, $2, $3, $4, $5, $6, 'copy', $7) RETURNING id",
                    self.table("migration")
                ),
                &[
                    &new.plan_id,
                    &new.plan,
                    &new.source,
                    &new.fingerprint,
                    &new.position,
                    &new.target_schema,
                    &env!("CARGO_PKG_VERSION"),
                ],
            )?
            .try_get(0)?;
        let insert = tx.prepare(&format!(
            "INSERT INTO {} VALUES ($1, $2, $3, $4, $5, pg_catalog.to_regclass($6)::oid, $7)",
            self.table("table_map")
        ))?;
        for (table, map) in tables {
            let relation = qualified(&table.schema, &table.target);
            tx.execute(
                &insert,
                &[&id, &table.number, &clean(&table.lite), &table.schema, &table.target, &relation, map],
            )?;
        }
        let insert =
            tx.prepare(&format!("INSERT INTO {} VALUES ($1, $2, $3, $4, $5, $6)", self.table("origin")))?;
        for (position, object) in origin.iter().enumerate() {
            let sql = object.sql.as_deref().map(str::as_bytes);
            let position = i32::try_from(position).unwrap_or(i32::MAX);
            tx.execute(
                &insert,
                &[&id, &position, &object.kind, &object.name.as_bytes(), &object.table.as_bytes(), &sql],
            )?;
        }
        let insert = tx.prepare(&format!("INSERT INTO {} VALUES ($1, $2, $3)", self.table("property")))?;
        for (name, value) in properties {
            tx.execute(&insert, &[&id, name, &clean(value)])?;
        }
        Ok(id)
    }

    /// The schemas into which something was carried, by name.
    pub fn schemas(&self, client: &mut impl GenericClient) -> Result<Vec<String>> {
        let sql = format!("SELECT DISTINCT target_schema FROM {} ORDER BY 1", self.table("migration"));
        client.query(&sql, &[])?.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Migrations into a schema, the newest first.
    pub fn migrations(&self, client: &mut impl GenericClient, target_schema: &str) -> Result<Vec<Migration>> {
        let rows = client.query(
            &format!(
                "SELECT id, plan_id, plan, source, fingerprint, position, target_schema, stage, {}, rollback, {}, howdah \
                 FROM {} WHERE target_schema = $1 ORDER BY id DESC",
                rfc_3339("finished"),
                rfc_3339("rolled_back"),
                self.table("migration")
            ),
            &[&target_schema],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Migration {
                    id: row.try_get(0)?,
                    plan_id: row.try_get(1)?,
                    plan: row.try_get(2)?,
                    source: row.try_get(3)?,
                    fingerprint: row.try_get(4)?,
                    position: row.try_get(5)?,
                    target_schema: row.try_get(6)?,
                    stage: row.try_get(7)?,
                    finished: row.try_get(8)?,
                    rollback: row.try_get(9)?,
                    rolled_back: row.try_get(10)?,
                    howdah: row.try_get(11)?,
                })
            })
            .collect()
    }

    /// Target tables that a migration made, and what stands there now.
    pub fn tables_of(&self, client: &mut impl GenericClient, migration: i32) -> Result<Vec<MadeTable>> {
        let rows = client.query(
            &format!(
                "SELECT m.target_schema, m.target_table, c.oid IS NOT NULL, c.oid IS NOT DISTINCT FROM m.relation \
                 FROM {} m LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = m.target_schema \
                 LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = m.target_table \
                 WHERE m.migration = $1 ORDER BY m.table_no",
                self.table("table_map")
            ),
            &[&migration],
        )?;
        rows.iter()
            .map(|row| {
                let now = match (row.try_get(2)?, row.try_get(3)?) {
                    (_, true) => Now::Same,
                    (true, false) => Now::Other,
                    (false, false) => Now::Nothing,
                };
                Ok(MadeTable { name: (row.try_get(0)?, row.try_get(1)?), now })
            })
            .collect()
    }

    /// Forgets a migration and everything kept beside its rows.
    pub fn forget(&self, tx: &mut Transaction<'_>, migration: i32) -> Result<()> {
        for name in ["original", "rowid", "rejected", "shadow"] {
            tx.execute(&format!("DELETE FROM {} WHERE migration = $1", self.table(name)), &[&migration])?;
        }
        tx.execute(&format!("DELETE FROM {} WHERE id = $1", self.table("migration")), &[&migration])?;
        Ok(())
    }

    /// Records the stage that is reached; the last one also records the time.
    pub fn set_stage(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
        stage: &str,
        last: bool,
    ) -> Result<()> {
        client.execute(
            &format!(
                "UPDATE {} SET stage = $2, finished = CASE WHEN $3 THEN now() END WHERE id = $1",
                self.table("migration")
            ),
            &[&migration, &stage, &last],
        )?;
        Ok(())
    }

    /// Chunks that are committed: (table, chunk) to what they held.
    pub fn chunks(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
    ) -> Result<BTreeMap<(i32, i32), Written>> {
        let rows = client.query(
            &format!(
                "SELECT table_no, chunk_no, rows, bytes, originals, rejected FROM {} WHERE migration = $1",
                self.table("chunk")
            ),
            &[&migration],
        )?;
        let count = |row: &postgres::Row, at: usize| -> Result<u64> {
            Ok(u64::try_from(row.try_get::<_, i64>(at)?).unwrap_or(0))
        };
        rows.iter()
            .map(|row| {
                let written = Written {
                    rows: count(row, 2)?,
                    bytes: count(row, 3)?,
                    originals: count(row, 4)?,
                    rejected: count(row, 5)?,
                };
                Ok(((row.try_get(0)?, row.try_get(1)?), written))
            })
            .collect()
    }

    /// Marks a chunk in the transaction that holds its rows.
    pub fn mark_chunk(
        &self,
        tx: &mut Transaction<'_>,
        table: i32,
        chunk: i32,
        written: Written,
    ) -> Result<()> {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        tx.execute(
            &format!(
                "INSERT INTO {} (table_no, chunk_no, rows, bytes, originals, rejected) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                self.table("chunk")
            ),
            &[
                &table,
                &chunk,
                &count(written.rows),
                &count(written.bytes),
                &count(written.originals),
                &count(written.rejected),
            ],
        )?;
        Ok(())
    }

    /// Steps that are done, with their failure in words where a step was given up.
    pub fn steps(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
    ) -> Result<BTreeMap<String, Option<String>>> {
        let rows = client.query(
            &format!("SELECT name, failure FROM {} WHERE migration = $1", self.table("step")),
            &[&migration],
        )?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Marks a step, in the transaction that did it.
    pub fn mark_step(
        &self,
        client: &mut impl GenericClient,
        name: &str,
        failure: Option<&str>,
    ) -> Result<()> {
        client.execute(
            &format!("INSERT INTO {} (name, failure) VALUES ($1, $2)", self.table("step")),
            &[&name, &failure],
        )?;
        Ok(())
    }

    /// Cells whose originals are kept, by table, column and whether the value changed.
    pub fn ledger(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
    ) -> Result<Vec<(i32, i16, bool, u64)>> {
        let rows = client.query(
            &format!(
                "SELECT table_no, column_no, changed, count(*) FROM {} WHERE migration = $1 \
                 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
                self.table("original")
            ),
            &[&migration],
        )?;
        rows.iter()
            .map(|row| {
                let cells = u64::try_from(row.try_get::<_, i64>(3)?).unwrap_or(0);
                Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, cells))
            })
            .collect()
    }

    /// Whether rows of the state would fall together with tables of the application.
    pub fn clash(&self, target_schema: &str, tables: &BTreeSet<&str>) -> Option<Error> {
        if self.schema != target_schema {
            return None;
        }
        let clash = TABLES.iter().find(|name| tables.contains(*name))?;
        Some(
            Error::new(
                crate::error::Kind::Usage,
                "howdah's own tables and the application's have the same names",
            )
            .table(*clash)
            .hint("Choose another schema for one of them: --state-schema NAME or --schema NAME."),
        )
    }
}

/// An expression that writes a time as reports do.
pub(super) fn rfc_3339(column: &str) -> String {
    format!("pg_catalog.to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
}

/// PostgreSQL's text has no NUL; a name with one is shown with the replacement character.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
