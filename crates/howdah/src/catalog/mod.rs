//! What a database contains, inert: tables, columns, keys, indexes, foreign keys, and what a look at every cell found.
//!
//! Both dialects fill the same structures; `declared` keeps each dialect's own type text beside them.
//! This floor does no I/O and knows no SQL dialect.

pub mod key;
pub mod map;
pub mod order;
pub mod profile;
pub mod schema;
pub mod search;
pub mod transfer;
pub mod words;
