//! Indexes over plain columns.
//!
//! SQLite sorts NULLs as the smallest values (<https://sqlite.org/datatype3.html#sort_order>), PostgreSQL as the largest
//! unless told otherwise; an index that is to serve `ORDER BY … NULLS FIRST` says so.

use super::Settled;
use crate::plan::keys::Carried;
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::quote_ident;

/// The unique ones, or the others.
pub(super) fn create(settled: &Settled, unique: bool) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, draft) in settled.drafts.iter().enumerate() {
        for (index, name) in draft.table.indexes.iter().zip(&settled.names[at].indexes) {
            let Some(name) = name.as_ref().filter(|_| index.unique == unique) else { continue };
            let mut parts = Vec::with_capacity(index.parts.len());
            for part in &index.parts {
                let Some(column) = part.column else { continue };
                let mut words = settled.columns(at, &[column]);
                if part.descending {
                    words.push_str(" DESC");
                }
                if !unique && may_hold_nulls(settled, at, column) {
                    words.push_str(if part.descending { " NULLS LAST" } else { " NULLS FIRST" });
                }
                parts.push(words);
            }
            let sql = format!(
                "CREATE {}INDEX {} ON {} ({})",
                if unique { "UNIQUE " } else { "" },
                quote_ident(name),
                settled.table(at),
                parts.join(", ")
            );
            statements.push(settled.statement(StatementKind::Index, at, name, sql));
        }
    }
    statements
}

/// Whether the target's column may hold NULLs.
fn may_hold_nulls(settled: &Settled, at: usize, column: usize) -> bool {
    let draft = &settled.drafts[at];
    let in_primary = settled.keys[at].primary == Carried::Primary
        && draft.table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    let not_null = draft.table.columns[column].not_null && draft.found(column).nulls == 0;
    !in_primary && !not_null
}
