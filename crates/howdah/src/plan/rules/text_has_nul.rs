//! Finding `text-has-nul`.

use super::Rule;
use crate::catalog::map::FlawPolicy;
use crate::catalog::profile::Flaws;
use crate::report::finding::{Finding, Level};

/// Text holds a NUL, which PostgreSQL's text cannot hold.
pub const RULE: Rule = Rule {
    id: "text-has-nul",
    level: Level::Blocks,
    summary: "Text holds a NUL, which PostgreSQL's text cannot hold.",
    explanation: "SQLite stores any byte in a TEXT cell; PostgreSQL's `text` ends where a zero byte stands. By \
          default nothing is written, and the rows are listed. With another choice the finding stays, at \
          level `loss` or `changes`, and says what became of them. Escaped, two texts may become one; a key \
          or unique column becomes bytea instead.",
    remedy: "Choose how to keep it with --on-nul bytea | escape | reject-row, or fix the rows.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, flaws: &Flaws, policy: FlawPolicy) -> Finding {
    super::flawed(&RULE, "a NUL", table, column, flaws, policy)
}
