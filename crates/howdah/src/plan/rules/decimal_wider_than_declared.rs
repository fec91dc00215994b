//! Finding `decimal-wider-than-declared`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A column declared NUMERIC or DECIMAL holds numbers outside its declaration.
pub const RULE: Rule = Rule {
    id: "decimal-wider-than-declared",
    level: Level::Changes,
    summary: "A column declared NUMERIC or DECIMAL holds numbers outside its declaration.",
    explanation: "SQLite ignores precision and scale; `numeric(p,s)` would round or refuse, so the column becomes \
          `numeric` without a limit, or `double precision` when infinities are among the values.",
    remedy: "Nothing needs to be done. After the rows are put right, a new run chooses the declared numeric.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, declared: &str, chosen: LogicalType) -> Finding {
    RULE.finding(format!("declared {declared}, holds numbers outside it: {chosen}")).on(table).column(column)
}
