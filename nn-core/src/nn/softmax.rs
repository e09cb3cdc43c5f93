//! `Softmax` and its kin.

use super::forward::forward;
use super::layer::layer;
use super::spec::own_spec;
use crate::shape::{Message, Shape};
use crate::tensor::misfit;
use crate::{Forward, Tensor};

macro_rules! softmax {
    ($(#[$doc:meta])* $type:ident, $operation:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            axis: isize,
        }

        layer!($type {} |layer| "axis={}", layer.axis);
        own_spec!($type);

        impl $type {
            /// A layer along `axis`; negative ones count from the end, −1 being the last.
            pub const fn new(axis: isize) -> Self {
                $type { axis }
            }

            /// The shape of a sample behind the layer, without the batch, if there is such an axis.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($type), self.axis, input)
            }

            /// The layer, which is its own spec.
            pub const fn spec(axis: isize) -> Self {
                Self::new(axis)
            }

            #[track_caller]
            fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
                let shape = x.shape();
                match axis(self.axis, N) {
                    // One number is a row of one.
                    Some(_) if N == 0 => x.reshape([1]).$operation(0).reshape(shape),
                    Some(axis) => x.$operation(axis),
                    None => misfit(
                        x.place(),
                        format_args!(
                            "{}: expected an input with an axis {}, got shape {shape:?}",
                            self.describe(),
                            self.axis
                        ),
                    ),
                }
            }
        }

        impl<const N: usize> Forward<Tensor<N>> for $type {
            forward!(apply(Tensor<N>) -> Tensor<N>);
        }
    };
}

softmax!(
    /// `eˣ / Σ eˣ` along an axis:
    /// [`torch.nn.Softmax`](https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html).
    ///
    /// # Panics
    ///
    /// The forward, if the input has no such axis.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Softmax::new(-1).forward(Tensor::from([3.0, 3.0])).as_slice(), [0.5, 0.5]);
    /// ```
    Softmax,
    softmax
);

softmax!(
    /// `x − ln Σ eˣ` along an axis, the logarithm of [`Softmax`]:
    /// [`torch.nn.LogSoftmax`](https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html).
    ///
    /// # Panics
    ///
    /// The forward, if the input has no such axis.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let y = LogSoftmax::new(-1).forward(Tensor::from([3.0, 3.0]));
    /// assert!((y.as_slice()[0] - 0.5_f32.ln()).abs() < 1e-6);
    /// ```
    LogSoftmax,
    log_softmax
);

softmax!(
    /// `e⁻ˣ / Σ e⁻ˣ` along an axis:
    /// [`torch.nn.Softmin`](https://pytorch.org/docs/stable/generated/torch.nn.Softmin.html).
    ///
    /// # Panics
    ///
    /// The forward, if the input has no such axis.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Softmin::new(-1).forward(Tensor::from([0.0, 1000.0])).as_slice(), [1.0, 0.0]);
    /// ```
    Softmin,
    softmin
);

/// [`Softmax`] over the channels of each pixel:
/// [`torch.nn.Softmax2d`](https://pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html). It is its own spec.
///
/// # Shapes
///
/// `[batch, channels, height, width]`, or without the batch, which stays as it is.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Softmax2d.forward(Tensor::<3>::zeros([2, 1, 1])).as_slice(), [0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Softmax2d;

layer!(Softmax2d {});
own_spec!(Softmax2d);

impl Softmax2d {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() == 3 {
            return Ok(input);
        }
        Err(Message::new("Softmax2d takes [channels, height, width], but gets ").shape(&input))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        x.softmax(N - 3)
    }
}

impl Forward<Tensor<4>> for Softmax2d {
    forward!(apply(Tensor<4>) -> Tensor<4>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for Softmax2d {
    forward!(apply(Tensor<3>) -> Tensor<3>);
}

const fn output_shape(name: &str, axis: isize, input: Shape) -> Result<Shape, Message> {
    // The axis counts with the batch.
    let rank = input.rank() as isize + 1;
    if -rank <= axis && axis < rank {
        return Ok(input);
    }
    let minus = if axis < 0 { "-" } else { "" };
    let along = Message::new(name).text(" goes along axis ").text(minus).number(axis.unsigned_abs());
    Err(along.text(", counted with the batch, but gets ").shape(&input))
}

/// The axis counted from the start, if there is one. A number without axes counts as a row.
pub(super) fn axis(axis: isize, rank: usize) -> Option<usize> {
    let rank = rank.max(1);
    let axis = if axis < 0 { axis + rank as isize } else { axis };
    usize::try_from(axis).ok().filter(|&axis| axis < rank)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn axes_from_both_ends() {
        let x = Tensor::from(ndarray::array![[0.0, 0.0], [1.0, 5.0]]);
        assert_eq!(Softmax::new(-2).forward(x.clone()), Softmax::new(0).forward(x.clone()));
        assert_eq!(LogSoftmax::new(-1).forward(x.clone()), LogSoftmax::new(1).forward(x));
        assert_eq!(Softmax::new(0).forward(Tensor::from(7.0)).item(), 1.0);
        assert_eq!(Softmax::new(-1).tree().to_string(), "Softmax(axis=-1)");
    }

    #[test]
    #[should_panic(expected = "Softmax(axis=2): expected an input with an axis 2, got shape [3]")]
    fn the_axis_must_exist() {
        Softmax::new(2).forward(Tensor::<1>::zeros([3]));
    }
}
