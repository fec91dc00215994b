//! One migration, resumable: the work directory, the journal in the target, the stages in order, the report.
//!
//! The only floor that knows both sides and the clock. It decides what happens when; how it is done is below.

pub mod back;
mod back_from;
mod back_promises;
mod back_proof;
mod back_sequences;
mod back_verify;
pub mod backup;
pub mod backups;
mod check;
pub mod claim;
pub mod draft;
mod ending;
mod generated;
pub mod journal;
pub mod keep;
mod left_out;
pub mod look;
pub mod migrate;
pub mod prove;
mod record;
pub mod rollback;
mod room;
pub mod scratch;
pub mod searches;
mod settings;
mod sides;
pub mod source;
pub mod steps;
pub mod target;
mod unrecorded;
pub mod verify;
pub mod workdir;

pub use backup::{Backup, BackupSettings, Origin, backup};
pub use backups::Limits;
pub use keep::{Status, clean, status, stop};
pub use look::{Inspection, inspect, plan};
pub use migrate::{Finished, migrate};
pub use rollback::{Go, Rollback, rollback};
pub use settings::{Direction, Settings};
pub use verify::verify;
pub use workdir::last_report;
