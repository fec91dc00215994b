//! The structures of a schema. Names are as the database spells them, unquoted; order is the database's own.

use super::search::Search;
use serde::{Deserialize, Serialize};

/// Everything that one database (one schema of it) contains.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// Tables of every kind, in the order of their creation.
    pub tables: Vec<Table>,
    /// Views.
    pub views: Vec<Object>,
    /// Triggers.
    pub triggers: Vec<Object>,
    /// Full-text search tables, in the order of their creation.
    #[serde(default)]
    pub searches: Vec<Search>,
    /// The first declaration of every object, verbatim, as `sqlite_master` lists them.
    pub origin: Vec<Origin>,
    /// Facts of the whole database ("encoding", "user_version", "application_id", "page_size", …), in a fixed order.
    pub properties: Vec<(String, String)>,
    /// What could not be read, in words: (object, reason). Never fatal for the data.
    pub troubles: Vec<(String, String)>,
}

impl Catalog {
    /// Whether the database stores its text as UTF-16.
    pub fn is_utf16(&self) -> bool {
        self.properties.iter().any(|(name, value)| name == "encoding" && value.starts_with("UTF-16"))
    }

    /// The virtual table that a shadow table is named after (<https://sqlite.org/vtab.html#xshadowname>).
    pub fn owner_of(&self, shadow: &Table) -> Option<&Table> {
        let is_named_after = |owner: &&Table| {
            let start = shadow.name.get(..owner.name.len());
            owner.is_virtual()
                && start.is_some_and(|start| start.eq_ignore_ascii_case(&owner.name))
                && shadow.name[owner.name.len()..].starts_with('_')
        };
        // The longest name that fits owns the shadow: "docs_fts_data" is of "docs_fts", not "docs".
        self.tables.iter().filter(is_named_after).max_by_key(|owner| owner.name.len())
    }
}

/// A row of `sqlite_master` (<https://sqlite.org/schematab.html>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// `table`, `index`, `view` or `trigger`.
    pub kind: String,
    /// The object's name.
    pub name: String,
    /// The table it belongs to.
    pub table: String,
    /// Its text; `None` for automatic indexes.
    pub sql: Option<String>,
}

/// A view or a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Name.
    pub name: String,
    /// The table it belongs to (for a view its own name).
    pub table: String,
    /// The declaration's text.
    pub sql: String,
    /// A view's columns as the database names them; empty for a trigger, and for a view that cannot be read.
    pub columns: Vec<String>,
}

/// What kind of table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// An ordinary table (in SQLite: one with a rowid).
    Ordinary,
    /// SQLite's WITHOUT ROWID (<https://sqlite.org/withoutrowid.html>).
    WithoutRowid,
    /// A virtual table of a module (lower case).
    Virtual {
        /// The module's name.
        module: String,
    },
    /// A virtual table's own storage; never an application's table.
    Shadow,
    /// The part of a full-text search table's storage that holds its rows: an ordinary table with a rowid, which
    /// travels in the place of the virtual one.
    Content {
        /// The virtual table's name.
        of: String,
    },
    /// A virtual table whose rows are the application's own and read as those of any table: an R*Tree
    /// (<https://sqlite.org/rtree.html>). Its first column is the key.
    RTree,
    /// SQLite's own bookkeeping (`sqlite_…`).
    Internal,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: TableKind,
    /// SQLite's STRICT (<https://sqlite.org/stricttables.html>).
    pub strict: bool,
    /// The declaration's text, where the dialect keeps it.
    pub sql: Option<String>,
    /// Columns in order, generated and hidden ones included.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<Key>,
    /// Unique constraints (not the primary key; not free-standing unique indexes).
    pub uniques: Vec<Key>,
    /// Indexes that no constraint made.
    pub indexes: Vec<Index>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// Index into `columns` of the INTEGER PRIMARY KEY that is the rowid (<https://sqlite.org/rowidtable.html>).
    pub rowid_alias: Option<usize>,
    /// AUTOINCREMENT was declared (<https://sqlite.org/autoinc.html>).
    pub autoincrement: bool,
    /// The high-water mark in `sqlite_sequence`.
    pub sequence: Option<i64>,
}

impl Table {
    /// Whether rows of this table are the application's own and travel.
    pub fn is_data(&self) -> bool {
        matches!(
            self.kind,
            TableKind::Ordinary | TableKind::WithoutRowid | TableKind::Content { .. } | TableKind::RTree
        )
    }

    /// Whether a module of SQLite stands between its rows and the file.
    pub fn is_virtual(&self) -> bool {
        matches!(self.kind, TableKind::Virtual { .. } | TableKind::RTree)
    }

