//! Where a translation stands: what it is for, and which columns have which names.

use super::kind::Kind;
use super::value::{Collated, Value};
use super::{Cell, Column, Result, Stored, Untranslatable};
use crate::sqlite::emit::ident;
use sqlparser::ast::Ident;
use std::cell::Cell as Counter;

/// Levels of an expression; SQLite takes 1,000 (<https://sqlite.org/limits.html#max_expr_depth>), and a level here is
/// up to three there.
const LEVELS_MAX: usize = 200;

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A default: no columns, and the clock may be read.
    Default,
    /// A CHECK, an index, a generated column: the row alone decides, and there is no query.
    Row,
    /// A view.
    Query,
}

/// Finds a table by schema and name.
pub(super) type Lookup<'c> = Box<dyn Fn(&str, &str) -> Option<Result<Table>> + 'c>;

/// A table or view that a query may read.
pub(super) struct Table {
    /// Its name in SQLite.
    pub lite: String,
    /// Names in PostgreSQL, and values whose SQL is the column's name in SQLite.
    pub columns: Vec<(String, Value)>,
}

impl Table {
    pub(super) fn of(lite: &str, columns: &[Column<'_>]) -> Result<Table> {
        Ok(Table { lite: lite.to_owned(), columns: Source::row(columns)?.columns })
    }
}

/// What a translation knows beside its scope.
pub(super) struct Context<'c> {
    pub purpose: Purpose,
    level: Counter<usize>,
    /// The rows of the whole are sorted by bytes where PostgreSQL sorts them by a locale.
    pub sorted_by_bytes: Counter<bool>,
    relations: Option<Lookup<'c>>,
}

impl<'c> Context<'c> {
    pub(super) fn new(purpose: Purpose) -> Self {
        Context { purpose, level: Counter::new(0), sorted_by_bytes: Counter::new(false), relations: None }
    }

    /// For a view.
    pub(super) fn query(relations: Lookup<'c>) -> Self {
        Context { relations: Some(relations), ..Context::new(Purpose::Query) }
    }

    /// The table of this name.
    pub(super) fn table(&self, schema: &str, name: &str) -> Result<Table> {
        let found = self.relations.as_ref().and_then(|relations| relations(schema, name));
        found.unwrap_or_else(|| {
            Err(Untranslatable::new(format!("The relation {schema}.{name} is not in the file.")))
        })
    }

    /// Does something one level deeper.
    pub(super) fn deeper<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.level.get() >= LEVELS_MAX {
            return Err(Untranslatable::new(format!("It is nested more than {LEVELS_MAX} levels deep.")));
        }
        self.level.set(self.level.get() + 1);
        let done = work();
        self.level.set(self.level.get() - 1);
        done
    }
}

/// The names that can be seen from an expression.
#[derive(Default)]
pub(super) struct Scope<'s> {
    pub sources: Vec<Source>,
    /// Queries of a WITH.
    pub queries: Vec<Common>,
    pub outer: Option<&'s Scope<'s>>,
}

/// A query of a WITH.
pub(super) struct Common {
    pub name: String,
    /// Names, and values whose SQL is the column's name in SQLite.
    pub columns: Vec<(String, Value)>,
}

/// A table of a scope.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its name in PostgreSQL, when it may be named.
    pub name: Option<String>,
    /// Its columns, by their names in PostgreSQL.
    pub columns: Vec<(String, Value)>,
    /// Columns that a USING made one with another table's: to be named with this table's name only.
    pub merged: Vec<String>,
}

impl Source {
    /// A table whose columns are named without a qualifier.
    pub(super) fn row(columns: &[Column<'_>]) -> Result<Source> {
        let columns = columns
            .iter()
            .map(|column| Ok((column.name.to_owned(), of_cell(ident(column.lite), &column.cell)?)))
            .collect::<Result<_>>()?;
        Ok(Source { name: None, columns, merged: Vec::new() })
    }
}

/// A column's value.
pub(super) fn of_cell(sql: String, cell: &Cell<'_>) -> Result<Value> {
    let (kind, _) = Kind::parse(cell.type_name)?;
    let collated = match (cell.type_name, &kind) {
        // The type `name` has the collation "C".
        ("name", _) => Collated::Implicit(super::Collation::Bytes),
        _ => Collated::Implicit(cell.collation),
    };
    let ascii = matches!(cell.stored, Stored::Uuid);
    Ok(Value { collated, ascii, ..Value::new(sql, kind, cell.stored) })
}

impl<'s> Scope<'s> {
    pub(super) fn of(sources: Vec<Source>) -> Scope<'s> {
        Scope { sources, ..Scope::default() }
    }

    /// The query of a WITH that this name means.
    pub(super) fn common(&self, name: &str) -> Option<&Common> {
        let own = self.queries.iter().rev().find(|common| common.name == name);
        own.or_else(|| self.outer.and_then(|outer| outer.common(name)))
    }

    /// Whether a name of a WITH hides this table of SQLite, where case does not tell names apart.
    pub(super) fn hides(&self, lite: &str) -> bool {
        self.queries.iter().any(|common| common.name.eq_ignore_ascii_case(lite))
            || self.outer.is_some_and(|outer| outer.hides(lite))
    }

    /// The column that a name means.
    pub(super) fn column(&self, parts: &[Ident]) -> Result<Value> {
        let (table, column) = match parts {
            [column] => (None, column),
            [.., table, column] => (Some(name(table)), column),
            [] => return Err(Untranslatable::new("A name is empty.")),
        };
        let wanted = name(column);
        let mut scope = Some(self);
        while let Some(at) = scope {
            let mut found = at
                .sources
                .iter()
                .filter(|source| match &table {
                    Some(_) => source.name == table,
                    None => !source.merged.contains(&wanted),
                })
                .flat_map(|source| source.columns.iter().filter(|(name, _)| *name == wanted));
            if let Some((_, value)) = found.next() {
                if found.next().is_some() {
                    return Err(Untranslatable::new(format!(
                        "The column {wanted} is of more than one table."
                    )));
                }
                return Ok(value.clone());
            }
            scope = at.outer;
        }
        Err(Untranslatable::new(format!("The column {wanted} is not known.")))
    }
}

/// A name as PostgreSQL reads it: folded when it is not in quotes.
pub(super) fn name(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}
