//! Writing a safetensors file.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use super::StateDict;
use super::checksum::{self, checksum};
use super::replace::replace;
use super::safetensors::{self, METADATA, Stored};
use crate::error::{Error, Result};
use crate::storage::AnyStorage;
use crate::tensor::AnyTensor;

impl StateDict {
    /// Writes a safetensors file that PyTorch reads: `f32` as F32, `f64` as F64, `i64` and `usize` as I64,
    /// `bool` as BOOL. Aliases go into the metadata, alias to name, as `safetensors.torch.save_model` notes
    /// them, and so do the other [`metadata`](StateDict::metadata) and a checksum of all of it.
    ///
    /// The file is written beside its place under a name that begins with `.save-`, readable by nobody whom the
    /// one that it replaces kept out, and takes its place at the very end, in one move: whatever goes wrong on the
    /// way, even a crash, leaves what stood there as it was. What a killed save has left beside is removed by the
    /// next save of the same file. If `path` is a link, the file that it points to is written.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, if something other than a regular file stands there (a folder, a pipe, a
    /// device), or if two tensors of the model have one name.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        self.refuse_clashes()?;
        let bytes = encode(self).map_err(|message| Error::format(path.as_ref(), None, message))?;
        replace(path.as_ref(), |file| file.write_all(&bytes))
    }

    /// The bytes of such a file, for another process.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        self.refuse_clashes()?;
        encode(self).map_err(Error::state_dict)
    }

    /// An error if the model registers two tensors under one name, where one would be lost.
    pub(super) fn refuse_clashes(&self) -> Result<()> {
        let Some(name) = self.clashes().first() else { return Ok(()) };
        Err(Error::state_dict(format!(
            "the model registers two tensors under the one name `{name}`: give one of the two fields another \
             name, such as by `#[module(rename = \"..\")]`"
        )))
    }
}

fn encode(state: &StateDict) -> Result<Vec<u8>, String> {
    let views: Vec<(&str, Bytes<'_>)> = state.iter().map(|(name, tensor)| (name, Bytes(tensor))).collect();
    if let Some((name, _)) = views.iter().find(|(name, _)| *name == METADATA) {
        return Err(format!("a tensor cannot be called `{name}`, which the file format keeps for itself"));
    }
    refuse_ambiguous(state)?;
    let mut metadata = state.metadata().clone();
    metadata.extend(state.aliases().map(|(alias, of)| (alias.to_owned(), of.to_owned())));
    metadata.remove(checksum::KEY);
    let sum = checksum(&views, &metadata);
    metadata.insert(checksum::KEY.to_owned(), sum);
    Ok(safetensors::write(&views, &metadata))
}

/// An error if a note would come back as another name of a tensor.
fn refuse_ambiguous(state: &StateDict) -> Result<(), String> {
    let alias = |(name, text): &(&String, &String)| state.holds(text) && !state.holds(name);
    let notes = state.metadata().iter().filter(|(name, _)| *name != checksum::KEY);
    notes.filter(alias).find(|(name, _)| state.aliases().all(|(alias, _)| alias != *name)).map_or(Ok(()), |(name, text)| {
        Err(format!(
            "the metadata entry `{name}` is `{text}`, the name of a tensor, so it would be read as another name of it: \
             put something before it"
        ))
    })
}

/// A tensor as the file format sees it: row-major and little-endian.
struct Bytes<'a>(&'a AnyTensor);

impl Stored for Bytes<'_> {
    fn dtype(&self) -> &str {
        match self.0.storage() {
            AnyStorage::F32(_) => "F32",
            AnyStorage::F64(_) => "F64",
            AnyStorage::I64(_) | AnyStorage::Usize(_) => "I64",
            AnyStorage::Bool(_) => "BOOL",
        }
    }

    fn shape(&self) -> &[usize] {
        self.0.shape()
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Owned(match self.0.storage() {
            AnyStorage::F32(s) => bytes(s.as_slice(), |v| v.to_le_bytes()),
            AnyStorage::F64(s) => bytes(s.as_slice(), |v| v.to_le_bytes()),
            AnyStorage::I64(s) => bytes(s.as_slice(), |v| v.to_le_bytes()),
            AnyStorage::Usize(s) => bytes(s.as_slice(), |v| (v as i64).to_le_bytes()),
            AnyStorage::Bool(s) => bytes(s.as_slice(), |v| [u8::from(v)]),
        })
    }
}

fn bytes<A: Copy, const BYTES: usize>(elements: &[A], write: impl Fn(A) -> [u8; BYTES]) -> Vec<u8> {
    let mut bytes = vec![0; elements.len() * BYTES];
    for (chunk, element) in bytes.as_chunks_mut().0.iter_mut().zip(elements) {
        *chunk = write(*element);
    }
    bytes
}
