//! A plan's DDL as text. Inert; nothing is decided or printed here.

use super::model::{Plan, Statement};

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
