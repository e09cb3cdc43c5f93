//! What `backward` gives: gradients by parameter, gradients of inputs, and updates of buffers.

use std::panic::Location;

use ndarray::{Dimension, IxDyn};

use super::ids::{BufferId, ParamId};
use super::tape::{NodeId, Tape};
use crate::storage::AnyStorage;

/// The gradients of a loss, and the updates of running statistics that its forward asked for.
///
/// Hand it to [`optimizer.step`](crate::optim::Optimizer::step), or look into it: [`get`](Self::get) for a
/// parameter, [`wrt`](Self::wrt) for an input.
pub struct Gradients {
    pub(crate) params: Vec<ParamGradient>,
    pub(crate) inputs: Vec<(Tape, NodeId, AnyStorage)>,
    pub(crate) updates: Vec<Update>,
}

pub(crate) struct ParamGradient {
    pub(crate) param: ParamId,
    pub(crate) shape: IxDyn,
    pub(crate) made_at: &'static Location<'static>,
    pub(crate) value: AnyStorage,
    /// Whether the model at hand registers the parameter.
    pub(crate) registered: bool,
}

/// A change of a buffer that waits for [`step`](crate::optim::Optimizer::step).
pub(crate) struct Update {
    pub(crate) buffer: BufferId,
    pub(crate) apply: UpdateFn,
    /// Whether the model at hand registers the buffer.
    pub(crate) registered: bool,
}

/// Changes the elements of a buffer in place.
pub(crate) type UpdateFn = Box<dyn FnOnce(&mut AnyStorage) + Send>;

impl ParamGradient {
    pub(crate) fn shape(&self) -> &[usize] {
        self.shape.slice()
    }
}

impl Gradients {
    pub(super) fn new(updates: Vec<Update>) -> Self {
        Gradients { params: Vec::new(), inputs: Vec::new(), updates }
    }

    /// The number of parameters that took part in the loss.
    pub fn len(&self) -> usize {
        self.params.len()
    }

    /// Whether no parameter took part in the loss.
    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
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
