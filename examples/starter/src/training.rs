//! Training and judging.

use nn_core::prelude::*;

use crate::Net;

/// Trains for some epochs.
///
/// # Errors
///
/// If the optimizer is not the model's.
pub fn train(model: &mut Net, data: &Dataset<2>, epochs: u64, seed: u64) -> nn_core::Result<()> {
    let mut adam = Adam::new(1e-2);
    let mut step = 0;
    for epoch in 0..epochs {
        for (points, labels) in data.batches_at(32, seed, epoch) {
            let tape = Tape::at_step(seed, step);
            let loss = model.forward(tape.input(points)).cross_entropy(&labels);
            adam.step(model, loss.backward())?;
            step += 1;
        }
    }
    Ok(())
}

/// The share of samples that the model gets right.
pub fn accuracy(model: &Net, data: &Dataset<2>) -> f64 {
    let guesses = model.forward(data.inputs().clone()).argmax(1);
    let pairs = guesses.as_slice().iter().zip(data.labels().as_slice());
    pairs.filter(|(guess, label)| guess == label).count() as f64 / data.len() as f64
}
