//! What the examples have in common.

use std::hash::{DefaultHasher, Hash, Hasher};

use nn_core::collective::World;
use nn_core::data::Dataset;
use nn_core::prelude::*;

/// The handwritten digits of nn-core's examples, for training and for test.
///
/// # Errors
///
/// If they cannot be read.
#[allow(dead_code, reason = "not all examples read digits")]
pub(crate) fn digits() -> nn_core::Result<(Dataset<2>, Dataset<2>)> {
    let digits = data::digits(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/digits.csv"))?;
    Ok(digits.split(0.8, 0))
}

/// Prints on rank 0 what came out, and a checksum of all parameters and buffers: it is the same for any number of ranks.
pub(crate) fn report(world: &World, name: &str, model: &dyn Module, what: &str) {
    let mut hash = DefaultHasher::new();
    for (path, tensor) in model.state_dict().iter() {
        path.hash(&mut hash);
        let floats = tensor.as_slice::<f32>().unwrap_or_default();
        floats.iter().for_each(|value| value.to_bits().hash(&mut hash));
    }
    if world.rank() == 0 {
        println!("{name}: {what}; parameters {:016x}", hash.finish());
    }
}
