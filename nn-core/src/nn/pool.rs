//! What the pooling layers share: their windows.

use std::fmt;

use crate::autodiff::Place;
use crate::kernels::windows::{Plane, Slide, Windows};
use crate::shape::{Message, Shape, pool_output};
use crate::storage::Element;
use crate::tensor::{Tensor, fits, misfit};

/// The settings of windows that slide over a plane, rows first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) kernel_size: [usize; 2],
    /// The kernel's size unless set.
    pub(super) stride: Option<[usize; 2]>,
    pub(super) padding: [usize; 2],
    pub(super) dilation: [usize; 2],
    pub(super) ceil_mode: bool,
}

impl Window {
    pub(super) const fn new(kernel_size: [usize; 2]) -> Self {
        Window { kernel_size, stride: None, padding: [0; 2], dilation: [1; 2], ceil_mode: false }
    }

    /// How the window slides along the rows (0) or the columns (1).
    pub(super) fn slide(&self, axis: usize) -> Slide {
        Slide {
            kernel: self.kernel_size[axis],
            // No tensor is longer, so a longer stride comes to the same.
            stride: self.stride.unwrap_or(self.kernel_size)[axis].min(isize::MAX.unsigned_abs()),
            padding: self.padding[axis],
            dilation: self.dilation[axis],
            ceil_mode: self.ceil_mode,
        }
    }

    /// The windows over a plane, of which a layer over sequences has a single row.
    #[track_caller]
    pub(super) fn over<const N: usize, A: Element>(
        &self,
        layer: impl Fn() -> String,
        x: &Tensor<N, A>,
        axes: usize,
    ) -> Plane {
        let shape = x.shape();
        let [height, width] = plane_size(&shape, axes);
        let slides = [self.slide(0), self.slide(1)];
        for slide in &slides[2 - axes..] {
            check(x.place(), &layer, slide);
        }
        let rows = if axes == 1 { Some(Windows::adaptive(1, 1)) } else { windows(height, slides[0]) };
        match (rows, windows(width, slides[1])) {
            (Some(rows), Some(cols)) => Plane { rows, cols },
            _ => misfit(
                x.place(),
                format_args!(
                    "{}: expected an input of shape {}, got {shape:?}",
                    layer(),
                    expected(&slides, axes)
                ),
            ),
        }
    }

    /// The shape behind a pooling of the last axes.
    pub(super) const fn output_shape(&self, name: &str, input: Shape, axes: usize) -> Result<Shape, Message> {
        if input.rank() != axes + 1 {
            let sizes = if axes == 1 {
                " takes channels of a length"
            } else {
                " takes channels of a height and a width"
            };
            return Err(Message::new(name).text(sizes).text(", but gets ").shape(&input));
        }
        let mut output = input;
        let mut axis = 0;
        while axis < axes {
            let size = match self.output_size(name, input.size(axis + 1), axis + 2 - axes) {
                Ok(size) => size,
                Err(message) => return Err(message.text(", but gets ").shape(&input)),
            };
            output = output.with(axis + 1, size);
            axis += 1;
        }
        Ok(output)
    }

    const fn output_size(&self, name: &str, size: usize, axis: usize) -> Result<usize, Message> {
        let (kernel, padding, dilation) = (self.kernel_size[axis], self.padding[axis], self.dilation[axis]);
        let stride = match self.stride {
            Some(stride) => stride[axis],
            None => kernel,
        };
        if kernel == 0 || stride == 0 || dilation == 0 {
            return Err(Message::new(name).text(" has a kernel_size, stride or dilation of 0"));
        }
        if 2 * padding > dilation * (kernel - 1) + 1 {
            return Err(Message::new(name)
                .text(" pads by ")
                .number(padding)
                .text(", more than half of its window"));
        }
        match pool_output(size, kernel, stride, padding, dilation, self.ceil_mode) {
            Some(size) => Ok(size),
            None => Err(Message::new(name).text(" has a window of ").number(kernel)),
        }
    }

    pub(super) fn describe(&self, axes: usize) -> Settings<'_> {
        Settings { window: self, axes }
    }
}

/// The height and the width of the axes that are pooled; a sequence has a height of 1.
pub(super) fn plane_size(shape: &[usize], axes: usize) -> [usize; 2] {
    let height = if axes == 1 { 1 } else { shape[shape.len() - 2] };
    [height, shape[shape.len() - 1]]
}

/// The shape with the pooled axes replaced by the number of windows.
pub(super) fn pooled<const N: usize>(mut shape: [usize; N], plane: &Plane, axes: usize) -> [usize; N] {
    shape[N - 1] = plane.cols.len();
    if axes == 2 {
        shape[N - 2] = plane.rows.len();
    }
    shape
}

#[track_caller]
fn check(place: &Place, layer: impl Fn() -> String, slide: &Slide) {
    let Slide { kernel, stride, padding, dilation, .. } = *slide;
    fits!(
        place,
        kernel > 0 && stride > 0 && dilation > 0,
        "{}: kernel_size, stride and dilation must be at least 1",
        layer()
    );
    fits!(
        place,
        padding <= span(slide) / 2,
        "{}: the padding of {padding} is more than half of the window of {}, so some would hold padding alone",
        layer(),
        span(slide)
    );
    fits!(
        place,
        span(slide) <= isize::MAX.unsigned_abs(),
        "{}: its window is larger than any memory",
        layer()
    );
}

