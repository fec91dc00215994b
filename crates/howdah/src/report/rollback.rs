//! The answer of `howdah rollback`: the matrix, what changed on both sides since the move, and what was done. Inert.

use super::figures::{count, counted};
use super::run::{Difference, RunReport};
use serde::Serialize;

/// Version of the JSON document.
pub const ROLLBACK_VERSION: u32 = 1;

/// What `howdah rollback` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RollbackReport {
    /// [`ROLLBACK_VERSION`].
    pub version: u32,
    /// Version of howdah.
    pub howdah: String,
    /// The SQLite file.
    pub file: String,
    /// The PostgreSQL database, secrets masked.
    pub postgres: String,
    /// When the migration was finished (RFC 3339, UTC).
    pub finished: Option<String>,
    /// When its proof was made; `None`: there was none.
    pub proof_made: Option<String>,
    /// A line an issue of the matrix.
    pub matrix: Vec<MatrixLine>,
    /// The gravest of them.
    pub verdict: Judgement,
    /// What the file is now.
    pub file_state: FileState,
    /// Rows that are not as they were at the move, by table and side.
    pub changes: Vec<TableChanges>,
    /// What changed in the schemas, in words.
    pub schema_changes: Vec<SchemaChange>,
    /// What a person should know before going on, in whole sentences.
    pub notes: Vec<String>,
    /// Why a rollback is refused; `None`: it is not.
    pub refused: Option<Refusal>,
    /// What was done; `None`: this was a look.
    pub done: Option<Done>,
    /// What to do next, in whole sentences or commands.
    pub next: Vec<String>,
}

/// How grave an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The issue is not there.
    None,
    /// Nobody measured it.
    Unknown,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl Severity {
    /// A word for people.
    pub fn word(self) -> &'static str {
        match self {
            Severity::None => "none",
            Severity::Unknown => "unknown",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// One issue of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixLine {
    /// `row-mismatch`, `corruption`, `slowdown`, `application-errors`.
    pub issue: &'static str,
    /// What was measured, in words.
    pub measured: String,
    /// How grave that is.
    pub severity: Severity,
    /// What the matrix says to do, in words.
    pub action: &'static str,
    /// What it rests on, in whole sentences.
    pub reasons: Vec<String>,
}

/// What the matrix comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// No reason to roll back.
    Stay,
    /// Find out why some tables differ, and put them right.
    Investigate,
    /// Look at the logs: a rollback may be needed.
    CheckLogs,
    /// Roll back, then find out why.
    RollBack,
    /// Roll back at once.
    RollBackAtOnce,
}

/// What the file is, compared with what it was at the move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
    /// Not written since.
    Untouched,
    /// Written, with the same rows as then: a checkpoint, a copy, `VACUUM`.
    SameRows,
    /// Rows or the schema are others than then.
    Written,
    /// Written, and the journal does not say what was in it.
    Unknown,
    /// Not there.
    Missing,
}

/// Where rows changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// In the file.
    File,
    /// On PostgreSQL.
    Postgres,
    /// On both, or it cannot be told.
    Both,
}

impl Side {
    /// Words behind a number of rows.
    pub fn words(self) -> &'static str {
        match self {
            Side::File => "in the SQLite file",
            Side::Postgres => "on PostgreSQL",
            Side::Both => "in one or both",
        }
    }
}

/// Rows of one table that one side changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableChanges {
    /// Table in SQLite.
    pub table: String,
    /// Who changed them.
    pub side: Side,
    /// How many rows; `None` when only the number of all rows is known.
    pub rows: Option<u64>,
    /// Rows at the move.
    pub rows_then: u64,
    /// Rows now.
    pub rows_now: u64,
    /// The first of them. "source" is the file, "target" is PostgreSQL.
    pub named: Vec<Difference>,
}

/// A change of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemaChange {
    /// Whose.
    pub side: Side,
    /// In words.
    pub what: String,
}

/// Why a rollback is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Short, lower case.
    pub message: String,
    /// Whole sentences.
    pub detail: String,
    /// Whole sentences: the remedy.
    pub hint: String,
}

/// What a rollback did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Done {
    /// Everything but the swap.
    pub rehearsed: bool,
    /// The new file is in place.
    pub in_place: bool,
    /// Where the old file is; `None`: there was none, or it was not moved.
    pub old_file: Option<String>,
    /// The line that the application's configuration gets.
    pub configuration: String,
    /// The line that it has now, secrets masked.
    pub configuration_was: String,
    /// The way back with its proof.
    pub run: Option<Box<RunReport>>,
}

/// Rows of a table that are listed in words.
const LISTED_MAX: usize = 5;

impl RollbackReport {
    /// What changed on one side, a line a table: how many rows, and the first of them.
    pub fn change_lines(&self, side: Side) -> impl Iterator<Item = String> + '_ {
        self.changes.iter().filter(move |one| one.side == side).map(|one| {
            let rows = match one.rows {
                Some(rows) => counted(rows, "row differs", "rows differ"),
                None => format!("other rows, {} now and {} then", count(one.rows_now), count(one.rows_then)),
            };
            let mut keys: Vec<String> = Vec::new();
            for one in &one.named {
                let words = match (&one.column, one.what.as_str()) {
                    (None, "only in the source") => format!("{} (only in the file)", one.key),
                    (None, "only in the target") => format!("{} (only on PostgreSQL)", one.key),
                    (None, what) => format!("{} ({what})", one.key),
                    (Some(column), _) => format!("{}, column {column}", one.key),
                };
                if !keys.contains(&words) {
                    keys.push(words);
                }
            }
            let more = if keys.len() > LISTED_MAX { "; …" } else { "" };
            keys.truncate(LISTED_MAX);
            let keys = if keys.is_empty() { String::new() } else { format!(": {}{more}", keys.join("; ")) };
            format!("table \"{}\": {rows}{keys}", one.table)
        })
    }
}
