//! Functions of single elements, and along an axis.

use super::{Made, Message, Shape, axis_of};

/// Two tensors element by element, stretched over axes of size 1 and over leading axes.
pub const fn beside(name: &str, a: Shape, b: Shape) -> Made {
    let (long, short) = if a.rank() >= b.rank() { (a, b) } else { (b, a) };
    let (mut made, ahead, mut i) = (long, long.rank() - short.rank(), 0);
    while i < short.rank() {
        let (n, m) = (long.size(ahead + i), short.size(i));
        if n != m && n != 1 && m != 1 {
            return Err(Message::new(name)
                .text(": shapes ")
                .shape(&a)
                .text(" and ")
                .shape(&b)
                .text(" do not fit"));
        }
        if n == 1 {
            made = made.with(ahead + i, m);
        }
        i += 1;
    }
    Ok(made)
}

/// What changes elements along an axis, and not the shape.
pub const fn along(name: &str, x: Shape, axis: isize) -> Made {
    match axis_of(name, axis, &x) {
        Ok(_) => Ok(x),
        Err(message) => Err(message),
    }
}

/// What makes one element of an axis, which stays.
pub const fn keepdim(name: &str, x: Shape, axis: isize) -> Made {
    match axis_of(name, axis, &x) {
        Ok(axis) => Ok(x.with(axis, 1)),
        Err(message) => Err(message),
    }
}

/// What makes one element of an axis, which disappears.
pub const fn reduce(name: &str, x: Shape, axis: isize) -> Made {
    match axis_of(name, axis, &x) {
        Ok(axis) => Ok(x.without(axis)),
        Err(message) => Err(message),
    }
}

/// What makes one element of all.
pub const fn whole(x: Shape) -> Shape {
    Shape::new(&[]).of_batch(x.batch())
}

/// What looks at the last two axes, and keeps the shape.
pub const fn matrix(name: &str, x: Shape) -> Made {
    if x.rank() >= 2 {
        return Ok(x);
    }
    Err(Message::new(name).text(": a matrix has two axes, got shape ").shape(&x))
}
