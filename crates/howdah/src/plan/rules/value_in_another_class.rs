//! Finding `value-in-another-class`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};
use crate::sqlite::decode::Otherwise;
use crate::sqlite::writer::Places;

/// On the way back, values that were written on PostgreSQL stand in another storage class than the others of their column.
pub const RULE: Rule = Rule {
    id: "value-in-another-class",
    level: Level::Changes,
    summary: "On the way back, values that were written on PostgreSQL stand in another storage class than the others of their column.",
    explanation: "PostgreSQL's numeric has more digits than SQLite's REAL, and its times have microseconds where the column counts \
          seconds, milliseconds or days. Such a value is kept exactly, in the class that holds it. Text does not compare as a \
          number, and a column of NUMERIC, INTEGER or REAL affinity makes a number of it, rounded, when its row is written \
          the next time (https://sqlite.org/datatype3.html#type_affinity).",
    remedy: "Where the application minds, round the values in PostgreSQL first: round(column::double precision::numeric, …), \
          date_trunc('second', column); then run the command again.",
};

/// What was found.
pub(crate) fn finding(table: &str, column: &str, otherwise: Otherwise, places: &Places) -> Finding {
    let values = |what: &str| counted(places.cells, &format!("{what} is"), &format!("{what}s are"));
    let message = match otherwise {
        Otherwise::DigitsAsText => {
            format!("{} TEXT among numbers: INTEGER and REAL have too few digits", values("number"))
        }
        Otherwise::TimeAsReal => {
            format!("{} REAL among INTEGERs: finer than the column's unit", values("time"))
        }
        Otherwise::TimeAsText => {
            format!("{} TEXT among numbers: no number of the column's unit is that time", values("time"))
        }
    };
    RULE.finding(message).on(table).column(column).rows(places.rows.iter().cloned())
}
