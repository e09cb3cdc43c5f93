//! The rectifier with a learned slope.

use super::Operand;
use crate::device::{self, Kernel};
use crate::kernels::prelu as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `x` where positive, else `weight · x`, with one weight for all or one for each channel (index of axis 1)
    /// ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[-1.0, -1.0], [3.0, 3.0]]);
    /// assert_eq!(x.prelu(Tensor::from([0.5, 0.25])).as_slice(), [-0.5, -0.25, 3.0, 3.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are neither 1 weight nor as many as channels.
    #[track_caller]
    pub fn prelu(self, weight: impl Operand<1, A>) -> Self {
        let weight = weight.operand_of(&self);
        let shape = self.shape();
        let axis_sizes = match weight.len() {
            1 => AxisSizes { outer: 1, axis: 1, inner: self.len() },
            n => {
                fits!(
                    self.place(),
                    N >= 2 && shape[1] == n,
                    "prelu: {n} weights need an input of shape [batch, {n}, ..], got {shape:?}"
                );
                AxisSizes::new(&shape, 1)
            }
        };
        let mut op = Op::named("prelu");
        let (vx, vw) = (op.input(&self), op.input(&weight));
        op.means(|| Operation::Prelu);
        op.run(
            shape,
            |keep| {
                let y = device::compute(
                    &[self.storage(), weight.storage()],
                    || Some(Kernel::Prelu(axis_sizes)),
                    || kernel::forward(self.as_slice(), weight.as_slice(), axis_sizes),
                );
                (Tensor::from_storage(shape, y), keep.value(|| (self.off_tape(), weight.off_tape())))
            },
            move |(x, weight), dy, grads| {
                let kernel = || Some(Kernel::PreluBackward(axis_sizes));
                if let Some(mut both) = device::run(&[dy.storage(), x.storage(), weight.storage()], kernel) {
                    grads.add(vx, Tensor::<N, A>::from_storage(shape, both.next()));
                    return grads.add(vw, Tensor::<1, A>::from_storage(vw.shape(), both.next()));
                }
                grads.add_with(vw, || {
                    let dw = kernel::backward_slopes(dy.as_slice(), x.as_slice(), axis_sizes);
                    Tensor::new(vw.shape(), dw)
                });
                grads.add_with(vx, || {
                    let mut storage = dy.into_storage();
                    kernel::backward(storage.make_mut(), x.as_slice(), weight.as_slice(), axis_sizes);
                    Tensor::from_storage(shape, storage)
                });
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn one_weight_and_one_for_each_channel() {
        let x = irregular([2, 3, 7]);
        for w in [irregular([1]), irregular([3])] {
            gradcheck(x.clone(), |x| x.prelu(&w)).unwrap();
            gradcheck(w, |w| x.clone().beside(&w).prelu(w)).unwrap();
        }
        gradcheck(irregular([]), |x| x.prelu(Tensor::from([0.25]))).unwrap();
        let x = irregular([40]);
        gradcheck(irregular([1]), |w| x.clone().beside(&w).prelu(w)).unwrap();
    }

    #[test]
    #[should_panic(expected = "prelu: 4 weights need an input of shape [batch, 4, ..], got [2, 3]")]
    fn weights_must_fit_the_channels() {
        let _ = irregular([2, 3]).prelu(irregular([4]));
    }
}
