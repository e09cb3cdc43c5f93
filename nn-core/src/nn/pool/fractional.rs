//! `FractionalMaxPool2d` and `FractionalMaxPool3d`.

use rand::RngExt;

use super::super::forward::{forward, traced};
use super::super::layer::layer;
use super::super::spec::{own_spec, setters};
use super::fractional_size::{Fractions, Size};
use crate::init::rng;
use crate::ops::fractional_max_pool;
use crate::shape::{Message, Shape};
use crate::storage::Float;
use crate::tensor::{Tensor, fits};
use crate::{Forward, Tape};

/// The layer `$pool` over `$axes` axes of tensors of these ranks, of which `$sizes` are the sizes.
macro_rules! fractional {
    ($(#[$doc:meta])* $pool:ident, $axes:literal, [$($rank:literal),*], $sizes:literal) => {
        $(#[$doc])*
        ///
        /// Where the windows begin is random, and drawn for each channel of each sample: `⌊α(i + u)⌋ − ⌊αu⌋` with
        /// `α = (size − kernel) / (windows − 1)`, and the last window ends with the input
        /// ([Graham 2014](https://arxiv.org/abs/1412.6071)). The samples `u` come from the tape; on no tape, and inside a
        /// [`Frozen`](crate::Frozen), each is ½, so that inference is repeatable.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $pool {
            fractions: Fractions<$axes>,
        }

        layer!($pool {} |layer| "{}", layer.fractions);
        own_spec!($pool);

        impl $pool {
            /// Windows of `kernel_size` elements along each axis, `output_size` of them.
            pub const fn new(kernel_size: usize, output_size: usize) -> Self {
                let output = Size::Windows([output_size; $axes]);
                $pool { fractions: Fractions { kernel_size: [kernel_size; $axes], output } }
            }

            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec(kernel_size: usize, output_size: usize) -> Self {
                Self::new(kernel_size, output_size)
            }

            /// Windows of `kernel_size` elements along each axis, as many as `output_ratio` times the size of the input,
            /// rounded down.
            ///
            /// # Panics
            ///
            /// If the ratio is not between 0 and 1.
            #[track_caller]
            pub const fn of_ratio(kernel_size: usize, output_ratio: f64) -> Self {
                Self::new(kernel_size, 1).output_ratio([output_ratio; $axes])
            }

            #[doc = concat!("Sets the ratio of the output's size to that of the input: of the ", $sizes, ".")]
            ///
            /// # Panics
            ///
            /// If a ratio is not between 0 and 1.
            #[track_caller]
            pub const fn output_ratio(mut self, output_ratio: [f64; $axes]) -> Self {
                let mut axis = 0;
                while axis < $axes {
                    let fits = output_ratio[axis] > 0.0 && output_ratio[axis] < 1.0;
                    assert!(fits, concat!(stringify!($pool), ": output_ratio must be between 0 and 1"));
                    axis += 1;
                }
                self.fractions.output = Size::Ratio(output_ratio);
                self
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.fractions.output_shape(stringify!($pool), input)
            }

            /// The largest elements, and the index of each in the flattened axes that are pooled: PyTorch's
            /// `return_indices=True`.
            ///
            /// # Panics
            ///
            /// As the forward, if so many windows do not fit into the input.
            #[track_caller]
            pub fn forward_with_indices<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                let input = (x, None);
                traced!(self.pool(input))
            }

            /// [`forward_with_indices`](Self::forward_with_indices) by given random samples from 0 to below 1, of shape
            #[doc = concat!("`[batch, channels, ", $axes, "]`: PyTorch's `_random_samples`, in its order of the axes.")]
            ///
            /// # Panics
            ///
            /// Also if the samples have another shape.
            #[track_caller]
            pub fn forward_with_samples<const N: usize, A: Float>(
                &self,
                x: Tensor<N, A>,
                samples: &Tensor<3, A>,
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                let input = (x, Some(samples));
                traced!(self.pool(input))
            }

            #[track_caller]
            fn apply<const N: usize, A: Float>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
                self.pool((x, None)).0
            }

            #[track_caller]
            fn pool<const N: usize, A: Float>(
                &self,
                (x, samples): (Tensor<N, A>, Option<&Tensor<3, A>>),
            ) -> (Tensor<N, A>, Tensor<N, usize>) {
                let shape = self.fractions.shape(|| self.describe(), &x);
                let [batch, channels] = [x.shape()[..N - $axes - 1].iter().product(), shape[N - $axes - 1]];
                if let Some(samples) = samples {
                    let [count, rest @ ..] = samples.shape();
                    fits!(
                        x.place(),
                        count >= batch && rest == [channels, $axes],
                        "{}: expected random samples of shape [batch >= {batch}, {channels}, {}], got {:?}",
                        self.describe(),
                        $axes,
                        samples.shape()
                    );
                }
                let (fractions, input) = (self.fractions, x.shape());
                let seed = x.tape().filter(|tape| !tape.is_frozen()).map(Tape::random_seed);
                let planes = move |samples: Option<&[A]>| match samples {
                    Some(samples) => fractions.planes(&input, samples),
                    None => fractions.planes(&input, &draw::<A>(batch * channels * $axes, seed)),
                };
                fractional_max_pool(x, shape, samples, planes)
            }
        }

        setters!($pool {
            #[doc = concat!("Sets the ", $sizes, " of the window.")]
            kernel_size: [usize; $axes] => fractions.kernel_size,
            #[doc = concat!("Sets the ", $sizes, " of the output.")]
            output_size: [usize; $axes] => fractions.output = Size::Windows(output_size),
        });

        $(
            impl<A: Float> Forward<Tensor<$rank, A>> for $pool {
                forward!(apply(Tensor<$rank, A>) -> Tensor<$rank, A>);
            }
        )*
    };
}

fractional! {
    /// The largest element of each of so many windows of an image, which are not in step with its size:
    /// [`torch.nn.FractionalMaxPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with the height and width asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[1.0, 2.0, 0.0], [3.0, 4.0, 5.0], [0.0, 7.0, 6.0]]]);
    /// assert_eq!(FractionalMaxPool2d::new(2, 2).forward(x).as_slice(), [4.0, 5.0, 7.0, 7.0]);
    ///
    /// let x = Tensor::<4>::zeros([8, 3, 32, 32]);
    /// assert_eq!(FractionalMaxPool2d::of_ratio(3, 0.7).forward(x).shape(), [8, 3, 22, 22]);
    /// ```
    #[doc(alias = "fractional_max_pool2d")]
    FractionalMaxPool2d, 2, [3, 4], "height and the width"
}

fractional! {
    /// The largest element of each of so many windows of a volume, which are not in step with its size:
    /// [`torch.nn.FractionalMaxPool3d`](https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, depth, height, width]`, or without the batch, to the same with the sizes asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<5>::zeros([2, 3, 8, 9, 10]);
    /// assert_eq!(FractionalMaxPool3d::new(2, 4).forward(x).shape(), [2, 3, 4, 4, 4]);
    /// ```
    #[doc(alias = "fractional_max_pool3d")]
    FractionalMaxPool3d, 3, [4, 5], "depth, the height and the width"
}

/// So many random samples, or so many halves.
fn draw<A: Float>(count: usize, seed: Option<u64>) -> Vec<A> {
    let Some(seed) = seed else { return vec![A::of(0.5); count] };
    let mut rng = rng(seed);
    (0..count).map(|_| A::of(f64::from(rng.random::<f32>()))).collect()
}

#[cfg(test)]
mod tests;
