//! Full-text search in SQLite in the place of PostgreSQL's. Pure.
//!
//! A column of `tsvector` that PostgreSQL computes of other columns, or an index over `to_tsvector(…)`, becomes an FTS5
//! table over those columns (<https://sqlite.org/fts5.html#external_content_tables>), with the triggers that keep it in
//! step. What the column holds is carried as text besides.

use super::names::Names;
use super::table::NewTable;
use crate::catalog::schema::{Index, Object};
use crate::plan::rules::{not_said_in_sqlite, search_tokenizer_differs, weaker_in_sqlite};
use crate::postgres::survey::types::TypeKind;
use crate::report::finding::Finding;
use crate::sqlite::emit::{ident, literal};
use crate::translate::back::Stored;

/// What is searched.
struct Source {
    /// What the search is named after.
    name: String,
    /// The text search configuration, without its schema.
    language: String,
    /// Positions of the columns.
    columns: Vec<usize>,
    /// What it finds otherwise than PostgreSQL's, in words that complete its name.
    otherwise: Vec<String>,
}

/// The searches of a table, and what they take the place of.
#[derive(Debug, Default)]
pub(super) struct Searches {
    /// Statements, in order.
    pub sql: Vec<String>,
    /// Names of the FTS5 tables.
    pub names: Vec<String>,
    /// Indexes that they replace.
    pub indexes: Vec<String>,
    /// Triggers that they replace.
    pub triggers: Vec<String>,
}

/// Makes the searches of a table; `triggers` are those of the table.
pub(super) fn searches(
    table: &NewTable<'_>,
    triggers: &[&Object],
    names: &mut Names,
    findings: &mut Vec<Finding>,
) -> Searches {
    let mut made = Searches::default();
    let own = &table.surveyed.table;
    let mut vectors: Vec<usize> = Vec::new();
    for (at, column) in own.columns.iter().enumerate() {
        let value = &table.surveyed.types[at];
        if value.kind != TypeKind::System || value.name != "tsvector" {
            continue;
        }
        let computed = column.generated.as_ref().and_then(|generated| generated.expression.clone());
        let found = match computed {
            Some(expression) => of_expression(table, &expression),
            None => triggers.iter().find_map(|trigger| {
                let found = of_trigger(table, &column.name, &trigger.sql)?;
                made.triggers.push(trigger.name.clone());
                Some(found)
            }),
        };
        let name = format!("{}_{}", table.lite, column.name);
        let source = found.map(|found| Source { name, ..found });
        if make(table, source, &column.name, names, &mut made, findings) {
            vectors.push(at);
        }
    }
    for index in own.indexes.iter().filter(|index| is_search(index)) {
        let [part] = &index.parts[..] else { continue };
        if part.column.is_some_and(|at| vectors.contains(&at)) {
            made.indexes.push(index.name.clone());
        } else if let Some(expression) =
            part.expression.as_ref().filter(|expression| expression.contains("to_tsvector("))
        {
            let found = of_expression(table, expression);
            let source = found.map(|found| Source { name: index.name.clone(), ..found });
            if make(table, source, &index.name, names, &mut made, findings) {
                made.indexes.push(index.name.clone());
            }
        }
    }
    made
}

fn is_search(index: &Index) -> bool {
    matches!(index.method.as_deref(), Some("gin" | "gist")) && index.predicate.is_none()
}

