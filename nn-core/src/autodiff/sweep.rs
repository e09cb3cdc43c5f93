//! The gradients that are under way while `backward` goes through the record.

use super::tape::NodeId;
use crate::kernels::elementwise::accumulate;
use crate::storage::{AnyStorage, Float, SharedStorage};

/// One slot for each node of the record.
pub(crate) struct Sweep {
    base: NodeId,
    slots: Vec<Option<AnyStorage>>,
}

impl Sweep {
    pub(super) fn new(base: NodeId, len: usize) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(len, || None);
        Sweep { base, slots }
    }

    pub(super) fn put(&mut self, id: NodeId, gradient: AnyStorage) {
        self.slots[id - self.base] = Some(gradient);
    }

    pub(super) fn take(&mut self, id: NodeId) -> Option<AnyStorage> {
        self.slots[id - self.base].take()
    }

    /// Adds to the gradient of `id`; one from a record consumed earlier is a constant by now.
    pub(crate) fn add<A: Float>(&mut self, id: NodeId, gradient: SharedStorage<A>) {
        let Some(i) = id.checked_sub(self.base) else { return };
        match &mut self.slots[i] {
            Some(sum) => {
                let sum = sum.as_mut_slice::<A>().expect("a gradient has its tensor's element type");
                accumulate(sum, gradient.as_slice());
            }
            empty => *empty = Some(A::erase(gradient)),
        }
    }
}
