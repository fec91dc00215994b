//! The settings of a private server, for loading fast without giving up safety
//! (<https://www.postgresql.org/docs/current/populate.html>).
//!
//! Pure but for [`Machine::this`]: figures of the machine in, lines of a configuration file out. `fsync` and
//! `full_page_writes` stay on: this is the user's database from the first row on.

use std::path::Path;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// What the settings depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Memory that this process may use.
    pub memory_bytes: u64,
    /// Processors.
    pub processors: usize,
    /// Free bytes where the data will lie.
    pub disk_free_bytes: u64,
    /// Free bytes in `/dev/shm`, which parallel index builds use.
    pub shared_memory_bytes: u64,
}

impl Machine {
    /// This machine, with the data at `data_directory`.
    pub fn this(data_directory: &Path) -> Machine {
        let free = |path: &Path| {
            rustix::fs::statvfs(path).ok().map(|space| space.f_bavail.saturating_mul(space.f_frsize))
        };
        Machine {
            // A machine that does not say is treated as a small one.
            memory_bytes: memory_bytes().unwrap_or(2 * GIB),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            disk_free_bytes: free(data_directory).unwrap_or(8 * GIB),
            shared_memory_bytes: free(Path::new("/dev/shm")).unwrap_or(0),
        }
    }
}

/// The least of the machine's memory and the limits that a container sets.
fn memory_bytes() -> Option<u64> {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kib * 1024)
    });
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limit = |path: &str| std::fs::read_to_string(path).ok()?.trim().parse().ok();
    limits.iter().filter_map(|path| limit(path)).chain(machine).min()
}

/// Names and values, in the order in which they are written.
pub fn loading_settings(machine: &Machine) -> Vec<(&'static str, String)> {
    let mib = |bytes: u64| format!("{}MB", bytes / MIB);
    let workers = (machine.processors / 2).clamp(1, 8);
    // A quarter of the memory is the manual's advice; beyond 2 GiB loading gains nothing.
    let shared_buffers = (machine.memory_bytes / 4).clamp(64 * MIB, 2 * GIB);
    // Several indexes are built at once, each with as much.
    let maintenance = (machine.memory_bytes / 32).clamp(32 * MIB, GIB);
    // The log may take an eighth of the free disk: more of it means fewer checkpoints during the load.
    let wal_max = (machine.disk_free_bytes / 8).clamp(128 * MIB, 8 * GIB);
    let mut settings = vec![
        ("shared_buffers", mib(shared_buffers)),
        ("maintenance_work_mem", mib(maintenance)),
        ("effective_cache_size", mib(machine.memory_bytes / 2)),
        ("max_wal_size", mib(wal_max)),
        ("wal_buffers", "16MB".to_owned()),
        ("checkpoint_timeout", "15min".to_owned()),
        // No standby follows this server, so no row need be logged for one.
        ("wal_level", "minimal".to_owned()),
        ("max_wal_senders", "0".to_owned()),
        ("max_parallel_maintenance_workers", workers.to_string()),
        ("max_worker_processes", (workers * 4).max(8).to_string()),
        ("max_parallel_workers", (workers * 4).max(8).to_string()),
        ("random_page_cost", "1.1".to_owned()),
    ];
    // Containers often give 64 MB of shared memory, which one parallel index build exceeds.
    if machine.shared_memory_bytes < 2 * maintenance {
        settings.push(("dynamic_shared_memory_type", "mmap".to_owned()));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(machine: Machine) -> std::collections::HashMap<&'static str, String> {
        loading_settings(&machine).into_iter().collect()
    }

    #[test]
    fn the_settings_follow_the_machine_within_bounds() {
        let small = of(Machine {
            memory_bytes: 512 * MIB,
            processors: 1,
            disk_free_bytes: GIB,
            shared_memory_bytes: 64 * MIB,
        });
        assert_eq!(small["shared_buffers"], "128MB");
        assert_eq!(small["maintenance_work_mem"], "32MB");
        assert_eq!(small["max_wal_size"], "128MB");
        assert_eq!(small["max_parallel_maintenance_workers"], "1");

        let large = of(Machine {
            memory_bytes: 256 * GIB,
            processors: 64,
            disk_free_bytes: 4096 * GIB,
            shared_memory_bytes: 128 * GIB,
        });
        assert_eq!(large["shared_buffers"], "2048MB");
        assert_eq!(large["maintenance_work_mem"], "1024MB");
        assert_eq!(large["max_wal_size"], "8192MB");
        assert_eq!(large["max_parallel_maintenance_workers"], "8");
        assert!(!large.contains_key("dynamic_shared_memory_type"));
    }

    #[test]
    fn little_shared_memory_is_not_relied_on() {
        let container = of(Machine {
            memory_bytes: 16 * GIB,
            processors: 8,
            disk_free_bytes: 100 * GIB,
            shared_memory_bytes: 64 * MIB,
        });
        assert_eq!(container["dynamic_shared_memory_type"], "mmap");
    }

    #[test]
    fn durability_is_never_switched_off() {
        let machine = Machine::this(Path::new("/"));
        assert!(machine.memory_bytes >= 64 * MIB && machine.processors >= 1);
        assert!(
            of(machine)
                .keys()
                .all(|name| !["fsync", "full_page_writes", "synchronous_commit"].contains(name))
        );
    }
}
