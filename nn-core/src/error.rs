//! Everything that can go wrong with what comes from outside: files, data, settings.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::panic::Location;
use std::path::PathBuf;

/// The error of everything in this library that returns a `Result`. Its message says what was found, what was
/// expected, where, and what to do.
///
/// `{:?}` prints the message as `{}` does, so that it is what a program ends with whose `main` returns the error.
///
/// ```
/// let error = nn_core::StateDict::read("nowhere.safetensors").unwrap_err();
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
#[derive(thiserror::Error)]
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

    /// A state dict does not fit the model or the optimizer.
    #[error("{message}")]
    #[non_exhaustive]
    StateDict {
        /// What was found, what was expected, and what to do.
        message: String,
        /// The names that are missing: what is loaded into has them, the state dict has not.
        missing: Vec<String>,
        /// The names that are unexpected: the state dict has them, what is loaded into has not.
        unexpected: Vec<String>,
        /// The tensors of another shape or type, and the optimizer's settings that differ.
        mismatched: Vec<Mismatch>,
    },

    /// An optimizer was given gradients or a model that it cannot use.
    #[error("{message}")]
    #[non_exhaustive]
    Optimizer {
        /// What was found, what was expected, and what to do.
        message: String,
        /// The paths of the parameters or buffers that it is about, as far as the model registers them.
        paths: Vec<String>,
    },

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

    /// A model cannot be written in another form: it does what that form has no way to say.
    #[error("{}{message}{}", layer.as_ref().map(|layer| format!("`{layer}`: ")).unwrap_or_default(), at.map(|at| format!(", at {at}")).unwrap_or_default())]
    #[non_exhaustive]
    Export {
        /// The path of the layer, if it is one that the model registers.
        layer: Option<String>,
        /// What it does, and what to do instead.
        message: String,
        /// The line of the forward, if there is one.
        at: Option<&'static Location<'static>>,
    },

    /// Processes that train one model together differ from one another, or one of them is gone.
    /// [`Error::collective`] makes one.
    #[error("{message}")]
    #[non_exhaustive]
    Collective {
        /// What was found, what was expected, and what to do.
        message: String,
        /// The ranks that it is about: those that differ from rank 0, or did not come.
        ranks: Vec<usize>,
        /// What differs, such as the path of a parameter or the name of a setting.
        names: Vec<String>,
    },

    /// A sample of a [`Source`](crate::data::Source) cannot be made, or does not go together with others.
    /// [`Error::sample`] makes one.
    #[error("sample {index}: {source}")]
    Sample {
        /// The index of the sample.
        index: usize,
        /// What is wrong with it.
        source: Box<Error>,
    },

    /// A setting is out of its range. [`Error::setting`] makes one.
    #[error("{message}")]
    #[non_exhaustive]
    Setting {
        /// What was found, what was expected, and what to do.
        message: String,
        /// The name of the setting or argument, as `momentum`, if it is a certain one.
        setting: Option<String>,
        /// Its value.
        found: Option<String>,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a state dict has under a name, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The name of the tensor or of the setting.
    pub name: String,
    /// What was expected: of a tensor its element type and shape, as `f32 [10, 64]`.
    pub expected: String,
    /// What the state dict has.
    pub found: String,
}

/// `std::result::Result` with this library's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error about a setting, with this message: for programs that check their own settings beside those of the library.
    ///
    /// ```
    /// use nn_core::Error;
    ///
    /// fn check(layers: usize) -> nn_core::Result<()> {
    ///     match layers {
    ///         0 => Err(Error::setting("the model needs a layer").with("layers", layers)),
    ///         _ => Ok(()),
    ///     }
    /// }
    ///
    /// let error = check(0).unwrap_err();
    /// assert_eq!(error.to_string(), "the model needs a layer");
    /// assert!(matches!(error, Error::Setting { setting: Some(name), .. } if name == "layers"));
    /// ```
    pub fn setting(message: impl Into<String>) -> Self {
        Error::Setting { message: message.into(), setting: None, found: None }
    }

    /// Says which setting an error of [`setting`](Error::setting) is about, and which value it has. Other errors stay as they
    /// are.
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        if let Error::Setting { setting, found, .. } = &mut self {
            (*setting, *found) = (Some(name.to_owned()), Some(value.to_string()));
        }
        self
    }

    /// An error about a state dict, with this message: for what is loaded by a program itself.
    pub fn state_dict(message: impl Into<String>) -> Self {
        let (missing, unexpected, mismatched) = Default::default();
        Error::StateDict { message: message.into(), missing, unexpected, mismatched }
    }

    /// An error of an optimizer, with this message: for an [`Optimizer`](crate::optim::Optimizer) of one's own.
    pub fn optimizer(message: impl Into<String>) -> Self {
        Error::Optimizer { message: message.into(), paths: Vec::new() }
    }

    /// An error about these ranks of a [`World`](crate::collective::World), with this message: for a
    /// [`Collective`](crate::collective::Collective) of one's own.
    ///
    /// ```
    /// use nn_core::Error;
    ///
    /// let error = Error::collective("rank 1 did not come within 60 s", [1]);
    /// assert!(matches!(error, Error::Collective { ranks, .. } if ranks == [1]));
    /// ```
    pub fn collective(message: impl Into<String>, ranks: impl IntoIterator<Item = usize>) -> Self {
        Error::Collective { message: message.into(), ranks: ranks.into_iter().collect(), names: Vec::new() }
    }

    /// What is wrong with a sample, with its index: for a [`Collate`](crate::data::Collate) of one's own.
    pub fn sample(index: usize, source: Error) -> Self {
        Error::Sample { index, source: Box::new(source) }
    }

    /// Says what an error of a collective is about.
    pub(crate) fn with_names(mut self, of: Vec<String>) -> Self {
        if let Error::Collective { names, .. } = &mut self {
            *names = of;
        }
        self
    }

    /// Says which parameters or buffers an error of an optimizer is about.
    pub(crate) fn with_paths(mut self, of: Vec<String>) -> Self {
        if let Error::Optimizer { paths, .. } = &mut self {
            *paths = of;
        }
        self
    }

    /// Puts the place of an error before its message.
    pub(crate) fn within(mut self, place: &str) -> Self {
        if let Error::StateDict { message, .. }
        | Error::Optimizer { message, .. }
        | Error::Collective { message, .. }
        | Error::Setting { message, .. } = &mut self
        {
            *message = format!("{place}: {message}");
        }
        self
    }

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
