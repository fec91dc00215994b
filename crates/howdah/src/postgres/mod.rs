//! Everything that speaks PostgreSQL: where a server is, how to reach it, what it can do, what it contains, and its
//! rows in bulk.
//!
//! This floor knows `row` and `catalog` and nothing above: neither plans nor runs, and never SQLite. Names and literals
//! reach SQL only through [`emit`]; a failure of the server becomes the engine's error only in [`fault`]; a secret
//! lives only in [`dsn::Dsn`].

pub mod account;
pub mod binaries;
pub mod bulk;
pub mod capabilities;
mod clients;
pub mod connect;
pub mod copy_in;
pub mod copy_out;
pub mod dsn;
mod dsn_url;
pub mod dump;
pub mod embedded;
mod embedded_place;
pub mod emit;
pub mod environment;
pub mod fault;
pub mod freeze;
pub mod inspect;
pub mod kept_rows;
mod postmaster;
pub mod reader;
pub mod rights;
pub mod runtime;
pub mod search;
pub mod sequences;
pub mod server_settings;
pub mod state;
mod state_lock;
pub mod state_proof;
pub mod survey;
pub mod tls;
pub mod writer;

pub use bulk::BulkSession;
pub use capabilities::Capabilities;
pub use connect::{ConnectOptions, Purpose, connect, connect_bulk, create_database};
pub use copy_in::CopyIn;
pub use copy_out::CopyOut;
pub use dsn::Dsn;
pub use embedded::Embedded;
