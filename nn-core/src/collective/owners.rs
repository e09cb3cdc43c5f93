//! Which rank steps which parameter.

use std::collections::HashMap;

use crate::autodiff::{IdMap, ParamGradient, ParamId};
use crate::error::{Error, Result};
use crate::module::{AnyParam, Module, Path, Visit, Visitor};

/// The rank of each parameter, for good: what is remembered of it is there.
#[derive(Debug, Default)]
pub(super) struct Owners {
    of_id: IdMap<ParamId, usize>,
    of_path: HashMap<String, usize>,
}

impl Owners {
    /// Parts of about the same number of trained elements, in the order of declaration.
    pub(super) fn new(ranks: usize, model: &dyn Module) -> Self {
        let total = model.num_trainable_parameters().max(1);
        let mut share = Share { owners: Owners::default(), ranks, total, before: 0 };
        model.visit(&Path::ROOT, &mut Visit::new(&mut share));
        share.owners
    }

    pub(super) fn of_path(&self, path: &str) -> Option<usize> {
        self.of_path.get(path).copied()
    }

    /// The rank that steps by a gradient.
    pub(super) fn of(&self, gradient: &ParamGradient) -> Result<usize> {
        self.of_id.get(&gradient.param).copied().ok_or_else(|| {
            Error::optimizer(format!(
                "the parameter of shape {:?}, made at {}, was no part of the model when its optimizer was shared out among \
                 the ranks: make the optimizer anew, `world.sharded_optimizer(optimizer, &mut model)`",
                gradient.shape(),
                gradient.made_at
            ))
        })
    }
}

struct Share {
    owners: Owners,
    ranks: usize,
    total: usize,
    /// The number of trained elements before.
    before: usize,
}

impl Visitor for Share {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let len = if param.is_trainable() && !at.is_frozen() { param.num_elements() } else { 0 };
        // The rank in whose part the middle of the parameter lies.
        let owner = ((self.before + len / 2) * self.ranks / self.total).min(self.ranks - 1);
        self.before += len;
        self.owners.of_id.insert(param.id(), owner);
        self.owners.of_path.insert(at.into(), owner);
    }
}
