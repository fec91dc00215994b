//! What goes wrong while measuring, in words. A benchmark has nobody to hand an error to but its user, so an error is
//! one line that grows on its way up: what was being done, then why it failed.

use std::error::Error;
use std::fmt::{self, Display};

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Fault>;

/// An error in words.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    /// An error.
    pub fn new(words: impl Into<String>) -> Fault {
        Fault(words.into())
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error and its causes in one line; `postgres` says the server's words only in the cause. So that `?` may turn
/// every library's error into one, `Fault` itself is no [`Error`].
impl<E: Error> From<E> for Fault {
    fn from(error: E) -> Fault {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let inner_words = inner.to_string();
            if !words.contains(&inner_words) {
                words = format!("{words}: {inner_words}");
            }
            cause = inner.source();
        }
        Fault(words)
    }
}

/// Says what was being done when something failed.
pub trait Context<T> {
    /// Puts words before the error's own.
    fn context(self, words: impl Display) -> Result<T>;
}

impl<T, E: Into<Fault>> Context<T> for std::result::Result<T, E> {
    fn context(self, words: impl Display) -> Result<T> {
        self.map_err(|error| Fault(format!("{words}: {}", error.into().0)))
    }
}
