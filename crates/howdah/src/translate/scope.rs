//! Which column a name means: the sources of the queries around an expression, innermost first.

use super::context::Context;
use super::outcome::Refusal;
use super::schema::{Column, Relation, Searched, is_rowid_name};
use crate::postgres::emit::quote_ident;
use sqlite3_parser::ast::Expr;

/// A table, view, subquery or table function that an expression may name.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Name or alias in SQLite.
    pub lite: String,
    /// What qualifies its columns in PostgreSQL, as SQL; empty for none.
    pub qualifier: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The column that holds the rowid.
    pub rowid: Option<Column>,
    /// It is a full-text search.
    pub search: Option<Searched>,
    /// Names of columns that a USING or NATURAL join took from it: they mean the joined one.
    pub merged: Vec<String>,
    /// Its columns are named with a qualifier only: a trigger's NEW and OLD.
    pub qualified_only: bool,
}

impl Source {
    /// A relation under a name.
    pub fn relation(relation: &Relation, lite: &str, qualifier: String) -> Self {
        Source {
            lite: lite.to_owned(),
            qualifier,
            columns: relation.columns.clone(),
            rowid: relation.rowid.clone(),
            search: relation.search.clone(),
            merged: Vec::new(),
            qualified_only: false,
        }
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        let own = self.columns.iter().find(|column| column.is_named(name));
        own.or_else(|| self.rowid.as_ref().filter(|_| is_rowid_name(name)))
    }

    /// A column's SQL.
    pub fn sql(&self, column: &Column) -> String {
        if let Some(computed) = &column.computed {
            return computed.clone();
        }
        match self.qualifier.as_str() {
            "" => quote_ident(&column.target),
            qualifier => format!("{qualifier}.{}", quote_ident(&column.target)),
        }
    }
}

/// A column that a full join merged: `coalesce` of both sides.
#[derive(Debug, Clone)]
pub(super) struct Merged {
    pub name: String,
    pub sql: String,
    pub column: Column,
}

/// The names of one query, and the query around it.
#[derive(Default)]
pub(super) struct Scope<'a, 'b> {
    pub parent: Option<&'a Scope<'a, 'b>>,
    pub sources: Vec<Source>,
    /// Columns that joins merged.
    pub merged: Vec<Merged>,
    /// Result columns by alias, which SQLite lets WHERE, GROUP BY, HAVING and ORDER BY name.
    pub aliases: Vec<(String, &'b Expr<'b>)>,
    /// Aggregates may stand here.
    pub aggregates: bool,
    /// GROUP BY is in force: the texts of its terms, as SQL; a bare column that is not among them needs care.
    pub grouped: Option<Grouped<'b>>,
}

/// What an aggregate query does with a column that is not grouped
/// (<https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>).
#[derive(Debug, Clone, Default)]
pub(super) struct Grouped<'b> {
    /// The terms' SQL.
    pub terms: Vec<String>,
    /// The terms that PostgreSQL groups by as they are.
    pub exprs: Vec<&'b Expr<'b>>,
    /// For a query with one min() or max(): its argument's SQL and the direction that puts its row first.
    pub extreme: Option<(String, &'static str)>,
}

/// What a name was found to be.
pub(super) enum Found<'b> {
    /// A column with its SQL, and how many queries out it lies.
    Column(Box<Column>, String, usize),
    /// The expression behind an alias.
    Alias(&'b Expr<'b>),
}

impl<'a, 'b> Scope<'a, 'b> {
    /// A scope of one source.
    pub fn of(source: Source) -> Self {
        Scope { sources: vec![source], ..Scope::default() }
    }

    /// Whether an expression is a term of GROUP BY.
    pub fn is_group_term(&self, expr: &'b Expr<'b>) -> bool {
        self.grouped.as_ref().is_some_and(|grouped| grouped.exprs.contains(&expr))
    }

