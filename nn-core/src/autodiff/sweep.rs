//! The gradients that are under way while `backward` goes through the record.

use super::summary::Summary;
use super::tape::NodeId;
use super::update::add;
use crate::storage::{AnyStorage, Element, SharedStorage};

/// One slot for each node of the record.
pub(crate) struct Sweep {
    base: NodeId,
    slots: Vec<Option<AnyStorage>>,
    went_too_far: bool,
    /// Whether gradients are looked at.
    watches: bool,
    /// The first that was not finite.
    anomaly: Option<(NodeId, Summary)>,
}

impl Sweep {
    pub(super) fn new(base: NodeId, len: usize, watches: bool) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(len, || None);
        Sweep { base, slots, went_too_far: false, watches, anomaly: None }
    }

    pub(super) fn put(&mut self, id: NodeId, gradient: AnyStorage) {
        self.slots[id - self.base] = Some(gradient);
    }

    pub(super) fn take(&mut self, id: NodeId) -> Option<AnyStorage> {
        self.slots[id - self.base].take()
    }

    /// Looks at the gradient of `id`, to which something was added.
    #[cold]
    fn look(&mut self, id: NodeId) {
        let gradient = self.slots[id - self.base].as_ref();
        let summary = gradient.map(|gradient| Summary::new(&[gradient.len()], gradient));
        if let Some(summary) = summary.filter(|summary| !summary.is_finite()) {
            self.anomaly.get_or_insert((id, summary));
        }
    }

    /// The first gradient that was not finite, and whose it is.
    pub(super) fn take_anomaly(&mut self) -> Option<(NodeId, Summary)> {
        self.anomaly.take()
    }

    /// Whether a gradient went to a result of a record that an earlier `backward` has consumed.
    pub(super) fn went_too_far(&self) -> bool {
        self.went_too_far
    }

    /// Lets `add` add to the gradient of `id`, of so many elements, where it lies.
    pub(crate) fn add_into<A: Element>(
        &mut self,
        id: NodeId,
        zeros: impl FnOnce() -> SharedStorage<A>,
        add: impl FnOnce(&mut SharedStorage<A>),
    ) {
        let Some(i) = id.checked_sub(self.base) else {
            self.went_too_far = true;
            return;
        };
        let sum = self.slots[i].get_or_insert_with(|| A::erase(zeros()));
        add(A::reveal_mut(sum).expect("a gradient has its tensor's element type"));
        if self.watches {
            self.look(id);
        }
    }

    /// Adds to the gradient of `id`.
    pub(crate) fn add<A: Element>(&mut self, id: NodeId, gradient: SharedStorage<A>) {
        let Some(i) = id.checked_sub(self.base) else {
            self.went_too_far = true;
            return;
        };
        match &mut self.slots[i] {
            Some(sum) => add(sum, &A::erase(gradient)),
            empty => *empty = Some(A::erase(gradient)),
        }
        if self.watches {
            self.look(id);
        }
    }
}
