//! What will happen, pure: types, names, DDL in phases, findings. Same input, same bytes; the plan's id is the hash of
//! its JSON. No I/O, no clock, no randomness.

pub mod model;
pub mod options;
