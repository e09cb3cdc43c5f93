//! What `write` has left in the folder: a model, and what goes into it and came out of it in Rust.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use tract_onnx::prelude::{Datum, Tensor};

/// A model and its runs.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) model: PathBuf,
    /// For each batch the inputs and the outputs, by their names.
    pub(crate) runs: Vec<BTreeMap<String, Tensor>>,
}

impl Case {
    /// The models of a folder, in order.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Case>> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        let mut models: Vec<PathBuf> =
            paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "onnx")).collect();
        models.sort();
        models.into_iter().map(Case::read).collect()
    }

    fn read(model: PathBuf) -> Result<Case> {
        let path = model.with_extension("safetensors");
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let (_, header) = SafeTensors::read_metadata(&bytes)?;
        let name = header.metadata().as_ref().and_then(|notes| notes.get("name"));
        let name = name.with_context(|| format!("{} has no name", path.display()))?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut runs = BTreeMap::<usize, BTreeMap<String, Tensor>>::new();
        for (key, view) in SafeTensors::deserialize(&bytes)?.iter() {
            let (run, tensor_name) = key.split_once('/').with_context(|| format!("`{key}` is of no run"))?;
            runs.entry(run.parse()?).or_default().insert(tensor_name.to_owned(), tensor(&view)?);
        }
        Ok(Case { name, model, runs: runs.into_values().collect() })
    }
}

fn tensor(view: &TensorView<'_>) -> Result<Tensor> {
    match view.dtype() {
        Dtype::F32 => elements(view, f32::from_le_bytes),
        Dtype::F64 => elements(view, f64::from_le_bytes),
        Dtype::I64 => elements(view, i64::from_le_bytes),
        Dtype::BOOL => elements(view, |[byte]| byte != 0),
        other => bail!("no case has elements of {other:?}"),
    }
}

fn elements<A: Datum + Copy, const BYTES: usize>(
    view: &TensorView<'_>,
    element: impl Fn([u8; BYTES]) -> A,
) -> Result<Tensor> {
    let (elements, _) = view.data().as_chunks::<BYTES>();
    let elements: Vec<A> = elements.iter().map(|&bytes| element(bytes)).collect();
    Tensor::from_shape(view.shape(), &elements)
}
