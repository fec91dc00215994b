//! Vectors and their indexes in PostgreSQL's words.
//!
//! A generated column must be immutable (<https://www.postgresql.org/docs/current/ddl-generated-columns.html>), so a
//! value that is no text becomes one by a cast that no setting changes, or by howdah's own function.

use super::super::ddl::Settled;
use super::super::model::{Statement, StatementKind};
use super::Planned;
use crate::postgres::emit::{qualified, quote_ident, quote_literal};
use crate::row::logical::LogicalType;

/// Lines of a table's vectors within its CREATE TABLE.
pub(in crate::plan) fn columns(settled: &Settled, table: usize) -> Vec<String> {
    let mine = settled.searches.iter().filter(|planned| planned.draft == table);
    mine.map(|planned| {
        let name = quote_ident(names_of(settled, planned).0);
        if planned.from_index {
            return format!("{name} tsvector");
        }
        let arguments: Vec<String> =
            planned.columns.iter().map(|&column| text(settled, table, column)).collect();
        let function = qualified(&settled.options.state_schema, "fts_vector");
        let tokenizer = quote_literal(&planned.tokenizer);
        let arguments = [&[tokenizer], &arguments[..]].concat().join(", ");
        format!("{name} tsvector GENERATED ALWAYS AS ({function}({arguments})) STORED")
    })
    .collect()
}

/// A column's text as SQL, immutable; NULL where there is none.
fn text(settled: &Settled, table: usize, column: Option<usize>) -> String {
    let draft = &settled.drafts[table];
    let place = column.and_then(|column| Some((draft.travels(column)?, draft.choice(column)?)));
    let Some((at, choice)) = place else { return "NULL".to_owned() };
    let name = quote_ident(&settled.names[table].columns[at]);
    match choice.logical {
        LogicalType::Text { max_chars: None } => name,
        LogicalType::Bool
        | LogicalType::Date
        | LogicalType::Time
        | LogicalType::Timestamp
        | LogicalType::TimestampTz => {
            format!("{}({name})", qualified(&settled.options.state_schema, "fts_text"))
        }
        _ => format!("{name}::text"),
    }
}

/// GIN indexes over the vectors, and over trigrams.
pub(in crate::plan) fn indexes(settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::new();
    for planned in settled.searches {
        let table = settled.table(planned.draft);
        let (vector, index) = names_of(settled, planned);
        let sql =
            format!("CREATE INDEX {} ON {table} USING gin ({})", quote_ident(index), quote_ident(vector));
        statements.push(settled.statement(StatementKind::Index, planned.draft, index, sql));
        let at = position(settled, planned);
        if let Some(name) = &settled.names[planned.draft].trigrams[at] {
            let columns: Vec<String> = trigram_columns(settled, planned);
            if !columns.is_empty() {
                let sql = trigram_index(&table, name, &columns);
                statements.push(settled.statement(StatementKind::Index, planned.draft, name, sql));
            }
        }
    }
    statements
}

/// The extension with trigrams, where an index over them is wanted and the role may create it; without it the index is
/// given up.
pub(in crate::plan) fn extension(settled: &Settled) -> Option<Statement> {
    let wanted = |planned: &&Planned| planned.has_trigrams() && !trigram_columns(settled, planned).is_empty();
    let first = settled.searches.iter().find(wanted)?;
    let sql = "DO $do$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public; \
               EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'pg_trgm: %', SQLERRM; END $do$";
    Some(settled.statement(StatementKind::Extension, first.draft, "pg_trgm", sql.to_owned()))
}

/// The extension may lie in any schema.
fn trigram_index(table: &str, name: &str, columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("{column} %1$s.gin_trgm_ops")).collect();
    let sql = format!("CREATE INDEX {} ON {table} USING gin ({})", quote_ident(name), columns.join(", "));
    // What is no place for a schema must not look like one.
    let sql = quote_literal(&sql.replace('%', "%%").replace("%%1$s", "%1$s"));
    format!(
        "DO $do$ DECLARE place text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'); \
         BEGIN IF place IS NULL THEN RAISE undefined_object USING MESSAGE = 'the extension pg_trgm is missing'; END IF; \
         EXECUTE format({sql}, place); END $do$"
    )
}

fn trigram_columns(settled: &Settled, planned: &Planned) -> Vec<String> {
    let draft = &settled.drafts[planned.draft];
    let texts = planned
        .columns
        .iter()
        .flatten()
        .filter(|&&column| draft.choice(column).is_some_and(|choice| choice.logical.is_text()));
    texts
        .filter_map(|&column| draft.travels(column))
        .map(|at| quote_ident(&settled.names[planned.draft].columns[at]))
        .collect()
}

/// Names of a search's vector and of the index over it.
pub(super) fn names_of<'n>(settled: &Settled<'n>, planned: &Planned) -> (&'n str, &'n str) {
    let (vector, index) = &settled.names[planned.draft].vectors[position(settled, planned)];
    (vector, index)
}

/// The search's position among those over the same table.
fn position(settled: &Settled, planned: &Planned) -> usize {
    let mine = settled.searches.iter().filter(|other| other.draft == planned.draft);
    mine.take_while(|other| other.search.name != planned.search.name).count()
}
