//! Finding `generated-column-not-translated`.

use super::Rule;
use crate::catalog::schema::Generated;
use crate::report::finding::{Finding, Level};
use crate::translate::Refusal;

/// A generated column is not translated.
pub const RULE: Rule = Rule {
    id: "generated-column-not-translated",
    level: Level::Loss,
    summary: "A generated column is not translated.",
    explanation: "Its values follow from the other columns, which are all carried. The expression stands in the finding and in \
          untranslated.sql with the reason.",
    remedy: "Add the column by hand: ALTER TABLE … ADD COLUMN … GENERATED ALWAYS AS (…) STORED.",
};

/// What was found.
pub(in crate::plan) fn finding(
    table: &str,
    column: &str,
    generated: &Generated,
    refusal: &Refusal,
) -> Finding {
    let finding =
        RULE.finding("generated column is not translated").detail(&refusal.reason).on(table).column(column);
    match &generated.expression {
        Some(expression) => finding.sql(format!(
            "GENERATED ALWAYS AS ({expression}) {}",
            if generated.stored { "STORED" } else { "VIRTUAL" }
        )),
        None => finding,
    }
}
