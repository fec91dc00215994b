//! Finding `json-not-jsonb`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// Valid JSON that `jsonb` cannot hold, so the column becomes `json` or `text`.
pub const RULE: Rule = Rule {
    id: "json-not-jsonb",
    level: Level::Changes,
    summary: "Valid JSON that `jsonb` cannot hold, so the column becomes `json` or `text`.",
    explanation: "`jsonb` refuses \\u0000, unpaired surrogates, numbers beyond `numeric`, and documents over 255 \
          MB; `json` keeps the text as it was written.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses jsonb.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    problems: &[(String, String)],
    chosen: LogicalType,
) -> Finding {
    RULE.finding(format!("valid JSON that jsonb cannot hold: {chosen}"))
        .on(table)
        .column(column)
        .rows(problems.iter().map(|(row, problem)| format!("{row}: {problem}")))
}
