//! What a partial loading has left out.

use std::fmt;

use crate::error::{listed, shortened};

/// What [`load_partial`](super::Checkpoint::load_partial) has loaded and what not. It prints as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a part of the model may be as it was: look at what is missing, or print it"]
pub struct LoadReport {
    /// The names of the model's tensors that have new values, in the model's order.
    pub loaded: Vec<String>,
    /// Those that the state dict has not: they are as they were.
    pub missing: Vec<String>,
    /// The names that the state dict has and the model has not: they are not used.
    pub unexpected: Vec<String>,
}

impl LoadReport {
    pub(super) fn new(loaded: &[&str], missing: &[&str], unexpected: &[&str]) -> Self {
        let [loaded, missing, unexpected] =
            [loaded, missing, unexpected].map(|names| names.iter().map(|&name| name.to_owned()).collect());
        LoadReport { loaded, missing, unexpected }
    }

    /// Whether nothing was left out on either side.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty()
    }
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (loaded, missing) = (self.loaded.len(), self.missing.len());
        write!(f, "{loaded} of the model's {} tensors loaded", loaded + missing)?;
        let mut list = |names: &[String], what: &str| match names.len() {
            0 => Ok(()),
            count => {
                let lines = listed(names, |name| format!("`{}`", shortened(name)));
                write!(f, "\n{count} {what}:\n{}", lines.join("\n"))
            }
        };
        list(&self.missing, "missing in the state dict, and as they were")?;
        list(&self.unexpected, "unexpected, and not used")
    }
}
