//! Primary keys and unique constraints. Unique indexes stand here too, so that foreign keys find them.

use super::{Settled, indexes};
use crate::plan::keys::Carried;
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::quote_ident;

pub(super) fn add(settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, draft) in settled.drafts.iter().enumerate() {
        let (keys, names) = (&settled.keys[at], &settled.names[at]);
        let primary = draft.table.primary_key.iter().map(|key| (key, keys.primary, &names.primary_key));
        let uniques = draft.table.uniques.iter().zip(&keys.uniques).zip(&names.uniques);
        let uniques = uniques.map(|((key, carried), name)| (key, *carried, name));
        for (key, carried, name) in primary.chain(uniques) {
            let Some(name) = name else { continue };
            let (kind, words) = match carried {
                Carried::Primary => (StatementKind::PrimaryKey, "PRIMARY KEY"),
                Carried::Unique => (StatementKind::Unique, "UNIQUE"),
                Carried::No => continue,
            };
            let sql = format!(
                "ALTER TABLE {} ADD CONSTRAINT {} {words} ({})",
                settled.table(at),
                quote_ident(name),
                settled.columns(at, &key.columns)
            );
            statements.push(settled.statement(kind, at, name, sql));
        }
    }
    statements.extend(indexes::create(settled, true));
    statements
}