    /// Positions of the columns whose values are stored, in order.
    pub fn stored(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.generated.is_none() && !column.hidden)
            .map(|(at, _)| at)
    }

    /// Position of the column with this name, ASCII case-insensitively, as SQLite resolves it.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Whether rows have a rowid.
    pub fn has_rowid(&self) -> bool {
        matches!(self.kind, TableKind::Ordinary | TableKind::Content { .. })
    }
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Name.
    pub name: String,
    /// The type as the declaration spells it, empty when there is none.
    pub declared: String,
    /// NOT NULL was declared.
    pub not_null: bool,
    /// The clause `ON CONFLICT …` of NOT NULL, upper case, when one was declared.
    pub not_null_conflict: Option<String>,
    /// The default's expression text, verbatim.
    pub default: Option<String>,
    /// Collation, `None` for the dialect's default (SQLite: BINARY).
    pub collation: Option<String>,
    /// Generated from an expression.
    pub generated: Option<Generated>,
    /// Hidden column of a virtual table.
    pub hidden: bool,
    /// PostgreSQL's identity: `a` always, `d` by default.
    pub identity: Option<char>,
}

/// A generated column (<https://sqlite.org/gencol.html>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// STORED rather than VIRTUAL.
    pub stored: bool,
    /// The expression's text, when it could be read.
    pub expression: Option<String>,
}

/// A primary key or unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The constraint's name, when it has one.
    pub name: Option<String>,
    /// Positions of its columns in the table, in key order.
    pub columns: Vec<usize>,
    /// Collation of each key column, `None` for the default.
    pub collations: Vec<Option<String>>,
    /// The clause `ON CONFLICT …`, verbatim upper case, when one was declared.
    pub on_conflict: Option<String>,
    /// PostgreSQL: DEFERRABLE.
    pub deferrable: bool,
}

/// An index that no constraint made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Name.
    pub name: String,
    /// UNIQUE.
    pub unique: bool,
    /// Its parts in order.
    pub parts: Vec<IndexPart>,
    /// The predicate's text of a partial index.
    pub predicate: Option<String>,
    /// The declaration's text.
    pub sql: Option<String>,
    /// PostgreSQL: the access method.
    pub method: Option<String>,
    /// PostgreSQL: valid and ready.
    pub valid: bool,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// Position of the column; `None` for an expression.
    pub column: Option<usize>,
    /// The expression's text, when it is one and could be read.
    pub expression: Option<String>,
    /// DESC.
    pub descending: bool,
    /// NULLs come first in this part's order.
    pub nulls_first: bool,
    /// Collation, `None` for the column's own.
    pub collation: Option<String>,
}

/// A foreign key (<https://sqlite.org/foreignkeys.html>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name, when it has one.
    pub name: Option<String>,
    /// Positions of the child columns.
    pub columns: Vec<usize>,
    /// The parent table as the declaration names it.
    pub parent: String,
    /// PostgreSQL: the parent's schema, when it is not the table's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_schema: Option<String>,
    /// The parent's columns by name; empty when the declaration leaves them to the parent's primary key.
    pub parent_columns: Vec<String>,
    /// ON DELETE.
    pub on_delete: Action,
    /// ON UPDATE.
    pub on_update: Action,
    /// DEFERRABLE.
    pub deferrable: bool,
    /// INITIALLY DEFERRED.
    pub initially_deferred: bool,
    /// PostgreSQL: validated. SQLite: always true.
    pub validated: bool,
}

/// What happens to a child row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// NO ACTION.
    #[default]
    NoAction,
    /// RESTRICT.
    Restrict,
    /// CASCADE.
    Cascade,
    /// SET NULL.
    SetNull,
    /// SET DEFAULT.
    SetDefault,
}

impl Action {
    /// The SQL words, the same in both dialects.
    pub fn sql(self) -> &'static str {
        match self {
            Action::NoAction => "NO ACTION",
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        }
    }

    /// Reads the SQL words, any case; an unknown word is NO ACTION, as SQLite treats it.
    pub fn parse(words: &str) -> Action {
        match words.to_ascii_uppercase().as_str() {
            "RESTRICT" => Action::Restrict,
            "CASCADE" => Action::Cascade,
            "SET NULL" => Action::SetNull,
            "SET DEFAULT" => Action::SetDefault,
            _ => Action::NoAction,
        }
    }
}

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The constraint's name, when it has one.
    pub name: Option<String>,
    /// The expression's text.
    pub expression: String,
    /// The clause `ON CONFLICT …`, upper case, when one was declared.
    pub on_conflict: Option<String>,
    /// PostgreSQL: validated. SQLite: always true.
    pub validated: bool,
}
