//! Finding `rowid-not-kept`.

use super::Rule;
use crate::report::finding::{Finding, Level};

/// Something refers to rowids that are not kept.
pub const RULE: Rule = Rule {
    id: "rowid-not-kept",
    level: Level::Changes,
    summary: "Something refers to rowids that are not kept.",
    explanation: "A view, trigger, index or virtual table reads the rowid of this table, and --rowid drop leaves \
          it behind.",
    remedy: "Use --rowid auto or --rowid keep.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, by: &str) -> Finding {
    RULE.finding(format!("{by} refers to rowids, which --rowid drop leaves behind")).on(table)
}
