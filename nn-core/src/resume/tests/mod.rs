//! Runs that are interrupted, and folders that are not as they should be.

mod folder;
mod refusals;
mod runs;

use std::path::Path;

use crate::Tensor;
use crate::data::Dataset;
use crate::init::rng;
use crate::module::Module;
use crate::nn::{BatchNorm1d, Dropout, Linear, Relu};

type Net = (Linear, BatchNorm1d, Relu, Dropout, Linear);

fn net(seed: u64) -> Net {
    let rng = &mut rng(seed);
    (Linear::new(3, 8, rng), BatchNorm1d::new(8), Relu, Dropout::new(0.4), Linear::new(8, 4, rng))
}

fn data() -> Dataset<2> {
    let inputs = Tensor::from_fn([14, 3], |[i, j]| ((3 * i + 5 * j) % 7) as f32 - 3.0);
    Dataset::new(inputs, Tensor::from_fn([14], |[i]| i % 4), 4).unwrap()
}

/// Every bit that a model has learned, its buffers included.
fn bits(model: &dyn Module) -> Vec<u32> {
    let state = crate::Checkpoint::state_dict(model);
    let floats = state.iter().filter_map(|(_, tensor)| tensor.as_slice::<f32>().map(<[f32]>::to_vec));
    floats.flatten().map(f32::to_bits).collect()
}

/// The names in a folder, without the lock.
fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
    names.sort();
    names
}
