//! A file that grows, each piece as a whole.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file that pieces are appended to. One that cannot be written leaves nothing behind, and each is handed to the
/// system at once, for whoever watches the run.
#[derive(Debug)]
pub(super) struct Appended {
    file: File,
    path: PathBuf,
    length: u64,
}

impl Appended {
    /// A file, made if there is none, without what stands in it behind this length.
    pub(super) fn cut_to(path: &Path, length: u64) -> Result<Appended> {
        let open = || {
            let file = File::options().append(true).create(true).open(path)?;
            if file.metadata()?.len() > length {
                file.set_len(length)?;
            }
            Ok(file)
        };
        let file = open().map_err(|error| Error::io("open", path, error))?;
        Ok(Appended { file, path: path.to_owned(), length })
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn append(&mut self, piece: &[u8]) -> Result<()> {
        self.try_append(piece).map_err(|error| Error::io("write", &self.path, error))
    }

    fn try_append(&mut self, piece: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(piece);
        match written {
            Ok(()) => self.length += piece.len() as u64,
            // What can be wrong here was wrong before; the first error is the one to tell.
            Err(_) => drop(self.file.set_len(self.length)),
        }
        written
    }

    /// Brings what was appended to the disk.
    pub(super) fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|error| Error::io("write", &self.path, error))
    }
}
