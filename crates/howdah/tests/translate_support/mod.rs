//! Both engines with the same rows: SQLite's file, carried to a PostgreSQL database, and the schema of the translation.

#![allow(dead_code, reason = "each test binary uses its part")]

#[path = "../support/mod.rs"]
pub mod support;

use howdah::postgres::runtime;
use howdah::row::format::Format;
use howdah::row::logical::LogicalType;
use howdah::translate::{Column, Relation, Schema};
use postgres::{Client, SimpleQueryMessage};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;
use tempfile::TempDir;
use testkit::server::{TestDatabase, server};

/// The two engines.
pub struct Engines {
    pub lite: Connection,
    pub target: Client,
    pub schema: Schema,
    database: TestDatabase,
    directory: TempDir,
}

impl Engines {
    /// Makes the database that a script describes and carries it over.
    pub fn new(name: &str, script: &str) -> Engines {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let source = directory.path().join("app.db");
        let lite = Connection::open(&source).expect("a new file");
        lite.execute_batch(script).expect("the script runs");
        let database = server().database(name);
        let settings = support::settings(&source, &database, &directory.path().join("work"));
        let report =
            support::run_migrate(&settings).unwrap_or_else(|error| panic!("{}", support::words(&error)));
        support::assert_proven(&report);
        let catalog = howdah::sqlite::inspect::inspect(&lite).expect("a readable schema");
        let plan = support::kept_plan(&database);
        let mut schema = Schema::new("howdah");
        for map in &plan.tables {
            let table =
                catalog.tables.iter().find(|table| table.name == map.lite).expect("the table is known");
            schema.add(Relation::from_map(map, table));
        }
        let mut target = database.connect();
        let all: BTreeSet<&str> = runtime::functions().keys().copied().collect();
        target.batch_execute("SET search_path = pg_catalog, pg_temp").expect("a setting");
        for statement in runtime::install("howdah", &all) {
            target.batch_execute(&statement).unwrap_or_else(|error| panic!("{error:?}\n{statement}"));
        }
        target.batch_execute("SET TimeZone = 'Asia/Tokyo'; SET search_path = public").expect("a setting");
        Engines { lite, target, schema, database, directory }
    }

    /// SQLite's rows.
    pub fn lite_rows(&self, sql: &str) -> Result<Vec<Vec<Value>>, rusqlite::Error> {
        let mut statement = self.lite.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push((0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?);
        }
        Ok(all)
    }

    /// PostgreSQL's rows, every value as its text.
    pub fn target_rows(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, String> {
        let messages = self.target.simple_query(sql).map_err(|error| match error.as_db_error() {
            Some(said) => said.to_string(),
            None => error.to_string(),
        })?;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
                }
                _ => None,
            })
            .collect())
    }
}

/// Whether what PostgreSQL shows is what SQLite has, by the type that the translation reported.
pub fn is_same(lite: &Value, target: Option<&str>, typ: &Column) -> bool {
    let Some(text) = target else { return *lite == Value::Null };
    let real = |text: &str| match text {
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        text => text.parse::<f64>().ok(),
    };
    match (lite, typ.logical) {
        (Value::Integer(integer), LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8) => {
            text.parse() == Ok(*integer)
        }
        (Value::Integer(integer), LogicalType::Bool) => *integer == i64::from(text == "t"),
        (Value::Integer(integer), LogicalType::Float8) if typ.format == Format::Number => {
            real(text) == Some(*integer as f64)
        }
        (Value::Integer(integer), LogicalType::Numeric { .. }) => real(text) == Some(*integer as f64),
        (Value::Real(one), LogicalType::Float8 | LogicalType::Numeric { .. }) => real(text) == Some(*one),
        (Value::Text(one), LogicalType::Text { .. }) => one == text,
        // A text that stands for numbers in some rows is those numbers' text.
        (Value::Integer(integer), LogicalType::Text { .. }) if typ.format == Format::TextOrNumber => {
            text == integer.to_string()
        }
        (Value::Real(one), LogicalType::Text { .. }) if typ.format == Format::TextOrNumber => {
            real(text) == Some(*one)
        }
        (Value::Blob(bytes), LogicalType::Bytea) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            text == format!("\\x{digits}")
        }
        _ => false,
    }
}
