//! Everything that speaks SQLite: opening a file without harming it, one snapshot for many readers, the catalogue,
//! the cells, and what a look at every cell finds.
//!
//! Data comes from a file that somebody's application wrote and may still be writing; it leaves as a
//! [`crate::catalog::schema::Catalog`], as profiles and as cells. Nothing here knows PostgreSQL, and nothing here ever
//! writes to a source. A file that is written is a new one ([`new_file`]); one that is moved away is settled first
//! ([`hold`]).

pub mod backup;
pub mod blueprint;
pub mod cells;
pub mod codec;
mod collation;
pub mod comments;
pub mod content;
mod declaration;
pub mod decode;
pub mod emit;
pub mod entries;
mod facts;
pub mod failure;
pub mod foreign_keys;
pub mod fts;
pub mod header;
pub mod hold;
pub mod insert;
pub mod inspect;
pub mod integrity;
pub mod kept;
mod mend;
pub mod new_file;
mod old_file;
pub mod open;
pub mod orphans;
mod pages;
pub mod parse;
pub mod place;
pub mod position;
pub mod profile;
mod profile_column;
mod raw;
pub mod reader;
pub mod rtree;
pub mod snapshot;
mod temporary;
pub mod tried;
pub mod types;
pub mod violations;
pub mod vocabulary;
pub mod writer;
