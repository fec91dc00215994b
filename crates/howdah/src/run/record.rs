//! The record of a proof in the journal: what a rollback judges by, and what tells who wrote a row since.

use super::prove::Proved;
use crate::error::Result;
use crate::plan::model::Plan;
use crate::postgres::state::State;
use crate::postgres::state_proof::{KeptSide, TableFound};
use crate::proof::digests::SideDigest;
use crate::row::digest::TableDigest;
use postgres::Client;

/// Keeps what the proof of a migration found, and both sides' digests (PostgreSQL's only where they are others than the
/// file's). Without a proof, the digests of tables that the copy read whole (`read`) are kept.
///
/// A migration that was finished before and is proven `again` may have been written since: what is known of it stays,
/// and where nothing is known, only a proof of equality says how it was then.
pub(super) fn keep(
    client: &mut Client,
    state: &State,
    migration: i32,
    plan: &Plan,
    proved: Option<&Proved>,
    read: &[Option<SideDigest>],
    again: bool,
) -> Result<()> {
    if again {
        let known = state.proof(client, migration)?.1.is_some();
        if known || !proved.is_some_and(|proved| proved.report.equal) {
            return Ok(());
        }
    }
    let mut tx = client.transaction()?;
    // What a rollback judges by must not go with a server that crashes a moment later.
    tx.batch_execute(
        "SELECT pg_catalog.set_config('synchronous_commit', 'local', true) \
         WHERE pg_catalog.current_setting('synchronous_commit') = 'off'",
    )?;
    state.forget_proof(&mut tx, migration)?;
    if let Some(proved) = proved {
        state.keep_proof(&mut tx, migration, &found(plan, proved))?;
        for (table, (source, target)) in plan.tables.iter().zip(&proved.digests) {
            state.keep_digest(&mut tx, migration, table.number, KeptSide::Source, sums(source))?;
            if !source.equals(target) {
                state.keep_digest(&mut tx, migration, table.number, KeptSide::Target, sums(target))?;
            }
        }
    }
    for (table, read) in plan.tables.iter().zip(read) {
        if let Some(source) = read {
            state.keep_digest(&mut tx, migration, table.number, KeptSide::Source, sums(source))?;
        }
    }
    tx.commit()?;
    Ok(())
}

fn sums(digest: &SideDigest) -> [&TableDigest; 4] {
    [&digest.rows, &digest.originals, &digest.rowids, &digest.rejected]
}

fn found(plan: &Plan, proved: &Proved) -> Vec<TableFound> {
    let (tables, generated) = proved.report.tables.split_at(plan.tables.len());
    let lines = plan.tables.iter().zip(tables);
    lines
        .map(|(table, proof)| {
            let whole = proof.rows_missing + proof.rows_added;
            // Generated columns are proven apart, under the table's name.
            let name = format!("{} (generated columns)", table.lite);
            let computed = generated.iter().find(|one| one.table == name).map_or(0, |one| one.rows_different);
            TableFound {
                table: table.number,
                source_rows: proof.source_rows,
                target_rows: proof.target_rows,
                missing: proof.rows_missing,
                added: proof.rows_added,
                changed: proof.rows_different.saturating_sub(whole) + computed,
                equal: proof.equal && computed == 0,
            }
        })
        .collect()
}
