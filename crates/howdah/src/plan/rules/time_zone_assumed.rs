//! Finding `time-zone-assumed`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// Times without a zone are understood in an assumed zone.
pub const RULE: Rule = Rule {
    id: "time-zone-assumed",
    level: Level::Note,
    summary: "Times without a zone are understood in an assumed zone.",
    explanation: "SQLite's text times name no zone unless the application wrote one. They become `timestamp with \
          time zone` and are read as the zone policy says, UTC by default.",
    remedy: "If the application wrote local time, say so with --zone; --zone none keeps timestamp without \
          time zone.",
};

/// What was found.
pub(in crate::plan) fn finding(columns: &[String], minutes_east: i16) -> Finding {
    let zone =
        if minutes_east == 0 { "UTC".to_owned() } else { format!("{minutes_east} minutes east of UTC") };
    RULE.finding(format!(
        "times without a zone are understood as {zone} in {}",
        counted(columns.len() as u64, "column", "columns")
    ))
    .detail(format!("The columns are {}.", columns.join(", ")))
}
