//! Training steps on the host and on a device.

use nn_core::device::{Device, Transfers};
use nn_core::prelude::*;

/// What training steps leave behind.
#[derive(Debug, PartialEq)]
pub(super) struct Run {
    losses: Vec<u32>,
    /// The bits of every parameter and buffer.
    state: Vec<(String, Vec<u32>)>,
    /// Those of the inference after it.
    inference: u32,
}

/// Trains a model for three steps on a device, and counts the transfers of the last. The loss is a function of the model,
/// of the tape, if it is a training step, and of the device.
pub(super) fn train<M: Module>(
    mut model: M,
    optimizer: &mut dyn Optimizer,
    device: &Device,
    loss: impl Fn(&M, Option<&Tape>, &Device) -> Tensor<0>,
) -> (Run, Transfers) {
    model.to(device);
    let (mut losses, mut transfers) = (Vec::new(), Transfers::default());
    for step in 0..3 {
        let before = device.transfers();
        let loss = loss(&model, Some(&Tape::at_step(7, step)), device);
        losses.push(loss.item().to_bits());
        optimizer.step(&mut model, loss.backward()).expect("every gradient belongs to the model");
        transfers = device.transfers().since(before);
    }
    let inference = loss(&model, None, device).item().to_bits();
    (Run { losses, state: state(&model), inference }, transfers)
}

fn state(model: &impl Module) -> Vec<(String, Vec<u32>)> {
    let bits = |x: &AnyTensor| match x.as_slice::<f32>() {
        Some(floats) => floats.iter().map(|x| x.to_bits()).collect(),
        None => {
            x.as_slice::<i64>().expect("buffers are floats or counters").iter().map(|&n| n as u32).collect()
        }
    };
    model.state_dict().iter().map(|(name, x)| (name.to_owned(), bits(x))).collect()
}
