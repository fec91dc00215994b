//! Test help shared by the crates of the workspace; never shipped.
//!
//! [`server`] starts real PostgreSQL servers that never outlive the tests. It knows nothing of the engine: what
//! is used to check it must not share its mistakes, so this crate never depends on `howdah`.

pub mod server;
