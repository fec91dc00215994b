//! Finding `text-not-utf8`.

use super::Rule;
use crate::catalog::map::FlawPolicy;
use crate::catalog::profile::Flaws;
use crate::report::finding::{Finding, Level};

/// Text is not valid UTF-8 (in a UTF-16 database: holds an unpaired surrogate).
pub const RULE: Rule = Rule {
    id: "text-not-utf8",
    level: Level::Blocks,
    summary: "Text is not valid UTF-8 (in a UTF-16 database: holds an unpaired surrogate).",
    explanation: "SQLite never checks the encoding of a TEXT cell; PostgreSQL refuses what is not UTF-8. By \
          default nothing is written, and the rows are listed. With another choice the finding stays, at \
          level `loss` or `changes`, and says what became of them. Escaped, two texts may become one; a key \
          or unique column becomes bytea instead.",
    remedy: "Choose how to keep it with --on-bad-utf8 bytea | escape | reject-row, or fix the rows.",
};

/// What was found. `of_utf16`: the database stores UTF-16, where the flaw is an unpaired surrogate.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    flaws: &Flaws,
    policy: FlawPolicy,
    of_utf16: bool,
) -> Finding {
    let flaw = if of_utf16 { "unpaired surrogates" } else { "bytes that are not UTF-8" };
    super::flawed(&RULE, flaw, table, column, flaws, policy)
}
