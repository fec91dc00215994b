//! Finding `row-breaks-promise`.

use super::Rule;
use crate::catalog::schema::Check;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// On the way back, rows of the new file break what its own declaration promises.
pub const RULE: Rule = Rule {
    id: "row-breaks-promise",
    level: Level::Changes,
    summary: "On the way back, rows of the file break a NOT NULL, a CHECK or a type that the file declares.",
    explanation: "SQLite checks a row only when it is written (https://sqlite.org/pragma.html#pragma_integrity_check), and PostgreSQL \
          takes such rows where the constraint was dropped or was never made. All of them are in the file. Where the table is \
          known to have had such rows when it was carried, the finding is a note.",
    remedy: "Put the rows right in PostgreSQL and run the command again, or later in the file: PRAGMA integrity_check lists them, \
          and the application cannot write such a row anew.",
};

/// NULLs under NOT NULL. `before`: there were some when the database was carried.
pub(crate) fn nulls(table: &str, column: &str, nulls: u64, before: bool) -> Finding {
    let finding = RULE.finding(format!("declared NOT NULL, holds {}", counted(nulls, "NULL", "NULLs")));
    aged(finding.on(table).column(column), before)
}

/// Rows that break a CHECK constraint, likewise.
pub(crate) fn check(table: &str, check: &Check, rows: u64, examples: &[String], before: bool) -> Finding {
    let name = check.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
    let rows = counted(rows, "row breaks", "rows break");
    let finding = RULE.finding(format!("{rows} the CHECK constraint{name}"));
    let finding = finding.on(table).rows(examples.iter().cloned());
    aged(finding.sql(format!("CHECK ({})", check.expression)), before)
}

/// Values that their column's type does not have, in SQLite's words.
pub(crate) fn class(table: &str, column: &str, said: &str, before: bool) -> Finding {
    let what = match said.starts_with("TEXT value in ") {
        true => "holds text that is a number: the column would make one of it. ",
        false => "",
    };
    aged(RULE.finding(format!("{what}SQLite's check says: {said}")).on(table).column(column), before)
}

fn aged(mut finding: Finding, before: bool) -> Finding {
    if before {
        finding.level = Level::Note;
        finding.detail = Some("There were such rows when the database was carried to PostgreSQL.".to_owned());
    }
    finding
}
