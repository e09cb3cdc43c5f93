//! The training loop of the examples that classify, and its parts.

use nn_core::data::Dataset;
use nn_core::prelude::*;

use crate::Progress;

/// How a classifier is trained.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    /// How often to go through the training data.
    pub epochs: usize,
    /// The samples of a step.
    pub batch_size: usize,
    /// What shuffles and dropout are drawn from.
    pub seed: u64,
}

impl Training {
    /// Trains the model, with a progress bar and a line for each epoch, and gives its accuracy on the test data.
    ///
    /// # Errors
    ///
    /// If the optimizer cannot train the model: see [`Optimizer::step`].
    pub fn fit<const N: usize, A: Element, M>(
        &self,
        model: &mut M,
        optimizer: &mut dyn Optimizer,
        train: &Dataset<N, A>,
        test: &Dataset<N, A>,
    ) -> nn_core::Result<f64>
    where
        M: Module + Forward<Tensor<N, A>, Output = Tensor<2>>,
    {
        let mut rng = rng(self.seed);
        let tape = Tape::new(self.seed);
        let mut progress = Progress::new(self.epochs, train.len().div_ceil(self.batch_size));
        for _ in 0..self.epochs {
            for (inputs, labels) in train.batches(self.batch_size, &mut rng) {
                let loss = model.forward(tape.input(inputs)).cross_entropy(&labels);
                progress.step(loss.item());
                optimizer.step(model, loss.backward())?;
            }
            progress.end_epoch(&[("train", accuracy(model, train)), ("test", accuracy(model, test))]);
        }
        Ok(accuracy(model, test))
    }
}

/// The fraction of the samples whose largest output is that of their label.
pub fn accuracy<const N: usize, A: Element>(
    model: &impl Forward<Tensor<N, A>, Output = Tensor<2>>,
    data: &Dataset<N, A>,
) -> f64 {
    let hits = data.batches_in_order(256).map(|(inputs, labels)| {
        let classes = model.forward(inputs).argmax(1);
        classes.as_slice().iter().zip(labels.as_slice()).filter(|(class, label)| class == label).count()
    });
    hits.sum::<usize>() as f64 / data.len() as f64
}

/// Makes a loss small that needs no data set: `epochs` of 50 steps, with a progress bar and a line for each epoch.
///
/// # Errors
///
/// If the optimizer cannot train the model: see [`Optimizer::step`].
pub fn minimise<M: Module>(
    model: &mut M,
    optimizer: &mut dyn Optimizer,
    epochs: usize,
    mut loss: impl FnMut(&M) -> Tensor<0>,
) -> nn_core::Result<()> {
    const STEPS: usize = 50;
    let mut progress = Progress::new(epochs, STEPS);
    for _ in 0..epochs {
        for _ in 0..STEPS {
            let loss = loss(model);
            progress.step(loss.item());
            optimizer.step(model, loss.backward())?;
        }
        progress.end_epoch(&[]);
    }
    Ok(())
}