fn make(
    table: &NewTable<'_>,
    source: Option<Source>,
    what: &str,
    names: &mut Names,
    made: &mut Searches,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut no = |reason: &str| {
        let what = format!("full-text search {what} is not carried");
        findings.push(not_said_in_sqlite::finding(&what, &table.lite, None, reason));
        false
    };
    let Some(source) = source else {
        return no(
            "Which columns it is about is said neither by an expression nor by tsvector_update_trigger.",
        );
    };
    let Some(alias) = table.alias else {
        return no("An FTS5 table refers to rows by an INTEGER PRIMARY KEY, and the table has none.");
    };
    let columns: Vec<&str> = source.columns.iter().map(|&at| table.columns[at].map.lite.as_str()).collect();
    // FTS5 keeps these names for itself.
    if columns.iter().any(|name| ["rank", "rowid"].contains(&name.to_ascii_lowercase().as_str())) {
        return no("FTS5 takes no column of the name rank or rowid.");
    }
    // An FTS5 table keeps tables of these names beside it, and has a column of its own name.
    let parts = ["_data", "_idx", "_content", "_docsize", "_config", "_insert", "_delete", "_update"];
    let is_free = |name: &String| {
        parts.iter().all(|part| names.is_free(&format!("{name}{part}")))
            && !columns.iter().any(|column| column.eq_ignore_ascii_case(name))
    };
    let wanted = [source.name.clone(), format!("{}_search", source.name)].into_iter();
    let numbered = (2..).map(|number| format!("{}_search_{number}", source.name));
    let Some(wanted) = wanted.chain(numbered).find(is_free) else { return false };
    let name = names.take("search", &table.surveyed.schema, &wanted, findings);
    let stems = source.language == "english";
    if !stems && source.language != "simple" {
        let language = format!("text search configuration {}", source.language);
        findings.push(search_tokenizer_differs::in_sqlite(&name, &language));
    }
    let tokenizer = if stems { "porter unicode61" } else { "unicode61" };
    let statements = statements(&name, &table.lite, &table.columns[alias].map.lite, &columns, tokenizer);
    if let Err(reason) = table.takes("", &statements.each_ref().map(String::as_str)) {
        let what = format!("full-text search {what} is not carried");
        findings.push(not_said_in_sqlite::finding(&what, &table.lite, None, &reason));
        return false;
    }
    for reason in &source.otherwise {
        findings.push(weaker_in_sqlite::finding(&table.lite, &source.name, reason));
    }
    parts.iter().for_each(|part| names.reserve(&table.surveyed.schema, &format!("{name}{part}")));
    made.sql.extend(statements);
    made.names.push(name);
    true
}

/// The FTS5 table and its three triggers.
fn statements(name: &str, table: &str, key: &str, columns: &[&str], tokenizer: &str) -> [String; 4] {
    let list = |prefix: &str| {
        columns.iter().map(|column| format!("{prefix}{}", ident(column))).collect::<Vec<_>>().join(", ")
    };
    let (search, on) = (ident(name), ident(table));
    let insert =
        format!("INSERT INTO {search} (rowid, {}) VALUES (new.{}, {});", list(""), ident(key), list("new."));
    let delete = format!(
        "INSERT INTO {search} ({search}, rowid, {}) VALUES ('delete', old.{}, {});",
        list(""),
        ident(key),
        list("old.")
    );
    let trigger = |suffix: &str, when: &str, body: &str| {
        let trigger = ident(&format!("{name}_{suffix}"));
        format!("CREATE TRIGGER {trigger} AFTER {when} ON {on} BEGIN\n    {body}\nEND")
    };
    [
        format!(
            "CREATE VIRTUAL TABLE {search} USING fts5({}, content={}, content_rowid={}, tokenize={})",
            list(""),
            literal(table),
            literal(key),
            literal(tokenizer)
        ),
        trigger("insert", "INSERT", &insert),
        trigger("delete", "DELETE", &delete),
        trigger("update", "UPDATE", &format!("{delete}\n    {insert}")),
    ]
}

