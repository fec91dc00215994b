//! CHECK constraints: added NOT VALID, then validated but for those that rows are known to violate.

use super::Settled;
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::quote_ident;

pub(super) fn add(settled: &Settled) -> Vec<Statement> {
    each(settled, |at, name, check| {
        let sql = format!(
            "ALTER TABLE {} ADD CONSTRAINT {} CHECK ({}) NOT VALID",
            settled.table(at),
            quote_ident(name),
            check.sql
        );
        Some(settled.statement(StatementKind::Check, at, name, sql))
    })
}

pub(super) fn validate(settled: &Settled) -> Vec<Statement> {
    each(settled, |at, name, check| {
        let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", settled.table(at), quote_ident(name));
        (!check.violated).then(|| settled.statement(StatementKind::Validate, at, name, sql))
    })
}

fn each(
    settled: &Settled,
    statement: impl Fn(usize, &str, &crate::plan::translation::CheckSql) -> Option<Statement>,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, names) in settled.names.iter().enumerate() {
        let checks = names.checks.iter().zip(&settled.translations.tables[at].checks);
        statements.extend(checks.filter_map(|(name, check)| statement(at, name, check.as_ref()?)));
    }
    statements
}
