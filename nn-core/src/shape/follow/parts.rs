//! Parts of tensors, and tensors of parts.

use super::{List, Made, Message, Shape, Span, axis_of, insert_axis, within};

/// The part in a range along an axis.
pub const fn slice(x: Shape, axis: isize, range: Span) -> Made {
    match ranged("slice", &x, axis, range) {
        Ok((axis, [start, end])) => Ok(x.with(axis, end - start)),
        Err(message) => Err(message),
    }
}

/// The axis, and the range within it.
const fn ranged(name: &str, x: &Shape, axis: isize, range: Span) -> Result<(usize, [usize; 2]), Message> {
    let axis = match axis_of(name, axis, x) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    match range.of(x.size(axis)) {
        Some(range) => Ok((axis, range)),
        None => {
            let message = Message::new(name).text(": ").span(range.start, range.end, range.is_closed);
            Err(message.text(" is no range of axis ").number(axis).text(" of shape ").shape(x))
        }
    }
}

/// A tensor with another in the place of a part.
pub const fn with_slice(x: Shape, axis: isize, range: Span, part: Shape) -> Made {
    match ranged("with_slice", &x, axis, range) {
        Ok((axis, [start, end])) if part.is(&x.with(axis, end - start)) => Ok(x),
        Ok((axis, [start, end])) => {
            let message =
                Message::new("with_slice: expected a part of shape ").shape(&x.with(axis, end - start));
            Err(message.text(", got ").shape(&part))
        }
        Err(message) => Err(message),
    }
}

/// The tensor at an index of an axis, which disappears.
pub const fn at(x: Shape, axis: isize, index: isize) -> Made {
    match axis_of("at", axis, &x) {
        Ok(axis) => match within(index, x.size(axis)) {
            Some(i) if i < x.size(axis) => Ok(x.without(axis)),
            _ => {
                let message =
                    Message::new("at: there is no index ").signed(index).text(" along axis ").number(axis);
                Err(message.text(" of shape ").shape(&x))
            }
        },
        Err(message) => Err(message),
    }
}

/// The parts of one size along an axis, of which the last may be smaller.
pub const fn split(x: Shape, each: usize, axis: isize) -> Result<List, Message> {
    let axis = match axis_of("split", axis, &x) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    if each == 0 {
        return Err(Message::new("split: the parts of ").shape(&x).text(" would be empty"));
    }
    let (mut list, mut rest) = (Ok(List::new()), x.size(axis));
    while rest > 0 {
        let size = if rest < each { rest } else { each };
        list = match list {
            Ok(list) => list.and(x.with(axis, size)),
            Err(message) => return Err(message),
        };
        rest -= size;
    }
    list
}

/// The parts of these sizes along an axis.
pub const fn split_by(x: Shape, sizes: Shape, axis: isize) -> Result<List, Message> {
    let axis = match axis_of("split", axis, &x) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    let (mut list, mut sum, mut i) = (Ok(List::new()), 0, 0);
    while i < sizes.rank() {
        list = match list {
            Ok(list) => list.and(x.with(axis, sizes.size(i))),
            Err(message) => return Err(message),
        };
        sum += sizes.size(i);
        i += 1;
    }
    if sum != x.size(axis) {
        let message =
            Message::new("split: sizes ").shape(&sizes).text(" do not add up to axis ").number(axis);
        return Err(message.text(" of shape ").shape(&x));
    }
    list
}

/// So many parts along an axis.
pub const fn chunk(x: Shape, chunks: usize, axis: isize) -> Result<List, Message> {
    match axis_of("chunk", axis, &x) {
        Ok(_) if chunks == 0 => Err(Message::new("chunk: expected a number of parts of at least 1, got 0")),
        Ok(within) => split(x, x.size(within).div_ceil(chunks), axis),
        Err(message) => Err(message),
    }
}

/// The tensors at each index of an axis, which disappears.
pub const fn unbind(x: Shape, axis: isize) -> Result<List, Message> {
    let axis = match axis_of("unbind", axis, &x) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    let (mut list, mut i) = (Ok(List::new()), 0);
    while i < x.size(axis) {
        list = match list {
            Ok(list) => list.and(x.without(axis)),
            Err(message) => return Err(message),
        };
        i += 1;
    }
    list
}

