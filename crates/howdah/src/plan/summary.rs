//! A plan in words: lines for `howdah plan`, and the exact DDL. Inert text; nothing is decided or printed here.

use super::model::{Plan, Statement};
use super::types::reason;
use crate::catalog::map::{RowKey, RowidMap, TableMap};
use crate::postgres::emit::qualified;
use serde::Serialize;

/// What is said about one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableLines {
    /// `orders → public.orders`: SQLite's name and the target's.
    pub title: String,
    /// "1,234 rows, key (id)".
    pub facts: String,
    /// A column each.
    pub columns: Vec<ColumnLine>,
}

/// What is said about one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnLine {
    /// SQLite's name, and the target's where it differs.
    pub name: String,
    /// The type in PostgreSQL's SQL.
    pub sql: String,
    /// Why.
    pub reason: String,
}

/// What is said about each table, in the plan's order.
pub fn table_lines(plan: &Plan) -> Vec<TableLines> {
    plan.tables.iter().map(lines).collect()
}

fn lines(table: &TableMap) -> TableLines {
    let renamed = |lite: &str, target: &str| {
        if lite == target { lite.to_owned() } else { format!("{lite} → {target}") }
    };
    let columns = table.columns.iter().map(|column| ColumnLine {
        name: renamed(&column.lite, &column.target),
        sql: column.logical.sql(),
        reason: column.reason.clone(),
    });
    let key = match &table.key {
        RowKey::Columns(columns) => {
            let names: Vec<&str> = columns.iter().map(|&at| table.columns[at].lite.as_str()).collect();
            format!("key ({})", names.join(", "))
        }
        RowKey::Rowid => "told apart by rowid".to_owned(),
        RowKey::Row => "no key".to_owned(),
    };
    let rowid = match &table.rowid {
        RowidMap::None => String::new(),
        RowidMap::Hidden => ", rowids kept".to_owned(),
        RowidMap::Column { name } => format!(", rowids kept as column {name}"),
    };
    let rows =
        if table.rows == 1 { "1 row".to_owned() } else { format!("{} rows", reason::count(table.rows)) };
    TableLines {
        title: format!("{} → {}", table.lite, qualified(&table.schema, &table.target)),
        facts: format!("{rows}, {key}{rowid}"),
        columns: columns.collect(),
    }
}

/// The exact DDL in the order of execution, each statement with its semicolon, a comment in front of each phase.
pub fn ddl_text(plan: &Plan) -> String {
    let phases = &plan.phases;
    let mut text = String::new();
    for (title, statements) in [
        ("Schemas and tables, before the rows", &phases.before),
        ("Primary keys, unique constraints and unique indexes", &phases.keys),
        ("Indexes", &phases.indexes),
        ("Identity columns and their sequences", &phases.sequences),
        ("Foreign keys", &phases.foreign_keys),
        ("Validation of the foreign keys", &phases.validate),
    ] {
        append(&mut text, title, statements);
    }
    text
}

fn append(text: &mut String, title: &str, statements: &[Statement]) {
    if statements.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("-- {title}\n"));
    for statement in statements {
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
}
