//! The one translator: SQLite's SQL in PostgreSQL's, with the same meaning.
//!
//! Pure: text and a [`Schema`] go in, SQL comes out, with notes where the meaning is not kept exactly, or a [`Refusal`].
//! The types are those that the plan chose, so that a column of `boolean`, `uuid` or `timestamptz` is compared as the
//! SQLite cell that it stands for. Functions of SQLite that PostgreSQL has not are called in the state schema; their
//! names are in [`Facts::functions`].
//!
//! ```
//! use howdah::catalog::map::Affinity;
//! use howdah::row::logical::LogicalType;
//! use howdah::translate::{self, Column, Relation, RelationKind, Schema, Want};
//!
//! let mut schema = Schema::new("howdah");
//! schema.add(Relation {
//!     lite: "person".into(),
//!     schema: "public".into(),
//!     target: "person".into(),
//!     kind: RelationKind::Table,
//!     columns: vec![
//!         Column::new("active", LogicalType::Bool, Affinity::Numeric),
//!         Column::new("name", LogicalType::TEXT, Affinity::Text),
//!     ],
//!     rowid: None,
//!     keys: vec![],
//!     identity: None,
//!     search: None,
//! });
//! let check = translate::expression("active = 1 AND length(name)", &schema, Some("person"), Want::Condition).unwrap();
//! assert_eq!(check.sql, "(active = true) AND (length(name) <> 0)");
//! ```
//!
//! A plan builds the schema with [`Relation::from_map`], translates CHECKs and partial indexes with
//! [`Want::Condition`], defaults and generated columns with [`Want::Stored`], parts of indexes with [`Want::Any`], views
//! with [`view`] (adding each view to the schema with the columns that come back) and triggers with [`trigger`].
//! `docs/design/0009-translating-sql.md` says why it is built as it is.

pub mod back;
mod compare;
mod context;
mod convert;
mod expression;
mod functions;
mod limit;
mod literal;
mod moment;
mod outcome;
mod parse;
mod schema;
mod scope;
mod select;
mod store;
mod trigger;
mod value;

pub use outcome::{Facts, Note, Refusal, Translated, TranslatedSelect, TranslatedTrigger};
pub use schema::{Collation, Column, Relation, RelationKind, Schema, Searched};

use crate::postgres::emit::quote_ident;
use crate::row::logical::LogicalType;
use context::Context;
use scope::{Scope, Source};
use sqlite3_parser::ast::{Select, Stmt};
use value::Value;

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Want<'c> {
    /// A condition: `boolean`.
    Condition,
    /// A value for a column, in its type: a default, a generated column.
    Stored(&'c Column),
    /// Any value: a part of an index.
    Any,
    /// As an application reads it from a query: a condition is 1 or 0.
    Shown,
    /// As SQLite's cell: no type of PostgreSQL's that SQLite has not.
    Cell,
}

/// Translates an expression whose names are the columns of `relation`; a default has none.
///
/// The SQL names columns without a qualifier, as a CHECK, an index or a generated column does.
pub fn expression(
    text: &str,
    schema: &Schema,
    relation: Option<&str>,
    want: Want<'_>,
) -> Result<Translated, Refusal> {
    let relation = match relation {
        None => None,
        Some(name) => Some(
            schema
                .relation(name)
                .ok_or_else(|| Refusal::new(format!("The table {name} is not in the target.")))?,
        ),
    };
    parse::expression(text, |expr| {
        let mut cx = Context::new(schema);
        let mut scope = Scope::default();
        if let Some(relation) = relation {
            // Inside a query in the expression its own tables come first, so the names around it are qualified.
            let queries = text.to_ascii_lowercase().contains("select");
            let qualifier = if queries { quote_ident(&relation.target) } else { String::new() };
            scope.sources.push(Source::relation(relation, &relation.lite, qualifier));
        }
        let value = expression::expression(&mut cx, &scope, expr)?;
        let (sql, typ) = match want {
            Want::Condition => {
                let truth = cx.truth(&value)?;
                (truth.sql.clone(), truth.describe(""))
            }
            Want::Stored(column) => (store::stored(&mut cx, &value, column)?, column.clone()),
            Want::Any => {
                let mut typ = value.describe("");
                if value.rep == value::Rep::Dyn {
                    typ.logical = LogicalType::Jsonb;
                }
                (value.arg(), typ)
            }
            Want::Cell => {
                let cell = cx.cell(&value)?;
                let shown = cx.shown(Value { column: false, ..cell });
                (shown.arg(), shown.describe(""))
            }
            Want::Shown => {
                let shown = cx.shown(value);
                (shown.arg(), shown.describe(""))
            }
        };
        Ok(Translated { sql, typ, facts: cx.facts })
    })
}

/// Translates `CREATE VIEW` to its query. `names` are the columns' names in PostgreSQL, in order, where the plan chose
/// them; else they are SQLite's.
pub fn view(text: &str, schema: &Schema, names: Option<&[String]>) -> Result<TranslatedSelect, Refusal> {
    parse::statement(text, |statement| {
        let Stmt::CreateView { columns, select, .. } = statement else {
            return Err(Refusal::new("The text is no CREATE VIEW."));
        };
        let declared: Option<Vec<String>> =
            columns.map(|columns| columns.iter().map(|column| parse::name(column.col_name.0)).collect());
        let names = names.or(declared.as_deref());
        let mut done = translate_select(schema, select, names)?;
        if let Some(declared) = &declared {
            if declared.len() != done.columns.len() {
                return Err(Refusal::new("The view names another number of columns than its query yields."));
            }
            for (column, name) in done.columns.iter_mut().zip(declared) {
                column.lite.clone_from(name);
            }
        }
        Ok(done)
    })
}

/// Translates a SELECT.
pub fn select(text: &str, schema: &Schema) -> Result<TranslatedSelect, Refusal> {
    parse::statement(text, |statement| match statement {
        Stmt::Select(select) => translate_select(schema, select, None),
        _ => Err(Refusal::new("The text is no SELECT.")),
    })
}

fn translate_select<'b>(
    schema: &Schema,
    select: &'b Select<'b>,
    names: Option<&[String]>,
) -> Result<TranslatedSelect, Refusal> {
    let mut cx = Context::new(schema);
    let query = select::query(&mut cx, None, select, names)?;
    Ok(TranslatedSelect { sql: query.sql, columns: query.columns, facts: cx.facts })
}

/// Translates `CREATE TRIGGER` to a function and a trigger; `target_name` is the name of both where the plan chose one.
///
/// PostgreSQL fires several triggers of one event in the order of their names, SQLite in none that it promises; and it
/// fires AFTER triggers when the statement has written all its rows, SQLite after each row.
pub fn trigger(text: &str, schema: &Schema, target_name: Option<&str>) -> Result<TranslatedTrigger, Refusal> {
    trigger::trigger(text, schema, target_name)
}
