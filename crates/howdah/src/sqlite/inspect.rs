//! The catalogue of a SQLite database: pragmas first, the text of declarations for what no pragma says.
//!
//! Nothing about an object is fatal: an unknown function, collation or module, a view on a dropped table, a text that
//! cannot be read become a line in [`Catalog::troubles`], and the rest of the catalogue stands. Only when the schema
//! as a whole cannot be read does inspection fail.

use super::facts::{self, ColumnRow, SchemaRow, TableRow};
use super::failure::{failed, said};
use super::fts;
use super::parse::{self, TableText};
use super::rtree;
use crate::catalog::schema::{
    Action, Catalog, Column, ForeignKey, Generated, Index, IndexPart, Key, Object, Origin, Table, TableKind,
};
use crate::error::Result;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Reads the catalogue of the connection's main database.
///
/// Fails with [`crate::error::Kind::Source`] when `sqlite_schema` cannot be read.
pub fn inspect(connection: &Connection) -> Result<Catalog> {
    let doing = |cause| failed("reading the schema", cause);
    let schema = facts::schema(connection).map_err(doing)?;
    let listed = facts::tables(connection).map_err(doing)?;
    let mut catalog =
        Catalog { properties: facts::properties(connection).map_err(doing)?, ..Catalog::default() };
    let mut troubles = Vec::new();

    let listed: HashMap<&str, &TableRow> = listed.iter().map(|row| (row.name.as_str(), row)).collect();
    let shadows = shadow_names(&schema);
    let texts: HashMap<&str, &str> = schema
        .iter()
        .filter(|row| row.kind == "index")
        .filter_map(|row| Some((row.name.as_str(), row.sql.as_deref()?)))
        .collect();
    for row in &schema {
        if row.damaged {
            troubles
                .push((row.name.clone(), "its declaration holds text that is not valid UTF-8".to_owned()));
        }
        let object = || Object {
            name: row.name.clone(),
            table: row.table.clone(),
            sql: row.sql.clone().unwrap_or_default(),
            columns: Vec::new(),
        };
        match row.kind.as_str() {
            "table" => {
                let known = listed.get(row.name.as_str()).copied();
                let kind = table_kind(row, known, &shadows);
                catalog.tables.push(table(connection, row, kind, known, &texts, &mut troubles));
            }
            "view" => {
                // One that reads what is not there has no columns; the planner says why.
                let columns = facts::columns(connection, &row.name).unwrap_or_default();
                let columns = columns.into_iter().map(|column| column.name).collect();
                catalog.views.push(Object { columns, ..object() });
            }
            "trigger" => catalog.triggers.push(object()),
            _ => {}
        }
        catalog.origin.push(Origin {
            kind: row.kind.clone(),
            name: row.name.clone(),
            table: row.table.clone(),
            sql: row.sql.clone(),
        });
    }
    if schema.iter().any(|row| row.name == "sqlite_sequence") {
        match facts::sequences(connection) {
            Ok(marks) => {
                for (name, mark) in marks {
                    let table =
                        catalog.tables.iter_mut().find(|table| table.name.eq_ignore_ascii_case(&name));
                    if let Some(table) = table {
                        table.sequence = Some(mark.max(table.sequence.unwrap_or(mark)));
                    }
                }
            }
            Err(cause) => troubles.push(("sqlite_sequence".to_owned(), said(&cause))),
        }
    }
    catalog.troubles = troubles;
    catalog.searches = fts::searches(&catalog);
    fts::mark_contents(&mut catalog);
    rtree::mark(&mut catalog);
    Ok(catalog)
}

/// Suffixes of the tables in which a module keeps its data
/// (<https://sqlite.org/fts3.html#_shadow_tables_>, <https://sqlite.org/fts5.html#fts5_data_structures>,
/// <https://sqlite.org/rtree.html>; vec0: <https://github.com/asg017/sqlite-vec>).
const SHADOW_SUFFIXES: &[(&str, &[&str])] = &[
    ("fts3", &["_content", "_segments", "_segdir", "_docsize", "_stat"]),
    ("fts4", &["_content", "_segments", "_segdir", "_docsize", "_stat"]),
    ("fts5", &["_data", "_idx", "_content", "_docsize", "_config"]),
    ("rtree", &["_node", "_parent", "_rowid"]),
    ("rtree_i32", &["_node", "_parent", "_rowid"]),
    ("geopoly", &["_node", "_parent", "_rowid"]),
    ("spellfix1", &["_vocab"]),
    ("vec0", &["_info", "_chunks", "_rowids", "_auxiliary"]),
];

/// Shadow tables numbered by column: a suffix and two digits.
const NUMBERED_SHADOW_SUFFIXES: &[(&str, &[&str])] =
    &[("vec0", &["_vector_chunks", "_metadatachunks", "_metadatatext"])];

