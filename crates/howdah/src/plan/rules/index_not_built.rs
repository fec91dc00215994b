//! Finding `index-not-built`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// An index could not be built, since an entry is too large.
pub const RULE: Rule = Rule {
    id: "index-not-built",
    level: Level::Loss,
    summary: "An index could not be built, since an entry is too large.",
    explanation: "An entry of a btree index holds at most 2,704 bytes \
          (https://www.postgresql.org/docs/current/btree.html). All rows are there.",
    remedy: "Create a smaller index, for instance on a hash or a prefix of the column.",
};

/// What was found, while running: `reason` is the server's.
pub fn finding(table: &str, index: &str, reason: &str, sql: &str) -> Finding {
    RULE.finding(format!("index \"{index}\" could not be built")).on(table).detail(reason).sql(sql)
}
