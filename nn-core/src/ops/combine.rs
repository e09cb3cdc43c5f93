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
    let operands = [(a.storage(), a.shape_ref()), (b.storage(), b.shape_ref())];
    if let Some(c) = A::operate_later(operator, operands[0], operands[1], &shape) {
        return Tensor::from_storage(shape, c);
    }
    if a.shape() != shape || b.shape() != shape {
        let [left, right] = operands.map(|(storage, shape)| (storage.as_slice(), shape));
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

/// `a ∘ b` where `a` is one number that stands for all, as the gradient of a sum is, beside what is stretched: few results,
/// which stand for all.
fn combine_repeated<const N: usize, A: Float>(
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    shape: [usize; N],
    operator: Operator,
) -> Option<Tensor<N, A>> {
    let repeated = a.storage().as_repeated()?;
    (repeated.elements().len() == 1 && b.shape() != shape).then(|| {
        let number = (repeated.elements().as_slice(), &[1; N][..]);
        let few = A::operate_broadcast(operator, number, (b.as_slice(), &b.shape()), &b.shape());
        Tensor::new(b.shape(), few).repeat_to(shape)
    })
}
