//! Finding `on-conflict-not-carried`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A constraint's ON CONFLICT clause has no counterpart.
pub const RULE: Rule = Rule {
    id: "on-conflict-not-carried",
    level: Level::Changes,
    summary: "A constraint's ON CONFLICT clause has no counterpart.",
    explanation: "SQLite can replace or ignore conflicting rows by declaration \
          (https://sqlite.org/lang_conflict.html); PostgreSQL says it in each INSERT \
          (https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT). The constraint itself goes over, so \
          that such a row is refused until the application says what is to become of it.",
    remedy: "Let the application write what the finding says.",
};

/// The constraint that carries a clause.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) enum Constraint<'c> {
    /// A primary key or unique constraint over these columns, separated by commas.
    Key(&'c str),
    /// NOT NULL of this column, and its default.
    NotNull(&'c str, Option<&'c str>),
    /// A CHECK constraint with this expression.
    Check(&'c str),
}

/// What was found; `None` where the clause says what would hold anyway.
pub(in crate::plan) fn finding(table: &str, constraint: Constraint<'_>, clause: &str) -> Option<Finding> {
    let advice = advice(table, constraint, clause)?;
    let (words, column) = match constraint {
        Constraint::Key(columns) => (format!("key ({columns})"), None),
        Constraint::NotNull(column, _) => ("NOT NULL".to_owned(), Some(column)),
        Constraint::Check(expression) => (format!("CHECK ({expression})"), None),
    };
    let mut finding = RULE.finding(format!("{clause} of {words} is not carried")).on(table).hint(advice);
    if let Some(column) = column {
        finding = finding.column(column);
    }
    if matches!(constraint, Constraint::Check(_)) {
        finding.level = Level::Note;
    }
    Some(finding)
}

/// What the application writes now.
fn advice(table: &str, constraint: Constraint<'_>, clause: &str) -> Option<String> {
    let advice = match (constraint, clause) {
        // SQLite's default: the statement is taken back.
        (_, "ABORT") => return None,
        (Constraint::Check(_), _) => {
            "Nothing needs to be done: SQLite reads the clause of a CHECK and does not act on it.".to_owned()
        }
        (Constraint::Key(columns), "REPLACE") => format!(
            "Write INSERT INTO {table} (…) VALUES (…) ON CONFLICT ({columns}) DO UPDATE SET column = excluded.column, …; \
             set columns that the INSERT does not name to their defaults. An UPDATE, or a row that meets another key too, \
             needs a DELETE of the row in its way first."
        ),
        (Constraint::Key(columns), "IGNORE") => format!(
            "Write INSERT INTO {table} (…) VALUES (…) ON CONFLICT ({columns}) DO NOTHING. An UPDATE has to leave out such \
             rows by its WHERE."
        ),
        (Constraint::NotNull(column, default), "REPLACE") => match default {
            Some(default) => format!(
                "Write coalesce(value, {default}) for {column}, or DEFAULT: a NULL no longer becomes the default."
            ),
            None => {
                "Nothing needs to be done: without a default, SQLite refuses the NULL as well.".to_owned()
            }
        },
        (Constraint::NotNull(column, _), "IGNORE") => format!(
            "Write INSERT INTO {table} (…) SELECT … WHERE value IS NOT NULL: a row with NULL in {column} is refused now, \
             with its whole statement."
        ),
        (_, "FAIL") => {
            "Insert row by row where the rows before the failing one are to stay: PostgreSQL takes the whole \
                        statement back."
                .to_owned()
        }
        (_, "ROLLBACK") => {
            "Write ROLLBACK after the error: the transaction stays open on PostgreSQL, and takes nothing \
                            but ROLLBACK (or ROLLBACK TO a savepoint)."
                .to_owned()
        }
        _ => RULE.remedy.to_owned(),
    };
    Some(advice)
}
