//! Operations on single elements: how any function and its derivative become one.

use crate::kernels::elementwise;
use crate::storage::{Float, scratch};
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `f` of each element, off the tape, in the tensor's own memory if nobody else holds it.
    pub(crate) fn map_values(self, f: impl Fn(A) -> A + Sync) -> Self {
        let shape = self.shape();
        let mut storage = self.into_storage();
        if let Some(values) = storage.get_mut() {
            elementwise::map(values, f);
            return Tensor::from_storage(shape, storage);
        }
        let mut y = scratch(storage.len());
        elementwise::map_into(storage.as_slice(), &mut y, f);
        Tensor::new(shape, y)
    }

    /// `f(x, y)` of the elements of two tensors of one shape, off the tape, in the memory of the first if
    /// nobody else holds it.
    pub(crate) fn zip_values<B: crate::storage::Element>(
        self,
        other: &Tensor<N, B>,
        f: impl Fn(A, B) -> A + Sync,
    ) -> Self {
        let shape = self.shape();
        let mut storage = self.into_storage();
        if let Some(values) = storage.get_mut() {
            elementwise::zip(values, other.as_slice(), f);
            return Tensor::from_storage(shape, storage);
        }
        let mut z = scratch(storage.len());
        elementwise::zip_into(storage.as_slice(), other.as_slice(), &mut z, f);
        Tensor::new(shape, z)
    }

    /// `y = f(x)` with `dy/dx` as a function of `x`.
    #[track_caller]
    pub(crate) fn map_from_input(
        self,
        name: &'static str,
        f: impl Fn(A) -> A + Sync,
        derivative: impl Fn(A) -> A + Sync + Send + 'static,
    ) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.run(
            self.shape(),
            |keep| {
                let x = keep.value(|| self.off_tape());
                (self.map_values(f), x)
            },
            move |x, dy, grads| grads.add(input, dy.zip_values(&x, times(derivative))),
        )
    }

    /// `y = f(x)` with `dy/dx` as a function of `y`: what is kept is the result, which the next operation keeps
    /// anyway.
    #[track_caller]
    pub(crate) fn map_from_output(
        self,
        name: &'static str,
        f: impl Fn(A) -> A + Sync,
        derivative: impl Fn(A) -> A + Sync + Send + 'static,
    ) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.run(
            self.shape(),
            |keep| {
                let y = self.map_values(f);
                let kept = keep.value(|| y.off_tape());
                (y, kept)
            },
            move |y, dy, grads| grads.add(input, dy.zip_values(&y, times(derivative))),
        )
    }
}

/// The chain rule. Always inlined: a function that the compiler leaves outside of the vectorised loop is a hundred
/// times slower.
fn times<A: Float>(derivative: impl Fn(A) -> A) -> impl Fn(A, A) -> A {
    #[inline(always)]
    move |dy, x| dy * derivative(x)
}

/// A function of one element as a closure that is always inlined.
macro_rules! inlined {
    ($function:path) => {{
        #[inline(always)]
        |x| $function(x)
    }};
}

pub(super) use inlined;
