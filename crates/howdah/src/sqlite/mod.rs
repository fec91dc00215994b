//! Everything that speaks SQLite: opening a file without harming it, one snapshot for many readers, the catalogue,
//! the cells, and what a look at every cell finds.
//!
//! Data comes from a file that somebody's application wrote and may still be writing; it leaves as a
//! [`crate::catalog::schema::Catalog`], as profiles and as cells. Nothing here knows PostgreSQL, and nothing here ever
//! writes to the source.

pub mod cells;
pub mod codec;
mod collation;
pub mod comments;
mod declaration;
pub mod emit;
pub mod entries;
mod facts;
pub mod failure;
pub mod fts;
pub mod header;
pub mod inspect;
pub mod integrity;
pub mod mend;
pub mod open;
pub mod orphans;
pub mod parse;
pub mod place;
pub mod position;
pub mod profile;
mod profile_column;
mod raw;
pub mod reader;
pub mod rtree;
pub mod snapshot;
pub mod types;
pub mod violations;
pub mod vocabulary;
