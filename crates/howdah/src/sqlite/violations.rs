//! Rows that violate a CHECK constraint of their own table, and generated columns that cannot be computed.
//!
//! SQLite checks a row when it is written, and not at all under `PRAGMA ignore_check_constraints`, before the
//! constraint was added through the schema table, or when another version's functions answered otherwise. A constraint
//! is violated when its expression is false, as a number 0; NULL passes
//! (<https://sqlite.org/lang_createtable.html#check_constraints>).

use super::cells::rowid_expression;
use super::emit::push_ident;
use super::failure::said;
use crate::catalog::schema::Table;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Rows of one table that violate one constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    /// The table.
    pub table: String,
    /// Position of the constraint in [`Table::checks`].
    pub check: usize,
    /// How many rows.
    pub rows: u64,
    /// The first ten, in words.
    pub examples: Vec<String>,
}

/// What the constraints of some tables came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedConstraints {
    /// Constraints that rows violate.
    pub violations: Vec<Violations>,
    /// Constraints that could not be checked: (table, reason).
    pub troubles: Vec<(String, String)>,
    /// Generated columns that SQLite itself cannot compute for every row.
    pub failing: Vec<FailingColumn>,
}

/// A generated column that SQLite cannot compute: reading it is an error for the application too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailingColumn {
    /// The table.
    pub table: String,
    /// Position of the column in [`Table::columns`].
    pub column: usize,
    /// SQLite's words.
    pub reason: String,
}

/// Rows listed as examples.
const EXAMPLES: usize = 10;

/// Constraints looked at in one scan: SQLite's limit on columns of a result is far, that on an expression's depth too.
const AT_ONCE: usize = 200;

/// Checks every constraint of a table and computes its generated columns. What cannot be evaluated (a function of the application) is a trouble.
pub fn violations(connection: &Connection, table: &Table) -> Result<CheckedConstraints> {
    let rowid = match table.has_rowid() {
        true => rowid_expression(connection, &table.name)?,
        false => None,
    };
    let mut found = CheckedConstraints::default();
    let all: Vec<usize> = (0..table.checks.len()).collect();
    for some in all.chunks(AT_ONCE) {
        // One that cannot be prepared must not hide the others.
        match scan(connection, table, rowid.as_deref(), some) {
            Ok(violations) => found.violations.extend(violations),
            Err(_) => {
                for &one in some {
                    match scan(connection, table, rowid.as_deref(), &[one]) {
                        Ok(violations) => found.violations.extend(violations),
                        Err(cause) => {
                            let check = &table.checks[one].expression;
                            let reason = format!("CHECK ({check}) could not be checked: {}", said(&cause));
                            found.troubles.push((table.name.clone(), reason));
                        }
                    }
                }
            }
        }
    }
    for (column, declaration) in table.columns.iter().enumerate() {
        if declaration.generated.is_some()
            && let Err(cause) = compute(connection, table, column)
        {
            found.failing.push(FailingColumn { table: table.name.clone(), column, reason: said(&cause) });
        }
    }
    Ok(found)
}

/// Computes a generated column for every row.
fn compute(connection: &Connection, table: &Table, column: usize) -> rusqlite::Result<()> {
    let mut sql = String::from("SELECT t.");
    push_ident(&mut sql, &table.columns[column].name);
    sql.push_str(" FROM main.");
    push_ident(&mut sql, &table.name);
    sql.push_str(" AS t NOT INDEXED");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        row.get_ref(0)?;
    }
    Ok(())
}

fn scan(
    connection: &Connection,
    table: &Table,
    rowid: Option<&str>,
    checks: &[usize],
) -> rusqlite::Result<Vec<Violations>> {
    let mut sql = format!("SELECT {}", rowid.unwrap_or("NULL"));
    for &check in checks {
        // A line's end, for a comment may stand at the expression's.
        sql.push_str(&format!(", ({}\n) IS NOT FALSE", table.checks[check].expression));
    }
    sql.push_str(" FROM main.");
    push_ident(&mut sql, &table.name);
    sql.push_str(" AS t");
    let mut found: Vec<Violations> = checks
        .iter()
        .map(|&check| Violations { table: table.name.clone(), check, rows: 0, examples: Vec::new() })
        .collect();
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.raw_query();
    let mut number = 0u64;
    while let Some(row) = rows.next()? {
        number += 1;
        for (at, found) in found.iter_mut().enumerate() {
            if row.get_ref(at + 1)? != ValueRef::Integer(0) {
                continue;
            }
            found.rows += 1;
            if found.examples.len() < EXAMPLES {
                found.examples.push(match row.get_ref(0)? {
                    ValueRef::Integer(rowid) => format!("rowid {rowid}"),
                    _ => format!("row {number} of the table"),
                });
            }
        }
    }
    found.retain(|found| found.rows > 0);
    Ok(found)
}
