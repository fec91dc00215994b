//! A panic is a bug in howdah: it ends the program with exit code 70 and a message that holds no data.
//!
//! The engine catches the panics of a parser that it does not trust, so a panic is only remembered where it happens and
//! told when it arrives here.

use howdah::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// The panics that were seen, the latest last; few are kept.
static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How many are kept: a thread's own and those of the threads that waited for it.
const KEPT: usize = 4;

/// Remembers panics instead of printing them.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        // A message that was put together may hold a cell's content or a password; a literal cannot.
        let words = match panic.payload().downcast_ref::<&'static str>() {
            Some(literal) => format!(": {literal}"),
            None => String::new(),
        };
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() == KEPT {
            seen.remove(0);
        }
        seen.push(format!("{place} (thread {thread}){words}"));
    }));
}

/// Runs the program; a panic becomes an error.
pub fn caught<T>(run: impl FnOnce() -> howdah::Result<T>) -> howdah::Result<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        let version = env!("CARGO_PKG_VERSION");
        Err(Error::bug("howdah panicked").detail(format!("Version {version}, at {}.", seen.join("; "))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use howdah::Kind;

    #[test]
    fn a_panic_is_a_bug_whose_message_holds_no_data() {
        install();
        let secret = "secret";
        let error = caught::<()>(|| panic!("cell {secret}")).unwrap_err();
        let _ = std::panic::take_hook();
        assert_eq!(error.kind, Kind::Bug);
        let detail = error.detail.unwrap();
        assert!(detail.contains("panics.rs"), "{detail}");
        assert!(!detail.contains("secret"), "{detail}");
    }
}
