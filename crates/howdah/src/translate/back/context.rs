//! Where a translation stands: what it is for, and which columns have which names.

use super::kind::Kind;
use super::value::{Collated, Value};
use super::{Cell, Column, Result, Stored, Untranslatable};
use crate::sqlite::emit::ident;
use sqlparser::ast::Ident;
use std::cell::Cell as Counter;
use std::marker::PhantomData;

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
}

/// What a translation knows beside its scope.
pub(super) struct Context<'c> {
    pub purpose: Purpose,
    level: Counter<usize>,
    relations: PhantomData<&'c ()>,
}

impl Context<'_> {
    pub(super) fn new(purpose: Purpose) -> Self {
        Context { purpose, level: Counter::new(0), relations: PhantomData }
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
pub(super) struct Scope<'s> {
    pub sources: Vec<Source>,
    pub outer: Option<&'s Scope<'s>>,
}

/// A table of a scope.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its name in PostgreSQL, when it may be named.
    pub name: Option<String>,
    /// Its columns, by their names in PostgreSQL.
    pub columns: Vec<(String, Value)>,
}

impl Source {
    /// A table whose columns are named without a qualifier.
    pub(super) fn row(columns: &[Column<'_>]) -> Result<Source> {
        let columns = columns
            .iter()
            .map(|column| Ok((column.name.to_owned(), of_cell(ident(column.lite), &column.cell)?)))
            .collect::<Result<_>>()?;
        Ok(Source { name: None, columns })
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
        Scope { sources, outer: None }
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
                .filter(|source| table.is_none() || source.name == table)
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
