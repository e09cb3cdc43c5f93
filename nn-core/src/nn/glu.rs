//! `Glu`.

use super::forward::forward;
use super::layer::layer;
use super::softmax::axis;
use super::spec::own_spec;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// `a · sigmoid(b)` of the two halves of an axis, a gated linear unit:
/// [`torch.nn.GLU`](https://pytorch.org/docs/stable/generated/torch.nn.GLU.html). It is its own spec.
///
/// # Shapes
///
/// Any, of which the axis becomes half as long.
///
/// # Panics
///
/// The forward, if the input has no such axis, or one of an odd size.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Glu::new(-1).forward(Tensor::from([4.0, 6.0, 0.0, 0.0])).as_slice(), [2.0, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "GLU")]
pub struct Glu {
    axis: isize,
}

layer!(Glu {} | layer | "axis={}", layer.axis);
own_spec!(Glu);

impl Glu {
    /// A layer along `axis`; negative ones count from the end, −1 being the last.
    pub const fn new(axis: isize) -> Self {
        Glu { axis }
    }

    /// The layer, which is its own spec.
    pub const fn spec(axis: isize) -> Self {
        Self::new(axis)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        // The axis counts with the batch, of which nothing is known.
        let axis = if self.axis < 0 { self.axis + input.rank() as isize } else { self.axis - 1 };
        if axis == -1 {
            return Ok(input);
        }
        if axis < -1 || axis >= input.rank() as isize || !input.size(axis as usize).is_multiple_of(2) {
            let minus = if self.axis < 0 { "-" } else { "" };
            let halves = Message::new("Glu halves axis ").text(minus).number(self.axis.unsigned_abs());
            return Err(halves.text(", counted with the batch, but gets ").shape(&input));
        }
        Ok(input.with(axis as usize, input.size(axis as usize) / 2))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let shape = x.shape();
        let axis = axis(self.axis, N).filter(|&axis| N > 0 && shape[axis].is_multiple_of(2));
        fits!(
            x.place(),
            axis.is_some(),
            "{}: expected an input with an axis {} of an even size, got shape {shape:?}",
            self.describe(),
            self.axis
        );
        x.glu(axis.expect("it was checked"))
    }
}

/// A layer along the last axis.
impl Default for Glu {
    fn default() -> Self {
        Self::new(-1)
    }
}

impl<const N: usize> Forward<Tensor<N>> for Glu {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}
