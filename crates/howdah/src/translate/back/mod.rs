//! The translator of the way back: PostgreSQL's SQL in SQLite's, with the same meaning over cells in their stored form.
//!
//! Pure: text as `pg_get_expr`, `pg_get_constraintdef` and `pg_get_viewdef` print it (with `search_path = pg_catalog,
//! pg_temp`, `DateStyle = ISO`, `standard_conforming_strings = on`) and columns go in, SQL or a reason comes out. What
//! would mean something else for one row is [`Untranslatable`]. `docs/design/0018-translating-back.md` says what is
//! held for the same meaning.
//!
//! ```
//! use howdah::translate::back::{self, Cell, Collation, Column, Stored};
//!
//! let status = Column { name: "status", lite: "status", cell: Cell::new("character varying(20)", Stored::Text) };
//! let check = back::condition(
//!     "((status)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying])::text[]))",
//!     &[status],
//! );
//! assert_eq!(check.unwrap(), r#"("status" IN ('new', 'paid'))"#);
//! ```

mod aggregate;
mod array;
mod cast;
mod clock;
mod compare;
mod context;
mod expression;
mod from;
mod function;
mod json;
mod kind;
mod literal;
mod moment;
mod parse;
mod pattern;
mod select;
mod store;
mod value;

use context::{Context, Purpose, Scope, Source, Table};
use std::fmt;

/// How a PostgreSQL value is stored in a cell of SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stored {
    /// INTEGER 1 or 0.
    Boolean,
    /// INTEGER.
    Integer,
    /// REAL, the very value of a `real` or `double precision`; no cell is a NaN.
    Real,
    /// INTEGER or REAL cells that give back every value of a `numeric` column exactly.
    Number,
    /// The digits of a `numeric` as TEXT.
    NumberText,
    /// TEXT.
    Text,
    /// TEXT of a `char(n)`, padded, in a column with the collation RTRIM.
    PaddedText,
    /// TEXT of a `citext`, in a column with the collation NOCASE.
    FoldedText,
    /// BLOB.
    Blob,
    /// TEXT, lower case with hyphens.
    Uuid,
    /// TEXT `2024-01-31`.
    Date,
    /// TEXT `13:00:00.5`.
    Time,
    /// TEXT `2024-01-31 13:00:00.5`.
    Timestamp,
    /// TEXT `2024-01-31 13:00:00.5+00:00`, in UTC.
    TimestampTz,
    /// TEXT as PostgreSQL writes a date, time, timestamp or timestamptz (ISO, UTC).
    MomentText,
    /// TEXT of a `json`, as written, or of a `jsonb`, as PostgreSQL writes it.
    Json,
    /// JSON text of an array as `array_to_json` writes it, in every cell.
    Array,
    /// TEXT of an enum's label.
    Enum,
    /// TEXT that PostgreSQL writes for a type without a form of its own in SQLite.
    Other,
}

/// How PostgreSQL compares and folds a text (`pg_collation`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Collation {
    /// By bytes, folding ASCII alone: `C` or `POSIX`, also as the database's default.
    Bytes,
    /// By a locale; equal are equal bytes only (`collisdeterministic`).
    #[default]
    Locale,
    /// Different bytes may be equal (`NOT collisdeterministic`).
    Loose,
}

/// What a column holds, on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The type as `format_type` writes it, of a domain that of its base: `character varying(20)`, `public.mood`.
    pub type_name: &'a str,
    /// The form of its cells.
    pub stored: Stored,
    /// Its collation; of no interest to types without one.
    pub collation: Collation,
}

impl<'a> Cell<'a> {
    /// A cell in the order of a locale.
    pub fn new(type_name: &'a str, stored: Stored) -> Self {
        Cell { type_name, stored, collation: Collation::default() }
    }
}

/// A column that an expression may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its name in PostgreSQL; a domain's CHECK names its value `value`.
    pub name: &'a str,
    /// Its name in SQLite.
    pub lite: &'a str,
    /// What it holds.
    pub cell: Cell<'a>,
}

