//! JSON: what PostgreSQL accepts, what `jsonb` makes of it, and how a program wrote it.
//!
//! One parser ([`parse`]) drives four readers: [`validate`] asks whether `json` or `jsonb` takes a text, [`canonical`]
//! writes the bytes that `jsonb_send` would, [`learn`] finds the style of a column's writer, and [`style`] renders
//! `jsonb` in that style. No recursion, so that no text exhausts the stack, and nothing is allocated for a document
//! once the scratch buffers have grown.

pub mod binary;
pub mod canonical;
pub mod learn;
mod members;
pub mod parse;
pub mod repeats;
pub mod style;

pub use canonical::{JsonScratch, canonical_jsonb};
pub use learn::StyleLearner;
pub use parse::{JsonProblem, ProblemKind, Shape, validate};
pub use repeats::repeats_key;
pub use style::{StyleRenderer, render_styled, restores};

#[cfg(test)]
mod tests;
