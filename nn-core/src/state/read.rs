//! Reading a file of any format that is known here.

use std::path::Path;

use super::StateDict;
use super::decode::decode;
#[cfg(not(feature = "pytorch"))]
use super::format::Container;
use super::format::Format;
use super::read_file::read_file;
use super::shards::read_shards;
use crate::error::{Error, Result};

impl StateDict {
    /// Reads a safetensors file, ours or another program's; one in shards, by its index; and, with the feature
    /// `pytorch`, what `torch.save` writes. The contents say which of them it is.
    ///
    /// 16-bit floats become `f32` and small integers `i64`. The other names of a shared tensor become aliases: in
    /// our files, and in those of other programs where the metadata are as
    /// [`safetensors.torch.save_model`](https://huggingface.co/docs/safetensors/torch_shared_tensors) writes
    /// them: apart from `format`, each entry leads from a name that the file lacks to one that it has, which
    /// stands before it in the alphabet. Files of ours whose checksum does not cover the aliases, as it once did not,
    /// load into models that share the same tensors.
    ///
    /// It takes no more memory than 32 times the file, and 1 MiB.
    ///
    /// # Shards
    ///
    /// A large model comes in several files beside a `model.safetensors.index.json`, which says which tensor is in
    /// which of them: `StateDict::read("folder/model.safetensors.index.json")` reads them all. Each tensor must be in the
    /// file that the index says and in no other, and the files must be in the index's folder or below it.
    ///
    /// # PyTorch's files
    ///
    /// With the feature `pytorch`, `.pt` and `.pth` files are read as `torch.load` reads them: zip archives, the older
    /// pickles and the tar archives before; state dicts, checkpoints that hold several, and, in zip archives, whole models,
    /// of which the parameters and buffers are read. The names are the keys that lead to a tensor, with dots between: of
    /// `torch.save({"model": model.state_dict(), "epoch": 3}, path)`, [`under("model")`](StateDict::under) is the model.
    /// They come in alphabetical order. What is no tensor is left out. Tensors that share memory there have a copy each.
    ///
    /// Nothing in the file is executed: its pickle is read as data, and an object that is not known is passed over, or
    /// refused if it holds a tensor. It takes no more memory than 512 times the file, and 64 MiB; tensors that would take
    /// more than 32 times the file and 64 MiB, as those that `expand` made, are refused.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, has no such format, is damaged (in safetensors wherever that is: the checksum that
    /// [`write`](StateDict::write) leaves is verified), or holds element types that no tensor has; if a shard is missing,
    /// or holds other tensors than the index says.
    pub fn read(path: impl AsRef<Path>) -> Result<StateDict> {
        let path = path.as_ref();
        let bytes = read_file(path, "a safetensors file")?;
        match Format::of(&bytes) {
            Format::Index => read_shards(path, &bytes),
            format => read_one(path, bytes, format),
        }
    }

    /// Reads a file that stands for itself: one of the shards of an index.
    pub(super) fn read_shard(path: &Path) -> Result<StateDict> {
        let bytes = read_file(path, "a safetensors file")?;
        match Format::of(&bytes) {
            Format::Index => Err(Error::format(path, None, "is JSON, expected a safetensors file")),
            format => read_one(path, bytes, format),
        }
    }
}

fn read_one(path: &Path, bytes: Vec<u8>, format: Format) -> Result<StateDict> {
    match format {
        Format::PyTorch(container) => read_pytorch(path, bytes, container),
        _ => decode(&bytes),
    }
    .map_err(|message| Error::format(path, None, message))
}

#[cfg(feature = "pytorch")]
use super::pytorch::read_pytorch;

#[cfg(not(feature = "pytorch"))]
fn read_pytorch(_: &Path, _: Vec<u8>, container: Container) -> Result<StateDict, String> {
    let found = match container {
        Container::Zip => "is a zip file such as PyTorch's `torch.save` writes",
        Container::Legacy => "is a Python pickle such as old versions of PyTorch write",
        Container::Tar => "is a tar file such as the first versions of PyTorch wrote",
    };
    Err(format!(
        "{found}, expected safetensors: turn on the feature `pytorch` of nn-core, which reads it, or save it with \
         `safetensors.torch.save_file(model.state_dict(), path)`"
    ))
}
