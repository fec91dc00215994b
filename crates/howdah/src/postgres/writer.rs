//! Writes chunks of rows: one transaction holds a chunk's rows, what is kept beside them and the progress mark.

use super::copy_in::CopyIn;
use super::emit::{ident_list, qualified};
use super::state::State;
use crate::catalog::map::TableMap;
use crate::catalog::transfer::{Batch, Batches, Chunk, RowWriter, Written};
use crate::error::Result;
use crate::row::batch::RowBatch;
use postgres::{Client, Transaction};

/// Rows kept beside a table wait in memory until there are this many bytes of them; then the COPY of the table's rows
/// ends, theirs runs, and the table's goes on: one session runs one COPY at a time.
const BESIDE_BYTES: usize = 8 * 1024 * 1024;

/// One session that writes.
pub struct PostgresWriter {
    client: Client,
    state: State,
}

impl PostgresWriter {
    /// A writer over its own session, for the migration that the session has entered.
    pub fn new(mut client: Client, state: State, migration: i32) -> Result<PostgresWriter> {
        state.enter(&mut client, migration)?;
        // A crash of the server may cost the last chunks, and their marks with them; the stage's commit flushes all.
        client.batch_execute("SET synchronous_commit = off")?;
        Ok(PostgresWriter { client, state })
    }
}

/// Rows kept beside the table, waiting.
#[derive(Default)]
struct Beside {
    originals: RowBatch,
    rowids: RowBatch,
    rejected: RowBatch,
}

impl Beside {
    fn take(&mut self, batch: &Batch) {
        for (mine, theirs) in [
            (&mut self.originals, &batch.originals),
            (&mut self.rowids, &batch.rowids),
            (&mut self.rejected, &batch.rejected),
        ] {
            mine.append(theirs);
        }
    }

    fn len(&self) -> usize {
        self.originals.len() + self.rowids.len() + self.rejected.len()
    }

    fn flush(&mut self, tx: &mut Transaction<'_>, state: &State) -> Result<()> {
        for (rows, table, columns) in [
            (&mut self.originals, "original", "table_no, row_key, column_no, class, bytes, changed"),
            (&mut self.rowids, "rowid", "table_no, key_hash, rowid"),
            (&mut self.rejected, "rejected", "table_no, row_key, column_no, class, bytes"),
        ] {
            if rows.is_empty() {
                continue;
            }
            let sql = format!("COPY {} ({columns}) FROM STDIN (FORMAT binary)", state.table(table));
            let mut copy = CopyIn::start(tx, &sql)?;
            copy.write_tuples(rows.as_bytes())?;
            copy.finish()?;
            rows.clear(BESIDE_BYTES);
        }
        Ok(())
    }
}

impl RowWriter for PostgresWriter {
    fn write_chunk(&mut self, table: &TableMap, chunk: Chunk, batches: &mut dyn Batches) -> Result<Written> {
        let sql = format!(
            "COPY {} ({}) FROM STDIN (FORMAT binary)",
            qualified(&table.schema, &table.target),
            ident_list(table.target_columns())
        );
        let mut tx = self.client.transaction()?;
        let mut batch = Batch::default();
        let mut beside = Beside::default();
        let mut written = Written::default();
        let mut more = true;
        while more {
            let mut copy = CopyIn::start(&mut tx, &sql).map_err(|error| error.table(&table.lite))?;
            loop {
                more = batches.next(&mut batch)?;
                if !more {
                    break;
                }
                copy.write_tuples(batch.rows.as_bytes()).map_err(|error| error.table(&table.lite))?;
                written.rows += u64::from(batch.rows.rows());
                written.bytes += batch.rows.len() as u64;
                written.originals += u64::from(batch.originals.rows());
                written.rejected += batch.rejected_rows;
                beside.take(&batch);
                if beside.len() > BESIDE_BYTES {
                    break;
                }
            }
            copy.finish().map_err(|error| error.table(&table.lite))?;
            beside.flush(&mut tx, &self.state)?;
        }
        self.state.mark_chunk(&mut tx, table.number, chunk.number, written)?;
        tx.commit()?;
        Ok(written)
    }
}