/// Lower-case names of tables that are the storage of a virtual table of that very name. SQLite says so itself only
/// when it has the module; a table that merely ends like one is the application's own.
fn shadow_names(schema: &[SchemaRow]) -> HashSet<String> {
    let mut names = HashSet::new();
    for row in schema.iter().filter(|row| row.kind == "table") {
        let Some(module) = row.sql.as_deref().and_then(parse::virtual_module) else { continue };
        let owner = row.name.to_ascii_lowercase();
        for (_, suffixes) in SHADOW_SUFFIXES.iter().filter(|(name, _)| *name == module) {
            names.extend(suffixes.iter().map(|suffix| format!("{owner}{suffix}")));
        }
        for (_, suffixes) in NUMBERED_SHADOW_SUFFIXES.iter().filter(|(name, _)| *name == module) {
            let numbered =
                |suffix: &&str| (0..100).map(|n| format!("{owner}{suffix}{n:02}")).collect::<Vec<_>>();
            names.extend(suffixes.iter().flat_map(numbered));
        }
    }
    names
}

fn table_kind(row: &SchemaRow, listed: Option<&TableRow>, shadows: &HashSet<String>) -> TableKind {
    if row.name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_")) {
        return TableKind::Internal;
    }
    if let Some(module) = row.sql.as_deref().and_then(parse::virtual_module) {
        return TableKind::Virtual { module };
    }
    if listed.is_some_and(|listed| listed.kind == "shadow")
        || shadows.contains(&row.name.to_ascii_lowercase())
    {
        return TableKind::Shadow;
    }
    match listed {
        Some(listed) if listed.without_rowid => TableKind::WithoutRowid,
        _ => TableKind::Ordinary,
    }
}

fn table(
    connection: &Connection,
    row: &SchemaRow,
    kind: TableKind,
    listed: Option<&TableRow>,
    index_texts: &HashMap<&str, &str>,
    troubles: &mut Vec<(String, String)>,
) -> Table {
    let mut table = Table {
        name: row.name.clone(),
        kind,
        strict: listed.is_some_and(|listed| listed.strict),
        sql: row.sql.clone(),
        columns: Vec::new(),
        primary_key: None,
        uniques: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        rowid_alias: None,
        autoincrement: false,
        sequence: None,
    };
    let columns = match facts::columns(connection, &row.name) {
        Ok(columns) => columns,
        Err(cause) => {
            troubles.push((row.name.clone(), said(&cause)));
            return table;
        }
    };
    let is_virtual = matches!(table.kind, TableKind::Virtual { .. });
    let text = if is_virtual { None } else { row.sql.as_deref().and_then(parse::table) };
    if text.is_none() && !is_virtual && table.kind != TableKind::Internal {
        let reason = "the text of its declaration could not be read; CHECK constraints, constraint names and \
                      generated expressions are unknown";
        troubles.push((row.name.clone(), reason.to_owned()));
    }
    let text = text.unwrap_or_default();
    table.columns = columns.iter().map(|column| self::column(column, &text)).collect();
    if !is_virtual {
        collations(connection, &mut table, troubles);
    }
    let outcome = keys_and_indexes(connection, &mut table, &columns, &text, index_texts, troubles)
        .and_then(|()| foreign_keys(connection, &mut table, &text, troubles));
    if let Err(cause) = outcome {
        troubles.push((row.name.clone(), said(&cause)));
    }
    table.checks = text.checks.to_vec();
    table
}

fn column(row: &ColumnRow, text: &TableText) -> Column {
    let written = text.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&row.name));
    let generated = matches!(row.hidden, 2 | 3).then(|| Generated {
        stored: row.hidden == 3,
        expression: written.and_then(|column| column.generated.clone()),
    });
    Column {
        name: row.name.clone(),
        declared: row.declared.clone(),
        not_null: row.not_null,
        not_null_conflict: written.and_then(|column| column.not_null_conflict.clone()),
        default: row.default.clone(),
        collation: None,
        generated,
        hidden: row.hidden == 1,
        identity: None,
    }
}

/// Collations and AUTOINCREMENT (<https://sqlite.org/c3ref/table_column_metadata.html>).
fn collations(connection: &Connection, table: &mut Table, troubles: &mut Vec<(String, String)>) {
    let name = table.name.clone();
    for column in &mut table.columns {
        match connection.column_metadata(Some("main"), name.as_str(), column.name.as_str()) {
            Ok((_, collation, _, _, autoincrement)) => {
                column.collation = collation.and_then(|name| unless_binary(&name.to_string_lossy()));
                table.autoincrement |= autoincrement;
            }
            Err(cause) => troubles.push((format!("{name}.{}", column.name), said(&cause))),
        }
    }
}

fn unless_binary(collation: &str) -> Option<String> {
    (!collation.eq_ignore_ascii_case("BINARY")).then(|| collation.to_owned())
}

