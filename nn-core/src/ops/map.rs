//! Operations on single elements: how any function and its derivative become one.

use crate::device::{self, Kernel, Unary};
use crate::kernels::elementwise;
use crate::operation::Operation;
use crate::storage::{Element, Float, SharedStorage, scratch};
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// `f(x, y)` of the elements of two tensors of one shape, off the tape and on the host, in the memory of the first if
    /// nobody else holds it.
    pub(crate) fn zip_values<B: Element>(self, other: &Tensor<N, B>, f: impl Fn(A, B) -> A + Sync) -> Self {
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
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `f` of each element, off the tape, in the tensor's own memory if nobody else holds it.
    pub(crate) fn map_values(self, f: Unary) -> Self {
        let shape = self.shape();
        if let Some(mut y) = device::run(&[self.storage()], || Some(Kernel::Unary(f))) {
            return Tensor::from_storage(shape, y.next());
        }
        let mut storage = self.into_storage();
        if let Some(y) = A::map_later(f, &storage) {
            return Tensor::from_storage(shape, y);
        }
        if let Some(values) = storage.get_mut() {
            A::map(f, values);
            return Tensor::from_storage(shape, storage);
        }
        if let Some(repeated) = storage.as_repeated() {
            let elements = A::map_into_new(f, repeated.elements().as_slice());
            return Tensor::from_storage(
                shape,
                SharedStorage::repeated(SharedStorage::new(elements), repeated.sizes()),
            );
        }
        Tensor::new(shape, A::map_into_new(f, storage.as_slice()))
    }

    /// The gradient of the argument of `f`, of that of its result and what was kept; in the memory of the latter if nobody
    /// else holds it.
    fn unary_backward(self, f: Unary, kept: &Self) -> Self {
        let shape = self.shape();
        let kernel = || Some(Kernel::UnaryBackward(f));
        if let Some(mut dx) = device::run(&[self.storage(), kept.storage()], kernel) {
            return Tensor::from_storage(shape, dx.next());
        }
        let mut storage = self.into_storage();
        if let Some(dx) = A::backward_later(f, &storage, kept.storage()) {
            return Tensor::from_storage(shape, dx);
        }
        A::map_backward(f, storage.make_mut(), kept.as_slice());
        Tensor::from_storage(shape, storage)
    }

    /// `f` of each element.
    #[track_caller]
    pub(crate) fn map(self, name: &'static str, f: Unary) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.means(|| Operation::Unary(f));
        op.run(
            self.shape(),
            |keep| {
                if f.keeps_result() {
                    // The next operation keeps it anyway.
                    let y = self.map_values(f);
                    let kept = keep.value(|| y.off_tape());
                    return (y, kept);
                }
                let x = keep.value(|| self.off_tape());
                (self.map_values(f), x)
            },
            move |kept, dy, grads| grads.add(input, dy.unary_backward(f, &kept)),
        )
    }
}
