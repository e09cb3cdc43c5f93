//! Writes every case into a folder, for `verify.py`: the model, its inputs, and what comes out here.

use std::path::PathBuf;

use clap::Parser;
use nn_core::StateDict;

/// Writes models as ONNX beside inputs and outputs.
#[derive(Debug, Parser)]
struct Args {
    /// Where to write them
    folder: PathBuf,
}

fn main() -> nn_core::Result<()> {
    let Args { folder } = Args::parse();
    for (i, case) in onnx_tests::cases().into_iter().enumerate() {
        let (file, model) = (folder.join(format!("{i:03}")), case.model?);
        model.save(file.with_extension("onnx"))?;
        let mut tensors = StateDict::new();
        tensors.metadata_mut().insert("name".to_owned(), case.name);
        for (k, run) in case.runs.iter().enumerate() {
            let inputs = model.inputs().zip(&run.inputs);
            let outputs = model.outputs().zip(&run.outputs);
            for (name, tensor) in inputs.chain(outputs) {
                tensors.insert(format!("{k}/{name}"), tensor.clone());
            }
        }
        tensors.write(file.with_extension("safetensors"))?;
    }
    Ok(())
}
