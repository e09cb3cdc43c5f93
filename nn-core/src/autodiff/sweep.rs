//! The gradients that are under way while `backward` goes through the record.

use super::tape::NodeId;
use crate::device::{self, Kernel, Operator, padded};
use crate::kernels::elementwise;
use crate::storage::{AnyStorage, Float, SharedStorage};

/// One slot for each node of the record.
pub(crate) struct Sweep {
    base: NodeId,
    slots: Vec<Option<AnyStorage>>,
    went_too_far: bool,
}

impl Sweep {
    pub(super) fn new(base: NodeId, len: usize) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(len, || None);
        Sweep { base, slots, went_too_far: false }
    }

    pub(super) fn put(&mut self, id: NodeId, gradient: AnyStorage) {
        self.slots[id - self.base] = Some(gradient);
    }

    pub(super) fn take(&mut self, id: NodeId) -> Option<AnyStorage> {
        self.slots[id - self.base].take()
    }

    /// Whether a gradient went to a result of a record that an earlier `backward` has consumed.
    pub(super) fn went_too_far(&self) -> bool {
        self.went_too_far
    }

    /// Adds to the gradient of `id`.
    pub(crate) fn add<A: Float>(&mut self, id: NodeId, gradient: SharedStorage<A>) {
        let Some(i) = id.checked_sub(self.base) else {
            self.went_too_far = true;
            return;
        };
        match &mut self.slots[i] {
            Some(sum) => {
                let sum = A::reveal_mut(sum).expect("a gradient has its tensor's element type");
                accumulate(sum, &gradient);
            }
            empty => *empty = Some(A::erase(gradient)),
        }
    }
}

/// Adds to a sum, where the two are.
pub(crate) fn accumulate<A: Float>(sum: &mut SharedStorage<A>, gradient: &SharedStorage<A>) {
    let kernel = || {
        let shape = padded([sum.len()])?;
        Some(Kernel::Binary { operator: Operator::Add, left: shape, right: shape, shape })
    };
    match device::run(&[sum, gradient], kernel) {
        Some(mut total) => *sum = total.next(),
        None => elementwise::accumulate(sum.make_mut(), gradient.as_slice()),
    }
}
