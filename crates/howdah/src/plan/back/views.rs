//! Views in SQLite. Pure.

use super::names::Names;
use super::table::{NewTable, collation};
use crate::plan::rules::{not_said_in_sqlite, weaker_in_sqlite};
use crate::postgres::survey::SurveyedView;
use crate::report::finding::Finding;
use crate::sqlite::emit::ident;
use crate::sqlite::tried::Trial;
use crate::translate::back::{self, Cell, Column, Relation};
use std::sync::atomic::{AtomicBool, Ordering};

fn reason(said: String, heirs: &AtomicBool) -> String {
    match heirs.load(Ordering::Relaxed) {
        true => "It reads a table from which others inherit, and in SQLite it would not find their rows."
            .to_owned(),
        false => said,
    }
}

/// A view that was made: its name in SQLite, and the forms of its columns.
struct Made<'s> {
    view: &'s SurveyedView,
    lite: String,
    columns: Vec<Column<'s>>,
}

/// The statements that make the views, over the tables that `statements` make; a view that cannot be said is a finding.
pub(super) fn views(
    views: &[SurveyedView],
    tables: &[NewTable<'_>],
    statements: &[String],
    names: &mut Names,
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let scopes: Vec<Vec<Column<'_>>> = tables.iter().map(NewTable::scope).collect();
    let mut made: Vec<Made<'_>> = Vec::new();
    let mut sql = Vec::new();
    let mut waiting: Vec<&SurveyedView> = views.iter().collect();
    let mut refused: Vec<(&SurveyedView, String)> = Vec::new();
    let trial = Trial::of(statements);
    // A view may have been made again over one that is younger: another round finds it.
    while !waiting.is_empty() {
        let before = made.len();
        refused.clear();
        for view in std::mem::take(&mut waiting) {
            // Queries of PostgreSQL find the rows of heirs too.
            let heirs = AtomicBool::new(false);
            let relation = |schema: &str, name: &str| {
                let full = format!("{schema}.{name}");
                // The server quotes fewer names than this program does.
                let is_it = |parent: &String| parent.replace('"', "") == full.replace('"', "");
                if tables.iter().any(|table| table.surveyed.parents.iter().any(is_it)) {
                    heirs.store(true, Ordering::Relaxed);
                    return None;
                }
                let is_it = |table: &NewTable<'_>| {
                    table.surveyed.schema == schema && table.surveyed.table.name == name
                };
                if let Some(at) = tables.iter().position(is_it) {
                    return Some(Relation { lite: &tables[at].lite, columns: &scopes[at] });
                }
                let view = made.iter().find(|one| one.view.schema == schema && one.view.name == name)?;
                Some(Relation { lite: &view.lite, columns: &view.columns })
            };
            let said =
                back::view(&view.query, &relation).map_err(|no| reason(no.reason, &heirs)).and_then(|said| {
                    let trial = trial.as_ref().map_err(Clone::clone)?;
                    // The name is tried before it is taken.
                    let probe = "a view that is tried";
                    trial.view(probe, &format!("CREATE VIEW {} AS {}", ident(probe), said.sql))?;
                    trial.drop_view(probe);
                    Ok(said)
                });
            match said {
                Ok(said) => {
                    let lite = names.take("view", &view.schema, &view.name, findings);
                    if said.sorted_by_bytes {
                        let what = "sorts its rows by a locale in PostgreSQL, and by bytes in SQLite";
                        findings.push(weaker_in_sqlite::finding(&lite, &view.name, what));
                    }
                    let statement = format!("CREATE VIEW {} AS {}", ident(&lite), said.sql);
                    if let Ok(trial) = &trial {
                        // It was read a moment ago under another name.
                        let _ = trial.view(&lite, &statement);
                    }
                    let columns = said.columns.iter().zip(&view.columns);
                    let columns = columns.map(|((_, stored), (name, value, order))| Column {
                        name,
                        lite: name,
                        cell: Cell {
                            type_name: &value.written,
                            stored: *stored,
                            collation: collation(*order),
                        },
                    });
                    made.push(Made { view, lite, columns: columns.collect() });
                    sql.push(statement);
                }
                Err(reason) => refused.push((view, reason)),
            }
        }
        if made.len() == before {
            break;
        }
        waiting = refused.iter().map(|(view, _)| *view).collect();
    }
    for (view, reason) in refused {
        let name = format!("{}.{}", view.schema, view.name);
        findings.push(not_said_in_sqlite::finding("view is not carried", &name, Some(&view.sql), &reason));
    }
    sql
}
