//! Findings: what the plan noticed, with a stable id, a place and a remedy.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing is written until the user decides.
    Blocks,
    /// Something is not carried, or arrives changed.
    Loss,
    /// Everything is carried, and the application may notice a difference.
    Changes,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Level::Blocks => "blocks",
            Level::Loss => "loss",
            Level::Changes => "changes",
            Level::Note => "note",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's id ("text-has-nul"), the same in the code's file name and in the docs' heading.
    pub id: String,
    /// How much it matters.
    pub level: Level,
    /// Table, view, trigger or index it is about.
    pub object: Option<String>,
    /// Column it is about.
    pub column: Option<String>,
    /// Lower-case, short.
    pub message: String,
    /// Whole sentences.
    pub detail: Option<String>,
    /// Whole sentences: what to do.
    pub hint: Option<String>,
    /// The object's own SQL, where it is not carried.
    pub sql: Option<String>,
    /// Rows it is about, in words, the first ten.
    pub rows: Vec<String>,
}

impl Finding {
    /// A finding of a rule.
    pub fn new(id: &str, level: Level, message: impl Into<String>) -> Self {
        Finding {
            id: id.to_owned(),
            level,
            object: None,
            column: None,
            message: message.into(),
            detail: None,
            hint: None,
            sql: None,
            rows: Vec::new(),
        }
    }

    /// Names the object.
    pub fn on(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    /// Names the column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Adds the circumstances.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds the remedy.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the object's own SQL.
    pub fn sql(mut self, sql: impl Into<String>) -> Self {
        self.sql = Some(sql.into());
        self
    }

    /// Adds rows in words.
    pub fn rows(mut self, rows: impl IntoIterator<Item = String>) -> Self {
        self.rows.extend(rows.into_iter().take(10));
        self
    }
}
