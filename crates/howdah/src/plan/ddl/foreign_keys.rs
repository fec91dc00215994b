//! Foreign keys: added NOT VALID, then validated but for those of which orphans are known.

use super::Settled;
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::emit::quote_ident;

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

pub(super) fn validate(settled: &Settled) -> Vec<Statement> {
    let links = settled.links.iter().zip(settled.link_names).filter(|(link, _)| !link.orphans);
    links
        .map(|(link, name)| {
            let sql = format!(
                "ALTER TABLE {} VALIDATE CONSTRAINT {}",
                settled.table(link.child),
                quote_ident(name)
            );
            settled.statement(StatementKind::Validate, link.child, name, sql)
        })
        .collect()
}
