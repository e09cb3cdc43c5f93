//! Reading a safetensors file.

use std::fs;
use std::path::Path;

use half::{bf16, f16};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};

use super::StateDict;
use super::checksum::{self, checksum};
use crate::error::{Error, Result};
use crate::storage::{Element, SharedStorage};
use crate::tensor::AnyTensor;

impl StateDict {
    /// Reads a safetensors file, ours or another program's.
    ///
    /// 16-bit floats become `f32` and small integers `i64`. Metadata of the form in which
    /// [`safetensors.torch.save_model`](https://huggingface.co/docs/safetensors/torch_shared_tensors) notes
    /// the other names of a shared tensor become aliases.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no safetensors file, is damaged (also where only its data are: the
    /// checksum that [`write`](StateDict::write) leaves is verified), or holds element types that no tensor
    /// has.
    pub fn read(path: impl AsRef<Path>) -> Result<StateDict> {
        let path = path.as_ref();
        let kind = fs::metadata(path).map_err(|e| Error::io("read", path, e))?;
        if !kind.is_file() {
            let kind = if kind.is_dir() { "a folder" } else { "no regular file" };
            return Err(Error::format(path, None, format!("is {kind}, expected a safetensors file")));
        }
        let bytes = fs::read(path).map_err(|e| Error::io("read", path, e))?;
        decode(&bytes).map_err(|message| Error::format(path, None, message))
    }
}

fn decode(bytes: &[u8]) -> Result<StateDict, String> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| diagnose(bytes, &error))?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| diagnose(bytes, &error))?;
    let metadata = header.metadata().clone().unwrap_or_default();
    if let Some(expected) = metadata.get(checksum::KEY).filter(|sum| sum.starts_with("fnv1a64:")) {
        let views = file.tensors();
        let views: Vec<_> = views.iter().map(|(name, view)| (name.as_str(), view)).collect();
        verify(expected, &checksum(&views))?;
    }
    let mut state = StateDict::new();
    for name in header.offset_keys() {
        let view = file.tensor(&name).map_err(|e| e.to_string())?;
        let tensor = tensor(&view).map_err(|message| format!("the tensor `{name}` {message}"))?;
        state.insert(name, tensor);
    }
    for (alias, of) in metadata {
        if state.holds(&of) && !state.holds(&alias) {
            state.register_alias(alias, of);
        } else if alias != checksum::KEY {
            state.metadata_mut().insert(alias, of);
        }
    }
    Ok(state)
}

fn verify(expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    Err(format!(
        "the tensors do not match the file's checksum (found {found}, expected {expected}): the file is \
         damaged, take another copy; or, if a program changed it on purpose, let that program drop `checksum` \
         from the metadata"
    ))
}

/// What is wrong with a file that is not a valid safetensors file, and what to do about it.
fn diagnose(bytes: &[u8], error: &SafeTensorError) -> String {
    const CONVERT: &str = "save it with `safetensors.torch.save_file(model.state_dict(), path)` instead";
    match bytes {
        [] => return "is empty, expected a safetensors file".into(),
        [b'P', b'K', 3, 4, ..] => {
            return format!(
                "is a zip file such as PyTorch's `torch.save` writes, expected safetensors: {CONVERT}"
            );
        }
        [0x80, 2..=5, ..] if bytes.get(7) != Some(&0) => {
            return format!(
                "is a Python pickle such as old versions of PyTorch write, expected safetensors: {CONVERT}"
            );
        }
        _ => {}
    }
    let Some((length, rest)) = bytes.split_first_chunk().filter(|(_, rest)| !rest.is_empty()) else {
        return format!("has only {} bytes: it is cut off, or no safetensors file", bytes.len());
    };
    let length = u64::from_le_bytes(*length);
    if rest.first() != Some(&b'{') {
        return "is not a safetensors file: no header begins after its first 8 bytes".into();
    }
    match error {
        SafeTensorError::HeaderTooLarge | SafeTensorError::InvalidHeaderLength => format!(
            "announces a header of {length} bytes, but only {} follow: it is cut off or damaged; take \
             another copy",
            rest.len()
        ),
        SafeTensorError::MetadataIncompleteBuffer => format!(
            "has a header that does not fit the {} bytes of data after it: it is cut off or damaged; take \
             another copy",
            rest.len() as u64 - length
        ),
        error => format!("has a damaged header ({error}); take another copy"),
    }
}

fn tensor(view: &TensorView<'_>) -> Result<AnyTensor, String> {
    match view.dtype() {
        Dtype::F32 => elements(view, |b| Ok(f32::from_le_bytes(b))),
        Dtype::F64 => elements(view, |b| Ok(f64::from_le_bytes(b))),
        Dtype::F16 => elements(view, |b| Ok(f16::from_le_bytes(b).to_f32())),
        Dtype::BF16 => elements(view, |b| Ok(bf16::from_le_bytes(b).to_f32())),
        Dtype::I64 => elements(view, |b| Ok(i64::from_le_bytes(b))),
        Dtype::I32 => elements(view, |b| Ok(i64::from(i32::from_le_bytes(b)))),
        Dtype::I16 => elements(view, |b| Ok(i64::from(i16::from_le_bytes(b)))),
        Dtype::I8 => elements(view, |b| Ok(i64::from(i8::from_le_bytes(b)))),
        Dtype::U32 => elements(view, |b| Ok(i64::from(u32::from_le_bytes(b)))),
        Dtype::U16 => elements(view, |b| Ok(i64::from(u16::from_le_bytes(b)))),
        Dtype::U8 => elements(view, |[b]| Ok(i64::from(b))),
        Dtype::BOOL => elements(view, |[b]| match b {
            0 | 1 => Ok(b == 1),
            _ => Err(format!("holds the byte {b} as a truth value, expected 0 or 1: the file is damaged")),
        }),
        other => Err(format!(
            "has elements of type {other}, expected F32, F64, F16, BF16, BOOL or an integer type up to I64: \
             convert it, in PyTorch by `tensor.float()`"
        )),
    }
}

fn elements<const BYTES: usize, A: Element>(
    view: &TensorView<'_>,
    read: impl Fn([u8; BYTES]) -> Result<A, String>,
) -> Result<AnyTensor, String> {
    let (chunks, _) = view.data().as_chunks();
    let elements: Vec<A> = chunks.iter().map(|bytes| read(*bytes)).collect::<Result<_, _>>()?;
    Ok(AnyTensor::new(view.shape(), A::erase(SharedStorage::new(elements))))
}
