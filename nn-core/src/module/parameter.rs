//! What a model tells of a parameter.

use std::panic::Location;

use super::AnyParam;
use crate::autodiff::ParamId;
use crate::tensor::AnyTensor;

/// What [`Module::parameters`](super::Module::parameters) tells of a parameter. The value shares the parameter's
/// memory until one of the two is written.
#[derive(Clone, Debug)]
pub struct Parameter {
    id: ParamId,
    value: AnyTensor,
    trainable: bool,
    made_at: &'static Location<'static>,
}

impl Parameter {
    /// The description of `param`, which is not trained inside a `Frozen`.
    #[inline]
    pub(super) fn of(param: &(impl AnyParam + ?Sized), frozen: bool) -> Self {
        Parameter {
            id: param.id(),
            value: param.value(),
            trainable: param.is_trainable() && !frozen,
            made_at: param.made_at(),
        }
    }

    /// Marks the parameter as not trained.
    pub(super) fn freeze(&mut self) {
        self.trainable = false;
    }

    /// The parameter's identity.
    pub fn id(&self) -> ParamId {
        self.id
    }

    /// The size of each axis.
    pub fn shape(&self) -> &[usize] {
        self.value.shape()
    }

    /// The number of elements.
    pub fn num_elements(&self) -> usize {
        self.value.len()
    }

    /// Whether the parameter is trained.
    pub fn is_trainable(&self) -> bool {
        self.trainable
    }

    /// The value.
    pub fn value(&self) -> &AnyTensor {
        &self.value
    }

    /// Where in the source the parameter was made.
    pub fn made_at(&self) -> &'static Location<'static> {
        self.made_at
    }
}
