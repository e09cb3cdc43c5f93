//! What a model registers, in the order of visiting: what the ranks must agree on.

use std::panic::Location;

use ndarray::{Dimension, IxDyn};

use super::digest::Digest;
use super::fact::Fact;
use crate::autodiff::{BufferId, IdMap, ParamId};
use crate::module::{AnyBuffer, AnyParam, Module, Path, Visit, Visitor};
use crate::storage::Dtype;
use crate::tensor::AnyTensor;

/// The parameters that are trained and the buffers of a model, each with its place; and a description of all.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) params: Vec<ParamPlace>,
    pub(super) place_of: IdMap<ParamId, usize>,
    pub(super) buffers: Vec<BufferPlace>,
    pub(super) buffer_of: IdMap<BufferId, usize>,
    pub(super) facts: Vec<Fact>,
}

/// A parameter that is trained.
pub(super) struct ParamPlace {
    pub(super) id: ParamId,
    pub(super) shape: IxDyn,
    pub(super) made_at: &'static Location<'static>,
    pub(super) dtype: Dtype,
    pub(super) len: usize,
}

/// A buffer.
pub(super) struct BufferPlace {
    pub(super) id: BufferId,
    pub(super) dtype: Dtype,
}

impl Layout {
    pub(super) fn of(model: &dyn Module) -> Self {
        let mut layout = Layout::default();
        model.visit(&Path::ROOT, &mut Visit::new(&mut layout));
        layout
    }

    fn trained(&mut self, param: &dyn AnyParam, dtype: Dtype) {
        let (id, shape, len) = (param.id(), IxDyn(param.shape()), param.num_elements());
        self.place_of.insert(id, self.params.len());
        self.params.push(ParamPlace { id, shape, made_at: param.made_at(), dtype, len });
    }

    fn describe(&mut self, at: &Path<'_>, dtype: Dtype, shape: &[usize], kind: &str) {
        self.facts.push((at.into(), format!("{dtype} {shape:?}, {kind}")));
    }
}

impl Visitor for Layout {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let (dtype, trained) = (param.value().dtype(), param.is_trainable() && !at.is_frozen());
        self.describe(at, dtype, param.shape(), if trained { "trained" } else { "frozen" });
        if trained {
            self.trained(param, dtype);
        }
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        let frozen = buffer.is_frozen() || at.is_frozen();
        let dtype = buffer.value().dtype();
        self.describe(at, dtype, buffer.shape(), if frozen { "frozen buffer" } else { "buffer" });
        self.buffer_of.insert(buffer.id(), self.buffers.len());
        self.buffers.push(BufferPlace { id: buffer.id(), dtype });
    }
}

impl ParamPlace {
    pub(super) fn shape(&self) -> &[usize] {
        self.shape.slice()
    }
}

/// A fact for each parameter and buffer: a checksum of its elements.
pub(super) fn checksums(model: &dyn Module) -> Vec<Fact> {
    let mut checksums = Checksums(Vec::new());
    model.visit(&Path::ROOT, &mut Visit::new(&mut checksums));
    checksums.0
}

struct Checksums(Vec<Fact>);

impl Checksums {
    fn add(&mut self, at: &Path<'_>, value: &AnyTensor) {
        let mut digest = Digest::default();
        digest.elements(value.storage());
        self.0.push((at.into(), format!("values with the checksum {:016x}", digest.finish())));
    }
}

impl Visitor for Checksums {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.add(at, &param.value());
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.add(at, &buffer.value());
    }
}
