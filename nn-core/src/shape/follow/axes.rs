//! The same elements under other axes.

use super::{Made, Message, Shape, axis_of, within};

/// A size that is left out: what the others leave.
const REST: usize = usize::MAX;

/// The same elements as `to`, of which one size may be left out.
pub const fn reshape(x: Shape, to: Shape) -> Made {
    let (mut known, mut rest, mut i) = (1, None, 0);
    while i < to.rank() {
        match (to.size(i), rest) {
            (REST, None) => rest = Some(i),
            (REST, Some(_)) => return Err(Message::new("reshape: one size alone can be left out")),
            (size, _) => known *= size,
        }
        i += 1;
    }
    let all = x.num_elements();
    match rest {
        None if known == all => Ok(to.of_batch(x.batch())),
        Some(axis) if known > 0 && all.is_multiple_of(known) => {
            Ok(to.with(axis, all / known).of_batch(x.batch()))
        }
        _ => {
            let message = Message::new("reshape: ").shape(&x).text(" to ").shape(&to.of_batch(x.batch()));
            Err(message.text(" changes the number of elements"))
        }
    }
}

/// All axes behind the first as one.
pub const fn flatten(x: Shape) -> Made {
    if x.rank() == 0 {
        return Err(Message::new("flatten: there is no axis in shape []"));
    }
    Ok(Shape::new(&[x.size(0), super::sample(x).num_elements()]).of_batch(x.batch()))
}

/// The axes in another order.
pub const fn permute(x: Shape, axes: Shape) -> Made {
    let (mut made, mut seen, mut i) = (x, [false; 8], 0);
    while i < axes.rank() {
        let axis = axes.size(i);
        if axes.rank() != x.rank() || axis >= x.rank() || seen[axis] {
            let message = Message::new("permute: ").shape(&axes).text(" does not name each axis of ");
            return Err(message.shape(&x).text(" once"));
        }
        seen[axis] = true;
        made = made.with(i, x.size(axis));
        i += 1;
    }
    Ok(made)
}

/// Two axes exchanged.
pub const fn transpose(name: &str, x: Shape, a: isize, b: isize) -> Made {
    match (axis_of(name, a, &x), axis_of(name, b, &x)) {
        (Ok(a), Ok(b)) => Ok(x.with(a, x.size(b)).with(b, x.size(a))),
        (Err(message), _) | (_, Err(message)) => Err(message),
    }
}

/// Another axis of size 1.
pub const fn insert_axis(name: &str, x: Shape, axis: isize) -> Made {
    match within(axis, x.rank() + 1) {
        Some(place) if place <= x.rank() => Ok(x.inserted(place, 1)),
        _ => {
            let message = Message::new(name).text(": there is no place ").signed(axis);
            Err(message.text(" for another axis in shape ").shape(&x))
        }
    }
}

/// One axis of size 1 less.
pub const fn remove_axis(name: &str, x: Shape, axis: isize) -> Made {
    match axis_of(name, axis, &x) {
        Ok(axis) if x.size(axis) == 1 => Ok(x.without(axis)),
        Ok(axis) => {
            let message = Message::new(name).text(": axis ").number(axis).text(" of shape ").shape(&x);
            Err(message.text(" is not of size 1"))
        }
        Err(message) => Err(message),
    }
}

/// Stretched over axes of size 1 and over new leading axes.
pub const fn broadcast_to(name: &str, x: Shape, to: Shape) -> Made {
    let (mut fits, mut i) = (x.rank() <= to.rank(), 0);
    while fits && i < x.rank() {
        let (n, m) = (x.size(i), to.size(to.rank() - x.rank() + i));
        fits = n == m || n == 1;
        i += 1;
    }
    if fits {
        return Ok(to.of_batch(x.batch()));
    }
    Err(Message::new(name)
        .text(": shape ")
        .shape(&x)
        .text(" does not stretch to ")
        .shape(&to.of_batch(x.batch())))
}

/// A tensor over which another is stretched.
pub const fn broadcast_onto(name: &str, x: Shape, other: Shape) -> Made {
    broadcast_to(name, other, x)
}
