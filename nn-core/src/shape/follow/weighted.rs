//! Operations that take weights: those of layers, as functions.

use super::{Made, Message, Shape, beside};
use crate::ops::{ConvOptions, ConvTransposeOptions};

/// Whether a weight or a bias, if there is one, is of this shape.
const fn is_of(weight: Option<Shape>, shape: &Shape) -> bool {
    match weight {
        Some(weight) => weight.is(shape),
        None => true,
    }
}

const fn two(name: &str, x: &Shape, weight: &Shape) -> Message {
    Message::new(name).text(": an input of ").shape(x).text(" does not fit a weight of ").shape(weight)
}

const fn other_bias(name: &str, bias: Option<Shape>, size: usize) -> Message {
    let message = Message::new(name).text(": expected a bias of [").number(size).text("]");
    match bias {
        Some(bias) => message.text(", got ").shape(&bias),
        None => message,
    }
}

/// A product with a weight of `[out_features, in_features]`, and a bias.
pub const fn linear(x: Shape, weight: Shape, bias: Option<Shape>) -> Made {
    let last = x.rank().wrapping_sub(1);
    if x.rank() == 0 || weight.rank() != 2 || x.size(last) != weight.size(1) {
        return Err(two("linear", &x, &weight));
    }
    if !is_of(bias, &Shape::new(&[weight.size(0)])) {
        return Err(other_bias("linear", bias, weight.size(0)));
    }
    Ok(x.with(last, weight.size(0)))
}

/// Two tensors with a weight of `[out, in1, in2]`, and a bias.
pub const fn bilinear(x: Shape, other: Shape, weight: Shape, bias: Option<Shape>) -> Made {
    let last = x.rank().wrapping_sub(1);
    let fits = x.rank() > 0
        && other.rank() == x.rank()
        && weight.rank() == 3
        && x.size(last) == weight.size(1)
        && other.size(last) == weight.size(2)
        && other.with(last, x.size(last)).is(&x);
    if !fits {
        let message = Message::new("bilinear: ").shape(&x).text(" and ").shape(&other);
        return Err(message.text(" do not fit a weight of ").shape(&weight));
    }
    if !is_of(bias, &Shape::new(&[weight.size(0)])) {
        return Err(other_bias("bilinear", bias, weight.size(0)));
    }
    Ok(x.with(last, weight.size(0)))
}

/// A table of rows, of which the indices choose.
pub const fn embedding(table: Shape, indices: Shape) -> Made {
    if table.rank() == 2 {
        return Ok(indices.and(table.size(1)));
    }
    Err(Message::new("embedding: expected a table with two axes, got ").shape(&table))
}

/// A norm over the last axes.
pub const fn normalised(
    name: &str,
    x: Shape,
    normalized: Shape,
    weight: Option<Shape>,
    bias: Option<Shape>,
) -> Made {
    let (mut fits, mut i) = (normalized.rank() > 0 && normalized.rank() <= x.rank(), 0);
    while fits && i < normalized.rank() {
        fits = x.size(x.rank() - normalized.rank() + i) == normalized.size(i);
        i += 1;
    }
    let other = if is_of(weight, &normalized) { bias } else { weight };
    let message = Message::new(name);
    match other {
        _ if !fits => Err(message.text(": ").shape(&x).text(" does not end in ").shape(&normalized)),
        Some(other) if !other.is(&normalized) => {
            let message = message.text(": expected a weight and a bias of ").shape(&normalized);
            Err(message.text(", got ").shape(&other))
        }
        _ => Ok(x),
    }
}

/// A norm of channels, with one number for each of them in each operand.
pub const fn by_channel(name: &str, x: Shape, operands: &[Option<Shape>]) -> Made {
    if x.rank() < 2 {
        return Err(Message::new(name).text(": expected [batch, channels, ..], got ").shape(&x));
    }
    let (channels, mut i) = (Shape::new(&[x.size(1)]), 0);
    while i < operands.len() {
        if !is_of(operands[i], &channels) {
            let message = Message::new(name).text(": an operand has not one number for each of the ");
            return Err(message.number(x.size(1)).text(" channels of ").shape(&x));
        }
        i += 1;
    }
    Ok(x)
}

/// A norm of groups of channels.
pub const fn group_norm(x: Shape, groups: usize, weight: Option<Shape>, bias: Option<Shape>) -> Made {
    match by_channel("group_norm", x, &[weight, bias]) {
        Ok(_) if groups == 0 || !x.size(1).is_multiple_of(groups) => {
            let message = Message::new("group_norm: the channels of ").shape(&x);
            Err(message.text(" do not fall into ").number(groups).text(" groups"))
        }
        made => made,
    }
}

/// The rectifier with one slope, or one for each channel.
pub const fn prelu(x: Shape, weight: Shape) -> Made {
    let slopes = weight.num_elements();
    if weight.rank() == 1 && (slopes == 1 || x.rank() >= 2 && x.size(1) == slopes) {
        return Ok(x);
    }
    Err(two("prelu", &x, &weight))
}

/// A convolution over `D` axes.
pub const fn conv<const D: usize>(
    name: &str,
    x: Shape,
    weight: Shape,
    bias: Option<Shape>,
    options: ConvOptions<D>,
) -> Made {
    let groups = options.groups;
    let fits = x.rank() == D + 2
        && weight.rank() == D + 2
        && options.divide(weight.size(0))
        && weight.size(1) * groups == x.size(1);
    if !fits {
        return Err(two(name, &x, &weight));
    }
    if !is_of(bias, &Shape::new(&[weight.size(0)])) {
        return Err(other_bias(name, bias, weight.size(0)));
    }
    let (mut made, mut axis) = (x.with(1, weight.size(0)), 0);
    while axis < D {
        if options.stride[axis] == 0 || options.dilation[axis] == 0 {
            return Err(Message::new(name).text(": stride and dilation must be at least 1"));
        }
        match options.window(axis, weight.size(axis + 2)).output(x.size(axis + 2)) {
            Some(size) => made = made.with(axis + 2, size),
            None => return Err(two(name, &x, &weight)),
        }
        axis += 1;
    }
    Ok(made)
}

/// A transposed convolution over `D` axes.
pub const fn conv_transpose<const D: usize>(
    name: &str,
    x: Shape,
    weight: Shape,
    bias: Option<Shape>,
    options: ConvTransposeOptions<D>,
) -> Made {
    let fits = x.rank() == D + 2
        && weight.rank() == D + 2
        && options.divide(weight.size(0))
        && weight.size(0) == x.size(1)
        && options.adds_little();
    if !fits {
        return Err(two(name, &x, &weight));
    }
    let channels = weight.size(1) * options.groups;
    if !is_of(bias, &Shape::new(&[channels])) {
        return Err(other_bias(name, bias, channels));
    }
    let (mut made, mut axis) = (x.with(1, channels), 0);
    while axis < D {
        if options.stride[axis] == 0 || options.dilation[axis] == 0 {
            return Err(Message::new(name).text(": stride and dilation must be at least 1"));
        }
        let window = options.window(axis, weight.size(axis + 2));
        match window.transposed_output(x.size(axis + 2), options.output_padding[axis]) {
            Some(size) => made = made.with(axis + 2, size),
            None => return Err(two(name, &x, &weight)),
        }
        axis += 1;
    }
    Ok(made)
}

/// One of two tensors for each element of a mask.
pub const fn select(mask: Shape, a: Shape, b: Option<Shape>) -> Made {
    let both = match b {
        Some(b) => beside("select", a, b),
        None => Ok(a),
    };
    match both {
        Ok(both) => beside("select", both, mask),
        Err(message) => Err(message),
    }
}
