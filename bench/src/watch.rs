//! A process watched from outside until its end: the clock is its caller's, memory at its peak and processor time are the
//! kernel's word.

use crate::fault::{Context, Fault, Result};
use crate::processor::{Memory, own_seconds};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often the memory is looked at. The kernel keeps the peak, so of that only growth in the very
/// last moment is missed.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What was seen of a process.
#[derive(Debug, Clone, Copy)]
pub struct Watched {
    /// It ended with 0.
    pub success: bool,
    /// Its largest resident memory.
    pub peak_bytes: u64,
    /// The largest part of it, at any look, that was its own alone.
    pub private_peak_bytes: u64,
    /// Processor seconds.
    pub seconds: f64,
}

/// Waits for a process and reads its time in the moment after its end, when the kernel still has it.
pub fn watch(mut child: Child) -> Result<Watched> {
    let id = child.id();
    let pid = i32::try_from(id).ok().and_then(Pid::from_raw).ok_or_else(|| Fault::new("no process id"))?;
    let ended = AtomicBool::new(false);
    let (peak, private_peak) = (AtomicU64::new(0), AtomicU64::new(0));
    let waited = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                if let Some(Memory { peak_bytes, private_bytes }) = Memory::of(id) {
                    peak.fetch_max(peak_bytes, Ordering::Relaxed);
                    private_peak.fetch_max(private_bytes, Ordering::Relaxed);
                }
                std::thread::sleep(LOOK_EVERY);
            }
        });
        let waited = loop {
            match waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
                Err(rustix::io::Errno::INTR) => {}
                other => break other,
            }
        };
        ended.store(true, Ordering::Relaxed);
        waited
    });
    waited.context("cannot wait for the program")?;
    let seconds = own_seconds(id)?;
    let (peak_bytes, private_peak_bytes) = (peak.into_inner(), private_peak.into_inner());
    Ok(Watched { success: child.wait()?.success(), peak_bytes, private_peak_bytes, seconds })
}