    /// A column in an aggregate query: a grouped one is itself, any other comes from one of the group's rows.
    pub fn bare_column(&self, cx: &mut Context<'_>, sql: String) -> String {
        let Some(grouped) = &self.grouped else { return sql };
        if grouped.terms.contains(&sql) {
            return sql;
        }
        match &grouped.extreme {
            Some((order, direction)) => {
                format!("(array_agg({sql} ORDER BY {order} {direction} NULLS LAST))[1]")
            }
            None => {
                cx.note(
                    "bare-column",
                    "A column that is neither grouped nor aggregated comes from one row of its group, which may be another \
                     row than SQLite takes.",
                );
                format!("(array_agg({sql}))[1]")
            }
        }
    }

    /// Resolves a name without a qualifier; `None` when nothing bears it.
    pub fn resolve(&self, name: &str) -> Result<Option<Found<'b>>, Refusal> {
        let mut scope = Some(self);
        let mut depth = 0;
        while let Some(here) = scope {
            if let Some(merged) = here.merged.iter().find(|merged| merged.name.eq_ignore_ascii_case(name)) {
                return Ok(Some(Found::Column(Box::new(merged.column.clone()), merged.sql.clone(), depth)));
            }
            let mut found: Option<(&Source, &Column)> = None;
            for source in here.sources.iter().filter(|source| !source.qualified_only) {
                let Some(column) = source.columns.iter().find(|column| column.is_named(name)) else {
                    continue;
                };
                if source.merged.iter().any(|merged| merged.eq_ignore_ascii_case(name)) {
                    continue;
                }
                if found.is_some() {
                    return Err(Refusal::new(format!("Column {name} is ambiguous.")));
                }
                found = Some((source, column));
            }
            if let Some((source, column)) = found {
                return Ok(Some(Found::Column(Box::new(column.clone()), source.sql(column), depth)));
            }
            if let Some((_, expr)) = here.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)) {
                return Ok(Some(Found::Alias(expr)));
            }
            if is_rowid_name(name)
                && let [source] = here.sources.as_slice()
                && !source.qualified_only
            {
                match &source.rowid {
                    Some(column) => {
                        return Ok(Some(Found::Column(Box::new(column.clone()), source.sql(column), depth)));
                    }
                    None => return Err(no_rowid(&source.lite)),
                }
            }
            scope = here.parent;
            depth += 1;
        }
        Ok(None)
    }

    /// The full-text search whose own name stands on the left of MATCH, or one of its columns does.
    pub fn search(&self, table: Option<&str>, name: &str) -> Option<(&Source, &Searched, Option<String>)> {
        let mut scope = Some(self);
        while let Some(here) = scope {
            for source in &here.sources {
                let Some(search) = &source.search else { continue };
                if table.is_some_and(|table| !source.lite.eq_ignore_ascii_case(table)) {
                    continue;
                }
                if search.name.eq_ignore_ascii_case(name) {
                    return Some((source, search, None));
                }
                if let Some(column) = source.columns.iter().find(|column| column.is_named(name)) {
                    return Some((source, search, Some(column.lite.clone())));
                }
            }
            scope = here.parent;
        }
        None
    }

    /// Resolves a qualified name.
    pub fn resolve_qualified(&self, table: &str, name: &str) -> Result<Found<'b>, Refusal> {
        let mut scope = Some(self);
        let mut depth = 0;
        while let Some(here) = scope {
            if let Some(source) = here.sources.iter().find(|source| source.lite.eq_ignore_ascii_case(table)) {
                return match source.column(name) {
                    Some(column) => Ok(Found::Column(Box::new(column.clone()), source.sql(column), depth)),
                    None if is_rowid_name(name) => Err(no_rowid(table)),
                    None => Err(Refusal::new(format!("{table} has no column {name}."))),
                };
            }
            scope = here.parent;
            depth += 1;
        }
        Err(Refusal::new(format!("Nothing here is called {table}.")))
    }
}

fn no_rowid(table: &str) -> Refusal {
    Refusal::new(format!("The rowid of {table} is not a column in the target."))
}
