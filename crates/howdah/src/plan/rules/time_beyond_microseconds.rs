//! Finding `time-beyond-microseconds`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// Times have digits beyond the microsecond, so the column stays `text`.
pub const RULE: Rule = Rule {
    id: "time-beyond-microseconds",
    level: Level::Changes,
    summary: "Times have digits beyond the microsecond, so the column stays `text`.",
    explanation: "PostgreSQL's times hold microseconds \
          (https://www.postgresql.org/docs/current/datatype-datetime.html) and would round the rest away.",
    remedy: "Nothing needs to be done. Cut the digits in the source if they carry no meaning.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, cells: u64) -> Finding {
    RULE.finding(format!("{} with digits beyond the microsecond: text", counted(cells, "time", "times")))
        .on(table)
        .column(column)
}
