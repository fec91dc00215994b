//! Processor time and memory of other processes, as Linux tells it in /proc
//! (<https://man7.org/linux/man-pages/man5/proc.5.html>).
//!
//! Owns the reading of those files; decides nothing about what the numbers mean.

use crate::fault::{Context, Fault, Result};
use serde::Serialize;
use std::fs;

/// Processor seconds of one run, user and system together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Used {
    /// Of the program that sends the rows.
    pub client_seconds: f64,
    /// Of PostgreSQL, all its processes.
    pub server_seconds: f64,
    /// Of all others on the machine at the same time: what they took, the run had to do without.
    pub others_seconds: f64,
}

impl Used {
    /// Client and server together.
    pub fn total(self) -> f64 {
        self.client_seconds + self.server_seconds
    }

    /// Adds those of a run's next part.
    pub fn add(&mut self, other: Used) {
        self.client_seconds += other.client_seconds;
        self.server_seconds += other.server_seconds;
        self.others_seconds += other.others_seconds;
    }
}

/// The processors' state when a run began.
#[derive(Debug)]
pub struct Meter {
    postmaster: u32,
    server: f64,
    machine: f64,
}

impl Meter {
    /// Begins.
    pub fn start(postmaster: u32) -> Result<Meter> {
        Ok(Meter { postmaster, server: server_seconds(postmaster)?, machine: machine_seconds()? })
    }

    /// Ends. What the client has used meanwhile, its watcher knows.
    pub fn stop(self, client_seconds: f64) -> Result<Used> {
        let server_seconds = server_seconds(self.postmaster)? - self.server;
        let all = machine_seconds()? - self.machine;
        // The kernel counts in ticks, and not all of them at once: a small difference may fall below zero.
        let others_seconds = (all - client_seconds - server_seconds).max(0.0);
        Ok(Used { client_seconds, server_seconds, others_seconds })
    }
}

/// Processor seconds of everything on the machine, and of what its host gave to others.
fn machine_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/stat").context("/proc/stat")?;
    machine_ticks(&text)
        .map(|ticks| ticks as f64 / ticks_per_second())
        .ok_or_else(|| Fault::new("/proc/stat is not in the known form"))
}

/// User, nice, system, (not: idle, iowait,) irq, softirq, steal; guests' time is in user's already.
fn machine_ticks(text: &str) -> Option<u64> {
    let fields: Option<Vec<u64>> = text
        .lines()
        .next()?
        .strip_prefix("cpu ")?
        .split_whitespace()
        .map(|field| field.parse().ok())
        .collect();
    let fields = fields.filter(|fields| fields.len() >= 8)?;
    Some([0, 1, 2, 5, 6, 7].into_iter().map(|at| fields[at]).sum())
}

fn ticks_per_second() -> f64 {
    rustix::param::clock_ticks_per_second() as f64
}

/// Processor seconds of a process itself, without its children; also of one that ended and was not waited for.
pub fn own_seconds(pid: u32) -> Result<f64> {
    let stat = Stat::of(pid)?;
    Ok(stat.own)
}

/// Processor seconds of a server: a process that ended has left its time to the postmaster.
fn server_seconds(postmaster: u32) -> Result<f64> {
    let stat = Stat::of(postmaster)?;
    let mut sum = stat.own + stat.ended_children;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process may end between the list and the look.
        if let Ok(child) = Stat::of(pid)
            && child.parent == postmaster
        {
            sum += child.own;
        }
    }
    Ok(sum)
}

/// Memory of a process, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// The most it has had so far, pages of mapped files included: what `time` calls its maximum resident size.
    pub peak_bytes: u64,
    /// What it has now for itself alone: the rest is pages of files, which the kernel may take back at any time.
    pub private_bytes: u64,
}

impl Memory {
    /// Of a living process; `None` once it has ended.
    pub fn of(pid: u32) -> Option<Memory> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
            Some(kib * 1024)
        };
        Some(Memory { peak_bytes: bytes("VmHWM:")?, private_bytes: bytes("RssAnon:")? })
    }
}

/// The fields of /proc/PID/stat that are of use here.
struct Stat {
    parent: u32,
    own: f64,
    ended_children: f64,
}

impl Stat {
    fn of(pid: u32) -> Result<Stat> {
        let path = format!("/proc/{pid}/stat");
        let text = fs::read_to_string(&path).context(&path)?;
        Stat::parse(&text).ok_or_else(|| Fault::new(format!("{path} is not in the known form")))
    }

    fn parse(text: &str) -> Option<Stat> {
        // The second field is the program's name in parentheses, which may hold anything, parentheses too.
        let fields: Vec<&str> = text[text.rfind(')')? + 1..].split_whitespace().collect();
        // The manual counts from 1; the first here is the third there.
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        let seconds = |first, second| Some((field(first)? + field(second)?) as f64 / ticks_per_second());
        Some(Stat {
            parent: u32::try_from(field(4)?).ok()?,
            own: seconds(14, 15)?,
            ended_children: seconds(16, 17)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Memory, Stat, machine_seconds, machine_ticks, own_seconds, ticks_per_second};

    #[test]
    fn idle_and_waiting_processors_are_not_busy() {
        let text = "cpu  1 20 300 400000 5000000 6000 70000 800000 1 1\ncpu0 1 20 300 4 5 6 7 8 1 1\n";
        assert_eq!(machine_ticks(text), Some(876_321));
        assert_eq!(machine_ticks("intr 1 2 3"), None);
    }

    #[test]
    fn a_name_with_spaces_and_parentheses_is_read_over() {
        let text = "7 (a) b (c) S 3 7 7 0 -1 4194560 1 2 0 0 250 50 700 300 20 0 1 0 99 100 10";
        let stat = Stat::parse(text).unwrap();
        let tick = 1.0 / ticks_per_second();
        assert_eq!(stat.parent, 3);
        assert_eq!(stat.own, 300.0 * tick);
        assert_eq!(stat.ended_children, 1000.0 * tick);
    }

    #[test]
    fn this_process_has_used_memory_and_time() {
        let room = vec![1u8; 40 << 20];
        let machine = machine_seconds().unwrap();
        let begun = std::time::Instant::now();
        let mut sum = 0u64;
        while begun.elapsed().as_millis() < 60 {
            sum += room.iter().map(|&byte| u64::from(byte)).sum::<u64>();
        }
        assert!(sum > 0);
        let memory = Memory::of(std::process::id()).unwrap();
        assert!(memory.private_bytes > 40 << 20, "{memory:?}");
        assert!(memory.peak_bytes >= memory.private_bytes, "{memory:?}");
        assert!(own_seconds(std::process::id()).unwrap() > 0.0);
        assert!(machine_seconds().unwrap() > machine);
    }
}
