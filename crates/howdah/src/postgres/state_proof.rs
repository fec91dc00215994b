//! What the journal keeps for a rollback: the result of the proof, the digests of both sides at the move, and how far a
//! rollback came.

use super::state::{State, rfc_3339};
use crate::error::{Error, Kind, Result};
use crate::row::digest::TableDigest;
use postgres::{GenericClient, Transaction};
use std::collections::BTreeMap;

/// Columns of `proof`, behind the migration: a row is what the proof found in one table.
pub(super) const PROOF_COLUMNS: &str = "table_no integer NOT NULL, source_rows bigint NOT NULL, target_rows bigint NOT NULL, \
    missing bigint NOT NULL, added bigint NOT NULL, changed bigint NOT NULL, equal boolean NOT NULL, \
    made timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (migration, table_no)";

/// Columns of `digest`, behind the migration: a row is the sums of one table's buckets on one side.
pub(super) const DIGEST_COLUMNS: &str = "table_no integer NOT NULL, side text NOT NULL, rows bytea NOT NULL, originals bytea NOT NULL, \
    rowids bytea NOT NULL, rejected bytea NOT NULL, PRIMARY KEY (migration, table_no, side)";

/// What the proof of a migration found in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFound {
    /// Number of the table in its plan.
    pub table: i32,
    /// Rows in the source.
    pub source_rows: u64,
    /// Rows in the target.
    pub target_rows: u64,
    /// Rows of the source that the target lacks.
    pub missing: u64,
    /// Rows of the target that the source lacks.
    pub added: u64,
    /// Rows that both have and that are not the same, and originals that are not.
    pub changed: u64,
    /// Everything is equal.
    pub equal: bool,
}

/// The digests of a table on one side: rows, originals, rowids, rejected rows.
pub type Sums = [TableDigest; 4];

/// Which side digests are of. The words are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptSide {
    /// The file, at the snapshot that was carried.
    Source,
    /// PostgreSQL, as the proof read it.
    Target,
}

impl KeptSide {
    fn word(self) -> &'static str {
        match self {
            KeptSide::Source => "source",
            KeptSide::Target => "target",
        }
    }
}

impl State {
    /// Forgets what an earlier try of the same migration found.
    pub fn forget_proof(&self, tx: &mut Transaction<'_>, migration: i32) -> Result<()> {
        for name in ["proof", "digest"] {
            tx.execute(&format!("DELETE FROM {} WHERE migration = $1", self.table(name)), &[&migration])?;
        }
        Ok(())
    }

    /// Keeps what the proof found.
    pub fn keep_proof(&self, tx: &mut Transaction<'_>, migration: i32, found: &[TableFound]) -> Result<()> {
        let insert = tx.prepare(&format!(
            "INSERT INTO {} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.table("proof")
        ))?;
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for one in found {
            let [source, target] = [count(one.source_rows), count(one.target_rows)];
            let [missing, added, changed] = [count(one.missing), count(one.added), count(one.changed)];
            tx.execute(
                &insert,
                &[&migration, &one.table, &source, &target, &missing, &added, &changed, &one.equal],
            )?;
        }
        Ok(())
    }

    /// Keeps the digests of a table on one side.
    pub fn keep_digest(
        &self,
        tx: &mut Transaction<'_>,
        migration: i32,
        table: i32,
        side: KeptSide,
        sums: [&TableDigest; 4],
    ) -> Result<()> {
        let [rows, originals, rowids, rejected] = sums.map(TableDigest::to_bytes);
        let insert = format!("INSERT INTO {} VALUES ($1, $2, $3, $4, $5, $6, $7)", self.table("digest"));
        tx.execute(&insert, &[&migration, &table, &side.word(), &rows, &originals, &rowids, &rejected])?;
        Ok(())
    }

    /// What the proof found, by the tables' numbers, and when it was made (RFC 3339, UTC); nothing when there was none.
    pub fn proof(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
    ) -> Result<(Vec<TableFound>, Option<String>)> {
        let rows = client.query(
            &format!(
                "SELECT table_no, source_rows, target_rows, missing, added, changed, equal, {} FROM {} \
                 WHERE migration = $1 ORDER BY table_no",
                rfc_3339("made"),
                self.table("proof")
            ),
            &[&migration],
        )?;
        let count = |row: &postgres::Row, at: usize| -> Result<u64> {
            Ok(u64::try_from(row.try_get::<_, i64>(at)?).unwrap_or(0))
        };
        let made = rows.first().map(|row| row.try_get(7)).transpose()?;
        let found = rows.iter().map(|row| {
            Ok(TableFound {
                table: row.try_get(0)?,
                source_rows: count(row, 1)?,
                target_rows: count(row, 2)?,
                missing: count(row, 3)?,
                added: count(row, 4)?,
                changed: count(row, 5)?,
                equal: row.try_get(6)?,
            })
        });
        Ok((found.collect::<Result<_>>()?, made))
    }

    /// The digests that were kept of one side, by the tables' numbers.
    pub fn digests(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
        side: KeptSide,
    ) -> Result<BTreeMap<i32, Sums>> {
        let rows = client.query(
            &format!(
                "SELECT table_no, rows, originals, rowids, rejected FROM {} WHERE migration = $1 AND side = $2",
                self.table("digest")
            ),
            &[&migration, &side.word()],
        )?;
        let read = |row: &postgres::Row, at: usize| {
            TableDigest::from_bytes(row.try_get(at)?).ok_or_else(|| {
                Error::new(Kind::Unsafe, "the digests kept in the target were altered").hint(
                    "Carry the database into a file of another name: howdah migrate postgresql://… other.db.",
                )
            })
        };
        let sums = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, [read(row, 1)?, read(row, 2)?, read(row, 3)?, read(row, 4)?])));
        sums.collect()
    }

    /// Records what a rollback is about to put in place; `None`: nothing any more.
    pub fn set_rollback(
        &self,
        client: &mut impl GenericClient,
        migration: i32,
        what: Option<&str>,
    ) -> Result<()> {
        let sql = format!("UPDATE {} SET rollback = $2 WHERE id = $1", self.table("migration"));
        client.execute(&sql, &[&migration, &what])?;
        Ok(())
    }

    /// Records that the application was rolled back.
    pub fn set_rolled_back(&self, client: &mut impl GenericClient, migration: i32) -> Result<()> {
        let sql = format!("UPDATE {} SET rolled_back = now() WHERE id = $1", self.table("migration"));
        client.execute(&sql, &[&migration])?;
        Ok(())
    }
}
