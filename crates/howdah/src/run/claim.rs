//! A run claims its target: alone, and without sessions of an earlier run that may still write.

use crate::error::{Error, Kind, Result};
use crate::postgres::state::State;
use crate::report::event::Watch;
use postgres::Client;
use std::time::{Duration, Instant};

/// The server notices within two seconds that a killed run's first session has no client any more, also in the middle
/// of a statement; a run that lives longer than this is none that was killed.
const KILLED_RUN_LEAVES: Duration = Duration::from_secs(5);

const POLL: Duration = Duration::from_millis(100);

/// Takes the target's lock and ends the sessions that an earlier run left behind. Fails with [`Kind::Unsafe`] when
/// another run lives.
pub fn claim(lead: &mut Client, state: &State, watch: Watch<'_>) -> Result<()> {
    let give_up = Instant::now() + KILLED_RUN_LEAVES;
    let mut told = false;
    while !state.lock(lead)? {
        watch.check()?;
        if Instant::now() > give_up {
            return Err(Error::new(Kind::Unsafe, "another run is writing to this target")
                .hint("Wait until it ends. A run that was killed frees its place when the server notices."));
        }
        if !told {
            watch.message("another run holds this target; waiting a moment in case it was killed");
            told = true;
        }
        std::thread::sleep(POLL);
    }
    let ended = state.end_other_sessions(lead)?;
    if ended > 0 {
        watch.detail(format!("ended {ended} sessions of an earlier run"));
    }
    Ok(())
}
