//! By what a step knows whether a model is still made of the same parameters and buffers.

use std::hash::{Hash, Hasher};

use crate::autodiff::{BufferId, IdHasher, ParamId};
use crate::module::Path;

/// A number that changes with the set and the order of a model's parameters and buffers, and with the number of patterns;
/// with the paths as well, where there are patterns to go by them.
pub(super) struct Fingerprint {
    hasher: IdHasher,
    paths: bool,
}

impl Fingerprint {
    pub(super) fn new(patterns: usize) -> Self {
        let mut hasher = IdHasher::default();
        patterns.hash(&mut hasher);
        Fingerprint { hasher, paths: patterns > 0 }
    }

    pub(super) fn param(&mut self, at: &Path<'_>, id: ParamId) {
        id.hash(&mut self.hasher);
        self.path(at);
    }

    pub(super) fn buffer(&mut self, at: &Path<'_>, id: BufferId) {
        id.hash(&mut self.hasher);
        self.path(at);
    }

    fn path(&mut self, at: &Path<'_>) {
        if self.paths {
            at.hash(&mut self.hasher);
        }
    }

    pub(super) fn finish(&self) -> u64 {
        self.hasher.finish()
    }
}
