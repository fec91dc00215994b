//! Numbers: PostgreSQL's `numeric` on the wire, REAL as text, and what SQLite's affinities make of text.
//!
//! Owns three translations and nothing else: integers, doubles and decimal text to and from `numeric_send` bytes
//! ([`numeric`]); doubles to decimal digits that read back as the same double ([`real`]); and text to the number that
//! a NUMERIC, INTEGER or REAL column of SQLite would store for it ([`affinity`]). Byte slices come in, bytes are
//! appended to the caller's buffer; nothing is allocated for a value.

pub mod affinity;
pub mod decimal;
pub mod numeric;
pub mod real;

pub use affinity::{Number, real_as_affinity_integer, text_as_number, text_as_real};
pub use numeric::{
    Modifier, numeric_from_decimal, numeric_from_f64, numeric_from_i64, numeric_is_finite, numeric_to_f64,
    numeric_to_i64_exact, numeric_to_text, trim_scale,
};
pub use real::real_to_text;

#[cfg(test)]
mod tests;
