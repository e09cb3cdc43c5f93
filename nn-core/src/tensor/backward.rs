//! Where the backward pass of an operation puts the gradients of its inputs.

use super::Tensor;
use crate::autodiff::{NodeId, Sweep};
use crate::device::Device;
use crate::storage::{Element, SharedStorage};

/// An input of a recorded operation: where its gradient goes.
#[derive(Clone, Copy, Debug)]
pub struct Var<const N: usize> {
    node: Option<NodeId>,
    shape: [usize; N],
}

impl<const N: usize> Var<N> {
    #[inline(always)]
    pub(super) fn new(node: Option<NodeId>, shape: [usize; N]) -> Self {
        Var { node, shape }
    }

    /// Whether the gradient of this input is wanted at all.
    pub fn wanted(&self) -> bool {
        self.node.is_some()
    }

    /// The input's shape.
    pub fn shape(&self) -> [usize; N] {
        self.shape
    }
}

/// Where an operation's backward puts the gradients of its inputs.
pub struct Backward<'a> {
    sweep: &'a mut Sweep,
    /// The device that the gradient of the result is on.
    device: Option<Device>,
}

impl<'a> Backward<'a> {
    pub(super) fn new(sweep: &'a mut Sweep, device: Option<Device>) -> Self {
        Backward { sweep, device }
    }

    /// Adds to the gradient of an input, if it is wanted.
    ///
    /// # Panics
    ///
    /// If the gradient has another shape than the input.
    #[track_caller]
    pub fn add<const N: usize, A: Element>(&mut self, input: Var<N>, gradient: Tensor<N, A>) {
        let shape = gradient.shape();
        assert!(
            shape == input.shape,
            "backward: expected a gradient of the input's shape {:?}, got {shape:?}",
            input.shape
        );
        let gradient = match &self.device {
            None => gradient,
            Some(device) => gradient.placed_on(device),
        };
        self.add_storage(input, gradient.into_storage());
    }

    /// Lets `add` add to the gradient of an input where it lies: for what has to do with a part of the input alone, so that
    /// the gradients of many parts cost what the parts cost. The elements are zeros where nothing was added before.
    pub(crate) fn add_into<const N: usize, A: Element>(
        &mut self,
        input: Var<N>,
        add: impl FnOnce(&mut SharedStorage<A>),
    ) {
        let Some(id) = input.node else { return };
        let (device, len) = (self.device.clone().unwrap_or_default(), input.shape.iter().product());
        self.sweep.add_into(
            id,
            || device.full(len, A::default()),
            |sum| {
                add(sum);
                if sum.device().is_none() && !device.is_host() {
                    *sum = sum.to(&device);
                }
            },
        );
    }

    /// Adds to the gradient of an input on another device than the result.
    pub(super) fn add_elsewhere<const N: usize, A: Element>(
        &mut self,
        input: Var<N>,
        gradient: Tensor<N, A>,
    ) {
        self.add_storage(input, gradient.into_storage());
    }

    /// Like [`add`](Backward::add), but computes the gradient only if it is wanted.
    #[track_caller]
    pub fn add_with<const N: usize, A: Element>(
        &mut self,
        input: Var<N>,
        gradient: impl FnOnce() -> Tensor<N, A>,
    ) {
        if input.wanted() {
            self.add(input, gradient());
        }
    }

    fn add_storage<const N: usize, A: Element>(&mut self, input: Var<N>, gradient: SharedStorage<A>) {
        if let Some(id) = input.node {
            self.sweep.add(id, gradient);
        }
    }
}
