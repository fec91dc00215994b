//! The report of a run and the result of a proof: one versioned document, printed as text or JSON elsewhere.

use super::event::Stage;
use super::finding::Finding;
use serde::{Deserialize, Serialize};

/// Version of the report's JSON.
pub const REPORT_VERSION: u32 = 1;

/// What a command did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// [`REPORT_VERSION`].
    pub version: u32,
    /// `migrate`, `verify`, `plan` (a dry run).
    pub command: String,
    /// Version of howdah.
    pub howdah: String,
    /// RFC 3339, UTC.
    pub started: String,
    /// RFC 3339, UTC.
    pub finished: String,
    /// Seconds from start to end.
    pub seconds: f64,
    /// The side that was read.
    pub source: PlaceReport,
    /// The side that was written.
    pub target: PlaceReport,
    /// The plan's id.
    pub plan: String,
    /// The run continued one that had been interrupted.
    pub resumed: bool,
    /// Seconds a stage.
    pub stages: Vec<StageSeconds>,
    /// A line a table.
    pub tables: Vec<TableReport>,
    /// Types chosen and why.
    pub types: Vec<TypeReport>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// Values that arrived changed, or whose original is kept aside.
    pub ledger: Vec<LedgerLine>,
    /// The proof, when one was made.
    pub proof: Option<ProofReport>,
    /// The verdict.
    pub verdict: Verdict,
    /// What to do next, in whole sentences.
    pub next: Vec<String>,
    /// Why the run did not come to its end; `None` when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Why a run was refused, failed or was interrupted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What and where, short.
    pub message: String,
    /// The circumstances, in whole sentences.
    pub detail: Option<String>,
    /// The remedy, in whole sentences.
    pub hint: Option<String>,
    /// The program's exit code.
    pub exit_code: u8,
    /// Tables of this migration were in the target by then.
    pub wrote: bool,
}

/// One side of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceReport {
    /// Path or URL, secrets masked.
    pub place: String,
    /// "SQLite 3.51.0", "PostgreSQL 15.18".
    pub engine: String,
    /// Size in bytes, when known.
    pub bytes: Option<u64>,
    /// More facts in words: (name, value).
    pub facts: Vec<(String, String)>,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageSeconds {
    /// Which.
    pub stage: Stage,
    /// Seconds.
    pub seconds: f64,
}

/// One table's line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableReport {
    /// Name in the source.
    pub source: String,
    /// Name in the target, schema included.
    pub target: String,
    /// Rows in the source.
    pub source_rows: u64,
    /// Rows in the target; `None` when they were not counted.
    pub target_rows: Option<u64>,
    /// Bytes carried.
    pub bytes: u64,
    /// Seconds spent on its rows, summed over workers.
    pub seconds: f64,
    /// "equal", "different", "copied, not proven", "planned".
    pub result: String,
}

/// A type that was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeReport {
    /// Table in the source.
    pub table: String,
    /// Column in the source.
    pub column: String,
    /// Declared type in the source.
    pub declared: String,
    /// Type in the target.
    pub target: String,
    /// Why.
    pub reason: String,
}

/// Values of one column that arrived changed, or whose original is kept aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Table.
    pub table: String,
    /// Column; empty for whole rows.
    pub column: String,
    /// "original kept", "changed", "row rejected", "row quarantined", "set to NULL", "row dropped".
    pub what: String,
    /// How many.
    pub cells: u64,
}

/// The result of a proof.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProofReport {
    /// Rows and structure are equal.
    pub equal: bool,
    /// Cells compared.
    pub cells: u64,
    /// Rows compared.
    pub rows: u64,
    /// A line a table.
    pub tables: Vec<TableProof>,
    /// Differences of structure, in words.
    pub structure: Vec<String>,
    /// Objects of structure that were compared.
    pub structure_compared: u64,
    /// Digest over all tables' digests, hexadecimal: source, target.
    pub digest: (String, String),
    /// What the proof leaves out, in whole sentences (rows that the user chose to leave behind, …).
    pub exceptions: Vec<String>,
}

/// One table's proof.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableProof {
    /// Table in the source.
    pub table: String,
    /// Rows in the source.
    pub source_rows: u64,
    /// Rows in the target.
    pub target_rows: u64,
    /// Digest of the source's rows, hexadecimal.
    pub source_digest: String,
    /// Digest of the target's rows.
    pub target_digest: String,
    /// Whether they are equal, originals and rowids included.
    pub equal: bool,
    /// The first differences.
    pub differences: Vec<Difference>,
    /// How many rows differ in all.
    pub rows_different: u64,
    /// Of these, rows that only the source has.
    #[serde(default)]
    pub rows_missing: u64,
    /// Of these, rows that only the target has.
    #[serde(default)]
    pub rows_added: u64,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Row key in words: `id = 7`.
    pub key: String,
    /// Column in the source; `None` when the whole row is missing on one side.
    pub column: Option<String>,
    /// What is wrong, in words: "only in the source", "only in the target", "text of 12 bytes, text of 11 bytes".
    pub what: String,
}

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every cell is equal.
    Proven,
    /// Something differs.
    Different,
    /// Copied; no proof was asked for.
    NotProven,
    /// A dry run: nothing was written.
    Planned,
    /// The run was refused before it wrote anything: findings block, or something stands in the way.
    Refused,
    /// The run failed.
    Failed,
    /// The user stopped the run.
    Interrupted,
}
