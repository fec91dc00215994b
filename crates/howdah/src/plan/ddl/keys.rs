//! Primary keys and unique constraints. Unique indexes stand here too, so that foreign keys find them.

use super::{Settled, indexes};
use crate::catalog::schema::Key;
use crate::plan::keys::{Carried, collation_of, fold_sql, is_digested};
use crate::plan::model::{Statement, StatementKind};
use crate::plan::rules::key_not_carried;
use crate::postgres::emit::quote_ident;
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;

pub(super) fn add(settled: &Settled, findings: &mut Vec<Finding>) -> Vec<Statement> {
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
            if let Some(reason) = impossible(settled, at, key) {
                let kind = if carried == Carried::Primary { "primary key" } else { "unique constraint" };
                let what = key.name.as_ref().map_or(kind.to_owned(), |name| format!("{kind} {name}"));
                let columns = draft.names(&key.columns);
                findings.push(key_not_carried::finding(&draft.table.name, &columns, &what, &reason, false));
                continue;
            }
            let sql = format!(
                "ALTER TABLE {} ADD CONSTRAINT {} {words} ({})",
                settled.table(at),
                quote_ident(name),
                settled.columns(at, &key.columns)
            );
            statements.push(settled.statement(kind, at, name, sql));
        }
    }
    statements.extend(folded(settled));
    statements.extend(indexes::create(settled, true));
    statements
}

/// Why a key over generated columns cannot be made, in words.
fn impossible(settled: &Settled, at: usize, key: &Key) -> Option<String> {
    let draft = &settled.drafts[at];
    key.columns.iter().filter(|&&column| draft.travels(column).is_none()).find_map(|&column| {
        let name = &draft.table.columns[column].name;
        match settled.generated(at, column) {
            None => Some(format!("column {name} is generated and not carried")),
            Some(generated) if generated.logical == LogicalType::Json => {
                Some(format!("column {name} is json, which has no order"))
            }
            Some(_) => None,
        }
    })
}

/// Unique indexes over text as its collation folds it, beside the keys over the text itself.
fn folded(settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, draft) in settled.drafts.iter().enumerate() {
        let names = &settled.names[at];
        for (position, name) in names.folded.iter().enumerate() {
            let Some(name) = name else { continue };
            let key = match position {
                0 => draft.table.primary_key.as_ref(),
                _ => draft.table.uniques.get(position - 1),
            };
            let Some(key) = key.filter(|key| impossible(settled, at, key).is_none()) else { continue };
            let parts = key.columns.iter().zip(&key.collations).map(|(&column, own)| {
                let name = settled.columns(at, &[column]);
                if is_digested(draft, key) {
                    return format!("md5({name})");
                }
                // A generated column may hold no text.
                if settled.generated(at, column).is_some_and(|generated| !generated.logical.is_text()) {
                    return name;
                }
                match collation_of(draft, column, own.as_deref()) {
                    Some(collation) => fold_sql(&name, collation).unwrap_or(name),
                    None => name,
                }
            });
            let sql = format!(
                "CREATE UNIQUE INDEX {} ON {} ({})",
                quote_ident(name),
                settled.table(at),
                parts.collect::<Vec<_>>().join(", ")
            );
            statements.push(settled.statement(StatementKind::Unique, at, name, sql));
        }
    }
    statements
}
