//! The PostgreSQL server of a measurement: its own, on a unix socket, with the settings of a server that means it.
//!
//! Owns the settings and the even start of each run. The server ends with the process, however that ends.

use crate::fault::{Context, Result};
use postgres::{Client, NoTls};
use testkit::server::{Options, Server, TestDatabase};

/// What differs from a fresh `initdb`. Durability stays on: a migration that could lose the last minute's rows in a
/// power cut would be measured against a limit that nobody wants.
pub const SETTINGS: [(&str, &str); 7] = [
    ("shared_buffers", "2GB"),
    ("maintenance_work_mem", "512MB"),
    ("max_wal_size", "8GB"),
    ("wal_level", "replica"),
    ("fsync", "on"),
    ("full_page_writes", "on"),
    ("synchronous_commit", "on"),
];

/// Starts the server.
pub fn start() -> Server {
    Server::start(
        SETTINGS.iter().fold(Options::default(), |options, (name, value)| options.setting(name, value)),
    )
}

/// A new, empty database, made so that the run after it starts with nothing left to write.
pub fn fresh_database(server: &Server, hint: &str) -> Result<TestDatabase> {
    let database = server.database(hint);
    settle(server)?;
    Ok(database)
}

/// Lets the server write what it has to, so that the run after it starts with nothing left to write.
pub fn settle(server: &Server) -> Result<()> {
    Ok(connect(&server.url("postgres"))?.batch_execute("CHECKPOINT")?)
}

/// What the server calls itself, such as `15.18 (Debian 15.18-0+deb12u1)`.
pub fn version(server: &Server) -> Result<String> {
    Ok(connect(&server.url("postgres"))?.query_one("SHOW server_version", &[])?.get(0))
}

/// A connection.
pub fn connect(url: &str) -> Result<Client> {
    Client::connect(url, NoTls).context("no connection to the measuring server")
}
