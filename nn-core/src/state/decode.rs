//! Reading a safetensors file.

use std::collections::BTreeMap;

use super::StateDict;
use super::checksum::{KEY, covers_aliases, recomputed};
use super::half_floats::{bf16_to_f32, f16_to_f32};
use super::safetensors::{Damage, SafeTensors, Stored, View};
use crate::error::{Error, Result, shortened};
use crate::storage::{Element, SharedStorage};
use crate::tensor::{AnyTensor, fits_memory};

impl StateDict {
    /// What another process made of a state dict by [`to_bytes`](StateDict::to_bytes).
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<StateDict> {
        decode(bytes).map_err(Error::state_dict)
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<StateDict, String> {
    let file = SafeTensors::read(bytes).map_err(|damage| diagnose(bytes, &damage))?;
    let (ours, metadata) = verified(&file)?;
    let mut state = StateDict::new();
    for (name, view) in file.tensors {
        let tensor =
            tensor(&view).map_err(|message| format!("the tensor `{}` {message}", shortened(&name)))?;
        state.insert(name, tensor);
    }
    add_metadata(&mut state, metadata, ours);
    Ok(state)
}

/// Adds the entries of a file's metadata, as aliases where they lead from a name to a tensor: in files of ours, and
/// where all of them are as `save_model` writes them.
pub(super) fn add_metadata(state: &mut StateDict, metadata: BTreeMap<String, String>, ours: bool) {
    // It keeps the first of a tensor's names. Other words may happen to be names of tensors too.
    let saves = |(name, of): (&String, &String)| name == FORMAT || (of < name && is_alias(name, of, state));
    let of_save_model = !ours && metadata.iter().all(saves);
    for (name, text) in metadata {
        let may_be = ours || (of_save_model && name != FORMAT);
        if may_be && is_alias(&name, &text, state) {
            state.register_alias(name, text);
        } else {
            state.metadata_mut().insert(name, text);
        }
    }
}

/// Whether a file is one of ours, which its checksum must bear out; and its metadata as far as that bears them out,
/// or all of them in a file that has no checksum.
fn verified(file: &SafeTensors<'_>) -> Result<(bool, BTreeMap<String, String>), String> {
    let mut metadata = file.metadata.clone();
    // A checksum of ours is one under a damaged key too, or a second damage would go unseen.
    let key =
        metadata.iter().find(|(key, value)| *key == KEY || covers_aliases(value)).map(|(key, _)| key.clone());
    let Some(expected) = key.and_then(|key| metadata.remove(&key)) else { return Ok((false, metadata)) };
    let found = recomputed(&expected, &file.tensors, &metadata);
    if let Some(found) = &found {
        verify(&expected, found)?;
        metadata.retain(|_, _| covers_aliases(&expected));
    }
    Ok((found.is_some(), metadata))
}

fn is_alias(alias: &str, of: &str, state: &StateDict) -> bool {
    state.holds(of) && !state.holds(alias)
}

/// The entry by which other programs say which library a file is for.
const FORMAT: &str = "format";

fn verify(expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    Err(format!(
        "the contents do not match the file's checksum (found {found}, expected {}): the file is damaged, \
         take another copy; or, if a program changed it on purpose, let that program drop `checksum` from the \
         metadata",
        shortened(expected)
    ))
}

/// What is wrong with a file that is not a valid safetensors file, and what to do about it.
fn diagnose(bytes: &[u8], damage: &Damage) -> String {
    if bytes.is_empty() {
        return "is empty, expected a safetensors file".into();
    }
    let Some((length, rest)) = bytes.split_first_chunk().filter(|(_, rest)| !rest.is_empty()) else {
        return format!("has only {} bytes: it is cut off, or no safetensors file", bytes.len());
    };
    let length = u64::from_le_bytes(*length);
    if rest.first() != Some(&b'{') {
        return "is not a safetensors file: no header begins after its first 8 bytes".into();
    }
    match damage {
        Damage::HeaderLength => format!(
            "announces a header of {length} bytes, but only {} follow: it is cut off or damaged; take \
             another copy",
            rest.len()
        ),
        Damage::DataLength => format!(
            "has a header that does not fit the {} bytes of data after it: it is cut off or damaged; take \
             another copy",
            rest.len() as u64 - length
        ),
        Damage::Header(message) => {
            format!("has a damaged header ({message}); take another copy")
        }
    }
}

/// The tensor, in an element type of ours. The error says why not, as the end of a sentence about it.
pub(super) fn tensor(view: &View<'_>) -> Result<AnyTensor, String> {
    match view.dtype() {
        "F32" => elements(view, |b| Ok(f32::from_le_bytes(b))),
        "F64" => elements(view, |b| Ok(f64::from_le_bytes(b))),
        "F16" => elements(view, |b| Ok(f16_to_f32(u16::from_le_bytes(b)))),
        "BF16" => elements(view, |b| Ok(bf16_to_f32(u16::from_le_bytes(b)))),
        "I64" => elements(view, |b| Ok(i64::from_le_bytes(b))),
        "I32" => elements(view, |b| Ok(i64::from(i32::from_le_bytes(b)))),
        "I16" => elements(view, |b| Ok(i64::from(i16::from_le_bytes(b)))),
        "I8" => elements(view, |b| Ok(i64::from(i8::from_le_bytes(b)))),
        "U32" => elements(view, |b| Ok(i64::from(u32::from_le_bytes(b)))),
        "U16" => elements(view, |b| Ok(i64::from(u16::from_le_bytes(b)))),
        "U8" => elements(view, |[b]| Ok(i64::from(b))),
        "BOOL" => elements(view, |[b]| match b {
            0 | 1 => Ok(b == 1),
            _ => Err(format!("holds the byte {b} as a truth value, expected 0 or 1: the file is damaged")),
        }),
        other => Err(format!(
            "has elements of type {}, expected F32, F64, F16, BF16, BOOL or an integer type up to I64: \
             convert it, in PyTorch by `tensor.float()`",
            shortened(other)
        )),
    }
}

fn elements<const BYTES: usize, A: Element>(
    view: &View<'_>,
    read: impl Fn([u8; BYTES]) -> Result<A, String>,
) -> Result<AnyTensor, String> {
    if !fits_memory::<A>(view.shape()) {
        let shape = format!("{:?}", view.shape());
        return Err(format!(
            "has shape {}, larger than any memory: the file is damaged, take another copy",
            shortened(&shape)
        ));
    }
    let (chunks, _) = view.bytes().as_chunks();
    let elements: Vec<A> = chunks.iter().map(|bytes| read(*bytes)).collect::<Result<_, _>>()?;
    Ok(AnyTensor::new(view.shape(), A::erase(SharedStorage::new(elements))))
}
