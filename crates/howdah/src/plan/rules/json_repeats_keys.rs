//! Finding `json-repeats-keys`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// Documents hold a key twice, of which `jsonb` keeps the last.
pub const RULE: Rule = Rule {
    id: "json-repeats-keys",
    level: Level::Changes,
    summary: "Documents hold a key twice, of which `jsonb` keeps the last.",
    explanation: "SQLite keeps both and its functions read the first; `jsonb` keeps the last \
          (https://www.postgresql.org/docs/current/datatype-json.html). The text as it was written is kept in howdah.original.",
    remedy: "Nothing needs to be done where either value will do. `--json exact`, or `--type table.column=json`, keeps both in \
          the column.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, documents: u64, rows: &[String]) -> Finding {
    let documents = counted(documents, "document holds", "documents hold");
    RULE.finding(format!("{documents} a key twice: jsonb keeps the last"))
        .on(table)
        .column(column)
        .rows(rows.iter().cloned())
}
