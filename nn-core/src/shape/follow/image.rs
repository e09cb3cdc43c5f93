//! Images resized, sampled and taken apart.

use super::{Made, Message, Shape};
use crate::ops::Patches;

/// The last axes with so many elements.
pub const fn resized(x: Shape, sizes: Shape) -> Made {
    let (mut made, mut fits, mut i) = (x, sizes.rank() <= x.rank(), 0);
    while fits && i < sizes.rank() {
        let axis = x.rank() - sizes.rank() + i;
        fits = x.size(axis) > 0 && sizes.size(i) > 0;
        made = made.with(axis, sizes.size(i));
        i += 1;
    }
    if fits {
        return Ok(made);
    }
    Err(Message::new("interpolate: the last axes of ").shape(&x).text(" do not become ").shape(&sizes))
}

/// The last axes with so many times as many elements.
pub const fn scaled(x: Shape, factors: &[f64]) -> Made {
    let (mut sizes, mut i) = (Shape::new(&[]), 0);
    if factors.len() > x.rank() {
        let message = Message::new("interpolate: ").shape(&x).text(" has no ");
        return Err(message.number(factors.len()).text(" axes"));
    }
    while i < factors.len() {
        let size = x.size(x.rank() - factors.len() + i);
        sizes = sizes.and((size as f64 * factors[i]) as usize);
        i += 1;
    }
    resized(x, sizes)
}

/// Images at the places of a grid.
pub const fn grid_sample(x: Shape, grid: Shape) -> Made {
    let fits = x.rank() == 4
        && grid.rank() == 4
        && grid.size(0) == x.size(0)
        && grid.size(3) == 2
        && x.size(2) * x.size(3) > 0;
    if fits {
        return Ok(x.with(2, grid.size(1)).with(3, grid.size(2)));
    }
    let message = Message::new("grid_sample: images of ").shape(&x).text(" and a grid of ");
    Err(message.shape(&grid).text(" do not fit"))
}

/// The channels of groups in turns.
pub const fn channel_shuffle(x: Shape, groups: usize) -> Made {
    if x.rank() >= 2 && groups > 0 && x.size(1).is_multiple_of(groups) {
        return Ok(x);
    }
    let message = Message::new("channel_shuffle: the channels of ").shape(&x);
    Err(message.text(" are no multiple of ").number(groups))
}

/// What needs so many axes, and keeps the shape.
pub const fn of_rank(name: &str, x: Shape, least: usize) -> Made {
    if x.rank() >= least {
        return Ok(x);
    }
    Err(Message::new(name).text(": expected at least ").number(least).text(" axes, got ").shape(&x))
}

/// Patches as columns.
pub const fn unfold(x: Shape, patches: Patches) -> Made {
    let count = if x.rank() == 4 { patches.count([x.size(2), x.size(3)]) } else { None };
    match count {
        Some([down, along]) => {
            Ok(Shape::new(&[x.size(0), x.size(1) * patches.len(), down * along]).of_batch(x.batch()))
        }
        None => Err(Message::new("unfold: there is no patch on ").shape(&x)),
    }
}

/// Columns as patches of images.
pub const fn fold(x: Shape, size: Shape, patches: Patches) -> Made {
    let count = if size.rank() == 2 { patches.count([size.size(0), size.size(1)]) } else { None };
    let message = Message::new("fold: ").shape(&x).text(" are no patches of ").shape(&size);
    match count {
        Some([down, along])
            if x.rank() == 3 && down * along == x.size(2) && x.size(1).is_multiple_of(patches.len()) =>
        {
            let channels = x.size(1) / patches.len();
            Ok(Shape::new(&[x.size(0), channels, size.size(0), size.size(1)]).of_batch(x.batch()))
        }
        _ => Err(message),
    }
}
