//! The settings that convolutions over any number of axes have in common, and what they make of a shape.

use std::fmt;

use super::super::axes;
use crate::ops::{ConvOptions, Pad, Padding};
use crate::shape::{Message, Shape, Window};

/// The settings of a convolution over `D` axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings<const D: usize> {
    pub(super) in_channels: usize,
    pub(super) out_channels: usize,
    pub(super) kernel_size: [usize; D],
    pub(super) options: ConvOptions<D>,
    pub(super) bias: bool,
    /// What stands in the padding.
    pub(super) padding_mode: Pad,
}

/// Why no input could fit.
pub(super) enum Fault {
    Groups,
    Zero,
    SameWithStride,
}

impl<const D: usize> Settings<D> {
    /// How the kernel moves along an axis.
    pub(super) const fn window(&self, axis: usize) -> Window {
        self.options.window(axis, self.kernel_size[axis])
    }

    /// Whether the padding is of zeros, which the convolution adds by itself.
    pub(super) const fn pads_with_zeros(&self) -> bool {
        matches!(self.padding_mode, Pad::Constant(0.0))
    }

    /// The least size of an axis that can be padded and into which the kernel fits.
    pub(super) const fn least_size(&self, axis: usize) -> usize {
        let window = self.window(axis);
        let [before, after] = window.padding;
        let most = if before > after { before } else { after };
        let (least, to_pad) = (window.least_size(), self.padding_mode.least(most));
        if least > to_pad { least } else { to_pad }
    }

    /// What is wrong with settings that no input could fit.
    pub(super) const fn fault(&self) -> Option<Fault> {
        if !self.options.divide(self.in_channels) || !self.options.divide(self.out_channels) {
            return Some(Fault::Groups);
        }
        let (mut zero, mut strided, mut axis) = (false, false, 0);
        while axis < D {
            zero |= !self.window(axis).is_positive();
            strided |= self.options.stride[axis] != 1;
            axis += 1;
        }
        match self.options.padding {
            _ if zero => Some(Fault::Zero),
            Padding::Same if strided => Some(Fault::SameWithStride),
            _ => None,
        }
    }

    /// The shape of a sample behind the layer called `name`.
    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        if let Some(fault) = self.fault() {
            return Err(self.message(name, fault));
        }
        if input.rank() != D + 1 || input.size(0) != self.in_channels {
            let takes = Message::new(name).text(" takes ").number(self.in_channels).text(" channels");
            return Err(takes.text(axes::of_sizes(D)).text(", but gets ").shape(&input));
        }
        let mut output = input.with(0, self.out_channels);
        let mut axis = 0;
        while axis < D {
            let window = self.window(axis);
            if input.size(axis + 1) < self.least_size(axis) && input.size(axis + 1) >= window.least_size() {
                let pads = Message::new(name).text(" pads by ").number(window.padding[1]);
                return Err(pads.text(" with elements of the input, but gets ").shape(&input));
            }
            let Some(size) = window.output(input.size(axis + 1)) else {
                let what = Message::new(name).text(" has a kernel of ").number(self.kernel_size[axis]);
                return Err(what.text(", which does not fit into ").shape(&input));
            };
            output = output.with(axis + 1, size);
            axis += 1;
        }
        Ok(output)
    }

    /// A fault as the compiler says it.
    const fn message(&self, name: &str, fault: Fault) -> Message {
        let name = Message::new(name);
        match fault {
            Fault::Groups => {
                let channels =
                    name.text(" has ").number(self.in_channels).text(" and ").number(self.out_channels);
                channels
                    .text(" channels, which do not fall into ")
                    .number(self.options.groups)
                    .text(" groups")
            }
            Fault::Zero => name.text(": kernel_size, stride and dilation must be at least 1"),
            Fault::SameWithStride => name.text(": padding \"same\" needs a stride of 1"),
        }
    }

    /// Panics about a fault, in the words of the program; `name` is the layer's.
    #[track_caller]
    pub(super) fn assert_possible(&self, name: &str) {
        let fault = match self.fault() {
            None => return,
            Some(Fault::Groups) => {
                format!("in_channels and out_channels must be multiples of groups={}", self.options.groups)
            }
            Some(Fault::Zero) => "kernel_size, stride and dilation must be at least 1".to_owned(),
            Some(Fault::SameWithStride) => "`padding_same()` needs a stride of 1".to_owned(),
        };
        panic!("{name}({self}): {fault}");
    }
}

/// The channels, and what differs from the defaults, in PyTorch's words.
impl<const D: usize> fmt::Display for Settings<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = ConvOptions::new();
        let ConvOptions { stride, padding, dilation, groups, .. } = self.options;
        let kernel_size = axes::setting(self.kernel_size);
        write!(f, "{}, {}, kernel_size={kernel_size}", self.in_channels, self.out_channels)?;
        if stride != default.stride {
            write!(f, ", stride={}", axes::setting(stride))?;
        }
        match padding {
            padding if padding == default.padding => {}
            Padding::Zeros(zeros) => write!(f, ", padding={}", axes::setting(zeros))?,
            Padding::Same => write!(f, ", padding=same")?,
        }
        if dilation != default.dilation {
            write!(f, ", dilation={}", axes::setting(dilation))?;
        }
        if groups != default.groups {
            write!(f, ", groups={groups}")?;
        }
        if !self.bias {
            write!(f, ", bias=false")?;
        }
        match self.padding_mode {
            _ if self.pads_with_zeros() => Ok(()),
            Pad::Constant(value) => write!(f, ", padding_mode=constant {value}"),
            Pad::Reflection => write!(f, ", padding_mode=reflect"),
            Pad::Replication => write!(f, ", padding_mode=replicate"),
            Pad::Circular => write!(f, ", padding_mode=circular"),
        }
    }
}
