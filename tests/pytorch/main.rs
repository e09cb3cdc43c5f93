//! Files of PyTorch and of huggingface_hub (by `tests/interop/pytorch_files.py`), beside what `torch.load` makes of them.

mod limits;
mod models;
mod names;
mod shards;

use std::path::PathBuf;

use nn_core::StateDict;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/pytorch")).join(name)
}

/// What a file holds, to the bit, in the order of the names.
fn contents(state: &StateDict) -> Vec<String> {
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let mut contents: Vec<String> = state
        .iter()
        .map(|(name, tensor)| match tensor.as_slice::<f32>() {
            Some(values) => format!("{name} {:?} {:x?}", tensor.shape(), bits(values)),
            None => format!("{name} {tensor:?}"),
        })
        .collect();
    contents.sort();
    contents
}

/// The message of an error about a fixture, with its name alone.
fn message<T>(result: nn_core::Result<T>) -> String {
    let message = result.err().expect("it is refused").to_string();
    message.replace(&format!("{}{}", fixture("").display(), ""), "")
}
