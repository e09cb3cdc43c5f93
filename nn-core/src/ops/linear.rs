//! The affine map of a linear layer.

use super::{Operand, OptionalOperand};
use crate::device::{self, Affine, Kernel};
use crate::kernels::linear::Weight;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Tensor, fits, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `x · weightᵀ + bias` over the last axis, as [`Linear`](crate::nn::Linear) computes it.
    ///
    /// Shapes: `[.., inputs]`, a weight of `[outputs, inputs]` and a bias of `[outputs]` give `[.., outputs]`.
    ///
    /// # Panics
    ///
    /// If the rank is 0 or the shapes do not fit.
    #[inline]
    #[track_caller]
    pub fn linear(self, weight: impl Operand<2, A>, bias: impl OptionalOperand<1, A>) -> Self {
        let weight = weight.operand_of(&self);
        let bias = bias.optional_operand_of(&self);
        linear(self, weight, bias)
    }
}

#[inline]
#[track_caller]
fn linear<const N: usize, A: Float>(
    x: Tensor<N, A>,
    weight: Tensor<2, A>,
    bias: Option<Tensor<1, A>>,
) -> Tensor<N, A> {
    let [outputs, inputs] = weight.shape();
    let mut shape = x.shape();
    fits!(
        x.place(),
        N > 0 && shape[N - 1] == inputs,
        "linear: a weight of shape {:?} needs an input of shape [.., {inputs}], got {shape:?}",
        weight.shape()
    );
    if let Some(bias) = &bias {
        let got = bias.shape();
        fits!(
            x.place(),
            got == [outputs],
            "linear: {outputs} outputs need a bias of shape [{outputs}], got {got:?}"
        );
    }
    let rows = x.len().checked_div(inputs).unwrap_or_else(|| shape[..N - 1].iter().product());
    shape[N - 1] = outputs;
    volume::<A>("linear", &shape);
    let mut op = Op::named("linear");
    let (vx, vw) = (op.input(&x), op.input(&weight));
    let vb = op.optional_input(bias.as_ref());
    op.means(|| Operation::Linear);
    let map = Affine { rows, inputs, outputs };
    op.multiply_adds(map.multiply_adds()).run(
        shape,
        |keep| {
            let lasts = !keep.wanted();
            let y = forward(map, x.storage(), weight.storage(), bias.as_ref().map(Tensor::storage), lasts);
            (Tensor::from_storage(shape, y), keep.value(|| (x.off_tape(), weight.off_tape())))
        },
        move |(x, weight), dy, grads| {
            let dy = dy.storage();
            if let Some(vb) = vb {
                grads.add_with(vb, || Tensor::from_storage(vb.shape(), bias_backward(map, dy)));
            }
            grads.add_with(vw, || Tensor::from_storage(vw.shape(), weight_backward(map, dy, x.storage())));
            grads.add_with(vx, || Tensor::from_storage(vx.shape(), backward(map, dy, weight.storage())));
        },
    )
}

/// `x · Wᵀ + b`, where the operands are. A weight that lasts, as those of a model that is not trained do, is laid out for
/// products once.
#[inline(always)]
pub(super) fn forward<A: Float>(
    map: Affine,
    x: &SharedStorage<A>,
    weight: &SharedStorage<A>,
    bias: Option<&SharedStorage<A>>,
    lasts: bool,
) -> SharedStorage<A> {
    let kernel = || Some(Kernel::Affine(map));
    let computed = match bias {
        Some(bias) => device::run(&[x, weight, bias], kernel),
        None => device::run(&[x, weight], kernel),
    };
    match computed {
        Some(mut y) => y.next(),
        None => {
            let bias = bias.map(SharedStorage::as_slice);
            SharedStorage::new(map.forward(x.as_slice(), laid_out(map, weight, lasts), bias))
        }
    }
}

