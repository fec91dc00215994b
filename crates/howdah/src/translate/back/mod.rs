//! Stub.
/// How a PostgreSQL value is stored in a cell of SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stored {
    Boolean,
    Integer,
    Real,
    Number,
    NumberText,
    Text,
    PaddedText,
    FoldedText,
    Blob,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    MomentText,
    Json,
    Array,
    Enum,
    Other,
}
/// A column.
#[allow(missing_docs)]
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    pub name: &'a str,
    pub lite: &'a str,
    pub stored: Stored,
}
/// No.
#[allow(missing_docs)]
#[derive(Debug, Clone)]
pub struct Untranslatable {
    pub reason: String,
}
/// default
pub fn default(_: &str, _: Stored) -> Result<String, Untranslatable> {
    Err(Untranslatable { reason: "no".into() })
}
/// condition
pub fn condition(_: &str, _: &[Column<'_>]) -> Result<String, Untranslatable> {
    Err(Untranslatable { reason: "no".into() })
}
/// expression
pub fn expression(_: &str, _: &[Column<'_>]) -> Result<(String, Stored), Untranslatable> {
    Err(Untranslatable { reason: "no".into() })
}
