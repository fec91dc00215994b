//! The real program in an empty directory: what it says, where, and with which exit code.

mod backup;
mod foreign;
mod journey;
mod manners;
mod rollback;
mod rollback_places;
mod settings;
mod tools;
mod world;
