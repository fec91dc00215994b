//! What a value is: logical types, canonical bytes (the one definition of equality) and batches of rows.
//!
//! Canonical bytes are what PostgreSQL *sends* in binary (`*_send`). A batch holds rows in the tuple layout of
//! `COPY … (FORMAT binary)`, so that writing to PostgreSQL is a copy of bytes and a digest is a hash of bytes.
//! This floor knows neither database.

pub mod batch;
pub mod datetime;
pub mod digest;
pub mod format;
pub mod json;
pub mod logical;
pub mod misfit;
pub mod number;
pub mod uuid;
