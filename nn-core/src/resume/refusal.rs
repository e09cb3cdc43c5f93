//! Why a run does not go on from a folder, and what to do.

use std::path::Path;

use super::entry::Entry;
use super::progress::Progress;
use crate::error::{Error, Result};

/// The newest checkpoint is not whole.
pub(super) fn damaged(path: &Path, entries: &[Entry], error: &Error) -> Error {
    let before =
        entries.iter().rev().nth(1).map_or("begin anew".to_owned(), |before| {
            format!("go on from the one before it, {}", before.name())
        });
    let message = format!(
        "this checkpoint, the newest, cannot be read: {error}\ntake another copy of it, or move it out of the folder to \
         {before}"
    );
    Error::format(path, None, message)
}

/// The newest checkpoint is whole, but not of this run.
pub(super) fn misfit(path: &Path, error: &Error) -> Error {
    let message = format!(
        "this checkpoint is of another run, and nothing is resumed: {error}\nresume it with the code that wrote it, or take \
         another folder"
    );
    Error::format(path, None, message)
}

/// An error if a run would draw other random numbers than it did.
pub(super) fn same_seed(there: &Progress, here: &Progress) -> Result<()> {
    if there.seed == here.seed {
        return Ok(());
    }
    Err(Error::setting(format!("the run has the seed {} there and {} here", there.seed, here.seed)))
}

/// A run would save over another one.
pub(super) fn unresumed(folder: &Path, count: usize) -> Error {
    Error::setting(format!(
        "{} holds {count} checkpoints of another run, which would be removed in time: call `resume` before the first \
         `save` to go on with that run, or take another folder",
        folder.display()
    ))
}
