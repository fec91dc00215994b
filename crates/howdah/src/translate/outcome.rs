//! What a translation hands back: SQL with its type, notes where the meaning is not kept exactly, or a refusal.

use super::schema::Column;
use std::collections::BTreeSet;
use std::fmt;

/// A difference in meaning that a user should know of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Stable name of the kind of difference, in the manner of a finding's id.
    pub id: &'static str,
    /// The difference in words, a whole sentence.
    pub words: String,
}

/// Why something cannot be translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, a whole sentence.
    pub reason: String,
    /// The nearest PostgreSQL, for a person who finishes it by hand.
    pub nearest: Option<String>,
}

impl Refusal {
    /// A refusal without a nearest translation.
    pub fn new(reason: impl Into<String>) -> Self {
        Refusal { reason: reason.into(), nearest: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

/// What every translation tells about its SQL.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Differences in meaning, each once.
    pub notes: BTreeSet<Note>,
    /// Names of the runtime functions that the SQL calls.
    pub functions: BTreeSet<String>,
    /// SQLite names of the relations that the SQL reads or writes.
    pub relations: BTreeSet<String>,
    /// Whether PostgreSQL holds the SQL for immutable, so that it may stand in an index or a generated column.
    pub immutable: bool,
}

/// A translated expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Translated {
    /// PostgreSQL's SQL; a single operand, so that it may stand anywhere an expression may.
    pub sql: String,
    /// What it yields, in the manner of a column: type, format, affinity, collation.
    pub typ: Column,
    /// Notes, functions, immutability.
    pub facts: Facts,
}

/// A translated view.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslatedSelect {
    /// The query.
    pub sql: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Notes, functions, immutability.
    pub facts: Facts,
}

/// A translated trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslatedTrigger {
    /// The trigger's name in SQLite.
    pub name: String,
    /// SQLite name of the relation that it watches.
    pub table: String,
    /// `CREATE FUNCTION …`.
    pub function: String,
    /// The function's name as SQL, schema and all.
    pub function_name: String,
    /// `CREATE TRIGGER …`.
    pub trigger: String,
    /// The trigger's name in PostgreSQL, not quoted.
    pub trigger_name: String,
    /// Notes, functions, immutability.
    pub facts: Facts,
}
