//! What was added on PostgreSQL since the plan was carried out, and what becomes of it in SQLite. Pure.
//!
//! A column that was added to a carried table goes behind the table's columns, a table that was added behind the
//! schema. A type that SQLite has cells for keeps its meaning; any other becomes the text that PostgreSQL writes for it,
//! which PostgreSQL also reads.

use super::model::Plan;
use super::rules::addition_in_part;
use crate::catalog::map::{ColumnMap, FlawPolicy, RowKey, RowidMap, TableMap};
use crate::catalog::schema::{Catalog, Column, Table, TableKind};
use crate::postgres::emit::quote_ident;
use crate::report::finding::Finding;
use crate::row::format::{
    Between, BooleanSpelling, Clock, Format, JsonStyle, MomentSpelling, MomentText, UuidSpelling, ZonePolicy,
    ZoneText,
};
use crate::row::logical::LogicalType;
use crate::sqlite::emit::ident;
use crate::sqlite::types::affinity;
use std::collections::BTreeMap;

/// What was added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Additions {
    /// Statements for SQLite, in order.
    pub sql: Vec<String>,
    /// The columns of carried tables, by the table's number.
    pub columns: BTreeMap<i32, Vec<ColumnMap>>,
    /// The tables.
    pub tables: Vec<TableMap>,
    /// Columns (target table, column) that are read as another type: `text`, `float8`.
    pub casts: BTreeMap<(String, String), &'static str>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// Holds a schema as it is now against the plan that made it.
pub fn additions(plan: &Plan, now: &Catalog) -> Additions {
    let mut added = Additions::default();
    let made = |table: &str, name: &str| {
        // As the plan's statements make columns: a line of CREATE TABLE, or ADD COLUMN.
        let (line, added) =
            (format!("\n    {} ", quote_ident(name)), format!("ADD COLUMN {} ", quote_ident(name)));
        let mut statements = plan.phases.all().filter(|statement| statement.table == table);
        statements.any(|statement| statement.sql.contains(&line) || statement.sql.contains(&added))
    };
    for map in &plan.tables {
        let Some(table) = now.tables.iter().find(|table| table.name == map.target) else { continue };
        let of_search = |name: &str| {
            plan.searches.iter().any(|search| search.table == map.target && search.vector == name)
        };
        for column in &table.columns {
            let is_mapped = map.target_columns().any(|name| name == column.name)
                || map.generated.iter().any(|generated| generated.target == column.name);
            if is_mapped || of_search(&column.name) || made(&map.target, &column.name) {
                continue;
            }
            let taken = |name: &str| {
                let mut columns = map.columns.iter().chain(&map.generated);
                columns.any(|column| column.lite.eq_ignore_ascii_case(name))
                    || added
                        .columns
                        .get(&map.number)
                        .is_some_and(|more| more.iter().any(|column| column.lite.eq_ignore_ascii_case(name)))
            };
            let lite = free(&column.name, taken);
            let new = column_map(column, lite, map.strict, &map.target, &mut added.casts);
            let declared = if new.declared.is_empty() { String::new() } else { format!(" {}", new.declared) };
            added.sql.push(format!(
                "ALTER TABLE {} ADD COLUMN {}{declared}",
                ident(&map.lite),
                ident(&new.lite)
            ));
            if column.not_null || column.default.is_some() {
                let what = "its NOT NULL and its default are not, since SQLite cannot add them to rows that are there";
                added.findings.push(addition_in_part::finding(&map.lite, &new.lite, what));
            }
            added.columns.entry(map.number).or_default().push(new);
        }
    }
    let mut names: Vec<String> = plan.origin.iter().map(|object| object.name.clone()).collect();
    let mut number = plan.tables.iter().map(|table| table.number).max().unwrap_or(0);
    let is_new = |table: &&Table| {
        table.kind == TableKind::Ordinary
            && !plan.tables.iter().any(|map| map.target == table.name)
            && !plan.phases.all().any(|statement| statement.table == table.name)
    };
    let new: Vec<&Table> = now.tables.iter().filter(is_new).collect();
    let lites: Vec<String> = new
        .iter()
        .map(|table| {
            let reserved = table.name.to_ascii_lowercase().starts_with("sqlite_");
            let wanted = if reserved { format!("_{}", table.name) } else { table.name.clone() };
            let name = free(&wanted, |name| names.iter().any(|taken| taken.eq_ignore_ascii_case(name)));
            names.push(name.clone());
            name
        })
        .collect();
    for (table, lite) in new.iter().zip(&lites) {
        number += 1;
        let lite_of = |target: &str| {
            let carried = plan.tables.iter().find(|map| map.target == target).map(|map| map.lite.clone());
            carried.or_else(|| Some(lites[new.iter().position(|table| table.name == target)?].clone()))
        };
        let map = table_map(plan, table, lite, number, &mut added.casts);
        added.sql.push(declaration(plan, table, &map, &lite_of));
        let in_part = table.columns.iter().any(|column| column.default.is_some())
            || !table.checks.is_empty()
            || !table.indexes.is_empty();
        if in_part {
            let what = "its rows and keys are; defaults, CHECK constraints and other indexes are not";
            added.findings.push(addition_in_part::finding(lite, "", what));
        }
        added.tables.push(map);
    }
    added
}