/// A table or view that a view may read.
#[derive(Debug, Clone, Copy)]
pub struct Relation<'a> {
    /// Its name in SQLite.
    pub lite: &'a str,
    /// Its columns.
    pub columns: &'a [Column<'a>],
}

/// A translated view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The SELECT.
    pub sql: String,
    /// Its columns: names, as they are in PostgreSQL, and the form of what they yield.
    pub columns: Vec<(String, Stored)>,
    /// Its rows, which are the same, come in the order of their texts' bytes; in PostgreSQL in that of a locale.
    pub sorted_by_bytes: bool,
}

/// Why something cannot be said in SQLite with the same meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untranslatable {
    /// The reason, a whole sentence.
    pub reason: String,
    /// Whether it is a sequence's next value, which a default takes; the caller may have another place for that.
    pub sequence: bool,
}

impl Untranslatable {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Untranslatable { reason: reason.into(), sequence: false }
    }
}

impl fmt::Display for Untranslatable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Untranslatable {}

type Result<T> = std::result::Result<T, Untranslatable>;

/// The text behind DEFAULT for a column: a literal, or an expression in parentheses
/// (<https://sqlite.org/lang_createtable.html#the_default_clause>).
///
/// A clock is read in UTC, in milliseconds, and written in the column's form.
pub fn default(sql: &str, cell: &Cell<'_>) -> Result<String> {
    parse::expression(sql, |expr| {
        let cx = Context::new(Purpose::Default);
        store::default(&cx, expr, cell)
    })
}

/// The condition of a CHECK or of a partial index over a table's columns.
///
/// A row that PostgreSQL answers with an error (a division by zero, an overflow) is no row of the table, so it has no
/// meaning to keep.
pub fn condition(sql: &str, columns: &[Column<'_>]) -> Result<String> {
    in_row(sql, columns, |cx, scope, expr| {
        let value = expression::expression(cx, scope, expr)?;
        Ok(value.truth()?.sql)
    })
}

/// A part of an index over a table's columns, and the form of what it yields.
pub fn expression(sql: &str, columns: &[Column<'_>]) -> Result<(String, Stored)> {
    in_row(sql, columns, |cx, scope, expr| {
        let value = expression::expression(cx, scope, expr)?;
        Ok((store::plain(&value)?, value.stored))
    })
}

/// The expression of a generated column, in the form of its cells.
pub fn generated(sql: &str, columns: &[Column<'_>], cell: &Cell<'_>) -> Result<String> {
    in_row(sql, columns, |cx, scope, expr| {
        let value = expression::expression(cx, scope, expr)?;
        store::stored(&value, &store::Place::of(cell)?)
    })
}

/// A view's query; `relations` finds what it reads by schema and name.
pub fn view<'a>(sql: &str, relations: &(dyn Fn(&str, &str) -> Option<Relation<'a>> + Sync)) -> Result<View> {
    parse::query(sql, |query| {
        let cx = Context::query(Box::new(|schema, name| {
            relations(schema, name).map(|relation| Table::of(relation.lite, relation.columns))
        }));
        let done = select::query(&cx, None, query)?;
        select::distinct_names(&done.columns)?;
        if done.columns.is_empty() {
            return Err(Untranslatable::new("It has no columns."));
        }
        let columns = done.columns.into_iter().map(|(name, value)| (name, value.stored)).collect();
        Ok(View { sql: done.sql, columns, sorted_by_bytes: cx.sorted_by_bytes.get() })
    })
}

fn in_row<T: Send>(
    sql: &str,
    columns: &[Column<'_>],
    work: impl FnOnce(&Context<'_>, &Scope<'_>, &sqlparser::ast::Expr) -> Result<T> + Send,
) -> Result<T> {
    parse::expression(sql, |expr| {
        let scope = Scope::of(vec![Source::row(columns)?]);
        work(&Context::new(Purpose::Row), &scope, expr)
    })
}
