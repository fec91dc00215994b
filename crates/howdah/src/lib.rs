//! Howdah's engine: carries a SQLite database to PostgreSQL and proves that nothing was lost.
//!
//! No terminal, no HTTP: the engine returns [`report`] values and sends [`report::event`]s. The modules are floors;
//! a file uses only lower floors (a test reads the `use crate::…` lines and holds them against ARCHITECTURE.md).

pub mod catalog;
pub mod copy;
pub mod error;
pub mod plan;
pub mod postgres;
pub mod proof;
pub mod report;
pub mod row;
pub mod run;
pub mod sqlite;
pub mod translate;
pub mod whole_file;

pub use error::{Error, Kind, Place, Result};
