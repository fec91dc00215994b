//! What rows of a new file break of what the file itself declares: NOT NULL, CHECK constraints, types.
//!
//! PostgreSQL may hold such rows where a constraint was dropped or was never made. They come back all the same, and are
//! no damage; the application that has the file again should know.

use super::source::Source;
use crate::catalog::schema::Catalog;
use crate::error::Result;
use crate::plan::model::Plan;
use crate::plan::rules::row_breaks_promise;
use crate::report::finding::Finding;
use crate::sqlite::emit::ident;
use crate::sqlite::failure::failed;
use crate::sqlite::violations::{CheckedConstraints, Violations};
use crate::sqlite::writer::Used;

/// What rows break.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// NULLs under NOT NULL: table, column, how many.
    nulls: Vec<(String, String, u64)>,
    /// Rows that break CHECK constraints.
    checks: Vec<Violations>,
    /// What SQLite says of single rows, each once.
    notes: Vec<String>,
}

/// Whether a message about an index says no more than that NULLs stand under NOT NULL: in a unique index NULLs are no
/// duplicates, which the check does not think of where there may be none. The index was built from these very rows, and
/// building it fails on real duplicates.
pub(super) fn is_of_nulls(said: &str, notes: &[String], catalog: &Catalog) -> bool {
    let Some(index) = said.strip_prefix("non-unique entry in index ") else { return false };
    let of = catalog.origin.iter().find(|entry| entry.kind == "index" && entry.name == index);
    of.is_some_and(|entry| {
        let beginning = null_in(&entry.table, "");
        notes.iter().any(|note| note.starts_with(&beginning))
    })
}

/// Counts what SQLite's check only lists: it stops after a hundred rows.
pub(super) fn broken(file: &Source, notes: Vec<String>, constraints: CheckedConstraints) -> Result<Broken> {
    let mut found = Broken { checks: constraints.violations, notes, ..Broken::default() };
    let reader = file.snapshot.reader()?;
    for table in file.catalog.tables.iter().filter(|table| !table.is_virtual()) {
        let beginning = null_in(&table.name, "");
        if !found.notes.iter().any(|note| note.starts_with(&beginning)) {
            continue;
        }
        for column in table.columns.iter().filter(|column| column.not_null) {
            let (name, of) = (ident(&column.name), ident(&table.name));
            // SQLite takes NOT NULL at its word and looks for no NULL there.
            let sql = format!("SELECT count(*) FROM main.{of} NOT INDEXED WHERE typeof({name}) = 'null'");
            let nulls: i64 = reader
                .connection()
                .query_row(&sql, [], |row| row.get(0))
                .map_err(|cause| failed("counting NULLs", cause).table(&table.name))?;
            if nulls > 0 {
                found.nulls.push((table.name.clone(), column.name.clone(), nulls.cast_unsigned()));
            }
        }
    }
    Ok(found)
}

/// The findings. What the plan of the way forward had found already is a note.
pub(super) fn findings(broken: &Broken, catalog: &Catalog, plan: &Plan, used: &[Used]) -> Vec<Finding> {
    let noted = |words: &str| {
        plan.findings.iter().any(|known| known.id == "integrity-note" && known.message == words)
    };
    let mut found = Vec::new();
    for (table, column, nulls) in &broken.nulls {
        let known = |known: &Finding| {
            known.id == "not-null-has-nulls"
                && known.object.as_ref() == Some(table)
                && known.column.as_ref() == Some(column)
        };
        let before = plan.findings.iter().any(known) || noted(&null_in(table, column));
        found.push(row_breaks_promise::nulls(table, column, *nulls, before));
    }
    for violations in &broken.checks {
        let table = catalog.tables.iter().find(|table| table.name == violations.table);
        let Some(check) = table.and_then(|table| table.checks.get(violations.check)) else { continue };
        let (rows, examples) = (violations.rows, &violations.examples);
        let mut finding = row_breaks_promise::check(&violations.table, check, rows, examples, false);
        let known = |known: &Finding| {
            known.id == "check-violated" && known.object == finding.object && known.sql == finding.sql
        };
        if plan.findings.iter().any(known) {
            finding = row_breaks_promise::check(&violations.table, check, rows, examples, true);
        }
        found.push(finding);
    }
    for table in &catalog.tables {
        for column in &table.columns {
            // Told by the name of its own finding already.
            let told = plan.tables.iter().filter(|map| map.lite == table.name).any(|map| {
                let apart = used.iter().filter(|used| used.table == map.number);
                apart
                    .flat_map(|used| used.otherwise.keys())
                    .any(|(at, _)| map.columns[*at].lite == column.name)
            });
            let of = format!(" value in {}.{}", table.name, column.name);
            let says = |note: &&String| note.ends_with(&of) && **note != null_in(&table.name, &column.name);
            for note in broken.notes.iter().filter(says).filter(|_| !told) {
                found.push(row_breaks_promise::class(&table.name, &column.name, note, noted(note)));
            }
        }
    }
    found
}

/// SQLite's words for a NULL under NOT NULL.
fn null_in(table: &str, column: &str) -> String {
    format!("NULL value in {table}.{column}")
}
