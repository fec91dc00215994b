//! Answers as text: pure functions from the engine's values to what is printed. Nothing here prints.

pub mod backup;
pub mod error;
pub mod inspect;
pub mod plan;
pub mod report;
pub mod rollback;
pub mod status;
