//! Generated columns that PostgreSQL cannot compute for every row: an overflow, a cast that fails. The rows matter more.

use crate::error::{Error, Result};
use crate::plan::model::Plan;
use crate::plan::rules::object_not_built;
use crate::postgres::emit::{qualified, quote_ident};
use crate::postgres::fault::server_fault;
use crate::postgres::state::State;
use crate::proof::generated::mark;
use crate::report::finding::Finding;
use postgres::Client;
use std::collections::BTreeMap;

/// Drops the generated columns of the table that a failed copy names, and marks them as given up; `false` when that is
/// not why the copy failed.
pub(super) fn give_up(
    plan: &Plan,
    lead: &mut Client,
    state: &State,
    migration: i32,
    error: &Error,
) -> Result<bool> {
    // Class 22 is data, 2F, 38 and 39 are functions, 54 limits, P0 what PL/pgSQL raises.
    let of_value = server_fault(error).is_some_and(|fault| {
        ["22", "2F", "38", "39", "54", "P0"].iter().any(|class| fault.sqlstate.starts_with(class))
    });
    let named = error.place.table.as_deref();
    let table = plan.tables.iter().find(|table| Some(table.lite.as_str()) == named);
    let Some(table) = table.filter(|table| of_value && !table.generated.is_empty()) else { return Ok(false) };
    let steps = state.steps(lead, migration)?;
    if table.generated.iter().any(|column| steps.contains_key(&mark(table, column))) {
        return Ok(false);
    }
    let reason = error.detail.clone().unwrap_or_else(|| error.message.clone());
    let mut tx = lead.transaction()?;
    for column in &table.generated {
        // Nothing stands on it yet: keys, indexes and views are made behind the rows.
        tx.batch_execute(&format!(
            "ALTER TABLE {} DROP COLUMN {}",
            qualified(&table.schema, &table.target),
            quote_ident(&column.target)
        ))?;
        state.mark_step(&mut tx, &mark(table, column), Some(&reason))?;
    }
    tx.commit()?;
    Ok(true)
}

/// A finding for each column that was given up.
pub(super) fn findings(plan: &Plan, steps: &BTreeMap<String, Option<String>>) -> Vec<Finding> {
    let mut found = Vec::new();
    for table in &plan.tables {
        for column in &table.generated {
            if let Some(Some(reason)) = steps.get(&mark(table, column)) {
                let sql = format!("{} GENERATED ALWAYS AS (…) STORED", column.target);
                let kind = "generated column";
                found.push(object_not_built::finding(&table.lite, kind, &column.lite, reason, &sql));
            }
        }
    }
    found
}
