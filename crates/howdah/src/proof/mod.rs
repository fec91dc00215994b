//! Equal or not: digests over what is read back from both sides, the differences by name, the structure.
//!
//! A proof is made, never loaded. It reads rows through [`crate::catalog::transfer::RowReader`] on both sides and
//! knows no dialect; it never sees what a migration sent.

pub mod differences;
pub mod digests;
pub mod generated;
pub mod structure;
