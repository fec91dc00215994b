//! Dates, times and instants: what a cell's text or number means, and how it is spelled.
//!
//! One page a step: the calendar ([`calendar`]); text taken apart ([`parse`]); the parts to canonical bytes
//! ([`encode`]); Unix times and Julian days ([`epoch`]); canonical bytes back to a cell ([`render`]); and which
//! spelling restores most cells of a column ([`tally`]). Years run from 0001 to 9999, in the proleptic Gregorian
//! calendar that ISO 8601, SQLite and PostgreSQL share. Nothing is allocated for a cell; no time zone database is
//! asked, only offsets that stand in the text or in the [`crate::row::format::ZonePolicy`].

pub mod calendar;
pub mod encode;
pub mod epoch;
pub mod parse;
pub mod render;
pub mod tally;

pub use encode::{encode_instant, encode_moment};
pub use epoch::{
    UnixUnit, from_julian, from_unix_millis_real, from_unix_real, is_real_millis, likely_unit,
    moment_from_unix, to_julian, to_unix, to_unix_millis_real, to_unix_real,
};
pub use parse::{Moment, parse_moment};
pub use render::{Rendered, render_moment};
pub use tally::MomentTally;

#[cfg(test)]
mod tests;