fn keys_and_indexes(
    connection: &Connection,
    table: &mut Table,
    rows: &[ColumnRow],
    text: &TableText,
    index_texts: &HashMap<&str, &str>,
    troubles: &mut Vec<(String, String)>,
) -> rusqlite::Result<()> {
    let mut key: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].key > 0).collect();
    key.sort_by_key(|&at| rows[at].key);
    let indexes = facts::indexes(connection, &table.name)?;

    // The INTEGER PRIMARY KEY is the rowid exactly when SQLite needed no index for it: `INT PRIMARY KEY` and
    // `INTEGER PRIMARY KEY DESC` get one (https://sqlite.org/lang_createtable.html#rowid).
    if let [only] = key[..]
        && matches!(table.kind, TableKind::Ordinary | TableKind::Shadow)
        && table.columns[only].declared.eq_ignore_ascii_case("INTEGER")
        && !indexes.iter().any(|index| index.origin == "pk")
    {
        table.rowid_alias = Some(only);
    }
    if !key.is_empty() {
        let written = text.primary_key.as_ref();
        let collations = key.iter().map(|&at| table.columns[at].collation.clone()).collect();
        table.primary_key = Some(Key {
            name: written.and_then(|key| key.name.clone()),
            columns: key,
            collations,
            on_conflict: written.and_then(|key| key.on_conflict.clone()),
            deferrable: false,
        });
    }

    let mut unmatched: Vec<_> = text.uniques.iter().collect();
    for index in indexes {
        let parts = match facts::index_columns(connection, &index.name) {
            Ok(parts) => parts,
            Err(cause) => {
                troubles.push((index.name.clone(), said(&cause)));
                continue;
            }
        };
        let position = |at: i64| usize::try_from(at).ok().filter(|&at| at < rows.len());
        if index.origin == "c" {
            let sql = index_texts.get(index.name.as_str()).copied();
            let written = sql.and_then(parse::index);
            let expressions = written.as_ref().map_or(&[][..], |text| &text.parts);
            let expressions = if expressions.len() == parts.len() { expressions } else { &[] };
            if expressions.is_empty() && parts.iter().any(|part| part.column == -2) {
                troubles
                    .push((index.name.clone(), "the text of its expressions could not be read".to_owned()));
            }
            let parts = parts.iter().enumerate().map(|(at, part)| {
                let column = position(part.column);
                let own =
                    column.and_then(|column| table.columns[column].collation.as_deref()).unwrap_or("BINARY");
                let collation = part.collation.as_deref().filter(|name| !name.eq_ignore_ascii_case(own));
                IndexPart {
                    column,
                    expression: if column.is_none() { expressions.get(at).cloned() } else { None },
                    descending: part.descending,
                    // NULL is smaller than every value (https://sqlite.org/datatype3.html#sort_order).
                    nulls_first: !part.descending,
                    collation: collation.map(str::to_owned),
                }
            });
            table.indexes.push(Index {
                unique: index.unique,
                parts: parts.collect(),
                predicate: written.and_then(|text| text.predicate),
                sql: sql.map(str::to_owned),
                name: index.name,
                method: None,
                valid: true,
            });
        } else if index.origin == "u" {
            let Some(columns) = parts.iter().map(|part| position(part.column)).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            let same = |names: &[String]| {
                names.len() == columns.len()
                    && names.iter().zip(&columns).all(|(name, &at)| name.eq_ignore_ascii_case(&rows[at].name))
            };
            let written = unmatched.iter().position(|key| same(&key.columns)).map(|at| unmatched.remove(at));
            table.uniques.push(Key {
                name: written.and_then(|key| key.name.clone()),
                columns,
                collations: parts
                    .iter()
                    .map(|part| part.collation.as_deref().and_then(unless_binary))
                    .collect(),
                on_conflict: written.and_then(|key| key.on_conflict.clone()),
                deferrable: false,
            });
        }
    }
    Ok(())
}

fn foreign_keys(
    connection: &Connection,
    table: &mut Table,
    text: &TableText,
    troubles: &mut Vec<(String, String)>,
) -> rusqlite::Result<()> {
    let rows = facts::foreign_keys(connection, &table.name)?;
    let mut unmatched: Vec<_> = text.foreign_keys.iter().collect();
    for group in rows.chunk_by(|one, other| one.id == other.id) {
        let Some(columns) = group.iter().map(|row| table.position(&row.from)).collect::<Option<Vec<_>>>()
        else {
            troubles
                .push((table.name.clone(), "a foreign key names a column that does not exist".to_owned()));
            continue;
        };
        let first = &group[0];
        let written = unmatched
            .iter()
            .position(|key| {
                key.parent.eq_ignore_ascii_case(&first.parent)
                    && key.columns.len() == group.len()
                    && key.columns.iter().zip(group).all(|(name, row)| name.eq_ignore_ascii_case(&row.from))
            })
            .map(|at| unmatched.remove(at));
        table.foreign_keys.push(ForeignKey {
            name: written.and_then(|key| key.name.clone()),
            columns,
            parent: first.parent.clone(),
            parent_schema: None,
            // SQLite leaves all of them out or none.
            parent_columns: group.iter().filter_map(|row| row.to.clone()).collect(),
            on_delete: Action::parse(&first.on_delete),
            on_update: Action::parse(&first.on_update),
            deferrable: written.is_some_and(|key| key.deferrable),
            initially_deferred: written.is_some_and(|key| key.initially_deferred),
            validated: true,
        });
    }
    Ok(())
}
