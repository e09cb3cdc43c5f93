//! The settings that transposed convolutions over any number of axes have in common, and what they make of a shape.

use std::fmt;

use super::super::axes;
use crate::ops::ConvTransposeOptions;
use crate::shape::{Message, Shape, Window};

/// The settings of a transposed convolution over `D` axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings<const D: usize> {
    pub(super) in_channels: usize,
    pub(super) out_channels: usize,
    pub(super) kernel_size: [usize; D],
    pub(super) options: ConvTransposeOptions<D>,
    pub(super) bias: bool,
}

impl<const D: usize> Settings<D> {
    const fn window(&self, axis: usize) -> Window {
        self.options.window(axis, self.kernel_size[axis])
    }

    /// What is wrong with settings that no input could fit.
    pub(super) const fn fault(&self) -> Option<&'static str> {
        if !self.options.divide(self.in_channels) || !self.options.divide(self.out_channels) {
            return Some("in_channels and out_channels must be multiples of groups");
        }
        let (mut positive, mut axis) = (true, 0);
        while axis < D {
            positive &= self.window(axis).is_positive();
            axis += 1;
        }
        if !positive {
            return Some("kernel_size, stride and dilation must be at least 1");
        }
        if self.options.adds_little() {
            None
        } else {
            Some("output_padding must be smaller than stride or dilation")
        }
    }

    /// The sizes of the output, if something is left of each.
    pub(super) const fn output(&self, sizes: [usize; D]) -> Option<[usize; D]> {
        let (mut output, mut axis) = (sizes, 0);
        while axis < D {
            match self.window(axis).transposed_output(sizes[axis], self.options.output_padding[axis]) {
                Some(size) => output[axis] = size,
                None => return None,
            }
            axis += 1;
        }
        Some(output)
    }

    /// The shape of a sample behind the layer called `name`.
    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        if let Some(fault) = self.fault() {
            return Err(Message::new(name).text(": ").text(fault));
        }
        if input.rank() != D + 1 || input.size(0) != self.in_channels {
            let takes = Message::new(name).text(" takes ").number(self.in_channels).text(" channels");
            return Err(takes.text(axes::of_sizes(D)).text(", but gets ").shape(&input));
        }
        let (mut sizes, mut axis) = ([0; D], 0);
        while axis < D {
            sizes[axis] = input.size(axis + 1);
            axis += 1;
        }
        let Some(sizes) = self.output(sizes) else {
            let cuts = Message::new(name).text(" cuts off by its padding all that comes of ");
            return Err(cuts.shape(&input));
        };
        let (mut output, mut axis) = (input.with(0, self.out_channels), 0);
        while axis < D {
            output = output.with(axis + 1, sizes[axis]);
            axis += 1;
        }
        Ok(output)
    }
}

/// The channels, and what differs from the defaults, in PyTorch's words.
impl<const D: usize> fmt::Display for Settings<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = ConvTransposeOptions::new();
        let ConvTransposeOptions { stride, padding, output_padding, dilation, groups } = self.options;
        let kernel_size = axes::setting(self.kernel_size);
        write!(f, "{}, {}, kernel_size={kernel_size}", self.in_channels, self.out_channels)?;
        let settings = [
            ("stride", stride, default.stride),
            ("padding", padding, default.padding),
            ("output_padding", output_padding, default.output_padding),
            ("dilation", dilation, default.dilation),
        ];
        for (name, setting, default) in settings {
            if setting != default {
                write!(f, ", {name}={}", axes::setting(setting))?;
            }
        }
        if groups != default.groups {
            write!(f, ", groups={groups}")?;
        }
        if self.bias { Ok(()) } else { write!(f, ", bias=false") }
    }
}
