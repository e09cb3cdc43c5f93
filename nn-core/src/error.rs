//! Everything that can go wrong with what comes from outside: files, data, settings.

use std::borrow::Cow;
use std::panic::Location;
use std::path::PathBuf;

/// The error of everything in this library that returns a `Result`. Its message says what was found, what was
/// expected, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read, written or renamed.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`, ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },

    /// A file's contents are not what its kind has.
    #[error("{}{}: {message}", path.display(), line.map(|l| format!(", line {l}")).unwrap_or_default())]
    Format {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, for files that have lines.
        line: Option<u64>,
        /// What was found and what was expected.
        message: String,
    },

    /// A state dict does not fit the model.
    #[error("{0}")]
    StateDict(String),

    /// An optimizer was given gradients or a model that it cannot use.
    #[error("{0}")]
    Optimizer(String),

    /// A model does not take the sizes with which it is [traced](crate::trace).
    #[error("{}{message}, at {at}", layer.as_ref().map(|layer| format!("`{layer}`: ")).unwrap_or_default())]
    Shape {
        /// The path of the layer that they do not fit, if it is one that the model registers.
        layer: Option<String>,
        /// What was expected and what came.
        message: String,
        /// The line of the forward.
        at: &'static Location<'static>,
    },

    /// A setting is out of its range.
    #[error("{0}")]
    Setting(String),
}

/// `std::result::Result` with this library's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Error::Io { action, path: path.into(), source }
    }

    pub(crate) fn format(path: impl Into<PathBuf>, line: Option<u64>, message: impl Into<String>) -> Self {
        Error::Format { path: path.into(), line, message: message.into() }
    }
}

/// The lines of a list in a message: 20 at most, and how many more there are.
pub(crate) fn listed<T>(items: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
    const MOST: usize = 20;
    let mut lines: Vec<String> = items.iter().take(MOST).map(|item| format!("  {}", line(item))).collect();
    if items.len() > MOST {
        lines.push(format!("  and {} more", items.len() - MOST));
    }
    lines
}

/// A name or another piece of a file, no longer than a message can bear.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}..", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
