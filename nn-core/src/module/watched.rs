//! A tape that looks for the first NaN or infinity of a model's forward and backward pass.

use super::{AnyParam, Module, Path, Visit, Visitor};
use crate::autodiff::{Paths, Tape};

impl Tape {
    /// Looks at the result of every operation on this tape, and at every gradient of its backward pass, and panics at the first
    /// that is not finite, as PyTorch's
    /// [`set_detect_anomaly`](https://docs.pytorch.org/docs/2.8/autograd.html#torch.autograd.set_detect_anomaly) raises an
    /// error. The message names the operation, its line, its layer's path in the model, what it was given and what it gave. A tape
    /// that is not told so looks at nothing; one that does takes two or three times as long.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let model = (Linear::new(2, 3, &mut rng(0)), Softplus::new());
    /// let tape = Tape::new(0).detect_anomaly(&model);
    /// let loss = model.forward(tape.input(Tensor::from([[0.5, 2.0]]))).ln().mean();
    /// loss.backward(); // all is well: nothing panics
    /// ```
    ///
    /// With an input of a NaN, the forward of that model panics with
    ///
    /// ```text
    /// detect_anomaly: `linear` at src/main.rs:7:21, in the layer `0`, Linear, is the first operation that gave NaN, which an operand holds already
    ///   result: f32 [1, 3], NaN at [0, 0], 3 of 3 elements not finite (3 NaN)
    ///   operand 1: f32 [1, 2], NaN at [0, 0], 1 of 2 elements not finite (1 NaN), the others from 2 to 2
    ///   operand 2 is the parameter `0.weight`: f32 [3, 2], from -0.6207 to 0.5312
    ///   operand 3 is the parameter `0.bias`: f32 [3], from -0.3301 to 0.6117
    /// ```
    ///
    /// # What it finds
    ///
    /// - A **NaN** in a result or in a gradient, always.
    /// - An **infinity** in a gradient, always, and in a result where no operand has one. So `-inf` in a mask that is added to
    ///   scores, or that `masked_fill` writes, is taken as meant; if a NaN comes of it, that is found.
    ///
    /// PyTorch looks at the gradients alone, and at NaN alone. Here a gradient is looked at as soon as it is computed, so that
    /// the message names the backward pass that gave it, and not one of those behind.
    ///
    /// # What it does not see
    ///
    /// What is computed on no tape: a validation is looked at by `Tape::inference().detect_anomaly(&model)`. What is computed
    /// from the elements by the program itself. And what an optimizer does: a learning rate that is too high shows as a
    /// parameter that is not finite, in the next forward.
    ///
    /// The paths are those of the model that is given, which must stay where it is until the loss is there. Of several models, call
    /// it once with each. An operation that is not in a layer of the library is named by its line. Where there is no model:
    /// `tape.detect_anomaly(&None::<Linear>)`.
    #[doc(alias("set_detect_anomaly", "isnan", "anomaly_mode"))]
    pub fn detect_anomaly(&self, model: &dyn Module) -> Tape {
        let mut collect = Collect(Paths::default());
        model.visit(&Path::ROOT, &mut Visit::new(&mut collect));
        self.watch(collect.0);
        self.clone()
    }
}

struct Collect(Paths);

impl Visitor for Collect {
    fn wants_modules(&self) -> bool {
        true
    }

    fn layer(&mut self, at: &Path<'_>, kind: &'static str, address: usize) {
        self.0.layers.push((at.into(), kind, address));
    }

    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.0.params.insert(param.id(), at.into());
    }
}