/// Configuration and columns of an expression over `to_tsvector`; the name is still to come.
fn of_expression(table: &NewTable<'_>, expression: &str) -> Option<Source> {
    let calls: Vec<&str> = expression.split("to_tsvector(").skip(1).collect();
    let of_call = |behind: &&str| match behind.strip_prefix('\'') {
        Some(text) => Some(configuration(&text[..text.find('\'')?])),
        // That of the session, or of a column.
        None => Some("that is not a constant".to_owned()),
    };
    let language = of_call(calls.first()?)?;
    let mut otherwise = Vec::new();
    if calls.iter().any(|call| of_call(call).is_none_or(|other| other != language)) {
        otherwise.push("has one configuration for all of its columns in SQLite, the first".to_owned());
    }
    let named = identifiers(expression);
    let mut columns = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let name = &column.map.target;
        if !named.contains(name) {
            continue;
        }
        match column.stored {
            Stored::Json => {
                otherwise.push(format!("also finds the keys of the documents in {name} in SQLite"))
            }
            stored if is_text(stored) => {}
            _ => {
                otherwise.push(format!("does not find what {name} holds in SQLite, which is no text"));
                continue;
            }
        }
        columns.push(at);
    }
    (!columns.is_empty()).then_some(Source { name: String::new(), language, columns, otherwise })
}

/// Configuration and columns of `tsvector_update_trigger('vector', 'configuration', 'column', …)`
/// (<https://www.postgresql.org/docs/current/textsearch-features.html#TEXTSEARCH-UPDATE-TRIGGERS>).
fn of_trigger(table: &NewTable<'_>, vector: &str, sql: &str) -> Option<Source> {
    let behind = &sql[sql.find("tsvector_update_trigger(")? + "tsvector_update_trigger(".len()..];
    let arguments = literals(behind);
    let (own, rest) = arguments.split_first()?;
    let (language, columns) = rest.split_first()?;
    if own != vector {
        return None;
    }
    let place = |name: &String| table.columns.iter().position(|column| column.map.target == *name);
    let columns: Option<Vec<usize>> = columns.iter().map(place).collect();
    let columns = columns.filter(|columns| !columns.is_empty())?;
    let (name, language, otherwise) = (String::new(), configuration(language), Vec::new());
    Some(Source { name, language, columns, otherwise })
}

fn configuration(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_owned()
}

fn is_text(stored: Stored) -> bool {
    matches!(
        stored,
        Stored::Text | Stored::PaddedText | Stored::FoldedText | Stored::Enum | Stored::Json | Stored::Array
    )
}

/// The string literals of a list, up to its end.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ')' => break,
            '\'' => {
                let mut literal = String::new();
                while let Some(next) = characters.next() {
                    match next {
                        '\'' if characters.peek() == Some(&'\'') => {
                            characters.next();
                            literal.push('\'');
                        }
                        '\'' => break,
                        other => literal.push(other),
                    }
                }
                found.push(literal);
            }
            _ => {}
        }
    }
    found
}

/// The identifiers of an expression, outside of string literals.
fn identifiers(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = sql.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' | '"' => {
                let mut text = String::new();
                while let Some(next) = characters.next() {
                    if next == character {
                        if characters.peek() != Some(&character) {
                            break;
                        }
                        characters.next();
                    }
                    text.push(next);
                }
                if character == '"' {
                    found.push(text);
                }
            }
            _ if character.is_alphabetic() || character == '_' => {
                let mut text = String::from(character);
                while let Some(next) =
                    characters.next_if(|next| next.is_alphanumeric() || "_$".contains(*next))
                {
                    text.push(next);
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_names_are_read() {
        assert_eq!(
            literals("'fulltext', 'pg_catalog.english', 'it''s') EXECUTE 'x'"),
            ["fulltext", "pg_catalog.english", "it's"]
        );
        let sql =
            "to_tsvector('english'::regconfig, ((COALESCE(\"Ti\"\"tle\", ''::text) || ' body ') || note_1))";
        let found = identifiers(sql);
        assert!(found.contains(&"Ti\"tle".to_owned()) && found.contains(&"note_1".to_owned()));
        assert!(!found.iter().any(|name| name.contains("body")));
        assert_eq!(configuration("pg_catalog.\"english\""), "english");
    }
}
