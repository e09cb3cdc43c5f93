//! The folder on the disk: checkpoints come and go in one move each, and one run at a time writes.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::state::StateDict;

/// The ending of folders that are not whole: on their way in or out.
const UNFINISHED: &str = ".unfinished";

/// A folder that this run writes to, as long as it lives.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    /// Held, where the system can; the system lets go of it however the process ends.
    lock: File,
}

impl Drop for Place {
    /// A process that is being started may hold a copy of the file for an instant, so that to close it is not enough.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl Place {
    /// Takes the folder, which is made if there is none, and removes what a killed run has left unfinished.
    pub(super) fn claim(folder: &Path) -> Result<Place> {
        if fs::metadata(folder).is_ok_and(|found| !found.is_dir()) {
            let message =
                "is no folder, expected the one that holds the checkpoints of a run, or a free name";
            return Err(Error::format(folder, None, message));
        }
        fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
        let path = folder.join(".lock");
        let lock =
            File::options().create(true).append(true).open(&path).map_err(|e| Error::io("open", &path, e))?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(Error::setting(format!(
                "another run writes its checkpoints to {}: end it, or give each run a folder of its own",
                folder.display()
            )));
        }
        let place = Place { folder: folder.to_owned(), lock };
        place.sweep().map_err(|e| Error::io("clean", folder, e))?;
        Ok(place)
    }

    fn sweep(&self) -> io::Result<()> {
        for file in fs::read_dir(&self.folder)? {
            let file = file?;
            if file.file_name().to_str().is_some_and(|name| name.ends_with(UNFINISHED)) {
                fs::remove_dir_all(file.path())?;
            }
        }
        Ok(())
    }

    /// Writes the files into a folder beside, brings all of it to the disk, and gives it its name at the very end.
    pub(super) fn add(&self, name: &str, files: &[(String, StateDict)]) -> Result<PathBuf> {
        let (path, beside) = (self.folder.join(name), self.unfinished(name));
        let written = fill(&beside, files).and_then(|()| {
            fs::rename(&beside, &path)
                .and_then(|()| sync(&self.folder))
                .map_err(|e| Error::io("write", &path, e))
        });
        if written.is_err() {
            // What can be wrong here was wrong before; the first error is the one to tell.
            let _ = fs::remove_dir_all(&beside);
        }
        written.map(|()| path)
    }

    /// Removes a checkpoint: first its name, so that there is never a part of one under its name.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let (path, beside) = (self.folder.join(name), self.unfinished(name));
        let removed = fs::rename(&path, &beside).and_then(|()| fs::remove_dir_all(&beside));
        removed.map_err(|error| Error::io("remove", &path, error))
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{UNFINISHED}"))
    }
}

fn fill(folder: &Path, files: &[(String, StateDict)]) -> Result<()> {
    let fail = |error| Error::io("write", folder, error);
    fs::create_dir(folder).map_err(fail)?;
    files.iter().try_for_each(|(file, state)| state.write(folder.join(file)))?;
    sync(folder).map_err(fail)
}

/// Brings a folder's list of files to the disk, where the system allows to open a folder.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).map_or(Ok(()), |folder| folder.sync_all())
}
