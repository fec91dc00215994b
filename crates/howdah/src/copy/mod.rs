//! Rows in bulk: chunks of tables, workers, bounded queues. Knows the two traits of [`crate::catalog::transfer`], no
//! dialect, and nothing of the run around it.

pub mod chunks;
pub mod workers;
