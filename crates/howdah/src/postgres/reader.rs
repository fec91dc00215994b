//! Reads rows and what is kept beside them, at one exported snapshot.

use super::bulk::BulkSession;
use super::copy_out::CopyOut;
use super::emit::{ident_list, qualified, quote_ident, quote_literal};
use super::state::State;
use crate::catalog::map::{RowKey, RowidMap, TableMap};
use crate::catalog::transfer::{Batch, BatchLimits, Range, RowReader};
use crate::error::{Error, Result};
use crate::row::batch::RowBatch;
use crate::row::logical::LogicalType;
use postgres::Client;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The part of a batch that receives the rows of one COPY.
type Part = fn(&mut Batch) -> &mut RowBatch;

/// One session that reads. Its transaction is read-only, at a snapshot that other readers share, and ends with it.
pub struct PostgresReader {
    session: BulkSession,
    kept: Option<(State, i32)>,
    /// What is kept comes before the rows, and the rows in the order of an integer key.
    for_writing: bool,
    readings: Arc<Readings>,
}

/// How tables are read whose rows are not just there in the types of their maps, by schema and name.
pub type Readings = BTreeMap<(String, String), Reading>;

/// How one table is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Rows of the tables below it are its own: a partitioned table.
    pub with_partitions: bool,
    /// It cannot be read and has no rows: a materialised view that was never filled.
    pub unfilled: bool,
    /// The SQL by which a column is read, in the place of its name.
    pub columns: BTreeMap<String, String>,
}

impl PostgresReader {
    /// Opens the snapshot in a session and returns its name for [`PostgresReader::join`]; the session must outlive
    /// the readers that join (<https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION>).
    pub fn export(client: &mut Client) -> Result<String> {
        client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        Ok(client.query_one("SELECT pg_catalog.pg_export_snapshot()", &[])?.try_get(0)?)
    }

    /// A reader at an exported snapshot. With `kept`, what is kept beside the rows of that migration is read too.
    pub fn join(
        mut session: BulkSession,
        snapshot: &str,
        kept: Option<(State, i32)>,
    ) -> Result<PostgresReader> {
        session.batch_execute(&format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}",
            quote_literal(snapshot)
        ))?;
        Ok(PostgresReader { session, kept, for_writing: false, readings: Arc::default() })
    }

    /// The same reader for a side that writes each row whole, once: what is kept beside the rows comes before them, and
    /// rows come in the order in which their table is laid out, as far as the server has it at hand.
    pub fn for_writing(mut self) -> PostgresReader {
        self.for_writing = true;
        self
    }

    /// The same reader, with tables that are read in a way of their own.
    pub fn reading(mut self, readings: &Arc<Readings>) -> PostgresReader {
        self.readings = Arc::clone(readings);
        self
    }

    fn reading_of(&self, table: &TableMap) -> Option<&Reading> {
        // Nearly no reader has any.
        if self.readings.is_empty() {
            return None;
        }
        self.readings.get(&(table.schema.clone(), table.target.clone()))
    }

    /// The table's columns as they are read.
    fn columns(&self, table: &TableMap) -> String {
        let reading = self.reading_of(table);
        let scaleless =
            |name: &str| table.columns.iter().any(|column| column.target == name && column.is_scaleless());
        let column = |name: &str| match reading.and_then(|reading| reading.columns.get(name)) {
            Some(read) => read.clone(),
            None if scaleless(name) => format!("pg_catalog.trim_scale({})", quote_ident(name)),
            None => quote_ident(name),
        };
        table.target_columns().map(column).collect::<Vec<_>>().join(", ")
    }

    /// Reads what is kept beside the rows of a table.
    fn beside(
        &mut self,
        table: &TableMap,
        limits: BatchLimits,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        let Some((state, migration)) = self.kept.clone() else { return Ok(()) };
        let parts: [(&str, &str, Part); 3] = [
            ("original", "table_no, row_key, column_no, class, bytes, changed", |batch| &mut batch.originals),
            ("rowid", "table_no, key_hash, rowid", |batch| &mut batch.rowids),
            ("rejected", "table_no, row_key, column_no, class, bytes", |batch| &mut batch.rejected),
        ];
        for (name, columns, part) in parts {
            let sql = format!(
                "COPY (SELECT {columns} FROM {} WHERE migration = {migration} AND table_no = {}) TO STDOUT (FORMAT binary)",
                state.table(name),
                table.number
            );
            self.copy(&sql, limits, part, each)?;
        }
        Ok(())
    }

    fn copy(
        &mut self,
        sql: &str,
        limits: BatchLimits,
        part: Part,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        let mut batch = Batch::default();
        CopyOut::start(&mut self.session, sql)?.for_each(|tuple| {
            let rows = part(&mut batch);
            rows.push_tuple(tuple);
            if rows.len() >= limits.bytes || rows.rows() >= limits.rows {
                each(&mut batch)?;
                batch.clear(limits.bytes * 2);
            }
            Ok(())
        })?;
        if !batch.is_empty() {
            each(&mut batch)?;
        }
        Ok(())
    }
}

