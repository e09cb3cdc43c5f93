//! What PyTorch's `torch.save` writes, read by `pytorch-reader`, which executes nothing.

mod container;
mod tar;
mod walk;

use std::path::Path;

use pytorch_reader::{DType, PickleValue, PytorchError, PytorchReader, Tensor};

use super::StateDict;
use super::decode::tensor;
use super::format::Container;
use super::safetensors::View;
use crate::error::shortened;

/// How much memory the tensors may take: so many times the file, and so many bytes. Those that `expand` made take more
/// than they do in the file.
const MOST: (u64, u64) = (32, 64 << 20);

/// Reads the tensors of a file, whose contents are `bytes`.
pub(super) fn read_pytorch(path: &Path, bytes: Vec<u8>, container: Container) -> Result<StateDict, String> {
    if cfg!(target_endian = "big") {
        return Err("is one of PyTorch's files, which are read on little-endian processors alone".to_owned());
    }
    container::check(&bytes, container)?;
    let length = bytes.len() as u64;
    drop(bytes);
    let reader = PytorchReader::new(path).map_err(wrong)?;
    let mut tensors: Vec<Tensor> = reader.into_tensors().into_values().collect();
    refuse_clashes(path, tensors.len())?;
    refuse_bomb(&tensors, length)?;
    if tensors.is_empty() {
        return Err("holds no tensors under names, expected a state dict such as \
                    `torch.save(model.state_dict(), path)` writes"
            .to_owned());
    }
    tensors.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    tensors.into_iter().map(|tensor| Ok((tensor.name.clone(), elements(&tensor)?))).collect()
}

fn elements(of: &Tensor) -> Result<crate::AnyTensor, String> {
    // The reader's error names the tensor and its place in the file.
    let bytes = of.read().map_err(|error| format!("is damaged: {error}; take another copy"))?;
    let view = View::new(dtype(of.dtype()), of.shape(), &bytes);
    tensor(&view).map_err(|message| format!("the tensor `{}` {message}", shortened(&of.name)))
}

/// The type's name in safetensors.
fn dtype(dtype: DType) -> &'static str {
    match dtype {
        DType::F64 => "F64",
        DType::F32 => "F32",
        DType::F16 => "F16",
        DType::BF16 => "BF16",
        DType::I64 => "I64",
        DType::I32 => "I32",
        DType::I16 => "I16",
        DType::I8 => "I8",
        DType::U64 => "U64",
        DType::U32 => "U32",
        DType::U16 => "U16",
        DType::U8 => "U8",
        DType::Bool => "BOOL",
    }
}

/// What is wrong with a file, and what to do.
fn wrong(error: PytorchError) -> String {
    let message = error.to_string();
    match error {
        PytorchError::InvalidFormat(message) => {
            format!("is not read: {message}. Open it in PyTorch, and save the model's `state_dict()`")
        }
        _ => format!(
            "is damaged, or holds what is not read here ({}): take another copy, or open it in PyTorch and save the \
             model's `state_dict()`",
            shortened(&message)
        ),
    }
}

/// An error if two tensors have one name: keys with dots in them lead to where other keys lead.
fn refuse_clashes(path: &Path, names: usize) -> Result<(), String> {
    let data = PytorchReader::read_pickle_data(path, None).map_err(wrong)?;
    let tensors = count_tensors(&data);
    if tensors > names {
        return Err(format!(
            "holds {tensors} tensors under {names} names, as its keys have dots in them: save a state dict by itself"
        ));
    }
    Ok(())
}

/// The number of tensors in dicts and lists. The reader bounds how deep these nest.
fn count_tensors(value: &PickleValue) -> usize {
    match value {
        PickleValue::List(values) => values.iter().map(count_tensors).sum(),
        PickleValue::Dict(values) => values.values().map(count_tensors).sum(),
        PickleValue::Unsupported(kind) => usize::from(kind == "torch.Tensor"),
        _ => 0,
    }
}

fn refuse_bomb(tensors: &[Tensor], length: u64) -> Result<(), String> {
    // The widest element type here has 8 bytes.
    let sizes = tensors.iter().map(|tensor| (tensor.num_elements() as u64).saturating_mul(8));
    let (sum, most) =
        (sizes.fold(0, u64::saturating_add), length.saturating_mul(MOST.0).saturating_add(MOST.1));
    if sum <= most {
        return Ok(());
    }
    let largest =
        tensors.iter().max_by_key(|tensor| tensor.num_elements()).map(|tensor| tensor.name.as_str());
    Err(format!(
        "holds tensors of {sum} bytes in a file of {length}, the largest of them `{}`: they were expanded, or it is made \
         to exhaust the memory; save it with `tensor.contiguous()`",
        shortened(largest.unwrap_or_default())
    ))
}
