//! The updates of buffers that a step is to apply, by buffer.

use crate::autodiff::{BufferId, IdMap, Update};
use crate::module::AnyBuffer;

/// Where the updates of each buffer stand in a list, in order.
pub(super) struct PendingUpdates(IdMap<BufferId, Vec<usize>>);

impl PendingUpdates {
    pub(super) fn new(updates: &[Update]) -> Self {
        let mut places = IdMap::<_, Vec<_>>::default();
        for (i, update) in updates.iter().enumerate() {
            places.entry(update.buffer).or_default().push(i);
        }
        PendingUpdates(places)
    }

    /// The updates of a buffer, which is asked for once.
    pub(super) fn take(&mut self, buffer: BufferId) -> Vec<usize> {
        self.0.remove(&buffer).unwrap_or_default()
    }

    /// Applies the updates of a buffer; a frozen one ignores them.
    pub(super) fn apply(&mut self, updates: &[Update], buffer: &mut dyn AnyBuffer) {
        for i in self.take(buffer.id()) {
            if !buffer.is_frozen() {
                buffer.apply(&updates[i].change);
            }
        }
    }
}
