//! Finding `search-becomes-tsvector`.

use super::Rule;
use crate::catalog::search::Search;
use crate::report::finding::{Finding, Level};

/// Full-text search becomes a column of type tsvector.
pub const RULE: Rule = Rule {
    id: "search-becomes-tsvector",
    level: Level::Changes,
    summary: "Full-text search becomes a column of type tsvector.",
    explanation: "The database keeps the column up to date and a GIN index finds its words \
          (<https://www.postgresql.org/docs/current/textsearch-tables.html>). Tokens are cut as SQLite cuts them, so that \
          the same queries find the same rows; docs/search.md has the figures and the limits.",
    remedy: "Write column @@ howdah.fts_query('words', 'name') in the place of name MATCH 'words', and howdah.fts_rank for \
          bm25 and rank.",
};

/// What was found. `table` is the target's table in SQLite's words; `from_index`: no text is there.
pub(in crate::plan) fn finding(search: &Search, table: &str, from_index: bool) -> Finding {
    let word = search.version.word();
    let finding = RULE
        .finding(format!("{word} search becomes a tsvector column with a GIN index in table {table}"))
        .on(&search.name);
    match from_index {
        true => finding.detail(
            "No text is stored that could be read back: the vectors are made once from the index, and the application \
             writes them itself: howdah.fts_vector(tokenizer, text, …).",
        ),
        false => finding,
    }
}
