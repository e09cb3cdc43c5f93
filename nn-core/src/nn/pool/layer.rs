//! What pools have in common, described once for any number of axes.

use std::array;

use super::super::axes;
use super::options::{Fault, PoolOptions};
use crate::autodiff::Place;
use crate::kernels::windows::{Plane, Windows};
use crate::storage::Element;
use crate::tensor::{Tensor, fits, misfit};

/// The layer `$pool` over `$axes` axes of tensors of these ranks, with and without an axis of batches: how it is made, from
/// these arguments, set and run. Its `apply` says what it computes.
macro_rules! pool {
    ($pool:ident, $axes:tt, [$($rank:literal),*], ($($argument:ident: $type:ty),*)) => {
        own_spec!($pool);

        impl $pool {
            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec($($argument: $type),*) -> Self {
                Self::new($($argument),*)
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.options.output_shape(stringify!($pool), input)
            }
        }

        axis_setters!($axes $pool, [options] {
            /// Sets how far it is from one window to the next; by default the size of the window.
            stride stride_hw stride_dhw,
        });

        setters!($pool {
            /// Sets whether the last window along an axis may reach beyond the input; by default it may not.
            ceil_mode: bool => options.ceil_mode,
        });

        $(
            impl<A: Float> Forward<Tensor<$rank, A>> for $pool {
                forward!(apply(Tensor<$rank, A>) -> Tensor<$rank, A>);
            }
        )*
    };
}

/// The forward of `$pool` over `$axes` axes that also says where the largest elements are; its `plane` says what the windows
/// are.
macro_rules! with_indices {
    ($pool:ident, $axes:tt) => {
        impl $pool {
            /// The largest elements, and for each its index in its sequence, in its image (`row · width + column`) or in
            /// its volume (`(slice · height + row) · width + column`): PyTorch's `return_indices=True`.
            ///
            /// # Panics
            ///
            /// If the window does not fit into the axes that are pooled, or there are none.
            #[track_caller]
            pub fn forward_with_indices<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                traced!(self.apply_with_indices(x))
            }

            #[track_caller]
            fn apply_with_indices<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                fits!(
                    x.place(),
                    N >= $axes,
                    "{}: expected an input of shape [..{}], got {:?}",
                    self.describe(),
                    axes::listed($axes),
                    x.shape()
                );
                let (shape, plane) = self.plane(&x);
                max_pool_with_indices(x, shape, plane)
            }
        }
    };
}

pub(super) use {pool, with_indices};

impl<const D: usize> PoolOptions<D> {
    /// The windows along each axis of an input.
    #[track_caller]
    pub(super) fn windows<const N: usize, A: Element>(
        &self,
        layer: impl Fn() -> String,
        x: &Tensor<N, A>,
    ) -> [Windows; D] {
        for axis in 0..D {
            self.check(axis, x.place(), &layer);
        }
        let shape = x.shape();
        let sizes: [usize; D] = pooled_sizes(&shape);
        // Where the axis is empty, there is nothing but padding to see.
        let least: [usize; D] = array::from_fn(|axis| self.window(axis).least_size().max(1));
        fits!(
            x.place(),
            sizes.iter().zip(&least).all(|(size, least)| size >= least),
            "{}: expected an input of shape [..{}], got {shape:?}",
            layer(),
            axes::at_least(least)
        );
        array::from_fn(|axis| Windows::sliding(sizes[axis], self.window(axis)).expect("the window fits"))
    }

    #[track_caller]
    fn check(&self, axis: usize, place: &Place, layer: impl Fn() -> String) {
        let (padding, span) = (self.padding[axis], self.window(axis).span());
        let fault = match self.fault(axis) {
            None => return,
            Some(Fault::Zero) => "kernel_size, stride and dilation must be at least 1".to_owned(),
            Some(Fault::Padding) => format!(
                "the padding of {padding} is more than half of the window of {span}, so some would hold padding alone"
            ),
            Some(Fault::TooLarge) => "its window is larger than any memory".to_owned(),
        };
        misfit(place, format_args!("{}: {fault}", layer()));
    }
}

/// The sizes of the axes that are pooled, which are the last ones.
pub(super) fn pooled_sizes<const D: usize>(shape: &[usize]) -> [usize; D] {
    array::from_fn(|axis| shape[shape.len() - D + axis])
}

/// The shape with the pooled axes replaced by the number of windows, and the windows.
pub(super) fn pooled<const N: usize, const D: usize>(
    mut shape: [usize; N],
    windows: [Windows; D],
) -> ([usize; N], Plane) {
    for (size, windows) in shape[N - D..].iter_mut().zip(&windows) {
        *size = windows.len();
    }
    (shape, Plane::new(windows))
}
