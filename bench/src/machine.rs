//! The machine and the server that figures belong to: seconds mean nothing without them.

use crate::fault::Result;
use crate::server::{SETTINGS, version};
use serde::Serialize;
use std::fs;
use testkit::server::Server;

/// Where a measurement was made.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// Processors that this program may use.
    pub processors: usize,
    /// What the kernel calls the first of them; empty when it does not say.
    pub processor: String,
    /// Memory of the machine; 0 when the kernel does not say.
    pub memory_bytes: u64,
    /// The server's version.
    pub postgresql: String,
    /// The server's settings.
    pub settings: Vec<(&'static str, &'static str)>,
}

impl Machine {
    /// Looks at this machine and a server on it.
    pub fn look(server: &Server) -> Result<Machine> {
        let value = |path: &str, name: &str| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
            line.unwrap_or_default().trim_start_matches([':', ' ', '\t']).to_owned()
        };
        let kib =
            value("/proc/meminfo", "MemTotal").split(' ').next().and_then(|kib| kib.parse::<u64>().ok());
        Ok(Machine {
            processors: std::thread::available_parallelism()?.get(),
            processor: value("/proc/cpuinfo", "model name"),
            memory_bytes: kib.unwrap_or(0) * 1024,
            postgresql: version(server)?,
            settings: SETTINGS.to_vec(),
        })
    }
}
