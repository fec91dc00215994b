//! Finding `row-too-wide`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// A row does not fit PostgreSQL's page, even with its long values kept elsewhere.
pub const RULE: Rule = Rule {
    id: "row-too-wide",
    level: Level::Blocks,
    summary: "A row does not fit PostgreSQL's page, even with its long values kept elsewhere.",
    explanation: "A row must fit one page of 8 kB; long values move out and leave 18 bytes behind \
          (https://www.postgresql.org/docs/current/storage-toast.html), fixed-width ones stay.",
    remedy: "Split the table in the source, or leave it out with --exclude.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, least: u64, most: u64) -> Finding {
    RULE.finding(format!("the widest row needs at least {least} bytes in its page, {most} are possible"))
        .on(table)
}
