//! The model that is served.

use std::path::Path;

use nn_core::prelude::*;

/// Two layers for pictures of 8×8 pixels.
#[derive(Module, Forward, Init)]
#[forward(input = [64], output = [10])]
pub struct Digits {
    #[init(Linear::spec(64, 64))]
    hidden: Linear,
    #[init(Relu)]
    relu: Relu,
    #[init(Linear::spec(64, 10))]
    head: Linear,
}

/// Trains for a few epochs on a table of digits.
///
/// # Errors
///
/// If the file cannot be read or is no such table.
pub fn train(model: &mut Digits, path: &Path) -> nn_core::Result<()> {
    let digits = data::digits(path)?;
    let mut adam = Adam::new(3e-3);
    for epoch in 0..10 {
        for (images, labels) in digits.batches(64, &mut rng(epoch)) {
            let loss = model.forward(Tape::new(epoch).input(images)).cross_entropy(&labels);
            adam.step(model, loss.backward())?;
        }
    }
    Ok(())
}
