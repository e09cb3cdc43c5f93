//! The operators of two tensors, off the tape.

use crate::device::{self, Kernel, Operator, padded};
use crate::storage::Float;
use crate::tensor::Tensor;

/// `a ∘ b` off the tape, in the memory of an operand if its shape is the result's and nobody else holds it.
#[inline]
pub(super) fn combine<const N: usize, A: Float>(
    a: Tensor<N, A>,
    b: Tensor<N, A>,
    shape: [usize; N],
    operator: Operator,
) -> Tensor<N, A> {
    let kernel = || {
        let (left, right, shape) = (padded(a.shape())?, padded(b.shape())?, padded(shape)?);
        Some(Kernel::Binary { operator, left, right, shape })
    };
    if let Some(mut c) = device::run(&[a.storage(), b.storage()], kernel) {
        return Tensor::from_storage(shape, c.next());
    }
    if let Some(c) = combine_repeated(&a, &b, shape, operator) {
        return c;
    }
    if a.shape() != shape || b.shape() != shape {
        let (left, right) = ((a.as_slice(), &a.shape()[..]), (b.as_slice(), &b.shape()[..]));
        return Tensor::new(shape, A::operate_broadcast(operator, left, right, &shape));
    }
    let (mut a, mut b) = (a.into_storage(), b.into_storage());
    if let Some(values) = a.get_mut() {
        A::into_left(operator, values, b.as_slice());
        return Tensor::from_storage(shape, a);
    }
    if let Some(values) = b.get_mut() {
        A::into_right(operator, a.as_slice(), values);
        return Tensor::from_storage(shape, b);
    }
    Tensor::new(shape, A::operate(operator, a.as_slice(), b.as_slice()))
}

/// `a ∘ b` where `a` has fewer elements that stand for all, as the gradient of a sum has: what comes first in a backward pass.
fn combine_repeated<const N: usize, A: Float>(
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    shape: [usize; N],
    operator: Operator,
) -> Option<Tensor<N, A>> {
    let repeated = a.storage().as_repeated()?;
    if [a.shape(), b.shape()] == [shape; 2] {
        let c = repeated.before(b.as_slice(), |a, b| A::into_left(operator, a, b));
        return Some(Tensor::new(shape, c));
    }
    // One number beside what is stretched: few results, which stand for all.
    (repeated.elements().len() == 1).then(|| {
        let number = (repeated.elements().as_slice(), &[1; N][..]);
        let few = A::operate_broadcast(operator, number, (b.as_slice(), &b.shape()), &b.shape());
        Tensor::new(b.shape(), few).repeat_to(shape)
    })
}
