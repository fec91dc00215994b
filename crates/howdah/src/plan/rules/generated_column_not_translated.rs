//! Finding `generated-column-not-translated`.

use super::Rule;
use crate::catalog::schema::Generated;
use crate::report::finding::{Finding, Level};

/// A generated column is not translated yet.
pub const RULE: Rule = Rule {
    id: "generated-column-not-translated",
    level: Level::Loss,
    summary: "A generated column is not translated yet.",
    explanation: "Its values follow from the other columns, which are all carried. The expression stands in the \
          finding.",
    remedy: "Add the column by hand: ALTER TABLE … ADD COLUMN … GENERATED ALWAYS AS (…) STORED.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, generated: &Generated) -> Finding {
    let finding = RULE.finding("generated column is not translated yet").on(table).column(column);
    match &generated.expression {
        Some(expression) => finding.sql(format!(
            "GENERATED ALWAYS AS ({expression}) {}",
            if generated.stored { "STORED" } else { "VIRTUAL" }
        )),
        None => finding,
    }
}
