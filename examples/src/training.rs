//! The training loop of the examples that classify, and its parts.

use nn_core::data::Dataset;
use nn_core::device::Device;
use nn_core::prelude::*;

use crate::{Args, Run, draw_confusion, draw_model};

/// How a classifier is trained.
#[derive(Clone, Copy, Debug)]
pub struct Training<'a> {
    /// The seed of shuffles and dropout, and where checkpoints go.
    pub args: &'a Args,
    /// How often to go through the training data.
    pub epochs: usize,
    /// The samples of a step.
    pub batch_size: usize,
}

impl Training<'_> {
    /// Trains the model, with a progress bar and a line for each epoch, and gives its accuracy on the test data.
    ///
    /// # Errors
    ///
    /// If the optimizer cannot train the model (see [`Optimizer::step`]), or if there is something wrong with the
    /// checkpoints of `--resume`.
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
        let (seed, device) = (self.args.seed, &self.args.device);
        let steps = train.len().div_ceil(self.batch_size);
        let mut run = Run::begin(self.args, self.epochs, (steps, train.len()), model, optimizer)?;
        draw_model(&mut run, model, test)?;
        while run.goes_on() {
            let batches = train.batches_at(self.batch_size, seed, run.progress.epoch);
            for (inputs, labels) in batches.skip(run.progress.batch) {
                let tape = Tape::at_step(seed, run.progress.step);
                let (inputs, labels) = (inputs.to(device), labels.to(device));
                let loss = model.forward(tape.input(inputs)).cross_entropy(&labels);
                let (value, gradients) = (loss.item(), loss.backward());
                run.look_at(&gradients, model)?;
                optimizer.step(model, gradients)?;
                run.end_step(value, model, optimizer)?;
            }
            let scores = [("train", accuracy(model, train, device)), ("test", accuracy(model, test, device))];
            run.end_epoch(&scores, model, optimizer)?;
        }
        draw_confusion(&mut run, model, test, device)?;
        Ok(accuracy(model, test, device))
    }
}

/// The fraction of the samples whose largest output is that of their label, by a model on a device.
pub fn accuracy<const N: usize, A: Element>(
    model: &impl Forward<Tensor<N, A>, Output = Tensor<2>>,
    data: &Dataset<N, A>,
    device: &Device,
) -> f64 {
    let hits = data.batches_in_order(256).map(|(inputs, labels)| {
        let classes = model.forward(inputs.to(device)).argmax(1);
        classes.as_slice().iter().zip(labels.as_slice()).filter(|(class, label)| class == label).count()
    });
    hits.sum::<usize>() as f64 / data.len() as f64
}

/// How often each class (a row) was taken for which (a column), by a model on a device.
pub fn confusion<const N: usize, A: Element>(
    model: &impl Forward<Tensor<N, A>, Output = Tensor<2>>,
    data: &Dataset<N, A>,
    device: &Device,
) -> Tensor<2, usize> {
    let mut counts = Tensor::zeros([data.num_classes(); 2]);
    for (inputs, labels) in data.batches_in_order(256) {
        let classes = model.forward(inputs.to(device)).argmax(1);
        let pairs = classes.as_slice().iter().zip(labels.as_slice());
        // A model may have more outputs than there are classes.
        let among = pairs.filter(|(class, _)| **class < data.num_classes());
        among.for_each(|(class, label)| counts[[*label, *class]] += 1);
    }
    counts
}

/// Makes a loss small that needs no data set: `epochs` of 50 steps, each of so many samples, with a progress bar and a
/// line for each epoch. The loss is a function of the model and of the number of the step, from which it draws what is
/// random. Gives the run, whose folder may take more.
///
/// # Errors
///
/// If the optimizer cannot train the model (see [`Optimizer::step`]), or if there is something wrong with the
/// checkpoints of `--resume`.
pub fn minimise<M: Module>(
    args: &Args,
    model: &mut M,
    optimizer: &mut dyn Optimizer,
    (epochs, batch_size): (usize, usize),
    loss: impl Fn(&M, u64) -> Tensor<0>,
) -> nn_core::Result<Run> {
    const STEPS: usize = 50;
    let mut run = Run::begin(args, epochs, (STEPS, STEPS * batch_size), model, optimizer)?;
    while run.goes_on() {
        for _ in run.progress.batch..STEPS {
            let loss = loss(model, run.progress.step);
            let (value, gradients) = (loss.item(), loss.backward());
            run.look_at(&gradients, model)?;
            optimizer.step(model, gradients)?;
            run.end_step(value, model, optimizer)?;
        }
        run.end_epoch(&[], model, optimizer)?;
    }
    Ok(run)
}
