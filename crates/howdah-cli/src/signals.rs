//! Ctrl-C and SIGTERM: the first asks the run to stop where it can be continued, the second stops at once.

use howdah::Kind;
use signal_hook::consts::{SIGINT, SIGTERM};
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