impl RowReader for PostgresReader {
    fn read(
        &mut self,
        table: &TableMap,
        range: Range,
        limits: BatchLimits,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        if self.reading_of(table).is_some_and(|own| own.unfilled) {
            return Ok(());
        }
        let columns = self.columns(table);
        let from = qualified(&table.schema, &table.target);
        // The first part also brings what is kept beside the rows.
        let (pages, first) = match range {
            Range::All => (String::new(), true),
            Range::Pages { start, end: u32::MAX } => (format!(" WHERE ctid >= '({start},0)'"), start == 0),
            Range::Pages { start, end } => {
                (format!(" WHERE ctid >= '({start},0)' AND ctid < '({end},0)'"), start == 0)
            }
            Range::Rowids { .. } => return Err(Error::bug("a PostgreSQL table has no rowids")),
        };
        if self.for_writing {
            self.beside(table, limits, each)?;
        }
        let order = if self.for_writing { order(table) } else { String::new() };
        let only = if self.reading_of(table).is_some_and(|own| own.with_partitions) { "" } else { "ONLY " };
        let sql =
            format!("COPY (SELECT {columns} FROM {only}{from}{pages}{order}) TO STDOUT (FORMAT binary)");
        self.copy(&sql, limits, |batch| &mut batch.rows, each).map_err(|error| error.table(&table.lite))?;
        if first && !self.for_writing {
            self.beside(table, limits, each)?;
        }
        Ok(())
    }
}

/// The order of a table's tree in SQLite: that of its integer key, or of its key where the table has no rowid. Any order
/// is right; in this one a row goes behind the row before it.
fn order(table: &TableMap) -> String {
    let RowKey::Columns(key) = &table.key else { return String::new() };
    let is_integer = |at: &usize| {
        matches!(table.columns[*at].logical, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8)
    };
    let ordered = table.without_rowid || matches!(&key[..], [only] if is_integer(only));
    // The one type without an order; such a key is none in PostgreSQL.
    let orderless = key.iter().any(|&at| table.columns[at].logical == LogicalType::Json);
    if !ordered || orderless || table.rowid != RowidMap::None {
        return String::new();
    }
    format!(" ORDER BY {}", ident_list(key.iter().map(|&at| table.columns[at].target.as_str())))
}

/// Parts of a table for parallel reading: ranges of heap pages, one for each `bytes_part` bytes.
pub fn page_ranges(client: &mut Client, table: &TableMap, bytes_part: u64) -> Result<Vec<(Range, u64)>> {
    let row = client.query_one(
        "SELECT pg_catalog.pg_relation_size(c.oid), pg_catalog.pg_table_size(c.oid), \
                pg_catalog.current_setting('block_size')::bigint \
         FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)",
        &[&qualified(&table.schema, &table.target)],
    )?;
    let heap = u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or(0);
    let all = u64::try_from(row.try_get::<_, i64>(1)?).unwrap_or(0);
    let block = u64::try_from(row.try_get::<_, i64>(2)?).unwrap_or(8192).max(1);
    let pages = heap.div_ceil(block);
    // Long values stand outside the heap: parts are cut by the size of everything.
    let parts = (all / bytes_part.max(1)).clamp(1, pages.max(1)).min(1024);
    Ok((0..parts)
        .map(|part| {
            let start = u32::try_from(pages * part / parts).unwrap_or(u32::MAX);
            let end = if part + 1 == parts {
                u32::MAX
            } else {
                u32::try_from(pages * (part + 1) / parts).unwrap_or(u32::MAX)
            };
            (Range::Pages { start, end }, all / parts)
        })
        .collect())
}
