//! Pooling to a given size: `AdaptiveAvgPool1d` and `AdaptiveMaxPool1d`, and those over images and volumes.

mod avg;
mod max;

use std::array;

pub use self::avg::{AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d};
pub use self::max::{AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d};
use super::super::axes;
use super::layer::{pooled, pooled_sizes};
use crate::kernels::windows::{Plane, Windows};
use crate::shape::{Message, Shape};
use crate::storage::Element;
use crate::tensor::{Tensor, fits, fits_memory};

/// As many windows as asked for, as even as possible: window `i` of `n` reaches from `⌊i·size/n⌋` to
/// `⌈(i+1)·size/n⌉`.
#[track_caller]
fn plane<const N: usize, const D: usize, A: Element>(
    layer: impl Fn() -> String,
    output_size: [Option<usize>; D],
    x: &Tensor<N, A>,
) -> ([usize; N], Plane) {
    let mut shape = x.shape();
    let sizes: [usize; D] = pooled_sizes(&shape);
    fits!(
        x.place(),
        sizes.iter().all(|&size| size > 0),
        "{}: expected an input of shape [..{}], got {shape:?}",
        layer(),
        axes::at_least([1; D])
    );
    let counts: [usize; D] = array::from_fn(|axis| output_size[axis].unwrap_or(sizes[axis]));
    shape[N - D..].copy_from_slice(&counts);
    assert!(
        // The windows of a row are known by four numbers.
        fits_memory::<[f64; 4]>(&shape),
        "{}: its output for an input of shape {:?} would be larger than any memory",
        layer(),
        x.shape()
    );
    let windows: [_; D] = array::from_fn(|axis| Windows::adaptive(sizes[axis], counts[axis]));
    pooled(shape, windows)
}

const fn output_shape<const D: usize>(
    name: &str,
    output_size: [Option<usize>; D],
    input: Shape,
) -> Result<Shape, Message> {
    if input.rank() != D + 1 || input.num_elements() == 0 {
        let takes = Message::new(name).text(" takes channels").text(axes::of_sizes(D));
        return Err(takes.text(", but gets ").shape(&input));
    }
    let mut output = input;
    let mut axis = 0;
    while axis < D {
        if let Some(size) = output_size[axis] {
            output = output.with(axis + 1, size);
        }
        axis += 1;
    }
    Ok(output)
}

/// A size as it is printed.
fn printed(size: Option<usize>) -> String {
    size.map_or("None".to_owned(), |size| size.to_string())
}

/// The layer `$pool` over `$axes` axes of tensors of these ranks, whose operation is `$operation`.
macro_rules! adaptive {
    ($(#[$doc:meta])* $pool:ident, $axes:tt, [$($rank:literal),*], $operation:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $pool {
            output_size: [Option<usize>; $axes],
        }

        layer!($pool {} |layer| "output_size={}", axes::setting(layer.output_size.map(printed)));
        own_spec!($pool);

        impl $pool {
            /// A layer that gives `output_size` elements along each axis that it pools.
            pub const fn new(output_size: usize) -> Self {
                $pool { output_size: [Some(output_size); $axes] }
            }

            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec(output_size: usize) -> Self {
                Self::new(output_size)
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($pool), self.output_size, input)
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
                let (shape, plane) = self.plane(&x);
                $operation(x, shape, plane)
            }

            #[track_caller]
            fn plane<const N: usize, A: Float>(&self, x: &Tensor<N, A>) -> ([usize; N], Plane) {
                plane(|| self.describe(), self.output_size, x)
            }
        }

        $(
            impl<A: Float> Forward<Tensor<$rank, A>> for $pool {
                forward!(apply(Tensor<$rank, A>) -> Tensor<$rank, A>);
            }
        )*
    };
}

use adaptive;

#[cfg(test)]
mod tests {
    use super::{AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d};
    use super::{AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d};
    use crate::Forward;
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn larger_smaller_and_kept() {
        let x = irregular([2, 3, 5, 6]);
        for size in [[Some(3), Some(4)], [Some(7), Some(1)], [None, Some(2)], [Some(5), None]] {
            let (mean, max) = (AdaptiveAvgPool2d::new(1), AdaptiveMaxPool2d::new(1));
            gradcheck(x.clone(), |x| mean.output_size(size).forward(x)).unwrap();
            gradcheck(x.clone(), |x| max.output_size(size).forward(x)).unwrap();
        }
        let x = irregular([2, 3, 4, 5]);
        for size in [[Some(2), Some(3), Some(7)], [None, Some(1), Some(4)]] {
            let (mean, max) = (AdaptiveAvgPool3d::new(1), AdaptiveMaxPool3d::new(1));
            gradcheck(x.clone(), |x| mean.output_size(size).forward(x)).unwrap();
            gradcheck(x.clone(), |x| max.output_size(size).forward(x)).unwrap();
        }
        gradcheck(irregular([2, 3, 8]), |x| AdaptiveAvgPool1d::new(3).forward(x)).unwrap();
        gradcheck(irregular([3, 8]), |x| AdaptiveMaxPool1d::new(3).forward(x)).unwrap();
    }
}
