//! How an example ends when something from outside is wrong.

use std::fmt;

/// What `main` gives back. An error is printed as one sentence, and the exit code is 1.
pub type Result<T> = std::result::Result<T, Failure>;

/// An error on its way out of `main`.
pub struct Failure(nn_core::Error);

impl From<nn_core::Error> for Failure {
    fn from(error: nn_core::Error) -> Self {
        Failure(error)
    }
}

/// What `main` prints after `Error: `: the message, not the structure of the error.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
