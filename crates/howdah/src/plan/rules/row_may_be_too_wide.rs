//! Finding `row-may-be-too-wide`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A row may not fit PostgreSQL's page; it depends on how its values are spread.
pub const RULE: Rule = Rule {
    id: "row-may-be-too-wide",
    level: Level::Note,
    summary: "A row may not fit PostgreSQL's page; it depends on how its values are spread.",
    explanation: "A row must fit one page of 8 kB; long values move out and leave 18 bytes behind \
          (https://www.postgresql.org/docs/current/storage-toast.html), fixed-width ones stay.",
    remedy: "Nothing needs to be done unless the copy stops at such a row; nothing is lost then.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, upper: u64, most: u64) -> Finding {
    RULE.finding(format!("the widest row may need up to {upper} bytes in its page, {most} are possible"))
        .on(table)
}
