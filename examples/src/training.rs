//! The training loop of the examples that classify, and its parts.

use nn_core::data::Dataset;
use nn_core::device::Device;
use nn_core::metrics::{Accuracy, ConfusionMatrix};
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
        let batches =
            |at: &Progress| train.batches_at(self.batch_size, at.seed, at.epoch).skip(at.batch).map(Ok);
        self.fit_batches(model, optimizer, batches, train, test)
    }

    /// As [`fit`](Training::fit), with batches that are made of the training data in another way: those that are left of
    /// the epoch where the run stands, of as many samples as `batch_size` says.
    ///
    /// # Errors
    ///
    /// As of [`fit`](Training::fit), or if a batch cannot be made.
    pub fn fit_batches<const N: usize, A: Element, M, B>(
        &self,
        model: &mut M,
        optimizer: &mut dyn Optimizer,
        batches: impl Fn(&Progress) -> B,
        train: &Dataset<N, A>,
        test: &Dataset<N, A>,
    ) -> nn_core::Result<f64>
    where
        M: Module + Forward<Tensor<N, A>, Output = Tensor<2>>,
        B: Iterator<Item = nn_core::Result<(Tensor<N, A>, Tensor<1, usize>)>>,
    {
        let (seed, device) = (self.args.seed, &self.args.device);
        let steps = train.len().div_ceil(self.batch_size);
        let mut run = Run::begin(self.args, self.epochs, (steps, train.len()), model, optimizer)?;
        draw_model(&mut run, model, test)?;
        while run.goes_on() {
            for batch in batches(&run.progress) {
                let (inputs, labels) = batch?;
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
    let mut accuracy = Accuracy::new();
    for (inputs, labels) in data.batches_in_order(256) {
        accuracy.update(&model.forward(inputs.to(device)), &labels);
    }
    accuracy.value()
}

/// Which class a model on a device takes for which, by the names of the classes.
pub fn confusion<const N: usize, A: Element>(
    model: &impl Forward<Tensor<N, A>, Output = Tensor<2>>,
    data: &Dataset<N, A>,
    device: &Device,
) -> ConfusionMatrix {
    let mut confusion = ConfusionMatrix::new(data.num_classes()).class_names(data.class_names());
    for (inputs, labels) in data.batches_in_order(256) {
        // A model may have more outputs than there are classes.
        let scores = model.forward(inputs.to(device)).slice(1, 0..data.num_classes());
        confusion.update(&scores, &labels);
    }
    confusion
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
