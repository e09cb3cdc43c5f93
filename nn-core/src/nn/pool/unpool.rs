//! `MaxUnpool1d`, `MaxUnpool2d` and `MaxUnpool3d`.

use super::super::axes;
use super::super::forward::forward;
use super::super::layer::layer;
use super::super::spec::{axis_setters, own_spec, setters};
use super::options::PoolOptions;
use crate::Forward;
use crate::ops::max_unpool;
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::{Tensor, misfit};

/// The layer `$pool` over `$axes` axes of tensors of these ranks.
macro_rules! max_unpool {
    ($(#[$doc:meta])* $pool:ident, $axes:tt, [$($rank:literal),*]) => {
        $(#[$doc])*
        ///
        /// # Panics
        ///
        /// The forward, if the indices have another shape than the elements or are beyond the output, or if the settings
        /// make nothing of the input.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $pool {
            options: PoolOptions<$axes>,
            output_size: Option<[usize; $axes]>,
        }

        layer!(
            $pool {} |layer| "{}{}",
            layer.options,
            layer.output_size.map(|size| format!(", output_size={}", axes::setting(size))).unwrap_or_default()
        );
        own_spec!($pool);

        impl $pool {
            /// The opposite of a pool with windows of `kernel_size` elements along each axis, side by side.
            pub const fn new(kernel_size: usize) -> Self {
                $pool { options: PoolOptions::new(kernel_size), output_size: None }
            }

            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec(kernel_size: usize) -> Self {
                Self::new(kernel_size)
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.options.unpooled(stringify!($pool), self.output_size, input)
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(
                &self,
                (x, indices): (Tensor<N, A>, Tensor<N, usize>),
            ) -> Tensor<N, A> {
                let mut shape = x.shape();
                let sample = Shape::new(&shape[N - $axes - 1..]);
                match self.options.unpooled("it", self.output_size, sample) {
                    Ok(output) => shape[N - $axes - 1..].copy_from_slice(output.as_slice()),
                    Err(message) => misfit(x.place(), format_args!("{}: {message}", self.describe())),
                }
                max_unpool(|| self.describe(), x, &indices, shape, $axes)
            }
        }

        axis_setters!($axes $pool, [options] {
            /// Sets how far it is from one window of the pool to the next; by default the size of the window.
            stride stride_hw stride_dhw,
            /// Sets the padding on each side of what the pool took; by default 0.
            padding padding_hw padding_dhw,
        });

        $(
            impl<A: Float> Forward<(Tensor<$rank, A>, Tensor<$rank, usize>)> for $pool {
                forward!(apply((Tensor<$rank, A>, Tensor<$rank, usize>)) -> Tensor<$rank, A>);
            }
        )*
    };
}

max_unpool! {
    /// The largest elements back in their places in a sequence, and 0 elsewhere: the opposite of a
    /// [`MaxPool1d`](super::MaxPool1d), of which it takes the elements and their indices:
    /// [`torch.nn.MaxUnpool1d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html).
    ///
    /// # Shapes
    ///
    /// Twice `[batch, channels, length]`, or without the batch, to `[batch, channels, length']` with
    /// `length' = (length − 1)·stride − 2·padding + kernel`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 3.0, 5.0, 2.0]]);
    /// let largest = MaxPool1d::new(2).forward_with_indices(x);
    /// assert_eq!(MaxUnpool1d::new(2).forward(largest).as_slice(), [0.0, 3.0, 5.0, 0.0]);
    /// ```
    #[doc(alias = "max_unpool1d")]
    MaxUnpool1d, 1, [2, 3]
}

max_unpool! {
    /// The largest elements back in their places in an image, and 0 elsewhere: the opposite of a
    /// [`MaxPool2d`](super::MaxPool2d), of which it takes the elements and their indices:
    /// [`torch.nn.MaxUnpool2d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html).
    ///
    /// # Shapes
    ///
    /// Twice `[batch, channels, height, width]`, or without the batch, to `[batch, channels, height', width']` with
    /// `height' = (height − 1)·stride − 2·padding + kernel`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[1.0, 3.0], [5.0, 2.0]]]);
    /// let largest = MaxPool2d::new(2).forward_with_indices(x);
    /// assert_eq!(MaxUnpool2d::new(2).forward(largest).as_slice(), [0.0, 0.0, 5.0, 0.0]);
    /// ```
    #[doc(alias = "max_unpool2d")]
    MaxUnpool2d, 2, [3, 4]
}

max_unpool! {
    /// The largest elements back in their places in a volume, and 0 elsewhere: the opposite of a
    /// [`MaxPool3d`](super::MaxPool3d), of which it takes the elements and their indices:
    /// [`torch.nn.MaxUnpool3d`](https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html).
    ///
    /// # Shapes
    ///
    /// Twice `[batch, channels, depth, height, width]`, or without the batch, to
    /// `[batch, channels, depth', height', width']` with `depth' = (depth − 1)·stride − 2·padding + kernel`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<5>::full([2, 3, 4, 4, 4], 1.0);
    /// let largest = MaxPool3d::new(2).forward_with_indices(x);
    /// let y = MaxUnpool3d::new(2).forward(largest);
    /// assert_eq!((y.shape(), y.sum().item()), ([2, 3, 4, 4, 4], 48.0));
    /// ```
    #[doc(alias = "max_unpool3d")]
    MaxUnpool3d, 3, [4, 5]
}

setters!(MaxUnpool1d {
    /// Sets the length of the output, which a pool with a stride has made the same of several lengths.
    output_size: usize => output_size = Some([output_size]),
});

setters!(MaxUnpool2d {
    /// Sets the height and the width of the window.
    kernel_size: [usize; 2] => options.kernel_size,
    /// Sets the height and the width of the output, which a pool with a stride has made the same of several sizes.
    output_size: [usize; 2] => output_size = Some(output_size),
});

setters!(MaxUnpool3d {
    /// Sets the depth, the height and the width of the window.
    kernel_size: [usize; 3] => options.kernel_size,
    /// Sets the sizes of the output, which a pool with a stride has made the same of several sizes.
    output_size: [usize; 3] => output_size = Some(output_size),
});

#[cfg(test)]
mod tests {
    use super::super::{MaxPool1d, MaxPool2d, MaxPool3d};
    use super::{MaxUnpool1d, MaxUnpool2d, MaxUnpool3d};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::shape::Shape;
    use crate::{Forward, Tensor};

    #[test]
    fn gradients() {
        let pool = MaxPool2d::new(2).stride_hw([2, 1]).padding_hw([1, 0]);
        let (y, at) = pool.forward_with_indices(irregular([2, 2, 4, 5]));
        let back = MaxUnpool2d::new(2).stride_hw([2, 1]).padding_hw([1, 0]);
        assert_eq!(back.forward((y, at.clone())).shape(), [2, 2, 4, 5]);
        // As many elements as there are indices, each at a place of its own.
        let (y, at) = MaxPool2d::new(2).forward_with_indices(irregular([2, 2, 4, 6]));
        gradcheck(y, |y| MaxUnpool2d::new(2).forward((y, at.clone()))).unwrap();
        let (y, at) = MaxPool3d::new(2).forward_with_indices(irregular([2, 4, 2, 5]));
        gradcheck(y, |y| MaxUnpool3d::new(2).output_size([4, 2, 5]).forward((y, at.clone()))).unwrap();
    }

    #[test]
    fn the_largest_elements_come_back() {
        let x = Tensor::from(ndarray::array![[1.0, 7.0, 3.0, 2.0, 5.0]]);
        let (y, at) = MaxPool1d::new(3).stride(1).forward_with_indices(x);
        // Two windows have found the same element, which is there once.
        let back = MaxUnpool1d::new(3).stride(1).forward((y, at));
        assert_eq!(back.as_slice(), [0.0, 7.0, 0.0, 0.0, 5.0]);
    }

    #[test]
    fn specs_know_what_comes_of_a_shape() {
        let unpool = MaxUnpool2d::new(2).stride(3).padding(1);
        assert_eq!(unpool.output_shape(Shape::new(&[4, 3, 2])).unwrap(), [4, 6, 3]);
        let message = unpool.output_size([9, 3]).output_shape(Shape::new(&[4, 3, 2])).unwrap_err();
        let want = "MaxUnpool2d makes 6 elements of an axis of [4, 3, 2], too far from an output_size of 9";
        assert_eq!(message.as_str(), want);
        let message = unpool.output_shape(Shape::new(&[4, 1, 2])).unwrap_err();
        assert_eq!(message.as_str(), "MaxUnpool2d cuts off by its padding all that comes of [4, 1, 2]");
    }
}
