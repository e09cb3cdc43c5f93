//! Archives of NumPy's arrays.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::npy;
use crate::error::{Error, Result, shortened};
use crate::state::read_file;
use crate::storage::Element;
use crate::tensor::Tensor;

/// An archive of arrays under names, which `numpy.savez` or `numpy.savez_compressed` has written.
///
/// Needs the cargo feature `npz`.
///
/// ```no_run
/// use nn_core::data::Npz;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut archive = Npz::open("measurements.npz")?;
/// println!("{:?}", archive.names());
/// let x = archive.get::<2, f32>("x")?;
/// let labels = archive.get::<1, usize>("labels")?;
/// # Ok(())
/// # }
/// ```
///
/// The archive is held as it is in the file, and an array is unpacked when it is asked for: to at most 1,032 times the file
/// and what [`npy`](super::npy) takes for that.
#[derive(Clone, Debug)]
pub struct Npz {
    path: PathBuf,
    archive: ZipArchive<Cursor<Vec<u8>>>,
    len: usize,
}

impl Npz {
    /// Opens an archive.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no archive.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = read_file(path, "an archive of NumPy")?;
        let len = file.len();
        let archive = ZipArchive::new(Cursor::new(file)).map_err(|error| {
            Error::format(path, None, format!("is no archive of NumPy, or a damaged one ({error})"))
        })?;
        Ok(Npz { path: path.to_owned(), archive, len })
    }

    /// The names of the arrays.
    pub fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().flatten();
        names.map(|name| name.strip_suffix(".npy").unwrap_or(&name).to_owned()).collect()
    }

    /// The array of a name, as [`npy`](super::npy) reads it.
    ///
    /// # Errors
    ///
    /// If there is no such array, or if it is damaged or not what was asked for.
    pub fn get<const N: usize, A: Element>(&mut self, name: &str) -> Result<Tensor<N, A>> {
        let read = self
            .unpacked(name)
            .and_then(|file| npy::parse(&file).map_err(|message| format!("`{name}` {message}")));
        read.map_err(|message| Error::format(&self.path, None, message))
    }

    fn unpacked(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let entry = format!("{name}.npy");
        let Some(index) = self.archive.index_for_name(&entry) else {
            let names: Vec<_> =
                self.names().iter().take(20).map(|name| shortened(name).into_owned()).collect();
            return Err(format!("holds no array `{name}`, expected one of {names:?}"));
        };
        let damaged =
            |error: &dyn std::fmt::Display| format!("`{name}` is damaged ({error}): take another copy");
        let file = self.archive.by_index(index).map_err(|error| damaged(&error))?;
        let (size, most) = (file.size(), 1032 * self.len as u64);
        if size > most {
            return Err(format!(
                "announces {size} bytes for `{name}`, more than the file can hold: it is damaged"
            ));
        }
        let mut contents = Vec::new();
        // No more than was announced, whatever is unpacked; the archive's own checksum finds out.
        file.take(size + 1).read_to_end(&mut contents).map_err(|error| damaged(&error))?;
        Ok(contents)
    }
}
