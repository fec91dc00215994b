//! Test help shared by the crates of the workspace; never shipped.
//!
//! [`server`] starts real PostgreSQL servers that never outlive the tests; [`oracle`] compares a SQLite file with a
//! PostgreSQL schema, cell by cell, [`files`] two SQLite files, and [`foreign`] a database that never was SQLite with the
//! file that was made from it; [`hostile`] builds SQLite files that are hard to move; [`random`] makes up databases from
//! seeds; [`application`] writes to a file while it is carried; [`real`] finds the files in `testdata/` that other
//! projects published. What judges the engine must not share its mistakes, so this crate never depends on `howdah`.

pub mod application;
pub mod files;
pub mod foreign;
pub mod hostile;
pub mod oracle;
pub mod random;
pub mod real;
pub mod server;
