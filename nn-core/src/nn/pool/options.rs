//! The settings that pools over any number of axes have in common, and what they make of a shape.

use std::fmt;

use super::super::axes;
use crate::shape::{Message, Shape, Window};

/// How the windows of a pool slide over `D` axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PoolOptions<const D: usize> {
    pub(super) kernel_size: [usize; D],
    /// The kernel's size unless set.
    pub(super) stride: Option<[usize; D]>,
    pub(super) padding: [usize; D],
    pub(super) dilation: [usize; D],
    pub(super) ceil_mode: bool,
}

/// Why no input could fit.
pub(super) enum Fault {
    Zero,
    Padding,
    TooLarge,
}

impl<const D: usize> PoolOptions<D> {
    pub(super) const fn new(kernel_size: usize) -> Self {
        let kernel_size = [kernel_size; D];
        PoolOptions { kernel_size, stride: None, padding: [0; D], dilation: [1; D], ceil_mode: false }
    }

    pub(super) const fn stride(mut self, stride: [usize; D]) -> Self {
        self.stride = Some(stride);
        self
    }

    pub(super) const fn padding(mut self, padding: [usize; D]) -> Self {
        self.padding = padding;
        self
    }

    pub(super) const fn dilation(mut self, dilation: [usize; D]) -> Self {
        self.dilation = dilation;
        self
    }

    /// How the windows slide along an axis.
    pub(super) const fn window(&self, axis: usize) -> Window {
        let (kernel, padding) = (self.kernel_size[axis], self.padding[axis]);
        let stride = match self.stride {
            Some(stride) => stride[axis],
            None => kernel,
        };
        let (dilation, ceil_mode) = (self.dilation[axis], self.ceil_mode);
        Window { kernel, stride, padding: [padding; 2], dilation, ceil_mode }
    }

    /// What is wrong with the settings along an axis, so that no input could fit.
    pub(super) const fn fault(&self, axis: usize) -> Option<Fault> {
        let window = self.window(axis);
        match window {
            _ if !window.is_positive() => Some(Fault::Zero),
            // Some windows would hold padding alone.
            _ if self.padding[axis] > window.span() / 2 => Some(Fault::Padding),
            _ if !window.fits_memory() => Some(Fault::TooLarge),
            _ => None,
        }
    }

    /// The shape of a sample behind the layer called `name`.
    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        if let Err(message) = axes::channels(name, D, &input) {
            return Err(message);
        }
        let name = Message::new(name);
        let (mut output, mut axis) = (input, 0);
        while axis < D {
            let message = match (self.fault(axis), self.window(axis).output(input.size(axis + 1))) {
                (None, Some(size)) => {
                    output = output.with(axis + 1, size);
                    axis += 1;
                    continue;
                }
                (Some(Fault::Zero), _) => name.text(" has a kernel_size, stride or dilation of 0"),
                (Some(Fault::Padding), _) => {
                    name.text(" pads by ").number(self.padding[axis]).text(", more than half of its window")
                }
                _ => name.text(" has a window of ").number(self.kernel_size[axis]),
            };
            return Err(message.text(", but gets ").shape(&input));
        }
        Ok(output)
    }

    /// The shape of a sample of which these windows are, of `output_size` if that is given, for the layer called `name`.
    pub(super) const fn unpooled(
        &self,
        name: &str,
        output_size: Option<[usize; D]>,
        input: Shape,
    ) -> Result<Shape, Message> {
        if let Err(message) = axes::channels(name, D, &input) {
            return Err(message);
        }
        let (name, mut output, mut axis) = (Message::new(name), input, 0);
        while axis < D {
            if let Some(Fault::Zero) = self.fault(axis) {
                return Err(name.text(" has a kernel_size or stride of 0, but gets ").shape(&input));
            }
            let window = self.window(axis);
            let Some(size) = window.transposed_output(input.size(axis + 1), 0) else {
                return Err(name.text(" cuts off by its padding all that comes of ").shape(&input));
            };
            let wanted = match output_size {
                Some(sizes) => sizes[axis],
                None => size,
            };
            if wanted.abs_diff(size) >= window.stride {
                let makes = name.text(" makes ").number(size).text(" elements of an axis of ").shape(&input);
                return Err(makes.text(", too far from an output_size of ").number(wanted));
            }
            output = output.with(axis + 1, wanted);
            axis += 1;
        }
        Ok(output)
    }
}

/// The settings in PyTorch's words; those with their defaults are left out.
impl<const D: usize> fmt::Display for PoolOptions<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kernel_size={}", axes::setting(self.kernel_size))?;
        if let Some(stride) = self.stride {
            write!(f, ", stride={}", axes::setting(stride))?;
        }
        if self.padding != [0; D] {
            write!(f, ", padding={}", axes::setting(self.padding))?;
        }
        if self.dilation != [1; D] {
            write!(f, ", dilation={}", axes::setting(self.dilation))?;
        }
        if self.ceil_mode { write!(f, ", ceil_mode=true") } else { Ok(()) }
    }
}
