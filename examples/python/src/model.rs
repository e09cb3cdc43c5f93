//! The model, which knows nothing of Python.

use nn_core::prelude::*;

/// The pixels of an image.
pub(crate) const PIXELS: usize = 64;
/// The classes.
pub(crate) const CLASSES: usize = 10;

/// Two layers, under the names of `nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))` in a field `net`.
#[derive(Module, Forward, Init)]
#[forward(input = [PIXELS], output = [CLASSES])]
pub(crate) struct Net {
    #[init((Linear::spec(PIXELS, 64), Relu, Linear::spec(64, CLASSES)))]
    net: (Linear, Relu, Linear),
}

impl Net {
    /// The mean loss of each epoch.
    pub(crate) fn fit(
        &mut self,
        data: &Dataset<2>,
        epochs: u64,
        lr: f64,
        seed: u64,
    ) -> nn_core::Result<Vec<f32>> {
        let mut adam = Adam::new(lr);
        let mut losses = Vec::new();
        for epoch in 0..epochs {
            let (mut sum, mut count) = (0.0, 0);
            for (images, labels) in data.batches_at(64, seed, epoch) {
                let size = images.shape()[0];
                let loss = self.forward(Tape::new(seed).input(images)).cross_entropy(&labels);
                (sum, count) = (sum + loss.item() * size as f32, count + size);
                adam.step(self, loss.backward())?;
            }
            losses.push(sum / count as f32);
        }
        Ok(losses)
    }
}

/// Labels as indices.
pub(crate) fn labels(labels: impl Iterator<Item = i64>) -> Result<Vec<usize>, String> {
    let index =
        |label: i64| usize::try_from(label).map_err(|_| format!("a label is {label}, expected one from 0"));
    labels.map(index).collect()
}
