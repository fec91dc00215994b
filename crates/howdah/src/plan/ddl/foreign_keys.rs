//! Foreign keys: added NOT VALID, then validated where the old rows are to be held against them.

use super::Settled;
use crate::plan::foreign_keys::Link;
use crate::plan::model::{Statement, StatementKind};
use crate::plan::rules::foreign_key_not_validated;
use crate::postgres::emit::quote_ident;
use crate::report::finding::Finding;

pub(super) fn add(settled: &Settled) -> Vec<Statement> {
    let links = settled.links.iter().zip(settled.link_names);
    links
        .map(|(link, name)| {
            let key = &settled.drafts[link.child].table.foreign_keys[link.key];
            let mut sql = format!(
                "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
                settled.table(link.child),
                quote_ident(name),
                settled.columns(link.child, &key.columns),
                settled.table(link.parent),
                settled.columns(link.parent, &link.parent_columns)
            );
            for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
                if action != crate::catalog::schema::Action::NoAction {
                    sql.push_str(&format!(" ON {event} {}", action.sql()));
                }
            }
            if key.deferrable {
                sql.push_str(" DEFERRABLE");
                if key.initially_deferred {
                    sql.push_str(" INITIALLY DEFERRED");
                }
            }
            sql.push_str(" NOT VALID");
            settled.statement(StatementKind::ForeignKey, link.child, name, sql)
        })
        .collect()
}

pub(super) fn validate(settled: &Settled, findings: &mut Vec<Finding>) -> Vec<Statement> {
    let mut statements = Vec::with_capacity(settled.links.len());
    for (link, name) in settled.links.iter().zip(settled.link_names) {
        let sql =
            format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", settled.table(link.child), quote_ident(name));
        match &link.unvalidated {
            Some(reason) => findings.push(doubt(settled, link, reason, &sql)),
            None if link.orphans => {}
            None => statements.push(settled.statement(StatementKind::Validate, link.child, name, sql)),
        }
    }
    statements
}

fn doubt(settled: &Settled, link: &Link, reason: &str, sql: &str) -> Finding {
    let draft = &settled.drafts[link.child];
    let key = &draft.table.foreign_keys[link.key];
    let columns = draft.names(&key.columns);
    foreign_key_not_validated::finding(&draft.table.name, &columns, &key.parent, reason, sql)
}
