//! Ctrl-C and SIGTERM: the first asks the run to stop where it can be continued, the second stops at once. And the signal
//! of a file that may not grow any more, which is an error of the write that met the limit.

use howdah::Kind;
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Says so on the first signal and sets the returned flag; a second signal ends the process with the exit code of an
/// interruption. `say` is called from a thread of its own.
pub fn listen(say: impl Fn() + Send + 'static) -> io::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The order matters: when the second signal comes, the flag is set already and the process ends.
        flag::register_conditional_shutdown(
            signal,
            i32::from(Kind::Interrupted.exit_code()),
            Arc::clone(&asked),
        )?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if signals.forever().next().is_some() {
            say();
        }
    })?;
    Ok(asked)
}

/// From here on a write beyond the limit on the size of files (`ulimit -f`) fails with `EFBIG` and is handled like a full
/// disk, instead of ending the process with everything half made (setrlimit(2), `RLIMIT_FSIZE`).
pub fn outlive_file_limits() -> io::Result<()> {
    // A handler and not SIG_IGN: that would be handed on to the programs that are started. Nobody asks the flag.
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}
