//! Why a value is not a value of a logical type.
//!
//! The encoders of this floor never round, pad or truncate: what does not fit is a [`Misfit`], and the plan or the
//! copy decides what becomes of the cell. A misfit never carries the cell's content.

/// The reason why a value does not fit a logical type or a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Misfit {
    /// Infinity or NaN, which the type does not have.
    #[error("the number is not finite")]
    NotFinite,
    /// Text that is not a plain decimal number.
    #[error("the text is not a decimal number")]
    NotDecimal,
    /// More digits before the point than the type has.
    #[error("the number has too many digits before the point")]
    TooManyIntegerDigits,
    /// More digits after the point than the type has.
    #[error("the number has too many digits after the point")]
    TooManyFractionDigits,
    /// A date, a time or an instant outside the years 0001 to 9999, or one of PostgreSQL's infinities.
    #[error("the moment lies outside the years 0001 to 9999")]
    OutOfRange,
    /// A date is missing, or a time of day stands where only a date may, or the reverse.
    #[error("the text has not the parts that the type needs")]
    WrongParts,
    /// A zone stands where the type has none.
    #[error("the text names a zone and the type has none")]
    HasZone,
    /// No zone stands there, and no policy says which is meant.
    #[error("the text names no zone")]
    NoZone,
    /// The value is finer than the type or the spelling can say (below a microsecond, for the types).
    #[error("the moment is finer than can be said")]
    TooFine,
    /// The bytes are not canonical bytes of the type.
    #[error("the bytes are not a value of the type")]
    Malformed,
}
