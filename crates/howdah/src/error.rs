//! The one error of the engine: what went wrong, where, and what to do about it.
//!
//! A [`Kind`] decides the exit code in one exhaustive match. Messages are lower-case and short; detail and hint
//! are whole sentences. A cell's content never appears in an error, only its place.

use std::fmt;

/// The class of a failure; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The answer to the question is no: databases differ, or the plan has findings that block (exit 1).
    Answer,
    /// Wrong usage or configuration (exit 2).
    Usage,
    /// The source failed (exit 3).
    Source,
    /// The target failed (exit 4).
    Target,
    /// Refused as unsafe: target not empty, plan changed, another run holds the work directory (exit 5).
    Unsafe,
    /// Interrupted; the same command continues (exit 6).
    Interrupted,
    /// A bug in howdah (exit 70).
    Bug,
}

impl Kind {
    /// The program's exit code for this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Answer => 1,
            Kind::Usage => 2,
            Kind::Source => 3,
            Kind::Target => 4,
            Kind::Unsafe => 5,
            Kind::Interrupted => 6,
            Kind::Bug => 70,
        }
    }
}

/// Where it happened. Every part is optional; the row is a key in words ("rowid 381"), never a cell's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Table name as the side spells it.
    pub table: Option<String>,
    /// Column name as the side spells it.
    pub column: Option<String>,
    /// Row key in words.
    pub row: Option<String>,
}

/// A failure with its place and its remedy.
#[derive(Debug)]
pub struct Error {
    /// Decides the exit code.
    pub kind: Kind,
    /// Lower-case, short, no full stop.
    pub message: String,
    /// Whole sentences: the circumstances.
    pub detail: Option<String>,
    /// Whole sentences: the remedy.
    pub hint: Option<String>,
    /// Where.
    pub place: Place,
    /// What caused it.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind with its message.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            detail: None,
            hint: None,
            place: Place::default(),
            source: None,
        }
    }

    /// Adds the circumstances (whole sentences).
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds the remedy (whole sentences).
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the table.
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.place.table = Some(table.into());
        self
    }

    /// Names the column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.place.column = Some(column.into());
        self
    }

    /// Names the row by its key in words.
    pub fn row(mut self, row: impl Into<String>) -> Self {
        self.place.row = Some(row.into());
        self
    }

    /// Keeps the cause.
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(cause));
        self
    }

    /// A broken promise inside howdah itself.
    pub fn bug(message: impl Into<String>) -> Self {
        Error::new(Kind::Bug, message)
            .hint("This is a bug in howdah. The source was not changed. Please report it with this message.")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let place = &self.place;
        if place.table.is_some() || place.column.is_some() || place.row.is_some() {
            f.write_str(" (")?;
            let mut first = true;
            for (name, value) in [("table", &place.table), ("column", &place.column), ("row", &place.row)] {
                if let Some(value) = value {
                    if !first {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name} \"{value}\"")?;
                    first = false;
                }
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|cause| &**cause as &(dyn std::error::Error + 'static))
    }
}
