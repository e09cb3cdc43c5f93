//! Models as files beside PyTorch: for each a state dict, and beside it an input and the output for it.

use std::path::{Path, PathBuf};

use nn_core::onnx::ExportOnnx;
use nn_core::prelude::*;
use nn_core::{Error, Result};

use crate::models::resnet::ResNet18;
use crate::models::{Example, difference};

/// Outputs that are further apart do not agree.
pub const TOLERANCE: f32 = 1e-5;

/// Writes the model's state dict, its input and its output.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write(example: &mut dyn Example, folder: &Path) -> Result<()> {
    let [state, io] = files(example.name(), folder);
    let input = example.input();
    let output = example.output(&input);
    example.model().save(state)?;
    [("input".to_owned(), input), ("output".to_owned(), output)].into_iter().collect::<StateDict>().write(io)
}

/// Loads what PyTorch has written and gives the largest difference from its output.
///
/// # Errors
///
/// If a file is not there or does not fit.
pub fn check(example: &mut dyn Example, folder: &Path) -> Result<f32> {
    let [state, io] = files(example.name(), folder);
    example.model().load(state)?;
    let io = StateDict::read(io)?;
    let get = |name: &str| {
        io.get(name).ok_or_else(|| Error::state_dict(format!("{}: there is no {name}", example.name())))
    };
    Ok(difference(&example.output(&indices(get("input")?)), get("output")?))
}

/// Loads the `.pt` file of `tests/interop/resnet18.py` into example 12 and gives the largest difference of the outputs. Writes
/// what it has loaded as ONNX, beside the outputs, for the script to run.
///
/// # Errors
///
/// If a file is not there or does not fit.
pub fn check_resnet18(folder: &Path) -> Result<f32> {
    let mut model = ResNet18::init(&mut rng(1));
    model.load(folder.join("resnet18.pt"))?;
    let io = StateDict::read(folder.join("resnet18.io.safetensors"))?;
    let get = |name| io.get(name).ok_or_else(|| Error::state_dict(format!("there is no {name}")));
    let images = get("input")?.to_tensor::<4, f32>().ok_or_else(|| Error::state_dict("no images"))?;
    model.export_onnx(folder.join("resnet18.onnx"), images.shape())?;
    let output: AnyTensor = model.forward(images).into();
    let here = StateDict::from_iter([("output".to_owned(), output.clone())]);
    here.write(folder.join("resnet18.here.safetensors"))?;
    Ok(difference(&output, get("output")?))
}

/// Whole numbers as the indices that they are; files know no `usize`.
fn indices(input: &AnyTensor) -> AnyTensor {
    match input.to_tensor::<2, i64>() {
        Some(words) => {
            Tensor::new(words.shape(), words.as_slice().iter().map(|i| *i as usize).collect()).into()
        }
        None => input.clone(),
    }
}

fn files(name: &str, folder: &Path) -> [PathBuf; 2] {
    [format!("{name}.safetensors"), format!("{name}.io.safetensors")].map(|file| folder.join(file))
}
