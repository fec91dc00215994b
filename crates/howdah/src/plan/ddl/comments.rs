//! Comments of declarations, on what was made of them.
//!
//! The whole text of every declaration is kept in `howdah.origin`; here its comments go where people look for them
//! (<https://www.postgresql.org/docs/current/sql-comment.html>).

use super::Settled;
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::{quote_ident, quote_literal};
use crate::sqlite::comments;

/// Those on tables and columns, then those on views and triggers.
pub(super) fn all(settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, draft) in settled.drafts.iter().enumerate() {
        let Some(sql) = &draft.table.sql else { continue };
        let found = comments::of_table(sql);
        let names = &settled.names[at];
        if let Some(text) = &found.table {
            let sql = statement("TABLE", &settled.table(at), text);
            statements.push(settled.statement(StatementKind::Comment, at, &names.table, sql));
        }
        let translated = &settled.translations.tables[at].generated;
        for (name, text) in &found.columns {
            let column = draft.table.position(name).filter(|&column| {
                // A generated column that was refused is not there.
                draft.travels(column).is_some() || translated.iter().any(|made| made.column == column)
            });
            let Some(target) = column.and_then(|column| names.column(draft, column)) else { continue };
            let place = format!("{}.{}", settled.table(at), quote_ident(target));
            statements.push(settled.statement(
                StatementKind::Comment,
                at,
                target,
                statement("COLUMN", &place, text),
            ));
        }
    }
    statements.extend(settled.translations.comments.iter().cloned());
    statements
}

/// `COMMENT ON` an object, whose name is SQL.
pub(in crate::plan) fn statement(kind: &str, object: &str, text: &str) -> String {
    format!("COMMENT ON {kind} {object} IS {}", quote_literal(text))
}
