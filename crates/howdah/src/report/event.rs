//! Events of a run, sent while it happens; the terminal, a log or a web page listens.

use crate::error::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};

/// The stages of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The source is opened and its schema read.
    Inspect,
    /// Every cell is looked at.
    Profile,
    /// The plan is made.
    Plan,
    /// The target is examined.
    Preflight,
    /// Tables are created.
    Prepare,
    /// Rows are carried.
    Copy,
    /// Primary keys, unique constraints and indexes are built.
    Indexes,
    /// Foreign keys are added and validated.
    ForeignKeys,
    /// Sequences are moved, statistics gathered.
    Finish,
    /// Views, triggers and comments.
    Objects,
    /// Every cell is compared.
    Verify,
    /// A database is copied as it is.
    Backup,
    /// A backup is held against what it was made of.
    Check,
}

impl Stage {
    /// A verb for people.
    pub fn words(self) -> &'static str {
        match self {
            Stage::Inspect => "inspecting the source",
            Stage::Profile => "looking at every cell",
            Stage::Plan => "planning",
            Stage::Preflight => "examining the target",
            Stage::Prepare => "creating tables",
            Stage::Copy => "copying rows",
            Stage::Indexes => "building keys and indexes",
            Stage::ForeignKeys => "adding foreign keys",
            Stage::Finish => "setting sequences",
            Stage::Objects => "making views and triggers",
            Stage::Verify => "comparing every cell",
            Stage::Backup => "backing up",
            Stage::Check => "checking the backup",
        }
    }
}

/// Something happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// A stage begins; totals are 0 when unknown.
    StageStarted {
        /// Which.
        stage: Stage,
        /// Units expected: rows.
        rows: u64,
        /// Units expected: bytes (or steps for stages without rows).
        bytes: u64,
    },
    /// Work was done since the last such event.
    Progress {
        /// Which.
        stage: Stage,
        /// Rows more.
        rows: u64,
        /// Bytes more (or steps).
        bytes: u64,
    },
    /// A stage ended.
    StageEnded {
        /// Which.
        stage: Stage,
        /// Seconds it took.
        seconds: f64,
    },
    /// Something a person should see.
    Message {
        /// Whole sentence or short line.
        text: String,
    },
    /// Something a person must see.
    Warning {
        /// Whole sentence or short line.
        text: String,
    },
    /// Detail for those who asked (`--verbose`).
    Detail {
        /// Short line.
        text: String,
    },
}

/// Listens to events and says whether the user wants to stop. Shared by all threads of a run.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    sink: &'a (dyn Fn(Event) + Send + Sync),
    cancelled: &'a AtomicBool,
}

impl<'a> Watch<'a> {
    /// A watch over a sink and a flag that a signal handler sets.
    pub fn new(sink: &'a (dyn Fn(Event) + Send + Sync), cancelled: &'a AtomicBool) -> Self {
        Watch { sink, cancelled }
    }

    /// Sends an event.
    pub fn send(&self, event: Event) {
        (self.sink)(event);
    }

    /// Sends a message.
    pub fn message(&self, text: impl Into<String>) {
        self.send(Event::Message { text: text.into() });
    }

    /// Sends a warning.
    pub fn warn(&self, text: impl Into<String>) {
        self.send(Event::Warning { text: text.into() });
    }

    /// Sends a detail.
    pub fn detail(&self, text: impl Into<String>) {
        self.send(Event::Detail { text: text.into() });
    }

    /// Sends progress.
    pub fn progress(&self, stage: Stage, rows: u64, bytes: u64) {
        self.send(Event::Progress { stage, rows, bytes });
    }

    /// Whether the user asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// An error of kind [`Kind::Interrupted`] once the user asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(Kind::Interrupted, "interrupted")
                .hint("Run the same command again to continue; nothing was lost."));
        }
        Ok(())
    }
}
