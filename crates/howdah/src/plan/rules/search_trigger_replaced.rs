//! Finding `search-trigger-replaced`.

use super::Rule;
use crate::catalog::schema::Object;
use crate::report::finding::{Finding, Level};

/// A trigger that kept a full-text search in step is not needed any more.
pub const RULE: Rule = Rule {
    id: "search-trigger-replaced",
    level: Level::Note,
    summary: "A trigger that kept a full-text search in step is not needed any more.",
    explanation: "The generated column follows its table by itself \
          (<https://sqlite.org/fts5.html#external_content_tables> shows such triggers).",
    remedy: "Nothing.",
};

/// What was found.
pub(in crate::plan) fn finding(trigger: &Object, search: &str) -> Finding {
    RULE.finding(format!("the generated column of search {search} does the work of this trigger"))
        .on(&trigger.name)
        .sql(&trigger.sql)
}