/// The name, or one like it that is free.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

fn table_map(
    plan: &Plan,
    table: &Table,
    lite: &str,
    number: i32,
    casts: &mut BTreeMap<(String, String), &'static str>,
) -> TableMap {
    let mut columns: Vec<ColumnMap> = Vec::new();
    for column in &table.columns {
        let name = free(&column.name, |name| columns.iter().any(|one| one.lite.eq_ignore_ascii_case(name)));
        columns.push(column_map(column, name, false, &table.name, casts));
    }
    TableMap {
        number,
        lite: lite.to_owned(),
        schema: plan.options.schema.clone(),
        target: table.name.clone(),
        without_rowid: false,
        strict: false,
        columns,
        generated: Vec::new(),
        key: match &table.primary_key {
            Some(key) => RowKey::Columns(key.columns.clone()),
            None => RowKey::Row,
        },
        rowid: RowidMap::None,
        zone: ZonePolicy::default(),
        originals: false,
        on_nul: FlawPolicy::Refuse,
        on_bad_utf8: FlawPolicy::Refuse,
        edits: Vec::new(),
        chunk_starts: Vec::new(),
        rows: 0,
        bytes: 0,
    }
}

fn declaration(
    plan: &Plan,
    table: &Table,
    map: &TableMap,
    lite_of: &dyn Fn(&str) -> Option<String>,
) -> String {
    let name = |at: usize| ident(&map.columns[at].lite);
    let list = |columns: &[usize]| columns.iter().map(|&at| name(at)).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    for (at, (column, new)) in table.columns.iter().zip(&map.columns).enumerate() {
        let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [at]);
        let is_integer = new.declared == "INTEGER";
        let key = if is_key { " PRIMARY KEY" } else { "" };
        let not_null = if column.not_null && !(is_key && is_integer) { " NOT NULL" } else { "" };
        parts.push(format!("{} {}{key}{not_null}", name(at), new.declared).trim_end().to_owned());
    }
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        parts.push(format!("PRIMARY KEY ({})", list(&key.columns)));
    }
    for key in &table.uniques {
        parts.push(format!("UNIQUE ({})", list(&key.columns)));
    }
    for key in &table.foreign_keys {
        let Some(parent) = lite_of(&key.parent) else { continue };
        let of_parent = plan.tables.iter().find(|map| map.target == key.parent);
        let columns: Vec<String> = key
            .parent_columns
            .iter()
            .map(|target| {
                let mut columns = of_parent.iter().flat_map(|map| &map.columns);
                ident(columns.find(|column| column.target == *target).map_or(target, |column| &column.lite))
            })
            .collect();
        parts.push(format!(
            "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {}",
            list(&key.columns),
            ident(&parent),
            columns.join(", "),
            key.on_delete.sql(),
            key.on_update.sql()
        ));
    }
    format!("CREATE TABLE {} (\n    {}\n)", ident(&map.lite), parts.join(",\n    "))
}