/// The weight, as products of so many rows are fastest.
#[inline]
fn laid_out<A: Float>(map: Affine, weight: &SharedStorage<A>, lasts: bool) -> Weight<'_, A> {
    let packed =
        map.wants_packed().then(|| weight.arrange_lasting(lasts, |weight| map.packed(weight))).flatten();
    packed.map_or_else(|| Weight::Stored(weight.as_slice()), Weight::Packed)
}

/// The gradient of `x`.
pub(super) fn backward<A: Float>(
    map: Affine,
    dy: &SharedStorage<A>,
    weight: &SharedStorage<A>,
) -> SharedStorage<A> {
    device::compute(
        &[dy, weight],
        || Some(Kernel::Matmul(map.backward_product())),
        || map.backward(dy.as_slice(), weight.as_slice()),
    )
}

/// The gradient of the weight.
pub(super) fn weight_backward<A: Float>(
    map: Affine,
    dy: &SharedStorage<A>,
    x: &SharedStorage<A>,
) -> SharedStorage<A> {
    device::compute(
        &[dy, x],
        || Some(Kernel::Matmul(map.weight_product())),
        || map.weight_backward(dy.as_slice(), x.as_slice()),
    )
}

/// The gradient of the bias.
pub(super) fn bias_backward<A: Float>(map: Affine, dy: &SharedStorage<A>) -> SharedStorage<A> {
    device::compute(&[dy], || Some(Kernel::SumAxis(map.columns())), || map.bias_backward(dy.as_slice()))
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::module::Param;
    use crate::optim::{Optimizer, Sgd};
    use crate::storage::handed_out;
    use crate::tensor::Tensor;

    fn numbers<const N: usize>(shape: [usize; N], step: usize) -> Tensor<N> {
        let len = shape.iter().product::<usize>();
        Tensor::new(shape, (0..len).map(|i| (i * step % 1999) as f32 / 1000.0 - 0.9995).collect())
    }

    #[test]
    fn a_weight_that_is_not_trained_is_laid_out_once() {
        // A hidden layer, and the few classes of a last one.
        for outputs in [100, 10] {
            let (x, weight) = (numbers([32, 200], 7919), numbers([outputs, 200], 104_729));
            let taken = || {
                let before = handed_out();
                let y = x.clone().linear(&weight, None);
                (handed_out() - before, y)
            };
            let ((first, y), (second, again)) = (taken(), taken());
            assert!(first >= weight.len() + y.len() && second == y.len(), "{first}, then {second}");
            assert_eq!(y.as_slice(), again.as_slice());
        }
    }

    #[test]
    fn a_step_between_two_forwards_is_seen() {
        let (x, mut weight) = (numbers([32, 200], 7919), Param::new(numbers([100, 200], 104_729)));
        let forward = |weight: &Param<2>| x.clone().linear(weight, None);
        let mut sgd = Sgd::new(0.1);
        for _ in 0..3 {
            let before = forward(&weight);
            let tape = Tape::new(0);
            let trained = tape.input(x.clone()).linear(&weight, None);
            // By whichever kernel, a product has the same bits where sums are fused, and nearly the same where they are not.
            for (trained, before) in trained.as_slice().iter().zip(before.as_slice()) {
                assert!((trained - before).abs() < 1e-3, "{trained} instead of {before}");
            }
            sgd.step(&mut weight, trained.square().mean().backward()).unwrap();
            let fresh = Param::new(weight.value().clone() * 1.0);
            assert_eq!(forward(&weight).as_slice(), forward(&fresh).as_slice());
            assert_ne!(forward(&weight).as_slice(), before.as_slice());
        }
    }

    #[test]
    fn linear() {
        let (x, w, b) = (irregular([2, 3, 4]), irregular([5, 4]), irregular([5]));
        gradcheck(x.clone(), |x| x.linear(&w, &b)).unwrap();
        gradcheck(w.clone(), |w| x.clone().beside(&w).linear(w, &b)).unwrap();
        gradcheck(b, |b| x.clone().linear(&w, b)).unwrap();
        gradcheck(w, |w| x.clone().linear(w, None)).unwrap();
    }
}
