//! SQLite's functions in PostgreSQL, with both engines as the oracle: the same call with the same arguments has the same
//! answer on both sides, thousands of generated calls a theme and lists of edges.
//!
//! `HOWDAH_SEED` repeats a run, `HOWDAH_CALLS` is the number of calls a function. The functions are installed in a schema
//! with an odd name, and called in a session whose settings are as unlike the usual ones as they can be.

mod both;
mod install;
mod json;
mod moments;
mod numbers;
mod printf;
mod texts;
