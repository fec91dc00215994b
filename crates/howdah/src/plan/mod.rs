//! What will happen, pure: types, names, DDL in phases, findings. Same input, same bytes; the plan's id is the hash of
//! its JSON. No I/O, no clock, no randomness.
//!
//! [`make::make`] takes a catalogue and its profiles (from `sqlite`) and gives a [`model::Plan`]; whatever it cannot
//! carry is a finding of one of the [`rules`]. [`summary`] puts a plan into words.

pub mod assessment;
pub mod back;
mod ddl;
mod draft;
pub mod estimate;
mod foreign_keys;
mod keys;
mod limits;
pub mod make;
pub mod model;
mod names;
mod objects;
pub mod options;
mod rowid;
pub mod rules;
mod search;
pub mod summary;
mod target_names;
mod translation;
mod types;
mod virtual_tables;

pub use ddl::{stands_as_set, was_set_to};
pub use make::{Input, id_of, make};
