//! Tensors made from a shape or a range of numbers.

use super::{Tensor, volume};
use crate::storage::{Element, Float, Number, filled};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// A tensor of ones (of `true` for a mask), as
    /// [`torch.ones`](https://docs.pytorch.org/docs/2.8/generated/torch.ones.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::<2>::ones([1, 2]).as_slice(), [1.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn ones(shape: [usize; N]) -> Self {
        let one = A::from_number(Number::Whole(1));
        Tensor::new(shape, filled(volume::<A>("Tensor::ones", &shape), one))
    }
}

impl<A: Element> Tensor<2, A> {
    /// The identity matrix of shape `[n, n]`, as
    /// [`torch.eye`](https://docs.pytorch.org/docs/2.8/generated/torch.eye.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::<2>::eye(2).as_slice(), [1.0, 0.0, 0.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn eye(n: usize) -> Self {
        volume::<A>("Tensor::eye", &[n, n]);
        let mut eye = Tensor::zeros([n, n]);
        let diagonal = eye.as_mut_slice().iter_mut().step_by(n + 1);
        diagonal.for_each(|element| *element = A::from_number(Number::Whole(1)));
        eye
    }
}

impl<A: Steps> Tensor<1, A> {
    /// The numbers from `start` on, in steps of 1, below `end`, as
    /// [`torch.arange`](https://docs.pytorch.org/docs/2.8/generated/torch.arange.html). Whole numbers are indices (`usize`)
    /// unless [cast](Self::cast): `Tensor::arange(0, 5).cast::<i64>()`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::arange(0, 3).as_slice(), [0, 1, 2]);
    /// assert_eq!(Tensor::<1>::arange(-0.5, 2.0).as_slice(), [-0.5, 0.5, 1.5]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `end` is below `start`, or one of them is no finite number.
    #[track_caller]
    pub fn arange(start: A, end: A) -> Self {
        steps("arange", start, end, A::from_number(Number::Whole(1)))
    }

    /// The numbers from `start` on, in steps of `step`, up to `end`, which is not one of them: `torch.arange` of three
    /// arguments. A step of floats may be negative.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::arange_step(0, 7, 3).as_slice(), [0, 3, 6]);
    /// assert_eq!(Tensor::<1>::arange_step(1.0, 0.0, -0.5).as_slice(), [1.0, 0.5]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no number of steps leads to `end`, or one of the numbers is not finite.
    #[track_caller]
    pub fn arange_step(start: A, end: A, step: A) -> Self {
        steps("arange_step", start, end, step)
    }
}

impl<A: Float> Tensor<1, A> {
    /// So many numbers at equal distances from `start` to `end`, both included, as
    /// [`torch.linspace`](https://docs.pytorch.org/docs/2.8/generated/torch.linspace.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::<1>::linspace(-1.0, 1.0, 5).as_slice(), [-1.0, -0.5, 0.0, 0.5, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold so many.
    #[track_caller]
    pub fn linspace(start: A, end: A, steps: usize) -> Self {
        let steps = volume::<A>("Tensor::linspace", &[steps]);
        let (start, end) = (start.to_double(), end.to_double());
        let step = (end - start) / steps.saturating_sub(1).max(1) as f64;
        // From the nearer end, so that both are met exactly.
        let at = |i: usize| match 2 * i < steps {
            true => start + step * i as f64,
            false => end - step * (steps - 1 - i) as f64,
        };
        (0..steps).map(|i| A::of(at(i))).collect()
    }
}

#[track_caller]
fn steps<A: Steps>(name: &str, start: A, end: A, step: A) -> Tensor<1, A> {
    let Some(count) = A::count(start, end, step) else {
        panic!("{name}: no number of steps of {step} leads from {start} to {end}")
    };
    (0..volume::<A>(name, &[count])).map(|i| A::nth(start, step, i)).collect()
}

/// What [`Tensor::arange`] counts in: `f32`, `f64` or `usize`.
#[diagnostic::on_unimplemented(
    message = "there is no range of `{Self}`",
    label = "expected `f32`, `f64` or `usize`",
    note = "other numbers are cast: `Tensor::arange(0, 5).cast::<i64>()`"
)]
pub trait Steps: Element {
    /// How many steps there are.
    #[doc(hidden)]
    fn count(start: Self, end: Self, step: Self) -> Option<usize>;
    #[doc(hidden)]
    fn nth(start: Self, step: Self, i: usize) -> Self;
}

impl Steps for usize {
    fn count(start: usize, end: usize, step: usize) -> Option<usize> {
        (step > 0).then(|| end.checked_sub(start))?.map(|distance| distance.div_ceil(step))
    }

    fn nth(start: usize, step: usize, i: usize) -> usize {
        start + step * i
    }
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Steps for $float {
            fn count(start: $float, end: $float, step: $float) -> Option<usize> {
                let count = ((end.to_double() - start.to_double()) / step.to_double()).ceil();
                (count.is_finite() && count >= 0.0).then_some(count as usize)
            }

            fn nth(start: $float, step: $float, i: usize) -> $float {
                <$float>::of(start.to_double() + step.to_double() * i as f64)
            }
        }
    )*};
}

floats!(f32, f64);

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn ranges_end_where_pytorchs_end() {
        assert_eq!(Tensor::<1>::arange(0.0, 2.5).as_slice(), [0.0, 1.0, 2.0]);
        assert_eq!(Tensor::<1, f64>::arange_step(0.0, 1.0, 0.25).as_slice(), [0.0, 0.25, 0.5, 0.75]);
        assert_eq!(Tensor::arange(4, 4).as_slice(), [0_usize; 0]);
        assert_eq!(Tensor::<1>::linspace(3.0, 7.0, 1).as_slice(), [3.0]);
        assert_eq!(Tensor::<1>::linspace(0.0, 0.3, 4).as_slice()[3], 0.3);
        assert!(Tensor::<1>::linspace(0.0, 1.0, 0).is_empty());
        assert_eq!(Tensor::<2, bool>::eye(2).as_slice(), [true, false, false, true]);
        assert_eq!(Tensor::<2, i64>::eye(0).shape(), [0, 0]);
    }
}
