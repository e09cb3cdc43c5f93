//! Pooling to a given size: `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d`, `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d`.

use super::layer::{layer, own_spec};
use super::pool::{plane_size, pool_forward, pooled};
use crate::kernels::windows::{Plane, Windows};
use crate::ops::{avg_pool, max_pool};
use crate::shape::{Message, Shape};
use crate::storage::Element;
use crate::tensor::{Tensor, fits, fits_memory};

/// As many windows as asked for, as even as possible: window `i` of `n` reaches from `⌊i·size/n⌋` to
/// `⌈(i+1)·size/n⌉`.
#[track_caller]
fn plane<const N: usize, A: Element>(
    layer: impl Fn() -> String,
    output_size: [Option<usize>; 2],
    x: &Tensor<N, A>,
    axes: usize,
) -> Plane {
    let shape = x.shape();
    let size = plane_size(&shape, axes);
    let expected = if axes == 1 { "[.., length >= 1]" } else { "[.., height >= 1, width >= 1]" };
    fits!(
        x.place(),
        size[0] > 0 && size[1] > 0,
        "{}: expected an input of shape {expected}, got {shape:?}",
        layer()
    );
    let [height, width] = [0, 1].map(|axis| output_size[axis].unwrap_or(size[axis]));
    let planes = shape[..shape.len() - axes].iter().product();
    assert!(
        // The windows of a row are known by four numbers.
        fits_memory::<[f64; 4]>(&[planes, height, width]),
        "{}: its output for an input of shape {shape:?} would be larger than any memory",
        layer()
    );
    Plane { rows: Windows::adaptive(size[0], height), cols: Windows::adaptive(size[1], width) }
}

const fn output_shape(
    name: &str,
    output_size: [Option<usize>; 2],
    input: Shape,
    axes: usize,
) -> Result<Shape, Message> {
    if input.rank() != axes + 1 || input.num_elements() == 0 {
        let sizes =
            if axes == 1 { " takes channels of a length" } else { " takes channels of a height and a width" };
        return Err(Message::new(name).text(sizes).text(", but gets ").shape(&input));
    }
    let mut output = input;
    let mut axis = 0;
    while axis < axes {
        if let Some(size) = output_size[axis + 2 - axes] {
            output = output.with(axis + 1, size);
        }
        axis += 1;
    }
    Ok(output)
}

fn size(size: Option<usize>) -> String {
    size.map_or("None".to_owned(), |size| size.to_string())
}

fn pair([height, width]: [Option<usize>; 2]) -> String {
    if height == width { size(height) } else { format!("({}, {})", size(height), size(width)) }
}

macro_rules! adaptive_1d {
    ($(#[$doc:meta])* $type:ident, $pool:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            output_size: usize,
        }

        layer!($type {} |layer| "output_size={}", layer.output_size);
        own_spec!($type);
        pool_forward!($type, [2, 3], |layer, x| {
            let plane = plane(|| layer.describe(), [Some(1), Some(layer.output_size)], &x, 1);
            let shape = pooled(x.shape(), &plane, 1);
            $pool(x, shape, plane)
        });

        impl $type {
            /// A layer that gives sequences of `output_size` elements.
            pub const fn new(output_size: usize) -> Self {
                $type { output_size }
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($type), [Some(1), Some(self.output_size)], input, 1)
            }

            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec(output_size: usize) -> Self {
                Self::new(output_size)
            }
        }
    };
}

macro_rules! adaptive_2d {
    ($(#[$doc:meta])* $type:ident, $pool:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            output_size: [Option<usize>; 2],
        }

        layer!($type {} |layer| "output_size={}", pair(layer.output_size));
        own_spec!($type);
        pool_forward!($type, [3, 4], |layer, x| {
            let plane = plane(|| layer.describe(), layer.output_size, &x, 2);
            let shape = pooled(x.shape(), &plane, 2);
            $pool(x, shape, plane)
        });

        impl $type {
            /// A layer that gives images of `output_size` rows and columns.
            pub const fn new(output_size: usize) -> Self {
                $type { output_size: [Some(output_size); 2] }
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                output_shape(stringify!($type), self.output_size, input, 2)
            }

            /// The same as [`new`](Self::new): the layer is its own spec.
            pub const fn spec(output_size: usize) -> Self {
                Self::new(output_size)
            }

            /// The height and the width of the output; `None` keeps that of the input.
            pub const fn output_size(mut self, output_size: [Option<usize>; 2]) -> Self {
                self.output_size = output_size;
                self
            }
        }
    };
}

adaptive_1d! {
    /// The means of as many windows as asked for:
    /// [`torch.nn.AdaptiveAvgPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, length]`, or without the batch, to the same with a length of `output_size`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 6.0]]);
    /// assert_eq!(AdaptiveAvgPool1d::new(2).forward(x).as_slice(), [1.5, 4.0]);
    /// ```
    AdaptiveAvgPool1d, avg_pool
}

adaptive_2d! {
    /// The means of as many windows as asked for; of a single one, the mean of each channel:
    /// [`torch.nn.AdaptiveAvgPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with the height and width asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<4>::full([2, 512, 7, 7], 0.5);
    /// assert_eq!(AdaptiveAvgPool2d::new(1).forward(x.clone()).into_array(), ndarray::Array4::from_elem([2, 512, 1, 1], 0.5));
    ///
    /// let columns = AdaptiveAvgPool2d::new(1).output_size([Some(1), None]);
    /// assert_eq!(columns.forward(x).shape(), [2, 512, 1, 7]);
    /// ```
    #[doc(alias = "adaptive_avg_pool2d")]
    AdaptiveAvgPool2d, avg_pool
}

adaptive_1d! {
    /// The maxima of as many windows as asked for:
    /// [`torch.nn.AdaptiveMaxPool1d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, length]`, or without the batch, to the same with a length of `output_size`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 6.0]]);
    /// assert_eq!(AdaptiveMaxPool1d::new(2).forward(x).as_slice(), [2.0, 6.0]);
    /// ```
    AdaptiveMaxPool1d, max_pool
}

adaptive_2d! {
    /// The maxima of as many windows as asked for:
    /// [`torch.nn.AdaptiveMaxPool2d`](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, channels, height, width]`, or without the batch, to the same with the height and width asked for.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[1.0, 2.0, 6.0]]]);
    /// assert_eq!(AdaptiveMaxPool2d::new(1).forward(x).as_slice(), [6.0]);
    /// ```
    AdaptiveMaxPool2d, max_pool
}

#[cfg(test)]
mod tests {
    use super::{AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d};
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
        gradcheck(irregular([2, 3, 8]), |x| AdaptiveAvgPool1d::new(3).forward(x)).unwrap();
        gradcheck(irregular([3, 8]), |x| AdaptiveMaxPool1d::new(3).forward(x)).unwrap();
    }
}