/// Tensors one after another along an axis.
pub const fn concat(parts: List, axis: isize) -> Made {
    let parts = parts.as_slice();
    if parts.is_empty() {
        return Err(Message::new("concat: there are no tensors to put together"));
    }
    let first = parts[0];
    let axis = match axis_of("concat", axis, &first) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    let (mut size, mut i) = (0, 0);
    while i < parts.len() {
        if parts[i].rank() != first.rank() || !parts[i].with(axis, first.size(axis)).is(&first) {
            let message = Message::new("concat along axis ").number(axis).text(": ").shape(&first);
            return Err(message.text(" does not fit part ").number(i).text(", ").shape(&parts[i]));
        }
        size += parts[i].size(axis);
        i += 1;
    }
    Ok(first.with(axis, size))
}

/// Tensors of one shape one after another along a new axis.
pub const fn stack(parts: List, axis: isize) -> Made {
    let parts = parts.as_slice();
    if parts.is_empty() {
        return Err(Message::new("stack: there are no tensors to put together"));
    }
    let mut i = 1;
    while i < parts.len() {
        if !parts[i].is(&parts[0]) {
            let message = Message::new("stack: ").shape(&parts[0]).text(" does not equal part ").number(i);
            return Err(message.text(", ").shape(&parts[i]));
        }
        i += 1;
    }
    match (insert_axis("stack", parts[0], axis), within(axis, parts[0].rank() + 1)) {
        (Ok(made), Some(place)) => Ok(made.with(place, parts.len())),
        (made, _) => made,
    }
}

/// More elements on the sides, two numbers for an axis, from the last on.
pub const fn pad(x: Shape, padding: Shape) -> Made {
    if !padding.rank().is_multiple_of(2) || padding.rank() / 2 > x.rank() {
        let message = Message::new("pad: expected two numbers for each of up to ").number(x.rank());
        return Err(message.text(" axes of shape ").shape(&x).text(", got ").shape(&padding));
    }
    let (mut made, mut i) = (x, 0);
    while i < padding.rank() / 2 {
        let axis = x.rank() - 1 - i;
        made = made.with(axis, x.size(axis) + padding.size(2 * i) + padding.size(2 * i + 1));
        i += 1;
    }
    Ok(made)
}

/// So many copies along each axis.
pub const fn repeat(x: Shape, times: Shape) -> Made {
    let (mut made, mut i) = (x, 0);
    while i < x.rank() && i < times.rank() {
        made = made.with(i, x.size(i) * times.size(i));
        i += 1;
    }
    Ok(made)
}

/// The parts at the indices.
pub const fn index_select(x: Shape, axis: isize, indices: Shape) -> Made {
    match axis_of("index_select", axis, &x) {
        Ok(axis) => Ok(x.with(axis, indices.num_elements())),
        Err(message) => Err(message),
    }
}

/// The largest elements of an axis.
pub const fn topk(x: Shape, k: usize, axis: isize) -> Made {
    match axis_of("topk", axis, &x) {
        Ok(axis) if k <= x.size(axis) => Ok(x.with(axis, k)),
        Ok(axis) => {
            let message = Message::new("topk: axis ").number(axis).text(" of shape ").shape(&x);
            Err(message.text(" has no ").number(k).text(" elements"))
        }
        Err(message) => Err(message),
    }
}

/// The first half of an axis, gated by the second.
pub const fn glu(x: Shape, axis: isize) -> Made {
    match axis_of("glu", axis, &x) {
        Ok(axis) if x.size(axis).is_multiple_of(2) => Ok(x.with(axis, x.size(axis) / 2)),
        Ok(axis) => {
            let message = Message::new("glu: axis ").number(axis).text(" of shape ").shape(&x);
            Err(message.text(" has no two halves of one size"))
        }
        Err(message) => Err(message),
    }
}

/// A vector for each number, with one place for each class.
pub const fn one_hot(x: Shape, classes: usize) -> Made {
    Ok(x.and(classes))
}
