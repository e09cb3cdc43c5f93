//! Sequences, images and volumes brought to other sizes.

use super::interpolation::{Interpolation, Resize};
use crate::kernels::resample::{Taps, resample, resample_backward};
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, misfit, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The last `D` axes brought to other sizes: `torch.nn.functional.interpolate`. The sizes are numbers of elements, or, as
    /// `f64`, factors of those that there are.
    ///
    /// ```
    /// use nn_core::ops::Interpolation;
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<3>::new([1, 1, 2], vec![1.0, 3.0]);
    /// let y = x.clone().interpolate([4], Interpolation::Nearest);
    /// assert_eq!(y.as_slice(), [1.0, 1.0, 3.0, 3.0]);
    /// let y = x.interpolate([2.0], Interpolation::Multilinear { align_corners: false });
    /// assert_eq!(y.as_slice(), [1.0, 1.5, 2.5, 3.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the tensor has fewer axes, or an axis has no elements before or behind.
    #[track_caller]
    pub fn interpolate<const D: usize>(self, to: impl Into<Resize<D>>, mode: Interpolation) -> Self {
        let (to, from) = (to.into(), self.shape());
        let Some(shape) = to.shape(from) else {
            let expected = format_args!(
                "interpolate: expected an input with elements along its last axes, {D} of them, before and behind {to:?}, got {from:?}"
            );
            misfit(self.place(), expected);
        };
        volume::<A>("interpolate", &shape);
        let taps = move |axis: usize| -> Taps { mode.taps(from[axis], shape[axis], to.factor(axis + D - N)) };
        let mut op = Op::named("interpolate");
        let input = op.input(&self);
        op.means(|| Operation::Interpolate((N - D..N).map(taps).collect()));
        op.run(
            shape,
            |keep| {
                let resize = |x: Tensor<N, A>, axis| {
                    let inner = x.shape()[axis + 1..].iter().product();
                    let y = resample(x.as_slice(), &taps(axis), inner);
                    Tensor::new(with(x.shape(), axis, shape[axis]), y)
                };
                ((N - D..N).fold(self.off_tape(), resize), keep.nothing())
            },
            move |(), dy, grads| {
                let resize = |dy: Tensor<N, A>, axis| {
                    let inner = dy.shape()[axis + 1..].iter().product();
                    let dx = resample_backward(dy.as_slice(), &taps(axis), inner);
                    Tensor::new(with(dy.shape(), axis, from[axis]), dx)
                };
                grads.add(input, (N - D..N).rev().fold(dy, resize));
            },
        )
    }
}

fn with<const N: usize>(mut shape: [usize; N], axis: usize, size: usize) -> [usize; N] {
    shape[axis] = size;
    shape
}

#[cfg(test)]
mod tests {
    use super::super::{Interpolation, Resize};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    const MODES: [Interpolation; 7] = [
        Interpolation::Nearest,
        Interpolation::NearestExact,
        Interpolation::Area,
        Interpolation::Multilinear { align_corners: false },
        Interpolation::Multilinear { align_corners: true },
        Interpolation::Cubic { align_corners: false },
        Interpolation::Cubic { align_corners: true },
    ];

    #[test]
    fn gradients() {
        for mode in MODES {
            gradcheck(irregular([2, 1, 3]), |x| x.interpolate([5], mode)).unwrap();
            gradcheck(irregular([1, 2, 3, 4]), |x| x.interpolate([1.5, 0.7], mode)).unwrap();
            gradcheck(irregular([1, 1, 2, 3, 2]), |x| x.interpolate([3, 2, 4], mode)).unwrap();
        }
    }

    #[track_caller]
    fn agrees(mode: Interpolation, to: impl Into<Resize<2>>, want: &[f64]) {
        let got = image().interpolate(to, mode);
        let close = got.as_slice().iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-6);
        assert!(close && got.len() == want.len(), "{mode:?}: {got:?} instead of {want:?}");
    }

    fn image() -> Tensor<4, f64> {
        Tensor::new([1, 1, 2, 3], vec![1.0, -2.0, 0.5, 4.0, 3.0, -1.0])
    }

    #[test]
    fn as_pytorch_does() {
        agrees(
            Interpolation::Nearest,
            [3, 4],
            &[1.0, 1.0, -2.0, 0.5, 1.0, 1.0, -2.0, 0.5, 4.0, 4.0, 3.0, -1.0],
        );
        agrees(Interpolation::Nearest, [1.7, 0.7], &[1.0, -2.0, 1.0, -2.0, 4.0, 3.0]);
        agrees(
            Interpolation::NearestExact,
            [3, 4],
            &[1.0, -2.0, -2.0, 0.5, 4.0, 3.0, 3.0, -1.0, 4.0, 3.0, 3.0, -1.0],
        );
        agrees(Interpolation::Area, [1, 2], &[1.5, 0.125]);
        agrees(
            Interpolation::Multilinear { align_corners: false },
            [3, 4],
            &[1.0, -0.875, -1.0625, 0.5, 2.5, 1.25, 0.21875, -0.25, 4.0, 3.375, 1.5, -1.0],
        );
        agrees(
            Interpolation::Cubic { align_corners: false },
            [3, 4],
            &[
                0.9673767, -1.627059, -1.678489, 0.8501511, 2.643555, 1.303101, 0.01000977, -0.303833,
                4.319733, 4.23326, 1.698508, -1.457817,
            ],
        );
        agrees(
            Interpolation::Multilinear { align_corners: true },
            [3, 4],
            &[1.0, -1.0, -1.166667, 0.5, 2.5, 1.166667, 0.25, -0.25, 4.0, 3.333333, 1.666667, -1.0],
        );
        agrees(
            Interpolation::Cubic { align_corners: true },
            [3, 4],
            &[1.0, -1.333333, -1.546296, 0.5, 2.5, 1.212963, 0.04166667, -0.25, 4.0, 3.759259, 1.62963, -1.0],
        );
        agrees(
            Interpolation::Multilinear { align_corners: false },
            [1.7, 1.2],
            &[1.0, -2.0, 0.5, 2.147059, -0.08823529, -0.07352941, 3.911765, 2.852941, -0.9558824],
        );
        agrees(
            Interpolation::Cubic { align_corners: false },
            [1.7, 0.8],
            &[0.3419218, -1.708903, 1.867833, -0.3684854, 3.862183, 1.383427],
        );
    }

    #[test]
    fn a_large_image_has_the_elements_of_small_ones() {
        let x = irregular([64, 3, 20, 30]);
        let mode = Interpolation::Multilinear { align_corners: false };
        let last = x.clone().slice(0, 63..64).interpolate([41, 37], mode);
        assert_eq!(x.interpolate([41, 37], mode).slice(0, 63..64), last);
    }
}