/// What a column becomes: see `docs/back.md`.
fn column_map(
    column: &Column,
    lite: String,
    strict: bool,
    table: &str,
    casts: &mut BTreeMap<(String, String), &'static str>,
) -> ColumnMap {
    let (base, arguments) = match column.declared.split_once('(') {
        Some((base, rest)) => (base.trim_end(), rest),
        None => (column.declared.as_str(), ""),
    };
    let digits: Vec<u32> = arguments
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let moment = |date: bool, clock: Option<Clock>, zone: ZoneText| Format::Moment {
        spelling: MomentSpelling::Text(MomentText {
            date,
            between: (date && clock.is_some()).then_some(Between::Space),
            clock,
            zone,
        }),
    };
    let clock = Some(Clock::FractionTrimmed);
    // A modifier of a time stands in the middle of the type's name.
    let whole = column.declared.as_str();
    let (logical, declared, format) = match base {
        "boolean" => {
            let spelling = BooleanSpelling::Integer;
            (LogicalType::Bool, "BOOLEAN".to_owned(), Format::Boolean { spelling })
        }
        "smallint" => (LogicalType::Int2, "INTEGER".into(), Format::Integer),
        "integer" => (LogicalType::Int4, "INTEGER".into(), Format::Integer),
        "bigint" => (LogicalType::Int8, "INTEGER".into(), Format::Integer),
        "double precision" => (LogicalType::Float8, "REAL".into(), Format::Real),
        "real" => {
            casts.insert((table.to_owned(), column.name.clone()), "float8");
            (LogicalType::Float8, "REAL".into(), Format::Real)
        }
        // A negative scale is the rare case.
        "numeric" if !arguments.contains('-') => (numeric(&digits), "NUMERIC".into(), Format::Number),
        "text" => (LogicalType::TEXT, "TEXT".into(), Format::Text),
        "character varying" => {
            let declared = digits.first().map_or("VARCHAR".into(), |most| format!("VARCHAR({most})"));
            (LogicalType::TEXT, declared, Format::Text)
        }
        "bytea" => (LogicalType::Bytea, "BLOB".into(), Format::Blob),
        "uuid" => {
            let spelling = UuidSpelling::Hyphens;
            (LogicalType::Uuid, "CHAR(36)".into(), Format::Uuid { spelling })
        }
        "date" => (LogicalType::Date, "DATE".into(), moment(true, None, ZoneText::None)),
        _ if whole.starts_with("timestamp") && whole.ends_with("without time zone") => {
            (LogicalType::Timestamp, "DATETIME".into(), moment(true, clock, ZoneText::None))
        }
        _ if whole.starts_with("timestamp") && whole.ends_with("with time zone") => {
            (LogicalType::TimestampTz, "DATETIME".into(), moment(true, clock, ZoneText::Colon(0)))
        }
        _ if whole.starts_with("time") && whole.ends_with("without time zone") => {
            (LogicalType::Time, "TIME".into(), moment(false, clock, ZoneText::None))
        }
        "json" | "jsonb" if column.declared == "jsonb" => {
            (LogicalType::Jsonb, "JSON".into(), Format::Json { style: JsonStyle::default() })
        }
        "json" => (LogicalType::Json, "JSON".into(), Format::Json { style: JsonStyle::default() }),
        _ => {
            casts.insert((table.to_owned(), column.name.clone()), "text");
            (LogicalType::TEXT, "TEXT".into(), Format::Text)
        }
    };
    // A STRICT table knows these types only (https://sqlite.org/stricttables.html).
    let declared = match (strict, declared.as_str()) {
        (false, _) | (true, "INTEGER" | "REAL" | "TEXT" | "BLOB") => declared,
        (true, "BOOLEAN") => "INTEGER".into(),
        (true, "NUMERIC") => "ANY".into(),
        (true, _) => "TEXT".into(),
    };
    ColumnMap {
        affinity: affinity(&declared, strict),
        lite,
        target: column.name.clone(),
        declared,
        logical,
        format,
        reason: "added on PostgreSQL".into(),
    }
}

fn numeric(digits: &[u32]) -> LogicalType {
    let small = |at: usize| digits.get(at).and_then(|&digits| u16::try_from(digits).ok());
    match (small(0), small(1)) {
        (Some(precision), scale) => {
            LogicalType::Numeric { precision: Some(precision), scale: scale.unwrap_or(0) }
        }
        (None, _) => LogicalType::NUMERIC,
    }
}
