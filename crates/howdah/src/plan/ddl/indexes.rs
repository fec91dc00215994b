//! Indexes: over plain columns, over digests of long text, translated ones, and those over documents.
//!
//! SQLite sorts NULLs as the smallest values (<https://sqlite.org/datatype3.html#sort_order>), PostgreSQL as the largest
//! unless told otherwise; an index that is to serve `ORDER BY … NULLS FIRST` says so.

use super::Settled;
use crate::catalog::schema::Index;
use crate::plan::keys::{Carried, Made};
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::quote_ident;

/// What a statement holds that makes an index over documents: none of the source's own becomes such a one.
pub(in crate::plan) const OVER_DOCUMENTS: &str = " USING gin (";

/// Those over documents (<https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING>).
pub(super) fn over_documents(settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, (keys, names)) in settled.keys.iter().zip(settled.names).enumerate() {
        for (document, name) in keys.documents.iter().zip(&names.documents) {
            let column = settled.columns(at, &[document.column]);
            let class = if document.paths { " jsonb_path_ops" } else { "" };
            let table = settled.table(at);
            let sql =
                format!("CREATE INDEX {} ON {table}{OVER_DOCUMENTS}{column}{class})", quote_ident(name));
            statements.push(settled.statement(StatementKind::Index, at, name, sql));
        }
    }
    statements
}

/// The unique ones, or the others.
pub(super) fn create(settled: &Settled, unique: bool) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, draft) in settled.drafts.iter().enumerate() {
        let made = &settled.keys[at].indexes;
        let indexes = draft.table.indexes.iter().zip(&settled.names[at].indexes).zip(made).enumerate();
        for (position, ((index, name), made)) in indexes {
            let Some(name) = name.as_ref().filter(|_| index.unique == unique) else { continue };
            let body = match made {
                Made::No => None,
                Made::Plain => Some(plain(settled, at, index)),
                Made::Digest => digest(settled, at, index),
                Made::Translated => translated(settled, at, position, index),
            };
            let Some(body) = body else { continue };
            let sql = format!(
                "CREATE {}INDEX {} ON {} {body}",
                if unique { "UNIQUE " } else { "" },
                quote_ident(name),
                settled.table(at)
            );
            statements.push(settled.statement(StatementKind::Index, at, name, sql));
        }
    }
    statements
}

fn plain(settled: &Settled, at: usize, index: &Index) -> String {
    let parts = index.parts.iter().filter_map(|part| {
        let column = part.column?;
        let nulls = !index.unique && may_hold_nulls(settled, at, column);
        Some(ordered(settled.columns(at, &[column]), part.descending, nulls))
    });
    format!("({})", parts.collect::<Vec<_>>().join(", "))
}

/// A part with its order.
fn ordered(mut words: String, descending: bool, nulls: bool) -> String {
    if descending {
        words.push_str(" DESC");
    }
    if nulls {
        words.push_str(if descending { " NULLS LAST" } else { " NULLS FIRST" });
    }
    words
}

fn digest(settled: &Settled, at: usize, index: &Index) -> Option<String> {
    let column = settled.columns(at, &[index.parts.first()?.column?]);
    Some(if index.unique { format!("(md5({column}))") } else { format!("USING hash ({column})") })
}

fn translated(settled: &Settled, at: usize, position: usize, index: &Index) -> Option<String> {
    let translated = settled.translations.tables[at].indexes[position].as_ref()?;
    let parts = translated.parts.iter().zip(&index.parts).map(|(sql, part)| {
        let nulls = !index.unique && part.column.is_none_or(|column| may_hold_nulls(settled, at, column));
        ordered(sql.clone(), part.descending, nulls)
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    Some(match &translated.predicate {
        Some(predicate) => format!("({parts}) WHERE {predicate}"),
        None => format!("({parts})"),
    })
}

/// Whether the target's column may hold NULLs.
fn may_hold_nulls(settled: &Settled, at: usize, column: usize) -> bool {
    let draft = &settled.drafts[at];
    let in_primary = settled.keys[at].primary == Carried::Primary
        && draft.table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    let not_null = draft.table.columns[column].not_null && draft.found(column).nulls == 0;
    !in_primary && !not_null
}
