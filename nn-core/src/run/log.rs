//! The log of a run: its table and its events, which grow together and are cut together.

use std::fs;
use std::path::{Path, PathBuf};

use super::appended::Appended;
use super::event::{Content, scalar};
use super::events::{self, Events};
use super::metrics;
use crate::error::{Error, Result};
use crate::resume::Progress;

/// Where a checkpoint holds the place of the log that belongs to it.
const NOTE: &str = "run.log";

/// How far the log had come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    metrics: u64,
    events: u64,
    has_graph: bool,
}

impl Place {
    /// Puts it into the progress that is saved.
    pub(super) fn note(self, progress: &mut Progress) {
        let note = format!("{} {} {}", self.metrics, self.events, self.has_graph);
        progress.extra.metadata_mut().insert(NOTE.to_owned(), note);
    }

    /// Takes it out of a progress that was saved.
    pub(super) fn take(progress: &mut Progress) -> Result<Place> {
        let note = progress.extra.metadata_mut().remove(NOTE).unwrap_or_default();
        Place::parse(&note).ok_or_else(|| {
            Error::state_dict(format!(
                "it says {note:?} of the log, expected how long that was: it was not saved by `Run::save`"
            ))
        })
    }

    fn parse(note: &str) -> Option<Place> {
        let [metrics, events, has_graph] = note.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let (metrics, events) = (metrics.parse().ok()?, events.parse().ok()?);
        Some(Place { metrics, events, has_graph: has_graph.parse().ok()? })
    }

    /// An error unless the log of a folder has come so far.
    pub(super) fn check(self, folder: &Path) -> Result<()> {
        let table = folder.join(metrics::FILE);
        let lengths = [
            (table.as_path(), "table has", events::size(&table)?, self.metrics),
            (folder, "event files have", events::length(folder)?, self.events),
        ];
        let shorter = lengths.into_iter().find(|(.., found, expected)| found < expected);
        let Some((path, what, found, expected)) = shorter else { return Ok(()) };
        let message = format!(
            "its {what} {found} bytes, but had {expected} when the checkpoint was saved, and nothing is resumed: put the \
             log back, or go on without it by `Checkpoints::new` of the folder `checkpoints`"
        );
        Err(Error::format(path, None, message))
    }
}

/// The log of a run that writes to it.
#[derive(Debug)]
pub(super) struct Log {
    metrics: Appended,
    events: Events,
    pub(super) has_graph: bool,
}

impl Log {
    /// Goes on at a place, where the run has done so many steps: what comes behind it is removed.
    pub(super) fn cut_to(folder: &Path, place: Place, steps: u64) -> Result<Log> {
        let mut metrics = Appended::cut_to(&folder.join(metrics::FILE), place.metrics)?;
        if place.metrics == 0 {
            metrics.append(metrics::HEAD.as_bytes())?;
        }
        let events = Events::cut_to(folder, place.events, steps)?;
        Ok(Log { metrics, events, has_graph: place.has_graph })
    }

    /// Where it has come to, all of it on the disk.
    pub(super) fn place(&self) -> Result<Place> {
        self.metrics.sync()?;
        self.events.sync()?;
        let (metrics, events) = (self.metrics.length(), self.events.length());
        Ok(Place { metrics, events, has_graph: self.has_graph })
    }

    pub(super) fn scalar(&mut self, tag: &str, step: u64, value: f64) -> Result<()> {
        self.metrics.append(metrics::line(step, tag, value).as_bytes())?;
        self.add(step, &scalar(tag, value as f32))
    }

    pub(super) fn add(&mut self, step: u64, content: &Content) -> Result<()> {
        self.events.add(step, content)
    }
}

/// The files of the log in a folder.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = events::files(folder)?;
    files.extend(Some(folder.join(metrics::FILE)).filter(|table| table.exists()));
    Ok(files)
}

/// Moves the log into a folder beside, such as `before-1`, where TensorBoard finds it as a run of its own.
pub(super) fn set_aside(folder: &Path) -> Result<()> {
    let files = files(folder)?;
    if files.is_empty() {
        return Ok(());
    }
    let free = (1..).map(|i| folder.join(format!("before-{i}"))).find(|path| !path.exists());
    let aside = free.expect("numbers do not end");
    fs::create_dir(&aside).map_err(|error| Error::io("create", &aside, error))?;
    for path in files {
        let to = aside.join(path.file_name().expect("a file has a name"));
        fs::rename(&path, to).map_err(|error| Error::io("move", &path, error))?;
    }
    Ok(())
}
