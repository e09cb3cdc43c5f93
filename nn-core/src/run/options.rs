//! How a run is opened.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::folder::Run;
use super::settings::{self, Settings};
use crate::error::{Error, Result};
use crate::resume::Checkpoints;

/// How a run is opened, where [`Run::open`] is not enough: made by [`Run::options`].
#[derive(Clone, Debug)]
pub struct RunOptions {
    accepted: Vec<String>,
    keep_last: usize,
    keep_best: usize,
}

impl RunOptions {
    pub(super) fn new() -> Self {
        RunOptions { accepted: Vec::new(), keep_last: 3, keep_best: 1 }
    }

    /// Lets a setting be another one than that of the run that is there, by its name, or by its path such as
    /// `optimizer.lr` where settings hold others: the run goes on with the new one. It is accepted among the optimizer's
    /// own settings as well: see [`Checkpoints::accept`].
    pub fn accept(mut self, setting: &str) -> Self {
        self.accepted.push(setting.to_owned());
        self
    }

    /// How many of the newest checkpoints are kept: 3 if nothing is said.
    pub fn keep_last(mut self, count: usize) -> Self {
        self.keep_last = count;
        self
    }

    /// How many of those with the highest score are kept besides: 1 if nothing is said.
    pub fn keep_best(mut self, count: usize) -> Self {
        self.keep_best = count;
        self
    }

    /// Opens the run in a folder, as [`Run::open`] does.
    ///
    /// # Errors
    ///
    /// As `Run::open`.
    pub fn open(&self, folder: impl AsRef<Path>, settings: &(impl Serialize + ?Sized)) -> Result<Run> {
        let (folder, here) = (folder.as_ref(), Settings::of(settings)?);
        make(folder, &here)?;
        let checkpoints = Checkpoints::new(folder.join("checkpoints"));
        let checkpoints = checkpoints.keep_last(self.keep_last).keep_best(self.keep_best);
        let mut checkpoints = self.accepted.iter().fold(checkpoints, |to, name| to.accept(name));
        // From here on no other run writes.
        checkpoints.begin()?;
        let there = Settings::read(folder)?;
        there.compare(&here, &self.accepted, folder)?;
        if there != here {
            here.write(folder)?;
        }
        Ok(Run::new(folder, checkpoints))
    }
}

/// Makes the folder of a new run, with its settings, unless it is there.
fn make(folder: &Path, settings: &Settings) -> Result<()> {
    if fs::metadata(folder).is_ok_and(|found| !found.is_dir()) {
        let message = "is no folder, expected that of a run, or a free name";
        return Err(Error::format(folder, None, message));
    }
    fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
    if folder.join(settings::FILE).exists() {
        return Ok(());
    }
    let files = fs::read_dir(folder).map_err(|error| Error::io("read", folder, error))?;
    // Hidden files may be what a process has left that was killed while it wrote the settings.
    let found = files.flatten().map(|file| file.file_name());
    if let Some(found) = found.filter(|name| !name.as_encoded_bytes().starts_with(b".")).min() {
        let message = format!(
            "holds {} and no {}, so it is not the folder of a run: take an empty or a new one",
            found.display(),
            settings::FILE
        );
        return Err(Error::format(folder, None, message));
    }
    settings.write(folder)
}
