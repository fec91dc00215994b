//! Finding `type-choice-does-not-fit`.

use super::Rule;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;

/// A type that was chosen by hand cannot hold every value of its column.
pub const RULE: Rule = Rule {
    id: "type-choice-does-not-fit",
    level: Level::Blocks,
    summary: "A type that was chosen by hand cannot hold every value of its column.",
    explanation: "A choice by --type or in howdah.toml is followed when every value can be held in it.",
    remedy: "Choose another type, or put the rows right.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, column: &str, chosen: LogicalType, misfit: &str) -> Finding {
    RULE.finding(format!("{chosen} cannot hold every value: {misfit}")).on(table).column(column)
}
