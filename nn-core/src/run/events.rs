//! TensorBoard's event files of a run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::appended::Appended;
use super::event::{Content, event, record};
use crate::error::{Error, Result};

/// What the names of all event files begin with; TensorBoard goes by `tfevents`.
const PREFIX: &str = "events.out.tfevents.";

/// The events of a run: each start of the program adds a file, and all of them, in the order of their names, are one
/// sequence. A TensorBoard that is open takes up the new file by itself.
#[derive(Debug)]
pub(super) struct Events {
    file: Appended,
    /// The bytes of all files before.
    before: u64,
}

impl Events {
    /// Goes on behind so many bytes, with this step: what comes behind them is removed.
    pub(super) fn cut_to(folder: &Path, length: u64, step: u64) -> Result<Events> {
        let mut left = length;
        for path in files(folder)? {
            let has = size(&path)?;
            if left == 0 {
                fs::remove_file(&path).map_err(|error| Error::io("remove", &path, error))?;
            } else if has > left {
                Appended::cut_to(&path, left)?;
            }
            left -= left.min(has);
        }
        let number = files(folder)?.last().and_then(|last| number(last)).map_or(1, |last| last + 1);
        let path = folder.join(format!("{PREFIX}{number:06}"));
        let mut events = Events { file: Appended::cut_to(&path, 0)?, before: length };
        events.add(step, &Content::Version)?;
        if length > 0 {
            events.add(step, &Content::Start)?;
        }
        Ok(events)
    }

    pub(super) fn add(&mut self, step: u64, content: &Content) -> Result<()> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.file.append(&record(&event(time.as_secs_f64(), step, content)))
    }

    /// How many bytes the files have, all together.
    pub(super) fn length(&self) -> u64 {
        self.before + self.file.length()
    }

    pub(super) fn sync(&self) -> Result<()> {
        self.file.sync()
    }
}

/// How many bytes the event files of a folder have together.
pub(super) fn length(folder: &Path) -> Result<u64> {
    files(folder)?.iter().map(|path| size(path)).sum()
}

/// The event files of a folder, the oldest first.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let fail = |error| Error::io("read", folder, error);
    let mut files = Vec::new();
    for file in fs::read_dir(folder).map_err(fail)? {
        let file = file.map_err(fail)?;
        files.extend(Some(file.path()).filter(|path| number(path).is_some()));
    }
    files.sort_by_key(|path| number(path));
    Ok(files)
}

/// The number of an event file of ours.
fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix(PREFIX)?.parse().ok()
}

/// The bytes of a file, of which there are none if there is no file.
pub(super) fn size(path: &Path) -> Result<u64> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(Error::io("read", path, error)),
    }
}
