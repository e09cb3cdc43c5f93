//! `Unflatten`.

use super::forward::forward;
use super::layer::layer;
use super::softmax::axis;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Element, Forward, Tensor};

/// One axis split into `M`:
/// [`torch.nn.Unflatten`](https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html). It is its own spec.
///
/// # Shapes
///
/// `[.., n, ..]` to `[.., *unflattened_size, ..]`, whose product is `n`: ranks 1 to 4 into 2 to 4 axes.
///
/// # Panics
///
/// The forward, if the input has no such axis, or it has another size.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Unflatten::new(1, [3, 4, 4]);
/// assert_eq!(layer.forward(Tensor::<2>::zeros([8, 48])).shape(), [8, 3, 4, 4]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unflatten<const M: usize> {
    axis: isize,
    unflattened_size: [usize; M],
}

layer!(
    [const M: usize] Unflatten, Unflatten<M> {} |layer| "axis={}, unflattened_size={:?}",
    layer.axis,
    layer.unflattened_size
);

#[diagnostic::do_not_recommend]
impl<const M: usize> crate::init::Init for Unflatten<M> {
    type Module = Self;

    fn init(&self, _: &mut impl rand::Rng) -> Self {
        *self
    }
}

impl<const M: usize> Unflatten<M> {
    /// A layer that splits `axis` into these sizes; negative ones count from the end, −1 being the last.
    pub const fn new(axis: isize, unflattened_size: [usize; M]) -> Self {
        Unflatten { axis, unflattened_size }
    }

    /// The layer, which is its own spec.
    pub const fn spec(axis: isize, unflattened_size: [usize; M]) -> Self {
        Self::new(axis, unflattened_size)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        // The axis counts with the batch, of which nothing is known.
        let axis = if self.axis < 0 { self.axis + input.rank() as isize } else { self.axis - 1 };
        let sizes = Shape::new(&self.unflattened_size);
        let exists = axis >= 0 && axis < input.rank() as isize;
        if !exists || input.size(axis as usize) != sizes.num_elements() {
            let minus = if self.axis < 0 { "-" } else { "" };
            let splits = Message::new("Unflatten splits axis ").text(minus).number(self.axis.unsigned_abs());
            let splits = splits.text(", counted with the batch, into ").shape(&sizes);
            return Err(splits.text(", but gets ").shape(&input));
        }
        let (axis, mut output, mut i) = (axis as usize, Shape::new(&[]), 0);
        while i < input.rank() {
            let mut j = 0;
            while i == axis && j < M {
                output = output.and(self.unflattened_size[j]);
                j += 1;
            }
            output = if i == axis { output } else { output.and(input.size(i)) };
            i += 1;
        }
        Ok(output)
    }

    #[track_caller]
    fn apply<const N: usize, const L: usize, A: Element>(&self, x: Tensor<N, A>) -> Tensor<L, A> {
        let (shape, sizes) = (x.shape(), self.unflattened_size);
        let size = sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
        let axis = axis(self.axis, N).filter(|&axis| Some(shape[axis]) == size);
        fits!(
            x.place(),
            axis.is_some(),
            "{}: expected an input with an axis {} of a size that is the product of {sizes:?}, got shape {shape:?}",
            self.describe(),
            self.axis
        );
        let mut output = shape.to_vec();
        let axis = axis.expect("it was checked");
        output.splice(axis..=axis, sizes);
        x.reshape(output.try_into().expect("the rank follows from both"))
    }
}

macro_rules! ranks {
    ($($n:literal into $m:literal)*) => {$(
        impl<A: Element> Forward<Tensor<$n, A>> for Unflatten<$m> {
            forward!(apply(Tensor<$n, A>) -> Tensor<{ $n + $m - 1 }, A>);
        }
    )*};
}

ranks!(1 into 2 1 into 3 1 into 4 2 into 2 2 into 3 2 into 4 3 into 2 3 into 3 3 into 4 4 into 2 4 into 3 4 into 4);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    #[test]
    fn axes_from_both_ends() {
        let x = || Tensor::<3>::zeros([2, 6, 5]);
        assert_eq!(Unflatten::new(-2, [2, 3]).forward(x()).shape(), [2, 2, 3, 5]);
        assert_eq!(Unflatten::new(0, [1, 2]).forward(x()).shape(), [1, 2, 6, 5]);
        assert_eq!(
            Unflatten::new(-2, [2, 3]).tree().to_string(),
            "Unflatten(axis=-2, unflattened_size=[2, 3])"
        );
        assert_eq!(
            Unflatten::new(1, [2, 3]).output_shape(Shape::new(&[6, 5])).unwrap().as_slice(),
            [2, 3, 5]
        );
    }
}