/// From the first to the last element of a window.
fn span(slide: &Slide) -> usize {
    slide.dilation.saturating_mul(slide.kernel - 1).saturating_add(1)
}

/// None if the window does not fit, or there is nothing but padding to see.
fn windows(size: usize, slide: Slide) -> Option<Windows> {
    if size == 0 { None } else { Windows::sliding(size, slide) }
}

#[cold]
fn expected(slides: &[Slide; 2], axes: usize) -> String {
    let names: &[&str] = if axes == 1 { &["length"] } else { &["height", "width"] };
    let sizes = names.iter().zip(&slides[2 - axes..]);
    let sizes =
        sizes.map(|(name, slide)| format!(", {name} >= {}", (span(slide) - 2 * slide.padding).max(1)));
    format!("[..{}]", sizes.collect::<String>())
}

/// The settings in PyTorch's words; those with their defaults are left out.
pub(super) struct Settings<'a> {
    window: &'a Window,
    axes: usize,
}

impl fmt::Display for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Window { kernel_size, stride, padding, dilation, ceil_mode } = *self.window;
        write!(f, "kernel_size={}", self.pair(kernel_size))?;
        if let Some(stride) = stride {
            write!(f, ", stride={}", self.pair(stride))?;
        }
        if padding != [0; 2] {
            write!(f, ", padding={}", self.pair(padding))?;
        }
        if dilation != [1; 2] {
            write!(f, ", dilation={}", self.pair(dilation))?;
        }
        if ceil_mode {
            f.write_str(", ceil_mode=true")?;
        }
        Ok(())
    }
}

impl Settings<'_> {
    /// One number for a sequence or a square.
    fn pair(&self, [height, width]: [usize; 2]) -> String {
        if self.axes == 1 || height == width { width.to_string() } else { format!("({height}, {width})") }
    }
}

/// The settings that every window over sequences has.
macro_rules! window_1d {
    ($type:ident) => {
        impl $type {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(
                &self,
                input: $crate::shape::Shape,
            ) -> Result<$crate::shape::Shape, $crate::shape::Message> {
                self.window.output_shape(stringify!($type), input, 1)
            }

            /// The elements from one window to the next; by default the size of the window.
            pub const fn stride(mut self, stride: usize) -> Self {
                self.window.stride = Some([1, stride]);
                self
            }

            /// The elements of padding on each side; by default 0, at most half of the window.
            pub const fn padding(mut self, padding: usize) -> Self {
                self.window.padding = [0, padding];
                self
            }

            /// Whether the last window may reach beyond the input; by default it may not.
            pub const fn ceil_mode(mut self, ceil_mode: bool) -> Self {
                self.window.ceil_mode = ceil_mode;
                self
            }
        }
    };
}

/// The settings that every window over images has.
macro_rules! window_2d {
    ($type:ident) => {
        impl $type {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(
                &self,
                input: $crate::shape::Shape,
            ) -> Result<$crate::shape::Shape, $crate::shape::Message> {
                self.window.output_shape(stringify!($type), input, 2)
            }

            /// The height and the width of the window.
            pub const fn kernel_size(mut self, kernel_size: [usize; 2]) -> Self {
                self.window.kernel_size = kernel_size;
                self
            }

            /// The rows and columns from one window to the next; by default the size of the window.
            pub const fn stride(self, stride: usize) -> Self {
                self.stride_hw([stride; 2])
            }

            /// The stride in rows and in columns.
            pub const fn stride_hw(mut self, stride: [usize; 2]) -> Self {
                self.window.stride = Some(stride);
                self
            }

            /// The rows and columns of padding on each side; by default 0, at most half of the window.
            pub const fn padding(self, padding: usize) -> Self {
                self.padding_hw([padding; 2])
            }

            /// The padding in rows and in columns.
            pub const fn padding_hw(mut self, padding: [usize; 2]) -> Self {
                self.window.padding = padding;
                self
            }

            /// Whether the last windows may reach beyond the input; by default they may not.
            pub const fn ceil_mode(mut self, ceil_mode: bool) -> Self {
                self.window.ceil_mode = ceil_mode;
                self
            }
        }
    };
}

/// Runs a layer over one or two pooled axes, with and without an axis of batches.
macro_rules! pool_forward {
    ($type:ty, [$($rank:literal),*], |$layer:ident, $x:ident| $forward:expr) => {$(
        impl<A: $crate::Float> $crate::Forward<$crate::Tensor<$rank, A>> for $type {
            type Output = $crate::Tensor<$rank, A>;

            #[track_caller]
            fn forward(&self, $x: $crate::Tensor<$rank, A>) -> $crate::Tensor<$rank, A> {
                let ($layer, $x) = (self, $x.enter(self));
                $forward.leave()
            }
        }
    )*};
}

pub(super) use {pool_forward, window_1d, window_2d};
