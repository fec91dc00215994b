//! The answer, inert: findings, figures of a run, the proof's result. Serialised with a version; printed elsewhere.

pub mod event;
pub mod figures;
pub mod finding;
pub mod rollback;
pub mod run;
pub mod text;
