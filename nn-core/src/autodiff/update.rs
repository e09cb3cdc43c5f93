//! Changes of buffers that wait for a step. They are data, so that they can be cloned, added up and sent.

use ndarray::{Dimension, IxDyn};

use super::ids::BufferId;
use crate::device::{self, Kernel, Operator, padded};
use crate::kernels::elementwise::{self, zip};
use crate::storage::{AnyStorage, Element, Float, SharedStorage, dispatch};

/// A change of a buffer that waits for [`step`](crate::optim::Optimizer::step).
#[derive(Clone)]
pub(crate) struct Update {
    pub(crate) buffer: BufferId,
    pub(crate) change: Change,
    /// Whether the model at hand registers the buffer.
    pub(crate) registered: bool,
}

/// What is done with a buffer's elements, and by which values.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Change {
    how: How,
    shape: IxDyn,
    values: AnyStorage,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    /// `value ← values`
    Set,
    /// `value ← value + values`
    Add,
    /// `value ← (1 − share) · value + share · values`
    Blend { share: f64 },
    /// A blend by which all that was ever averaged has the same share. At the forward, `seen` values were in the
    /// buffer, and `averaged` averages had been applied to it.
    Average { seen: u64, averaged: u64 },
}

impl Change {
    /// The values have the shape that the buffer has now.
    pub(crate) fn new(how: How, shape: &[usize], values: AnyStorage) -> Self {
        Change { how, shape: IxDyn(shape), values }
    }

    /// The shape of the values, which the buffer must still have.
    pub(crate) fn shape(&self) -> &[usize] {
        self.shape.slice()
    }

    /// What is done with the values.
    pub(crate) fn how(&self) -> How {
        self.how
    }

    /// The values, in row-major order.
    pub(crate) fn values(&self) -> &AnyStorage {
        &self.values
    }

    /// Changes the elements of a buffer, to which `averaged` averages were applied so far.
    pub(crate) fn apply(&self, elements: &mut AnyStorage, averaged: &mut u64) {
        match self.how {
            How::Set => *elements = self.values.clone(),
            How::Add => add(elements, &self.values),
            How::Blend { share } => blend(elements, &self.values, share),
            How::Average { seen, averaged: before } => {
                // Those that were applied since the forward count as well.
                let count = seen + (*averaged - before) + 1;
                blend(elements, &self.values, 1.0 / count as f64);
                *averaged += 1;
            }
        }
    }
}

/// Adds numbers of one type to others.
pub(crate) fn add(sum: &mut AnyStorage, values: &AnyStorage) {
    dispatch!(
        sum,
        floats sum => accumulate(sum, values.of()),
        integers sum => zip(sum.make_mut(), values.of().as_slice(), Element::plus),
        others _ => unreachable!("{} are not added", values.dtype()),
    )
}

fn blend(elements: &mut AnyStorage, values: &AnyStorage, share: f64) {
    dispatch!(
        elements,
        floats old => blend_floats(old, values.of(), share),
        others _ => unreachable!("{} are not blended", values.dtype()),
    )
}

fn blend_floats<A: Float>(old: &mut SharedStorage<A>, new: &SharedStorage<A>, share: f64) {
    match device::run(&[old, new], || Some(Kernel::Blend { share })) {
        Some(mut blended) => *old = blended.next(),
        None => elementwise::blend(old.make_mut(), new.as_slice(), share),
    }
}

/// Adds to a sum, where the two are.
fn accumulate<A: Float>(sum: &mut SharedStorage<A>, gradient: &SharedStorage<A>) {
    let kernel = || {
        let shape = padded([sum.len()])?;
        Some(Kernel::Binary { operator: Operator::Add, left: shape, right: shape, shape })
    };
    match device::run(&[sum, gradient], kernel) {
        Some(mut total) => *sum = total.next(),
        None => elementwise::accumulate(sum.make_mut(), gradient.as_slice()),
    }
}
