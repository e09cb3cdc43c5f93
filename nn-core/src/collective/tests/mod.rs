mod differences;
mod equal_bits;
mod failures;
mod runs;
mod sharded;
mod synchronised;
mod unused;

use super::{Batch, Distributed, World, threads};
use crate::prelude::*;
use crate::{Error, Result};

/// The error that all ranks get; the ones that it names as different are among them.
fn refused(size: usize, run: impl Fn(&World) -> Result<()> + Sync) -> Error {
    let errors = threads(size, |world| Ok(run(&world).unwrap_err())).unwrap();
    for error in &errors {
        assert_eq!(error.to_string(), errors[0].to_string());
    }
    errors.into_iter().next().unwrap()
}

fn assert_says(error: &Error, parts: &[&str]) {
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
}

/// Numbers that look like features.
fn features(samples: &[usize], width: usize) -> Tensor<2> {
    Tensor::from_fn([samples.len(), width], |[i, j]| ((samples[i] * 7 + j * 3) % 11) as f32 / 5.0 - 1.0)
}

fn classes(samples: &[usize]) -> Tensor<1, usize> {
    Tensor::from_fn([samples.len()], |[i]| samples[i] % 3)
}

type Mlp = (Linear, Relu, Linear);

fn mlp() -> Mlp {
    (Linear::new(4, 8, &mut rng(1)), Relu, Linear::new(8, 3, &mut rng(2)))
}

/// One step on a batch of an MLP.
fn step(world: &World, model: &mut Mlp, adam: &mut dyn Optimizer, batch: &Batch) -> Result<f64> {
    let (loss, gradients) = world.gradients(&*model, batch, |shard| {
        let x = shard.tape().input(features(shard.samples(), 4));
        model.forward(x).cross_entropy(&classes(shard.samples()))
    })?;
    adam.step(model, gradients)?;
    Ok(loss)
}

/// The bits of all parameters and buffers.
fn bits(model: &dyn Module) -> Vec<u64> {
    let checksums = super::layout::checksums(model).into_iter();
    checksums.map(|checksum| super::fact::digest(&[checksum])).collect()
}
