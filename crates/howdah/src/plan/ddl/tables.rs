//! `CREATE SCHEMA` and `CREATE TABLE`: columns, types, collation, NOT NULL, defaults.

use super::{Settled, defaults};
use crate::plan::keys::Carried;
use crate::plan::model::{Statement, StatementKind};
use crate::plan::options::Collation;
use crate::plan::rules::{default_not_carried, not_null_has_nulls};
use crate::plan::search;
use crate::postgres::emit::quote_ident;
use crate::report::finding::Finding;

pub(super) fn create(settled: &Settled, findings: &mut Vec<Finding>) -> Vec<Statement> {
    let mut statements = Vec::with_capacity(settled.drafts.len() + 1);
    let schema = &settled.options.schema;
    if schema != "public" {
        statements.push(Statement {
            kind: StatementKind::Schema,
            table: String::new(),
            name: schema.clone(),
            sql: format!("CREATE SCHEMA IF NOT EXISTS {}", quote_ident(schema)),
        });
    }
    for at in 0..settled.drafts.len() {
        let names = &settled.names[at];
        let rowid = names.rowid.iter().map(|name| format!("{} bigint NOT NULL", quote_ident(name)));
        let draft = &settled.drafts[at];
        // In the order of the source, generated columns at their places.
        let columns = (0..draft.table.columns.len()).filter_map(|place| match draft.travels(place) {
            Some(position) => Some(column(settled, at, position, findings)),
            None => generated(settled, at, place, findings),
        });
        let lines: Vec<String> = rowid.chain(columns).chain(search::ddl::columns(settled, at)).collect();
        let sql = if lines.is_empty() {
            format!("CREATE TABLE {} ()", settled.table(at))
        } else {
            format!("CREATE TABLE {} (\n    {}\n)", settled.table(at), lines.join(",\n    "))
        };
        statements.push(settled.statement(StatementKind::Table, at, &names.table, sql));
    }
    statements
}

/// One column's line.
fn column(settled: &Settled, at: usize, position: usize, findings: &mut Vec<Finding>) -> String {
    let draft = &settled.drafts[at];
    let column = draft.stored[position];
    let declaration = &draft.table.columns[column];
    let choice = &draft.choices[position];
    let mut line = format!("{} {}", quote_ident(&settled.names[at].columns[position]), choice.logical.sql());
    if choice.logical.is_text() && settled.options.collation == Collation::C {
        line.push_str(" COLLATE \"C\"");
    }
    let nulls = draft.found(column).nulls;
    let in_primary = settled.keys[at].primary == Carried::Primary
        && draft.table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    if in_primary || (declaration.not_null && nulls == 0) {
        line.push_str(" NOT NULL");
    } else if declaration.not_null {
        findings.push(not_null_has_nulls::finding(&draft.table.name, &declaration.name, nulls));
    }
    if let Some(default) = default(settled, at, column, findings) {
        line.push_str(" DEFAULT ");
        line.push_str(&default);
    }
    line
}

/// A generated column's line. All are STORED: PostgreSQL 12 to 17 know no other.
fn generated(settled: &Settled, at: usize, column: usize, findings: &mut Vec<Finding>) -> Option<String> {
    let generated = settled.generated(at, column)?;
    let mut line = format!("{} {}", quote_ident(&generated.name), generated.logical.sql());
    if generated.logical.is_text() && settled.options.collation == Collation::C {
        line.push_str(" COLLATE \"C\"");
    }
    line.push_str(&format!(" GENERATED ALWAYS AS ({}) STORED", generated.sql));
    let table = settled.drafts[at].table;
    if table.columns[column].not_null {
        // Nobody looked at its values but SQLite's own check.
        match &generated.may_be_null {
            Some(said) => findings.push(not_null_has_nulls::of_generated(
                &table.name,
                &table.columns[column].name,
                said,
            )),
            None => line.push_str(" NOT NULL"),
        }
    }
    Some(line)
}

/// The default's SQL; a finding when there is one that cannot be translated.
fn default(settled: &Settled, at: usize, column: usize, findings: &mut Vec<Finding>) -> Option<String> {
    let draft = &settled.drafts[at];
    let declaration = &draft.table.columns[column];
    let text = declaration.default.as_deref()?;
    let choice = draft.choice(column)?;
    let strict = draft.table.strict;
    let translated = if draft.table.rowid_alias == Some(column) {
        Err("SQLite gives an INTEGER PRIMARY KEY the next id and never its default".to_owned())
    } else {
        defaults::translate(text, &declaration.declared, strict, choice, settled.options.zone)
    };
    match translated {
        Ok(default) => default,
        Err(_) if settled.translations.tables[at].defaults[column].is_some() => {
            settled.translations.tables[at].defaults[column].clone()
        }
        Err(reason) => {
            findings.push(default_not_carried::finding(&draft.table.name, &declaration.name, text, &reason));
            None
        }
    }
}
