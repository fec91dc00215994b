//! The plan: everything that a run will do, as data.

use super::ddl::OVER_DOCUMENTS;
use super::options::Options;
use crate::catalog::map::TableMap;
use crate::catalog::schema::Origin;
use crate::catalog::search::SearchMap;
use crate::report::finding::{Finding, Level};
use crate::row::digest::{hash, hex};
use serde::{Deserialize, Serialize};

/// Version of the plan's JSON.
pub const PLAN_VERSION: u32 = 1;

/// Everything that a run will do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`PLAN_VERSION`].
    pub version: u32,
    /// Hash of the rest as JSON, 32 hexadecimal digits; empty while the plan is being made.
    pub id: String,
    /// Choices it was made with.
    pub options: Options,
    /// Tables whose rows travel, in the order in which they are created (parents first where that is possible).
    pub tables: Vec<TableMap>,
    /// Full-text searches and what becomes of them.
    #[serde(default)]
    pub searches: Vec<SearchMap>,
    /// DDL in phases.
    pub phases: Phases,
    /// Foreign keys and what is known of their orphans.
    pub orphans: Vec<OrphanPlan>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// `sqlite_master`, kept in the target for the way back.
    pub origin: Vec<Origin>,
    /// Facts of the source kept for the way back (encoding, user_version, application_id, …).
    pub properties: Vec<(String, String)>,
    /// What is left to be done by hand, in the order of its declaration.
    pub untranslated: Vec<Untranslated>,
}

impl Plan {
    /// Whether it is a plan of the way forward: of a database that nobody carried there, there is none. One that was made
    /// may have no tables.
    pub fn was_made(&self) -> bool {
        !self.id.is_empty()
    }
}

/// An object that was not translated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untranslated {
    /// What it is: `view`, `trigger`, `index`, `CHECK constraint`, `generated column`, `default`, `virtual table`.
    pub kind: String,
    /// Its name, or the place it stands at.
    pub name: String,
    /// Its own SQL.
    pub sql: String,
    /// Why not, a whole sentence.
    pub reason: String,
    /// The nearest PostgreSQL, where something is near.
    pub nearest: Option<String>,
}

/// DDL in the order of execution. Statements within one phase are independent unless they name the same table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Phases {
    /// Functions of SQLite that translated SQL calls, made in the state schema before anything refers to them. In order.
    pub functions: Vec<Statement>,
    /// Schemas and tables, before any row. In order.
    pub before: Vec<Statement>,
    /// Primary keys and unique constraints.
    pub keys: Vec<Statement>,
    /// Other indexes.
    pub indexes: Vec<Statement>,
    /// Identity columns and the position of their sequences.
    pub sequences: Vec<Statement>,
    /// Foreign keys, NOT VALID.
    pub foreign_keys: Vec<Statement>,
    /// CHECK constraints, NOT VALID.
    pub checks: Vec<Statement>,
    /// `VALIDATE CONSTRAINT` for those that no row is known to violate.
    pub validate: Vec<Statement>,
    /// Views, in order.
    pub views: Vec<Statement>,
    /// Triggers with their functions, in order; behind every row, so that none fires in the load.
    pub triggers: Vec<Statement>,
    /// Comments on what was made.
    pub comments: Vec<Statement>,
}

impl Phases {
    /// All statements in order, for printing.
    pub fn all(&self) -> impl Iterator<Item = &Statement> {
        [
            &self.functions,
            &self.before,
            &self.keys,
            &self.indexes,
            &self.sequences,
            &self.foreign_keys,
            &self.checks,
            &self.validate,
            &self.views,
            &self.triggers,
            &self.comments,
        ]
        .into_iter()
        .flatten()
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What it makes.
    pub kind: StatementKind,
    /// Target table it is about (empty: none).
    pub table: String,
    /// Name of the object it makes.
    pub name: String,
    /// The SQL, without a final semicolon; an identity and its sequence's position are two commands in one.
    pub sql: String,
}

impl Statement {
    /// Whether it makes an index over documents that stands beside those of the source.
    pub fn is_over_documents(&self) -> bool {
        self.kind == StatementKind::Index && self.sql.contains(OVER_DOCUMENTS)
    }

    /// The name under which a run marks the statement as done or given up.
    pub fn mark(&self) -> String {
        let kind = match self.kind {
            StatementKind::Schema => "schema",
            StatementKind::Extension => "extension",
            StatementKind::Table => "table",
            StatementKind::PrimaryKey => "primary key",
            StatementKind::Unique => "unique",
            StatementKind::Index => "index",
            StatementKind::ForeignKey => "foreign key",
            StatementKind::Validate => "validate",
            StatementKind::Sequence => "sequence",
            StatementKind::Function => "function",
            StatementKind::Check => "check",
            StatementKind::View => "view",
            StatementKind::Trigger => "trigger",
            StatementKind::Comment => "comment",
        };
        // One object may take several statements.
        let hash = hex(&hash(self.sql.as_bytes())[..4]);
        format!("{kind} {} {} {hash}", self.table, self.name)
    }
}

/// What a statement makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// A schema.
    Schema,
    /// An extension.
    Extension,
    /// A table.
    Table,
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// An index.
    Index,
    /// A foreign key.
    ForeignKey,
    /// Validation of a foreign key.
    Validate,
    /// An identity column or its sequence's position.
    Sequence,
    /// A function in the state schema.
    Function,
    /// A CHECK constraint.
    Check,
    /// A view.
    View,
    /// A trigger with its function.
    Trigger,
    /// A comment.
    Comment,
}

/// A foreign key that rows violate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrphanPlan {
    /// Child table in SQLite.
    pub table: String,
    /// Child columns in SQLite.
    pub columns: Vec<String>,
    /// Parent table in SQLite.
    pub parent: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them in words.
    pub examples: Vec<String>,
    /// Rowids of all of them when rows are to be changed or left behind (`quarantine`, `null`, `drop`); empty otherwise.
    pub rowids: Vec<i64>,
    /// The target does not get the key at all, so that nothing becomes of the rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_constraint: bool,
}

/// What the plan must know of the target. Input of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetFacts {
    /// Bytes of an identifier (`max_identifier_length`).
    pub identifier_bytes_max: usize,
    /// Bytes of a page (`block_size`).
    pub block_bytes: u32,
    /// Names of relations in the schema that stay there: indexes and sequences must not take them.
    pub relations: Vec<String>,
}

impl Default for TargetFacts {
    /// A server as it is usually built (<https://www.postgresql.org/docs/current/limits.html>), an empty schema.
    fn default() -> Self {
        TargetFacts { identifier_bytes_max: 63, block_bytes: 8192, relations: Vec::new() }
    }
}

impl Plan {
    /// A plan that carries nothing.
    pub fn empty(options: Options) -> Plan {
        Plan {
            version: PLAN_VERSION,
            id: String::new(),
            options,
            tables: Vec::new(),
            searches: Vec::new(),
            phases: Phases::default(),
            orphans: Vec::new(),
            findings: Vec::new(),
            origin: Vec::new(),
            properties: Vec::new(),
            untranslated: Vec::new(),
        }
    }

    /// Findings that stop the run before anything is written.
    pub fn blocking(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::Blocks)
    }
}
