//! The process of a private server: started apart from ours, found again, ended.
//!
//! Knows a data directory and the account that owns it; knows no database. `pg_ctl start` is not used, because it puts
//! paths into a shell command, and a path may hold anything. `postmaster.pid` is documented in
//! <https://www.postgresql.org/docs/current/storage-file-layout.html>.

use super::account::{self, Account};
use super::binaries::Binaries;
use crate::error::{Error, Kind, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The server's log in its data directory.
pub(super) const LOG: &str = "howdah.log";

/// A server that does not even write its `postmaster.pid` in this time will not.
const BIRTH: Duration = Duration::from_secs(20);

/// After a crash the processes that served connections need a moment to notice; until then the data is locked.
const ORPHANS_LEAVE: Duration = Duration::from_secs(20);

const POLL: Duration = Duration::from_millis(50);

/// One data directory's server process, running or not.
pub(super) struct Postmaster<'a> {
    pub data: &'a Path,
    pub account: &'a Account,
}

/// What `postmaster.pid` says.
struct PidFile {
    pid: i32,
    socket_directory: Option<PathBuf>,
    status: String,
}

impl Postmaster<'_> {
    /// The process id of the server that runs on this data.
    pub fn running(&self) -> Option<i32> {
        let file = self.pid_file()?;
        (is_alive(file.pid) && self.is_ours(file.pid)).then_some(file.pid)
    }

    /// The directory of the running server's socket.
    pub fn socket_directory(&self) -> Option<PathBuf> {
        self.pid_file()?.socket_directory
    }

    /// Starts the server and waits until it takes connections, through crash recovery if need be.
    pub fn start(&self, binaries: &Binaries) -> Result<()> {
        self.remove_stale_pid_file()?;
        let give_up = Instant::now() + ORPHANS_LEAVE;
        loop {
            let log_before = std::fs::metadata(self.log()).map_or(0, |metadata| metadata.len());
            // One that a killed run has just begun to start is as good.
            let pid = match self.running() {
                Some(pid) => pid,
                None => self.launch(binaries)?,
            };
            if self.wait_until_ready(pid) {
                return Ok(());
            }
            let said = self.log_since(log_before);
            let other = self.running().is_some_and(|other| other != pid);
            let orphans = said.contains("pre-existing shared memory block");
            if (other || orphans) && Instant::now() < give_up {
                std::thread::sleep(Duration::from_millis(500));
                continue;
            }
            let reasons: Vec<&str> = said
                .lines()
                .filter_map(|line| ["FATAL:", "PANIC:"].iter().find_map(|word| line.split_once(word)))
                .map(|(_, reason)| reason.trim())
                .collect();
            let reason = if reasons.is_empty() { "It said nothing".to_owned() } else { reasons.join("; ") };
            return Err(Error::new(Kind::Target, "the private PostgreSQL does not start")
                .detail(format!("{reason}. Its log is {}.", self.log().display()))
                .hint("Look into the log; a full disk and too little memory are the usual reasons."));
        }
    }

    /// Stops the server: connections are ended, everything is written (`pg_ctl stop -m fast`).
    pub fn stop(&self, binaries: &Binaries) -> Result<()> {
        if self.running().is_none() {
            return Ok(());
        }
        let output = account::command(self.account, &binaries.program("pg_ctl"))
            // Writing what is in memory to a slow disk may take minutes.
            .args(["stop", "-w", "-s", "-m", "fast", "-t", "600", "-D"])
            .arg(self.data)
            .output()
            .map_err(|error| Error::new(Kind::Target, "pg_ctl cannot be run").caused_by(error))?;
        if output.status.success() || self.running().is_none() {
            return Ok(());
        }
        Err(Error::new(Kind::Target, "the private PostgreSQL does not stop")
            .detail(format!("pg_ctl says: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }

    /// Starts the process in the background: in a group of its own, as all commands of the account, so that Ctrl-C in
    /// our terminal does not reach it (a hang-up only makes it read its configuration again), and as nobody's child, so that it outlives us.
    fn launch(&self, binaries: &Binaries) -> Result<i32> {
        let failed =
            |detail: String| Error::new(Kind::Target, "the private PostgreSQL cannot be run").detail(detail);
        let output = account::command(self.account, Path::new("/bin/sh"))
            .args(["-c", "umask 077; \"$1\" -D \"$2\" </dev/null >>\"$3\" 2>&1 & echo $!", "sh"])
            .arg(binaries.program("postgres"))
            .arg(self.data)
            .arg(self.log())
            .stderr(Stdio::null())
            .output()
            .map_err(|error| failed(format!("As user \"{}\": {error}.", self.account.name)))?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().map_err(|_| failed("The shell named no process.".to_owned()))
    }

    /// Waits until the server says that it is ready; false when the process has ended instead.
    pub fn wait_until_ready(&self, pid: i32) -> bool {
        let born_by = Instant::now() + BIRTH;
        loop {
            match self.pid_file() {
                Some(file) if file.pid == pid && file.status == "ready" => return true,
                Some(file) if file.pid == pid => {}
                _ if Instant::now() > born_by => return false,
                _ => {}
            }
            if !is_alive(pid) {
                return false;
            }
            std::thread::sleep(POLL);
        }
    }

    fn pid_file(&self) -> Option<PidFile> {
        let text = std::fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        // Lines: pid, data directory, start time, port, socket directory, address, shared memory, status.
        let socket_directory = lines.nth(3).filter(|line| !line.is_empty()).map(PathBuf::from);
        let status = lines.nth(2).unwrap_or_default().trim().to_owned();
        Some(PidFile { pid, socket_directory, status })
    }

    /// A process id is given out again after a restart of the machine, and often soon in a container. Where `/proc`
    /// shows it, a process is the server only if it works in the data directory, as PostgreSQL does.
    fn is_ours(&self, pid: i32) -> bool {
        if !Path::new("/proc/self/cwd").exists() {
            return true;
        }
        match (std::fs::read_link(format!("/proc/{pid}/cwd")), self.data.canonicalize()) {
            (Ok(directory), Ok(data)) => directory == data,
            // Another user's process: the server's account is ours, or we are root and see everything.
            _ => false,
        }
    }

    /// PostgreSQL itself removes the file of a process that is gone; one whose number somebody else has now makes it
    /// refuse to start.
    fn remove_stale_pid_file(&self) -> Result<()> {
        let path = self.data.join("postmaster.pid");
        match self.pid_file() {
            Some(file) if !is_alive(file.pid) || !self.is_ours(file.pid) => std::fs::remove_file(&path)
                .map_err(|error| {
                    super::embedded_place::broken("a stale file cannot be removed", &path, error)
                }),
            _ => Ok(()),
        }
    }

    fn log(&self) -> PathBuf {
        self.data.join(LOG)
    }

    fn log_since(&self, offset: u64) -> String {
        let bytes = std::fs::read(self.log()).unwrap_or_default();
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        String::from_utf8_lossy(&bytes[start..]).into_owned()
    }
}

/// Ends a server whose data directory was deleted under it, found by its socket's lock file (its first line is the
/// process id, as in `postmaster.pid`); by itself it notices within a minute. Returns whether there was one.
pub(super) fn end_homeless(socket_directory: &Path, port: u16) -> bool {
    let path = socket_directory.join(format!(".s.PGSQL.{port}.lock"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let Some(pid) = text.lines().next().and_then(|line| line.trim().parse().ok()) else { return false };
    // Linux marks the link to a directory that is gone; the number may be another process's by now.
    let homeless = std::fs::read_link(format!("/proc/{pid}/cwd"))
        .is_ok_and(|directory| directory.as_os_str().as_encoded_bytes().ends_with(b" (deleted)"));
    let Some(id) = Pid::from_raw(pid).filter(|_| homeless && is_alive(pid)) else { return false };
    let give_up = Instant::now() + BIRTH;
    // Immediate: there is nothing left to write to. A process that is gone meanwhile is what was wanted.
    let _ = kill_process(id, Signal::QUIT);
    while is_alive(pid) && Instant::now() < give_up {
        std::thread::sleep(POLL);
    }
    true
}

/// Whether a process is there and has not ended. A dead process whose parent never asks (as in containers without an
/// init) keeps its number and counts as ended.
fn is_alive(pid: i32) -> bool {
    let Some(id) = Pid::from_raw(pid) else { return false };
    match rustix::process::test_kill_process(id) {
        Ok(()) | Err(rustix::io::Errno::PERM) => {}
        Err(_) => return false,
    }
    // "4242 (name) S …": the state stands behind the last parenthesis.
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['Z', 'X']))
}
