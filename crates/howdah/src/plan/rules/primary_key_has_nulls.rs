//! Finding `primary-key-has-nulls`.

use super::Rule;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};

/// A primary key holds NULLs and becomes UNIQUE.
pub const RULE: Rule = Rule {
    id: "primary-key-has-nulls",
    level: Level::Changes,
    summary: "A primary key holds NULLs and becomes UNIQUE.",
    explanation: "SQLite allows NULL in a PRIMARY KEY that is neither INTEGER PRIMARY KEY nor of a WITHOUT ROWID \
          or STRICT table (https://sqlite.org/lang_createtable.html#the_primary_key); PostgreSQL does not.",
    remedy: "Nothing needs to be done. After the NULLs are gone, a new run makes a primary key.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &str, columns: &str, nulls: u64) -> Finding {
    RULE.finding(format!(
        "primary key ({columns}) holds {}: unique constraint instead",
        counted(nulls, "NULL", "NULLs")
    ))
    .on(table)
}
