//! What `backward` gives: gradients by parameter, gradients of inputs, and updates of buffers.

use std::panic::Location;

use ndarray::{Dimension, IxDyn};

use super::ids::ParamId;
use super::tape::{NodeId, Tape};
use super::update::Update;
use crate::storage::AnyStorage;

/// The gradients of a loss, and the updates of running statistics that its forward asked for.
///
/// Hand it to [`optimizer.step`](crate::optim::Optimizer::step), or look into it: [`get`](Self::get) for a
/// parameter, [`wrt`](Self::wrt) for an input.
///
/// Gradients are values: they can be cloned, added and [scaled](Self::scale). A batch that is too large for the
/// memory is gone through in parts, without keeping their forwards, and gives the step of the whole batch (but for batch
/// norms, which know each part by itself, as in PyTorch):
///
/// ```
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let mut model = Linear::new(3, 1, &mut rng(0));
/// let mut adam = Adam::new(1e-3);
/// let parts = [[[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]], [[4.0, 5.0, 6.0], [1.0, 0.0, 1.0]]];
/// let mut total = Gradients::new();
/// for part in parts {
///     let loss = model.forward(Tape::new(0).input(Tensor::from(ndarray::arr2(&part)))).mean();
///     total += loss.backward();
/// }
/// total.scale(1.0 / parts.len() as f64);
/// adam.step(&mut model, total)?;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "zero_grad")]
#[derive(Clone, Default)]
pub struct Gradients {
    pub(crate) params: Vec<ParamGradient>,
    pub(crate) inputs: Vec<(Tape, NodeId, AnyStorage)>,
    pub(crate) updates: Vec<Update>,
    /// Whether they are the sum over all ranks of a [`World`](crate::collective::World).
    pub(crate) of_all_ranks: bool,
}

#[derive(Clone)]
pub(crate) struct ParamGradient {
    pub(crate) param: ParamId,
    pub(crate) shape: IxDyn,
    pub(crate) made_at: &'static Location<'static>,
    pub(crate) value: AnyStorage,
    /// Whether the model at hand registers the parameter.
    pub(crate) registered: bool,
    /// Whether another rank steps the parameter, so that here it counts as used and stays as it is.
    pub(crate) stepped_elsewhere: bool,
}

impl ParamGradient {
    pub(crate) fn new(
        param: ParamId,
        shape: IxDyn,
        made_at: &'static Location<'static>,
        value: AnyStorage,
    ) -> Self {
        ParamGradient { param, shape, made_at, value, registered: false, stepped_elsewhere: false }
    }

    pub(crate) fn shape(&self) -> &[usize] {
        self.shape.slice()
    }
}

impl Gradients {
    /// No gradients: what a sum begins with.
    pub fn new() -> Self {
        Gradients::default()
    }

    /// The number of parameters that took part in the loss.
    pub fn len(&self) -> usize {
        self.params.len()
    }

    /// Whether no parameter took part in the loss.
    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
    }

    /// Whether there is nothing at all, as in what a sum begins with.
    pub(crate) fn is_nothing(&self) -> bool {
        self.params.is_empty() && self.inputs.is_empty() && self.updates.is_empty()
    }

    pub(crate) fn of(&self, id: ParamId) -> Option<&ParamGradient> {
        self.params.iter().find(|g| g.param == id)
    }
}

impl std::fmt::Debug for Gradients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gradients")
            .field("parameters", &self.params.len())
            .field("inputs", &self.inputs.len())
            .field("updates", &self.updates.len())
            .finish()
    }
}
