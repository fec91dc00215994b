//! Test help shared by the crates of the workspace; never shipped.
//!
//! [`server`] starts real PostgreSQL servers that never outlive the tests; [`oracle`] compares a SQLite file with a
//! PostgreSQL schema, cell by cell. What judges the engine must not share its mistakes, so this crate never depends
//! on `howdah`.

pub mod oracle;
pub mod server;
